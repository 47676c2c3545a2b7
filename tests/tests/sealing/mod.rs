//! Personal data are sealed: nobody finds them in the database, and who destroys the keys erases them.

mod access;
mod command_line;
mod corrections;
mod erasing;
mod facts;
mod interrupted;
mod keys;
mod killed;
mod master_key;
mod minting;
mod searching;

use application::export::Selection;
use application::import::Options;
use application::{Application, Clock, RecordError, Recorded, Settings, Submitted};
use domain::codes::{ErasureBasis, ErasureLevel};
use domain::ids::PersonId;
use domain::{StreamId, Submission};
use event_store::Trust;
use serde_json::Value;

use crate::store::{self, Place};
use facts::Family;

/// One more node on this database, its clock at a day in 2024 that does not move.
async fn node(place: &Place) -> Application {
    node_with(place, store::settings()).await
}

async fn node_with(place: &Place, settings: Settings) -> Application {
    let now = store::Clock::at(store::NOON).shared();
    Application::open_with(&place.url(), Clock::with(move || now()), settings).await.unwrap()
}

async fn record(
    node: &Application,
    facts: impl IntoIterator<Item = Submission>,
) -> Result<Recorded, RecordError> {
    let facts = facts.into_iter().collect();
    node.record(Submitted { facts, batch: None, expected: Vec::new() }).await
}

/// The rules that a refused record breaks.
fn rules(answer: Result<Recorded, RecordError>) -> Vec<&'static str> {
    match answer {
        Err(RecordError::Refused(refused)) => {
            refused.contradictions.iter().map(|contradiction| contradiction.rule.code()).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// A node whose ledger holds a family with everything that is sealed.
async fn with_family(place: &Place) -> (Application, Family) {
    let (node, family) = (node(place).await, Family::new());
    record(&node, family.everything()).await.unwrap();
    (node, family)
}

async fn erase(node: &Application, person: PersonId, level: ErasureLevel) -> application::erase::Erased {
    let basis = ErasureBasis::Request;
    let erasure = application::erase::Erasure { person, basis, level, residue: None, actor: None };
    node.erase(erasure, false).await.unwrap().unwrap()
}

/// The whole ledger as lines.
async fn export(node: &Application) -> Vec<u8> {
    let mut out = Vec::new();
    node.export(&Selection::default(), &mut out).await.unwrap();
    out
}

/// The state of a household, today.
async fn state(node: &Application, stream: &StreamId) -> Value {
    let StreamId::Household(household) = stream else { panic!("{stream} is no household") };
    node.replay(*household, None, None).await.unwrap().unwrap().state.to_json()
}

/// Imports lines as a restore into a new database.
async fn restored(place: &Place, lines: &[u8]) -> Application {
    let (node, folder) = (node(place).await, tests::scratch());
    let file = folder.path().join("lines.ndjson");
    std::fs::write(&file, lines).unwrap();
    let options = Options { as_recorded: true, ..Options::default() };
    let report = node.import(&[file], options, &mut |_| {}).await.unwrap();
    assert_eq!(report.refused, [], "{report:?}");
    node
}

async fn assert_verifies(node: &Application) {
    let audit = node.verify(&Trust::default(), &mut |_, _| {}).await.unwrap();
    assert_eq!((audit.first_bad, audit.events), (None, audit.head));
}
