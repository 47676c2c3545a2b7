//! Reads one line; every fault of its shape is reported at once.

use domain::facts::values::TextCode;
use domain::facts::{FactKind, SCHEMA};
use domain::ids::{BatchId, EventId, OrgCode};
use domain::wire::{self, ShapeFault, ShapeFaults};
use domain::{Actor, At, Fact, Origin, PartialDate, Rule, StreamId, Submission};
use jiff::Timestamp;
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::numbers::carried;
use super::strict::Strict;
use super::{ATTRIBUTES, SOURCE, TYPE};

/// A line whose shape is sound.
#[derive(Debug, Clone)]
pub struct Line {
    /// The fact, as a submission of origin `import`.
    pub submission: Submission,
    /// Consecutive lines with the same batch are accepted or refused together.
    pub batch: Option<BatchId>,
}

/// A line whose shape is not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Every fault; never empty.
    pub faults: Vec<ShapeFault>,
    /// What it belongs to.
    pub belongs: Belongs,
}

/// What a malformed line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// A batch.
    To(BatchId),
    /// Itself alone.
    Alone,
    /// Nobody can tell: perhaps the batch before it, or the one after.
    Unknown,
}

/// How a line is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As a fact that somebody submits.
    Submitted,
    /// As one of another ledger, from which values may have been erased.
    Restored,
}

/// Reads a line as submitted.
///
/// # Errors
/// As [`read_line_as`].
pub fn read_line(bytes: &[u8]) -> Result<Line, Malformed> {
    read_line_as(bytes, Reading::Submitted)
}

/// Reads a line.
///
/// # Errors
/// Every fault of its shape: JSON that cannot be read, attributes and fields missing, unknown or malformed.
pub fn read_line_as(bytes: &[u8], reading: Reading) -> Result<Line, Malformed> {
    let whole = |value: String| Malformed {
        faults: vec![ShapeFault { rule: Rule::Json, pointer: String::new(), value, expected: None }],
        belongs: Belongs::Unknown,
    };
    let text =
        std::str::from_utf8(bytes).map_err(|error| whole(format!("not-utf8 {}", error.valid_up_to() + 1)))?;
    let (text, aside) = carried(text);
    let Strict(value) = serde_json::from_str(&text).map_err(|error| {
        // The library's words may quote the line, which may identify somebody; these do not.
        let kind = match error.classify() {
            Category::Eof => "ends-early",
            Category::Data => "twice",
            Category::Syntax | Category::Io => "syntax",
        };
        whole(format!("{kind} {}", aside.column(error.column())))
    })?;
    if !value.is_object() {
        return Err(whole("no-object".to_owned()));
    }
    let mut faults = ShapeFaults::default();
    let line = line(&value, reading, &mut faults);
    aside.tell(&value, &mut faults);
    match line {
        Some(line) if faults.0.is_empty() => Ok(line),
        Some(_) | None => Err(Malformed { faults: faults.0, belongs: belongs(&value) }),
    }
}

/// What a line that has faults belongs to.
fn belongs(value: &Value) -> Belongs {
    let Some(object) = value.as_object() else { return Belongs::Unknown };
    let Some(batch) = object.get("batch") else { return Belongs::Alone };
    let id = batch.as_str().and_then(|batch| batch.parse().ok());
    id.map_or(Belongs::Unknown, Belongs::To)
}

fn line(value: &Value, reading: Reading, faults: &mut ShapeFaults) -> Option<Line> {
    let root = At::Root("");
    let object = value.as_object()?;
    wire::object(value, ATTRIBUTES, &root, faults)?;
    check_version(object, &root, faults);
    let id: Option<EventId> = wire::field(value, "id", &root, faults);
    let organisation = organisation(object, &root, faults);
    let stream = stream(object, &root, faults);
    let kind = kind(object, &root, faults);
    let on: Option<PartialDate> = wire::field(value, "occurredon", &root, faults);
    let recorded: Option<Option<Timestamp>> = wire::field(value, "recordedtime", &root, faults);
    let role: Option<Option<TextCode>> = wire::field(value, "actorrole", &root, faults);
    let before = faults.0.len();
    let user: Option<Option<TextCode>> = wire::field(value, "actoruser", &root, faults);
    // What is no pseudonym may be a name.
    faults.hide_from(before);
    let batch: Option<Option<BatchId>> = wire::field(value, "batch", &root, faults);
    if let (Some(kind), Some(stream)) = (kind, &stream)
        && !kind.belongs_in(stream)
    {
        faults.add::<()>(Rule::Stream, &At::Field(&root, "subject"), &Value::from(stream.to_string()));
    }
    let fact = fact(kind, object, reading, &root, faults);
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
        faults.misshapen::<()>("version", &At::Field(root, "specversion"), value);
    }
}

fn organisation(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) -> Option<OrgCode> {
    let value = attribute(object, "source", root, faults)?;
    let code =
        value.as_str().and_then(|source| source.strip_prefix(SOURCE)).and_then(|code| code.parse().ok());
    code.or_else(|| faults.misshapen("source", &At::Field(root, "source"), value))
}

