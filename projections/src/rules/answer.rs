//! What a population amounts to: the numbers of a figure, and the units behind each.

use std::collections::BTreeMap;

use super::indicator::Measure;
use super::instance::Instance;
use super::population::{Population, Row};

/// A row that the measure needs a number of, and that has none.
const NO_VALUE: &str = "no_value";

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// No unit is counted: nothing to divide by.
    Empty,
    /// The sum is beyond the numbers.
    NotFinite,
}

impl NoValue {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotFinite => "not_finite",
        }
    }
}

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A number, not rounded; shares in percent.
    Number(f64),
    /// A text.
    Text(String),
    /// Nothing.
    None(NoValue),
}

/// One number of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The value.
    pub told: Told,
    /// Units kept, or the sum of a mean.
    pub numerator: Option<f64>,
    /// Units counted, or units kept of a mean.
    pub denominator: Option<f64>,
}

/// The answer to an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What was measured.
    pub measure: Measure,
    /// What a row of the population is.
    pub unit: String,
    /// One number, or several in their order; of values as many as are told.
    pub outcomes: Vec<Outcome>,
    /// How many units are in neither number, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// The units.
    pub population: Population,
}

impl Answer {
    /// What a population amounts to under the measure of an instance.
    #[must_use]
    pub fn of(instance: &Instance, population: Population) -> Self {
        Self::measured(instance.measure, instance.unit.clone(), population)
    }

    fn measured(measure: Measure, unit: String, mut population: Population) -> Self {
        for row in &mut population.rows {
            let missing = match measure {
                Measure::Mean | Measure::Sum => row.value.is_none(),
                Measure::Persons => row.persons.is_none(),
                Measure::Values => row.told.is_none(),
                Measure::Count | Measure::Share => false,
            };
            // A unit that would silently count for nothing is told instead.
            if row.kept && missing && row.left_out.is_none() {
                row.left_out = Some(NO_VALUE.to_owned());
            }
        }
        let mut left_out = BTreeMap::new();
        for reason in population.rows.iter().filter_map(|row| row.left_out.as_ref()) {
            *left_out.entry(reason.clone()).or_insert(0) += 1;
        }
        let runs = runs(measure, &population);
        let outcomes = if measure == Measure::Values {
            let told = |row: &Row| row.told.clone().filter(|_| row.kept);
            runs.into_iter().flatten().filter_map(told).map(|text| Outcome::of(Told::Text(text))).collect()
        } else {
            runs.iter().map(|rows| number(measure, rows)).collect()
        };
        Self { measure, unit, outcomes, left_out, population }
    }

    /// The units that are counted, those of each number together; of values all together.
    #[must_use]
    pub fn runs(&self) -> Vec<Vec<&Row>> {
        runs(self.measure, &self.population)
    }
}

/// Rows are ordered by rank: each run of one rank is a number of its own, unless each row tells one.
fn runs(measure: Measure, population: &Population) -> Vec<Vec<&Row>> {
    let counted: Vec<&Row> = population.rows.iter().filter(|row| row.left_out.is_none()).collect();
    if measure == Measure::Values || counted.is_empty() {
        return vec![counted];
    }
    counted.chunk_by(|one, next| one.rank == next.rank).map(<[&Row]>::to_vec).collect()
}

impl Outcome {
    fn of(told: Told) -> Self {
        Self { told, numerator: None, denominator: None }
    }
}

fn number(measure: Measure, rows: &[&Row]) -> Outcome {
    let kept: Vec<&&Row> = rows.iter().filter(|row| row.kept).collect();
    let sum = || kept.iter().filter_map(|row| row.value).sum::<f64>();
    let finite =
        |value: f64| if value.is_finite() { Told::Number(value) } else { Told::None(NoValue::NotFinite) };
    match measure {
        Measure::Count | Measure::Values => {
            let kept = count(kept.len());
            Outcome { numerator: Some(kept), ..Outcome::of(Told::Number(kept)) }
        }
        Measure::Sum => Outcome::of(finite(sum())),
        Measure::Persons => {
            let persons: i64 = kept.iter().filter_map(|row| row.persons).fold(0, i64::saturating_add);
            Outcome::of(
                i32::try_from(persons)
                    .map_or(Told::None(NoValue::NotFinite), |persons| Told::Number(f64::from(persons))),
            )
        }
        Measure::Share => divided(count(kept.len()), count(rows.len()), 100.0),
        Measure::Mean => {
            let sum = sum();
            let mean = divided(sum, count(kept.len()), 1.0);
            if sum.is_finite() { mean } else { Outcome::of(Told::None(NoValue::NotFinite)) }
        }
    }
}

