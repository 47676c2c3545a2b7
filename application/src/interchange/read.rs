//! Reads one line; every fault of its shape is reported at once.

use domain::facts::values::TextCode;
use domain::facts::{FactKind, SCHEMA};
use domain::ids::{BatchId, EventId, OrgCode};
use domain::wire::{self, ShapeFault, ShapeFaults};
use domain::{Actor, At, Fact, Origin, PartialDate, Rule, StreamId, Submission};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{ATTRIBUTES, SOURCE, TYPE};

/// A line whose shape is sound.
#[derive(Debug, Clone)]
pub struct Line {
    /// The fact, as a submission of origin `import`.
    pub submission: Submission,
    /// Consecutive lines with the same batch are accepted or refused together.
    pub batch: Option<BatchId>,
}

/// Reads a line.
///
/// # Errors
/// Every fault of its shape: JSON that cannot be read, attributes and fields missing, unknown or malformed.
pub fn read_line(bytes: &[u8]) -> Result<Line, Vec<ShapeFault>> {
    let whole = |value: String| vec![ShapeFault { rule: Rule::Json, pointer: String::new(), value }];
    let text = std::str::from_utf8(bytes)
        .map_err(|error| whole(format!("not UTF-8 at byte {}", error.valid_up_to() + 1)))?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let kind = if error.is_eof() { "ends too early" } else { "not JSON" };
        whole(format!("{kind} at column {}", error.column()))
    })?;
    let mut faults = ShapeFaults::default();
    match line(&value, &mut faults) {
        Some(line) if faults.0.is_empty() => Ok(line),
        Some(_) | None => Err(faults.0),
    }
}

fn line(value: &Value, faults: &mut ShapeFaults) -> Option<Line> {
    let root = At::Root("");
    let object = wire::object(value, ATTRIBUTES, &root, faults)?;
    check_version(object, &root, faults);
    let id: Option<EventId> = wire::field(object, "id", &root, faults);
    let organisation = organisation(object, &root, faults);
    let stream = stream(object, &root, faults);
    let kind = kind(object, &root, faults);
    let on: Option<PartialDate> = wire::field(object, "occurredon", &root, faults);
    let recorded: Option<Option<Timestamp>> = wire::field(object, "recordedtime", &root, faults);
    let role: Option<Option<TextCode>> = wire::field(object, "actorrole", &root, faults);
    let user: Option<Option<TextCode>> = wire::field(object, "actoruser", &root, faults);
    let batch: Option<Option<BatchId>> = wire::field(object, "batch", &root, faults);
    if let (Some(kind), Some(stream)) = (kind, &stream)
        && !kind.belongs_in(stream)
    {
        faults.add::<()>(Rule::Stream, &At::Field(&root, "subject"), &Value::from(stream.to_string()));
    }
    let fact = fact(kind, object, &root, faults);
    Some(Line {
        batch: batch?,
        submission: Submission {
            id: id?,
            stream: stream?,
            on: on?,
            actor: Actor {
                organisation: organisation?,
                role: role?.map(|role| role.to_string()),
                user: user?.map(|user| user.to_string()),
            },
            origin: Origin::Import,
            source_recorded_at: recorded?,
            fact: fact?,
        },
    })
}

fn attribute<'v>(
    object: &'v Map<String, Value>,
    name: &str,
    root: &At<'_>,
    faults: &mut ShapeFaults,
) -> Option<&'v Value> {
    object.get(name).or_else(|| faults.add(Rule::Required, &At::Field(root, name), &Value::Null))
}

fn check_version(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) {
    if let Some(value) = attribute(object, "specversion", root, faults)
        && value != "1.0"
    {
        faults.add::<()>(Rule::Format, &At::Field(root, "specversion"), value);
    }
}

fn organisation(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) -> Option<OrgCode> {
    let value = attribute(object, "source", root, faults)?;
    let code =
        value.as_str().and_then(|source| source.strip_prefix(SOURCE)).and_then(|code| code.parse().ok());
    code.or_else(|| faults.add(Rule::Format, &At::Field(root, "source"), value))
}

fn stream(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) -> Option<StreamId> {
    let value = attribute(object, "subject", root, faults)?;
    let stream = value.as_str().and_then(|subject| subject.parse().ok());
    stream.or_else(|| faults.add(Rule::Format, &At::Field(root, "subject"), value))
}

/// `parcours.<event>.v<schema>`
fn kind(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) -> Option<FactKind> {
    let value = attribute(object, "type", root, faults)?;
    let versioned =
        value.as_str().and_then(|text| text.strip_prefix(TYPE)).and_then(|text| text.rsplit_once(".v"));
    let known = versioned.filter(|(_, schema)| *schema == SCHEMA.to_string());
    let kind = known.and_then(|(name, _)| FactKind::parse(name));
    kind.or_else(|| faults.add(Rule::Type, &At::Field(root, "type"), value))
}

fn fact(
    kind: Option<FactKind>,
    object: &Map<String, Value>,
    root: &At<'_>,
    faults: &mut ShapeFaults,
) -> Option<Fact> {
    let data = attribute(object, "data", root, faults)?;
    kind?.read(data, &At::Field(root, "data"), faults)
}
