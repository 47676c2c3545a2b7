//! What a caller is answered.

use application::Recorded;
use application::sight::Rehearsed;
use async_graphql::{ID, SimpleObject};
use domain::admission;
use domain::ids::EventId;
use domain::messages::{Language, contradiction, expected_words, misshapen};
use domain::wire::ShapeFault;
use domain::{FactKind, Rule};

use super::super::household::Household;
use super::super::scalars::{PartialDay, Position};
use super::typed::camel;

/// What became of the facts: recorded, refused, or not decided on because a stream has moved.
#[derive(SimpleObject)]
pub(crate) struct RecordPayload {
    /// That of the input.
    client_mutation_id: Option<String>,
    /// The facts recorded, in the order of the input; empty when nothing was.
    recorded: Vec<RecordedFact>,
    /// Whether everything had been recorded before: a call repeated.
    repeated: bool,
    /// What a dry run would have recorded, in the order of the input; empty when it would have been refused, and when it
    /// was no dry run.
    admissible: Vec<AdmissibleFact>,
    /// After a dry run that would not have been refused, the households to which the facts go as they would be then,
    /// today; empty otherwise.
    preview: Vec<Household>,
    /// Why the facts were refused; empty when they were not.
    contradictions: Vec<Contradiction>,
    /// The expectation that does not hold; null when all do.
    conflict: Option<Conflict>,
}

impl RecordPayload {
    fn new(client_mutation_id: Option<String>) -> Self {
        Self {
            client_mutation_id,
            recorded: Vec::new(),
            repeated: false,
            admissible: Vec::new(),
            preview: Vec::new(),
            contradictions: Vec::new(),
            conflict: None,
        }
    }

    pub(super) fn of_record(
        client_mutation_id: Option<String>,
        recorded: Recorded,
        ids: impl Iterator<Item = EventId>,
    ) -> Self {
        let places = recorded.positions.into_iter().zip(recorded.warnings);
        let facts = ids.zip(places).map(|(id, (position, warnings))| RecordedFact {
            id: ID(id.to_string()),
            position: Position(position),
            warnings,
        });
        Self { recorded: facts.collect(), repeated: recorded.repeated, ..Self::new(client_mutation_id) }
    }

    pub(super) fn of_rehearsal(client: Option<String>, rehearsed: Rehearsed, language: Language) -> Self {
        let facts = rehearsed.facts.into_iter();
        let admissible = facts.map(|(id, warnings)| AdmissibleFact {
            id: ID(id.to_string()),
            warnings: warnings.into_iter().map(|code| Warning::of(code, language)).collect(),
        });
        let admissible: Vec<_> = admissible.collect();
        let preview = rehearsed.households.into_iter().map(Household::rehearsed).collect();
        Self { repeated: admissible.is_empty(), admissible, preview, ..Self::new(client) }
    }

    pub(super) fn of_refusal(client: Option<String>, contradictions: Vec<Contradiction>) -> Self {
        Self { contradictions, ..Self::new(client) }
    }

    pub(super) fn of_conflict(client: Option<String>, conflict: Conflict) -> Self {
        Self { conflict: Some(conflict), ..Self::new(client) }
    }
}

/// A fact recorded.
#[derive(SimpleObject)]
pub(crate) struct RecordedFact {
    /// The event.
    id: ID,
    /// Its place in the ledger.
    position: Position,
    /// Codes of the rules of which it carries a warning, stored with it: legal usage that it breaks, a household that it
    /// leaves without a reference person, and what it leaves households without support for.
    warnings: Vec<String>,
}

/// A fact that would be recorded.
#[derive(SimpleObject)]
pub(crate) struct AdmissibleFact {
    /// The event that it would be.
    id: ID,
    /// The rules of which it would carry a warning.
    warnings: Vec<Warning>,
}

/// A doubt about a fact, such as legal usage that it breaks, which does not keep it from being recorded.
#[derive(SimpleObject)]
pub(crate) struct Warning {
    /// The rule, by its stable code: `CO-cddi-employer`.
    code: String,
    /// One sentence for people, in the language of the request.
    message: String,
}

impl Warning {
    fn of(code: String, language: Language) -> Self {
        let rule = Rule::ALL.iter().find(|rule| rule.code() == code);
        // Which person or episode it is about is not stored with it.
        let message = rule.map(|rule| contradiction(language, *rule, "/occurredon", "", None));
        Self { message: message.unwrap_or_else(|| code.clone()), code }
    }
}

/// A stream that is no longer as the caller expects.
#[derive(SimpleObject)]
pub(crate) struct Conflict {
    /// Which stream.
    stream: String,
    /// The version expected.
    expected: u32,
    /// The version that it has; 0 when it does not exist.
    actual: u32,
}

impl Conflict {
    pub(super) fn new(stream: String, expected: u32, actual: u32) -> Self {
        Self { stream, expected, actual }
    }
}

/// A rule that does not hold.
#[derive(SimpleObject)]
pub(crate) struct Contradiction {
    /// The rule, by its stable code: `LT-sliding`. Programs branch on it.
    code: &'static str,
    /// One sentence for people, in the language of the request.
    message: String,
    /// Where in the arguments of the mutation: `["input", "facts", "0", "fact", "leaseTransferred", "lease"]`, or
    /// `["input", "facts", "0", "data", "lease"]`.
    path: Vec<String>,
    /// The same place as a JSON pointer into the interchange line of the fact: `/data/lease`.
    pointer: String,
    /// The value found there, shortened, and hidden where the field identifies a person.
    value: String,
    /// What is expected there, in words and with an example, where the value has another form; null otherwise.
    expected: Option<String>,
    /// The event of the submitted fact; null when the fault is not that of a fact, or when its
    /// identifier cannot be read.
    fact: Option<ID>,
    /// The fact that disagrees, when there is one.
    other: Option<OtherFact>,
}

