//! Facts of a form are sent to `record`, like those of anybody: rehearsed first, then recorded.

use axum::http::request::Parts;
use domain::ids::EventId;
use domain::{FactKind, StreamId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::context::Context;
use crate::pages::ask::{Desk, ask};
use crate::pages::failure::Failure;
use crate::pages::household::answer::Household;

const DOCUMENT: &str = concat!(
    include_str!("record.graphql"),
    "\n",
    include_str!("../household/pathway.graphql"),
    "\n",
    include_str!("../household/history.graphql")
);

/// A fact to be sent; its date stands for nothing when none could be read.
pub(super) struct Sent {
    pub(super) event: EventId,
    /// The stream that it goes to: `household/` and a UUID, or `programme/` and a code, as it was typed.
    pub(super) stream: String,
    pub(super) kind: FactKind,
    pub(super) on: Option<String>,
    pub(super) data: Value,
    /// The field at which its faults are shown, when the form has none for its own.
    pub(super) beside: Option<String>,
}

impl Sent {
    /// A fact about a household or a programme, whose fields are those of the form.
    pub(super) fn about(
        event: EventId,
        stream: &impl ToString,
        kind: FactKind,
        on: Option<String>,
        data: Value,
    ) -> Self {
        Self { event, stream: stream.to_string(), kind, on, data, beside: None }
    }
}

/// What became of it.
pub(super) enum Outcome {
    /// It was recorded, or would be.
    Accepted(Box<Accepted>),
    /// It is refused: names of fields, and sentences.
    Refused(Vec<(String, String)>),
    /// It is not for the reader to record that.
    Denied,
    /// Something else was recorded meanwhile.
    Moved,
}

pub(super) struct Accepted {
    pub(super) warnings: Vec<Warning>,
    /// The household as it would be.
    pub(super) preview: Option<Household>,
}

#[derive(Deserialize)]
struct Answer {
    record: Payload,
}

#[derive(Deserialize)]
struct Payload {
    admissible: Vec<Admissible>,
    contradictions: Vec<Contradiction>,
    conflict: Option<Conflict>,
    preview: Vec<Household>,
}

#[derive(Deserialize)]
struct Admissible {
    warnings: Vec<Warning>,
}

/// A rule of which a fact would carry a warning.
#[derive(Deserialize)]
pub(super) struct Warning {
    pub(super) code: String,
    pub(super) message: String,
}

#[derive(Deserialize)]
struct Contradiction {
    code: String,
    message: String,
    path: Vec<String>,
    expected: Option<String>,
    other: Option<Standing>,
}

/// The fact that disagrees.
#[derive(Deserialize)]
struct Standing {
    id: String,
}

#[derive(Deserialize)]
struct Conflict {}

/// Where facts are sent, and as what.
pub(super) struct Sending<'a> {
    pub(super) desk: &'a Desk,
    pub(super) parts: &'a Parts,
    pub(super) context: &'a Context,
    /// The stream that the form is about, with its version when the form was filled in, and others to which facts go; none
    /// where nothing is there yet that could have moved.
    pub(super) expected: Vec<(StreamId, u32)>,
    /// For whom, where nobody signs in.
    pub(super) organisation: Option<String>,
}

