//! Puts facts tables into files, and keeps those up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use event_store::Sum;
use projections::facts_tables::{Bucket, Buckets};

use super::Facts;
use super::files::{Built, Index, Kept};
use crate::Application;
use crate::backup::belongings::{FACTS, beside};
use crate::error::file;
use crate::projector::RebuildError;

/// How often facts are kept again because something was erased meanwhile.
const ATTEMPTS: u32 = 3;

/// A ledger that is so many times as long as what is kept is read from its beginning.
const MOST_NEWS: u64 = 2;

/// So many times too few buckets are made anew.
const GROWN: u16 = 4;

/// What was put into files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFacts {
    /// Where they are.
    pub folder: PathBuf,
    /// Everything recorded up to here is in them, and nothing after.
    pub position: u64,
    /// The number and digest of the events behind them.
    pub proof: Sum,
    /// How many buckets were written.
    pub written: usize,
    /// How many there are.
    pub buckets: usize,
}

/// Why facts tables are not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The ledger is on a server, and no folder was named.
    #[error("no folder is named for the facts tables of a ledger on a server")]
    NoFolder,
    /// There are other files in the folder.
    #[error("{folder} holds other files")]
    NotOurs {
        /// Where.
        folder: PathBuf,
    },
    /// Persons were erased all the time.
    #[error("persons are being erased: facts tables kept now could tell of them")]
    Erasing,
    /// There is something where they are to be written.
    #[error("{folder} exists")]
    Exists {
        /// Where.
        folder: PathBuf,
    },
    /// They cannot be built, or not be written.
    #[error(transparent)]
    Facts(#[from] RebuildError),
}

impl Application {
    /// Where facts tables are kept, if they are.
    pub(crate) fn kept(&self) -> Option<Kept> {
        let beside = || self.ledger.file().map(|ledger| beside(ledger, FACTS));
        self.settings.facts_folder.clone().or_else(beside).map(Kept::at)
    }

    /// What is kept, unless something was erased since: those files go, for nobody knows which of them tell it.
    pub(super) async fn kept_facts(&self) -> Result<Option<Facts>, RebuildError> {
        let Some(kept) = self.kept() else { return Ok(None) };
        let Some(index) = kept.index().filter(Index::is_whole) else { return Ok(None) };
        if index.keys == self.seals.ring().state().await? {
            return Ok(kept.read(index));
        }
        kept.forget(None)?;
        Ok(None)
    }

