//! Figures for people and for programs.

use application::FigureReport;
use domain::messages::Language;
use projections::figures::{Class, Computed, Difference, Expected, FigureError, Qualifier};
use projections::rules::{EngineError, Mode, Told, rounded};
use serde_json::{Value as Json, json};

use super::answer::values_text;
use crate::output::{DIM, GOOD, WRONG, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::rules::told;

/// Digits of a number that is not printed with digits of its own.
const DIGITS: u32 = 2;

/// Digits of a value that is not rounded.
const EXACT: u32 = 6;

pub(super) fn agrees(report: &FigureReport) -> bool {
    // What is counted of a programme that there is not is nothing, whatever was printed.
    report.absent.is_none() && report.computed.as_ref().is_ok_and(|computed| computed.verdict.agrees())
}

pub(super) fn as_table(reports: &[FigureReport], texts: Texts) -> String {
    let head =
        ["id", "computed", "printed", "unit", "numerator", "denominator", "qualifier", "rules", "verdict"];
    let head = head.iter().map(|column| texts.say(&format!("figures-{column}"), &[])).collect();
    let shown = table(head, reports.iter().map(|report| row(report, texts)).collect(), &[1, 2, 4, 5]);
    format!("{shown}\n{}", summary(reports, texts))
}

fn row(report: &FigureReport, texts: Texts) -> Vec<String> {
    let figure = &report.figure;
    let computed = report.computed.as_ref().ok();
    let of_first = |number: fn(&projections::rules::Outcome) -> Option<f64>| {
        let first = computed.and_then(|computed| computed.answer.outcomes.first()).and_then(number);
        first.map(|number| number_text(number, texts)).unwrap_or_default()
    };
    let qualifier = match figure.qualifier {
        Qualifier::Exact => String::new(),
        Qualifier::About | Qualifier::MoreThan | Qualifier::LessThan | Qualifier::Nearly => {
            texts.say(&format!("figures-{}", figure.qualifier.code().replace('_', "-")), &[])
        }
    };
    vec![
        plain(&figure.id),
        computed.map(|computed| computed_text(computed, figure.qualifier, texts)).unwrap_or_default(),
        plain(&figure.expected.iter().map(|one| expected_text(one, texts)).collect::<Vec<_>>().join(", ")),
        plain(&figure.unit),
        of_first(|outcome| outcome.numerator),
        of_first(|outcome| outcome.denominator),
        qualifier,
        rules_text(report),
        verdict(report, texts),
    ]
}

/// The rule set with its version, and the parameters changed on top of it.
fn rules_text(report: &FigureReport) -> String {
    let set = match &report.computed {
        Ok(computed) => computed.instance.rule_set.name(),
        Err(_) => plain(&report.figure.rule_set),
    };
    let changes = report.figure.changes.iter().map(|(id, (_, given))| format!(" {id} = {}", given.shown()));
    plain(&format!("{set}{}", changes.collect::<String>()))
}

fn computed_text(computed: &Computed, qualifier: Qualifier, texts: Texts) -> String {
    let told: Vec<Told> = if qualifier == Qualifier::Exact {
        computed.printed()
    } else {
        computed.answer.outcomes.iter().map(|outcome| outcome.told.clone()).collect()
    };
    values_text(computed.answer.measure, &told, texts)
}

fn expected_text(expected: &Expected, texts: Texts) -> String {
    match expected {
        Expected::Number(number) => number_text(*number, texts),
        Expected::Text(_) | Expected::Boolean(_) => expected.to_string(),
    }
}

pub(in crate::verbs) fn number_text(number: f64, texts: Texts) -> String {
    let text = rounded(Mode::HalfUp, number, DIGITS).to_string();
    match texts.language {
        Language::French => text.replace('.', ","),
        Language::English => text,
    }
}

fn verdict(report: &FigureReport, texts: Texts) -> String {
    if agrees(report) {
        let same = report.computed.as_ref().is_ok_and(|computed| computed.verdict.same_numbers);
        let agrees = styled(GOOD, texts.say("figures-agrees", &[]));
        return if same { agrees } else { format!("{agrees} {}", texts.say("figures-numbers", &[])) };
    }
    styled(WRONG, reason(report, texts))
}

/// Why what was printed is not what is computed.
fn reason(report: &FigureReport, texts: Texts) -> String {
    if let Some(programme) = &report.absent {
        return texts.say("figures-absent", &[("programme", &plain(programme))]);
    }
    match &report.computed {
        Ok(computed) => {
            let difference = computed.verdict.difference.map_or("value", Difference::code);
            let found = computed.answer.outcomes.len().to_string();
            texts.say(&format!("figures-differs-{}", difference.replace('_', "-")), &[("found", &found)])
        }
        Err(error) => error_text(error, texts),
    }
}

/// Why a figure cannot be computed.
pub(in crate::verbs) fn error_text(error: &FigureError, texts: Texts) -> String {
    match error {
        FigureError::Wrong(problems) => {
            problems.iter().map(|problem| told(problem, texts)).collect::<Vec<_>>().join("; ")
        }
        FigureError::Engine(error) => plain(&stopped(error, texts)),
    }
}

/// Why the query engine gave no answer.
fn stopped(error: &EngineError, texts: Texts) -> String {
    match error {
        EngineError::Time(time) => {
            texts.say("figures-stopped-time", &[("seconds", &number_text(time.as_secs_f64(), texts))])
        }
        EngineError::Memory(bytes) => {
            texts.say("figures-stopped-memory", &[("mebibytes", &(bytes >> 20).to_string())])
        }
        EngineError::Rows(rows) => texts.say("figures-stopped-rows", &[("rows", &rows.to_string())]),
        EngineError::DividedByZero => texts.say("figures-stopped-division", &[]),
        EngineError::Population(why) => texts.say("figures-stopped-population", &[("why", why)]),
        EngineError::Cast => texts.say("figures-stopped-cast", &[]),
        EngineError::Pattern => texts.say("figures-stopped-pattern", &[]),
        EngineError::Secret(leak) => {
            let (column, function) = (leak.column.as_str(), leak.secret.function());
            texts.say("figures-stopped-secret", &[("column", column), ("function", function)])
        }
        EngineError::BrokenDown => texts.say("figures-stopped-broken", &[]),
        EngineError::Query(error) => {
            let why = error.find_root().strip_backtrace();
            texts.say("figures-stopped-query", &[("why", why.lines().next().unwrap_or_default())])
        }
    }
}

fn summary(reports: &[FigureReport], texts: Texts) -> String {
    let mut parts = Vec::new();
    for class in Class::ALL {
        let of_class = || reports.iter().filter(|report| report.figure.class == class);
        let (all, agree) = (of_class().count(), of_class().filter(|report| agrees(report)).count());
        if all > 0 {
            let label = texts.say(&format!("figures-class-{}", class.code()), &[]);
            parts.push(format!("{label} {agree}/{all}"));
        }
    }
    let agree = reports.iter().filter(|report| agrees(report)).count();
    let (agree, all) = (agree.to_string(), reports.len().to_string());
    let total = texts.say("figures-total", &[("agree", &agree), ("all", &all)]);
    let style = if agree == all { GOOD } else { WRONG };
    format!("{} {}", styled(style, total), styled(DIM, parts.join(" · ")))
}

pub(super) fn as_json(reports: &[FigureReport], texts: Texts) -> Json {
    reports.iter().map(|report| figure_json(report, texts)).collect()
}

fn figure_json(report: &FigureReport, texts: Texts) -> Json {
    let figure = &report.figure;
    let computed = report.computed.as_ref().ok();
    let outcomes = computed.map(|computed| computed.answer.outcomes.as_slice()).unwrap_or_default();
    let first = |number: fn(&projections::rules::Outcome) -> Option<f64>| outcomes.first().and_then(number);
    let expected = |one: &Expected| match one {
        Expected::Number(number) => number_json(*number),
        Expected::Text(text) => json!(text),
        Expected::Boolean(truth) => json!(truth),
    };
    let changes = figure.changes.iter().map(|(id, (_, given))| (id.clone(), json!(given.shown())));
    let set = computed.map(|computed| &computed.instance.rule_set);
    let agrees = agrees(report);
    json!({
        "id": figure.id,
        "class": figure.class.code(),
        "programme": report.programme,
        "template": figure.template,
        "indicator": figure.indicator,
        "quote": figure.quote,
        "unit": figure.unit,
        "measure": computed.map(|computed| computed.answer.measure.code()),
        "computed": alone(outcomes.iter().map(|outcome| told_json(&exact(&outcome.told))).collect()),
        "shown": alone(computed.map(Computed::printed).unwrap_or_default().iter().map(told_json).collect()),
        "numerator": first(|outcome| outcome.numerator).map(number_json),
        "denominator": first(|outcome| outcome.denominator).map(number_json),
        "left_out": computed.map(|computed| &computed.answer.left_out),
        "printed": alone(figure.expected.iter().map(expected).collect()),
        "qualifier": figure.qualifier.code(),
        "printed_numerator": figure.numerator.map(number_json),
        "printed_denominator": figure.denominator.map(number_json),
        "window": {
            "from": figure.window.from.map(|day| day.to_string()),
            "to": figure.window.to.map(|day| day.to_string()),
        },
        "known_at": figure.known_at.map(|instant| instant.to_string()),
        "position": report.position,
        "rule_set": set.map_or_else(|| figure.rule_set.clone(), |set| set.code.clone()),
        "version": set.map(|set| set.version),
        "digest": set.map(|set| set.digest.clone()),
        "parameters": changes.collect::<serde_json::Map<String, Json>>(),
        "match": agrees,
        "same_numbers": computed.map(|computed| computed.verdict.same_numbers),
        "reason": if agrees { None } else { Some(reason(report, texts)) },
        "note": figure.note,
    })
}

/// A value that is not rounded, to six digits.
fn exact(told: &Told) -> Told {
    match told {
        Told::Number(number) => Told::Number(rounded(Mode::HalfUp, *number, EXACT)),
        Told::Text(_) | Told::None(_) => told.clone(),
    }
}

/// One value as itself, several as a list, none as null.
pub(in crate::verbs) fn alone(mut values: Vec<Json>) -> Json {
    match values.len() {
        0 => Json::Null,
        1 => values.swap_remove(0),
        _ => Json::Array(values),
    }
}

pub(in crate::verbs) fn told_json(told: &Told) -> Json {
    match told {
        Told::Number(number) => number_json(*number),
        Told::Text(text) => json!(text),
        Told::None(_) => Json::Null,
    }
}

/// A whole number without a point.
pub(in crate::verbs) fn number_json(number: f64) -> Json {
    let text = number.to_string();
    text.parse::<i64>().map_or_else(|_| json!(number), |whole| json!(whole))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_reason_to_stop_is_told_in_both_languages() {
        let errors = [
            (EngineError::Time(Duration::from_mins(1)), "60"),
            (EngineError::Memory(1 << 30), "1024"),
            (EngineError::Rows(10_000_000), "10000000"),
            (EngineError::DividedByZero, "NULLIF"),
            (EngineError::Cast, "TRY_CAST"),
            (EngineError::Pattern, "~"),
            (EngineError::Population("a row without unit".into()), "a row without unit"),
            (EngineError::BrokenDown, "rules check"),
        ];
        for language in [Language::French, Language::English] {
            for (error, told) in &errors {
                let sentence = stopped(error, Texts { language });
                assert!(sentence.contains(told) && !sentence.contains("figures-stopped"), "{sentence}");
            }
        }
    }
}
