//! What the documents about those behind a figure answer.

use jiff::Timestamp;
use serde::Deserialize;

use crate::pages::answer::PageInfo;
use crate::pages::figures::Value;
use crate::pages::parsed::Parsed;

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) programme: Option<Programme>,
    pub(super) report: Option<Report>,
}

#[derive(Deserialize)]
pub(super) struct Programme {
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Report {
    pub(super) behind: Option<Behind>,
}

#[derive(Deserialize)]
pub(super) struct Behind {
    pub(super) told: bool,
    pub(super) position: Option<u64>,
    pub(super) line: Option<Line>,
    pub(super) printed: Option<Printed>,
    #[serde(default)]
    pub(super) counts: Vec<Count>,
    pub(super) units: Option<Units>,
    pub(super) explanation: Option<Explanation>,
}

#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) measure: Option<String>,
    pub(super) values: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct Printed {
    pub(super) quote: String,
    pub(super) measure: Option<String>,
    pub(super) values: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct Count {
    pub(super) standing: String,
    pub(super) label: String,
    pub(super) units: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Units {
    pub(super) nodes: Vec<Unit>,
    pub(super) page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Unit {
    #[serde(rename = "unit")]
    pub(super) id: Option<String>,
    pub(super) household: Option<String>,
    pub(super) standing: String,
    pub(super) left_out: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Explanation {
    pub(super) household: String,
    pub(super) standing: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) explained: bool,
    pub(super) changes: Vec<Change>,
    pub(super) events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    pub(super) label: String,
    pub(super) standing_label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) position: u64,
    pub(super) label: String,
    pub(super) occurred_on: Parsed<domain::PartialDate>,
    pub(super) recorded_at: Parsed<Timestamp>,
}
