//! What goes wrong around the program and between programs: processes that die, disks that fill, networks that
//! break, clocks that jump, writers who meet. Nothing is ever half written, nobody is told a falsehood.

mod clocks;
pub(crate) mod facts;
pub(crate) mod files;
mod following;
mod full;
mod gone;
mod held;
mod interrupted;
mod kept;
mod logs;
mod memory;
mod reruns;
mod restarted;
mod retries;
mod stopped;
mod traces;
mod two_imports;
mod unsteady;
mod wire;
mod writers;

use application::{Application, Clock, RecordError, Recorded, Submitted};
use domain::admission::Refused;
use domain::{StreamId, Submission};
use event_store::StoredEvent;

pub(crate) use facts::{Family, id};

use crate::store::{self, Place, assert_sound, everything};

/// One more node on this database, its clock at a day in 2024 that does not move.
pub(crate) async fn node(place: &Place) -> Application {
    node_at(place, &store::Clock::at(store::NOON)).await
}

/// The same, with a clock that can be set.
pub(crate) async fn node_at(place: &Place, clock: &store::Clock) -> Application {
    let now = clock.shared();
    let clock = Clock::with(move || now());
    Application::open_with(&place.url(), clock, store::settings()).await.unwrap()
}

pub(crate) fn submitted(facts: impl IntoIterator<Item = Submission>) -> Submitted {
    Submitted { facts: facts.into_iter().collect(), batch: None, expected: Vec::new() }
}

/// Facts that a stream must still be at this version for.
fn expecting(stream: &StreamId, version: u32, facts: impl IntoIterator<Item = Submission>) -> Submitted {
    Submitted { expected: vec![(stream.clone(), version)], ..submitted(facts) }
}

pub(crate) async fn record(
    node: &Application,
    facts: impl IntoIterator<Item = Submission>,
) -> Result<Recorded, RecordError> {
    node.record(submitted(facts)).await
}

/// The rules that a refused record breaks.
fn rules(answer: Result<Recorded, RecordError>) -> Vec<&'static str> {
    match answer {
        Err(RecordError::Refused(Refused { contradictions })) => {
            contradictions.iter().map(|contradiction| contradiction.rule.code()).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The whole ledger, its order checked.
pub(crate) async fn ledger(node: &Application) -> Vec<StoredEvent> {
    let events = everything(node.ledger()).await;
    assert_sound(&events);
    events
}
