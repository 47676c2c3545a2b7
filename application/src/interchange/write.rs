//! Writes one recorded event as a line.

use domain::facts::SCHEMA;
use domain::{Event, Origin};
use event_store::canonical_json;
use serde_json::{Map, Value};

use super::{SOURCE, TYPE};

/// The line of an event, without its line break: keys sorted, so that equal events give equal bytes.
#[must_use]
pub fn write_line(event: &Event) -> Vec<u8> {
    let submission = &event.submission;
    let mut line = Map::new();
    let mut put = |name: &str, value: Value| line.insert(name.to_owned(), value);
    put("specversion", "1.0".into());
    put("id", submission.id.to_string().into());
    put("source", format!("{SOURCE}{}", submission.actor.organisation).into());
    put("type", format!("{TYPE}{}.v{SCHEMA}", submission.fact.kind().name()).into());
    put("subject", submission.stream.to_string().into());
    put("occurredon", submission.on.to_string().into());
    put("recordedtime", event.recorded_at.to_string().into());
    if let Some(role) = &submission.actor.role {
        put("actorrole", role.clone().into());
    }
    if let Some(user) = &submission.actor.user {
        put("actoruser", user.clone().into());
    }
    if let Some(batch) = event.batch {
        put("batch", batch.to_string().into());
    }
    put("position", event.position.into());
    put("streamversion", event.version.into());
    put("origin", origin(submission.origin).into());
    if !event.warnings.is_empty() {
        put("warnings", event.warnings.clone().into());
    }
    put("data", submission.fact.write());
    canonical_json(&Value::Object(line))
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Manual => "manual",
        Origin::Import => "import",
        Origin::Partner => "partner",
        Origin::Migration => "migration",
    }
}
