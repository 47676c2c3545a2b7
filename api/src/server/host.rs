//! What the endpoint is told by this server: who asks, how much may be asked, and until when.

use std::sync::Arc;
use std::time::Duration;

use application::sight::{Sight, Viewer};
use async_graphql::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use domain::messages::Language;
use serde_json::{Map, Value};

use super::door::{Door, Unsigned};
use super::rates::Counter;
use super::rules::Rules;
use super::signin::{self, Stranger};
use super::{gate, reason};
use crate::http::{Asking, Barred, Held, Host, Prepared, Unserved, Withheld};
use crate::oidc::Refused;
use crate::schema::Streams;

/// Headers that a browser cannot send with a handshake: they may stand in what is said first in a socket.
const CARRIED: [HeaderName; 3] = [header::AUTHORIZATION, header::ACCEPT_LANGUAGE, reason::HEADER];

/// This server around its endpoint.
pub(super) struct Serving {
    pub(super) counter: Arc<Counter>,
    pub(super) rules: Rules,
    pub(super) streams: Streams,
    pub(super) door: Door,
    pub(super) room: gate::Room,
    /// Longest time for a request.
    pub(super) request_limit: Duration,
    /// Longest time in which nothing moves on a connection.
    pub(super) quiet_limit: Duration,
}

impl Host for Serving {
    /// Each request is answered in the language of its caller, with what the caller may see.
    fn prepare(&self, parts: &Parts, request: Request, asking: Asking) -> Result<Prepared, Withheld> {
        let wishes = parts.headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let wishes: Vec<&str> = wishes.filter_map(|wish| wish.to_str().ok()).collect();
        let request =
            request.data(self.streams.clone()).data(Arc::clone(&self.counter)).data(parts.method.clone());
        let request = request.data(Language::from_accept(&wishes.join(",")));
        // Without it nothing can be read at all.
        let Some(sight) = parts.extensions.get::<Sight>() else { return Ok(request.into()) };
        self.rules.allow(sight.viewer(), asking)?;
        let budget = match sight.viewer() {
            Viewer::Local => None,
            Viewer::Account(account) => Some(self.counter.charge(account, asking.cost)?),
        };
        Ok(Prepared { request: request.data(sight.clone()), budget })
    }

    async fn enter(&self, parts: &mut Parts, told: &Map<String, Value>) -> Result<Held, Barred> {
        for name in CARRIED {
            carry(parts, told, &name)?;
        }
        let sight = signin::sight(&self.door, &parts.headers).await.map_err(|stranger| match stranger {
            Stranger::Unsigned(Unsigned::Fault | Unsigned::Refused(Refused::Unreachable)) => {
                Barred::Unavailable
            }
            Stranger::Nobody | Stranger::Unsigned(Unsigned::Unknown | Unsigned::Refused(_)) => {
                Barred::SignedOut
            }
            Stranger::Unreasoned => Barred::Unread,
        })?;
        let place = self.streams.socket(&sight).ok_or(Barred::TooMany)?;
        parts.extensions.insert(sight);
        Ok(Box::new(place))
    }

    async fn holds(&self, parts: &Parts) -> Result<(), Barred> {
        let sight = parts.extensions.get::<Sight>().ok_or(Barred::SignedOut)?;
        match sight.holds().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Barred::SignedOut),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "nobody can sign in");
                Err(Barred::Unavailable)
            }
        }
    }

    async fn work<T: Send>(&self, work: impl Future<Output = T> + Send) -> Result<T, Unserved> {
        let _place = self.room.place().ok_or(Unserved::NoRoom)?;
        let limit = self.request_limit;
        tokio::time::timeout(limit, work).await.map_err(|_elapsed| Unserved::TooLong(limit))
    }

    fn answered(&self, cost: u64) {
        self.room.cost(cost);
    }

    fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        self.streams.clone().ended()
    }

    fn quiet(&self) -> Duration {
        self.quiet_limit
    }
}

/// Takes what was told first for a header of the handshake, in whose place it stands. Names of headers have no case, so
/// that several may mean one: then they must say the same.
fn carry(parts: &mut Parts, told: &Map<String, Value>, name: &HeaderName) -> Result<(), Barred> {
    let mut found: Option<&str> = None;
    for (key, value) in told {
        if !key.eq_ignore_ascii_case(name.as_str()) {
            continue;
        }
        let value = value.as_str().ok_or(Barred::Unread)?;
        if found.is_some_and(|found| found != value) {
            return Err(Barred::Unread);
        }
        found = Some(value);
    }
    if let Some(value) = found {
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Barred::Unread)?;
        parts.headers.insert(name, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use serde_json::json;

    use super::*;

    fn carried(told: &Value) -> Result<Option<String>, Barred> {
        let request = Request::get("/graphql").header(header::AUTHORIZATION, "Bearer shaken");
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        carry(&mut parts, told.as_object().unwrap(), &header::AUTHORIZATION)?;
        Ok(parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned()))
    }

    #[test]
    fn what_is_told_first_stands_in_place_of_a_header() {
        assert_eq!(carried(&json!({})), Ok(Some("Bearer shaken".to_owned())));
        for told in [
            json!({ "Authorization": "Bearer told" }),
            json!({ "authorization": "Bearer told", "Authorization": "Bearer told", "other": 1 }),
        ] {
            assert_eq!(carried(&told), Ok(Some("Bearer told".to_owned())), "{told}");
        }
        for told in [
            json!({ "authorization": 1 }),
            json!({ "authorization": "Bearer a\nb" }),
            json!({ "authorization": "Bearer a", "AUTHORIZATION": "Bearer b" }),
        ] {
            assert_eq!(carried(&told), Err(Barred::Unread), "{told}");
        }
    }
}
