//! PostgreSQL is restarted, in good order and as by a crash, while two nodes record: nothing is lost, nothing is
//! doubled, and both go on without anybody doing anything.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use application::{Application, Fault, RecordError, StoreError};
use tests::postgres::Own;
use uuid::Uuid;

use super::facts::Family;
use super::{ledger, node, submitted};
use crate::store::Place;

/// Records new households until told to stop; answers the events that were accepted, and how often a caller had to
/// ask again with the same identifiers.
async fn write(node: Application, running: Arc<AtomicBool>) -> (Vec<Uuid>, u32) {
    let (mut stored, mut again) = (Vec::new(), 0);
    while running.load(Ordering::SeqCst) {
        let facts = Family::new().opened();
        loop {
            match node.record(submitted(facts.clone())).await {
                Ok(_) => break,
                Err(RecordError::Fault(Fault::Store(
                    StoreError::Lost { .. }
                    | StoreError::Unreachable { .. }
                    | StoreError::Silent { .. }
                    | StoreError::CommitUnknown,
                ))) => again += 1,
                Err(other) => panic!("{other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stored.extend(facts.map(|fact| fact.id.0));
    }
    (stored, again)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_restarted_under_load_loses_and_doubles_nothing() {
    let server = Own::start().await;
    let place = Place::Postgres(server.database().await);
    let nodes = [node(&place).await, node(&place).await];
    let running = Arc::new(AtomicBool::new(true));
    let writers: Vec<_> =
        (0..8).map(|writer| tokio::spawn(write(nodes[writer % 2].clone(), Arc::clone(&running)))).collect();
    for (signal, away) in [("INT", 0), ("QUIT", 1), ("QUIT", 0)] {
        tokio::time::sleep(Duration::from_millis(700)).await;
        server.restart(signal, away).await;
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    running.store(false, Ordering::SeqCst);
    let mut accepted = BTreeSet::new();
    for writer in writers {
        let (stored, again) = writer.await.unwrap();
        assert!(again < 100, "a writer had to ask again {again} times");
        accepted.extend(stored);
    }
    let events = ledger(&nodes[0]).await;
    let stored: BTreeSet<Uuid> = events.iter().map(|event| event.event_id).collect();
    assert_eq!(stored.len(), events.len(), "an event stands twice");
    assert_eq!(stored, accepted);
    assert!(accepted.len() > 50, "only {} events were recorded", accepted.len());
    for node in nodes {
        node.close().await;
    }
}
