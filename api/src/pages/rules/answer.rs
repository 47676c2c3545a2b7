//! What the document of rules answers.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) rule_sets: Vec<Listed>,
    pub(super) rule_set: Option<RuleSet>,
}

#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) base: Option<String>,
    pub(super) digest: String,
    pub(super) differences: Vec<Difference>,
}

#[derive(Deserialize)]
pub(super) struct Difference {
    pub(super) parameter: String,
    pub(super) value: String,
}

#[derive(Deserialize)]
pub(super) struct RuleSet {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) indicators: Vec<Indicator>,
}

#[derive(Deserialize)]
pub(super) struct Indicator {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) uses: Vec<String>,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Parameter {
    pub(in crate::pages) id: String,
    pub(in crate::pages) label: String,
    pub(in crate::pages) reason: String,
    #[serde(default)]
    pub(in crate::pages) source: String,
    pub(in crate::pages) choices: Vec<Choice>,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Choice {
    pub(in crate::pages) name: String,
    pub(in crate::pages) member: String,
    pub(in crate::pages) kind: String,
    pub(in crate::pages) allowed: Vec<String>,
    pub(in crate::pages) min: Option<i64>,
    pub(in crate::pages) max: Option<i64>,
    pub(in crate::pages) value: String,
    pub(in crate::pages) default: String,
    pub(in crate::pages) reason: String,
}

impl Choice {
    /// What it may be.
    pub(in crate::pages) fn range(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min}–{max}"),
            _ if self.kind == "boolean" => "true, false".to_owned(),
            _ => self.allowed.join(", "),
        }
    }
}
