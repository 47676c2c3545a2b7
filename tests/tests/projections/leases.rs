//! S15: whoever has lost the lease writes nothing, and another node takes over.

use std::time::Duration;

use application::Settings;
use event_store::{Owned, ReadModels, Step, WriteError};

use super::{Working, settled};
use crate::faults::facts::Family;
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![
    s15_a_projection_that_lost_its_lease_writes_nothing,
    s15_a_node_that_stops_hands_its_projections_over,
    a_checkpoint_moves_only_from_where_it_is,
];

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(30);

async fn open(place: &Place) -> ReadModels {
    ReadModels::open(&place.url(), &Settings::default()).await.unwrap()
}

/// A step to a position with a row that can be told from others.
fn step(to: u64, members: i64) -> Step {
    let row = vec![
        "x".into(),
        1_i64.into(),
        1_i64.into(),
        "2020-01-01".into(),
        "2020-01-01".into(),
        members.into(),
        "street".into(),
        "precarious".into(),
        0_i64.into(),
        "".into(),
    ];
    let owner = "household/x".to_owned();
    let rows = Owned { owner, rows: vec![vec![row], Vec::new(), Vec::new()], follows: Vec::new() };
    Step { to, sum: event_store::Sum { count: to, digest: [0; 32] }, owned: vec![rows] }
}

async fn members(models: &ReadModels) -> Vec<Vec<event_store::Cell>> {
    let model = projections::all()[0].model();
    let mut snapshot = models.snapshot(model).await.unwrap().unwrap();
    snapshot.rows("SELECT members FROM households_v1 WHERE generation = $1", &[]).await.unwrap()
}

async fn s15_a_projection_that_lost_its_lease_writes_nothing(place: Place) {
    let (one, other) = (open(&place).await, open(&place).await);
    let model = projections::all()[0].model();
    one.declare(model).await.unwrap();
    let mut mine = one.acquire(model, "one", SHORT).await.unwrap().unwrap();
    assert!(other.acquire(model, "other", LONG).await.unwrap().is_none(), "somebody has it");
    one.apply(&mut mine, &step(1, 11), SHORT).await.unwrap();
    tokio::time::sleep(SHORT + Duration::from_millis(50)).await;
    let mut theirs = other.acquire(model, "other", LONG).await.unwrap().unwrap();
    assert_eq!(theirs.position, 1);
    // As a program that was stopped for a while and goes on.
    let late = one.apply(&mut mine, &step(2, 22), SHORT).await;
    assert!(matches!(late, Err(WriteError::LeaseLost)), "{late:?}");
    assert_eq!(members(&other).await, [[event_store::Cell::Int(11)]]);
    other.apply(&mut theirs, &step(2, 33), LONG).await.unwrap();
    assert_eq!(members(&one).await, [[event_store::Cell::Int(33)]]);
    let paused = one.pause(&mine, 2, "too late").await;
    assert!(matches!(paused, Err(WriteError::LeaseLost)), "{paused:?}");
    one.close().await;
    other.close().await;
}

async fn a_checkpoint_moves_only_from_where_it_is(place: Place) {
    let models = open(&place).await;
    let model = projections::all()[0].model();
    models.declare(model).await.unwrap();
    let mut lease = models.acquire(model, "one", LONG).await.unwrap().unwrap();
    let mut copy = lease.clone();
    models.apply(&mut lease, &step(1, 11), LONG).await.unwrap();
    // The same events once more: they are applied already.
    let twice = models.apply(&mut copy, &step(1, 22), LONG).await;
    assert!(matches!(twice, Err(WriteError::LeaseLost)), "{twice:?}");
    assert_eq!(members(&models).await, [[event_store::Cell::Int(11)]]);
    models.close().await;
}

async fn s15_a_node_that_stops_hands_its_projections_over(place: Place) {
    let (one, other) = (node(&place).await, node(&place).await);
    let (first, second) = (Working::start(&one), Working::start(&other));
    record(&one, Family::new().opened()).await.unwrap();
    settled(&one).await;
    first.stop().await;
    let since = std::time::Instant::now();
    record(&one, Family::new().opened()).await.unwrap();
    settled(&one).await;
    assert!(since.elapsed() < Duration::from_secs(4), "leases were given back: {:?}", since.elapsed());
    second.stop().await;
    one.close().await;
    other.close().await;
}
