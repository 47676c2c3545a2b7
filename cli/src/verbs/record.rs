//! Why facts of a verb are not recorded.

use application::RecordError;
use domain::messages::contradiction;

use crate::failure::Failure;
use crate::texts::Texts;

/// Every contradiction with the history, in the message `id` about `$why`; or the fault.
pub(super) fn refused(id: &'static str, error: RecordError, texts: Texts) -> Failure {
    match error {
        RecordError::Refused(refused) => {
            let told = refused.contradictions.iter().map(|one| {
                contradiction(texts.language, one.rule, &one.pointer, &one.value, one.other.as_ref())
            });
            Failure::refused(id, [("why", told.collect::<Vec<_>>().join(" "))])
        }
        RecordError::Fault(fault) => fault.into(),
        error @ (RecordError::IdReused { .. } | RecordError::Conflict(_)) => {
            Failure::fault("fault-ledger", [], error)
        }
    }
}
