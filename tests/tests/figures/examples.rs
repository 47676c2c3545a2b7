//! Every indicator has examples worked by hand, every parameter moves the units that it should: the files of
//! `tests/fixtures/examples`, one for each indicator. Their form is told in the README beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use projections::rules::{Answer, Given, Instance, Measure, Member, Outcome, RuleSets, Told, What, Window};
use serde::Deserialize;

use super::memory::{Memory, Question, day_of, rule_sets};
use super::story::Story;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    indicator: String,
    story: String,
    question: Vec<Case>,
}

/// One question, its answer, and what becomes of it when parameters change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    #[serde(default)]
    args: toml::Table,
    from: Option<String>,
    to: Option<String>,
    known_at: Option<String>,
    #[serde(default)]
    set: toml::Table,
    #[serde(flatten)]
    expected: Expected,
    units: BTreeMap<String, String>,
    #[serde(default)]
    moves: Vec<Move>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    set: toml::Table,
    why: String,
    now: BTreeMap<String, String>,
    #[serde(flatten)]
    expected: Expected,
}

/// The numbers; what is absent is not compared.
#[derive(Deserialize)]
struct Expected {
    value: Option<toml::Value>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    printed: Option<f64>,
}

/// Parameters that have a single value, so that nothing can move them.
const SINGLE: [&str; 2] = ["RP12", "RP20"];

fn examples() -> Vec<(String, Example)> {
    let folder = tests::workspace::root().join("tests/fixtures/examples");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let read = |file: std::path::PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let example = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, example)
    };
    files.into_iter().map(read).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_answered_as_worked_by_hand() {
    let rule_sets = Arc::new(rule_sets());
    let only = std::env::var("PARCOURS_EXAMPLE").unwrap_or_default();
    let checking = examples().into_iter().filter(|(name, _)| name.starts_with(&only)).map(|(name, example)| {
        let rule_sets = Arc::clone(&rule_sets);
        async move { tokio::spawn(async move { check(&name, &example, &rule_sets).await }).await.unwrap() }
    });
    let wrong: Vec<String> = stream::iter(checking).buffered(2).collect::<Vec<_>>().await.concat();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_indicator_has_an_example() {
    let rule_sets = rule_sets();
    let base = rule_sets.find("base").unwrap();
    let shown: BTreeSet<String> = examples()
        .into_iter()
        .inspect(|(name, example)| assert_eq!(*name, format!("{}.toml", example.indicator)))
        .map(|(_, example)| example.indicator)
        .collect();
    let all: BTreeSet<String> = base.indicators.keys().cloned().collect();
    assert_eq!(all.difference(&shown).collect::<Vec<_>>(), [""; 0], "indicators without an example");
    assert_eq!(shown.difference(&all).collect::<Vec<_>>(), [""; 0], "examples of no indicator");
}

#[test]
fn every_parameter_is_moved_in_an_example() {
    let rule_sets = rule_sets();
    let base = rule_sets.find("base").unwrap();
    let moved: BTreeSet<String> = examples()
        .into_iter()
        .flat_map(|(_, example)| example.question)
        .flat_map(|case| case.moves)
        .flat_map(|moved| moved.set.keys().cloned().collect::<Vec<_>>())
        .collect();
    let still: Vec<&String> = base.parameters.keys().filter(|id| !moved.contains(*id)).collect();
    assert_eq!(still, SINGLE);
}

async fn check(name: &str, example: &Example, rule_sets: &RuleSets) -> Vec<String> {
    let story = Story::read(&example.story);
    let memory = Memory::of(&story.lines);
    let (mut wrong, mut engines) = (Vec::new(), BTreeMap::new());
    for case in &example.question {
        let known_at = case.known_at.as_ref().map(|instant| instant.parse().unwrap());
        // One for all questions of a belief: it keeps what views came to.
        let engine = engines.entry(known_at).or_insert_with(|| memory.engine(known_at)).clone();
        let question = |changes: &[&toml::Table]| Question {
            rule_set: String::new(),
            indicator: example.indicator.clone(),
            arguments: arguments(&case.args),
            window: Window { from: day(case.from.as_ref()), to: day(case.to.as_ref()) },
            known_on: Some(day_of(known_at.unwrap_or_else(|| memory.last()))),
            changes: changes.iter().flat_map(|changes| named(changes)).collect(),
        };
        let mut differs = |says: &str, what: String| wrong.push(format!("{name}: {says}: {what}"));
        let (instance, answer) = question(&[&case.set]).answer(&engine, rule_sets).await;
        let standing = standings(&story, &answer);
        if standing != case.units {
            differs(&case.says, format!("the units are {standing:#?}"));
        }
        case.expected.compare(&instance, &answer, |what| differs(&case.says, what));
        for moved in &case.moves {
            let (instance, answer) = question(&[&case.set, &moved.set]).answer(&engine, rule_sets).await;
            let now = changes(&standing, &standings(&story, &answer));
            if now != moved.now {
                differs(&moved.why, format!("{:?} moves {now:#?}", moved.set));
            }
            moved.expected.compare(&instance, &answer, |what| differs(&moved.why, what));
        }
    }
    wrong
}

/// Every unit with its standing: kept, counted, or left out and why; those that count twice, twice.
fn standings(story: &Story, answer: &Answer) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for row in &answer.population.rows {
        let told = match answer.measure {
            Measure::Mean | Measure::Sum => row.value.map(|value| value.to_string()),
            Measure::Persons => row.persons.map(|persons| persons.to_string()),
            Measure::Values => row.told.as_ref().map(|told| story.named(told)),
            Measure::Count | Measure::Share => None,
        };
        let standing = match (&row.left_out, row.kept, told) {
            (Some(why), _, _) => format!("left out: {why}"),
            (None, true, Some(told)) => format!("kept: {told}"),
            (None, true, None) => "kept".to_owned(),
            (None, false, _) => "counted".to_owned(),
        };
        let mut unit = story.named(&row.unit);
        if let (Measure::Share, Some(rank @ 2..)) = (answer.measure, row.rank) {
            unit = format!("{unit} ({rank})");
        }
        let told = all.entry(unit).or_default();
        *told = if told.is_empty() { standing } else { format!("{told} + {standing}") };
    }
    all
}