    /// Puts the facts tables as known now into files, or brings those up to date that are there. What is held in memory
    /// is a few buckets when they are built, the tables when they are brought up to date. May be interrupted at any
    /// point: the buckets that were built until then are not built again.
    ///
    /// # Errors
    /// A ledger on a server with no folder named, events that cannot be read, files that cannot be written, faults of
    /// the store.
    pub async fn keep_facts(
        &self,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<KeptFacts, KeepError> {
        let kept = self.kept().ok_or(KeepError::NoFolder)?;
        if !kept.is_ours() {
            return Err(KeepError::NotOurs { folder: kept.folder().to_owned() });
        }
        for _ in 0..ATTEMPTS {
            let keys = self.seals.ring().state().await.map_err(RebuildError::from)?;
            let done = self.keep_at(&kept, &keys, workers, progress).await?;
            if keys == self.seals.ring().state().await.map_err(RebuildError::from)? {
                return Ok(done);
            }
            // Something was erased meanwhile, perhaps after it was read.
            kept.forget(None).map_err(RebuildError::from)?;
        }
        Err(KeepError::Erasing)
    }

    /// The same under one state of the keys.
    async fn keep_at(
        &self,
        kept: &Kept,
        keys: &str,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<KeptFacts, RebuildError> {
        if let Some(done) = self.keep_on(kept, keys, workers, progress).await?
            && done.position == self.ledger.head().await?.position
        {
            return Ok(done);
        }
        if let Some(before) = self.kept_facts().await?
            && let Some((fresh, changed)) = self.brought_up_to_date(&before, workers).await?
        {
            return written(kept, &fresh, &changed);
        }
        // From here on the files are of nothing, until they are written again.
        kept.unsettle().map_err(|error| unwritten(kept, error))?;
        let (position, buckets) = (self.ledger.head().await?.position, self.buckets().await?);
        self.keep_rest(kept, keys, Built { position, buckets, sums: BTreeMap::new() }, workers, progress)
            .await
    }

    /// Builds what was missing when building was interrupted, if it was: as known then.
    async fn keep_on(
        &self,
        kept: &Kept,
        keys: &str,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Option<KeptFacts>, RebuildError> {
        let index = kept.index().filter(|index| index.keys == keys && !index.is_whole());
        let Some(begun) = index.and_then(|index| kept.begun(&index)) else { return Ok(None) };
        if !is_near(begun.position, self.ledger.head().await?.position) {
            return Ok(None);
        }
        match self.keep_rest(kept, keys, begun, workers, progress).await {
            Err(RebuildError::Incomplete { .. }) => {
                tracing::warn!("the facts tables that were begun are not those of this ledger");
                Ok(None)
            }
            done => done.map(Some),
        }
    }

    /// Builds the buckets that are not built yet.
    async fn keep_rest(
        &self,
        kept: &Kept,
        keys: &str,
        mut built: Built,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<KeptFacts, RebuildError> {
        self.extend_sums().await?;
        let (position, buckets) = (built.position, built.buckets);
        let mut proof = Sum::default();
        built.sums.values().for_each(|sum| proof.merge(sum));
        let missing: BTreeSet<Bucket> =
            buckets.all().filter(|bucket| !built.sums.contains_key(bucket)).collect();
        let written = missing.len();
        self.build_all((buckets, missing), position, workers, &mut |bucket, part| {
            proof.merge(&part.sum);
            progress(proof.count, position);
            let wrote = kept.write(bucket, &part, position);
            built.sums.insert(bucket, part.sum);
            wrote.and_then(|()| kept.begin(keys, &built)).map_err(|error| unwritten(kept, error))
        })
        .await?;
        self.complete(&proof, position).await?;
        kept.settle(keys, &built).map_err(|error| unwritten(kept, error))?;
        let folder = kept.folder().to_owned();
        Ok(KeptFacts { folder, position, proof, written, buckets: built.sums.len() })
    }

    /// Kept facts brought up to date, and the buckets that have changed; nothing when they are none of this ledger, or
    /// when building them anew is less work.
    pub(super) async fn brought_up_to_date(
        &self,
        kept: &Facts,
        workers: usize,
    ) -> Result<Option<(Facts, BTreeSet<Bucket>)>, RebuildError> {
        let head = self.ledger.head().await?.position;
        let households = kept.rows_of("households");
        if !is_near(kept.position, head)
            || Buckets::for_streams(households).count() / GROWN > kept.buckets.count()
        {
            return Ok(None);
        }
        match self.refresh(kept, workers).await {
            Err(RebuildError::Incomplete { .. }) => {
                tracing::warn!("the kept facts tables are not those of this ledger");
                Ok(None)
            }
            fresh => fresh.map(Some),
        }
    }
}

/// Whether so little was recorded since that it is worth while to build on what was built then.
fn is_near(position: u64, head: u64) -> bool {
    head / MOST_NEWS <= position && position <= head
}

/// Writes the buckets that have changed.
fn written(kept: &Kept, facts: &Facts, changed: &BTreeSet<Bucket>) -> Result<KeptFacts, RebuildError> {
    for bucket in changed {
        let part = facts.parts.get(bucket).cloned().unwrap_or_default();
        kept.write(*bucket, &part, facts.position).map_err(|error| unwritten(kept, error))?;
    }
    let sums = facts.parts.iter().map(|(bucket, part)| (*bucket, part.sum)).collect();
    let built = Built { position: facts.position, buckets: facts.buckets, sums };
    kept.settle(&facts.keys, &built).map_err(|error| unwritten(kept, error))?;
    Ok(KeptFacts {
        folder: kept.folder().to_owned(),
        position: facts.position,
        proof: facts.proof,
        written: changed.len(),
        buckets: facts.parts.len(),
    })
}

fn unwritten(kept: &Kept, error: std::io::Error) -> RebuildError {
    RebuildError::Fault(file(kept.folder(), "written", error))
}
