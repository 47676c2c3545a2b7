//! A figure at other coordinates than its own, and at two of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::compute::{FigureError, rule_set_of};
use super::figure::Figure;
use crate::comparison::{Compared, Coordinate, Question, Side, Unanswered, answered, compare};
use crate::explanation::{self, Explanation};
use crate::rules::{
    Asked, Changes, Engine, File, Given, Instance, Member, RuleSet, RuleSets, What, parameter_of,
};

/// The parameter that decides how numbers are printed and nothing before: no query holds it.
const ROUNDING: &str = "RP17";

/// What is other than the figure says at one side of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Otherwise {
    /// The rule set, as `CODE` or `CODE/VERSION`.
    pub rule_set: Option<String>,
    /// Parameters changed on top of those that the figure changes.
    pub changes: Changes,
}

/// What was known at one side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Asked for answers.
    pub engine: &'a Engine,
    /// On which day.
    pub known_on: Option<Date>,
    /// Up to which position.
    pub position: u64,
}

/// The rules of a figure at one side.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The rule set.
    pub rule_set: Arc<RuleSet>,
    /// Parameters changed on top of it.
    pub changes: Changes,
}

impl Otherwise {
    /// The rules of a figure where something is otherwise.
    ///
    /// # Errors
    /// A rule set that there is not.
    pub fn rules(&self, file: &File, figure: &Figure, rule_sets: &RuleSets) -> Result<Rules, FigureError> {
        let name = self.rule_set.as_ref().unwrap_or(&figure.rule_set);
        let rule_set =
            rule_set_of(name, rule_sets).map_err(|wrong| FigureError::placed(file, figure, wrong))?;
        let mut changes = figure.changes.clone();
        for (id, (at, given)) in &self.changes {
            match changes.get_mut(id) {
                Some((_, there)) => put(there, given),
                None => drop(changes.insert(id.clone(), (*at, given.clone()))),
            }
        }
        Ok(Rules { rule_set: Arc::clone(rule_set), changes })
    }
}

/// Puts a value in the place of another; of two tables, the members given.
fn put(there: &mut Given, given: &Given) {
    if let (What::Table(there), What::Table(given)) = (&mut there.what, &given.what) {
        there.extend(given.iter().map(|(name, member): (&String, &Member)| (name.clone(), member.clone())));
    } else {
        *there = given.clone();
    }
}

/// Computes a figure at two coordinates, and finds out what moved each unit that moved.
///
/// # Errors
/// Indicators, arguments and parameters that there are not; faults of the query engine.
pub async fn beside(
    file: &File,
    figure: &Figure,
    before: (&Rules, Known<'_>),
    after: (&Rules, Known<'_>),
) -> Result<Compared, FigureError> {
    let compared = compare(question(figure), before.0.at(before.1), after.0.at(after.1)).await;
    compared.map_err(|error| told(file, figure, error))
}

/// Whether a figure may come to something else, or be printed otherwise, under other rules. What cannot be asked may.
#[must_use]
pub fn may_differ(figure: &Figure, before: &Rules, after: &Rules, known: Known<'_>) -> bool {
    let instance = |rules: &Rules| {
        Instance::new(&Asked {
            rule_set: &rules.rule_set,
            indicator: &figure.template,
            arguments: &figure.arguments,
            window: figure.window,
            known_on: known.known_on,
            changes: &rules.changes,
        })
    };
    let (Ok(one), Ok(other)) = (instance(before), instance(after)) else { return true };
    let rounding = |of: &Instance| {
        let digits = of.values.iter().filter(|(name, _)| parameter_of(name) == ROUNDING);
        digits.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    let is_same_question = one.measure == other.measure && one.unit == other.unit;
    !is_same_question
        || rounding(&one) != rounding(&other)
        || !one.query.statements().eq(other.query.statements())
}

/// Computes a figure at one coordinate.
///
/// # Errors
/// As [`beside`].
pub async fn at(file: &File, figure: &Figure, rules: &Rules, known: Known<'_>) -> Result<Side, FigureError> {
    let answered = answered(question(figure), rules.at(known)).await;
    answered.map_err(|error| told(file, figure, error))
}

/// Explains where a household stands in a figure.
///
/// # Errors
/// As [`beside`].
pub async fn explain(
    household: (&str, &BTreeSet<Date>),
    file: &File,
    figure: &Figure,
    rules: &Rules,
    known: Known<'_>,
) -> Result<Explanation, FigureError> {
    let explained = explanation::explain(household, question(figure), rules.at(known)).await;
    explained.map_err(|error| told(file, figure, error))
}

fn question(figure: &Figure) -> Question<'_> {
    Question { indicator: &figure.template, arguments: &figure.arguments, window: figure.window }
}

fn told(file: &File, figure: &Figure, error: Unanswered) -> FigureError {
    match error {
        Unanswered::Wrong(wrong) => FigureError::placed(file, figure, wrong),
        Unanswered::Engine(error) => FigureError::Engine(error),
    }
}

impl Rules {
    /// These rules over what was known.
    #[must_use]
    pub fn at<'a>(&'a self, known: Known<'a>) -> Coordinate<'a> {
        let Known { engine, known_on, position } = known;
        Coordinate { rule_set: &self.rule_set, changes: &self.changes, engine, known_on, position }
    }
}
