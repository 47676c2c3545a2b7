//! Whose data were erased since a figure was published.

use std::collections::{BTreeMap, BTreeSet};

use domain::StreamId;
use domain::facts::Fact;
use projections::comparison::Side;

use super::PublishedFigure;
use crate::Application;
use crate::belief::BeliefError;
use crate::projector::RebuildError;
use crate::projector::basis::Cut;
use crate::projector::load::events_of;

/// The households of erased persons.
#[derive(Debug, Default)]
pub(super) struct ErasedHouseholds {
    /// Where the last erasure of one of its persons stands.
    last: BTreeMap<String, u64>,
    /// The households that were ever enrolled in a programme, or in one below it.
    enrolled: BTreeMap<String, BTreeSet<String>>,
}

impl ErasedHouseholds {
    /// Whether a household of an answer, or of the programme that it is of, has lost data since the figure was published.
    /// The programme is asked as well because what was erased may be why a household is no longer in the answer.
    pub(super) fn concern(&self, published: &PublishedFigure, side: &Side) -> bool {
        let is_since = |household: &str| self.last.get(household).is_some_and(|at| *at > published.position);
        let rows = &side.answer.population.rows;
        rows.iter().any(|row| is_since(row.household.as_ref().unwrap_or(&row.unit)))
            || self.enrolled.get(&published.programme).is_some_and(|all| all.iter().any(|one| is_since(one)))
    }
}

impl Application {
    /// The households of all persons whose data were erased.
    pub(super) async fn erased_households(&self, workers: usize) -> Result<ErasedHouseholds, BeliefError> {
        let fault = |fault| BeliefError::Facts(RebuildError::Fault(fault));
        let tables = self.facts_tables(None, workers, &mut |_, _| {}).await?.tables();
        let mut households: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (person, household) in tables.pairs("memberships", ["person", "household"], Some("erased")) {
            households.entry(person).or_default().insert(household);
        }
        if households.is_empty() {
            return Ok(ErasedHouseholds::default());
        }
        let streams: BTreeSet<StreamId> = households
            .values()
            .flatten()
            .filter_map(|household| household.parse().ok().map(StreamId::Household))
            .collect();
        let streams: Vec<StreamId> = streams.into_iter().collect();
        let mut erased = ErasedHouseholds::default();
        let events = events_of(&self.ledger, &streams, &Cut::at(u64::MAX)).await.map_err(fault)?;
        for event in events.values().flatten() {
            let Fact::PersonalDataErased(fact) = event.fact() else { continue };
            for household in households.get(&fact.person.to_string()).into_iter().flatten() {
                let last = erased.last.entry(household.clone()).or_default();
                *last = (*last).max(event.position);
            }
        }
        let mut of_programme: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (household, programme) in tables.pairs("enrolments", ["household", "programme"], None) {
            of_programme.entry(programme).or_default().insert(household);
        }
        for (ancestor, programme) in tables.pairs("programme_tree", ["ancestor", "programme"], None) {
            let households = of_programme.get(&programme).into_iter().flatten().cloned();
            erased.enrolled.entry(ancestor).or_default().extend(households);
        }
        Ok(erased)
    }
}
