//! What a caller sends to record facts.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{ID, InputObject, InputType, InputValueError, InputValueResult, Value};

use super::super::scalars::{Json, PartialDay};
use super::typed::FactPayload;

/// Facts to record, and who records them.
#[derive(InputObject)]
pub(crate) struct RecordInput {
    /// Repeated in the answer.
    pub(super) client_mutation_id: Option<String>,
    /// The organisation that records, by its code. Whoever signed in records for the own organisation, and leaves it
    /// out or repeats it; where nobody signs in it is required, and taken on trust.
    pub(super) organisation: Option<String>,
    /// The role of whoever records; left out by whoever signed in.
    pub(super) role: Option<String>,
    /// A pseudonymous user, never a name; left out by whoever signed in.
    pub(super) user: Option<String>,
    /// The facts, 1 to 100, in the order in which they will stand in the ledger.
    pub(super) facts: Vec<FactInput>,
    /// Whether a person typed the facts in a form: their origin is `MANUAL` then, and `PARTNER` otherwise.
    pub(super) by_hand: Option<bool>,
    /// The version that streams must still have: what was read before the facts were written.
    /// When one has moved, nothing is recorded and the answer has a `conflict`.
    pub(super) expected: Option<Vec<ExpectedInput>>,
}

/// A fact.
#[derive(InputObject)]
pub(crate) struct FactInput {
    /// The UUID of the event, chosen by the caller: a call repeated with the same identifiers
    /// records nothing twice. Made by the server when absent.
    pub(super) id: Option<ID>,
    /// Where it goes: `household/` and a UUID, `programme/` and a code, or `rules`.
    pub(super) stream: String,
    /// When it was true.
    pub(super) occurred_on: DayTyped,
    /// Its kind and payload, typed. Either this, or `type` and `data`.
    pub(super) fact: Option<FactPayload>,
    /// The kind of fact, by the event catalogue’s name: `lease_transferred`. With `data`, for those who have facts as the
    /// catalogue and interchange files write them, or fill in forms: every fault is then told at once.
    #[graphql(name = "type")]
    pub(super) kind: Option<String>,
    /// Its payload: an object with the fields of the event catalogue.
    pub(super) data: Option<Json>,
}

/// The version that a stream must still have.
#[derive(InputObject)]
#[graphql(name = "ExpectedVersionInput")]
pub(crate) struct ExpectedInput {
    /// A stream that one of the facts goes to.
    pub(super) stream: String,
    /// Its version; 0 when it must not exist yet.
    pub(super) version: i32,
}

/// A `PartialDate` as it was typed: one that is none is told with the other faults of its fact, and not by the library,
/// which names the place alone.
pub(crate) struct DayTyped(pub(super) String);

impl InputType for DayTyped {
    type RawValueType = String;

    fn type_name() -> Cow<'static, str> {
        <PartialDay as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <PartialDay as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        if let Some(Value::String(text)) = value {
            return Ok(Self(text));
        }
        Err(InputValueError::expected_type(value.unwrap_or_default()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn as_raw_value(&self) -> Option<&String> {
        Some(&self.0)
    }
}
