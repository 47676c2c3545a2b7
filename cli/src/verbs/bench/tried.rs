//! Rules that are tried: an indicator under two values of a parameter, and which units moved.

use std::time::Instant;

use application::{Facts, changes_of};
use projections::comparison::{self, Coordinate};
use projections::rules::Changes;

use super::failed;
use super::indicators::{Question, WINDOW, engine, milliseconds};
use super::measure::Series;
use crate::failure::Failure;

/// Whoever tries rules should not wait longer, in milliseconds.
const SOON: f64 = 3000.0;

/// What is tried: an indicator, a parameter and its other value.
const TRIED: [(&str, &str, &str); 6] = [
    ("T02", "RP01", "21"),
    ("T01", "RP04", "end"),
    ("T03", "RP13", "90"),
    ("T06", "RP15", "best"),
    ("T06", "RP08", "AGIR"),
    ("T07", "RP06.set", "D-IAE"),
];

/// Compares each as often as that, of facts of which nothing was computed yet.
pub(super) async fn measure(
    facts: &Facts,
    questions: &[Question],
    rounds: u32,
) -> Result<Vec<Series>, Failure> {
    let mut all = Vec::new();
    for (indicator, parameter, value) in TRIED {
        let asked = questions.iter().find(|question| question.instance.indicator.id == indicator);
        let Question { arguments, instance } = asked.ok_or_else(|| failed("no such question"))?;
        let given = [(parameter.to_owned(), value.to_owned())];
        let changes =
            changes_of(&instance.rule_set, &given).map_err(|_| failed("no such value of a parameter"))?;
        let mut series =
            Series::new(format!("compare {indicator} with {parameter} = {value}"), "ms").within(SOON);
        for _ in 0..rounds {
            let engine = engine(facts)?;
            let question = comparison::Question { indicator, arguments, window: WINDOW };
            let at = |changes| Coordinate {
                rule_set: &instance.rule_set,
                changes,
                engine: &engine,
                known_on: facts.known_on,
                position: facts.position,
            };
            let since = Instant::now();
            let compared = comparison::compare(question, at(&Changes::new()), at(&changes)).await;
            compared.map_err(failed)?;
            series.values.push(milliseconds(since.elapsed()));
        }
        all.push(series);
    }
    Ok(all)
}
