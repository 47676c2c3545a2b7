//! Retract: what was recorded in one batch is undone, by a retraction of each of its facts.

use std::collections::{BTreeSet, HashMap};

use domain::codes::CorrectionReason;
use domain::facts::Fact;
use domain::facts::event_retracted::EventRetracted;
use domain::ids::{BatchId, EventId, OrgCode};
use domain::{Actor, Event, FactKind, Origin, Submission};
use event_store::{StoredEvent, StreamName};

use crate::Application;
use crate::codec::{decode_each, stream_name};
use crate::error::{Fault, RecordError};
use crate::import::{Refusal, Report};
use crate::record::{Submitted, new_event_id};

/// Events looked at in one go, and streams.
const PAGE: u32 = 2048;
const STREAMS: usize = 256;

/// Which batch to undo and why, and who does.
#[derive(Debug, Clone)]
pub struct Retraction {
    /// The batch.
    pub batch: BatchId,
    /// Why its facts did not take place.
    pub reason: CorrectionReason,
    /// Who retracts; of each fact the organisation that recorded it when absent.
    pub organisation: Option<OrgCode>,
}

impl Application {
    /// Retracts the facts of a batch, all of them or none; those retracted before are ignored, so that it is safe to
    /// repeat. `None` when nothing was recorded in that batch. Of a refusal, the file is the stream of the fact that it
    /// is about, and the line its position. `progress` is told up to which position the batch was looked for, of how many.
    ///
    /// # Errors
    /// Conflicts and faults of the store. Contradictions with the history are part of the report.
    pub async fn retract_batch(
        &self,
        retraction: Retraction,
        dry_run: bool,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Option<Report>, RecordError> {
        let events = self.events_of_batch(retraction.batch, progress).await?;
        if events.is_empty() {
            return Ok(None);
        }
        let retracted = self.retracted_in(&events).await?;
        let (ignored, standing): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| retracted.contains(&event.id()));
        let own: BTreeSet<EventId> = standing.iter().chain(&ignored).map(Event::id).collect();
        let is_target = |event: &Event| match changed_by(event) {
            // A correction of what goes, and a retraction of what was recorded with it, have nothing left to say.
            Some((kind, target)) => {
                !own.contains(&target) && (kind == FactKind::EventRetracted || !retracted.contains(&target))
            }
            None => true,
        };
        let targets: Vec<Event> = standing.into_iter().filter(is_target).collect();
        let mut report = Report { dry_run, ignored: ignored.len() as u64, ..Report::default() };
        if targets.is_empty() {
            return Ok(Some(report));
        }
        let facts: Vec<Submission> = targets.iter().map(|target| retraction.of(target)).collect();
        let of: HashMap<EventId, &Event> = facts.iter().map(|fact| fact.id).zip(&targets).collect();
        let submitted = Submitted { facts: facts.clone(), batch: None, expected: Vec::new() };
        let recorded = if dry_run {
            let events = self.rehearse(&submitted).await;
            events.map(|events| {
                (events.into_iter().map(|event| event.warnings).collect::<Vec<_>>(), Vec::new())
            })
        } else {
            self.record(submitted).await.map(|recorded| (recorded.warnings, recorded.positions))
        };
        match recorded {
            Ok((warnings, positions)) => {
                report.accepted = warnings.len() as u64;
                report.warnings = warnings.iter().filter(|codes| !codes.is_empty()).count() as u64;
                (report.first_position, report.last_position) =
                    (positions.first().copied(), positions.last().copied());
            }
            Err(RecordError::Refused(refused)) => {
                for one in refused.contradictions {
                    let target = of.get(&one.fact);
                    report.refuse(Refusal {
                        file: target.map(|target| target.stream().to_string()).unwrap_or_default(),
                        line: target.map(|target| target.position).unwrap_or_default(),
                        pointer: one.pointer,
                        rule: one.rule,
                        value: one.value,
                        other: one.other,
                        expected: None,
                    });
                }
                report.sort();
            }
            Err(error) => return Err(error),
        }
        Ok(Some(report))
    }

    /// What was recorded in a batch, in the order of positions. No index leads there: it is rarely asked for, and every
    /// append would pay for one.
    async fn events_of_batch(
        &self,
        batch: BatchId,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<Event>, Fault> {
        let head = self.ledger.head().await?.position;
        let is_of_it = |event: &StoredEvent| event.batch == Some(batch.0);
        let (mut found, mut after) = (Vec::new(), 0);
        while after < head {
            let page = self.ledger.read_matching(after, PAGE, is_of_it).await?;
            if page.upto == after {
                break;
            }
            after = page.upto;
            found.extend(decode_each(&self.seals, &page.events).await?);
            progress(after.min(head), head);
        }
        Ok(found)
    }

    /// The events that are retracted in the streams of others.
    async fn retracted_in(&self, events: &[Event]) -> Result<BTreeSet<EventId>, Fault> {
        let streams = events.iter().map(|event| stream_name(event.stream()));
        let streams: Vec<StreamName> = streams.collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect();
        let mut retracted = BTreeSet::new();
        for part in streams.chunks(STREAMS) {
            let mut stored = self.ledger.read_streams(part, 0).await?;
            stored.retain(|event| event.event_type == FactKind::EventRetracted.name());
            for event in decode_each(&self.seals, &stored).await? {
                if let Fact::EventRetracted(retraction) = event.fact() {
                    retracted.insert(retraction.target);
                }
            }
        }
        Ok(retracted)
    }
}

/// What a correction or a retraction changes.
fn changed_by(event: &Event) -> Option<(FactKind, EventId)> {
    let target = if let Fact::EventCorrected(change) = event.fact() {
        change.target
    } else if let Fact::EventRetracted(change) = event.fact() {
        change.target
    } else {
        return None;
    };
    Some((event.fact().kind(), target))
}

impl Retraction {
    /// The retraction of a fact.
    fn of(&self, target: &Event) -> Submission {
        let organisation = self.organisation.clone();
        let organisation = organisation.unwrap_or_else(|| target.submission.actor.organisation.clone());
        Submission {
            id: new_event_id(),
            stream: target.stream().clone(),
            on: target.on(),
            actor: Actor { organisation, role: None, user: None },
            origin: Origin::Manual,
            source_recorded_at: None,
            fact: Fact::EventRetracted(EventRetracted { target: target.id(), reason: self.reason }),
        }
    }
}
