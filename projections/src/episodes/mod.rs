//! What lasted in a household's pathway: every stay, permit, contract… from when to when, as partial dates.
//!
//! This is what a picture of the whole pathway is drawn from. Nothing is counted here and no day is chosen: bounds are
//! as recorded, however vague. What changed under way comes in pieces of one subject, each followed by the next. What
//! persons carry with them is told when they may have been members here while it lasted, wherever it was recorded.

mod carried;
mod home;

use std::collections::BTreeMap;

use domain::codes::{
    AccommodationKind, AssessmentKind, ContractKind, IncidentKind, LeaseKind, LegalStatus, PermitKind, Role,
    TrainingKind,
};
use domain::ids::{EventId, HouseholdId, PersonId, ProgrammeCode};
use domain::pathway::{Book, Household};
use domain::{Decimal, Event, PartialDate, StreamId, Timeline};
use jiff::Timestamp;
use uuid::Uuid;

/// Something that lasted, or was true at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// What it is.
    pub what: What,
    /// The permit, contract, stay…; the event itself for what has no identifier of its own.
    pub subject: Uuid,
    /// The event that began it.
    pub event: EventId,
    /// Whose.
    pub persons: Vec<PersonId>,
    /// When it began.
    pub from: PartialDate,
    /// When it ended, or will end by itself; `None` while it goes on.
    pub until: Option<PartialDate>,
    /// How it ends.
    pub end: End,
}

/// How an episode ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It goes on.
    GoesOn,
    /// An end was recorded.
    Ended,
    /// It ends by itself: `until` is the last day of a validity, or a planned one.
    Expires,
    /// Another piece of it follows, or another of the same kind.
    Followed,
    /// It was true at a moment.
    Moment,
}

/// What an episode is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Being a member.
    Membership(Role),
    /// Being covered by a programme.
    Enrolment(ProgrammeCode),
    /// A legal status.
    Status(LegalStatus),
    /// The validity of a residence permit.
    Permit(PermitKind),
    /// Living in a home.
    Stay(AccommodationKind),
    /// A lease or another title to occupy.
    Lease(LeaseKind),
    /// Something that went wrong with a lease.
    Incident(IncidentKind),
    /// A training.
    Training(TrainingKind),
    /// A level or a readiness, as assessed.
    Assessment(AssessmentKind, String),
    /// A job contract, under the same terms.
    Contract(Terms),
}

/// The terms of a job contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Its kind.
    pub kind: ContractKind,
    /// Hours a week.
    pub weekly_hours: Option<Decimal>,
    /// Whether full time.
    pub full_time: Option<bool>,
}

/// The episodes of `household` as known at an instant (everything recorded when absent), from the streams that tell of
/// it; by beginning.
#[must_use]
pub fn episodes(
    household: HouseholdId,
    streams: &BTreeMap<StreamId, Vec<Event>>,
    known_at: Option<Timestamp>,
) -> Vec<Episode> {
    let timelines: BTreeMap<&StreamId, Timeline<'_>> =
        streams.iter().map(|(stream, events)| (stream, Timeline::of(events, known_at))).collect();
    let own = timelines.get(&StreamId::Household(household)).cloned().unwrap_or_default();
    let pathway = Household::of(household, own);
    let book = Book::of(timelines.values().collect::<Vec<_>>());
    let mut episodes = home::episodes(&pathway);
    episodes.extend(carried::episodes(&pathway, &book, timelines.values()));
    episodes.sort_by_key(|episode| (episode.from.representative(), episode.from.latest(), episode.subject));
    episodes
}

/// The latest of some ends; `None` when one of them is still to come.
fn last(ends: impl Iterator<Item = Option<PartialDate>>) -> Option<PartialDate> {
    let ends: Option<Vec<PartialDate>> = ends.collect();
    ends?.into_iter().max_by_key(|on| on.latest())
}