/// Those whose standing is another one now.
fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let units: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = units.into_iter().filter(|unit| before.get(*unit) != after.get(*unit));
    let now = |unit: &String| after.get(unit).cloned().unwrap_or_else(|| "outside".to_owned());
    changed.map(|unit| (unit.clone(), now(unit))).collect()
}

impl Expected {
    fn compare(&self, instance: &Instance, answer: &Answer, mut differs: impl FnMut(String)) {
        let outcome = |number: fn(&Outcome) -> Option<f64>| answer.outcomes.first().and_then(number);
        for (what, expected, found) in [
            ("numerator", self.numerator, outcome(|outcome| outcome.numerator)),
            ("denominator", self.denominator, outcome(|outcome| outcome.denominator)),
            ("printed value", self.printed, outcome(number).map(|value| instance.printed(value))),
        ] {
            if expected.is_some() && !near(expected, found) {
                differs(format!("the {what} is {found:?}"));
            }
        }
        let found: Vec<&Told> = answer.outcomes.iter().map(|outcome| &outcome.told).collect();
        let expected = match &self.value {
            None => return,
            Some(toml::Value::Array(values)) => values.clone(),
            Some(value) => vec![value.clone()],
        };
        let same = |(expected, found): (&toml::Value, &&Told)| match (expected, found) {
            (toml::Value::String(expected), Told::Text(found)) => expected == found,
            (toml::Value::String(expected), Told::None(why)) => expected == why.code(),
            (expected, Told::Number(found)) => near(as_number(expected), Some(*found)),
            _ => false,
        };
        if expected.len() != found.len() || !expected.iter().zip(&found).all(same) {
            differs(format!("the value is {found:?}"));
        }
    }
}

fn number(outcome: &Outcome) -> Option<f64> {
    if let Told::Number(number) = outcome.told { Some(number) } else { None }
}

/// To the second decimal, as one writes by hand.
fn near(expected: Option<f64>, found: Option<f64>) -> bool {
    expected.zip(found).is_some_and(|(expected, found)| (expected - found).abs() < 0.005_001)
}

#[expect(clippy::cast_precision_loss, reason = "examples have small numbers")]
fn as_number(value: &toml::Value) -> Option<f64> {
    value.as_float().or(value.as_integer().map(|whole| whole as f64))
}

fn day(text: Option<&String>) -> Option<jiff::civil::Date> {
    text.map(|text| text.parse().unwrap())
}

/// The arguments; those that name something of the story, by its identifier.
fn arguments(values: &toml::Table) -> BTreeMap<String, Given> {
    let mut given = named(values);
    for name in ["activities", "activity", "household"] {
        given.entry(name.to_owned()).and_modify(identify);
    }
    given
}

fn identify(given: &mut Given) {
    if let What::Text(name) = &mut given.what {
        *name = Story::id_of(name);
    } else if let What::List(items) = &mut given.what {
        items.iter_mut().for_each(identify);
    }
}

fn named(values: &toml::Table) -> BTreeMap<String, Given> {
    values.iter().map(|(name, value)| (name.clone(), given(value))).collect()
}

fn given(value: &toml::Value) -> Given {
    Given::new(match value {
        toml::Value::String(text) => What::Text(text.clone()),
        toml::Value::Integer(number) => What::Integer(*number),
        toml::Value::Float(number) => What::Number(*number),
        toml::Value::Boolean(truth) => What::Boolean(*truth),
        toml::Value::Datetime(moment) => What::Text(moment.to_string()),
        toml::Value::Array(items) => What::List(items.iter().map(given).collect()),
        toml::Value::Table(members) => {
            let member = |(name, value): (&String, &toml::Value)| {
                (name.clone(), Member { named_at: 0, given: given(value) })
            };
            What::Table(members.iter().map(member).collect())
        }
    })
}
