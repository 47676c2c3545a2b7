//! What the documents of a programme answer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::pages::figures::Value;
use crate::pages::household::answer::Entry;
use crate::pages::parsed::Parsed;
use crate::pages::programmes::answer::{Capacity, Count};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) programme: Option<Programme>,
    pub(super) rule_sets: Vec<RuleSet>,
}

#[derive(Deserialize)]
pub(super) struct RuleSet {
    pub(super) name: String,
    pub(super) label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Programme {
    pub(super) code: String,
    pub(super) name: Option<String>,
    pub(super) kind_label: Option<String>,
    pub(super) level_label: Option<String>,
    pub(super) operator: Option<String>,
    pub(super) state_label: Option<String>,
    pub(super) territory: Vec<String>,
    pub(super) figures_told: String,
    pub(super) rules_tried: bool,
    /// The kinds of facts that the reader may record about it.
    pub(super) recordable: Vec<String>,
    /// What was recorded about it, when that is told.
    pub(super) history: Option<Vec<Entry>>,
    pub(super) occupancy: Option<Occupancy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occupancy {
    pub(super) position: u64,
    pub(super) count: Count,
    pub(super) capacities: Vec<Capacity>,
    pub(super) capacities_set: Vec<CapacitySet>,
    pub(super) changes: Vec<Change>,
    pub(super) flows: Vec<Flow>,
}

#[derive(Deserialize)]
pub(super) struct CapacitySet {
    pub(super) unit: String,
    pub(super) segment: Option<String>,
    pub(super) basis: String,
    pub(super) since: Parsed<Date>,
    pub(super) value: u32,
}

#[derive(Deserialize)]
pub(super) struct Change {
    pub(super) on: Parsed<Date>,
    pub(super) count: Count,
}

#[derive(Deserialize)]
pub(super) struct Flow {
    pub(super) month: Parsed<Date>,
    pub(super) entered: Households,
    pub(super) left: Households,
}

#[derive(Deserialize)]
pub(super) struct Households {
    pub(super) households: u32,
}

#[derive(Deserialize)]
pub(super) struct YearAnswer {
    pub(super) report: Option<Report>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    pub(super) from: Option<Parsed<Date>>,
    pub(super) to: Option<Parsed<Date>>,
    pub(super) rule_set: ReportRules,
    pub(super) exits_since_opening: bool,
    pub(super) known_at: Option<Parsed<Timestamp>>,
    pub(super) position: u64,
    pub(super) events: u64,
    pub(super) digest: String,
    pub(super) threshold: Option<u64>,
    /// The figures of which the reader is told who is behind them.
    pub(super) behind_told: Option<Vec<String>>,
    pub(super) sections: Vec<Section>,
    pub(super) destinations: Vec<Part>,
    pub(super) lengths: Vec<Part>,
    pub(super) printed: Vec<Printed>,
}

#[derive(Deserialize)]
pub(super) struct ReportRules {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) digest: String,
}

#[derive(Deserialize)]
pub(super) struct Section {
    pub(super) label: Option<String>,
    pub(super) lines: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) indicator: String,
    pub(super) about: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) failed: bool,
    pub(super) values: Vec<Value>,
    pub(super) left_out: Vec<LeftOut>,
}

#[derive(Deserialize)]
pub(super) struct LeftOut {
    pub(super) reason: String,
    pub(super) units: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Part {
    pub(super) code: String,
    pub(super) label: Option<String>,
    pub(super) count: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Printed {
    pub(super) id: String,
    pub(super) quote: String,
    /// What is printed, as many values as are.
    #[serde(rename = "printed")]
    pub(super) told: Vec<String>,
    pub(super) qualifier: String,
    pub(super) measure: Option<String>,
    pub(super) from: Option<Parsed<Date>>,
    pub(super) to: Option<Parsed<Date>>,
    pub(super) rules: String,
    pub(super) agrees: Option<bool>,
    pub(super) values: Vec<Value>,
}
