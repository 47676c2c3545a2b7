//! Proofs: recomputing the ledger, and signing what it amounts to.

mod erasures;
mod guards;
mod keys;
mod prove;
mod sealing;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use event_store::Checkpoint;

use crate::Application;
use crate::archive::{ArchiveError, ArchivingError};
use crate::error::Fault;

pub use event_store::{
    Audit, FirstBad, KeptCheckpoint, KeyClass, NoteError, Noted, ProofError, Reason, Trust, VerifierKey, hex,
};
pub use guards::{BadGuard, GuardAudit};
pub use keys::{KeyFileError, SigningKeys};
pub use prove::{Proof, ProveError, Which};
pub use sealing::{BadKey, KeyAudit, KeyReason, Unchecked};

use sealing::noting;

/// Why no checkpoint was signed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The ledger is on a server, and nobody said where its signing key is.
    #[error("no signing key file is named, and a ledger on a server has none beside it")]
    NoKeyFile,
    /// There are checkpoints, but not the key that signed them.
    #[error("{} is missing, but the ledger has checkpoints: nothing is signed with a new key", path.display())]
    KeyLost {
        /// Where it should be.
        path: PathBuf,
    },
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The tree cannot be extended, or what is kept does not fit it.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Application {
    /// Where the signing key of this ledger is: in the file named, else where it was said to be, else beside the file of the ledger.
    #[must_use]
    pub fn signing_key_file(&self, named: Option<PathBuf>) -> Option<PathBuf> {
        let elsewhere = || self.signing_key.as_deref().map(Path::to_path_buf);
        named.or_else(elsewhere).or_else(|| {
            let mut beside = self.ledger.file()?.as_os_str().to_owned();
            beside.push(".signing-key");
            Some(beside.into())
        })
    }

    /// Recomputes the whole ledger and compares it with what is stored and with what was signed. Stops at the
    /// first place that is wrong. `progress` is told how many events were read, and of how many.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn verify(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Audit, Fault> {
        Ok(self.ledger.audit(trust, None, progress).await?)
    }

    /// The same, and what [`verify_keys`](Self::verify_keys) needs to know of the events.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn verify_noting(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(Audit, Noted), Fault> {
        Ok(self.ledger.audit_noting(trust, None, noting(), progress).await?)
    }

    /// The same with the segments of the archive in place of the rows that they were written from.
    ///
    /// # Errors
    /// No archive; as [`verify`](Self::verify).
    pub async fn verify_archived(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(Audit, Noted), ArchivingError> {
        let archive = self.archive_there()?.ok_or(ArchivingError::None)?;
        let audit = self.ledger.audit_noting(trust, Some(&archive), noting(), progress).await;
        Ok(audit.map_err(ArchiveError::Ledger)?)
    }

    /// Signs and keeps a checkpoint of the ledger as it stands, unless nothing was recorded since the last
    /// one; answers the last one. `key_file` is made when it is missing and no checkpoint was ever signed.
    ///
    /// # Errors
    /// A key that cannot be used, faults of the store, and a ledger that does not extend its last checkpoint.
    pub async fn checkpoint(
        &self,
        key_file: Option<PathBuf>,
    ) -> Result<Option<KeptCheckpoint>, CheckpointError> {
        let path = key_file.ok_or(CheckpointError::NoKeyFile)?;
        let last = self.ledger.last_checkpoint().await.map_err(ProofError::Store)?;
        if self.ledger.head().await.map_err(ProofError::Store)?.position == 0 && last.is_none() {
            return Ok(None);
        }
        let keys = match SigningKeys::read(&path)? {
            Some(keys) => keys,
            None if last.is_some() => return Err(CheckpointError::KeyLost { path }),
            None => SigningKeys::create(&path)?,
        };
        let signed = self.ledger.checkpoint(keys.signer()?, keys.trusted(), self.clock.now()).await?;
        Ok(signed.or(last))
    }

    /// The public half of the key that signs, when it is here: whoever knows it from elsewhere need not believe it.
    #[must_use]
    pub fn verifier_key(&self) -> Option<VerifierKey> {
        let keys = SigningKeys::read(&self.signing_key_file(None)?).ok()??;
        Some(keys.signer().ok()?.verifier().clone())
    }

    /// Signs a checkpoint after each interval in which something was recorded, and the last one when `until` is
    /// over. What goes wrong is logged, and tried again after the next interval.
    pub async fn keep_checkpoints(self, key_file: Option<PathBuf>, every: Duration, until: impl Future) {
        if key_file.is_none() {
            tracing::warn!("checkpoints are not signed: no signing key file is named");
            return;
        }
        let mut until = std::pin::pin!(until);
        loop {
            let over = tokio::time::timeout(every, &mut until).await.is_ok();
            // Not cancelled: whoever waits for the end waits for the signature.
            if let Err(error) = self.checkpoint(key_file.clone()).await {
                let cause = error.source().map(ToString::to_string);
                tracing::error!(%error, cause, "no checkpoint was signed");
            }
            if over {
                return;
            }
        }
    }
}

/// Reads a checkpoint that was kept outside of the ledger.
///
/// # Errors
/// A text that none of the trusted keys signed, or that is no checkpoint.
pub fn open_checkpoint(note: &str, trust: &Trust) -> Result<Checkpoint, NoteError> {
    Checkpoint::open(note, &trust.keys)
}