impl Sending<'_> {
    /// Sends facts. `unread` is what could not be read of the form: then only what else is wrong with the shape of the
    /// facts is told beside it, and nothing is recorded.
    ///
    /// # Errors
    /// The reader may not record them; faults.
    pub(super) async fn send(
        &self,
        facts: &[Sent],
        unread: Vec<(String, String)>,
        rehearse: bool,
    ) -> Result<Outcome, Failure> {
        // A date that is not there is told with the rest: until then any day will do.
        let today = self.desk.today().to_string();
        let fact = |fact: &Sent| {
            json!({
                "id": fact.event.to_string(), "stream": fact.stream, "type": fact.kind.name(), "data": fact.data,
                "occurredOn": fact.on.as_ref().unwrap_or(&today),
            })
        };
        let mut input = json!({
            "byHand": true,
            "facts": facts.iter().map(fact).collect::<Vec<_>>(),
            "expected": self.expected.iter().map(|(stream, version)| {
                json!({ "stream": stream.to_string(), "version": version })
            }).collect::<Vec<_>>(),
        });
        if self.context.organisation.is_none() {
            input["organisation"] = self.organisation.clone().into();
        }
        let is_read = unread.is_empty() && facts.iter().all(|fact| fact.on.is_some());
        let variables = json!({ "input": input, "dryRun": rehearse || !is_read });
        let texts = self.context.texts;
        let answer: Answer = match ask(self.desk, self.parts, texts.0, DOCUMENT, variables).await {
            Err(Failure::Forbidden) => return Ok(Outcome::Denied),
            answer => answer?,
        };
        let Payload { admissible, contradictions, conflict, preview } = answer.record;
        if !is_read {
            let mut faults = unread;
            let undated = facts.iter().enumerate().filter(|(_, fact)| fact.on.is_none());
            for (at, fact) in undated {
                let name = date_name(at, fact.kind);
                if faults.iter().all(|(told, _)| *told != name) {
                    faults.push((name, texts.say("wrong-required")));
                }
            }
            let of_shape = contradictions.into_iter().filter(|one| one.code.starts_with("S-"));
            for (name, sentence) in of_shape.map(|one| self.told(&one)) {
                if faults.iter().all(|(told, _)| *told != name) {
                    faults.push((name, sentence));
                }
            }
            return Ok(Outcome::Refused(faults));
        }
        if conflict.is_some() {
            return Ok(Outcome::Moved);
        }
        if !contradictions.is_empty() {
            let undoes = facts.len() > 1 && facts.iter().all(|fact| fact.kind == FactKind::EventRetracted);
            let told = |one: &Contradiction| {
                let (name, sentence) = self.told(one);
                let standing = self.standing(one).filter(|_| undoes);
                (name, standing.unwrap_or(sentence))
            };
            return Ok(Outcome::Refused(contradictions.iter().map(told).collect()));
        }
        let warnings = admissible.into_iter().flat_map(|one| one.warnings);
        let own = self.expected.first().map(|(stream, _)| stream.to_string());
        let is_own = |one: &Household| {
            own.as_deref().and_then(|own| own.strip_prefix("household/")) == Some(&one.uuid)
        };
        let preview = preview.into_iter().find(is_own);
        Ok(Outcome::Accepted(Box::new(Accepted { warnings: warnings.collect(), preview })))
    }

    /// What stands in the way of undoing several facts, when the reader has it before them.
    fn standing(&self, one: &Contradiction) -> Option<String> {
        let standing = self.context.standing(&one.other.as_ref()?.id, self.desk)?;
        Some(self.context.texts.with("undo-stands", &[("fact", &standing)]))
    }

    /// A contradiction as the name of a field and a sentence. Messages for programs name arguments: beside a field, what
    /// is wrong with its form is said more plainly.
    fn told(&self, one: &Contradiction) -> (String, String) {
        let steps = one.path.iter().skip(1).filter(|step| *step != "facts");
        let name = steps.cloned().collect::<Vec<_>>().join("/");
        let texts = self.context.texts;
        let sentence = match one.code.as_str() {
            "S-required" => texts.say("wrong-required"),
            "S-code" => texts.say("wrong-choice"),
            "S-format" => match &one.expected {
                Some(expected) => texts.with("wrong-form-expected", &[("expected", expected)]),
                None => texts.say("wrong-form"),
            },
            _ => self.context.named(&one.message),
        };
        (name, sentence)
    }
}

/// The name of the field of the date of a fact.
pub(super) fn date_name(at: usize, kind: FactKind) -> String {
    if kind == FactKind::EventCorrected {
        format!("{at}/data/occurred_on")
    } else {
        format!("{at}/occurredOn")
    }
}
