//! What is said over a socket: the messages of `graphql-transport-ws`, and the codes by which it is closed.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use serde_json::{Map, Value};

use crate::http::decode::{self, Parameters};
use crate::http::json::{self, Unread};

/// Longest reason of a close frame, in bytes: what is longer is no frame.
const REASON_MOST: usize = 123;

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Close {
    /// The server ends.
    GoingAway,
    /// A message longer than any request.
    TooLarge,
    /// As many sockets are open as there may be.
    TryAgain,
    /// A message that is none, or not in its place.
    Invalid(&'static str),
    /// An operation before the connection was acknowledged.
    Unauthorized,
    /// The token is none, expired or revoked.
    Forbidden,
    /// Not the protocol.
    Unacceptable,
    /// Nothing was said first.
    InitTimeout,
    /// Two operations of one identifier.
    Exists(String),
    /// It was said first twice.
    TooManyInits,
}

impl Close {
    /// The code, as the protocol has it.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::TooLarge => 1009,
            Self::TryAgain => 1013,
            Self::Invalid(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden => 4403,
            Self::Unacceptable => 4406,
            Self::InitTimeout => 4408,
            Self::Exists(_) => 4409,
            Self::TooManyInits => 4429,
        }
    }

    pub(super) fn frame(self) -> Message {
        let code = self.code();
        let reason = match self {
            Self::GoingAway => "The server ends",
            Self::TooLarge => "Message too large",
            Self::TryAgain => "Too many sockets are open",
            Self::Invalid(why) => why,
            Self::Unauthorized => "Unauthorized",
            Self::Forbidden => "Forbidden",
            Self::Unacceptable => "Subprotocol not acceptable",
            Self::InitTimeout => "Connection initialisation timeout",
            Self::Exists(id) => {
                // The identifier is the client’s, of whatever length.
                let reason = cut(&format!("Subscriber for {id} already exists"));
                return Message::Close(Some(CloseFrame { code, reason }));
            }
            Self::TooManyInits => "Too many initialisation requests",
        };
        Message::Close(Some(CloseFrame { code, reason: cut(reason) }))
    }
}

fn cut(reason: &str) -> Utf8Bytes {
    reason[..reason.floor_char_boundary(REASON_MOST)].into()
}

/// Longest identifier of an operation, in bytes.
pub(crate) const ID_MOST: usize = 256;

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    /// First of all: who it is.
    Init(Map<String, Value>),
    /// Whether anybody is there.
    Ping(Option<Value>),
    /// That it is there.
    Pong,
    /// An operation, under an identifier.
    Subscribe(String, Parameters),
    /// The end of one.
    Complete(String),
}

impl Said {
    /// Reads a message.
    ///
    /// # Errors
    /// How the socket is closed, and what is wrong, in words that repeat nothing of it.
    pub(super) fn read(text: &str) -> Result<Self, Close> {
        match json::read(text.as_bytes()) {
            Ok(Value::Object(members)) => Self::of(members).map_err(Close::Invalid),
            Ok(_) | Err(Unread::Not(_)) => {
                Err(Close::Invalid("A message is one JSON object in which no key stands twice"))
            }
            Err(Unread::TooMany) => Err(Close::TooLarge),
        }
    }

    fn of(mut members: Map<String, Value>) -> Result<Self, &'static str> {
        let Some(Value::String(kind)) = members.remove("type") else {
            return Err("A message has a type");
        };
        let payload = members.remove("payload").filter(|payload| !payload.is_null());
        let object = |payload: Option<Value>| match payload {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(members)),
            Some(_) => Err("The payload must be an object"),
        };
        let id = |id: Option<Value>| match id {
            // It comes back with each answer.
            Some(Value::String(id)) if (1..=ID_MOST).contains(&id.len()) => Ok(id),
            _ => Err("The id must be a text of at most 256 bytes, and not empty"),
        };
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(object(payload)?.unwrap_or_default())),
            "ping" => Ok(Self::Ping(object(payload)?.map(Value::Object))),
            "pong" => object(payload).map(|_| Self::Pong),
            "complete" => Ok(Self::Complete(id(members.remove("id"))?)),
            "subscribe" => {
                let id = id(members.remove("id"))?;
                let members = object(payload)?.ok_or("An operation has a payload")?;
                let parameters = decode::parameters(members).map_err(|malformed| malformed.message)?;
                Ok(Self::Subscribe(id, parameters))
            }
            _ => Err("The type is none of the protocol"),
        }
    }
}

/// The connection is acknowledged.
pub(super) fn ack() -> Message {
    Message::Text(Utf8Bytes::from_static(r#"{"type":"connection_ack"}"#))
}

/// Somebody is there: with what was sent along, as the reference implementation does.
pub(super) fn pong(payload: Option<Value>) -> Message {
    let mut members = Map::from_iter([("type".to_owned(), Value::from("pong"))]);
    members.extend(payload.map(|payload| ("payload".to_owned(), payload)));
    Message::Text(Value::Object(members).to_string().into())
}

/// What is said about an operation: `payload` is JSON, and nothing for its end.
pub(super) fn told(kind: &str, id: &str, payload: Option<&str>) -> Message {
    let id = Value::from(id);
    let payload = payload.map_or_else(String::new, |payload| format!(r#","payload":{payload}"#));
    Message::Text(format!(r#"{{"id":{id},"type":"{kind}"{payload}}}"#).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::VALUES_MOST;

    #[test]
    fn a_message_is_of_the_protocol_or_of_nobody() {
        for text in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"ping","payload":{"a":1}}"#,
            r#"{"type":"pong"}"#,
            r#"{"type":"complete","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":null}}"#,
        ] {
            assert!(Said::read(text).is_ok(), "{text}");
        }
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "a".repeat(ID_MOST + 1));
        for text in [
            long.as_str(),
            "",
            "[]",
            r#"{"type":7}"#,
            r#"{"type":"start","id":"1"}"#,
            r#"{"type":"ping","type":"pong"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":[]}}"#,
        ] {
            let Err(Close::Invalid(why)) = Said::read(text) else { panic!("{text}") };
            assert!(why.len() <= REASON_MOST, "{why}");
        }
        let list = "1,".repeat(VALUES_MOST);
        let long = format!(r#"{{"type":"ping","payload":{{"a":[{list}1]}}}}"#);
        assert_eq!(Said::read(&long).err(), Some(Close::TooLarge));
    }

    #[test]
    fn a_reason_is_never_longer_than_its_frame() {
        let Message::Close(Some(frame)) = Close::Exists("é".repeat(500)).frame() else { panic!() };
        assert!(frame.reason.len() <= REASON_MOST && frame.reason.starts_with("Subscriber for éé"));
    }
}
