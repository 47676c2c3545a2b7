//! What shows that nothing was altered.

use application::Verification as Watched;
use application::verify::{KeptCheckpoint, Proof as Proved, ProofError, ProveError, hex};
use async_graphql::{Enum, Error, Result, SimpleObject};

use super::failed;
use super::scalars::{DateTime, Position};
use crate::http::Code;

/// A head of a tree that was signed, that of the ledger or of the access log: whoever keeps it elsewhere can hold both to
/// it later.
#[derive(SimpleObject)]
pub(crate) struct Checkpoint {
    /// How many events, or entries of the access log, it covers, from the first.
    size: Position,
    /// The root of the RFC 6962 tree over them, in hexadecimal.
    root: String,
    /// When it was signed.
    created_at: DateTime,
    /// The C2SP signed note, which says the size and the root: print it, keep it, publish it.
    note: String,
}

impl From<KeptCheckpoint> for Checkpoint {
    fn from(kept: KeptCheckpoint) -> Self {
        let KeptCheckpoint { size, root, note, created_at } = kept;
        Self { size: Position(size), root: hex(&root), created_at: DateTime(created_at), note }
    }
}

/// What a verification has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum VerificationState {
    /// There was none since the program was started.
    None,
    /// One is under way.
    Running,
    /// Everything is as it was recorded and signed.
    Right,
    /// Something was altered.
    Altered,
    /// It could not come to its end.
    Failed,
}

/// Everything recomputed and compared with what is stored and with what was signed: every event, every checkpoint,
/// the access log, and the keys that seal personal data.
#[derive(SimpleObject)]
pub(crate) struct Verification {
    /// What it has come to.
    state: VerificationState,
    /// When it ended; null while it has not.
    at: Option<DateTime>,
    /// How many events were found right, or looked at so far.
    events: Option<u64>,
    /// How many events there were when it began.
    of: Option<u64>,
    /// How many signed checkpoints were found right.
    checkpoints: Option<u64>,
    /// How many entries of the access log were found right.
    accesses: Option<u64>,
    /// How many signed checkpoints of the access log were found right.
    access_checkpoints: Option<u64>,
    /// How many keys that seal personal data were found right.
    keys: Option<u64>,
    /// The first position of the ledger that is wrong; null when none is.
    first_bad: Option<Position>,
    /// The number of the first entry of the access log that is wrong, or the size of the checkpoint; null when none is.
    first_bad_access: Option<u64>,
    /// Whose key is the first that is wrong, by an identifier, and which: `person/UUID quasi`. Null when none is.
    first_bad_key: Option<String>,
}

impl From<Watched> for Verification {
    fn from(watched: Watched) -> Self {
        let mut told = Self {
            state: VerificationState::None,
            at: None,
            events: None,
            of: None,
            checkpoints: None,
            accesses: None,
            access_checkpoints: None,
            keys: None,
            first_bad: None,
            first_bad_access: None,
            first_bad_key: None,
        };
        match watched {
            Watched::None => {}
            Watched::Running { read, of } => {
                told.state = VerificationState::Running;
                (told.events, told.of) = (Some(read), Some(of));
            }
            Watched::Failed { at } => {
                told.state = VerificationState::Failed;
                told.at = Some(DateTime(at));
            }
            Watched::Done { at, ledger, accesses, keys } => {
                told.at = Some(DateTime(at));
                (told.events, told.of) = (Some(ledger.events), Some(ledger.head));
                told.checkpoints = Some(ledger.checkpoints);
                told.accesses = Some(accesses.entries);
                told.access_checkpoints = Some(accesses.checkpoints);
                told.first_bad = ledger.first_bad.map(|bad| Position(bad.position));
                told.first_bad_access = accesses.first_bad.map(|bad| bad.number);
                told.keys = Some(keys.keys);
                told.first_bad_key = keys.first_bad.map(|bad| match bad.holder {
                    Some((subject, class)) => format!("{subject} {}", class.as_str()),
                    None => "*".to_owned(),
                });
                let is_right = told.first_bad.is_none()
                    && told.first_bad_access.is_none()
                    && told.first_bad_key.is_none();
                told.state = if is_right { VerificationState::Right } else { VerificationState::Altered };
            }
        }
        told
    }
}

/// That an event is part of the ledger that was signed.
#[derive(SimpleObject)]
pub(crate) struct Proof {
    /// The position of the event, from 1; its leaf is counted from 0.
    position: Position,
    /// The hash that the tree has of the event, in hexadecimal.
    leaf_hash: String,
    /// The hashes beside it, from the leaf up, in hexadecimal.
    hashes: Vec<String>,
    /// The checkpoint that they lead to.
    checkpoint: Checkpoint,
    /// All of it as a C2SP tlog-proof, for programs that check one.
    text: String,
}

impl From<Proved> for Proof {
    fn from(proved: Proved) -> Self {
        Self {
            position: Position(proved.position),
            leaf_hash: hex(&proved.leaf_hash),
            hashes: proved.hashes.iter().map(|hash| hex(hash)).collect(),
            text: proved.to_tlog_proof(),
            checkpoint: proved.checkpoint.into(),
        }
    }
}

/// The proof of the event at a position; `None` when there is no such event, or no checkpoint covers it yet.
///
/// # Errors
/// A ledger that was altered, and faults of the store.
pub(super) fn proof(proved: Result<Proved, ProveError>) -> Result<Option<Proof>> {
    match proved {
        Ok(proved) => Ok(Some(proved.into())),
        Err(ProveError::Unknown | ProveError::NoCheckpoint { .. }) => Ok(None),
        Err(ProveError::Proof(ProofError::Store(error))) => Err(failed(error.into())),
        Err(error @ (ProveError::Proof(_) | ProveError::Altered { .. })) => Err(altered(&error)),
    }
}

fn altered(error: &ProveError) -> Error {
    tracing::error!(%error, "the ledger was altered");
    Code::Internal.error("the ledger is not what was signed: an auditor must verify it")
}
