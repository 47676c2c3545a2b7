//! One connection of HTTP that asks one question after the other.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::failed;
use super::super::race::Writer;
use super::super::served::PATIENCE;
use crate::failure::Failure;

/// What stands in an answer that refuses.
const REFUSED: [&[u8]; 2] = [b"\"errors\"", b"\"contradictions\":[{"];

/// A connection, and what is asked over it.
pub(super) struct Asker {
    stream: TcpStream,
    address: SocketAddr,
    questions: Arc<Vec<String>>,
    next: usize,
    step: usize,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Asker {
    pub(super) async fn connect(address: SocketAddr, questions: Arc<Vec<String>>) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Self { stream, address, questions, next: 0, step: 1, request: Vec::new(), answer: Vec::new() })
    }

    /// Asks every so manieth question from this one on.
    pub(super) fn begin_at(&mut self, first: usize, step: usize) {
        (self.next, self.step) = (first, step.max(1));
    }

    /// The answer to one question.
    pub(super) async fn json(&mut self, body: &str) -> Result<Value, Failure> {
        let told = self.ask(body).await?;
        serde_json::from_slice(told).map_err(failed)
    }

    /// Asks; answers the body of what came back.
    async fn ask(&mut self, body: &str) -> Result<&[u8], Failure> {
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             accept: application/graphql-response+json\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        self.request.clear();
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(body.as_bytes());
        let answered = tokio::time::timeout(PATIENCE, self.exchange()).await;
        let begins = answered.map_err(failed)?.map_err(failed)?;
        let body = self.answer.get(begins..).unwrap_or_default();
        let refused = REFUSED.iter().any(|text| body.windows(text.len()).any(|part| part == *text));
        if refused || !self.answer.starts_with(b"HTTP/1.1 200") {
            return Err(failed(String::from_utf8_lossy(body.get(..400).unwrap_or(body)).into_owned()));
        }
        Ok(body)
    }

    /// Sends the request and reads the whole answer; answers where its body begins.
    async fn exchange(&mut self) -> std::io::Result<usize> {
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(self.answer.get(..end).unwrap_or_default()).to_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let length = length.ok_or_else(|| std::io::Error::other("the answer has no length"))?;
            let begins = end + 4;
            while self.answer.len() < begins + length {
                if self.stream.read_buf(&mut self.answer).await? == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
            }
            return Ok(begins);
        }
    }
}

impl Writer for Asker {
    async fn once(&mut self) -> Result<u32, Failure> {
        let questions = Arc::clone(&self.questions);
        let Some(question) = questions.get(self.next % questions.len().max(1)) else { return Ok(0) };
        self.next += self.step;
        self.ask(question).await?;
        Ok(1)
    }
}
