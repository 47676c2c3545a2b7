//! Computing a printed figure from the facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray as _, RecordBatch};

use super::agree::Verdict;
use super::beside::{Known, Otherwise, at};
use super::figure::Figure;
use crate::comparison::Side;
use crate::rules::{Answer, EngineError, Fault, File, Instance, Problem, RuleSet, RuleSets, Told, Wrong};

/// A figure as it is computed.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The indicator with everything that it was given.
    pub instance: Instance,
    /// What came of it.
    pub answer: Answer,
    /// Whether what was printed agrees.
    pub verdict: Verdict,
}

impl Computed {
    /// The values as they are printed (RP17).
    #[must_use]
    pub fn printed(&self) -> Vec<Told> {
        self.instance.printed_of(&self.answer)
    }
}

/// Why a figure cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// It asks for what the rules do not have.
    #[error("the figure cannot be asked for")]
    Wrong(Vec<Problem>),
    /// The query engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl FigureError {
    pub(super) fn placed(file: &File, figure: &Figure, wrong: Vec<Wrong>) -> Self {
        Self::Wrong(wrong.into_iter().map(|one| placed(file, figure, one)).collect())
    }
}

/// Computes a figure and compares it with what was printed.
///
/// # Errors
/// Rule sets, indicators, arguments and parameters that there are not; faults of the query engine.
pub async fn compute(
    file: &File,
    figure: &Figure,
    rule_sets: &RuleSets,
    known: Known<'_>,
) -> Result<Computed, FigureError> {
    let rules = Otherwise::default().rules(file, figure, rule_sets)?;
    let Side { instance, answer } = at(file, figure, &rules, known).await?;
    let verdict = Verdict::of(figure, &instance, &answer);
    Ok(Computed { instance, answer, verdict })
}

pub(super) fn rule_set_of<'s>(name: &str, rule_sets: &'s RuleSets) -> Result<&'s Arc<RuleSet>, Vec<Wrong>> {
    let fault = || Fault::UnknownRuleSet { rule_set: name.to_owned() };
    let unknown = || vec![Wrong::Asked(0, String::new(), fault())];
    rule_sets.find(name).ok_or_else(unknown)
}

/// What is wrong, at its place in the file of the figure.
fn placed(file: &File, figure: &Figure, wrong: Wrong) -> Problem {
    match wrong {
        Wrong::Rules(problem) => problem,
        Wrong::Asked(at, subject, fault) => {
            let at = if at == 0 { figure.at } else { at };
            let subject =
                if subject.is_empty() { figure.id.clone() } else { format!("{} {subject}", figure.id) };
            Problem { file: file.name.clone(), place: Some(file.place(at)), subject, fault }
        }
    }
}

/// The programmes of the table of programmes.
#[must_use]
pub fn codes(programmes: &[RecordBatch]) -> BTreeSet<String> {
    let columns = programmes.iter().filter_map(|batch| batch.column_by_name("programme"));
    let texts = columns.filter_map(|column| column.as_string_opt::<i32>());
    texts.flat_map(|texts| texts.iter().flatten()).map(str::to_owned).collect()
}
