//! What the document of the list answers.

use serde::Deserialize;

use crate::pages::households::answer::Nodes;

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) programmes: Nodes<Programme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Programme {
    pub(super) code: String,
    pub(super) name: Option<String>,
    pub(super) kind_label: Option<String>,
    pub(super) operator: Option<String>,
    pub(super) state_label: Option<String>,
    pub(super) figures_told: String,
    pub(super) occupancy: Option<Occupancy>,
}

#[derive(Deserialize)]
pub(super) struct Occupancy {
    pub(super) count: Count,
    pub(super) capacities: Vec<Capacity>,
}

#[derive(Deserialize, Clone, Copy)]
pub(in crate::pages) struct Count {
    pub(in crate::pages) persons: u32,
    pub(in crate::pages) households: u32,
    pub(in crate::pages) measures: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Capacity {
    pub(in crate::pages) unit_label: String,
    pub(in crate::pages) segment: Option<String>,
    pub(in crate::pages) value: u32,
    pub(in crate::pages) taken: Option<u32>,
    pub(in crate::pages) exceeded: bool,
}
