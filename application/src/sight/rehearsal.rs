//! What recording would do, as somebody may see it, without doing it.

use std::collections::BTreeSet;

use domain::ids::{EventId, HouseholdId};
use domain::{Event, StreamId};
use projections::pathway_state::Coordinates;

use super::Sight;
use super::recording::{NotRecorded, Place};
use super::seen::Seen;
use crate::error::Fault;
use crate::record::Submitted;
use crate::replay::Replayed;

/// What recording would do.
#[derive(Debug, Clone)]
pub struct Rehearsed {
    /// The facts that would be recorded, with the codes of the rules of which each would carry a warning; none when all
    /// of them were recorded before.
    pub facts: Vec<(EventId, Vec<String>)>,
    /// The households to which they go as they would be then, today, by identifier.
    pub households: Vec<Replayed>,
}

impl Sight {
    /// Decides on facts as [`record`](Self::record) does, and records nothing: what is answered holds as long as nothing
    /// else is recorded.
    ///
    /// # Errors
    /// All those of [`record`](Self::record).
    pub async fn rehearse(&self, submitted: Submitted) -> Result<Rehearsed, NotRecorded> {
        let places = self.allowed(&submitted).await?;
        let seen = places.as_ref().map(|places| Seen::of(&submitted.facts, places));
        let rehearsed = self.application.rehearse(&submitted).await;
        let mut events = rehearsed.map_err(|error| match &seen {
            Some(seen) => seen.hide(error),
            None => error,
        })?;
        if seen.is_some_and(|seen| seen.hides()) {
            for event in &mut events {
                event.warnings.clear();
            }
        }
        let streams: BTreeSet<&StreamId> = submitted.facts.iter().map(|fact| &fact.stream).collect();
        let mut households = Vec::new();
        for stream in streams {
            let StreamId::Household(id) = stream else { continue };
            let place = places.as_ref().and_then(|places| places.get(id));
            households.extend(self.with(*id, &events, place).await?);
        }
        let facts = events.into_iter().map(|event| (event.id(), event.warnings)).collect();
        Ok(Rehearsed { facts, households })
    }

    /// A household as it would be with more events.
    async fn with(
        &self,
        household: HouseholdId,
        events: &[Event],
        place: Option<&Place>,
    ) -> Result<Option<Replayed>, Fault> {
        let mut streams = match place {
            Some(place) => place.streams.clone(),
            None => self.application.related_streams(household).await?,
        };
        let own = StreamId::Household(household);
        let more = events.iter().filter(|event| *event.stream() == own);
        let all = streams.get(&own).into_iter().flatten().chain(more);
        let version = all.map(|event| event.version).max().unwrap_or(0);
        // Seen as before: what the facts would open to whoever sends them is not shown until they are recorded. The
        // facts themselves are.
        if let Some(place) = place {
            place.lens.apply(&mut streams);
        }
        for event in events {
            streams.entry(event.stream().clone()).or_default().push(event.clone());
        }
        let as_of = self.application.clock().today();
        let at = Coordinates { as_of, known_at: None, time_zone: self.application.time_zone() };
        let replayed = Replayed::of(household, streams, &at);
        Ok(replayed.map(|mut replayed| {
            replayed.state.version = version;
            replayed.rights = self.rights(place.map(|place| place.lens.clone()));
            replayed
        }))
    }
}
