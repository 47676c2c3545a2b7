//! Readers of subscriptions who take nothing of what they asked for.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use super::super::failed;
use super::exchange::{Request, accepting};
use crate::failure::Failure;

/// How many of one token: eight more than there may be.
pub(super) const READERS: usize = 40;

/// How many of them are refused, in what they would have been told.
pub(super) const REFUSED: usize = 8;

/// Bytes that are kept for each on this side.
const ROOM: u32 = 4096;

/// How long they take nothing.
const IDLE: Duration = Duration::from_secs(3);

/// Everything that was ever recorded.
const FOLLOWED: &str =
    "subscription{events(after:0){id position stream type typeLabel occurredOn recordedAt}}";

/// Readers who asked, and take nothing.
pub(super) struct Slow(Vec<TcpStream>);

impl Slow {
    /// They ask, and wait.
    pub(super) async fn begin(address: SocketAddr, token: &str) -> Result<Self, Failure> {
        let body = Value::from_iter([("query", FOLLOWED)]).to_string();
        let request: Request = accepting("text/event-stream", token, &body);
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let socket = TcpSocket::new_v4().map_err(failed)?;
            socket.set_recv_buffer_size(ROOM).map_err(failed)?;
            let mut stream = socket.connect(address).await.map_err(failed)?;
            stream.write_all(&request).await.map_err(failed)?;
            readers.push(stream);
        }
        tokio::time::sleep(IDLE).await;
        Ok(Self(readers))
    }

    /// They read at last what came first; answers how many of them are told that there are too many.
    pub(super) async fn refused(self) -> Result<usize, Failure> {
        let mut refused = 0;
        for mut stream in self.0 {
            let (mut told, mut length) = (vec![0; 8 * 1024], 0);
            while let Some(room) = told.get_mut(length..).filter(|room| !room.is_empty()) {
                let read = stream.read(room).await.map_err(failed)?;
                if read == 0 {
                    break;
                }
                length += read;
            }
            refused += usize::from(String::from_utf8_lossy(&told).contains("RATE_LIMITED"));
        }
        Ok(refused)
    }
}
