//! What shows that nothing was altered, and who has read what.

use domain::StreamId;
use domain::ids::HouseholdId;
use event_store::KeptCheckpoint;

use super::{Extent, Forbidden, Sight, SightError};
use crate::access::AccessEntry;
use crate::bundle::{BundleFault, Bundled, SealedValues};
use crate::error::Fault;
use crate::verify::{Proof, ProveError, Which};
use crate::watch::Verification;

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum Unbundled {
    /// Not for whoever asks.
    #[error("not for whoever asks")]
    Forbidden(Forbidden),
    /// It cannot be made.
    #[error(transparent)]
    Bundle(#[from] BundleFault),
}

impl From<Fault> for Unbundled {
    fn from(fault: Fault) -> Self {
        Self::Bundle(fault.into())
    }
}

impl Sight {
    /// The newest signed checkpoint: anybody may keep it, and hold the ledger to it later.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn checkpoint(&self) -> Result<Option<KeptCheckpoint>, Fault> {
        Ok(self.application.ledger.last_checkpoint().await?)
    }

    /// The same of the access log.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn access_checkpoint(&self) -> Result<Option<KeptCheckpoint>, Fault> {
        Ok(self.application.ledger.last_access_checkpoint().await?)
    }

    /// The public half of the key that signs checkpoints, when it is known here.
    #[must_use]
    pub fn verifier_key(&self) -> Option<String> {
        self.application.verifier_key().map(|key| key.to_string())
    }

    /// Proves that the event at a position is part of what was signed. It tells hashes alone.
    ///
    /// # Errors
    /// As [`prove`](crate::Application::prove).
    pub async fn prove(&self, position: u64) -> Result<Proof, ProveError> {
        self.application.prove(Which::Position(position)).await
    }

    /// What the newest verification has come to.
    ///
    /// # Errors
    /// Those who only work in programmes.
    pub fn verification(&self) -> Result<Verification, SightError> {
        self.operates()?;
        Ok(self.application.verification())
    }

    /// Begins to verify the ledger, unless that is under way.
    ///
    /// # Errors
    /// Those who only work in programmes.
    pub fn verify(&self) -> Result<Verification, SightError> {
        self.operates()?;
        self.application.verify_beside();
        Ok(self.application.verification())
    }

    /// At most `limit` entries of the access log before a number, newest first; of one household, when one is named.
    ///
    /// # Errors
    /// Those who only work in programmes, and faults of the store.
    pub async fn accesses(
        &self,
        household: Option<HouseholdId>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AccessEntry>, SightError> {
        self.operates()?;
        let household = household.map(StreamId::Household);
        Ok(self.application.newest_accesses(household.as_ref(), before, limit).await?)
    }

    /// Whether audit bundles are made for whoever asks.
    #[must_use]
    pub fn is_bundling(&self) -> bool {
        matches!(self.extent(), Extent::Everything)
    }

    /// The audit bundle of a household, with its sealed values opened; logged before it is handed out.
    ///
    /// # Errors
    /// Everybody but an auditor with a reason: a bundle proves everything of a household, so it hides nothing of it.
    pub async fn audit_bundle(&self, household: HouseholdId) -> Result<Bundled, Unbundled> {
        if !self.is_bundling() {
            return Err(Unbundled::Forbidden(Forbidden::Bundle));
        }
        let key_file = self.application.signing_key_file(None);
        let bundled = self.application.audit_bundle(household, key_file, &[], SealedValues::Opened).await?;
        self.log_reading_by("audit-bundle", &bundled.households).await?;
        Ok(bundled)
    }
}
