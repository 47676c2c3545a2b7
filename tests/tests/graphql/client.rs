//! A client of HTTP small enough to say anything, right or wrong.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// The body as it came: a file may be no text at all.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The codes of the errors.
    pub(crate) fn codes(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().into_iter().flatten();
        let code = |error: &Value| error["extensions"]["code"].as_str().unwrap().to_owned();
        errors.map(code).collect()
    }
}

/// Posts to a path, with `Host` and `Content-Length` unless they are given.
pub(crate) async fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    send(address, &request("POST", address, path, headers, body)).await
}

pub(crate) async fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(address, &request("GET", address, path, headers, "")).await
}

/// The text of a request that closes its connection.
pub(crate) fn request(
    method: &str,
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> String {
    let own = [("host", address.to_string()), ("content-length", body.len().to_string())];
    let given = |name: &str| headers.iter().any(|(given, _)| *given == name);
    let own = own.iter().filter(|(name, _)| !given(name)).map(|(name, value)| (*name, value.as_str()));
    let lines = own.chain(headers.iter().copied()).map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines: String = lines.collect();
    format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n{lines}\r\n{body}")
}

/// Sends the text of a request and reads the answer.
pub(crate) async fn send(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    read(stream).await
}

/// Reads an answer up to the end of the connection.
pub(crate) async fn read(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer: {}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let bytes = bytes[end + 4..].to_vec();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    // What is a text is compared; what is none would not be what is expected.
    Answer { status, head, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}
