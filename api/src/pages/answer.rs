//! What several documents answer alike.

use jiff::Timestamp;
use serde::Deserialize;

use super::parsed::Parsed;

/// How far the ledger is.
#[derive(Deserialize)]
pub(super) struct ServerInfo {
    pub(super) position: u64,
}

/// Where a page of a list ends. What a document does not ask for is not there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    #[serde(default)]
    pub(super) has_previous_page: bool,
    #[serde(default)]
    pub(super) end_cursor: Option<String>,
}

/// What was signed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Checkpoint {
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) created_at: Parsed<Timestamp>,
    pub(super) note: String,
}
