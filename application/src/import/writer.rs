//! Admits groups in order and writes them in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use domain::admission::{Batch, Contradiction, admit};
use domain::codes::ProgrammeState;
use domain::ids::EventId;
use domain::{Fact, Origin, Rule, Submission};
use event_store::{AppendError, AppendRequest, Exclusive, Stamp, StoreError, StoredEvent};
use uuid::Uuid;

use crate::Application;
use crate::clock::Clock;
use crate::error::Fault;
use crate::histories::Histories;
use crate::loader::{prefetch, world_for};
use crate::record::{request, says};

use super::groups::{Group, Groups, Place};
use super::report::{Options, Report};

/// The only writer of the ledger, with histories of its own: what it reads may never be committed.
pub(super) struct Writer {
    ledger: Exclusive,
    histories: Histories,
    clock: Clock,
    options: Options,
    /// Position of the last event admitted.
    position: u64,
    requests: Vec<AppendRequest>,
    /// What this chunk has admitted, by event id.
    chunk: HashMap<EventId, Arc<Submission>>,
}

/// A group whose lines are sound and new.
struct Ready {
    places: Vec<Place>,
    batch: Batch,
}

impl Writer {
    pub(super) async fn begin(application: &Application, options: Options) -> Result<Self, Fault> {
        let ledger = application.ledger.exclusive().await.map_err(|error| match error {
            AppendError::Busy { waited } => Fault::Busy { waited },
            AppendError::Fault(fault) => Fault::Store(fault),
            AppendError::Conflict(_) | AppendError::IdReused { .. } => Fault::Store(StoreError::Broken),
        })?;
        // Read inside the transaction: nobody moves the head from here on.
        let position = application.ledger.head().await?.position;
        Ok(Self {
            ledger,
            histories: Histories::default(),
            clock: application.clock.clone(),
            options,
            position,
            requests: Vec::new(),
            chunk: HashMap::new(),
        })
    }

    /// Admits a chunk and writes what is accepted; refusals go to the report.
    pub(super) async fn write(
        &mut self,
        chunk: Vec<Group>,
        groups: &Groups,
        report: &mut Report,
    ) -> Result<(), Fault> {
        let stored = self.stored(&chunk).await?;
        let mut ready = Vec::with_capacity(chunk.len());
        for group in chunk {
            ready.extend(self.prepare(group, &stored, groups, report));
        }
        prefetch(&mut self.ledger, &self.histories, ready.iter().map(|group| &group.batch)).await?;
        for group in ready {
            self.admit(group, groups, report).await?;
        }
        self.flush(report).await
    }

    /// Commits, or takes everything back.
    pub(super) async fn end(self, keep: bool, report: &mut Report) -> Result<(), Fault> {
        if keep {
            self.ledger.commit().await?;
        } else {
            self.ledger.rollback().await;
            report.first_position = None;
            report.last_position = None;
            if !report.dry_run {
                report.accepted = 0;
                report.warnings = 0;
            }
        }
        Ok(())
    }

    /// The events of the chunk that are recorded already.
    async fn stored(&mut self, chunk: &[Group]) -> Result<HashMap<Uuid, StoredEvent>, Fault> {
        let sound = chunk.iter().flat_map(|group| &group.lines).filter_map(|(_, line)| line.as_ref().ok());
        let ids: Vec<Uuid> = sound.map(|line| line.submission.id.0).collect();
        let stored = self.ledger.events_by_id(&ids).await?;
        Ok(stored.into_iter().map(|event| (event.event_id, event)).collect())
    }

