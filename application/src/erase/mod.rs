//! Erase: the keys of a person are destroyed, and with them what they sealed, while every event stays as it is.
//!
//! The keys are fenced, the erasure is recorded like any fact, the keys are destroyed, copies of what they sealed are
//! purged, the fence is lifted. Whatever stops the program in between, the next to open the ledger finds the fence and
//! either finishes the erasure or undoes it.

mod doomed;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use domain::codes::{ErasureBasis, ErasureLevel};
use domain::facts::Owner;
use domain::facts::personal_data_erased::{PersonalDataErased, Residue};
use domain::ids::{CounterpartId, HouseholdId, PersonId};
use domain::{Actor, Fact, Origin, PartialDate, StreamId, Submission};
use event_store::{Holder, KeyClass};
use uuid::Uuid;

use crate::Application;
use crate::codec::{decode_each, stream_name};
use crate::error::{Fault, RecordError};
use crate::record::{Submitted, new_event_id, to_its_end};
use crate::seals::{Seals, holder};

use doomed::{Told, covers, doomed, place_of, streams_of};

pub(crate) use doomed::{Doomed, fence_in, joined};

/// What to erase and why, and who does.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Whose data.
    pub person: PersonId,
    /// On what basis.
    pub basis: ErasureBasis,
    /// Names only, or everything that was sealed.
    pub level: ErasureLevel,
    /// Coarse values kept for statistics.
    pub residue: Option<Residue>,
    /// Who erases; the organisation that opened the file when absent.
    pub actor: Option<Actor>,
}

/// An erasure that is found out, and not carried out.
pub(crate) struct Planned {
    /// The fact that tells it.
    pub(crate) submission: Submission,
    pub(crate) doomed: Doomed,
    pub(crate) events_sealed: u64,
    /// Where one is recorded that goes as far.
    pub(crate) before: Option<u64>,
}

/// What an erasure did, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// How many events hold values that nobody can read any more.
    pub events_sealed: u64,
    /// Where the erasure is recorded.
    pub position: Option<u64>,
}

/// What was erased, for those who keep copies of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The streams whose values disappeared; any may be concerned when absent.
    pub streams: Option<BTreeSet<StreamId>>,
}

/// Purges or makes anew what was derived from erased values: read models, indexes, files.
///
/// Called when the keys are destroyed, so that reading the ledger again gives what may still be told; called again
/// when it failed or was interrupted.
pub trait AfterErasure: Send + Sync {
    /// Purges.
    fn purge<'a>(&'a self, gone: &'a Gone) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;
}

/// Those who keep copies.
#[derive(Default)]
pub(crate) struct Purgers(Mutex<Vec<Arc<dyn AfterErasure>>>);

impl Purgers {
    async fn purge(&self, gone: &Gone) -> Result<(), Fault> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for one in all {
            one.purge(gone).await?;
        }
        Ok(())
    }
}

fn households(streams: &BTreeSet<StreamId>) -> Vec<HouseholdId> {
    let household = |stream: &StreamId| match stream {
        StreamId::Household(id) => Some(*id),
        StreamId::Programme(_) | StreamId::Rules => None,
    };
    streams.iter().filter_map(household).collect()
}

impl Application {
    /// Calls `purger` after each erasure.
    pub fn on_erasure(&self, purger: Arc<dyn AfterErasure>) {
        self.purgers.0.lock().unwrap_or_else(PoisonError::into_inner).push(purger);
    }

    /// Erases a person; `None` when no file knows them. Safe to repeat.
    ///
    /// # Errors
    /// Contradictions with the history, and faults of the store; the keys are then as they were before, or the
    /// next erasure finishes this one.
    pub async fn erase(&self, erasure: Erasure, dry_run: bool) -> Result<Option<Erased>, RecordError> {
        self.finish_erasures().await?;
        let Some(planned) = self.plan_erasure(erasure, Origin::Manual).await? else { return Ok(None) };
        if dry_run {
            return Ok(Some(Erased { events_sealed: planned.events_sealed, position: None }));
        }
        self.carry_out(planned, Vec::new()).await.map(Some)
    }

