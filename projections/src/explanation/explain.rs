//! Asking about one household.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::alternatives::{Change, changed};
use super::facts;
use crate::comparison::{Coordinate, Question, Side, Standing, Unanswered, answered};
use crate::rules::{Answer, Row};

/// Why a household is counted or not.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The question and its answer.
    pub side: Side,
    /// The units of the household in the population.
    pub units: Vec<Row>,
    /// Where the household stands: the best of its units.
    pub standing: Standing,
    /// The positions of the events behind the rows that the question read of the household.
    pub positions: BTreeSet<u64>,
    /// The facts tables that the question read, and how many of the rows are the household’s.
    pub tables: Vec<(String, usize)>,
    /// Single changes of the question by which the household would stand better; none are tried of one that is counted.
    pub alternatives: Vec<Alternative>,
}

/// A change of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What is changed.
    pub change: Change,
    /// Where the household would stand.
    pub standing: Standing,
}

/// Explains where a household stands in an answer; `days` are those of its facts.
///
/// # Errors
/// Indicators, arguments and parameters that there are not; faults of the query engine.
pub async fn explain(
    (household, days): (&str, &BTreeSet<Date>),
    question: Question<'_>,
    at: Coordinate<'_>,
) -> Result<Explanation, Unanswered> {
    let side = answered(question, at).await?;
    let units = units_of(household, &side.answer);
    let standing = best(&units);
    let read = facts::read(at.engine, &side.instance, household).await?;
    let mut alternatives = Vec::new();
    if standing != Standing::Kept {
        let own = (&read.programmes, days);
        for one in changed(&question, at.changes, &side.instance, at.known_on, own) {
            // Of several earlier ends the latest is told.
            let is_earlier = |change: &Change| ends_before(change, question.window.to);
            if is_earlier(&one.change)
                && alternatives.iter().any(|told: &Alternative| is_earlier(&told.change))
            {
                continue;
            }
            let question = Question { arguments: &one.arguments, window: one.window, ..question };
            // A change that makes no sense with the rest of the question explains nothing.
            let Ok(other) = answered(question, Coordinate { changes: &one.changes, ..at }).await else {
                continue;
            };
            let there = standing_in(household, &other.answer);
            if there > standing {
                alternatives.push(Alternative { change: one.change, standing: there });
            }
        }
        alternatives.sort_by_key(|one| std::cmp::Reverse(one.standing));
    }
    let (positions, tables) = (read.positions, read.tables);
    Ok(Explanation { side, units, standing, positions, tables, alternatives })
}

fn units_of(household: &str, answer: &Answer) -> Vec<Row> {
    let is_of = |row: &&Row| row.household.as_deref().unwrap_or(&row.unit) == household;
    answer.population.rows.iter().filter(is_of).cloned().collect()
}

/// Where a household stands in an answer: the best of its units.
#[must_use]
pub fn standing_in(household: &str, answer: &Answer) -> Standing {
    best(&units_of(household, answer))
}

fn ends_before(change: &Change, to: Option<Date>) -> bool {
    matches!(change, Change::To(day) if to.is_some_and(|to| *day < to))
}

fn best(units: &[Row]) -> Standing {
    units.iter().map(Standing::of).max().unwrap_or(Standing::Outside)
}
