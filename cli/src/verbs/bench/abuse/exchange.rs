//! A request as bytes, and what comes back, over a connection of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::failed;
use super::super::served::PATIENCE;
use crate::failure::Failure;

/// What is said to a server, word for word.
pub(super) type Request = Arc<[u8]>;

/// Asks a document over GraphQL with a token.
pub(super) fn asked(token: &str, query: &str, variables: &Value) -> Request {
    posted(token, &json!({ "query": query, "variables": variables }).to_string())
}

/// Posts a body to the endpoint with a token.
pub(super) fn posted(token: &str, body: &str) -> Request {
    accepting("application/graphql-response+json", token, body)
}

/// Posts a body to the endpoint, to be answered in a media type.
pub(super) fn accepting(media: &str, token: &str, body: &str) -> Request {
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: application/json\r\naccept: {media}\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body.as_bytes()].concat().into()
}

/// What came back: its head and its body.
pub(super) async fn exchange(address: SocketAddr, request: &Request) -> Result<String, Failure> {
    let exchanged = timeout(PATIENCE, async {
        let mut stream = TcpStream::connect(address).await?;
        // A server may answer before it has read everything: then it does not read the rest.
        let _ = stream.write_all(request).await;
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer).await {
            Err(error) if answer.is_empty() => Err(error),
            Ok(_) | Err(_) => Ok(String::from_utf8_lossy(&answer).into_owned()),
        }
    });
    exchanged.await.map_err(failed)?.map_err(failed)
}

/// The answer to a document.
pub(super) async fn answer(address: SocketAddr, request: &Request) -> Result<Value, Failure> {
    let told = exchange(address, request).await?;
    let body = told.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).map_err(failed)
}
