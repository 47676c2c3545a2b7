//! What is tried, by the parameters of the address: codes and numbers, nothing personal.

use serde_json::{Value, json};

use super::answer::Refused;
use crate::pages::failure::Failure;
use crate::pages::figures::{code_of, year_of};
use crate::pages::frame::Frame;
use crate::pages::rules::answer::{Choice, Parameter};
use crate::pages::texts::Texts;

/// Characters of a value.
const VALUE_MAX: usize = 200;

/// What the form has.
pub(super) struct Chosen {
    pub(super) programme: Option<String>,
    pub(super) year: Option<i16>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) line: Option<String>,
}

impl Chosen {
    /// # Errors
    /// What is no code, or no year.
    pub(super) fn of(frame: &Frame) -> Result<Self, Failure> {
        let code = |name: &str| Ok::<_, Failure>(code_of(frame, name)?.map(str::to_owned));
        Ok(Self {
            programme: code("programme")?,
            year: year_of(frame)?,
            before: code("before")?,
            after: code("after")?,
            line: code("line")?,
        })
    }

    /// The rule set whose parameters are changed.
    pub(super) fn set(&self) -> &str {
        self.after.as_deref().or(self.before.as_deref()).unwrap_or("base")
    }

    pub(super) fn variables(&self, programme: &str, year: i16, changes: &[(String, String)]) -> Value {
        let change = |(name, value): &(String, String)| json!({ "name": name, "value": value });
        json!({
            "programme": programme,
            "year": year,
            "before": self.before,
            "after": self.after,
            "changes": changes.iter().map(change).collect::<Vec<_>>(),
            "line": self.line.as_deref().unwrap_or_default(),
            "chosen": self.line.is_some(),
        })
    }
}

/// The parameters that the address changes.
///
/// # Errors
/// A value longer than any that there is.
pub(super) fn changes(frame: &Frame, parameters: &[Parameter]) -> Result<Vec<(String, String)>, Failure> {
    let names = parameters.iter().flat_map(|parameter| &parameter.choices).map(|choice| &choice.name);
    let given = names.filter_map(|name| Some((name.clone(), frame.parameter(name)?.to_owned())));
    let given: Vec<_> = given.collect();
    let is_long = given.iter().any(|(_, value)| value.chars().count() > VALUE_MAX);
    if is_long { Err(Failure::BadRequest) } else { Ok(given) }
}

/// A field of the form.
pub(super) struct Field {
    pub(super) name: String,
    /// The name as an identifier of the page.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) given: String,
    /// What to choose from; none when a value is typed.
    pub(super) options: Vec<(String, String)>,
    pub(super) bounds: Option<(i64, i64)>,
    /// What is wrong with it.
    pub(super) error: Option<String>,
}

impl Field {
    pub(super) fn of(parameter: &Parameter, choice: &Choice, frame: &Frame, refused: &[Refused]) -> Self {
        let texts = frame.texts;
        let label = if choice.member.is_empty() {
            parameter.label.clone()
        } else {
            format!("{}, {}", parameter.label, texts.of("rule-member", &choice.member))
        };
        let codes = match choice.kind.as_str() {
            "code" => choice.allowed.clone(),
            "boolean" => vec!["true".to_owned(), "false".to_owned()],
            _ => Vec::new(),
        };
        let options: Vec<_> =
            codes.into_iter().map(|code| (code.clone(), told(choice, &code, texts))).collect();
        let hint = [("value", told(choice, &choice.value, texts)), ("range", choice.range())];
        let hint: Vec<_> = hint.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let hint = if options.is_empty() {
            texts.with("try-hint-range", &hint)
        } else {
            texts.with("try-hint", &hint)
        };
        let error = refused.iter().find(|one| one.name == choice.name).map(|one| refusal(one, texts));
        Self {
            id: choice.name.to_lowercase().replace(['.', '_'], "-"),
            given: frame.parameter(&choice.name).unwrap_or_default().to_owned(),
            bounds: choice.min.zip(choice.max),
            name: choice.name.clone(),
            label,
            hint,
            options,
            error,
        }
    }
}

/// A value in words, with its code; itself when it is a number, or has no words.
pub(super) fn told(choice: &Choice, value: &str, texts: Texts) -> String {
    match value {
        "true" => texts.say("yes"),
        "false" => texts.say("no"),
        code => {
            let id = format!("rule-{}-{}", choice.name, code.to_lowercase()).replace(['.', '_'], "-");
            texts.try_say(&id).map_or_else(|| code.to_owned(), |words| format!("{words} ({code})"))
        }
    }
}

/// Why a change does not fit.
fn refusal(refused: &Refused, texts: Texts) -> String {
    match (&refused.allowed, &refused.min, &refused.max) {
        (Some(allowed), ..) => texts.with("try-refused-code", &[("allowed", allowed)]),
        (None, Some(min), Some(max)) => texts.with("try-refused-range", &[("min", min), ("max", max)]),
        _ => texts.of("try-refused", &refused.why),
    }
}
