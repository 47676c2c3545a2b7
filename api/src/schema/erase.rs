//! Erase a person.

use application::RecordError;
use application::sight::{ErasureTold, NotRecorded};
use async_graphql::{Context, ErrorExtensions as _, InputObject, Result, SimpleObject};
use domain::admission::Refused;
use domain::facts::personal_data_erased::PersonalDataErased;
use domain::messages::Language;
use domain::sight::Denied;
use domain::wire::ShapeFaults;
use domain::{At, Fact, FactKind};

use super::record::{Contradiction, ErasurePayload, Place, again, denied, unrecorded};
use super::scalars::{Position, Uuid};
use super::{language, sight};
use crate::http::Code;

/// Whose personal data is erased, and why.
#[derive(InputObject)]
pub(crate) struct ErasePersonInput {
    /// Repeated in the answer.
    client_mutation_id: Option<String>,
    /// Whose data, on what basis, what of it, and what is kept for statistics.
    erasure: ErasurePayload,
    /// The identifier of the person again: nothing brings back what is erased. Required, but for a dry run.
    confirm: Option<Uuid>,
}

/// What an erasure did, or would do.
#[derive(SimpleObject)]
pub(crate) struct ErasePersonPayload {
    /// That of the input.
    client_mutation_id: Option<String>,
    /// How many events hold values that nobody can read any more, those erased before included; null when it was refused.
    events_sealed: Option<u64>,
    /// The households in which the person has been.
    households: Vec<Uuid>,
    /// Those of them whose own values go too, because everybody who has been in them is erased then.
    households_erased: Vec<Uuid>,
    /// Where the erasure is recorded; null when it is not.
    position: Option<Position>,
    /// Whether one that goes as far was recorded before.
    repeated: bool,
    /// Why it was refused; empty when it was not.
    contradictions: Vec<Contradiction>,
}

impl ErasePersonPayload {
    fn of_refusal(client_mutation_id: Option<String>, contradictions: Vec<Contradiction>) -> Self {
        Self {
            client_mutation_id,
            events_sealed: None,
            households: Vec::new(),
            households_erased: Vec::new(),
            position: None,
            repeated: false,
            contradictions,
        }
    }

    fn of(client: Option<String>, told: ErasureTold) -> Self {
        let uuids = |households: std::collections::BTreeSet<domain::ids::HouseholdId>| {
            households.into_iter().map(|household| Uuid(household.0)).collect()
        };
        Self {
            events_sealed: Some(told.events_sealed),
            households: uuids(told.households),
            households_erased: uuids(told.households_erased),
            position: told.position.map(Position),
            repeated: told.repeated,
            ..Self::of_refusal(client, Vec::new())
        }
    }
}

pub(super) async fn person(
    ctx: &Context<'_>,
    input: ErasePersonInput,
    dry_run: bool,
) -> Result<ErasePersonPayload> {
    let ErasePersonInput { client_mutation_id: client, erasure, confirm } = input;
    let language = language(ctx);
    let told = match read(&erasure, language) {
        Ok(told) => told,
        Err(contradictions) => return Ok(ErasePersonPayload::of_refusal(client, contradictions)),
    };
    if !dry_run && confirm.is_none_or(|confirm| confirm.0 != told.person.0) {
        let message = "confirm is not the person: what is erased is gone for good, so the identifier is asked for twice";
        return Err(Code::BadUserInput.error(message));
    }
    match sight(ctx)?.erase(told, dry_run).await {
        Ok(told) => Ok(ErasePersonPayload::of(client, told)),
        Err(NotRecorded::Denied { why: Denied::Role, .. }) => Err(denied("an erasure", Denied::Role)),
        Err(NotRecorded::Denied { .. }) => {
            let why = "nobody is known by that identifier, or not all households in which the person has been are yours";
            let error = Code::Forbidden.error(why);
            Err(error.extend_with(|_, extensions| extensions.set("denied", "PERSON")))
        }
        Err(NotRecorded::Record(RecordError::Refused(Refused { contradictions }))) => {
            let contradictions = contradictions.into_iter();
            let told = contradictions.map(|one| Contradiction::told(Some(Place::Erasure), one, language));
            Ok(ErasePersonPayload::of_refusal(client, told.collect()))
        }
        Err(NotRecorded::Record(RecordError::IdReused { .. } | RecordError::Conflict(_))) => {
            Err(again("the history kept moving while the erasure was decided on"))
        }
        Err(NotRecorded::Record(RecordError::Fault(fault))) => Err(unrecorded(fault)),
    }
}

/// The erasure that the input tells.
///
/// # Errors
/// Every fault of its shape.
fn read(erasure: &ErasurePayload, language: Language) -> Result<PersonalDataErased, Vec<Contradiction>> {
    let mut faults = ShapeFaults::default();
    let read = FactKind::PersonalDataErased.read_submitted(&erasure.0, &At::Root("/data"), &mut faults);
    if let (Some(Fact::PersonalDataErased(told)), true) = (read, faults.0.is_empty()) {
        return Ok(told);
    }
    let told = |fault| Contradiction::shape(Some(Place::Erasure), None, fault, language);
    Err(faults.0.iter().map(told).collect())
}
