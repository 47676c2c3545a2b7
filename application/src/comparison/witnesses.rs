//! Which events moved a unit that stands elsewhere because more is known: each event recorded in between is added
//! alone to what was known before, and the question asked again.
//!
//! One round asks about one event of every household that moved: they do not touch each other, and what the early and
//! the late belief say of these households alone is checked first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Event, Fact, StreamId};
use projections::comparison::{Compared, Key, Move, Mover, Unit, units};
use projections::figures::{Figure, Known, Rules, at};
use projections::rules::File;

use crate::Application;
use crate::belief::{BeliefError, engine_of};
use crate::codec::{decode_all, stream_name};
use crate::error::Fault;
use crate::event_ref::EventRef;
use crate::projector::RebuildError;
use crate::projector::load::Cut;
use crate::seals::Seals;

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
        let mut witnesses = BTreeMap::new();
        let is_by_belief = |mover: &&Mover| mover.cause.any_of.iter().any(|set| set == &[Move::Belief]);
        let mut movers: Vec<&Mover> = compared.movers.moved.iter().filter(is_by_belief).collect();
        let households = movers.iter().filter_map(|mover| mover.household());
        let streams: BTreeSet<StreamId> = households
            .filter_map(|household| Some(StreamId::Household(household.parse().ok()?)))
            .take(HOUSEHOLDS_MAX)
            .collect();
        if streams.is_empty() {
            return Ok(witnesses);
        }
        let between = (early.position, late.position);
        let mut candidates = BTreeMap::new();
        for stream in &streams {
            let told = self.late_events(stream, between).await.map_err(RebuildError::Fault)?;
            candidates.insert(stream.clone(), told);
        }
        let attempt = Attempt { application: self, file, figure, rules, early, streams: &streams };
        // These households alone must say what all of them together said.
        let alone = attempt.units(compared, BTreeSet::new()).await?;
        movers.retain(|mover| mover.starts_at(alone.get(&mover.key)));
        let rounds = candidates.values().map(Vec::len).max().unwrap_or(0).min(EVENTS_MAX);
        // The last round is that of all events of each household together.
        for round in 0..=rounds {
            let chosen: BTreeMap<&StreamId, Vec<EventRef>> = candidates
                .iter()
                .map(|(stream, told)| {
                    let all = || told.iter().flatten().cloned().collect();
                    (
                        stream,
                        if round == rounds { all() } else { told.get(round).cloned().unwrap_or_default() },
                    )
                })
                .collect();
            let also = chosen.values().flatten().map(|event| event.position).collect();
            let units = attempt.units(compared, also).await?;
            for mover in &movers {
                let Some(events) = mover
                    .household()
                    .and_then(|household| household.parse().ok())
                    .and_then(|household| chosen.get(&StreamId::Household(household)))
                    .filter(|events| !events.is_empty())
                else {
                    continue;
                };
                let found: &mut Witness = witnesses.entry(mover.key.clone()).or_default();
                let is_last_resort = round < rounds || found.any_of.is_empty();
                if is_last_resort && mover.ends_up_at(units.get(&mover.key)) {
                    found.any_of.push(distinct(events));
                }
            }
        }
        Ok(witnesses)
    }

    /// The events of a stream between two positions, one set for each: a change comes with what it changes.
    async fn late_events(
        &self,
        stream: &StreamId,
        (after, upto): (u64, u64),
    ) -> Result<Vec<Vec<EventRef>>, Fault> {
        let stored = self.ledger.read_streams(&[stream_name(stream)?], 0).await?;
        let events = decode_all(&Seals::new(self.ledger.keys()), &stored).await?;
        let late: Vec<&Event> =
            events.iter().filter(|event| event.position > after && event.position <= upto).collect();
        let with_target = |event: &&Event| {
            let target = if let Fact::EventCorrected(change) = event.fact() {
                Some(change.target)
            } else if let Fact::EventRetracted(change) = event.fact() {
                Some(change.target)
            } else {
                None
            };
            let target = target.and_then(|target| late.iter().find(|other| other.id() == target));
            target.into_iter().chain([event]).map(|event| EventRef::of(event)).collect()
        };
        Ok(late.iter().map(with_target).collect())
    }
}

fn distinct(events: &[EventRef]) -> Vec<EventRef> {
    let by_position: BTreeMap<u64, &EventRef> = events.iter().map(|event| (event.position, event)).collect();
    by_position.into_values().cloned().collect()
}

/// A question about some households as they were known early, with some later events.
struct Attempt<'a> {
    application: &'a Application,
    file: &'a File,
    figure: &'a Figure,
    rules: &'a Rules,
    early: Known<'a>,
    streams: &'a BTreeSet<StreamId>,
}

impl Attempt<'_> {
    async fn units(
        &self,
        compared: &Compared,
        also: BTreeSet<u64>,
    ) -> Result<BTreeMap<Key, Unit>, BeliefError> {
        let cut = Cut { upto: self.early.position, also: Arc::new(also) };
        let tables = self.application.facts_of(self.streams, cut).await?;
        let engine = engine_of(&tables)?;
        let known = Known { engine: &engine, ..self.early };
        // What could be asked a moment ago can be asked of less as well; were it not so, there is no witness.
        let side = at(self.file, self.figure, self.rules, known).await.ok();
        Ok(side.map(|side| units(&side.answer, compared.movers.by)).unwrap_or_default())
    }
}
