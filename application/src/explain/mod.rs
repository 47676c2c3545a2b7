//! Why a household is counted or not in a figure, down to its events.

mod alone;
mod earlier;

use std::collections::BTreeSet;

use domain::ids::HouseholdId;
use domain::{Event, StreamId};
use jiff::Timestamp;
use projections::comparison::{Side, Standing};
use projections::explanation::Explanation;
use projections::figures::{self, Figure, FigureError};
use projections::rules::{File, RuleSets};

use earlier::Asked;

use crate::Application;
use crate::belief::{Belief, BeliefError};
use crate::comparison::Coordinates;
use crate::event_ref::EventRef;
use crate::projector::RebuildError;
use crate::projector::basis::Cut;
use crate::projector::load::{dependents, events_of};

/// A figure, and where one household stands in it.
#[derive(Debug)]
pub struct Explained {
    /// What came of it.
    pub explanation: Explanation,
    /// The events behind what the figure reads of the household, in the order in which they were recorded.
    pub events: Vec<EventRef>,
}

impl Application {
    /// Explains where a household stands in a figure; nothing when there is no such household.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read. What keeps the figure from being computed is told inside.
    pub async fn explain(
        &self,
        household: HouseholdId,
        (file, figure): (&File, &Figure),
        rule_sets: &RuleSets,
        coordinates: &Coordinates,
        workers: usize,
    ) -> Result<Option<Result<Explained, FigureError>>, BeliefError> {
        self.as_published(rule_sets.all()).await?;
        let belief = self.belief_of(figure, coordinates, workers).await?;
        let stream = StreamId::Household(household);
        let streams = self.tied_to(&stream, belief.position).await?;
        let read = events_of(&self.ledger, &streams, &Cut::at(belief.position)).await;
        let read = read.map_err(RebuildError::Fault)?;
        if !read.contains_key(&stream) {
            return Ok(None);
        }
        let mut events: Vec<Event> = read.into_values().flatten().collect();
        events.sort_by_key(|event| event.position);
        let rules = match coordinates.rules.rules(file, figure, rule_sets) {
            Ok(rules) => rules,
            Err(error) => return Ok(Some(Err(error))),
        };
        let days: BTreeSet<_> = events.iter().map(|event| event.on().earliest()).collect();
        let named = household.to_string();
        let told = figures::explain((&named, &days), file, figure, &rules, belief.known()).await;
        let mut explanation = match told {
            Ok(explanation) => explanation,
            Err(error) => return Ok(Some(Err(error))),
        };
        if explanation.standing != Standing::Kept {
            let known = (belief.position, belief.known_on);
            let asked = Asked { household: &named, streams: &streams, file, figure, rules: &rules, known };
            let known = self.stood_better(&asked, &events, explanation.standing).await?;
            explanation.alternatives.extend(known);
        }
        let is_behind = |event: &&Event| explanation.positions.contains(&event.position);
        let events = events.iter().filter(is_behind).map(EventRef::of).collect();
        Ok(Some(Ok(Explained { explanation, events })))
    }

    /// The stream of a household and all that it is tied to.
    async fn tied_to(&self, stream: &StreamId, position: u64) -> Result<Vec<StreamId>, BeliefError> {
        let own = BTreeSet::from([stream.clone()]);
        Ok(dependents(&self.ledger, &own, position).await?.into_iter().collect())
    }

    /// Computes a figure with its units.
    ///
    /// # Errors
    /// As [`explain`](Self::explain).
    pub async fn units(
        &self,
        (file, figure): (&File, &Figure),
        rule_sets: &RuleSets,
        coordinates: &Coordinates,
        workers: usize,
    ) -> Result<Result<Side, FigureError>, BeliefError> {
        self.as_published(rule_sets.all()).await?;
        let belief = self.belief_of(figure, coordinates, workers).await?;
        match coordinates.rules.rules(file, figure, rule_sets) {
            Ok(rules) => Ok(figures::at(file, figure, &rules, belief.known()).await),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn belief_of(
        &self,
        figure: &Figure,
        coordinates: &Coordinates,
        workers: usize,
    ) -> Result<Belief, BeliefError> {
        let known_at: Option<Timestamp> = coordinates.known_at.or(figure.known_at);
        self.belief(known_at, workers, &mut |_, _| {}).await
    }
}
