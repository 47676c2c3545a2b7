//! What the documents of the list answer.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::pages::answer::PageInfo;
use crate::pages::parsed::Parsed;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) households: Households,
    pub(super) programmes: Nodes<Programme>,
}

#[derive(Deserialize)]
pub(super) struct Attention {
    pub(super) late: Deadlines,
    pub(super) soon: Deadlines,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Households {
    pub(super) nodes: Vec<Household>,
    pub(super) page_info: PageInfo,
    pub(super) position: u64,
}

#[derive(Deserialize)]
pub(super) struct Household {
    pub(super) uuid: String,
    pub(super) overview: Option<Overview>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    pub(super) entered_on: Option<Parsed<Date>>,
    pub(super) last_event_on: Option<Parsed<Date>>,
    pub(super) members: u64,
    pub(super) housing_kind_label: Option<String>,
    pub(super) housing_class: Option<String>,
    pub(super) open: bool,
    pub(super) programmes: Vec<String>,
    pub(super) next_deadline_on: Option<Parsed<Date>>,
    pub(super) next_deadline_kind: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Nodes<T> {
    pub(in crate::pages) nodes: Vec<T>,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Programme {
    pub(in crate::pages) code: String,
    pub(in crate::pages) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deadlines {
    pub(super) nodes: Vec<Deadline>,
    pub(super) page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deadline {
    pub(super) due_on: Parsed<Date>,
    pub(super) kind: String,
    pub(super) household: String,
    pub(super) programme: Option<String>,
}

/// The names of programmes by their codes; the code where there is no name.
pub(in crate::pages) fn names(programmes: Nodes<Programme>) -> BTreeMap<String, String> {
    let named = programmes.nodes.into_iter();
    named.map(|one| (one.code.clone(), one.name.unwrap_or(one.code))).collect()
}
