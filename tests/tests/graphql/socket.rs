//! A client of `graphql-transport-ws` that says anything, right or wrong.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longest time in which something must be heard, on a slow and busy machine.
const LONGEST: Duration = Duration::from_secs(30);

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    Message(Value),
    /// A close, with its code.
    Closed(u16),
    /// The connection ended without a word.
    Gone,
}

/// A socket that was opened.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one with these headers, or answers the status of the refusal.
    pub(crate) async fn shake(address: SocketAddr, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::shake_taking(address, headers, None).await
    }

    /// The same over a connection that takes so many bytes ahead of its reader.
    pub(crate) async fn shake_taking(
        address: SocketAddr,
        headers: &[(&str, &str)],
        bytes: Option<u32>,
    ) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let connection = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = bytes {
            connection.set_recv_buffer_size(bytes).unwrap();
        }
        let connection = connection.connect(address).await.unwrap();
        match client_async(request, connection).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens one that is acknowledged, with a token told in it.
    pub(crate) async fn open(address: SocketAddr, token: &str) -> Self {
        Self::open_taking(address, token, None).await
    }

    pub(crate) async fn open_taking(address: SocketAddr, token: &str, bytes: Option<u32>) -> Self {
        let mut socket = Self::shake_taking(address, &[], bytes).await.unwrap();
        assert_eq!(socket.init(token).await, Heard::Message(json!({ "type": "connection_ack" })));
        socket
    }

    /// Asks whether anybody is there, and reads nothing.
    pub(crate) async fn ping(&mut self) {
        let _ = self.0.send(Message::Ping(vec![0; 125].into())).await;
    }

    /// Tells a token, and answers what comes of it.
    pub(crate) async fn init(&mut self, token: &str) -> Heard {
        let payload = json!({ "Authorization": format!("Bearer {token}") });
        self.say(&json!({ "type": "connection_init", "payload": payload })).await;
        self.next().await
    }

    pub(crate) async fn say(&mut self, message: &Value) {
        self.say_text(message.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: String) {
        // That it cannot be said shows in what is heard next.
        let _ = self.0.send(Message::text(text)).await;
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// What comes next.
    pub(crate) async fn next(&mut self) -> Heard {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Heard::Message(serde_json::from_str(&text).unwrap());
                    }
                    Some(Ok(Message::Close(Some(frame)))) => return Heard::Closed(frame.code.into()),
                    // Somebody is there, and says nothing.
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(other)) => panic!("{other}"),
                    Some(Err(_)) | None => return Heard::Gone,
                }
            }
        };
        timeout(LONGEST, next).await.expect("something is heard within half a minute")
    }

    /// The message that comes next.
    pub(crate) async fn message(&mut self) -> Value {
        match self.next().await {
            Heard::Message(message) => message,
            ended @ (Heard::Closed(_) | Heard::Gone) => panic!("{ended:?}"),
        }
    }

    /// Carries out an operation of one answer: its payload, or the errors in its place.
    pub(crate) async fn ask(&mut self, query: &str, variables: Value) -> Value {
        self.subscribe("ask", query, variables).await;
        let mut message = self.message().await;
        if message["type"] == "next" {
            assert_eq!(self.message().await, json!({ "type": "complete", "id": "ask" }));
        }
        message["payload"].take()
    }
}
