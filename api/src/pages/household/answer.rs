//! What the document of a household answers.

use std::collections::BTreeMap;

use domain::PartialDate;
use domain::codes::{Coded as _, Role};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::pages::frieze::Novelty;
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
pub(in crate::pages) struct Household {
    pub(in crate::pages) uuid: String,
    pub(super) as_of: Day,
    pub(in crate::pages) version: u32,
    pub(super) personal_data_shown: bool,
    /// The kinds of facts that the reader may record.
    pub(in crate::pages) recordable: Option<Vec<String>>,
    pub(super) state: Option<State>,
    pub(in crate::pages) episodes: Option<Vec<Episode>>,
    pub(in crate::pages) history: Option<Vec<Entry>>,
    pub(in crate::pages) ties: Option<Vec<Tie>>,
    pub(super) changes: Option<Vec<Change>>,
}

/// How another household is tied to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(in crate::pages) enum TieKind {
    SplitInto,
    SplitFrom,
    MergedInto,
    MergedFrom,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Tie {
    pub(super) kind: TieKind,
    pub(in crate::pages) household: String,
    pub(super) occurred_on: Partial,
    pub(in crate::pages) batch: Option<String>,
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
    pub(super) role: String,
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

impl Household {
    /// The same with programmes by name in what is told of its facts.
    pub(in crate::pages) fn with_names(mut self, programmes: &BTreeMap<String, String>) -> Self {
        let mut told: Vec<&mut String> = Vec::new();
        for entry in self.history.iter_mut().flatten() {
            told.extend(&mut entry.about);
            told.extend(&mut entry.details);
            told.extend(entry.believed_details.iter_mut().flatten());
        }
        for change in self.changes.iter_mut().flatten() {
            told.extend(&mut change.details);
            told.extend(&mut change.details_before);
        }
        for text in told {
            if let Some(name) = programmes.get(text) {
                text.clone_from(name);
            }
        }
        self
    }
}

/// Episodes as they are drawn: programmes by name.
pub(in crate::pages) fn named(
    episodes: Option<Vec<Episode>>,
    programmes: &BTreeMap<String, String>,
) -> Vec<Episode> {
    let mut episodes: Vec<_> = episodes.unwrap_or_default().into_iter().map(Episode::ending).collect();
    for enrolment in episodes.iter_mut().filter(|one| one.kind == EpisodeKind::Enrolment) {
        enrolment.label = programmes.get(&enrolment.code).unwrap_or(&enrolment.code).clone();
    }
    episodes
}

/// The roles of those who are members.
pub(in crate::pages) fn roles(episodes: &[Episode]) -> impl Iterator<Item = &str> {
    let members = episodes.iter().filter(|one| one.kind == EpisodeKind::Membership);
    members.filter(|one| one.end == EpisodeEnd::GoesOn).map(|one| one.code.as_str())
}

/// Whether there are members, and none of these roles is that of the reference person.
pub(in crate::pages) fn lacks_reference<'r>(roles: impl Iterator<Item = &'r str>) -> bool {
    let mut roles = roles.peekable();
    roles.peek().is_some() && !roles.any(|role| role == Role::ReferencePerson.code())
}

/// A date that was erased, or that the reader may not see, may be any day.
fn or_unknown<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Partial, D::Error> {
    let known = Option::<Partial>::deserialize(deserializer)?;
    Ok(known.unwrap_or(Parsed(PartialDate::unknown())))
}

impl Episode {
    /// Whether it is drawn like another one.
    pub(in crate::pages) fn looks_like(&self, other: &Self) -> bool {
        let drawn = |one: &Self| (one.from, one.until, one.end, one.weekly_hours, one.full_time);
        drawn(self) == drawn(other) && self.label == other.label && self.value == other.value
    }

    /// The same, ending some day when it ends and nobody may say when.
    pub(in crate::pages) fn ending(self) -> Self {
        let ends = !matches!(self.end, EpisodeEnd::GoesOn | EpisodeEnd::Moment);
        let until = self.until.or_else(|| ends.then_some(Parsed(PartialDate::unknown())));
        Self { until, ..self }
    }
}

#[derive(Deserialize)]
pub(in crate::pages) struct Actor {
    pub(in crate::pages) organisation: String,
    pub(super) role: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Entry {
    pub(in crate::pages) id: String,
    pub(in crate::pages) position: u64,
    pub(in crate::pages) version: u32,
    #[serde(rename = "type")]
    pub(in crate::pages) kind: String,
    pub(in crate::pages) type_label: String,
    pub(in crate::pages) occurred_on: Partial,
    pub(in crate::pages) recorded_at: Instant,
    pub(in crate::pages) actor: Actor,
    pub(in crate::pages) origin: String,
    pub(in crate::pages) batch: Option<String>,
    pub(in crate::pages) details: Vec<String>,
    pub(in crate::pages) believed: bool,
    pub(in crate::pages) believed_occurred_on: Option<Partial>,
    pub(in crate::pages) believed_details: Option<Vec<String>>,
    pub(in crate::pages) believed_payload: Option<serde_json::Value>,
    pub(in crate::pages) changed_fields: Vec<String>,
    pub(in crate::pages) about: Option<String>,
    pub(in crate::pages) persons: Vec<String>,
    pub(in crate::pages) changeable: bool,
    pub(in crate::pages) corrected_by: Option<Revision>,
    pub(in crate::pages) retracted_by: Option<Revision>,
}

impl Entry {
    /// What became of it last.
    pub(super) fn novelty(&self) -> Novelty {
        match (&self.retracted_by, &self.corrected_by) {
            (Some(_), _) => Novelty::Retracted,
            (None, Some(_)) => Novelty::Corrected,
            (None, None) => Novelty::Added,
        }
    }
}

impl From<ChangeKind> for Novelty {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Added => Self::Added,
            ChangeKind::Corrected => Self::Corrected,
            ChangeKind::Retracted => Self::Retracted,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Revision {
    pub(in crate::pages) recorded_at: Instant,
    pub(in crate::pages) reason_label: Option<String>,
    pub(in crate::pages) actor: Actor,
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
