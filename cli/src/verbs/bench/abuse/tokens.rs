//! An issuer of identities, and tokens of it that open nothing.
//!
//! They are made once, by a key that nobody has any more, so that this program needs nothing that signs tokens.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::super::failed;
use crate::failure::Failure;

/// What the issuer is called.
pub(super) const ISSUER: &str = "http://127.0.0.1/bench";

/// Its keys (RFC 7517): one, Ed25519.
const KEYS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"bench","x":"Hse_jSdfH6c77JTtsiNS5ZelJUJ4YrfpothRiF5zzOg"}]}"#;

/// A caseworker’s, signed as it must be, of 1 January 2026.
pub(super) const EXPIRED: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImJlbmNoIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xL2JlbmNoIiwiYXVkIjoicGFyY291cnMiLCJzdWIiOiJiZW5jaCIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MjI1OTAwLCJyZWFsbV9hY2Nlc3MiOnsicm9sZXMiOlsicGFyY291cnMtY2FzZXdvcmtlciJdfSwicGFyY291cnNfb3JnYW5pc2F0aW9uIjoiZnRkYSJ9.t5VEJFn9eQJz29t0UWHfYsO73hv_ep7Nkq63st4BdLIPoWiUkjvEoLHLQltx-EIVGWPQPUWd-LQPXwKPZ9vbDw";

/// The same until 2100, signed by another key than the one that it names.
pub(super) const RESIGNED: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImJlbmNoIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xL2JlbmNoIiwiYXVkIjoicGFyY291cnMiLCJzdWIiOiJiZW5jaCIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJyZWFsbV9hY2Nlc3MiOnsicm9sZXMiOlsicGFyY291cnMtY2FzZXdvcmtlciJdfSwicGFyY291cnNfb3JnYW5pc2F0aW9uIjoiZnRkYSJ9.TpWdoA6HYOraBWlFMzu_8HbonYI2EmHBnYvIIYOQiI13hWlnyxevve4zUwDnH0PSM-p6w5UJzpnVGkclWCIhAA";

/// The same, of the algorithm `none`, and not signed.
pub(super) const UNSIGNED: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoiYmVuY2gifQ.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xL2JlbmNoIiwiYXVkIjoicGFyY291cnMiLCJzdWIiOiJiZW5jaCIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJyZWFsbV9hY2Nlc3MiOnsicm9sZXMiOlsicGFyY291cnMtY2FzZXdvcmtlciJdfSwicGFyY291cnNfb3JnYW5pc2F0aW9uIjoiZnRkYSJ9.";

/// The same, naming a key of which nobody has heard.
pub(super) const UNKNOWN: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6Im90aGVyIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xL2JlbmNoIiwiYXVkIjoicGFyY291cnMiLCJzdWIiOiJiZW5jaCIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJyZWFsbV9hY2Nlc3MiOnsicm9sZXMiOlsicGFyY291cnMtY2FzZXdvcmtlciJdfSwicGFyY291cnNfb3JnYW5pc2F0aW9uIjoiZnRkYSJ9.TpWdoA6HYOraBWlFMzu_8HbonYI2EmHBnYvIIYOQiI13hWlnyxevve4zUwDnH0PSM-p6w5UJzpnVGkclWCIhAA";

/// Tells its keys to whoever asks, until it is dropped.
pub(super) struct Issuer {
    pub(super) address: SocketAddr,
    telling: JoinHandle<()>,
}

impl Issuer {
    pub(super) async fn start() -> Result<Self, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let telling = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever goes away while it is told asks again.
                let _ = tell(stream).await;
            }
        });
        Ok(Self { address, telling })
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.telling.abort();
    }
}

async fn tell(mut stream: TcpStream) -> std::io::Result<()> {
    let mut asked = [0; 2048];
    if stream.read(&mut asked).await? == 0 {
        return Ok(());
    }
    let length = KEYS.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{KEYS}"
    );
    stream.write_all(answer.as_bytes()).await
}
