//! From an HTTP request to the four parameters of a GraphQL request.

use application::interchange::NotJson;
use async_graphql::Variables;
use axum::{
    body::Body,
    extract::Query,
    http::{HeaderMap, StatusCode, Uri, header},
};
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::documents;
use super::json::{self, Unread};

/// Room that is made for a body before any of it is there.
const ROOM_AHEAD: usize = 64 * 1024;

/// Bytes of a body: a batch of facts may be large.
pub(crate) const BODY_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of a path and query; longer documents are for POST.
pub(crate) const URI_BYTES: usize = 16 * 1024;

/// The parameters of a request.
#[derive(Debug)]
pub(super) struct Parameters {
    pub(super) asked: Asked,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// The document that a request asks, or which one it is.
#[derive(Debug)]
pub(super) enum Asked {
    Query(String),
    /// One that this server holds, by its SHA-256 in hexadecimal digits.
    Trusted(String),
}

/// A request that is not one of GraphQL over HTTP.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) status: StatusCode,
    pub(super) message: &'static str,
}

const fn malformed(status: StatusCode, message: &'static str) -> Malformed {
    Malformed { status, message }
}

const fn bad(message: &'static str) -> Malformed {
    malformed(StatusCode::BAD_REQUEST, message)
}

const TOO_LARGE: Malformed = malformed(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 2 MiB");

/// Reads the parameters of a POST.
pub(super) async fn from_body(headers: &HeaderMap, body: Body) -> Result<Parameters, Malformed> {
    if !is_json(headers) {
        return Err(malformed(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json in utf-8, not compressed",
        ));
    }
    let bytes = collect(headers, body).await?;
    match json::read(&bytes) {
        Ok(Value::Object(members)) => parameters(members),
        Ok(Value::Array(_)) => Err(bad("one operation per request: the body must be an object")),
        Ok(_) => Err(bad("the body must be a JSON object")),
        Err(Unread::TooMany) => {
            Err(malformed(StatusCode::PAYLOAD_TOO_LARGE, "the body holds more than 20,000 values"))
        }
        Err(Unread::Not(NotJson::Repeated)) => Err(bad("a key stands twice in an object of the body")),
        Err(Unread::Not(NotJson::Malformed)) => Err(bad("the body is not JSON")),
    }
}

/// Reads the parameters of a GET.
pub(super) fn from_uri(uri: &Uri) -> Result<Parameters, Malformed> {
    if uri.path_and_query().map_or(0, |text| text.as_str().len()) > URI_BYTES {
        return Err(malformed(StatusCode::URI_TOO_LONG, "the address is longer than 16 KiB: use POST"));
    }
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        return Err(bad("the address cannot be read"));
    };
    let mut members = Map::new();
    for (name, text) in pairs {
        let value = match name.as_str() {
            "query" | "documentId" | "operationName" => Value::String(text),
            "variables" | "extensions" => json::read(text.as_bytes())
                .map_err(|_| bad("variables and extensions must be JSON objects, and no key stands twice"))?,
            _ => continue,
        };
        if members.insert(name, value).is_some() {
            return Err(bad("a parameter is given twice"));
        }
    }
    parameters(members)
}

/// Reads the parameters that stand in an object.
pub(super) fn parameters(mut members: Map<String, Value>) -> Result<Parameters, Malformed> {
    let asked = match (members.remove("query"), members.remove("documentId")) {
        (Some(Value::String(query)), None | Some(Value::Null)) => Asked::Query(query),
        (None | Some(Value::Null), Some(Value::String(id))) => Asked::Trusted(
            documents::digest(&id)
                .ok_or(bad("documentId is sha256: and the 64 hexadecimal digits of a document"))?,
        ),
        (Some(_), Some(Value::String(_))) => {
            return Err(bad("either query or documentId is given, and not both"));
        }
        (_, Some(_)) => return Err(bad("documentId must be a string")),
        (_, None) => return Err(bad("query is required and must be a string")),
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
        Some(_) => return Err(bad("operationName must be a string")),
    };
    object(members.remove("extensions"), "extensions must be an object")?;
    let variables = object(members.remove("variables"), "variables must be an object")?;
    Ok(Parameters { asked, operation_name, variables: Variables::from_json(Value::Object(variables)) })
}

fn object(value: Option<Value>, message: &'static str) -> Result<Map<String, Value>, Malformed> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => Err(bad(message)),
    }
}

/// Only a type that a foreign page cannot send without asking first.
fn is_json(headers: &HeaderMap) -> bool {
    let encoded = headers.get(header::CONTENT_ENCODING);
    if encoded.is_some_and(|encoding| encoding != "identity") {
        return false;
    }
    let content_type = headers.get(header::CONTENT_TYPE);
    let Some(text) = content_type.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let charset = parts
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map_or("utf-8", |(_, value)| value.trim().trim_matches('"'));
    essence.eq_ignore_ascii_case("application/json")
        && (charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8"))
}

async fn collect(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Malformed> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_BYTES) {
        return Err(TOO_LARGE);
    }
    // What is announced may never come.
    let mut bytes = Vec::with_capacity(length.unwrap_or_default().min(ROOM_AHEAD));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| bad("the body was cut off"))?;
        if bytes.len() + chunk.len() > BODY_BYTES {
            return Err(TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
