//! The ledger: an ordered, append-only list of events on SQLite and PostgreSQL.
//!
//! It knows bytes, not pathways: streams, guards and payloads are opaque. One row, the
//! head, is locked by every append before anything else and until it commits; therefore
//! commit order is position order, positions have no gaps, and recorded time never
//! decreases with position.

mod access;
mod append;
mod batch;
mod canonical;
mod coordinator;
mod error;
mod event;
mod exclusive;
mod leaf;
mod ledger;
mod migrations;
mod names;
mod postgres;
mod proof;
mod row;
mod seal;
mod session;
mod settings;
mod sqlite;
mod store;

pub use access::{Access, AccessAudit, EVERYBODY, Entry as AccessEntry};
pub use append::{AppendRequest, Appended, ExpectedVersion, GuardState, GuardUse, Head, Stamp, StreamHead};
pub use canonical::canonical_json;
pub use error::{AppendError, Conflict, Source, StoreError};
pub use event::{Actor, NewEvent, Origin, StoredEvent};
pub use exclusive::Exclusive;
pub use jiff::Timestamp;
pub use leaf::{envelope_json, leaf_hash};
pub use ledger::Ledger;
pub use names::{GuardKey, NameError, StreamName};
pub use proof::{
    Algorithm, Audit, Checkpoint, FirstBad, KeptCheckpoint, KeyError, NoteError, ProofError, Reason,
    SignedNote, SigningKey, TreeHash, Trust, VerifierKey, empty_root, hex, verify_consistency,
    verify_inclusion,
};
pub use seal::{
    Durably, Fence, Holder, KeyClass, KeyCount, KeyId, KeyRing, NotOpened, Opening, Place, Rotated,
    SealError, SubjectKey, open_with,
};
pub use settings::Settings;
pub use store::Engine;
