//! A wire to PostgreSQL that can be cut in the middle of an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Forwards connections to a server, and swallows the answer to one commit when told to.
pub(crate) struct Proxy {
    pub(crate) url: String,
    armed: Arc<AtomicBool>,
}

impl Proxy {
    /// A way round to the database at this `postgres://user@host:port/name`.
    pub(crate) async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (user, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let armed = Arc::new(AtomicBool::new(false));
        let proxy = Self { url: format!("{user}@127.0.0.1:{port}/{database}"), armed: Arc::clone(&armed) };
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(forward(client, server, Arc::clone(&armed)));
            }
        });
        proxy
    }

    /// The next commit reaches the server; its answer does not come back.
    pub(crate) fn cut_at_commit(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Whether that has happened.
    pub(crate) fn was_cut(&self) -> bool {
        !self.armed.load(Ordering::SeqCst)
    }
}

async fn forward(mut client: TcpStream, mut server: TcpStream, armed: Arc<AtomicBool>) {
    let (mut asked, mut answered) = (vec![0; 65536], vec![0; 65536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(count @ 1..) = read else { return };
                let commit = asked[..count].windows(6).any(|bytes| bytes == b"COMMIT");
                if server.write_all(&asked[..count]).await.is_err() {
                    return;
                }
                if commit && armed.swap(false, Ordering::SeqCst) {
                    // The answer is there, so the server has committed. Both ends close.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}
