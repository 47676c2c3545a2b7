//! Builds the facts tables: every stream folded once, in parallel, as it was known at an instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::StreamId;
use event_store::{Ledger, StreamName, Sum};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::facts_tables::{Tables, TablesBuilder};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::Application;
use crate::error::Fault;
use crate::projector::RebuildError;
use crate::projector::load::{Books, Chunk};

/// Streams folded at a time by one worker.
const CHUNK: u32 = 64;

/// The facts tables, and what they were built from.
#[derive(Debug)]
pub struct Facts {
    /// The tables.
    pub tables: Tables,
    /// Everything recorded up to here is in them, and nothing after.
    pub position: u64,
    /// The day of the instant asked for; the day of the last event when none was.
    pub known_on: Option<Date>,
}

impl Application {
    /// The facts tables as known at an instant (now when absent), built by so many workers; the same to the byte
    /// for any number of them. `progress` is told how many events are folded, of how many.
    ///
    /// # Errors
    /// Events that cannot be read, a ledger that does not hold what was folded, faults of the store.
    pub async fn facts_tables(
        &self,
        known_at: Option<Timestamp>,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Facts, RebuildError> {
        self.extend_sums().await?;
        let head = self.ledger.head().await?;
        let position = match known_at {
            Some(instant) => crate::projector::position_at(&self.ledger, instant).await?,
            None => head.position,
        };
        let (folded, sum) = self.fold_streams(position, workers, progress).await?;
        let recorded = self.sum_at(position).await?;
        if sum != recorded {
            return Err(RebuildError::Incomplete { folded: sum.count, held: recorded.count });
        }
        let mut tables = Tables::default();
        for part in folded.into_values() {
            tables.append(part);
        }
        tables.end().map_err(unfit)?;
        let known_on = known_at.or(head.recorded_at).map(|instant| self.clock.day_of(instant));
        Ok(Facts { tables, position, known_on })
    }

    /// Folds every stream; answers the parts by their place among all streams, and what was folded.
    async fn fold_streams(
        &self,
        position: u64,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(BTreeMap<usize, Tables>, Sum), RebuildError> {
        let pages =
            Arc::new(Mutex::new(Pages { ledger: self.ledger.clone(), next: 0, after: None, ended: false }));
        let books = Arc::new(Books::at(position));
        let (told, mut hear) = tokio::sync::mpsc::channel(workers.max(1));
        // Dropping the set ends whatever is still at work.
        let mut set = JoinSet::new();
        for _ in 0..workers.max(1) {
            let (ledger, pages, books, told) =
                (self.ledger.clone(), Arc::clone(&pages), Arc::clone(&books), told.clone());
            set.spawn(async move {
                let mut builder = TablesBuilder::default();
                loop {
                    let page = pages.lock().await.next().await;
                    let folded = match page {
                        Ok(None) => break,
                        Ok(Some((at, streams))) => fold(&ledger, &books, &mut builder, &streams)
                            .await
                            .map(|(tables, sum)| (at, tables, sum)),
                        Err(error) => Err(error),
                    };
                    let failed = folded.is_err();
                    if told.send(folded).await.is_err() || failed {
                        break;
                    }
                }
            });
        }
        drop((told, pages));
        let (mut parts, mut sum) = (BTreeMap::new(), Sum::default());
        while let Some(folded) = hear.recv().await {
            let (at, tables, part) = folded?;
            parts.insert(at, tables);
            sum.merge(&part);
            progress(sum.count, position);
        }
        Ok((parts, sum))
    }
}

/// Every stream of the ledger, a page at a time.
struct Pages {
    ledger: Ledger,
    next: usize,
    after: Option<StreamName>,
    ended: bool,
}

impl Pages {
    async fn next(&mut self) -> Result<Option<(usize, Vec<StreamId>)>, RebuildError> {
        if self.ended {
            return Ok(None);
        }
        let heads = self.ledger.streams("", self.after.as_ref(), CHUNK).await?;
        let Some(last) = heads.last() else {
            self.ended = true;
            return Ok(None);
        };
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

async fn fold(
    ledger: &Ledger,
    books: &Books,
    builder: &mut TablesBuilder,
    streams: &[StreamId],
) -> Result<(Tables, Sum), RebuildError> {
    let chunk = match Chunk::load(ledger, streams, books).await {
        Err(fault @ Fault::Unreadable { .. }) => {
            return Err(RebuildError::Poison { detail: fault.to_string() });
        }
        loaded => loaded?,
    };
    for stream in streams {
        chunk.with_subject(stream, |subject, _follows| builder.fold(subject));
    }
    Ok((builder.finish().map_err(unfit)?, chunk.sum))
}

/// Columns that do not fit together.
fn unfit(error: impl std::fmt::Display) -> RebuildError {
    RebuildError::Poison { detail: error.to_string() }
}