/// The fact that disagrees with a submitted one.
#[derive(SimpleObject)]
pub(crate) struct OtherFact {
    /// Its event.
    id: ID,
    /// The kind of fact, by the event catalogue’s name.
    #[graphql(name = "type")]
    kind: &'static str,
    /// When it was true, as first recorded.
    occurred_on: PartialDay,
}

impl OtherFact {
    pub(in crate::schema) fn of(other: &admission::OtherFact) -> Self {
        Self { id: ID(other.id.to_string()), kind: other.kind.name(), occurred_on: PartialDay(other.on) }
    }
}

impl Contradiction {
    /// A fault of shape, in the fact at that place of the input or, without one, in the input.
    pub(in crate::schema) fn shape(
        at: Option<Place>,
        fact: Option<EventId>,
        fault: &ShapeFault,
        language: Language,
    ) -> Self {
        let (rule, pointer, value) = (fault.rule, fault.pointer.as_str(), fault.value.as_str());
        let path = path(at, pointer);
        // A caller who never sees a line does not know its attributes: the message names arguments.
        let named = path.iter().skip(match at {
            Some(Place::Fact { .. }) => 3,
            Some(Place::Erasure) => 2,
            None => 1,
        });
        let named: String = named.flat_map(|step| ["/", step]).collect();
        Self {
            code: rule.code(),
            message: misshapen(language, rule, &named, value, fault.expected),
            expected: fault.expected.map(|expected| expected_words(language, expected)),
            path,
            pointer: pointer.to_owned(),
            value: value.to_owned(),
            fact: fact.map(|id| ID(id.to_string())),
            other: None,
        }
    }

    /// An event of that id is recorded already and does not say the same.
    pub(super) fn id_reused(at: Option<Place>, id: EventId, language: Language) -> Self {
        let (rule, pointer) = (Rule::IdReused, "/id".to_owned());
        let fault = ShapeFault { rule, pointer, value: id.to_string(), expected: None };
        Self::shape(at, Some(id), &fault, language)
    }

    /// A contradiction with the history.
    pub(in crate::schema) fn told(
        at: Option<Place>,
        one: admission::Contradiction,
        language: Language,
    ) -> Self {
        let other = one.other.as_ref();
        Self {
            code: one.rule.code(),
            message: contradiction(language, one.rule, &one.pointer, &one.value, other),
            path: path(at, &one.pointer),
            expected: None,
            fact: Some(ID(one.fact.to_string())),
            other: other.map(OtherFact::of),
            pointer: one.pointer,
            value: one.value,
        }
    }
}

/// Where a fact stands in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::schema) enum Place {
    /// In a list, and as what when it is typed.
    Fact { at: usize, typed: Option<FactKind> },
    /// It is an erasure, and alone.
    Erasure,
}

/// From a pointer into a line to a path into the arguments.
fn path(place: Option<Place>, pointer: &str) -> Vec<String> {
    let mut path = vec!["input".to_owned()];
    let typed = match place {
        Some(Place::Fact { at, typed }) => {
            path.extend(["facts".to_owned(), at.to_string()]);
            typed.map(|kind| (kind, vec!["fact".to_owned(), camel(kind.name())]))
        }
        Some(Place::Erasure) => Some((FactKind::PersonalDataErased, vec!["erasure".to_owned()])),
        None => None,
    };
    let mut steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let first = steps.next();
    match (typed, first.as_deref()) {
        (Some((kind, payload)), Some("data")) => {
            path.extend(payload);
            // What replaces a payload is written as the catalogue has it.
            let is_free = kind == FactKind::EventCorrected;
            path.extend(
                steps.enumerate().map(|(at, step)| if is_free && at > 0 { step } else { camel(&step) }),
            );
        }
        (_, first) => {
            path.extend(first.map(|first| argument(first).to_owned()));
            path.extend(steps);
        }
    }
    path
}

/// The argument that an attribute of a line stands for.
fn argument(attribute: &str) -> &str {
    match attribute {
        "subject" => "stream",
        "occurredon" => "occurredOn",
        "source" => "organisation",
        "actorrole" => "role",
        "actoruser" => "user",
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use domain::FactKind;

    use super::{Place, path};

    #[test]
    fn a_pointer_into_a_line_becomes_a_path_into_the_arguments() {
        let typed = |at, kind| Some(Place::Fact { at, typed: Some(kind) });
        let at = |at| Some(Place::Fact { at, typed: None });
        for (place, pointer, expected) in [
            (at(0), "/data/persons/1", "input facts 0 data persons 1"),
            (at(7), "/occurredon", "input facts 7 occurredOn"),
            (at(7), "/subject", "input facts 7 stream"),
            (at(0), "/data/a~1b~0c", "input facts 0 data a/b~c"),
            (
                typed(2, FactKind::LeaseTransferred),
                "/data/new_lease",
                "input facts 2 fact leaseTransferred newLease",
            ),
            (
                typed(2, FactKind::EventCorrected),
                "/data/payload/new_lease",
                "input facts 2 fact eventCorrected payload new_lease",
            ),
            (typed(2, FactKind::LeaseTransferred), "/occurredon", "input facts 2 occurredOn"),
            (at(0), "", "input facts 0"),
            (None, "/source", "input organisation"),
            (Some(Place::Erasure), "/data/residue/age_band", "input erasure residue ageBand"),
        ] {
            assert_eq!(path(place, pointer).join(" "), expected, "{pointer}");
        }
    }
}
