//! Retries: facts that were recorded before, with the same content, are answered with their old places.

use std::collections::HashMap;

use domain::Submission;
use domain::ids::{BatchId, EventId};
use domain::wire::Json;
use event_store::StoredEvent;
use serde_json::Value;
use uuid::Uuid;

use crate::Application;
use crate::error::RecordError;
use crate::record::{Recorded, Submitted};
use crate::seals::says_the_same;

/// The facts of a call, sorted into those recorded before and those that are new.
pub(crate) struct Sorted {
    /// The new ones, each once, in the order submitted.
    pub(crate) new: Vec<Submission>,
    places: Vec<Place>,
}

/// Where the answer about one fact is found.
enum Place {
    Before { position: u64, warnings: Vec<String> },
    New(usize),
}

impl Sorted {
    /// The answer about all the facts, once the new ones are recorded.
    pub(crate) fn answer(&self, new: &Recorded) -> Recorded {
        let mut recorded =
            Recorded { positions: Vec::new(), warnings: Vec::new(), repeated: self.new.is_empty() };
        for place in &self.places {
            let (position, warnings) = match place {
                Place::Before { position, warnings } => (Some(*position), Some(warnings.clone())),
                Place::New(at) => (new.positions.get(*at).copied(), new.warnings.get(*at).cloned()),
            };
            recorded.positions.extend(position);
            recorded.warnings.extend(warnings);
        }
        recorded
    }
}

impl Application {
    /// Sorts the facts of a call.
    ///
    /// # Errors
    /// An id that was used for something else, before or twice in the call, and faults of the store.
    pub(crate) async fn sort_out(&self, submitted: &Submitted) -> Result<Sorted, RecordError> {
        let ids: Vec<Uuid> = submitted.facts.iter().map(|fact| fact.id.0).collect();
        let stored = self.ledger.events_by_id(&ids).await?;
        let payloads: Vec<Value> = self.seals.open(&stored).await?.iter().map(Json::to_value).collect();
        let stored: Vec<(StoredEvent, Value)> = stored.into_iter().zip(payloads).collect();
        let mut sorted = Sorted { new: Vec::new(), places: Vec::with_capacity(ids.len()) };
        let mut places: HashMap<EventId, usize> = HashMap::new();
        for fact in &submitted.facts {
            let before = stored.iter().find(|(event, _)| event.event_id == fact.id.0);
            let again = places.get(&fact.id).and_then(|at| sorted.new.get(*at).map(|other| (*at, other)));
            let place = match (before, again) {
                (Some((event, told)), _) if says(event, told, fact) && in_batch(event, submitted.batch) => {
                    Place::Before { position: event.position, warnings: event.warnings.clone() }
                }
                (None, Some((at, other))) if same(other, fact) => Place::New(at),
                (None, None) => {
                    places.insert(fact.id, sorted.new.len());
                    sorted.new.push(fact.clone());
                    Place::New(sorted.new.len() - 1)
                }
                (Some(_), _) | (None, Some(_)) => return Err(RecordError::IdReused { id: fact.id }),
            };
            sorted.places.push(place);
        }
        Ok(sorted)
    }
}

/// A batch that the caller names is part of what is said; one that was made for the call is not.
fn in_batch(stored: &StoredEvent, batch: Option<BatchId>) -> bool {
    batch.is_none_or(|batch| stored.batch == Some(batch.0))
}

/// Whether a stored event, its payload opened, says the same as a submission; how it arrived, when and in which
/// batch is left aside.
pub(crate) fn says(stored: &StoredEvent, told: &Value, fact: &Submission) -> bool {
    stored.stream.as_str() == fact.stream.to_string()
        && stored.event_type == fact.fact.kind().name()
        && stored.occurred_on == fact.on.to_string()
        && stored.actor.organisation == fact.actor.organisation.as_str()
        && stored.actor.role == fact.actor.role
        && stored.actor.user == fact.actor.user
        && says_the_same(fact.fact.kind(), &fact.fact.write(), told)
}

/// Whether two submissions say the same; how they arrive and when is left aside, and so is what is erased in one of
/// them.
pub(crate) fn same(one: &Submission, other: &Submission) -> bool {
    let (told, kind) = (&one.fact, one.fact.kind());
    one.stream == other.stream
        && one.on == other.on
        && one.actor == other.actor
        && kind == other.fact.kind()
        && (*told == other.fact || says_the_same(kind, &told.write(), &other.fact.write()))
}
