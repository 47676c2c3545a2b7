//! Invariants that several facts share.

use rust_decimal::Decimal;

use crate::codes::{ContractKind, Fate};
use crate::facts::{Fact, Kind};
use crate::finding::Findings;
use crate::ids::{EpisodeId, HouseholdId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::{Episode, Pathway};
use crate::rule::Rule;
use crate::timeline::Believed;

/// Age from which somebody may sign a lease, in years (catalogue, A20).
const MAJORITY_YEARS: i16 = 18;

/// Signatories who cannot have come of age (LE-capable).
pub(crate) fn capable(persons: &[PersonId], this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
    for person in persons {
        let minor = |birth: PartialDate| this.on.certainly_before(birth.plus_years(MAJORITY_YEARS));
        let stay = pathway.household.memberships_of(*person).find(|stay| minor(stay.birth));
        if let Some(stay) = stay {
            found.against(Rule::LeaseCapable, stay.joined, "/data/signatories", person);
        }
    }
}

/// A `continues` that no split or merger of the same batch allows (EN-continues).
pub(crate) fn continues(
    id: Option<EpisodeId>,
    this: Believed<'_>,
    pathway: &Pathway<'_>,
    found: &mut Findings,
) {
    let Some(id) = id else { return };
    let here = pathway.household.id;
    let kind = this.fact.admissible().opens().map(|link| link.kind);
    let allowed = pathway.same_batch(this).any(|(from, other)| {
        if pathway.others.get(&from).is_none_or(|from| from.kind_of(id) != kind) {
            return false;
        }
        if let Fact::HouseholdSplit(split) = other.fact {
            let continued = |fate: Fate| matches!(fate, Fate::Moves | Fate::Stays);
            split.new_household == here && split.episodes.iter().any(|e| e.episode == id && continued(e.fate))
        } else if let Fact::HouseholdMerged(merged) = other.fact {
            merged.into == here
                && from != here
                && merged.episodes.iter().any(|e| e.episode == id && e.fate == Fate::Moves)
        } else {
            false
        }
    });
    if !allowed {
        found.add(Rule::Continues, "/data/continues", id);
    }
}

/// The rule codes of an end: of an enrolment or of an occupancy.
pub(crate) struct EndRules {
    pub(crate) kind: Kind,
    pub(crate) participant: Rule,
    pub(crate) once: Rule,
}

/// The end of an enrolment or occupancy, whole or for some persons: participants only, once each.
pub(crate) fn participation_end(
    rules: &EndRules,
    id: EpisodeId,
    persons: Option<&[PersonId]>,
    this: Believed<'_>,
    pathway: &Pathway<'_>,
    found: &mut Findings,
) {
    let Some(episode) = pathway.household.episode(id).filter(|episode| episode.kind == rules.kind) else {
        return;
    };
    if let Some(cut) = episode.cut.filter(|cut| cut.on.certainly_before(this.on)) {
        return found.against(Rule::Closed, cut.id(), "/occurredon", this.on);
    }
    match persons {
        None => whole_end(episode, this, found),
        Some(persons) => {
            for person in persons {
                partial_end(rules, episode, *person, this, found);
            }
        }
    }
}

fn named<'a>(end: &Believed<'a>) -> &'a [PersonId] {
    end.fact.admissible().persons().0
}

fn whole_end(episode: &Episode<'_>, this: Believed<'_>, found: &mut Findings) {
    let earlier = |end: &&Believed<'_>| end.event.version < this.event.version && named(end).is_empty();
    if let Some(end) = episode.ends.iter().find(earlier) {
        return found.against(Rule::Closed, end.id(), "/occurredon", this.on);
    }
    let left = |person: PersonId| episode.ends.iter().any(|end| named(end).contains(&person));
    let last = episode.ends.iter().rfind(|end| !named(end).is_empty());
    if let (Some(last), true) = (last, episode.parts.iter().all(|part| left(part.person))) {
        found.against(Rule::Closed, last.id(), "/occurredon", this.on);
    }
}

