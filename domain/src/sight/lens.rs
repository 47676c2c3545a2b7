//! What somebody may see of a household’s events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ties::Tied;
use super::{Grant, Group, Ties};
use crate::event::{Event, StreamId};
use crate::facts::Fact;
use crate::ids::{EventId, OrgCode, ProgrammeCode};
use crate::rule::Rule;
use crate::sight::carried::Carried;

/// Lets through what an organisation may see of a household.
#[derive(Debug, Clone)]
pub struct Lens {
    /// Which organisation looks, if it is one.
    pub organisation: Option<OrgCode>,
    /// Why it may; nothing is seen without a reason.
    pub grants: Vec<Grant>,
    /// Programmes being in which reveals health, orientation or violence suffered: hidden from all who are not in them.
    pub sensitive: BTreeSet<ProgrammeCode>,
    /// To which programmes the facts belong.
    pub ties: Ties,
    /// What of the streams of other households may show here.
    pub carried: Carried,
    /// What the facts about to be recorded add: standings in programmes that they enrol the household in.
    pub joining: Vec<Grant>,
    /// Standings in programmes that they ask for.
    pub asking: Vec<Grant>,
}

impl Lens {
    /// Whether anything may be seen.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.opens(Group::Composition) || matches!(grant, Grant::Former { .. }))
    }

    /// Leaves in `streams` what may be seen. A fact is hidden with its corrections and its retraction, and also when
    /// what corrected it may not be seen. Where anything is hidden the others lose their warnings, which may tell of it; for
    /// those who only oversee, to whom nothing sealed is opened, those that tell of that. Whether anything is hidden.
    pub fn apply(&self, streams: &mut BTreeMap<StreamId, Vec<Event>>) -> bool {
        let mut is_hidden = false;
        for events in streams.values_mut() {
            let (seen, all) = (self.seen(events), events.len());
            events.retain(|event| seen.contains(&event.fact().target().unwrap_or_else(|| event.id())));
            is_hidden |= events.len() < all;
        }
        is_hidden |= self.mask(streams);
        if is_hidden {
            streams.values_mut().flatten().for_each(|event| event.warnings.clear());
        } else if self.oversees() {
            streams
                .values_mut()
                .flatten()
                .for_each(|event| event.warnings.retain(|code| !weighs_sealed(code)));
        }
        streams.retain(|_, events| !events.is_empty());
        is_hidden
    }

    /// The facts of a stream that may be seen.
    fn seen(&self, events: &[Event]) -> BTreeSet<EventId> {
        let mut hidden: HashMap<EventId, bool> = HashMap::new();
        let originals: HashMap<EventId, &Event> = events.iter().map(|event| (event.id(), event)).collect();
        for event in events {
            let id = event.fact().target().unwrap_or_else(|| event.id());
            let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
            let is_hidden = match fact.kind().group() {
                // What a correction says was said by whoever recorded first, as far as sight goes.
                Some(_) => !self.sees(originals.get(&id).copied().unwrap_or(event), fact),
                // A retraction says nothing of its own.
                None => false,
            };
            *hidden.entry(id).or_default() |= is_hidden;
        }
        hidden.into_iter().filter(|(_, is_hidden)| !is_hidden).map(|(id, _)| id).collect()
    }

    /// Whether a fact may be seen: that of an event, or what a correction makes of it.
    #[must_use]
    pub fn sees(&self, event: &Event, fact: &Fact) -> bool {
        let Some(group) = fact.kind().group() else { return false };
        let Tied::To(programmes) = self.ties.programmes(fact) else { return false };
        if programmes.iter().any(|programme| self.hides(programme, group)) {
            return false;
        }
        if !self.oversees() && !self.carried.shows(event.stream(), fact) {
            return false;
        }
        self.grants.iter().any(|grant| self.is_opened_by(grant, event, fact, group, &programmes))
    }

    /// Whether a grant opens a fact of a group, which belongs to these programmes.
    pub(super) fn is_opened_by(
        &self,
        grant: &Grant,
        event: &Event,
        fact: &Fact,
        group: Group,
        programmes: &BTreeSet<ProgrammeCode>,
    ) -> bool {
        match grant {
            Grant::Programme { programme, standing } => {
                let own = programmes.is_empty() || programmes.contains(programme);
                if own { standing.opens(group) } else { standing.opens_elsewhere(group) }
            }
            Grant::Former { programme } => {
                programmes.contains(programme) || self.is_own(event) && programmes.is_empty()
            }
            Grant::Consent { person } => grant.opens(group) || fact.admissible().persons().0.contains(person),
            Grant::Opener | Grant::Oversight => grant.opens(group),
        }
    }

    fn oversees(&self) -> bool {
        self.grants.contains(&Grant::Oversight)
    }

    /// Whether whoever looks recorded an event.
    pub(super) fn is_own(&self, event: &Event) -> bool {
        self.organisation.as_ref() == Some(&event.submission.actor.organisation)
    }

    /// Whether what belongs to a programme is hidden because of what it reveals.
    fn hides(&self, programme: &ProgrammeCode, group: Group) -> bool {
        let own = |grant: &Grant| match grant {
            Grant::Programme { programme: own, standing } => own == programme && standing.opens(group),
            Grant::Former { programme: own } => own == programme,
            Grant::Consent { .. } | Grant::Opener | Grant::Oversight => false,
        };
        self.sensitive.contains(programme) && !self.grants.iter().any(own)
    }
}

fn weighs_sealed(code: &str) -> bool {
    Rule::ALL.iter().any(|rule| rule.weighs_sealed() && rule.code() == code)
}