    /// What erasing a person would do; `None` when no file knows them. Erasures that others have under way are left alone.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn plan_erasure(
        &self,
        erasure: Erasure,
        origin: Origin,
    ) -> Result<Option<Planned>, Fault> {
        let Erasure { person, basis, level, residue, actor } = erasure;
        let streams = streams_of(&mut &self.ledger, &self.seals, person).await?;
        let Some((stream, opened_by)) = place_of(person, &streams) else { return Ok(None) };
        let before = streams.values().flatten().find(|event| covers(event, person, level));
        let event = before.map_or_else(new_event_id, domain::Event::id);
        let doomed = doomed(&mut &self.ledger, &self.seals, &Told { event, person, level }).await?;
        let events_sealed = self.count_sealed(&doomed).await?;
        let submission = Submission {
            id: event,
            stream,
            on: PartialDate::day(self.clock.today()),
            actor: actor.unwrap_or(Actor { organisation: opened_by, role: None, user: None }),
            origin,
            source_recorded_at: None,
            fact: Fact::PersonalDataErased(PersonalDataErased { person, basis, level, residue }),
        };
        let before = before.map(|event| event.position);
        Ok(Some(Planned { submission, doomed, events_sealed, before }))
    }

    /// Erases what was planned, to its end.
    ///
    /// # Errors
    /// As [`erase`](Self::erase).
    pub(crate) async fn carry_out(
        &self,
        planned: Planned,
        expected: Vec<(StreamId, u32)>,
    ) -> Result<Erased, RecordError> {
        let Planned { submission, doomed, events_sealed, before } = planned;
        if before.is_some() {
            let this = self.clone();
            to_its_end(async move { Ok(this.destroy(vec![doomed]).await?) }).await?;
            return Ok(Erased { events_sealed, position: before });
        }
        let submitted = Submitted { facts: vec![submission], batch: None, expected };
        let recorded = self.record(submitted).await?;
        Ok(Erased { events_sealed, position: recorded.positions.first().copied() })
    }

    /// Erases a host, sponsor or mentor, whom no file opens: nothing is recorded but that the key is gone.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn erase_counterpart(
        &self,
        counterpart: CounterpartId,
        dry_run: bool,
    ) -> Result<Erased, Fault> {
        self.finish_erasures().await?;
        let holder = holder(Owner::Counterpart(counterpart), KeyClass::Quasi, &StreamId::Rules);
        let holders = BTreeSet::from([holder]);
        let keys = self.seals.ring().names_of(&holders).await?;
        let (mut after, mut events_sealed) = (0, 0);
        loop {
            let page = self.ledger.read_positions(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.position;
            events_sealed += Seals::count_under(&page, &keys)?;
        }
        if !dry_run {
            self.destroy_all(new_event_id().0, &holders, &Gone { streams: None }).await?;
        }
        Ok(Erased { events_sealed, position: None })
    }

    /// Finishes the erasures that were recorded and then interrupted; lifts the fences of those that were not.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn finish_erasures(&self) -> Result<(), Fault> {
        let ring = self.seals.ring();
        let mut fences: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for fence in ring.fences().await? {
            fences.entry(fence.event).or_default().push(fence);
        }
        if fences.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = fences.keys().copied().collect();
        let stored = self.ledger.events_by_id(&ids).await?;
        let recorded = decode_each(&self.seals, &stored).await?;
        for (event, fenced) in fences {
            let told = recorded.iter().find(|one| one.id().0 == event);
            let told = told.and_then(|one| Told::of(one.fact(), one.id()));
            let meant = told.filter(|told| {
                let subject = format!("person/{}", told.person);
                let all = told.level == ErasureLevel::All;
                let own = fenced.iter().any(|fence| fence.subject == subject);
                // An id that was used for another erasure is none of this one.
                own && (all || fenced.iter().any(|fence| fence.class == KeyClass::Identity))
            });
            if let Some(told) = meant {
                tracing::warn!(%event, "an interrupted erasure is finished");
                // What it destroys follows from what is recorded, not from what is fenced under its name.
                let doomed = doomed(&mut &self.ledger, &self.seals, &told).await?;
                self.destroy_all(event, &doomed.holders, &Gone { streams: None }).await?;
            } else if fenced.iter().any(|fence| fence.destroyed) {
                // That of a counterpart, which is not recorded; or another erasure came first.
                tracing::warn!(%event, "what an interrupted erasure left is purged");
                self.purge_and_lift(event, &Gone { streams: None }).await?;
            } else {
                tracing::warn!(%event, "an erasure was never recorded: its fence is lifted");
                ring.undo(event).await?;
            }
        }
        Ok(())
    }

    /// Makes anew what was derived from values that are gone: our own read models, then whatever others keep.
    async fn purge_copies(&self, gone: &Gone) -> Result<(), Fault> {
        match &gone.streams {
            Some(streams) => self.purge(&households(streams)).await?,
            None => self.purge_all().await?,
        }
        self.purgers.purge(gone).await?;
        // Were they to stay, they would be found to be of another state of the keys.
        self.kept().map_or(Ok(()), |kept| kept.forget(gone.streams.as_ref()))
    }

    /// The same for every household: nobody can tell whose values are gone.
    async fn purge_all(&self) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let heads = self.ledger.streams("household/", after.as_ref(), PAGE).await?;
            let Some(last) = heads.last() else { return Ok(()) };
            after = Some(last.stream.clone());
            let streams = heads.iter().filter_map(|head| head.stream.as_str().parse().ok()).collect();
            self.purge(&households(&streams)).await?;
        }
    }

    /// Fences what the erasures among these facts destroy.
    pub(crate) async fn fence(&self, facts: &[Submission]) -> Result<Vec<Doomed>, Fault> {
        let mut all = Vec::new();
        for told in facts.iter().filter_map(|fact| Told::of(&fact.fact, fact.id)) {
            let doomed = doomed(&mut &self.ledger, &self.seals, &told).await?;
            self.seals.ring().fence(told.event.0, &doomed.holders).await?;
            all.push(doomed);
        }
        Ok(all)
    }

    /// What these erasures destroy now that they are recorded.
    pub(crate) async fn doomed_again(&self, all: &[Doomed]) -> Result<Vec<Doomed>, Fault> {
        let mut again = Vec::new();
        for Doomed { event, person, level, .. } in all {
            let told = Told { event: *event, person: *person, level: *level };
            again.push(doomed(&mut &self.ledger, &self.seals, &told).await?);
        }
        Ok(again)
    }

    /// Destroys what was fenced, once its erasure is recorded.
    pub(crate) async fn destroy(&self, all: Vec<Doomed>) -> Result<(), Fault> {
        for Doomed { event, holders, streams, .. } in all {
            self.destroy_all(event.0, &holders, &Gone { streams: Some(streams) }).await?;
        }
        Ok(())
    }

    /// Destroys these keys, then copies of what they sealed.
    async fn destroy_all(&self, event: Uuid, holders: &BTreeSet<Holder>, gone: &Gone) -> Result<(), Fault> {
        self.seals.ring().destroy(event, holders).await?;
        self.purge_and_lift(event, gone).await
    }

    /// Destroys copies of what keys that are gone had sealed, and lifts the fence last: whoever finds it begins again.
    async fn purge_and_lift(&self, event: Uuid, gone: &Gone) -> Result<(), Fault> {
        self.histories.forget_all();
        self.counting.forget_all();
        self.names.forget_all();
        self.purge_copies(gone).await?;
        Ok(self.seals.ring().lift(event).await?)
    }

    async fn count_sealed(&self, doomed: &Doomed) -> Result<u64, Fault> {
        let keys = self.seals.ring().names_of(&doomed.holders).await?;
        let names = doomed.streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
        let stored = self.ledger.read_streams(&names, 0).await?;
        Seals::count_under(&stored, &keys)
    }
}

/// Events read at a time.
const PAGE: u32 = 1000;
