//! Puts facts tables into files, and keeps those up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use event_store::Sum;
use projections::facts_tables::Bucket;

use super::files::Kept;
use super::{Facts, Part};
use crate::Application;
use crate::backup::belongings::{FACTS, beside};
use crate::error::file;
use crate::projector::RebuildError;

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
    /// Has facts tables kept in this folder, instead of one beside an SQLite ledger. To be called before anything is
    /// asked of them; another folder later changes nothing.
    pub fn keep_facts_in(&self, folder: PathBuf) {
        let _ = self.kept.set(Some(Kept::at(folder)));
    }

    /// Where facts tables are kept, if they are.
    pub(crate) fn kept(&self) -> Option<&Kept> {
        let beside = || self.ledger.file().map(|ledger| Kept::at(beside(ledger, FACTS)));
        self.kept.get_or_init(beside).as_ref()
    }

    /// Puts the facts tables as known now into files, or brings those up to date that are there. What is held in memory
    /// is a few buckets when they are built, the tables when they are brought up to date. May be interrupted at any
    /// point: what is not finished counts for nothing.
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
        if let Some(before) = kept.read()
            && let Some((fresh, changed)) = self.still_true(&before, workers).await?
        {
            return Ok(written(kept, &fresh, &changed)?);
        }
        Ok(self.keep_all(kept, workers, progress).await?)
    }

    /// Builds all of them from the ledger.
    async fn keep_all(
        &self,
        kept: &Kept,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<KeptFacts, RebuildError> {
        self.extend_sums().await?;
        let position = self.ledger.head().await?.position;
        let streams = self.bucketed().await?;
        let (mut sums, mut proof) = (BTreeMap::new(), Sum::default());
        let mut put = |bucket, part: &Part| {
            sums.insert(bucket, part.sum);
            kept.write(bucket, part, position).map_err(|error| unwritten(kept, error))
        };
        self.build(&streams, position, workers, &mut |bucket, part| {
            proof.merge(&part.sum);
            progress(proof.count, position);
            put(bucket, &part)
        })
        .await?;
        for bucket in streams.empty() {
            put(bucket, &Part::default())?;
        }
        self.complete(&proof, position).await?;
        kept.settle(streams.buckets, position, &sums).map_err(|error| unwritten(kept, error))?;
        let folder = kept.folder().to_owned();
        Ok(KeptFacts { folder, position, proof, written: sums.len(), buckets: sums.len() })
    }

    /// Kept facts brought up to date, and the buckets that have changed; nothing when they are none of this ledger.
    pub(super) async fn still_true(
        &self,
        kept: &Facts,
        workers: usize,
    ) -> Result<Option<(Facts, BTreeSet<Bucket>)>, RebuildError> {
        match self.refresh(kept, workers).await {
            Err(RebuildError::Incomplete { .. }) => {
                tracing::warn!("the kept facts tables are not those of this ledger");
                Ok(None)
            }
            fresh => fresh.map(Some),
        }
    }
}

/// Writes the buckets that have changed.
fn written(kept: &Kept, facts: &Facts, changed: &BTreeSet<Bucket>) -> Result<KeptFacts, RebuildError> {
    for bucket in changed {
        let part = facts.parts.get(bucket).cloned().unwrap_or_default();
        kept.write(*bucket, &part, facts.position).map_err(|error| unwritten(kept, error))?;
    }
    let sums: BTreeMap<Bucket, Sum> = facts.parts.iter().map(|(bucket, part)| (*bucket, part.sum)).collect();
    kept.settle(facts.buckets, facts.position, &sums).map_err(|error| unwritten(kept, error))?;
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
