//! Proofs that the ledger was only ever appended to: an RFC 6962 tree over the leaf
//! hashes, signed checkpoints of that tree, and the audit that recomputes all of it.

mod audit;
mod check;
mod checkpoint;
mod ends;
mod error;
mod keys;
mod ledger;
mod note;
mod noted;
mod packed;
mod pages;
mod reason;
mod sum;
#[cfg(test)]
mod tests;
mod tiles;
mod tree;
mod walk;

pub use audit::Audit;
pub use check::{verify_consistency, verify_inclusion};
pub use checkpoint::{Checkpoint, KeptCheckpoint, Tree, Trust};
pub use error::ProofError;
pub use keys::{Algorithm, KeyError, SigningKey, VerifierKey};
pub use note::{NoteError, SignedNote};
pub use noted::Noted;
pub use reason::{FirstBad, Reason};
pub use sum::Sum;
pub use tree::{TreeHash, bucket_digest, empty_root, hex, text_digest, tree_root, tree_root_over};

pub(crate) use packed::Packed;
pub(crate) use pages::joined;
pub(crate) use tiles::{Tile, WIDTH};
pub(crate) use tree::Frontier;
