//! Verifies the ledger while everybody else works, and remembers what was found.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use event_store::Audit;
use jiff::Timestamp;

use crate::Application;
use crate::access::AccessAudit;
use crate::error::Fault;
use crate::verify::{KeyAudit, SigningKeys, Trust};

/// What the newest verification has come to, since the program was started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Verification {
    /// There was none yet.
    #[default]
    None,
    /// One is under way.
    Running {
        /// How many events were looked at.
        read: u64,
        /// Of how many.
        of: u64,
    },
    /// It came to its end.
    Done {
        /// When.
        at: Timestamp,
        /// What it found in the ledger.
        ledger: Box<Audit>,
        /// What it found in the access log.
        accesses: AccessAudit,
        /// What it found among the keys that seal; nothing was looked at when the ledger itself is wrong.
        keys: KeyAudit,
    },
    /// It could not come to its end: the log of the program tells why.
    Failed {
        /// When.
        at: Timestamp,
    },
}

/// The verification of one ledger by this program.
#[derive(Default)]
pub(crate) struct Watch(Mutex<Verification>);

impl Watch {
    fn state(&self) -> MutexGuard<'_, Verification> {
        // Each change is one assignment: a panic elsewhere leaves nothing half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins, unless one is under way.
    fn begin(&self) -> bool {
        let mut state = self.state();
        let begins = !matches!(*state, Verification::Running { .. });
        if begins {
            *state = Verification::Running { read: 0, of: 0 };
        }
        begins
    }
}

impl Application {
    /// What the newest verification has come to.
    #[must_use]
    pub fn verification(&self) -> Verification {
        self.watch.state().clone()
    }

    /// Begins to verify the ledger, the access log and the keys beside everything else, unless that is under way.
    pub fn verify_beside(&self) {
        if !self.watch.begin() {
            return;
        }
        let (this, that) = (self.clone(), self.clone());
        let verifying = tokio::spawn(async move { this.verify_watched().await });
        tokio::spawn(async move {
            if verifying.await.is_err() {
                *that.watch.state() = Verification::Failed { at: that.clock.now() };
            }
        });
    }

    /// Verifies at once and after each interval, until it is dropped.
    pub async fn keep_verified(self, every: Duration) {
        loop {
            self.verify_beside();
            tokio::time::sleep(every).await;
        }
    }

    async fn verify_watched(&self) {
        let found = self.verify_all().await;
        let at = self.clock.now();
        *self.watch.state() = match found {
            Ok((ledger, accesses, keys)) => {
                if let Some(bad) = &ledger.first_bad {
                    tracing::error!(position = bad.position, reason = %bad.reason, "the ledger was altered");
                }
                if let Some(bad) = &accesses.first_bad {
                    tracing::error!(number = bad.number, reason = %bad.reason, "the access log was altered");
                }
                if let Some(bad) = &keys.first_bad {
                    tracing::error!(position = bad.position, reason = bad.reason.code(), "a key was altered");
                }
                Verification::Done { at, ledger: Box::new(ledger), accesses, keys }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the ledger cannot be verified");
                Verification::Failed { at }
            }
        };
    }

    async fn verify_all(&self) -> Result<(Audit, AccessAudit, KeyAudit), Fault> {
        let keys = SigningKeys::trusted_in(self.signing_key_file(None).as_deref());
        let keys = keys.unwrap_or_else(|error| {
            // Checkpoints that nobody can check are told as such; the hashes are checked all the same.
            tracing::error!(error = &error as &dyn std::error::Error, "no signing key");
            Vec::new()
        });
        let trust = Trust::of(keys);
        let mut progress = |read, of| *self.watch.state() = Verification::Running { read, of };
        let (ledger, noted) = self.verify_noting(&trust, &mut progress).await?;
        let accesses = self.verify_accesses(&trust, &mut |_, _| ()).await?;
        let keys = match ledger.first_bad {
            None => self.verify_keys(&ledger, noted, &mut |_, _| ()).await?,
            Some(_) => KeyAudit::default(),
        };
        Ok((ledger, accesses, keys))
    }
}
