//! Sealing: values that identify somebody are stored encrypted, each subject under keys of its own, so that
//! destroying a key erases what it sealed and changes no event.
//!
//! What a subject is, and which values are its, is not known here.

mod audit;
mod cache;
mod error;
mod fence;
mod master;
mod ring;
mod rotation;
pub(crate) mod row;
mod store;
mod unlock;
mod value;

#[cfg(test)]
mod tests;

pub use audit::{AuditedKey, KeyAuditor, KeyState, KeyStoreFound, RowFault};
pub use error::SealError;
pub use ring::{Durably, Holder, KeyRing};
pub use rotation::Rotated;
pub use row::{Fence, KeyClass, KeyCount};
pub use value::{KeyId, NotOpened, Opening, Place, SubjectKey, open_with};

pub(crate) use master::suffixed;
