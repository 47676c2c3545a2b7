//! Asking one question at two coordinates.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::cause::{TRIALS_MAX, note, rest, sets};
use super::hybrid;
use super::movers::Movers;
use super::moves::{Move, between, values};
use super::standing::{by, units};
use crate::rules::{
    Answer, Asked, Changes, Engine, EngineError, Given, Instance, RuleSet, Told, Window, Wrong,
};

/// What is asked at both coordinates.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Which indicator.
    pub indicator: &'a str,
    /// With which arguments, each with the place of its name.
    pub arguments: &'a BTreeMap<String, (usize, Given)>,
    /// About which days.
    pub window: Window,
}

/// Rules and a belief.
#[derive(Debug, Clone, Copy)]
pub struct Coordinate<'a> {
    /// The rules.
    pub rule_set: &'a Arc<RuleSet>,
    /// Parameters changed on top of them.
    pub changes: &'a Changes,
    /// What was known.
    pub engine: &'a Engine,
    /// On which day.
    pub known_on: Option<Date>,
    /// Up to which position: beliefs at one position are the same.
    pub position: u64,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// The indicator with everything that it was given.
    pub instance: Instance,
    /// What came of it.
    pub answer: Answer,
}

/// What a move alone makes of the answer before.
#[derive(Debug, Clone)]
pub struct Step {
    /// The move.
    pub moved: Move,
    /// What it moves from and to, of a parameter.
    pub values: Option<(String, String)>,
    /// What comes of it.
    pub side: Side,
}

/// Two answers side by side.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The answer at the first coordinate.
    pub before: Side,
    /// The answer at the second one.
    pub after: Side,
    /// How many differences there are between the coordinates.
    pub moves: usize,
    /// Each of them, made alone; those that can be.
    pub steps: Vec<Step>,
    /// The units that moved, each with its cause.
    pub movers: Movers,
}

impl Compared {
    /// What all moves together do to the number that is printed, beyond what each of them does alone: the remainder of an
    /// interaction. Nothing of a single move, of several numbers or none, or where a move cannot be made alone.
    #[must_use]
    pub fn interaction(&self) -> Option<f64> {
        if self.moves < 2 || self.steps.len() < self.moves {
            return None;
        }
        let before = printed(&self.before)?;
        let alone = self.steps.iter().map(|step| Some(printed(&step.side)? - before)).sum::<Option<f64>>()?;
        let rest = printed(&self.after)? - before - alone;
        // What is printed has a few digits; the rest comes of how numbers are held.
        Some((rest * 1e6).round() / 1e6)
    }
}

/// The one number of an answer, as it is printed.
fn printed(side: &Side) -> Option<f64> {
    match side.instance.printed_of(&side.answer).as_slice() {
        [Told::Number(number)] => Some(*number),
        _ => None,
    }
}

/// Why a question has no answer at a coordinate.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// It asks for what the rules do not have.
    #[error("the question cannot be asked")]
    Wrong(Vec<Wrong>),
    /// The query engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Asks a question at two coordinates, and finds out what moved each unit that moved.
///
/// # Errors
/// Indicators, arguments and parameters that there are not at one of them; faults of the query engine.
pub async fn compare(
    question: Question<'_>,
    before: Coordinate<'_>,
    after: Coordinate<'_>,
) -> Result<Compared, Unanswered> {
    // At once: each runs in a task of its own, and what both rest on is computed once.
    let (one, other) = tokio::try_join!(answered(question, before), answered(question, after))?;
    let differences = between(&one.instance, &other.instance, before.position != after.position);
    let by = by(&one.answer, &other.answer);
    let mut movers = Movers::between(by, &units(&one.answer, by), &units(&other.answer, by));
    let none = Changes::new();
    let attempt = async |tried: &[&Move]| {
        let rules = hybrid::rules(&one.instance, &other.instance, tried);
        let same_day = before.known_on == after.known_on || tried.contains(&&Move::Belief);
        if tried.len() == differences.len() && same_day {
            // All of them lead there: it is answered.
            let instance = Instance { rule_set: rules, ..other.instance.clone() };
            return Ok(Side { instance, answer: other.answer.clone() });
        }
        let there = if tried.contains(&&Move::Belief) { after } else { before };
        answered(question, Coordinate { rule_set: &rules, changes: &none, ..there }).await
    };
    let mut steps = Vec::new();
    let mut is_open = !movers.moved.is_empty();
    for moved in &differences {
        let side = match attempt(&[moved]).await {
            Ok(side) => side,
            // A view that needs another view’s new columns: it moves nothing alone.
            Err(_) if differences.len() > 1 => continue,
            Err(error) => return Err(error),
        };
        is_open = note(&mut movers.moved, &[moved], &units(&side.answer, by)) && is_open;
        let values = values(moved, &one.instance, &other.instance);
        steps.push(Step { moved: moved.clone(), values, side });
    }
    let mut trials = differences.len();
    for size in 2..differences.len() {
        let sets = sets(differences.len(), size);
        trials += sets.len();
        if !is_open || trials > TRIALS_MAX {
            break;
        }
        for set in sets {
            let set: Vec<&Move> = set.into_iter().filter_map(|at| differences.get(at)).collect();
            if let Ok(side) = attempt(&set).await {
                is_open = note(&mut movers.moved, &set, &units(&side.answer, by));
            }
        }
    }
    rest(&mut movers.moved, &differences);
    Ok(Compared { before: one, after: other, moves: differences.len(), steps, movers })
}

/// Asks a question at one coordinate.
///
/// # Errors
/// As [`compare`].
pub async fn answered(question: Question<'_>, at: Coordinate<'_>) -> Result<Side, Unanswered> {
    let instance = Instance::new(&Asked {
        rule_set: at.rule_set,
        indicator: question.indicator,
        arguments: question.arguments,
        window: question.window,
        known_on: at.known_on,
        changes: at.changes,
    })
    .map_err(Unanswered::Wrong)?;
    let answer = at.engine.answer(&instance).await?;
    Ok(Side { instance, answer })
}
