//! A wire to PostgreSQL that can be cut in the middle of an answer.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What is asked of the server before the wire is cut.
type Cut = Arc<Mutex<Option<&'static [u8]>>>;

/// Forwards connections to a server, and swallows the answer to one question when told to.
pub(crate) struct Proxy {
    pub(crate) url: String,
    cut: Cut,
}

impl Proxy {
    /// A way round to the database at this `postgres://user@host:port/name`.
    pub(crate) async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (user, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let cut = Cut::default();
        let proxy = Self { url: format!("{user}@127.0.0.1:{port}/{database}"), cut: Arc::clone(&cut) };
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(forward(client, server, Arc::clone(&cut)));
            }
        });
        proxy
    }

    /// The next commit reaches the server; its answer does not come back.
    pub(crate) fn cut_at_commit(&self) {
        *self.cut.lock().unwrap() = Some(b"COMMIT");
    }

    /// The same with whatever is asked next.
    pub(crate) fn cut_at_once(&self) {
        *self.cut.lock().unwrap() = Some(b"");
    }

    /// Whether that has happened.
    pub(crate) fn was_cut(&self) -> bool {
        self.cut.lock().unwrap().is_none()
    }
}

async fn forward(mut client: TcpStream, mut server: TcpStream, cut: Cut) {
    let (mut asked, mut answered) = (vec![0; 65536], vec![0; 65536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(count @ 1..) = read else { return };
                let asks = |question: &mut &[u8]| {
                    let size = question.len();
                    size == 0 || asked[..count].windows(size).any(|bytes| bytes == *question)
                };
                let cuts = cut.lock().unwrap().take_if(|question| asks(question)).is_some();
                if server.write_all(&asked[..count]).await.is_err() {
                    return;
                }
                if cuts {
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
