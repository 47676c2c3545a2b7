//! What persons carry with them: status, permits, trainings, assessments, contracts.

use std::collections::BTreeMap;

use domain::codes::ContractEndReason;
use domain::facts::contract_signed::ContractSigned;
use domain::facts::{Fact, Kind};
use domain::ids::PersonId;
use domain::pathway::{Book, Entry, Household, Period};
use domain::wire::Sealed;
use domain::{Believed, PartialDate, Timeline};
use jiff::civil::Date;
use uuid::Uuid;

use super::{End, Episode, Terms, What};

pub(super) fn episodes<'t, 'a: 't>(
    household: &Household<'_>,
    book: &Book<'a>,
    timelines: impl Iterator<Item = &'t Timeline<'a>>,
) -> Vec<Episode> {
    let facts: Vec<&Believed<'a>> = timelines.flatten().collect();
    let mut episodes = status(&facts);
    episodes.extend(facts.iter().filter_map(|believed| assessment(believed)));
    for (id, entry) in book.of_kind(Kind::Permit) {
        episodes.extend(permit(id, entry));
    }
    for (id, entry) in book.of_kind(Kind::Training) {
        episodes.extend(training(id, entry));
    }
    for (id, entry) in book.of_kind(Kind::Contract) {
        episodes.extend(contract(id, entry));
    }
    episodes.retain(|episode| is_of(household, episode));
    episodes
}

/// Whether it may have lasted while its person was a member. A moment ends when it begins, and what an initial member
/// had before birth was known has no lower bound.
fn is_of(household: &Household<'_>, episode: &Episode) -> bool {
    let until = if episode.end == End::Moment { Some(episode.from) } else { episode.until };
    let lasts = Period { from: episode.from, until };
    let memberships = episode.persons.iter().flat_map(|person| household.memberships_of(*person));
    memberships.map(domain::pathway::Membership::period).any(|member| {
        let over = member.until.is_some_and(|until| until.certainly_before(lasts.from));
        let to_come = lasts.until.is_some_and(|until| until.certainly_before(member.from));
        !over && !to_come
    })
}

/// Each status holds until the next one of the same person.
fn status(facts: &[&Believed<'_>]) -> Vec<Episode> {
    let mut by_person: BTreeMap<PersonId, Vec<Episode>> = BTreeMap::new();
    let mut recorded: Vec<&&Believed<'_>> = facts.iter().collect();
    recorded.sort_by_key(|believed| (believed.on.representative(), believed.event.recording_order()));
    for believed in recorded {
        let Fact::LegalStatusRecorded(fact) = believed.fact else { continue };
        let earlier = by_person.entry(fact.person).or_default();
        if let Some(before) = earlier.last_mut() {
            (before.until, before.end) = (Some(believed.on), End::Followed);
        }
        let what = What::Status(fact.status);
        earlier.push(begun(what, believed.id().0, believed, fact.person, believed.on));
    }
    by_person.into_values().flatten().collect()
}

fn assessment(believed: &Believed<'_>) -> Option<Episode> {
    let Fact::AssessmentRecorded(fact) = believed.fact else { return None };
    let what = What::Assessment(fact.kind, fact.value.as_str().to_owned());
    let begun = begun(what, believed.id().0, believed, fact.person, believed.on);
    Some(Episode { end: End::Moment, ..begun })
}

/// Its validity, cut off by an early end. A bound that was erased may be any day.
fn permit(id: Uuid, entry: &Entry<'_>) -> Option<Episode> {
    let Fact::PermitIssued(fact) = entry.opening.fact else { return None };
    let bound =
        |day: &Sealed<Date>| day.known().map_or_else(PartialDate::unknown, |day| PartialDate::day(*day));
    let begun = begun(What::Permit(fact.kind), id, &entry.opening, fact.person, bound(&fact.valid_from));
    Some(closed(begun, entry, fact.valid_to.as_ref().map(bound)))
}

fn training(id: Uuid, entry: &Entry<'_>) -> Option<Episode> {
    let Fact::TrainingStarted(fact) = entry.opening.fact else { return None };
    let begun = begun(What::Training(fact.kind), id, &entry.opening, fact.person, entry.opening.on);
    Some(closed(begun, entry, fact.planned_end_on.map(PartialDate::day)))
}

/// One episode for each change of terms; none when nobody ever started.
fn contract(id: Uuid, entry: &Entry<'_>) -> Vec<Episode> {
    let Fact::ContractSigned(fact) = entry.opening.fact else { return Vec::new() };
    if entry.ends.iter().any(never_started) {
        return Vec::new();
    }
    let ContractSigned { kind, weekly_hours, full_time, mut planned_end_on, .. } = *fact;
    let mut terms = Terms { kind, weekly_hours, full_time };
    let mut episodes = vec![begun(What::Contract(terms), id, &entry.opening, fact.person, fact.starts_on)];
    for change in &entry.changes {
        let Fact::ContractAmended(amended) = change.fact else { continue };
        planned_end_on = amended.planned_end_on.or(planned_end_on);
        let before = terms;
        terms.kind = amended.kind.unwrap_or(terms.kind);
        (terms.weekly_hours, terms.full_time) = amended.working_time(terms.weekly_hours, terms.full_time);
        if terms == before {
            continue;
        }
        if let Some(before) = episodes.last_mut() {
            (before.until, before.end) = (Some(change.on), End::Followed);
        }
        episodes.push(begun(What::Contract(terms), id, change, fact.person, change.on));
    }
    let last = episodes.pop().map(|last| closed(last, entry, planned_end_on));
    episodes.extend(last);
    episodes
}

fn never_started(end: &Believed<'_>) -> bool {
    matches!(end.fact, Fact::ContractEnded(ended) if ended.reason == ContractEndReason::NeverStarted)
}

/// What began, without an end yet.
fn begun(what: What, subject: Uuid, by: &Believed<'_>, person: PersonId, from: PartialDate) -> Episode {
    Episode { what, subject, event: by.id(), persons: vec![person], from, until: None, end: End::GoesOn }
}

/// With the end recorded, else the one that comes by itself. What was planned to end and went on ended when it is said
/// to; a permit never outlives its validity.
fn closed(episode: Episode, entry: &Entry<'_>, by_itself: Option<PartialDate>) -> Episode {
    let expired = |ended: &PartialDate| {
        let permit = matches!(episode.what, What::Permit(_));
        permit && by_itself.is_some_and(|term| term.certainly_before(*ended))
    };
    let ended = entry.ends.first().map(|end| end.on).filter(|ended| !expired(ended));
    let (until, end) = match (ended, by_itself) {
        (Some(ended), _) => (Some(ended), End::Ended),
        (None, Some(term)) => (Some(term), End::Expires),
        (None, None) => (None, End::GoesOn),
    };
    Episode { until, end, ..episode }
}
