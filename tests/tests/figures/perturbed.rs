//! A figure follows its events: when one of them is taken away, happens on another day or says something else, the
//! figure moves as worked out by hand in `tests/fixtures/perturbed.toml`, and no other way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use projections::figures::{Figure, bundled};
use projections::rules::{Answer, Engine, Measure, RuleSets, Told};
use serde::Deserialize;
use serde_json::Value;

use super::memory::{Memory, Question, day_of, rule_sets};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Perturbed {
    case: Vec<Case>,
}

/// One event of a programme that is changed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    programme: String,
    says: String,
    event: String,
    /// It is taken away, with what depends on it.
    #[serde(default)]
    remove: bool,
    /// It happened on another day.
    on: Option<String>,
    /// Fields that say something else, by their JSON pointer.
    #[serde(default)]
    set: BTreeMap<String, toml::Value>,
    /// What figures come to then: `62/99`, `3`, `t3, t4`; with a sign, how they differ from what they were.
    after: BTreeMap<String, String>,
}

fn cases() -> Vec<Case> {
    let file = tests::workspace::root().join("tests/fixtures/perturbed.toml");
    toml::from_str::<Perturbed>(&std::fs::read_to_string(file).unwrap()).unwrap().case
}

fn figures() -> BTreeMap<String, Figure> {
    let all = bundled().unwrap().into_iter().flat_map(|file| file.figures);
    all.map(|figure| (figure.id.clone(), figure)).collect()
}

#[test]
fn every_template_with_printed_figures_is_perturbed() {
    let figures = figures();
    let moved: BTreeSet<String> = cases().into_iter().flat_map(|case| case.after.into_keys()).collect();
    let templates: BTreeSet<&str> = figures.values().map(|figure| figure.template.as_str()).collect();
    let perturbed: BTreeSet<&str> = moved.iter().map(|id| figures[id].template.as_str()).collect();
    assert_eq!(templates.difference(&perturbed).collect::<Vec<_>>(), [&""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_figure_moves_with_its_events_as_worked_out_by_hand() {
    let shared = Arc::new((rule_sets(), figures()));
    let checking = cases().into_iter().map(|case| {
        let shared = Arc::clone(&shared);
        async move { tokio::spawn(async move { check(&case, &shared.0, &shared.1).await }).await.unwrap() }
    });
    let wrong: Vec<String> = stream::iter(checking).buffered(2).collect::<Vec<_>>().await.concat();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn check(case: &Case, rule_sets: &RuleSets, figures: &BTreeMap<String, Figure>) -> Vec<String> {
    let lines = lines(&case.programme);
    let (memory, untouched) = (Memory::of(&case.perturb(&lines)), Memory::of(&lines));
    let mut wrong = Vec::new();
    for (id, expected) in &case.after {
        let figure = &figures[id];
        let last = figure.known_at.unwrap_or_else(|| untouched.last());
        let question = Question {
            rule_set: figure.rule_set.clone(),
            indicator: figure.template.clone(),
            arguments: figure
                .arguments
                .iter()
                .map(|(name, (_, given))| (name.clone(), given.clone()))
                .collect(),
            window: figure.window,
            known_on: Some(day_of(last)),
            changes: figure.changes.iter().map(|(name, (_, given))| (name.clone(), given.clone())).collect(),
        };
        let ask = async |engine: Engine| question.answer(&engine, rule_sets).await.1;
        let after = ask(memory.engine(figure.known_at)).await;
        let found = if expected.starts_with(['+', '-']) {
            difference(&ask(untouched.engine(figure.known_at)).await, &after)
        } else {
            shown(&after)
        };
        if found != *expected {
            wrong.push(format!("{id} ({}), {}: {found}, not {expected}", figure.template, case.says));
        }
    }
    wrong
}

/// The events of a programme.
pub(super) fn lines(programme: &str) -> Vec<Value> {
    let file = tests::workspace::root().join("programmes").join(programme).join("events.ndjson");
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Case {
    fn perturb(&self, lines: &[Value]) -> Vec<Value> {
        let at = lines.iter().position(|line| line["id"] == self.event.as_str()).expect("the event is there");
        let mut perturbed = lines.to_vec();
        if let Some(on) = &self.on {
            perturbed[at]["occurredon"] = on.as_str().into();
        }
        for (pointer, value) in &self.set {
            let place = perturbed[at].pointer_mut(&format!("/data{pointer}")).expect("the field is there");
            *place = serde_json::to_value(value).unwrap();
        }
        if self.remove {
            let opened = opened(&lines[at]);
            perturbed.retain(|line| {
                let depends = opened.as_ref().is_some_and(|id| line["data"].to_string().contains(id));
                line["id"] != self.event.as_str() && !depends
            });
        }
        perturbed
    }
}

/// The identifier of what an event opens; what names it depends on the event.
fn opened(line: &Value) -> Option<String> {
    let kind = line["type"].as_str()?;
    let names = ["contract_signed", "request_submitted", "enrolment_started", "occupancy_started"];
    let name = names.into_iter().find(|name| kind.contains(name))?.split('_').next()?;
    line["data"][name].as_str().map(str::to_owned)
}

/// `numerator/denominator` of a share or a mean, the number of others, texts one after the other.
fn shown(answer: &Answer) -> String {
    let told =
        answer.outcomes.iter().map(|outcome| match (&outcome.told, outcome.numerator, outcome.denominator) {
            (_, Some(numerator), Some(denominator)) => format!("{numerator}/{denominator}"),
            (Told::Number(number), _, _) => number.to_string(),
            (Told::Text(text), _, _) => text.clone(),
            (Told::None(why), _, _) => why.code().to_owned(),
        });
    told.collect::<Vec<_>>().join(", ")
}

/// How the first number has changed; of a mean its sum and what it was divided by.
fn difference(before: &Answer, after: &Answer) -> String {
    let number = |answer: &Answer| {
        let outcome = &answer.outcomes[0];
        (outcome.numerator.unwrap(), outcome.denominator.unwrap_or(0.0))
    };
    let ((numerator, denominator), (after, after_of)) = (number(before), number(after));
    let changed = format!("{:+}", after - numerator);
    if before.measure == Measure::Mean { format!("{changed}/{:+}", after_of - denominator) } else { changed }
}
