//! Connections on which nothing moves are closed: whoever sends half a request keeps a place otherwise, and a thousand
//! of them keep everybody out.
//!
//! What was said last is lost with what was not read: a system that has bytes for a connection which is closed resets it, and
//! whoever was still sending never reads why (`413`, or 1009 of a socket). So the end of a connection is read for a moment.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep, timeout};

/// How long the end of a connection is read at most.
const LINGER: Duration = Duration::from_secs(2);

/// How much of it, in bytes: several of the largest requests.
const LINGER_BYTES: usize = 16 * 1024 * 1024;

/// Connections that are read to their end at once; of others the end is not read.
static LINGERING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(256)));

/// Accepts connections, each with an end to its patience.
pub(super) struct Patient {
    listener: TcpListener,
    limit: Duration,
}

impl Patient {
    /// Closes what has been quiet for `limit`.
    pub(super) fn new(listener: TcpListener, limit: Duration) -> Self {
        Self { listener, limit }
    }
}

impl Listener for Patient {
    type Io = Timed;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Timed, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Timed { stream: Some(stream), limit: self.limit, end: Box::pin(sleep(self.limit)) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that fails once nothing was read or written for as long as its limit.
pub(super) struct Timed {
    /// There until it is dropped.
    stream: Option<TcpStream>,
    limit: Duration,
    end: Pin<Box<Sleep>>,
}

impl Timed {
    fn moved(&mut self) {
        let end = Instant::now() + self.limit;
        self.end.as_mut().reset(end);
    }

    /// What came of reading or writing; an error when the patience is at its end.
    fn or_end<T>(&mut self, cx: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.moved();
            return done;
        }
        self.end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some(stream) = &mut this.stream else { return closed() };
        let read = Pin::new(stream).poll_read(cx, buffer);
        this.or_end(cx, read)
    }
}

impl AsyncWrite for Timed {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let Some(stream) = &mut this.stream else { return closed() };
        let written = Pin::new(stream).poll_write(cx, bytes);
        this.or_end(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let Some(stream) = &mut this.stream else { return closed() };
        let written = Pin::new(stream).poll_write_vectored(cx, slices);
        this.or_end(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().stream.as_mut().map_or_else(closed, |stream| Pin::new(stream).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().stream.as_mut().map_or_else(closed, |stream| Pin::new(stream).poll_shutdown(cx))
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        let (Some(stream), Ok(runtime)) = (self.stream.take(), Handle::try_current()) else { return };
        // The other side has ended already, as most do first.
        if matches!(stream.try_read(&mut [0]), Ok(0)) {
            return;
        }
        let Ok(place) = Arc::clone(&LINGERING).try_acquire_owned() else { return };
        runtime.spawn(async move {
            let _place = place;
            // However it ends, it is left then.
            let _ = timeout(LINGER, read_to_its_end(stream)).await;
        });
    }
}

/// Says that nothing more comes, and reads what is sent all the same.
async fn read_to_its_end(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    let (mut bytes, mut left) = (vec![0; 64 * 1024], LINGER_BYTES);
    while left > 0 {
        match stream.read(&mut bytes).await? {
            0 => break,
            read => left = left.saturating_sub(read),
        }
    }
    Ok(())
}

/// What comes of a connection that is dropped.
fn closed<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::NotConnected.into()))
}