fn partial_end(
    rules: &EndRules,
    episode: &Episode<'_>,
    person: PersonId,
    this: Believed<'_>,
    found: &mut Findings,
) {
    if !episode.parts.iter().any(|part| part.person == person) {
        return found.against(rules.participant, episode.opening.id(), "/data/persons", person);
    }
    // Coming back and leaving again is possible: as many exits as parts.
    let parts = episode.parts.iter().filter(|part| part.person == person).count();
    let mut exits = episode.ends.iter().filter(|end| named(end).contains(&person));
    let before = exits.by_ref().filter(|end| end.event.version < this.event.version).nth(parts - 1);
    if let Some(end) = before {
        return found.against(rules.once, end.id(), "/data/persons", person);
    }
    let closed = |end: &&Believed<'_>| named(end).is_empty() && end.on.certainly_before(this.on);
    if let Some(end) = episode.ends.iter().find(closed) {
        return found.against(rules.once, end.id(), "/data/persons", person);
    }
    let mut ends = episode.parts.iter().filter(|part| part.person == person).filter_map(|part| part.end);
    let cut = ends.rfind(|end| !episode.ends.iter().any(|other| other.id() == end.by));
    if let Some(end) = cut.filter(|end| parts == 1 && end.on.certainly_before(this.on)) {
        found.against(rules.participant, end.by, "/data/persons", person);
    }
}

/// Hours outside `0 < h ≤ 60` (CO-hours).
pub(crate) fn weekly_hours(hours: Option<Decimal>, found: &mut Findings) {
    if let Some(hours) = hours.filter(|hours| *hours <= Decimal::ZERO || *hours > Decimal::from(60)) {
        found.add(Rule::ContractHours, "/data/weekly_hours", hours);
    }
}

/// A planned end that cannot follow the start (CO-planned-order).
pub(crate) fn planned_order(
    starts_on: PartialDate,
    planned_end_on: Option<PartialDate>,
    found: &mut Findings,
) {
    let Some(end) = planned_end_on else { return };
    if starts_on.earliest() >= end.latest() && starts_on != end {
        found.add(Rule::ContractPlannedOrder, "/data/planned_end_on", end);
    }
}

/// Whether a contract of this kind has a term (catalogue, A2).
pub(crate) fn is_fixed_term(kind: ContractKind) -> bool {
    match kind {
        ContractKind::Cdd
        | ContractKind::Seasonal
        | ContractKind::Interim
        | ContractKind::Cddi
        | ContractKind::Cddu
        | ContractKind::Apprenticeship
        | ContractKind::Professionalisation
        | ContractKind::ServiceCivique => true,
        ContractKind::Cdi
        | ContractKind::CdiInterim
        | ContractKind::CdiInclusion
        | ContractKind::CivilService
        | ContractKind::SelfEmployed
        | ContractKind::Subsidised
        | ContractKind::Unspecified => false,
    }
}

/// What a split or a merger says of the episodes: every one certainly open is listed, every one listed may
/// be open, none twice.
pub(crate) fn fates(
    rule: Rule,
    listed: &[super::household_split::EpisodeFate],
    this: Believed<'_>,
    pathway: &Pathway<'_>,
    found: &mut Findings,
) {
    let household = pathway.household;
    for (index, fate) in listed.iter().enumerate() {
        let pointer = format!("/data/episodes/{index}/episode");
        let twice = listed.iter().take(index).any(|other| other.episode == fate.episode);
        match household.period_without(fate.episode, this.id()) {
            None => found.add(Rule::Unknown, &pointer, fate.episode),
            Some(period) if twice || !period.possibly_covers(this.on) => {
                found.add(rule, &pointer, fate.episode);
            }
            Some(_) => {}
        }
    }
    for id in household.episode_ids().filter(|id| !listed.iter().any(|fate| fate.episode == *id)) {
        let period = household.period_without(id, this.id());
        if period.is_some_and(|period| period.certainly_covers(this.on)) {
            found.add(rule, "/data/episodes", id);
        }
    }
}

/// Episodes that move and that no opening of the same batch continues in `to`.
pub(crate) fn moves_continue(
    rule: Rule,
    listed: &[super::household_split::EpisodeFate],
    to: HouseholdId,
    this: Believed<'_>,
    pathway: &Pathway<'_>,
    found: &mut Findings,
) {
    for fate in listed.iter().filter(|fate| fate.fate == Fate::Moves) {
        let continued = pathway.same_batch(this).any(|(household, other)| {
            household == to && other.fact.admissible().continues() == Some(fate.episode)
        });
        if !continued {
            found.add(rule, "/data/episodes", fate.episode);
        }
    }
}
