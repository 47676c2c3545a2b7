//! Enrolments and occupancies, and who takes part in them when.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::codes::{Fate, JoinReason};
use crate::facts::household_split::EpisodeFate;
use crate::facts::{Fact, Kind};
use crate::ids::{EpisodeId, EventId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::{Membership, Period};
use crate::timeline::{Believed, Timeline};

/// An enrolment or an occupancy of the household.
#[derive(Debug, Clone)]
pub struct Episode<'a> {
    /// Its identifier.
    pub id: EpisodeId,
    /// Enrolment or occupancy.
    pub kind: Kind,
    /// The opening.
    pub opening: Believed<'a>,
    /// Who takes part, in order of joining.
    pub parts: Vec<Part>,
    /// The ends recorded, in believed order.
    pub ends: Vec<Believed<'a>>,
    /// The split or merger that closed it for everybody.
    pub cut: Option<Believed<'a>>,
}

/// The part that one person takes.
#[derive(Debug, Clone)]
pub struct Part {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: PartialDate,
    /// How it ends.
    pub end: Option<PartEnd>,
}

/// How the part of a person ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartEnd {
    /// When.
    pub on: PartialDate,
    /// By which event.
    pub by: EventId,
}

impl Part {
    /// From joining to the end.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, until: self.end.map(|end| end.on) }
    }
}

impl Episode<'_> {
    /// From the opening to the end of the last part; open while anybody takes part.
    #[must_use]
    pub fn period(&self) -> Period {
        let open = self.parts.iter().any(|part| part.end.is_none());
        let last =
            self.parts.iter().filter_map(|part| part.end).map(|end| end.on).max_by_key(|on| on.latest());
        Period { from: self.opening.on, until: if open { None } else { last } }
    }

    fn is_open(&self) -> bool {
        self.parts.iter().any(|part| part.end.is_none())
    }

    fn end_parts(&mut self, persons: Option<&[PersonId]>, end: PartEnd) {
        for part in &mut self.parts {
            if part.end.is_none() && persons.is_none_or(|persons| persons.contains(&part.person)) {
                part.end = Some(end);
            }
        }
    }
}

/// Walks the timeline once and keeps, for each episode, who takes part.
pub(super) struct Walk<'a, 'm> {
    memberships: &'m [Membership],
    episodes: Vec<Episode<'a>>,
    index: BTreeMap<Uuid, usize>,
    /// Ends, fates and arrivals that the partial dates put before the opening; they apply once it is reached.
    early: BTreeMap<Uuid, Vec<Believed<'a>>>,
}

/// The enrolments and occupancies of a household, in believed order of their openings.
pub(super) fn episodes<'a>(timeline: &Timeline<'a>, memberships: &[Membership]) -> Vec<Episode<'a>> {
    let mut walk = Walk { memberships, episodes: Vec::new(), index: BTreeMap::new(), early: BTreeMap::new() };
    for believed in timeline {
        walk.step(*believed);
    }
    walk.end_early_leavers();
    walk.end_with_memberships();
    walk.episodes
}

