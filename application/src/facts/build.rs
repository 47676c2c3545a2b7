//! Folds streams into the tables of their buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::StreamId;
use event_store::{Ledger, StoredEvent, StreamName};
use projections::facts_tables::{Bucket, Buckets, Tables, TablesBuilder};

use super::Part;
use super::slices::Slices;
use crate::Application;
use crate::projector::basis::{Basis, Cut, Persons};
use crate::projector::load::Chunk;
use crate::projector::streams::{Listed, Source, Worker, fold_all};
use crate::projector::{CHUNK, RebuildError};

/// Names of streams read at once.
const NAMES: u32 = 8192;

/// Streams by bucket, those of each by name.
pub(super) type Bucketed = BTreeMap<Bucket, Vec<StreamId>>;

impl Application {
    /// How many buckets the streams of the ledger need.
    ///
    /// # Errors
    /// Faults of the store.
    pub(super) async fn buckets(&self) -> Result<Buckets, RebuildError> {
        let streams = self.ledger.count_streams("").await?;
        Ok(Buckets::for_streams(usize::try_from(streams).unwrap_or(usize::MAX)))
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
            return Ok(Bucketed::new());
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

    /// Builds the tables of some buckets, of which most streams are, as they were at a position; `told` has each as soon
    /// as it is whole, with nothing kept of it here.
    ///
    /// # Errors
    /// Events that cannot be read, faults of the store, those of `told`.
    pub(super) async fn build_all(
        &self,
        (buckets, wanted): (Buckets, BTreeSet<Bucket>),
        position: u64,
        workers: usize,
        told: &mut (dyn FnMut(Bucket, Part) -> Result<(), RebuildError> + Send),
    ) -> Result<(), RebuildError> {
        let persons = Persons::in_several(&self.ledger).await?;
        let read = self.runs(position).await?;
        let mut empty = wanted.clone();
        let slices = Slices::of(read.runs.clone(), buckets, wanted);
        self.fold(slices, persons, position, workers, &mut |bucket, part| {
            empty.remove(&bucket);
            told(bucket, part)
        })
        .await?;
        empty.into_iter().try_for_each(|bucket| told(bucket, Part::default()))
    }

    /// Builds the tables of some buckets, or of some streams of them.
    ///
    /// # Errors
    /// As [`build_all`](Self::build_all).
    pub(super) async fn build(
        &self,
        streams: Bucketed,
        position: u64,
        workers: usize,
        told: &mut (dyn FnMut(Bucket, Part) -> Result<(), RebuildError> + Send),
    ) -> Result<(), RebuildError> {
        let mut pages = Vec::new();
        for (bucket, streams) in streams {
            let mut chunks = streams.chunks(CHUNK).peekable();
            while let Some(chunk) = chunks.next() {
                let ends = chunks.peek().is_none();
                pages.push(Page { bucket, ends, streams: chunk.to_vec(), events: None });
            }
        }
        self.fold(Listed::of(pages), Persons::Asked, position, workers, told).await
    }

    async fn fold(
        &self,
        pages: impl Source<Page = Page>,
        persons: Persons,
        position: u64,
        workers: usize,
        told: &mut (dyn FnMut(Bucket, Part) -> Result<(), RebuildError> + Send),
    ) -> Result<(), RebuildError> {
        let basis = Arc::new(Basis::for_facts(Cut::at(position), persons));
        let folder =
            || Folder { ledger: self.ledger.clone(), basis: Arc::clone(&basis), builder: Box::default() };
        let folders = (0..workers.max(1)).map(|_| folder()).collect();
        // Pages end in any order; a bucket is told once all of its pages have ended.
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut open = Part::default();
        fold_all(pages, folders, |at, folded: Folded| {
            waiting.insert(at, folded);
            while let Some(Folded { bucket, ends, part }) = waiting.remove(&next) {
                open.tables.append(part.tables);
                open.sum.merge(&part.sum);
                next += 1;
                if ends {
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
        let basis = Arc::new(Basis::for_facts(cut, Persons::Asked));
        let mut folder = Folder { ledger: self.ledger.clone(), basis, builder: Box::default() };
        let mut tables = Tables::default();
        for part in streams.chunks(CHUNK) {
            tables.append(folder.part(part, None).await?.tables);
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
    let mut of = Bucketed::new();
    for stream in streams {
        of.entry(buckets.of(&stream)).or_default().push(stream);
    }
    of
}

/// Streams of one bucket that are folded together.
pub(super) struct Page {
    pub(super) bucket: Bucket,
    /// Whether it is the last of its bucket.
    pub(super) ends: bool,
    pub(super) streams: Vec<StreamId>,
    /// Their events, unless they are still to be read.
    pub(super) events: Option<Vec<StoredEvent>>,
}

/// What came of a page.
struct Folded {
    bucket: Bucket,
    ends: bool,
    part: Part,
}

/// Folds streams into facts tables.
struct Folder {
    ledger: Ledger,
    basis: Arc<Basis>,
    /// Large: in a box it does not make futures large.
    builder: Box<TablesBuilder>,
}

impl Folder {
    async fn part(
        &mut self,
        streams: &[StreamId],
        events: Option<Vec<StoredEvent>>,
    ) -> Result<Part, RebuildError> {
        let (ledger, basis) = (&self.ledger, &self.basis);
        let loaded = match events {
            Some(events) => Chunk::around(ledger, streams, events, basis).await,
            None => Chunk::load(ledger, streams, basis).await,
        };
        let chunk = loaded.map_err(RebuildError::of_events)?;
        for stream in streams {
            chunk.with_subject(stream, |subject, _follows| self.builder.fold(subject));
        }
        Ok(Part { tables: self.builder.finish().map_err(unfit)?, sum: chunk.sum })
    }
}

impl Worker for Folder {
    type Page = Page;
    type Part = Folded;

    async fn fold(&mut self, page: Page) -> Result<Folded, RebuildError> {
        let Page { bucket, ends, streams, events } = page;
        Ok(Folded { bucket, ends, part: self.part(&streams, events).await? })
    }
}

/// Columns that do not fit together.
pub(crate) fn unfit(error: impl std::fmt::Display) -> RebuildError {
    RebuildError::Poison { detail: error.to_string() }
}
