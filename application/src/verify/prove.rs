use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::EventId;
use event_store::{KeptCheckpoint, ProofError, TreeHash, verify_inclusion};

use crate::Application;

/// Which event to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one at this position.
    Position(u64),
    /// The one of this identifier.
    Event(EventId),
}

/// That an event is part of the tree that a checkpoint names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its position, from 1; its leaf is counted from 0.
    pub position: u64,
    /// Its identifier.
    pub event: EventId,
    /// What the tree has of it.
    pub leaf_hash: TreeHash,
    /// The hashes beside it, from the leaf up.
    pub hashes: Vec<TreeHash>,
    /// The checkpoint that they lead to.
    pub checkpoint: KeptCheckpoint,
}

impl Proof {
    /// The proof as a C2SP tlog-proof: the index of the leaf, the hashes, and the checkpoint. It says nothing about
    /// the event; whoever has its envelope and payload computes the leaf hash.
    #[must_use]
    pub fn to_tlog_proof(&self) -> String {
        let hashes: String = self.hashes.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        let index = self.position.saturating_sub(1);
        format!("c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{}", self.checkpoint.note)
    }
}

/// Why an event is not proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// There is no such event.
    #[error("there is no such event")]
    Unknown,
    /// No checkpoint covers it yet.
    #[error("no checkpoint covers the event at position {position}")]
    NoCheckpoint {
        /// Where the event is.
        position: u64,
    },
    /// The ledger does not have the root that was signed.
    #[error("the event at position {position} does not fit the checkpoint over {size} events")]
    Altered {
        /// Where the event is.
        position: u64,
        /// What the checkpoint covers.
        size: u64,
    },
    /// The proof cannot be made.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Application {
    /// Proves that an event is part of the tree that the newest checkpoint names.
    ///
    /// # Errors
    /// An event that is not there or not signed for, faults of the store, and a ledger that was altered.
    pub async fn prove(&self, which: Which) -> Result<Proof, ProveError> {
        let head = self.ledger.head().await.map_err(ProofError::Store)?.position;
        let found = match which {
            Which::Position(position) if position == 0 || position > head => Vec::new(),
            Which::Position(position) => {
                self.ledger.read_positions(position - 1, 1).await.map_err(ProofError::Store)?
            }
            Which::Event(id) => self.ledger.events_by_id(&[id.0]).await.map_err(ProofError::Store)?,
        };
        let event = found.into_iter().next().ok_or(ProveError::Unknown)?;
        let position = event.position;
        let checkpoint = self.ledger.last_checkpoint().await.map_err(ProofError::Store)?;
        let checkpoint = checkpoint.filter(|kept| kept.size >= position);
        let checkpoint = checkpoint.ok_or(ProveError::NoCheckpoint { position })?;
        let hashes = self.ledger.inclusion_proof(position, checkpoint.size).await?;
        // The hash of what is stored, not the hash that is stored.
        let leaf_hash = event_store::leaf_hash(&event);
        if !verify_inclusion(&leaf_hash, position, checkpoint.size, &hashes, &checkpoint.root) {
            return Err(ProveError::Altered { position, size: checkpoint.size });
        }
        Ok(Proof { position, event: EventId(event.event_id), leaf_hash, hashes, checkpoint })
    }
}