    /// The lines of a group that are new; none when a line is unsound or reuses an id.
    fn prepare(
        &mut self,
        group: Group,
        stored: &HashMap<Uuid, StoredEvent>,
        groups: &Groups,
        report: &mut Report,
    ) -> Option<Ready> {
        let (mut places, mut submissions, mut ignored, mut sound) = (Vec::new(), Vec::new(), 0, true);
        for (place, line) in group.lines {
            // The faults of its shape were reported when it was checked.
            let Ok(line) = line else {
                sound = false;
                continue;
            };
            let mut fact = line.submission;
            let before = stored.get(&fact.id.0).map(|event| says(event, &fact));
            let before = before.or_else(|| self.chunk.get(&fact.id).map(|other| same(other, &fact)));
            match before {
                Some(true) => ignored += 1,
                Some(false) => {
                    sound = false;
                    report.contradiction(groups, place, id_reused(fact.id));
                }
                None => {
                    if self.options.as_recorded {
                        fact.origin = Origin::Migration;
                    }
                    let fact = Arc::new(fact);
                    self.chunk.insert(fact.id, Arc::clone(&fact));
                    places.push(place);
                    submissions.push(fact);
                }
            }
        }
        if !sound {
            return None;
        }
        report.ignored += ignored;
        let asserted = group.asserted.filter(|_| self.options.as_recorded);
        let recorded_at = asserted.unwrap_or_else(|| self.clock.now());
        let recorded_on = self.clock.day_of(recorded_at);
        let batch = Batch { id: group.batch, submissions, recorded_at, recorded_on };
        (!places.is_empty()).then_some(Ready { places, batch })
    }

    async fn admit(&mut self, group: Ready, groups: &Groups, report: &mut Report) -> Result<(), Fault> {
        if closes_a_programme(&group.batch) {
            // It asks who is enrolled: the guards that this chunk has moved must be in the database.
            self.flush(report).await?;
        }
        let world = world_for(&mut self.ledger, &self.histories, &group.batch).await?;
        let mut admitted = match admit(&world, &group.batch) {
            Ok(admitted) => admitted,
            Err(refused) => {
                for contradiction in refused.contradictions {
                    let at = group.batch.submissions.iter().position(|fact| fact.id == contradiction.fact);
                    if let Some(place) = at.and_then(|at| group.places.get(at)) {
                        report.contradiction(groups, *place, contradiction);
                    }
                }
                return Ok(());
            }
        };
        let stamp = if self.options.as_recorded {
            Stamp::Asserted(vec![group.batch.recorded_at; admitted.events.len()])
        } else {
            Stamp::Now
        };
        self.requests.push(request(&admitted, stamp)?);
        for event in &mut admitted.events {
            self.position += 1;
            event.position = self.position;
            report.warnings += u64::from(!event.warnings.is_empty());
        }
        self.histories.advance(world, admitted.events, &admitted.guards);
        Ok(())
    }

    /// Writes what is admitted; only a fault of the store can stop it, for nobody else writes.
    async fn flush(&mut self, report: &mut Report) -> Result<(), Fault> {
        self.chunk.clear();
        if self.requests.is_empty() {
            return Ok(());
        }
        for answer in self.ledger.append(std::mem::take(&mut self.requests)).await? {
            match answer {
                Ok(event_store::Appended::Accepted { first, last, .. }) => {
                    report.accepted += last - first + 1;
                    report.first_position.get_or_insert(first);
                    report.last_position = Some(last);
                }
                Ok(event_store::Appended::Repeated { .. }) => return Err(StoreError::Broken.into()),
                Err(AppendError::Fault(fault)) => return Err(fault.into()),
                Err(AppendError::Busy { waited }) => return Err(Fault::Busy { waited }),
                Err(AppendError::Conflict(_) | AppendError::IdReused { .. }) => {
                    return Err(StoreError::Broken.into());
                }
            }
        }
        Ok(())
    }
}

/// Whether two lines say the same; how they arrived and when is left aside.
fn same(one: &Submission, other: &Submission) -> bool {
    one.stream == other.stream && one.on == other.on && one.actor == other.actor && one.fact == other.fact
}

fn id_reused(id: EventId) -> Contradiction {
    Contradiction {
        rule: Rule::IdReused,
        fact: id,
        pointer: "/id".to_owned(),
        value: id.to_string(),
        other: None,
    }
}

fn closes_a_programme(batch: &Batch) -> bool {
    batch.submissions.iter().any(|submission| {
        matches!(&submission.fact, Fact::ProgrammeStatusSet(status) if status.state == ProgrammeState::Closed)
    })
}
