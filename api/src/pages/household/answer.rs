//! What the document of a household answers.

use domain::PartialDate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::pages::households::answer::{Nodes, Programme};
use crate::pages::parsed::Parsed;

type Day = Parsed<Date>;
type Partial = Parsed<PartialDate>;
type Instant = Parsed<Timestamp>;

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) household: Option<Household>,
    pub(super) deadlines: Nodes<Deadline>,
    pub(super) programmes: Nodes<Programme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Household {
    pub(super) uuid: String,
    pub(super) as_of: Day,
    pub(super) version: u32,
    pub(super) personal_data_shown: bool,
    pub(super) state: Option<State>,
    pub(super) episodes: Option<Vec<Episode>>,
    pub(super) history: Option<Vec<Entry>>,
    pub(super) changes: Option<Vec<Change>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    pub(super) members: Vec<Member>,
    pub(super) status: Vec<Status>,
    pub(super) permits: Vec<Permit>,
    pub(super) enrolments: Vec<Enrolment>,
    pub(super) occupancies: Vec<Occupancy>,
    pub(super) leases: Vec<Lease>,
    pub(super) contracts: Vec<Contract>,
    pub(super) trainings: Vec<Training>,
    pub(super) rights: Vec<Right>,
    pub(super) open_requests: Vec<OpenRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) person: String,
    pub(super) role_label: String,
    pub(super) birth: Option<Partial>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) person: String,
    pub(super) status_label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Permit {
    pub(super) person: String,
    pub(super) kind_label: String,
    pub(super) valid_to: Option<Day>,
    pub(super) valid_to_erased: bool,
    pub(super) work_authorised: bool,
}

#[derive(Deserialize)]
pub(super) struct Enrolment {
    pub(super) programme: String,
    pub(super) persons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occupancy {
    #[serde(rename = "occupancy")]
    pub(super) subject: String,
    pub(super) kind_label: String,
    pub(super) persons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Lease {
    pub(super) kind_label: String,
    pub(super) signatories: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contract {
    #[serde(rename = "contract")]
    pub(super) subject: String,
    pub(super) person: String,
    pub(super) kind_label: String,
    pub(super) planned_end_on: Option<Partial>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Training {
    pub(super) person: String,
    pub(super) kind_label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Right {
    pub(super) kind_label: String,
    pub(super) holders: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenRequest {
    pub(super) kind_label: String,
    pub(super) outcome_label: Option<String>,
    pub(super) persons: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::pages) enum EpisodeKind {
    Membership,
    Enrolment,
    Status,
    Permit,
    Stay,
    Lease,
    Incident,
    Training,
    Assessment,
    Contract,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::pages) enum EpisodeEnd {
    GoesOn,
    Ended,
    Expires,
    Followed,
    Moment,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Episode {
    pub(in crate::pages) kind: EpisodeKind,
    pub(in crate::pages) subject: String,
    pub(in crate::pages) event: String,
    pub(in crate::pages) persons: Vec<String>,
    #[serde(deserialize_with = "or_unknown")]
    pub(in crate::pages) from: Partial,
    pub(in crate::pages) until: Option<Partial>,
    pub(in crate::pages) end: EpisodeEnd,
    pub(in crate::pages) code: String,
    pub(in crate::pages) label: String,
    pub(in crate::pages) class: Option<String>,
    pub(in crate::pages) value: Option<String>,
    pub(in crate::pages) weekly_hours: Option<f64>,
    pub(in crate::pages) full_time: Option<bool>,
    pub(in crate::pages) working_time: Option<String>,
}

/// A date that was erased, or that the reader may not see, may be any day.
fn or_unknown<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Partial, D::Error> {
    let known = Option::<Partial>::deserialize(deserializer)?;
    Ok(known.unwrap_or(Parsed(PartialDate::unknown())))
}

impl Episode {
    /// The same, ending some day when it ends and nobody may say when.
    pub(super) fn ending(self) -> Self {
        let ends = !matches!(self.end, EpisodeEnd::GoesOn | EpisodeEnd::Moment);
        let until = self.until.or_else(|| ends.then_some(Parsed(PartialDate::unknown())));
        Self { until, ..self }
    }
}

#[derive(Deserialize)]
pub(super) struct Actor {
    pub(super) organisation: String,
    pub(super) role: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) position: u64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) type_label: String,
    pub(super) occurred_on: Partial,
    pub(super) recorded_at: Instant,
    pub(super) actor: Actor,
    pub(super) origin: String,
    pub(super) details: Vec<String>,
    pub(super) believed: bool,
    pub(super) believed_occurred_on: Option<Partial>,
    pub(super) believed_details: Option<Vec<String>>,
    pub(super) believed_payload: Option<serde_json::Value>,
    pub(super) changed_fields: Vec<String>,
    pub(super) about: Option<String>,
    pub(super) persons: Vec<String>,
    pub(super) corrected_by: Option<Revision>,
    pub(super) retracted_by: Option<Revision>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Revision {
    pub(super) recorded_at: Instant,
    pub(super) reason_label: Option<String>,
    pub(super) actor: Actor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::pages) enum ChangeKind {
    Added,
    Corrected,
    Retracted,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    pub(super) kind: ChangeKind,
    pub(super) event: Option<String>,
    pub(super) type_label: Option<String>,
    pub(super) recorded_at: Option<Instant>,
    pub(super) persons: Vec<String>,
    pub(super) occurred_on_before: Option<Partial>,
    pub(super) occurred_on: Option<Partial>,
    pub(super) details_before: Vec<String>,
    pub(super) details: Vec<String>,
    pub(super) changed_fields: Vec<String>,
    pub(super) corrected_by: Option<Revision>,
    pub(super) retracted_by: Option<Revision>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Deadline {
    pub(super) due_on: Day,
    pub(super) kind: String,
    pub(super) person: Option<String>,
    pub(super) programme: Option<String>,
}
