//! To which programmes facts belong.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::facts::{Fact, Kind, Link};
use crate::ids::{ActivityId, ProgrammeCode};

/// What the facts of some streams belong to: an enrolment belongs to its programme, a stay to its enrolment, a lease to
/// its stay, an end to its opening.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    of: BTreeMap<Uuid, BTreeSet<ProgrammeCode>>,
}

/// The programmes of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tied {
    /// To these; to none when the fact is a person’s or household’s own.
    To(BTreeSet<ProgrammeCode>),
    /// To one that is not known: nobody sees it.
    Unknown,
}

impl Ties {
    /// The ties of facts, corrected ones beside what they were first; `activities` tells in which programmes those were
    /// held that the facts name.
    #[must_use]
    pub fn of(facts: &[&Fact], activities: &BTreeMap<ActivityId, ProgrammeCode>) -> Self {
        let held = activities.iter().map(|(id, code)| (id.0, BTreeSet::from([code.clone()])));
        let mut ties = Self { of: held.collect() };
        // An opening may stand before what it belongs to: until nothing is learnt any more. Each round ties at least
        // one identifier, and a lease is three steps away from its programme.
        loop {
            let mut learnt = false;
            for fact in facts {
                let Some(opened) = fact.admissible().opens() else { continue };
                let Tied::To(programmes) = ties.programmes(fact) else { continue };
                if programmes.is_empty() {
                    continue;
                }
                let known = ties.of.entry(opened.id).or_default();
                for programme in programmes {
                    learnt |= known.insert(programme);
                }
            }
            if !learnt {
                return ties;
            }
        }
    }

    /// The programmes of an episode or thing, by its identifier.
    pub(super) fn of_id(&self, id: Uuid) -> impl Iterator<Item = &ProgrammeCode> {
        self.of.get(&id).into_iter().flatten()
    }

    pub(super) fn programmes(&self, fact: &Fact) -> Tied {
        let mut found: BTreeSet<ProgrammeCode> = fact.admissible().programme().cloned().into_iter().collect();
        if let Some(activity) = fact.admissible().activity() {
            match self.of.get(&activity.0) {
                Some(programmes) => found.extend(programmes.iter().cloned()),
                None => return Tied::Unknown,
            }
        }
        for id in links(fact) {
            found.extend(self.of.get(&id).into_iter().flatten().cloned());
        }
        Tied::To(found)
    }
}

/// The identifiers that a fact names.
fn links(fact: &Fact) -> impl Iterator<Item = Uuid> {
    let fact = fact.admissible();
    let named = [fact.opens(), fact.ends(), fact.changes()].into_iter().flatten().chain(fact.refers());
    let continued = fact.continues().map(|id| id.0);
    named.filter(|link: &Link| link.kind != Kind::Activity).map(|link| link.id).chain(continued)
}
