//! Signing what the ledger and the access log amount to.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use event_store::{KeptCheckpoint, ProofError, StoreError, VerifierKey};

use super::keys::{KeyFileError, SigningKeys};
use crate::Application;
use crate::error::Fault;

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

/// The newest checkpoint of each tree, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkpoints {
    /// Of the ledger.
    pub ledger: Option<KeptCheckpoint>,
    /// Of the access log.
    pub accesses: Option<KeptCheckpoint>,
}

impl Checkpoints {
    /// Whether nothing was ever signed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ledger.is_none() && self.accesses.is_none()
    }

    /// The notes, one below the other, as they are printed to be kept elsewhere.
    #[must_use]
    pub fn notes(&self) -> String {
        let notes = [&self.ledger, &self.accesses].into_iter().flatten();
        notes.map(|kept| kept.note.as_str()).collect::<Vec<_>>().join("\n")
    }
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

    /// The public half of the key that signs, when it is here: whoever knows it from elsewhere need not believe it.
    #[must_use]
    pub fn verifier_key(&self) -> Option<VerifierKey> {
        let keys = SigningKeys::read(&self.signing_key_file(None)?).ok()??;
        Some(keys.signer().ok()?.verifier().clone())
    }

    /// The newest checkpoints.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn last_checkpoints(&self) -> Result<Checkpoints, Fault> {
        Ok(self.kept_checkpoints().await?)
    }

    async fn kept_checkpoints(&self) -> Result<Checkpoints, StoreError> {
        let ledger = self.ledger.last_checkpoint().await?;
        Ok(Checkpoints { ledger, accesses: self.ledger.last_access_checkpoint().await? })
    }

    /// Signs and keeps checkpoints of the ledger and of the access log as they stand, each unless nothing was added since
    /// its last one; answers the last ones. `key_file` is made when it is missing and no checkpoint was ever signed.
    ///
    /// # Errors
    /// A key that cannot be used, faults of the store, and a ledger or an access log that does not extend its last
    /// checkpoint: the other one is signed all the same.
    pub async fn checkpoint(&self, key_file: Option<PathBuf>) -> Result<Checkpoints, CheckpointError> {
        let path = key_file.ok_or(CheckpointError::NoKeyFile)?;
        let last = self.kept_checkpoints().await.map_err(ProofError::Store)?;
        if last.is_empty() && !self.holds_anything().await.map_err(ProofError::Store)? {
            return Ok(last);
        }
        let keys = match SigningKeys::read(&path)? {
            Some(keys) => keys,
            None if !last.is_empty() => return Err(CheckpointError::KeyLost { path }),
            None => SigningKeys::create(&path)?,
        };
        let (key, trusted, now) = (keys.signer()?, keys.trusted(), self.clock.now());
        let ledger = self.ledger.checkpoint(key, trusted, now).await;
        let accesses = self.ledger.checkpoint_accesses(key, trusted, now).await;
        Ok(Checkpoints { ledger: ledger?.or(last.ledger), accesses: accesses?.or(last.accesses) })
    }

    /// Whether there is an event, or an entry of the access log.
    async fn holds_anything(&self) -> Result<bool, StoreError> {
        let events = self.ledger.head().await?.position;
        Ok(events > 0 || !self.ledger.newest_accesses(None, None, 1).await?.is_empty())
    }

    /// Signs checkpoints after each interval in which something was added, and the last ones when `until` is over. What
    /// goes wrong is logged, and tried again after the next interval.
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
