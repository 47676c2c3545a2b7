//! Who has read personal data: logged before they are told, so that nobody reads them unseen.

use domain::StreamId;
use event_store::{Access, EVERYBODY, Trust};

use crate::Application;
use crate::error::Fault;

pub use event_store::{AccessAudit, AccessEntry, AccessReason, BadAccess};

/// How somebody reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who, by a pseudonym or an account.
    pub reader: String,
    /// By which way: `replay`, `export`, `graphql`.
    pub via: &'static str,
    /// Why, when it was told.
    pub reason: Option<String>,
}

impl Application {
    /// Logs that somebody reads households, before anything of them is told; everybody when none is named.
    ///
    /// # Errors
    /// Faults of the store: nothing may be told then.
    pub async fn log_reading(&self, households: Option<&[StreamId]>, how: &Reading) -> Result<(), Fault> {
        let Reading { reader, via, reason } = how;
        let access = |household: String| Access {
            reader: reader.clone(),
            household,
            via: (*via).to_owned(),
            reason: reason.clone(),
        };
        let new = match households {
            None => vec![access(EVERYBODY.to_owned())],
            Some(households) => households.iter().map(|household| access(household.to_string())).collect(),
        };
        Ok(self.ledger.log_access(new).await?)
    }

    /// At most `limit` entries of the access log after a number; of one household, when one is named.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn accesses(
        &self,
        household: Option<&StreamId>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<AccessEntry>, Fault> {
        let household = household.map(ToString::to_string);
        Ok(self.ledger.accesses(household.as_deref(), after, limit).await?)
    }

    /// At most `limit` entries of the access log before a number, newest first: from the end when none is given; of one
    /// household, when one is named.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn newest_accesses(
        &self,
        household: Option<&StreamId>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AccessEntry>, Fault> {
        let household = household.map(ToString::to_string);
        Ok(self.ledger.newest_accesses(household.as_deref(), before, limit).await?)
    }

    /// Recomputes the access log and compares it with what was signed of it, up to the first entry or checkpoint that is
    /// wrong. `progress` is told how many entries were read, and of how many.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn verify_accesses(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<AccessAudit, Fault> {
        Ok(self.ledger.audit_accesses(trust, progress).await?)
    }
}
