//! The line format of import, export and audit bundles: NDJSON, each line a CloudEvents 1.0 event.

mod numbers;
mod read;
mod strict;
mod write;

pub use read::{Belongs, Line, Malformed, Reading, read_line, read_line_as};
pub use strict::{NotJson, strict_json};
pub use write::write_line;

use domain::wire::{Shape, TextShape};
use domain::{FieldSpec, PrivacyClass};

/// Prefix of `source`: the organisation that records.
const SOURCE: &str = "urn:parcours:org:";

/// Prefix of `type`.
const TYPE: &str = "parcours.";

const fn attribute(name: &'static str, optional: bool) -> FieldSpec {
    FieldSpec { name, class: PrivacyClass::S, optional, shape: Shape::Text(TextShape::Words), about: "" }
}

/// The attributes of a line. The last five are written on export and not read on import.
const ATTRIBUTES: &[FieldSpec] = &[
    attribute("specversion", false),
    attribute("id", false),
    attribute("source", false),
    attribute("type", false),
    attribute("subject", false),
    attribute("occurredon", false),
    attribute("data", false),
    attribute("recordedtime", true),
    attribute("actorrole", true),
    attribute("actoruser", true),
    attribute("batch", true),
    attribute("position", true),
    attribute("streamversion", true),
    attribute("origin", true),
    attribute("warnings", true),
];
