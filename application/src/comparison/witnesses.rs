//! Which events moved a unit that stands elsewhere because more is known: each event recorded in between is added
//! alone to what was known before, and the question asked again.
//!
//! One round asks about one event of every household that moved: they do not touch each other, and what the early and
//! the late belief say of these households alone is checked first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Event, Fact, StreamId};
use projections::comparison::{Compared, Key, Move, Mover, Unit, units};
use projections::facts_tables::Tables;
use projections::figures::{Figure, Known, Rules, at};
use projections::rules::File;

use crate::Application;
use crate::belief::BeliefError;
use crate::event_ref::EventRef;
use crate::projector::basis::Cut;
use crate::projector::load::events_of;
use crate::projector::{CHUNK, RebuildError};

/// Events of one household that are tried alone; of more it is told that they act together.
const EVENTS_MAX: usize = 40;

/// Households whose events are tried.
const HOUSEHOLDS_MAX: usize = 5_000;

/// The events that moved a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Witness {
    /// Sets of events each of which is enough.
    pub any_of: Vec<Vec<EventRef>>,
}

impl Application {
    /// The events behind every mover that what was known moved.
    pub(super) async fn witnesses(
        &self,
        (file, figure): (&File, &Figure),
        compared: &Compared,
        [(rules, early), (_, late)]: [(&Rules, Known<'_>); 2],
    ) -> Result<BTreeMap<Key, Witness>, BeliefError> {
        let mut witnesses: BTreeMap<Key, Witness> = BTreeMap::new();
        let is_by_belief = |mover: &Mover| mover.cause.any_of.iter().any(|set| set == &[Move::Belief]);
        let of_household = |mover: &'_ Mover| {
            let household = mover.household()?.parse().ok()?;
            Some(StreamId::Household(household))
        };
        let movers = compared.movers.moved.iter().filter(|mover| is_by_belief(mover));
        let mut movers: Vec<(&Mover, StreamId)> =
            movers.filter_map(|mover| Some((mover, of_household(mover)?))).collect();
        let streams: BTreeSet<&StreamId> =
            movers.iter().map(|(_, stream)| stream).take(HOUSEHOLDS_MAX).collect();
        let streams: Vec<StreamId> = streams.into_iter().cloned().collect();
        if streams.is_empty() {
            return Ok(witnesses);
        }
        let candidates = self.late_events(&streams, (early.position, late.position)).await?;
        let programmes = self.programme_streams().await?;
        let programmes = self.facts_of(&programmes, Cut::at(early.position)).await?;
        let attempt =
            Attempt { application: self, file, figure, rules, early, programmes, streams: &streams };
        // These households alone must say what all of them together said.
        let alone = attempt.units(compared, BTreeSet::new()).await?;
        movers.retain(|(mover, _)| mover.starts_at(alone.get(&mover.key)));
        let rounds = candidates.values().map(Vec::len).max().unwrap_or(0).min(EVENTS_MAX);
        // The last round is that of all events of each household together.
        for round in 0..=rounds {
            let is_last = round == rounds;
            let chosen = |told: &Vec<Vec<EventRef>>| match told.get(round) {
                _ if is_last => distinct(told.iter().flatten()),
                Some(events) => events.clone(),
                None => Vec::new(),
            };
            let chosen: BTreeMap<&StreamId, Vec<EventRef>> =
                candidates.iter().map(|(stream, told)| (stream, chosen(told))).collect();
            let also = chosen.values().flatten().map(|event| event.position).collect();
            let units = attempt.units(compared, also).await?;
            for (mover, stream) in &movers {
                let Some(events) = chosen.get(stream).filter(|events| !events.is_empty()) else { continue };
                let found = witnesses.entry(mover.key.clone()).or_default();
                let is_open = !is_last || found.any_of.is_empty();
                if is_open && mover.ends_up_at(units.get(&mover.key)) {
                    found.any_of.push(events.clone());
                }
            }
        }
        Ok(witnesses)
    }

    /// The events of streams between two positions, one set for each: a change comes with what it changes.
    async fn late_events(
        &self,
        streams: &[StreamId],
        (after, upto): (u64, u64),
    ) -> Result<BTreeMap<StreamId, Vec<Vec<EventRef>>>, RebuildError> {
        let mut all = BTreeMap::new();
        for part in streams.chunks(CHUNK) {
            let read = events_of(&self.ledger, part, &Cut::at(upto)).await.map_err(RebuildError::Fault)?;
            all.extend(read.into_iter().map(|(stream, events)| {
                let late: Vec<&Event> = events.iter().filter(|event| event.position > after).collect();
                (stream, late.iter().map(|event| with_target(event, &late)).collect())
            }));
        }
        Ok(all)
    }
}

fn with_target(event: &Event, late: &[&Event]) -> Vec<EventRef> {
    let target = if let Fact::EventCorrected(change) = event.fact() {
        Some(change.target)
    } else if let Fact::EventRetracted(change) = event.fact() {
        Some(change.target)
    } else {
        None
    };
    let target = target.and_then(|target| late.iter().copied().find(|other| other.id() == target));
    target.into_iter().chain([event]).map(EventRef::of).collect()
}

fn distinct<'e>(events: impl Iterator<Item = &'e EventRef>) -> Vec<EventRef> {
    let by_position: BTreeMap<u64, &EventRef> = events.map(|event| (event.position, event)).collect();
    by_position.into_values().cloned().collect()
}

/// A question about some households as they were known early, with some later events.
struct Attempt<'a> {
    application: &'a Application,
    file: &'a File,
    figure: &'a Figure,
    rules: &'a Rules,
    early: Known<'a>,
    /// The facts of programmes: no event that is tried is one of theirs.
    programmes: Tables,
    streams: &'a [StreamId],
}

impl Attempt<'_> {
    async fn units(
        &self,
        compared: &Compared,
        also: BTreeSet<u64>,
    ) -> Result<BTreeMap<Key, Unit>, BeliefError> {
        let cut = Cut { also: Arc::new(also), ..Cut::at(self.early.position) };
        let engine = self.application.engine_of(self.streams, cut, &self.programmes).await?;
        let known = Known { engine: &engine, ..self.early };
        // What could be asked a moment ago can be asked of less as well; were it not so, there is no witness.
        let side = at(self.file, self.figure, self.rules, known).await.ok();
        Ok(side.map(|side| units(&side.answer, compared.movers.by)).unwrap_or_default())
    }
}
