//! What both test binaries share: an in-memory set of histories, and one full payload per kind of fact.

pub(crate) mod histories;
pub(crate) mod samples;

use uuid::Uuid;

/// The identifier that a label stands for; the same label is the same identifier in every test.
pub(crate) fn id(label: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, label.as_bytes())
}