impl<'a> Walk<'a, '_> {
    fn step(&mut self, this: Believed<'a>) {
        if let Fact::MemberJoined(joined) = this.fact {
            for id in joined.episodes.iter().flatten() {
                self.wait_for_opening(this, id.0);
            }
            self.join(this, joined.person, joined.episodes.as_deref());
        } else if let Fact::MemberLeft(left) = this.fact {
            self.leave(std::slice::from_ref(&left.person), this);
        } else if let Fact::HouseholdSplit(split) = this.fact {
            self.cut(this, &split.episodes);
            self.leave(&split.persons, this);
        } else if let Fact::HouseholdMerged(merged) = this.fact {
            self.cut(this, &merged.episodes);
        } else if let Some(link) = this.fact.admissible().opens().filter(|link| is_shared(link.kind)) {
            self.open(this, link.kind, link.id);
        } else if let Some(link) = this.fact.admissible().ends().filter(|link| is_shared(link.kind)) {
            self.wait_for_opening(this, link.id);
            self.end(this, link.id);
        }
    }

    fn wait_for_opening(&mut self, this: Believed<'a>, id: Uuid) {
        if !self.index.contains_key(&id) {
            self.early.entry(id).or_default().push(this);
        }
    }

    fn open(&mut self, this: Believed<'a>, kind: Kind, id: Uuid) {
        if self.index.contains_key(&id) {
            return;
        }
        let (persons, _) = this.fact.admissible().persons();
        let part = |person: &PersonId| Part { person: *person, from: this.on, end: None };
        let parts = persons.iter().map(part).collect();
        self.index.insert(id, self.episodes.len());
        self.episodes.push(Episode {
            id: EpisodeId(id),
            kind,
            opening: this,
            parts,
            ends: Vec::new(),
            cut: None,
        });
        for early in self.early.remove(&id).unwrap_or_default() {
            if let Fact::MemberJoined(joined) = early.fact {
                self.join(early, joined.person, Some(&[EpisodeId(id)]));
            } else if matches!(early.fact, Fact::HouseholdSplit(_) | Fact::HouseholdMerged(_)) {
                self.cut_one(early, id);
            } else {
                self.end(early, id);
            }
        }
    }

    fn end(&mut self, this: Believed<'a>, id: Uuid) {
        let Some(episode) = self.index.get(&id).and_then(|at| self.episodes.get_mut(*at)) else { return };
        let (persons, _) = this.fact.admissible().persons();
        let end = PartEnd { on: this.on, by: this.id() };
        episode.end_parts((!persons.is_empty()).then_some(persons), end);
        episode.ends.push(this);
    }

    /// A member joins the episodes named, or all those open just before; an initial member has been part of
    /// them since their start or since birth, whichever is later.
    fn join(&mut self, this: Believed<'a>, person: PersonId, named: Option<&[EpisodeId]>) {
        let membership = self.memberships.iter().find(|membership| membership.joined == this.id());
        for episode in &mut self.episodes {
            let joins = match named {
                Some(named) => named.contains(&episode.id),
                None => episode.is_open(),
            };
            let already = episode.parts.iter().any(|part| part.person == person && part.end.is_none());
            if !joins || already {
                continue;
            }
            let from = match membership {
                Some(initial) if initial.reason == JoinReason::Initial => {
                    later(initial.birth, episode.opening.on)
                }
                _other => later(this.on, episode.opening.on),
            };
            episode.parts.push(Part { person, from, end: None });
        }
    }

    fn leave(&mut self, persons: &[PersonId], this: Believed<'a>) {
        let end = PartEnd { on: this.on, by: this.id() };
        for episode in &mut self.episodes {
            episode.end_parts(Some(persons), end);
        }
    }

    /// A split or merger closes for everybody what moves or ends; what stays goes on for the others.
    fn cut(&mut self, this: Believed<'a>, fates: &[EpisodeFate]) {
        for fate in fates.iter().filter(|fate| fate.fate != Fate::Stays) {
            self.wait_for_opening(this, fate.episode.0);
            self.cut_one(this, fate.episode.0);
        }
    }

    fn cut_one(&mut self, this: Believed<'a>, id: Uuid) {
        if let Some(episode) = self.index.get(&id).and_then(|at| self.episodes.get_mut(*at)) {
            episode.end_parts(None, PartEnd { on: this.on, by: this.id() });
            episode.cut = Some(this);
        }
    }

    /// Partial dates may put the exit of one person before that person joined: it still ends the part.
    fn end_early_leavers(&mut self) {
        for episode in &mut self.episodes {
            for end in &episode.ends {
                for person in end.fact.admissible().persons().0 {
                    let mut parts = episode.parts.iter_mut().filter(|part| part.person == *person);
                    let used = |part: &Part| part.end.is_some_and(|other| other.by == end.id());
                    if parts.by_ref().any(|part| used(part)) {
                        continue;
                    }
                    let open = |part: &&mut Part| {
                        part.person == *person && part.end.is_none() && !end.on.certainly_before(part.from)
                    };
                    if let Some(part) = episode.parts.iter_mut().find(open) {
                        part.end = Some(PartEnd { on: end.on, by: end.id() });
                    }
                }
            }
        }
    }

    /// Partial dates may put a departure before the opening that it ends: no part outlasts the membership.
    fn end_with_memberships(&mut self) {
        for part in self.episodes.iter_mut().flat_map(|episode| &mut episode.parts) {
            if part.end.is_some() {
                continue;
            }
            let covering = |stay: &&Membership| stay.person == part.person && stay.possibly_member(part.from);
            // Of two stays that may cover the start, the later one is the one that goes on.
            let last = self.memberships.iter().rfind(covering);
            part.end = last.and_then(|stay| stay.left).map(|(on, by)| PartEnd { on, by });
        }
    }
}

fn is_shared(kind: Kind) -> bool {
    matches!(kind, Kind::Enrolment | Kind::Occupancy)
}

fn later(a: PartialDate, b: PartialDate) -> PartialDate {
    // Nobody can tell whether an erased day is later.
    if !a.is_unknown() && a.representative() > b.representative() { a } else { b }
}
