//! Which events moved a unit that stands elsewhere because more is known: each event recorded in between is added
//! alone to what was known before, and the question asked again.
//!
//! One round asks about one event of every family of households in which some moved: families do not touch each other, and
//! what the early belief says of them alone is checked first.

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
use crate::projector::load::{events_of, families};
use crate::projector::{CHUNK, RebuildError};

/// Events of one family that are tried alone; of more it is told that they act together.
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
    /// The events behind every mover that what was known moved: those that the later belief has, whichever is first.
    pub(super) async fn witnesses(
        &self,
        (file, figure): (&File, &Figure),
        compared: &Compared,
        [(rules, before), (_, after)]: [(&Rules, Known<'_>); 2],
    ) -> Result<BTreeMap<Key, Witness>, BeliefError> {
        let mut witnesses: BTreeMap<Key, Witness> = BTreeMap::new();
        let is_turned = after.position < before.position;
        let (early, late) = if is_turned { (after, before) } else { (before, after) };
        let is_by_belief = |mover: &Mover| mover.cause.any_of.iter().any(|set| set == &[Move::Belief]);
        let of_household = |mover: &'_ Mover| {
            let household = mover.household()?.parse().ok()?;
            Some(StreamId::Household(household))
        };
        let movers = compared.movers.moved.iter().filter(|mover| is_by_belief(mover));
        let movers: Vec<(&Mover, StreamId)> =
            movers.filter_map(|mover| Some((mover, of_household(mover)?))).collect();
        let households: BTreeSet<&StreamId> =
            movers.iter().map(|(_, stream)| stream).take(HOUSEHOLDS_MAX).collect();
        let households: BTreeSet<StreamId> = households.into_iter().cloned().collect();
        if households.is_empty() {
            return Ok(witnesses);
        }
        let families = families(&self.ledger, &households, late.position).await?;
        let family_of: BTreeMap<&StreamId, usize> = families
            .iter()
            .zip(0..)
            .flat_map(|(family, at)| family.iter().map(move |one| (one, at)))
            .collect();
        let mut movers: Vec<(&Mover, usize)> =
            movers.iter().filter_map(|(mover, stream)| Some((*mover, *family_of.get(stream)?))).collect();
        let streams: Vec<StreamId> = families.iter().flatten().cloned().collect();
        let candidates = self.late_events(&families, (early.position, late.position)).await?;
        let programmes = self.programme_streams().await?;
        let programmes = self.facts_of(&programmes, Cut::at(early.position)).await?;
        let attempt =
            Attempt { application: self, file, figure, rules, early, programmes, streams: &streams };
        // These households alone must say what all of them together said.
        let alone = attempt.units(compared, BTreeSet::new()).await?;
        let is_early = |mover: &Mover, unit: Option<&Unit>| {
            if is_turned { mover.ends_up_at(unit) } else { mover.starts_at(unit) }
        };
        let is_late = |mover: &Mover, unit: Option<&Unit>| {
            if is_turned { mover.starts_at(unit) } else { mover.ends_up_at(unit) }
        };
        movers.retain(|(mover, _)| is_early(mover, alone.get(&mover.key)));
        let rounds = candidates.iter().map(Vec::len).max().unwrap_or(0).min(EVENTS_MAX);
        // The last round is that of all events of each family together.
        for round in 0..=rounds {
            let is_last = round == rounds;
            let chosen = |told: &Vec<Vec<EventRef>>| match told.get(round) {
                _ if is_last => distinct(told.iter().flatten()),
                Some(events) => events.clone(),
                None => Vec::new(),
            };
            let chosen: Vec<Vec<EventRef>> = candidates.iter().map(chosen).collect();
            let also = chosen.iter().flatten().map(|event| event.position).collect();
            let units = attempt.units(compared, also).await?;
            for (mover, family) in &movers {
                let Some(events) = chosen.get(*family).filter(|events| !events.is_empty()) else { continue };
                let found = witnesses.entry(mover.key.clone()).or_default();
                let is_open = !is_last || found.any_of.is_empty();
                if is_open && is_late(mover, units.get(&mover.key)) {
                    found.any_of.push(events.clone());
                }
            }
        }
        Ok(witnesses)
    }

    /// The events of families between two positions, one set for each: a change comes with what it changes.
    async fn late_events(
        &self,
        families: &[BTreeSet<StreamId>],
        (after, upto): (u64, u64),
    ) -> Result<Vec<Vec<Vec<EventRef>>>, RebuildError> {
        let streams: Vec<StreamId> = families.iter().flatten().cloned().collect();
        let mut all = BTreeMap::new();
        for part in streams.chunks(CHUNK) {
            all.extend(events_of(&self.ledger, part, &Cut::at(upto)).await.map_err(RebuildError::Fault)?);
        }
        let late_of = |family: &BTreeSet<StreamId>| {
            let events = family.iter().filter_map(|stream| all.get(stream)).flatten();
            let mut late: Vec<&Event> = events.filter(|event| event.position > after).collect();
            late.sort_by_key(|event| event.position);
            late.iter().map(|event| with_target(event, &late)).collect()
        };
        Ok(families.iter().map(late_of).collect())
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
