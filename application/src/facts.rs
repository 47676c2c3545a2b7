//! Builds the facts tables: every stream folded once, in parallel, as it was known at an instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::StreamId;
use event_store::{Ledger, Sum};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::facts_tables::{Tables, TablesBuilder};

use crate::Application;
use crate::projector::load::{Books, Chunk, Cut};
use crate::projector::streams::{Pages, Worker, fold_all};
use crate::projector::{CHUNK, RebuildError, position_at};

/// The facts tables, and what they were built from.
#[derive(Debug)]
pub struct Facts {
    /// The tables.
    pub tables: Tables,
    /// Everything recorded up to here is in them, and nothing after.
    pub position: u64,
    /// The number and digest of the events that were folded: those that the ledger holds up to the position.
    pub proof: Sum,
    /// The instant asked for; that of the last event when none was.
    pub known_at: Option<Timestamp>,
    /// The day of that instant.
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
            Some(instant) => position_at(&self.ledger, instant).await?,
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
        let known_at = known_at.or(head.recorded_at);
        let known_on = known_at.map(|instant| self.clock.day_of(instant));
        Ok(Facts { tables, position, proof: sum, known_at, known_on })
    }

    /// The facts tables of some streams alone, of the events of a cut; not ended.
    ///
    /// # Errors
    /// Events that cannot be read, faults of the store.
    pub(crate) async fn facts_of(&self, streams: &[StreamId], cut: Cut) -> Result<Tables, RebuildError> {
        let books = Arc::new(Books::of_cut(cut));
        let mut folder = Folder { ledger: self.ledger.clone(), books, builder: Box::default() };
        let mut tables = Tables::default();
        for part in streams.chunks(CHUNK) {
            tables.append(folder.fold(part).await?.0);
        }
        Ok(tables)
    }

    /// The streams of all programmes.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn programme_streams(&self) -> Result<Vec<StreamId>, RebuildError> {
        let (mut pages, mut streams) = (Pages::of(&self.ledger, "programme/"), Vec::new());
        while let Some((_, page)) = pages.next().await? {
            streams.extend(page);
        }
        Ok(streams)
    }

    /// Folds every stream; answers the parts by their place among all of them, and what was folded.
    async fn fold_streams(
        &self,
        position: u64,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(BTreeMap<usize, Tables>, Sum), RebuildError> {
        let books = Arc::new(Books::at(position));
        let folder =
            || Folder { ledger: self.ledger.clone(), books: Arc::clone(&books), builder: Box::default() };
        let folders = (0..workers.max(1)).map(|_| folder()).collect();
        let (mut parts, mut sum) = (BTreeMap::new(), Sum::default());
        fold_all(&self.ledger, folders, |at, (tables, part): (Tables, Sum)| {
            parts.insert(at, tables);
            sum.merge(&part);
            progress(sum.count, position);
        })
        .await?;
        Ok((parts, sum))
    }
}

/// Folds streams into facts tables.
struct Folder {
    ledger: Ledger,
    books: Arc<Books>,
    /// Large: in a box it does not make futures large.
    builder: Box<TablesBuilder>,
}

impl Worker for Folder {
    type Part = (Tables, Sum);

    async fn fold(&mut self, streams: &[StreamId]) -> Result<(Tables, Sum), RebuildError> {
        let loaded = Chunk::load(&self.ledger, streams, &self.books).await;
        let chunk = loaded.map_err(RebuildError::of_events)?;
        for stream in streams {
            chunk.with_subject(stream, |subject, _follows| self.builder.fold(subject));
        }
        Ok((self.builder.finish().map_err(unfit)?, chunk.sum))
    }
}

/// Columns that do not fit together.
pub(crate) fn unfit(error: impl std::fmt::Display) -> RebuildError {
    RebuildError::Poison { detail: error.to_string() }
}
