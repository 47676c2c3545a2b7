//! Proofs: recomputing the ledger, and signing what it amounts to.

mod erasures;
mod guards;
mod keys;
mod prove;
mod sealing;
mod sign;

use crate::Application;
use crate::archive::{ArchiveError, ArchivingError};
use crate::error::Fault;

pub use event_store::{
    Audit, Checkpoint, FirstBad, KeptCheckpoint, KeyClass, NoteError, Noted, ProofError, Reason, Trust,
    VerifierKey, hex,
};
pub use guards::{BadGuard, GuardAudit};
pub use keys::{KeyFileError, SigningKeys};
pub use prove::{Proof, ProveError, Which};
pub use sealing::{BadKey, KeyAudit, KeyReason, Unchecked};
pub use sign::{CheckpointError, Checkpoints};

use sealing::noting;

impl Application {
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
}
