//! Folds streams into the tables of their buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::StreamId;
use event_store::{Ledger, StreamName};
use projections::facts_tables::{Bucket, Buckets, Tables, TablesBuilder};

use super::Part;
use crate::Application;
use crate::projector::load::{Books, Chunk, Cut};
use crate::projector::streams::{Listed, Worker, fold_all};
use crate::projector::{CHUNK, RebuildError};

/// Names of streams read at once.
const NAMES: u32 = 8192;

/// The streams of a ledger, each in its bucket, by name.
pub(super) struct Bucketed {
    pub(super) buckets: Buckets,
    streams: BTreeMap<Bucket, Vec<StreamId>>,
}

impl Bucketed {
    /// The buckets without streams.
    pub(super) fn empty(&self) -> impl Iterator<Item = Bucket> {
        self.buckets.all().filter(|bucket| !self.streams.contains_key(bucket))
    }
}

impl Application {
    /// Every stream of the ledger in its bucket, of as many buckets as they need.
    ///
    /// # Errors
    /// Faults of the store.
    pub(super) async fn bucketed(&self) -> Result<Bucketed, RebuildError> {
        let streams = self.streams_of("").await?;
        let buckets = Buckets::for_streams(streams.len());
        Ok(bucketed(streams, buckets))
    }

    /// The streams of some buckets.
    ///
    /// # Errors
    /// Faults of the store.
    pub(super) async fn streams_in(
        &self,
        buckets: Buckets,
        wanted: &BTreeSet<Bucket>,
    ) -> Result<Bucketed, RebuildError> {
        if wanted.is_empty() {
            return Ok(bucketed(Vec::new(), buckets));
        }
        let mut streams = self.streams_of("").await?;
        streams.retain(|stream| wanted.contains(&buckets.of(stream)));
        Ok(bucketed(streams, buckets))
    }

    /// The streams of all programmes.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn programme_streams(&self) -> Result<Vec<StreamId>, RebuildError> {
        self.streams_of("programme/").await
    }

    /// The streams whose names begin so, by name.
    async fn streams_of(&self, prefix: &str) -> Result<Vec<StreamId>, RebuildError> {
        let (mut streams, mut after) = (Vec::new(), None::<StreamName>);
        loop {
            let heads = self.ledger.streams(prefix, after.as_ref(), NAMES).await?;
            let Some(last) = heads.last() else { return Ok(streams) };
            after = Some(last.stream.clone());
            for head in heads {
                let no_stream = |_| RebuildError::Poison { detail: format!("{} is no stream", head.stream) };
                streams.push(head.stream.as_str().parse().map_err(no_stream)?);
            }
        }
    }

    /// Builds the tables of buckets as they were at a position; `told` has each as soon as it is whole, in their order
    /// and with nothing kept of it here.
    ///
    /// # Errors
    /// Events that cannot be read, faults of the store, those of `told`.
    pub(super) async fn build(
        &self,
        streams: &Bucketed,
        position: u64,
        workers: usize,
        told: &mut (dyn FnMut(Bucket, Part) -> Result<(), RebuildError> + Send),
    ) -> Result<(), RebuildError> {
        let (mut pages, mut owners) = (Vec::new(), Vec::new());
        for (bucket, streams) in &streams.streams {
            for page in streams.chunks(CHUNK) {
                pages.push(page.to_vec());
                owners.push(*bucket);
            }
        }
        let books = Arc::new(Books::unread(Cut::at(position)));
        let folder =
            || Folder { ledger: self.ledger.clone(), books: Arc::clone(&books), builder: Box::default() };
        let folders = (0..workers.max(1)).map(|_| folder()).collect();
        // Pages end in any order; a bucket is told once all of its pages have ended.
        let mut waiting: BTreeMap<usize, Part> = BTreeMap::new();
        let mut next = 0;
        let mut open = Part::default();
        fold_all(Listed::of(pages), folders, |at, part: Part| {
            waiting.insert(at, part);
            while let Some(part) = waiting.remove(&next) {
                open.tables.append(part.tables);
                open.sum.merge(&part.sum);
                let owner = owners.get(next).copied();
                next += 1;
                if let Some(bucket) = owner.filter(|_| owners.get(next).copied() != owner) {
                    told(bucket, std::mem::take(&mut open).ended(bucket)?)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// The facts tables of some streams alone, of the events of a cut; not ended.
    ///
    /// # Errors
    /// Events that cannot be read, faults of the store.
    pub(crate) async fn facts_of(&self, streams: &[StreamId], cut: Cut) -> Result<Tables, RebuildError> {
        let books = Arc::new(Books::unread(cut));
        let mut folder = Folder { ledger: self.ledger.clone(), books, builder: Box::default() };
        let mut tables = Tables::default();
        for part in streams.chunks(CHUNK) {
            tables.append(folder.fold(part).await?.tables);
        }
        Ok(tables)
    }
}

impl Part {
    /// A part that is whole.
    pub(super) fn ended(mut self, bucket: Bucket) -> Result<Self, RebuildError> {
        self.tables.coalesce().map_err(unfit)?;
        if bucket == Bucket::Programmes {
            self.tables.end().map_err(unfit)?;
        }
        Ok(self)
    }
}

/// Puts streams, in the order of their names, into buckets.
pub(super) fn bucketed(streams: Vec<StreamId>, buckets: Buckets) -> Bucketed {
    let mut of: BTreeMap<Bucket, Vec<StreamId>> = BTreeMap::new();
    for stream in streams {
        of.entry(buckets.of(&stream)).or_default().push(stream);
    }
    Bucketed { buckets, streams: of }
}

/// Folds streams into facts tables.
struct Folder {
    ledger: Ledger,
    books: Arc<Books>,
    /// Large: in a box it does not make futures large.
    builder: Box<TablesBuilder>,
}

impl Worker for Folder {
    type Part = Part;

    async fn fold(&mut self, streams: &[StreamId]) -> Result<Part, RebuildError> {
        let loaded = Chunk::load(&self.ledger, streams, &self.books).await;
        let chunk = loaded.map_err(RebuildError::of_events)?;
        for stream in streams {
            chunk.with_subject(stream, |subject, _follows| self.builder.fold(subject));
        }
        Ok(Part { tables: self.builder.finish().map_err(unfit)?, sum: chunk.sum })
    }
}

/// Columns that do not fit together.
pub(crate) fn unfit(error: impl std::fmt::Display) -> RebuildError {
    RebuildError::Poison { detail: error.to_string() }
}