fn divided(numerator: f64, denominator: f64, times: f64) -> Outcome {
    let told = if denominator > 0.0 {
        Told::Number(times * numerator / denominator)
    } else {
        Told::None(NoValue::Empty)
    };
    Outcome { told, numerator: Some(numerator), denominator: Some(denominator) }
}

/// A number of rows; there are never more than a double counts exactly.
fn count(rows: usize) -> f64 {
    u32::try_from(rows).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: &str, kept: bool) -> Row {
        Row {
            unit: unit.into(),
            household: None,
            kept,
            value: None,
            persons: None,
            left_out: None,
            told: None,
            rank: None,
            dimensions: vec![],
        }
    }

    fn answer(measure: Measure, rows: Vec<Row>) -> Answer {
        Answer::measured(measure, "household".into(), Population { dimensions: vec![], rows })
    }

    fn only(measure: Measure, rows: Vec<Row>) -> (Told, Option<f64>, Option<f64>) {
        let mut outcomes = answer(measure, rows).outcomes;
        let Outcome { told, numerator, denominator } = outcomes.remove(0);
        assert!(outcomes.is_empty());
        (told, numerator, denominator)
    }

    #[test]
    fn a_share_is_what_is_kept_of_what_is_counted() {
        let out = Row { left_out: Some("no_contact".into()), ..row("c", true) };
        let rows = vec![row("a", true), row("b", false), out];
        let told = answer(Measure::Share, rows.clone());
        assert_eq!(told.left_out, BTreeMap::from([("no_contact".to_owned(), 1)]));
        assert_eq!(only(Measure::Share, rows.clone()), (Told::Number(50.0), Some(1.0), Some(2.0)));
        assert_eq!(only(Measure::Count, rows), (Told::Number(1.0), Some(1.0), None));
    }

    #[test]
    fn nothing_to_divide_by_is_no_value() {
        let none = (Told::None(NoValue::Empty), Some(0.0), Some(0.0));
        assert_eq!(only(Measure::Share, vec![]), none);
        assert_eq!(only(Measure::Mean, vec![row("a", false)]), none);
        assert_eq!(only(Measure::Count, vec![]), (Told::Number(0.0), Some(0.0), None));
        assert_eq!(only(Measure::Sum, vec![]), (Told::Number(0.0), None, None));
    }

    #[test]
    fn a_mean_is_of_what_is_kept_and_tells_who_has_no_value() {
        let valued = |unit: &str, value| Row { value, ..row(unit, true) };
        let rows = vec![valued("a", Some(18.0)), valued("b", Some(5.0)), valued("c", None), row("d", false)];
        let told = answer(Measure::Mean, rows);
        assert_eq!(told.left_out, BTreeMap::from([("no_value".to_owned(), 1)]));
        let outcome = &told.outcomes[0];
        assert_eq!((&outcome.told, outcome.numerator), (&Told::Number(11.5), Some(23.0)));
        let beyond = only(Measure::Mean, vec![valued("a", Some(f64::MAX)), valued("b", Some(f64::MAX))]);
        assert_eq!(beyond.0, Told::None(NoValue::NotFinite));
    }

    #[test]
    fn ranks_make_several_numbers() {
        let ranked = |unit: &str, rank, kept| Row { rank: Some(rank), ..row(unit, kept) };
        let rows =
            vec![ranked("a", 1, true), ranked("b", 1, true), ranked("a", 2, false), ranked("b", 2, true)];
        let told: Vec<Told> = answer(Measure::Share, rows).outcomes.into_iter().map(|one| one.told).collect();
        assert_eq!(told, [Told::Number(100.0), Told::Number(50.0)]);
    }

    #[test]
    fn values_are_told_by_rank() {
        let told = |rank, text: &str| Row { rank: Some(rank), told: Some(text.into()), ..row(text, true) };
        let answer = answer(Measure::Values, vec![told(1, "b"), told(2, "a"), row("c", false)]);
        let texts: Vec<Told> = answer.outcomes.into_iter().map(|one| one.told).collect();
        assert_eq!(texts, [Told::Text("b".into()), Told::Text("a".into())]);
    }
}
