//! A wire to PostgreSQL that is cut after so many bytes, or never answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Forwards connections until this many bytes were sent to the server; then all are cut, and no more are made.
pub(super) struct Wire {
    pub(super) url: String,
    left: Arc<AtomicI64>,
}

impl Wire {
    /// A way round to the database at this `postgres://user@host:port/name`.
    pub(super) async fn before(url: &str, bytes: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (user, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let left = Arc::new(AtomicI64::new(bytes));
        let wire = Self { url: format!("{user}@127.0.0.1:{port}/{database}"), left: Arc::clone(&left) };
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if left.load(Ordering::SeqCst) > 0 {
                    let server = TcpStream::connect(&server).await.unwrap();
                    tokio::spawn(forward(client, server, Arc::clone(&left)));
                }
            }
        });
        wire
    }

    pub(super) fn was_cut(&self) -> bool {
        self.left.load(Ordering::SeqCst) <= 0
    }
}

async fn forward(mut client: TcpStream, mut server: TcpStream, left: Arc<AtomicI64>) {
    let (mut asked, mut answered) = (vec![0; 16_384], vec![0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(count @ 1..) = read else { return };
                let before = left.fetch_sub(i64::try_from(count).unwrap(), Ordering::SeqCst);
                // The last bytes arrive torn.
                let count = count.min(usize::try_from(before).unwrap_or(0));
                if server.write_all(&asked[..count]).await.is_err() || left.load(Ordering::SeqCst) <= 0 {
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(count @ 1..) = read else { return };
                if left.load(Ordering::SeqCst) <= 0 || client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The address of a server that takes connections and never answers.
pub(super) async fn silence() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, format!("postgres://somebody:open-sesame@{address}/pathways"))
}
