//! What somebody may see of a household’s events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ties::Tied;
use super::{Group, Standing, Ties};
use crate::event::{Event, StreamId};
use crate::facts::Fact;
use crate::ids::{EventId, OrgCode, PersonId, ProgrammeCode};

/// Why an organisation may look into a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// The household is enrolled in a programme in which the organisation has a standing.
    Programme {
        /// The programme.
        programme: ProgrammeCode,
        /// The standing in it.
        standing: Standing,
    },
    /// A member consents to share with it: facts that name that person, wherever they belong but in sensitive
    /// programmes.
    Consent {
        /// Who.
        person: PersonId,
    },
    /// It opened the file, and no programme has enrolled the household: it would lose what it began.
    Opener,
    /// Its task is to look at all of it, without personal data: everything but what belongs to sensitive programmes.
    Oversight,
}

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
}

impl Lens {
    /// Whether anything may be seen.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.grants.iter().any(|grant| grant.opens(Group::Composition))
    }

    /// Whether facts of a group about the household itself may be seen.
    #[must_use]
    pub fn opens(&self, group: Group) -> bool {
        self.grants.iter().any(|grant| grant.opens(group))
    }

    /// Leaves in `streams` what may be seen. A fact is hidden with its corrections and its retraction, and also when
    /// what corrected it may not be seen.
    pub fn apply(&self, streams: &mut BTreeMap<StreamId, Vec<Event>>) {
        for events in streams.values_mut() {
            let seen = self.seen(events);
            events.retain(|event| seen.contains(&changed(event).unwrap_or_else(|| event.id())));
        }
        streams.retain(|_, events| !events.is_empty());
    }

    /// The facts of a stream that may be seen.
    fn seen(&self, events: &[Event]) -> BTreeSet<EventId> {
        let mut hidden: HashMap<EventId, bool> = HashMap::new();
        for event in events {
            let id = changed(event).unwrap_or_else(|| event.id());
            let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
            let is_hidden = match fact.kind().group() {
                Some(_) => !self.sees(fact),
                // A retraction says nothing of its own.
                None => false,
            };
            *hidden.entry(id).or_default() |= is_hidden;
        }
        hidden.into_iter().filter(|(_, is_hidden)| !is_hidden).map(|(id, _)| id).collect()
    }

    /// Whether a fact may be seen.
    #[must_use]
    pub fn sees(&self, fact: &Fact) -> bool {
        let Some(group) = fact.kind().group() else { return false };
        let Tied::To(programmes) = self.ties.programmes(fact) else { return false };
        if programmes.iter().any(|programme| self.hides(programme, group)) {
            return false;
        }
        self.grants.iter().any(|grant| match grant {
            Grant::Programme { programme, standing } => {
                let own = programmes.is_empty() || programmes.contains(programme);
                if own { standing.opens(group) } else { standing.opens_elsewhere(group) }
            }
            Grant::Consent { person } => grant.opens(group) || fact.admissible().persons().0.contains(person),
            Grant::Opener | Grant::Oversight => grant.opens(group),
        })
    }

    /// Whether what belongs to a programme is hidden because of what it reveals.
    fn hides(&self, programme: &ProgrammeCode, group: Group) -> bool {
        let own = |grant: &Grant| match grant {
            Grant::Programme { programme: own, standing } => own == programme && standing.opens(group),
            Grant::Consent { .. } | Grant::Opener | Grant::Oversight => false,
        };
        self.sensitive.contains(programme) && !self.grants.iter().any(own)
    }
}

impl Grant {
    /// Whether it opens a group of facts about the whole household.
    #[must_use]
    pub fn opens(&self, group: Group) -> bool {
        match self {
            Self::Programme { standing, .. } => standing.opens(group),
            Self::Consent { .. } | Self::Opener => group == Group::Composition,
            Self::Oversight => true,
        }
    }
}

/// What a correction or a retraction changes.
fn changed(event: &Event) -> Option<EventId> {
    if let Fact::EventCorrected(correction) = event.fact() {
        return Some(correction.target);
    }
    if let Fact::EventRetracted(retraction) = event.fact() {
        return Some(retraction.target);
    }
    None
}
