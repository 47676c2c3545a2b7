//! The ledger: an ordered, append-only list of events on SQLite and PostgreSQL.
//!
//! It knows bytes, not pathways: streams, guards and payloads are opaque. One row, the
//! head, is locked by every append before anything else and until it commits; therefore
//! commit order is position order, positions have no gaps, and recorded time never
//! decreases with position.

mod access;
mod append;
pub mod archive;
mod batch;
mod canonical;
mod coordinator;
mod envelope;
mod error;
mod event;
mod exclusive;
mod hold;
mod leaf;
mod ledger;
pub mod metrics;
mod migrations;
mod names;
mod postgres;
mod projection;
mod proof;
mod row;
mod seal;
mod session;
mod settings;
mod sqlite;
mod store;
mod together;
mod token;
mod traced;
mod written;

pub use access::{Access, AccessAudit, AccessReason, BadAccess, EVERYBODY, Entry as AccessEntry};
pub use append::{AppendRequest, Appended, ExpectedVersion, GuardState, GuardUse, Head, Stamp, StreamHead};
pub use canonical::canonical_json;
pub use envelope::{EnvelopeError, read_envelope};
pub use error::{AppendError, Conflict, Source, StoreError};
pub use event::{Actor, NewEvent, Origin, StoredEvent};
pub use exclusive::Exclusive;
pub use jiff::Timestamp;
pub use leaf::{envelope_json, leaf_hash, sha256, written_leaf_hash};
pub use ledger::{Ledger, Scanned};
pub use migrations::{is_missing, latest as latest_schema, migrate};
pub use names::{GuardKey, NameError, StreamName};
pub use projection::{
    Cell, Column, DeadLetter, Kind, Lease, Model, Owned, ReadModels, Snapshot, State, Status, Step, Table,
    WriteError,
};
pub use proof::{
    Algorithm, Audit, Checkpoint, FirstBad, KeptCheckpoint, KeyError, NoteError, Noted, ProofError, Reason,
    SignedNote, SigningKey, Sum, Tree, TreeHash, Trust, VerifierKey, bucket_digest, empty_root, hex,
    text_digest, tree_root, tree_root_over, verify_consistency, verify_inclusion,
};
pub use seal::{
    AuditedKey, Durably, Fence, Holder, KeyAuditor, KeyClass, KeyCount, KeyId, KeyRing, KeyState,
    KeyStoreFound, NotOpened, Opening, Place, Rotated, RowFault, SealError, SubjectKey, open_with,
};
pub use settings::Settings;
pub use sqlite::copy::{Contents, contents, copy_database, settle_database};
pub use store::Engine;
pub use together::Together;
pub use token::StoredToken;
pub use traced::TRACED;
