use crate::names::StreamName;

/// The first place where the ledger is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstBad {
    /// Position of the event; of several that cannot be told apart the first, and of a
    /// checkpoint its size.
    pub position: u64,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong at a position of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// There is no event here, although the ledger goes on, or should.
    #[error("the event is missing")]
    Missing,
    /// The event cannot be read back.
    #[error("the event cannot be read: {detail}")]
    Unreadable {
        /// What is wrong with it.
        detail: String,
    },
    /// The event does not have its leaf hash: one or the other was altered.
    #[error("the event does not have its leaf hash")]
    LeafHash,
    /// The event was recorded before the one at the position before it.
    #[error("the event was recorded before the one at the position before it")]
    RecordedAt,
    /// The versions of a stream do not follow each other.
    #[error("the event has version {found} in {stream}, expected {expected}")]
    Version {
        /// The stream.
        stream: StreamName,
        /// The version that follows.
        expected: u32,
        /// That of the event.
        found: u32,
    },
    /// The events up to `last` do not have the hash that the tree has for them.
    #[error("the events up to {last} do not have the hash kept in tile {index} of level {level}")]
    Tile {
        /// Level of the tile, from 0.
        level: u32,
        /// Index of the tile, from 0.
        index: u64,
        /// The last position that it covers.
        last: u64,
    },
    /// The tree lacks a tile over events up to `last`.
    #[error("tile {index} of level {level}, over the events up to {last}, is missing")]
    TileMissing {
        /// Level of the tile, from 0.
        level: u32,
        /// Index of the tile, from 0.
        index: u64,
        /// The last position that it covers.
        last: u64,
    },
    /// The tree has a tile over events that the ledger does not hold.
    #[error("tile {index} of level {level} is over events that the ledger does not hold")]
    TileBeyond {
        /// Level of the tile, from 0.
        level: u32,
        /// Index of the tile, from 0.
        index: u64,
    },
    /// The events up to here do not have the sum that is kept of them, by which projections are found complete.
    #[error("the events up to here do not have the sum that is kept of them")]
    Sum,
    /// There is no sum of the events up to here, although there are sums of more.
    #[error("the sum of the events up to here is missing")]
    SumMissing,
    /// A sum is kept of events that the ledger does not hold.
    #[error("a sum is kept of {count} events, which the ledger does not hold")]
    SumBeyond {
        /// How many.
        count: u64,
    },
    /// A sum is kept of so many events as none ever is kept of, or it is none.
    #[error("what is kept as a sum of {count} events is none")]
    SumImpossible {
        /// Of how many, by what is stored.
        count: i64,
    },
    /// The head of a stream does not name the stream's last event.
    #[error("the head of {stream} does not name its last event")]
    StreamHead {
        /// The stream.
        stream: StreamName,
    },
    /// The head of the ledger does not name the last event.
    #[error("the head of the ledger does not name the last event")]
    LedgerHead,
    /// The note of a checkpoint cannot be believed, or was altered.
    #[error("the checkpoint is not to be believed: {detail}")]
    Checkpoint {
        /// What is wrong with it.
        detail: String,
    },
    /// A checkpoint is signed by a key that is not known here.
    #[error("the checkpoint is signed by {signers} only, no known key")]
    CheckpointKey {
        /// Names and hashes of those keys.
        signers: String,
    },
    /// Events were altered since a checkpoint, together with their hashes.
    #[error("the events up to here do not have the root that was signed; they did up to {since}")]
    CheckpointRoot {
        /// Size of the last checkpoint that holds, 0 without one.
        since: u64,
    },
    /// The ledger is shorter than it was when a checkpoint was signed.
    #[error("events are missing from here on: a checkpoint was signed over {size} events")]
    CheckpointBeyond {
        /// The size that was signed.
        size: u64,
    },
}

impl Reason {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::LeafHash => "leaf_hash",
            Self::RecordedAt => "recorded_at",
            Self::Version { .. } => "version",
            Self::Tile { .. } => "tile",
            Self::TileMissing { .. } => "tile_missing",
            Self::TileBeyond { .. } => "tile_beyond",
            Self::Sum => "sum",
            Self::SumMissing => "sum_missing",
            Self::SumBeyond { .. } => "sum_beyond",
            Self::SumImpossible { .. } => "sum_impossible",
            Self::StreamHead { .. } => "stream_head",
            Self::LedgerHead => "ledger_head",
            Self::Checkpoint { .. } => "checkpoint",
            Self::CheckpointKey { .. } => "checkpoint_key",
            Self::CheckpointRoot { .. } => "checkpoint_root",
            Self::CheckpointBeyond { .. } => "checkpoint_beyond",
        }
    }

    pub(crate) fn at(self, position: u64) -> FirstBad {
        FirstBad { position, reason: self }
    }
}
