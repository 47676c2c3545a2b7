//! What may be recorded.

use async_graphql::{Context, Object};

use super::erase::{self, ErasePersonInput, ErasePersonPayload};
use super::import::{self, ImportDryRunInput, ImportDryRunPayload};
use super::integrity::Verification;
use super::record::{RecordInput, RecordPayload, record};
use super::{Field, sight, unread};

/// What may be changed.
#[derive(Debug)]
pub struct Mutation;

/// What may be recorded.
#[Object]
impl Mutation {
    /// Records facts that are accepted or refused together. What was recorded is never changed: a
    /// mistake is mended by a fact of type `event_corrected` or `event_retracted`.
    ///
    /// A refusal is an answer and not an error: every contradiction is listed, and nothing was
    /// recorded. Safe to repeat with the same event ids.
    async fn record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The facts, and who records them.")] input: RecordInput,
        #[graphql(
            desc = "Decides and records nothing: the answer has contradictions or a conflict as if it did, else `admissible` \
                    and `preview`. It holds as long as nothing else is recorded.",
            default
        )]
        dry_run: bool,
    ) -> Field<RecordPayload> {
        Some(record(ctx, input, dry_run).await)
    }

    /// Tells what an import of interchange lines would come to, and writes nothing: what `parcours import --dry-run` says of
    /// a file. It holds as long as nothing else is recorded. You must be allowed to record each of the facts, as if `record`
    /// was asked to record all of them at once; what may not be recorded is an error, as it is there.
    ///
    /// A refused line is an answer and not an error. Each line costs as much as an object of an answer, and each
    /// household but the first as much as ten, and one more for each hundred lines.
    async fn import_dry_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lines.")] input: ImportDryRunInput,
    ) -> Field<ImportDryRunPayload> {
        Some(import::dry_run(ctx, input).await)
    }

    /// Erases the personal data of a person for good, everywhere: the keys that open it are destroyed. No event is changed, and
    /// every proof still holds; what was sealed reads as erased from then on, and nothing more can be sealed for the person.
    /// Copies of the keys in backups are for the operator of the server to destroy.
    ///
    /// For whoever runs, or ran in the last two years, a programme of every household in which the person has been. Whether
    /// nobody is known by that identifier or not all of these households are yours is not told. Safe to repeat.
    async fn erase_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose data, and why.")] input: ErasePersonInput,
        #[graphql(desc = "Tells what would be destroyed, and destroys nothing.", default)] dry_run: bool,
    ) -> Field<ErasePersonPayload> {
        Some(erase::person(ctx, input, dry_run).await)
    }

    /// Begins to verify the ledger and the access log, unless that is under way; `verification` tells what it comes to.
    /// For auditors and administrators.
    async fn verify_ledger(&self, ctx: &Context<'_>) -> Field<Verification> {
        let verify = || sight(ctx)?.verify().map_err(unread);
        Some(verify().map(Verification::from))
    }
}
