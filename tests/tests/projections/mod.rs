//! Projections that cannot lie: complete, rebuilt to the byte, written by one node at a time, on both engines.

mod access;
mod completeness;
pub(crate) mod kills;
mod late;
mod leases;
mod lists;
mod nodes;
mod poison;
mod purge;
mod rebuild;
mod rebuilds;
mod sparse;

use std::time::{Duration, Instant};

use application::{Application, Projector, Settings};
use event_store::{ReadModels, hex};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::faults::node;
use crate::store::Place;

/// A projector at work in this process.
struct Working {
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl Working {
    fn start(node: &Application) -> Self {
        Self::with(Projector::new(node, projections::all()))
    }

    fn with(projector: Projector) -> Self {
        let (stop, stopped) = oneshot::channel();
        let done = tokio::spawn(projector.run(async { stopped.await.unwrap_or_default() }));
        Self { stop, done }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.done.await.unwrap();
    }
}

/// The rows of every projection, as one digest each, with the position that they reflect. Whatever the generation.
async fn rows(place: &Place) -> Vec<(&'static str, u64, String)> {
    let models = ReadModels::open(&place.url(), &Settings::default()).await.unwrap();
    let mut found = Vec::new();
    for projection in projections::all() {
        let model = projection.model();
        let snapshot = models.snapshot(model).await.unwrap().unwrap();
        let digest = models.digest(model, snapshot.generation).await.unwrap();
        found.push((model.name, snapshot.position, hex(&digest)));
    }
    models.close().await;
    found
}

/// Waits until every projection of the program has reached the head and is complete.
async fn settled(node: &Application) {
    let head = node.ledger().head().await.unwrap().position;
    eventually(async || {
        let told = node.projections().await.unwrap();
        told.iter().all(|one| one.status.position == head && one.is_complete)
    })
    .await;
}

/// Waits for something, a bounded time.
async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < Duration::from_mins(1), "not within a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A ledger that holds these programmes.
pub(crate) async fn with_programmes(place: &Place, programmes: &[&str]) -> Application {
    let node = node(place).await;
    let root = tests::workspace::root().join("programmes");
    let files: Vec<_> = programmes.iter().map(|code| root.join(code).join("events.ndjson")).collect();
    let options = application::import::Options { as_recorded: true, ..Default::default() };
    let report = node.import(&files, options, &mut |_| {}).await.unwrap();
    assert_eq!(report.refused_in_all, 0);
    node
}