fn stream(object: &Map<String, Value>, root: &At<'_>, faults: &mut ShapeFaults) -> Option<StreamId> {
    let value = attribute(object, "subject", root, faults)?;
    let stream = value.as_str().and_then(|subject| subject.parse().ok());
    stream.or_else(|| faults.misshapen("subject", &At::Field(root, "subject"), value))
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
    reading: Reading,
    root: &At<'_>,
    faults: &mut ShapeFaults,
) -> Option<Fact> {
    let data = attribute(object, "data", root, faults)?;
    let at = At::Field(root, "data");
    match reading {
        Reading::Submitted => kind?.read_submitted(data, &at, faults),
        Reading::Restored => kind?.read(data, &at, faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"specversion":"1.0","id":"018f3c1e-7b52-7cc1-9a53-0d7c5c1f9d10","source":"urn:parcours:org:elia","type":"parcours.lease_transferred.v1","subject":"household/0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11","occurredon":"2018-11","data":{"lease":"0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a12","new_lease":"0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a13","new_kind":"direct_social","starts_on":"2018-11-01"}}"#;

    fn refused(line: &str) -> Vec<(&'static str, String, String)> {
        let malformed = read_line(line.as_bytes()).expect_err("the line is refused");
        malformed.faults.into_iter().map(|fault| (fault.rule.code(), fault.pointer, fault.value)).collect()
    }

    fn one(rule: &'static str, pointer: &str, value: &str) -> Vec<(&'static str, String, String)> {
        vec![(rule, pointer.to_owned(), value.to_owned())]
    }

    #[test]
    fn a_sound_line_is_read() {
        let line = read_line(LINE.as_bytes()).expect("a sound line");
        assert_eq!(line.submission.fact.kind(), FactKind::LeaseTransferred);
        assert_eq!(line.submission.actor.organisation.as_str(), "elia");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_not_dropped() {
        let twice = LINE.replace(r#""data":{"#, r#""data":{"lease":"0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a12","#);
        assert!(refused(&twice)[0].2.starts_with("twice "), "{:?}", refused(&twice));
    }

    #[test]
    fn each_attribute_is_refused_by_its_own_rule() {
        let with = |from: &str, to: &str| refused(&LINE.replace(from, to));
        assert_eq!(
            with("lease_transferred.v1", "lease_slid.v1"),
            one("S-type", "/type", "parcours.lease_slid.v1")
        );
        assert_eq!(
            with("transferred.v1", "transferred.v2"),
            one("S-type", "/type", "parcours.lease_transferred.v2")
        );
        assert_eq!(with("\"2018-11\"", "\"2009-13\""), one("S-format", "/occurredon", "2009-13"));
        assert_eq!(with("direct_social", "direct"), one("S-code", "/data/new_kind", "direct"));
        assert_eq!(with("\"data\"", "\"date\":1,\"data\""), one("S-unknown-field", "/date", "…"));
        assert_eq!(with("\"new_kind\"", "\"kind\"").len(), 2);
        assert_eq!(
            with("household/0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11", "rules"),
            one("S-stream", "/subject", "rules")
        );
        assert_eq!(with("urn:parcours:org:elia", "elia"), one("S-format", "/source", "elia"));
        assert_eq!(with("\"1.0\"", "\"0.3\""), one("S-format", "/specversion", "0.3"));
    }

    #[test]
    fn every_fault_of_a_line_is_told() {
        let line = LINE.replace("2018-11-01", "yesterday").replace("direct_social", "direct");
        assert_eq!(refused(&line).len(), 2);
    }

    #[test]
    fn a_number_that_would_be_rounded_is_refused_as_it_is_written() {
        let amended = |hours: &str| {
            let data =
                format!(r#"{{"contract":"0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a12","weekly_hours":{hours}}}"#);
            let line = LINE
                .split_once(r#""data":"#)
                .expect("data")
                .0
                .replace("lease_transferred", "contract_amended");
            format!(r#"{line}"data":{data}}}"#)
        };
        assert!(read_line(amended("17.0000000000000000").as_bytes()).is_ok());
        for hours in ["17.00000000000000000001", "1e400", "1e-400", "-0.12345678901234567"] {
            assert_eq!(refused(&amended(hours)), one("S-format", "/data/weekly_hours", hours));
        }
        let unseen = LINE.replace(r#""data""#, r#""position":1e400,"data""#);
        assert_eq!(refused(&unseen), one("S-format", "/position", "…"));
    }

    #[test]
    fn what_is_no_object_is_not_repeated() {
        assert_eq!(refused(r#"["Hélène"]"#), one("S-json", "", "no-object"));
    }

    #[test]
    fn what_is_no_json_is_told_by_its_column() {
        assert_eq!(refused(&LINE[..40]), one("S-json", "", "ends-early 40"));
        assert_eq!(refused("nothing"), one("S-json", "", "syntax 2"));
        let latin1 = read_line(b"{\"id\":\"\xe9\"}").expect_err("not UTF-8");
        assert_eq!(latin1.faults[0].value, "not-utf8 8");
    }
}
