//! What an import of interchange lines would come to.

use application::import::{Refusal, lines_of};
use application::sight::{ImportRehearsed, NotImported};
use async_graphql::{Context, ErrorExtensions as _, InputObject, Result, SimpleObject};
use domain::messages::{Language, contradiction, expected_words, found, misshapen};

use super::record::{OtherFact, denied, of_publishing};
use super::{failed, language, sight};
use crate::http::{Code, VALUES_MOST, values_in};

/// Lines of one call.
pub(crate) const LINES_MAX: usize = 1_000;

/// Refusals told of one call; the others are counted.
const REFUSED_MAX: usize = 1_000;

/// Lines whose import is tried.
#[derive(InputObject)]
pub(crate) struct ImportDryRunInput {
    /// Repeated in the answer.
    client_mutation_id: Option<String>,
    /// Interchange lines, 1 to 1 000, each a CloudEvents event in JSON, with line feeds between; blank ones do not count. Who
    /// records them is the organisation that you signed in for.
    lines: String,
}

/// What an import would come to.
#[derive(SimpleObject)]
pub(crate) struct ImportDryRunPayload {
    /// That of the input.
    client_mutation_id: Option<String>,
    /// How many lines were read.
    lines: u64,
    /// How many facts would be recorded if other lines were not refused.
    accepted: u64,
    /// How many lines were recorded before and say the same.
    ignored: u64,
    /// To how many households the facts of the lines go whose shape is sound.
    households: u64,
    /// How many facts would carry a warning, such as legal usage that they break, which does not keep them from being
    /// recorded. Null where warnings may tell of facts that you may not see.
    warnings: Option<u64>,
    /// How many contradictions there are; the lines can be imported when there are none.
    refused_in_all: u64,
    /// The contradictions, in the order of the lines: the first 1 000. A line that is refused because its batch is has none.
    refused: Vec<ImportRefusal>,
}

/// Why a line would be refused.
#[derive(SimpleObject)]
pub(crate) struct ImportRefusal {
    /// The line, from 1.
    line: u64,
    /// The rule, by its stable code, as `record` tells it: `LT-sliding`. Programs branch on it.
    code: &'static str,
    /// One sentence for people, in the language of the request.
    message: String,
    /// Where in the line, step by step: `["data", "lease"]`; empty when it is the line as a whole.
    path: Vec<String>,
    /// The same place as a JSON pointer: `/data/lease`.
    pointer: String,
    /// The value found there, shortened, and hidden where the field identifies a person.
    value: String,
    /// What is expected there, in words and with an example, where the value has another form; null otherwise.
    expected: Option<String>,
    /// The fact that disagrees, when there is one that you may see.
    other: Option<OtherFact>,
}

impl ImportRefusal {
    fn of(refusal: Refusal, language: Language) -> Self {
        let Refusal { line, pointer, rule, value, other, expected, .. } = refusal;
        let message = match &other {
            None => misshapen(language, rule, &pointer, &value, expected),
            Some(other) => contradiction(language, rule, &pointer, &value, Some(other)),
        };
        let steps = pointer.split('/').skip(1);
        Self {
            line,
            code: rule.code(),
            message,
            path: steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect(),
            value: found(language, rule, &value),
            expected: expected.map(|expected| expected_words(language, expected)),
            other: other.map(|other| OtherFact::of(&other)),
            pointer,
        }
    }
}

impl ImportDryRunPayload {
    fn of(client: Option<String>, rehearsed: ImportRehearsed, language: Language) -> Self {
        let ImportRehearsed { report, households, tells_warnings } = rehearsed;
        let refused = report.refused.into_iter().take(REFUSED_MAX);
        Self {
            client_mutation_id: client,
            lines: report.lines,
            accepted: report.accepted,
            ignored: report.ignored,
            households: u64::try_from(households).unwrap_or(u64::MAX),
            warnings: tells_warnings.then_some(report.warnings),
            refused_in_all: report.refused_in_all,
            refused: refused.map(|refusal| ImportRefusal::of(refusal, language)).collect(),
        }
    }
}

pub(super) async fn dry_run(ctx: &Context<'_>, input: ImportDryRunInput) -> Result<ImportDryRunPayload> {
    let ImportDryRunInput { client_mutation_id, lines } = input;
    let count = lines_of(&lines);
    if !(1..=LINES_MAX).contains(&count) {
        let message = format!("there are {count} lines, and may be 1 to {LINES_MAX}");
        return Err(Code::BadUserInput.error(message));
    }
    if lines.split('\n').any(|line| values_in(line.as_bytes()) > VALUES_MOST) {
        return Err(Code::BadUserInput.error(format!("a line holds more than {VALUES_MOST} values")));
    }
    let named =
        |line: Option<u64>| line.map_or_else(|| "the import".to_owned(), |line| format!("line {line}"));
    match sight(ctx)?.rehearse_import(lines).await {
        Ok(rehearsed) => Ok(ImportDryRunPayload::of(client_mutation_id, rehearsed, language(ctx))),
        Err(NotImported::Fault(fault)) => Err(failed(fault)),
        Err(NotImported::Publishing { line }) => Err(of_publishing(&named(Some(line)))),
        Err(NotImported::Denied { line, why }) => {
            let denied = denied(&named(line), why);
            Err(denied
                .extend_with(|_, extensions| line.into_iter().for_each(|line| extensions.set("line", line))))
        }
    }
}
