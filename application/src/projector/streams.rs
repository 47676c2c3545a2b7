//! Has streams of the ledger folded once each, a page at a time, by any number of workers.

use std::sync::Arc;
use std::vec::IntoIter;

use domain::StreamId;
use event_store::{Ledger, StreamName};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

use super::advance::CHUNK;
use super::outcome::RebuildError;

/// What is done with the streams of a page.
pub(crate) trait Worker: Send + 'static {
    /// Some streams.
    type Page: Send + 'static;
    /// What comes of them.
    type Part: Send + 'static;

    /// Does it.
    fn fold(&mut self, page: Self::Page) -> impl Future<Output = Result<Self::Part, RebuildError>> + Send;
}

/// Hands out streams, a page at a time.
pub(crate) trait Source: Send + 'static {
    /// Some streams.
    type Page;

    /// The next page and its place; nothing when there are no more.
    fn next(&mut self) -> impl Future<Output = Result<Option<(usize, Self::Page)>, RebuildError>> + Send;
}

/// Has these streams folded by these workers. `told` is given each part with its place among all of them, in the
/// order in which they are done; what it fails with ends the work.
///
/// # Errors
/// Those of a worker, and faults of the store; whatever is still at work ends then.
pub(crate) async fn fold_all<S: Source<Page = W::Page>, W: Worker>(
    source: S,
    workers: Vec<W>,
    mut told: impl FnMut(usize, W::Part) -> Result<(), RebuildError>,
) -> Result<(), RebuildError> {
    let (done, mut folded) = mpsc::channel(workers.len().max(1));
    let pages = Arc::new(Mutex::new(source));
    // Dropping the set ends whatever is still at work.
    let mut set = JoinSet::new();
    for mut worker in workers {
        let (pages, done) = (Arc::clone(&pages), done.clone());
        set.spawn(async move {
            loop {
                let page = pages.lock().await.next().await;
                let part = match page {
                    Ok(None) => break,
                    Ok(Some((at, page))) => worker.fold(page).await.map(|part| (at, part)),
                    Err(error) => Err(error),
                };
                let failed = part.is_err();
                if done.send(part).await.is_err() || failed {
                    break;
                }
            }
        });
    }
    // Were all workers to break down, nobody would be left to be waited for.
    drop(done);
    while let Some(part) = folded.recv().await {
        let (at, part) = part?;
        told(at, part)?;
    }
    while let Some(ended) = set.join_next().await {
        // What it had not told would be missing, and nobody would know.
        ended.map_err(|_| RebuildError::Poison { detail: "a worker broke down".to_owned() })?;
    }
    Ok(())
}

/// Streams of the ledger by name.
pub(crate) struct Pages {
    ledger: Ledger,
    prefix: &'static str,
    next: usize,
    after: Option<StreamName>,
}

impl Pages {
    /// Those whose names begin so.
    pub(crate) fn of(ledger: &Ledger, prefix: &'static str) -> Self {
        Self { ledger: ledger.clone(), prefix, next: 0, after: None }
    }
}

impl Source for Pages {
    type Page = Vec<StreamId>;

    async fn next(&mut self) -> Result<Option<(usize, Vec<StreamId>)>, RebuildError> {
        let limit = u32::try_from(CHUNK).unwrap_or(u32::MAX);
        let heads = self.ledger.streams(self.prefix, self.after.as_ref(), limit).await?;
        let Some(last) = heads.last() else { return Ok(None) };
        self.after = Some(last.stream.clone());
        let parse = |name: &StreamName| {
            let parsed = name.as_str().parse();
            parsed.map_err(|_| RebuildError::Poison { detail: format!("{name} is no stream") })
        };
        let streams = heads.iter().map(|head| parse(&head.stream)).collect::<Result<_, _>>()?;
        let at = self.next;
        self.next += 1;
        Ok(Some((at, streams)))
    }
}

/// Pages that are known beforehand.
pub(crate) struct Listed<P>(std::iter::Enumerate<IntoIter<P>>);

impl<P> Listed<P> {
    pub(crate) fn of(pages: Vec<P>) -> Self {
        Self(pages.into_iter().enumerate())
    }
}

impl<P: Send + 'static> Source for Listed<P> {
    type Page = P;

    async fn next(&mut self) -> Result<Option<(usize, P)>, RebuildError> {
        Ok(self.0.next())
    }
}
