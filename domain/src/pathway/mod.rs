//! A household's pathway, indexed for the questions that invariants and answers ask of it.
//!
//! Everything is built from believed timelines and borrows from them; building never fails and never
//! refuses: what does not fit is left out here and reported by the checks of admission.

mod book;
mod household;
mod members;
mod participation;
mod period;
mod reference;

pub use book::{Book, Entry};
pub(crate) use household::stays_in_household;
pub use household::{Household, Lease, LeaseEnd};
pub use members::Membership;
pub use participation::{Episode, Part, PartEnd};
pub use period::Period;
pub(crate) use reference::Unreferenced;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::event::StreamId;
use crate::ids::{ActivityId, BatchId, HouseholdId, PersonId, ProgrammeCode};
use crate::programme_book::{Activity, ProgrammeBook};
use crate::timeline::Believed;

/// What the facts of one household may be checked against.
#[derive(Clone, Copy)]
pub struct Pathway<'w> {
    /// The household of the fact.
    pub household: &'w Household<'w>,
    /// Permits, contracts and the like of the whole lineage: they follow persons through splits and mergers.
    pub book: &'w Book<'w>,
    /// Every other household loaded: those of the lineage, and those where its persons have been.
    pub others: &'w BTreeMap<HouseholdId, Household<'w>>,
    /// The programmes loaded; `None` for a code that no stream has.
    pub programmes: &'w BTreeMap<ProgrammeCode, Option<Arc<ProgrammeBook>>>,
    /// The streams whose facts are checked too: what two of them dispute is told once.
    pub checked: &'w BTreeSet<StreamId>,
    /// The activities that were looked up: they are in one of the programmes loaded, or nowhere.
    pub looked_up: &'w BTreeSet<ActivityId>,
}

impl<'w> Pathway<'w> {
    /// The book of a programme: `None` when it was not loaded, `Some(None)` when it does not exist.
    #[must_use]
    pub fn programme(&self, code: &ProgrammeCode) -> Option<Option<&'w ProgrammeBook>> {
        self.programmes.get(code).map(Option::as_deref)
    }

    /// An activity held by one of the programmes loaded.
    #[must_use]
    pub fn activity(&self, id: ActivityId) -> Option<&'w Activity> {
        self.programmes.values().flatten().find_map(|book| book.activities.get(&id))
    }

    /// The facts recorded or corrected in the same batch, and the household of each; none for a fact recorded alone.
    pub fn same_batch(&self, this: Believed<'_>) -> impl Iterator<Item = (HouseholdId, &'w Believed<'w>)> {
        let batches = batches(this);
        let elsewhere = self.others.values().filter(|other| other.id != self.household.id);
        std::iter::once(self.household)
            .chain(elsewhere)
            .flat_map(|household| household.timeline.iter().map(|believed| (household.id, believed)))
            .filter(move |(_, believed)| {
                self::batches(**believed).into_iter().flatten().any(|batch| batches.contains(&Some(batch)))
            })
    }

    /// All memberships of a person, in this household and the others.
    pub fn memberships_everywhere(&self, person: PersonId) -> impl Iterator<Item = &'w Membership> {
        let elsewhere = self.others.values().filter(|other| other.id != self.household.id);
        std::iter::once(self.household)
            .chain(elsewhere)
            .flat_map(move |household| household.memberships_of(person))
    }
}

/// The batch in which a fact was recorded, and the one in which it was corrected.
fn batches(fact: Believed<'_>) -> [Option<BatchId>; 2] {
    [fact.event.batch, fact.correction.and_then(|correction| correction.batch)]
}
