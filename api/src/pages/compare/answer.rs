//! What the documents of the sandbox answer.

use jiff::civil::Date;
use serde::Deserialize;

use crate::pages::figures::Value;
use crate::pages::households::answer::Nodes;
use crate::pages::parsed::Parsed;
use crate::pages::rules::answer::Parameter;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Choices {
    pub(super) programmes: Nodes<Programme>,
    pub(super) rule_sets: Vec<Named>,
    pub(super) rule_set: Option<Parameters>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Programme {
    pub(super) code: String,
    pub(super) name: Option<String>,
    pub(super) rules_tried: bool,
}

#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) label: String,
}

#[derive(Deserialize)]
pub(super) struct Parameters {
    pub(super) parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) rule_comparison: Option<Comparison>,
}

#[derive(Deserialize)]
pub(super) struct Comparison {
    pub(super) position: Option<u64>,
    pub(super) untouched: u64,
    pub(super) refused: Vec<Refused>,
    pub(super) lines: Vec<Line>,
    #[serde(default)]
    pub(super) line: Option<Chosen>,
}

#[derive(Deserialize)]
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) why: String,
    pub(super) allowed: Option<String>,
    pub(super) min: Option<String>,
    pub(super) max: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) printed: bool,
    pub(super) from: Option<Parsed<Date>>,
    pub(super) to: Option<Parsed<Date>>,
    pub(super) measure: Option<String>,
    pub(super) failed: bool,
    pub(super) moved: Option<bool>,
    pub(super) households_moved: Option<u64>,
    pub(super) before: Vec<Value>,
    pub(super) after: Vec<Value>,
    pub(super) steps: Vec<Step>,
    #[serde(default)]
    pub(super) movers: Option<Movers>,
}

#[derive(Deserialize)]
pub(super) struct Step {
    pub(super) difference: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    pub(super) id: String,
    pub(super) movers: Movers,
}

#[derive(Deserialize)]
pub(super) struct Movers {
    pub(super) partial: bool,
    pub(super) nodes: Vec<Mover>,
}

#[derive(Deserialize)]
pub(super) struct Mover {
    pub(super) household: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) causes: Vec<String>,
}
