//! A report for people and for programs.

use application::{Cell, Printed, Report};
use event_store::hex;
use projections::publication::{Bound, Name, Shown, ShownOutcome, Why};
use projections::rules::Told;
use serde_json::{Map, Value as Json, json};

use super::passport::{
    Passport, arguments_json, command, definition, left_out_text, number_code, units_command, value_text,
    why_text,
};
use crate::output::{DIM, NOTICE, TITLE, WRONG, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::figures::{alone, error_text, number_json, number_text, told_json};
use crate::verbs::rules;

/// Its coordinates, then a table.
pub(super) fn as_text(passport: &Passport, texts: Texts) -> String {
    let report = &passport.report;
    let head = ["line", "value", "numerator", "denominator", "left-out", "why", "id"];
    let head = head.map(|column| texts.say(&format!("report-{column}"), &[])).to_vec();
    let mut rows = Vec::new();
    let mut section = None;
    for cell in &report.cells {
        if section.replace(&cell.section) != Some(&cell.section) {
            rows.push(vec![plain(cell.section.say(texts.language))]);
        }
        rows.extend(lines(report, cell, texts));
    }
    let mut all = head_lines(report, texts);
    all.push(table(head, rows, &[1, 2, 3]));
    all.push(styled(DIM, command(passport, None)));
    all.extend(units_command(passport, "LINE").map(|command| styled(DIM, command)));
    all.join("\n")
}

/// What the report is of, and what proves it.
pub(in crate::verbs) fn head_lines(report: &Report, texts: Texts) -> Vec<String> {
    let of = &report.of;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| texts.day(day)).unwrap_or_default();
    let (from, to) = (day(of.window.from), day(of.window.to));
    let title = [("programme", of.programme.as_str()), ("from", &from), ("to", &to)];
    let changes = of.changes.iter().map(|(id, (_, given))| format!(" {id} = {}", given.shown()));
    let rules = format!("{}{}", of.rule_set.name(), changes.collect::<String>());
    let known_at = report.known_at.map(|instant| instant.to_string()).unwrap_or_default();
    let (position, events) = (report.position.to_string(), report.proof.count.to_string());
    let threshold = report.threshold.unwrap_or_default().to_string();
    let secrecy = format!("report-secrecy-{}", of.secrecy.code());
    let rules = [("rules", rules.as_str()), ("digest", &of.rule_set.digest)];
    let proof = hex(&report.proof.digest);
    let proof = [("events", events.as_str()), ("digest", &proof), ("position", &position)];
    let secret = texts.say(&secrecy, &[("threshold", &threshold)]);
    vec![
        styled(TITLE, plain(&texts.say("report-title", &title))),
        plain(&texts.say("report-rules", &rules)),
        texts.say("report-known", &[("instant", &known_at)]),
        texts.say("report-proof", &proof),
        styled(NOTICE, secret),
        String::new(),
    ]
}

/// The lines of a cell: one for each of its numbers, or why there is none.
fn lines(report: &Report, cell: &Cell, texts: Texts) -> Vec<Vec<String>> {
    let label = format!("  {}", plain(cell.line.label.say(texts.language)));
    let id = plain(&cell.line.id);
    let printed = match &cell.printed {
        Ok(printed) => printed,
        Err(error) => {
            let why = styled(WRONG, error_text(error, texts));
            return vec![vec![label, String::new(), String::new(), String::new(), String::new(), why, id]];
        }
    };
    let number = |number: Option<f64>| number.map(|number| number_text(number, texts)).unwrap_or_default();
    let line = |(outcome, told): (&ShownOutcome, Option<&Told>)| {
        vec![
            label.clone(),
            value_text(printed.side.answer.measure, told, outcome, texts),
            number(outcome.numerator),
            number(outcome.denominator),
            left_out_text(cell),
            why_text(report, cell, texts),
            id.clone(),
        ]
    };
    let rounded = printed.side.instance.printed_of(&printed.side.answer);
    if rounded.is_empty() {
        return vec![vec![
            label,
            texts.say("report-nothing", &[]),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            id,
        ]];
    }
    printed.shown.outcomes.iter().zip(rounded.iter().map(Some)).map(line).collect()
}

pub(super) fn as_json(passport: &Passport, texts: Texts) -> Json {
    let report = &passport.report;
    let of = &report.of;
    let values = of.rule_set.resolve(&of.changes).unwrap_or_default();
    json!({
        "programme": of.programme,
        "rule_set": of.rule_set.code,
        "version": of.rule_set.version,
        "digest": of.rule_set.digest,
        "parameters": rules::values(&values),
        "from": of.window.from.map(|day| day.to_string()),
        "to": of.window.to.map(|day| day.to_string()),
        "known_at": report.known_at.map(|instant| instant.to_string()),
        "position": report.position,
        // Facts that are not all that the ledger holds up to there are no facts: there would be no report.
        "complete": true,
        "proof": { "events": report.proof.count, "digest": hex(&report.proof.digest) },
        "secrecy": of.secrecy.code(),
        "threshold": report.threshold,
        "command": command(passport, None),
        "cells": report.cells.iter().map(|cell| cell_json(passport, cell, texts)).collect::<Vec<_>>(),
    })
}

fn cell_json(passport: &Passport, cell: &Cell, texts: Texts) -> Json {
    let report = &passport.report;
    let mut json = Map::new();
    let mut put = |name: &str, value: Json| drop(json.insert(name.to_owned(), value));
    put("line", json!(cell.line.id));
    put("section", rules::label(&cell.section));
    put("label", rules::label(&cell.line.label));
    put("indicator", json!(cell.line.indicator));
    put("dimensions", arguments_json(cell));
    put("definition", json!(definition(report, cell)));
    put("command", json!(command(passport, Some(&cell.line.id))));
    put("units", json!(units_command(passport, &cell.line.id)));
    match &cell.printed {
        Ok(printed) => numbers_json(printed).into_iter().for_each(|(name, value)| put(name, value)),
        Err(error) => put("reason", json!(error_text(error, texts))),
    }
    Json::Object(json)
}

fn numbers_json(printed: &Printed) -> Vec<(&'static str, Json)> {
    let (side, shown) = (&printed.side, &printed.shown);
    let rounded = side.instance.printed_of(&side.answer);
    let each = |of: &dyn Fn(&ShownOutcome, &Told) -> Json| {
        alone(shown.outcomes.iter().zip(&rounded).map(|(outcome, told)| of(outcome, told)).collect())
    };
    let number = |number: Option<f64>| number.map_or(Json::Null, number_json);
    vec![
        ("unit", json!(side.answer.unit)),
        ("measure", json!(side.answer.measure.code())),
        ("value", each(&|outcome, _| outcome.told.as_ref().map_or(Json::Null, told_json))),
        ("shown", each(&|outcome, told| outcome.told.as_ref().map_or(Json::Null, |_| told_json(told)))),
        ("bound", each(&|outcome, _| outcome.bound.map_or(Json::Null, bound))),
        ("numerator", each(&|outcome, _| number(outcome.numerator))),
        ("denominator", each(&|outcome, _| number(outcome.denominator))),
        ("left_out", json!(shown.left_out)),
        ("suppressed", json!(!shown.hidden.is_empty())),
        ("hidden", hidden_json(shown)),
    ]
}

/// What is hidden, and why.
pub(in crate::verbs) fn hidden_json(shown: &Shown) -> Json {
    let hidden = |(name, why): &(Name, Why)| {
        let (with, reveals) = match why {
            Why::Primary | Why::Untold => (Vec::new(), None),
            Why::Complement { of } => (vec![of.to_string()], None),
            Why::Secondary { with, reveals } => {
                (with.iter().map(ToString::to_string).collect(), reveals.as_ref().map(ToString::to_string))
            }
        };
        let number = number_code(name).replace('-', "_");
        json!({ "number": number, "name": name.to_string(), "why": why.code(), "with": with, "reveals": reveals })
    };
    shown.hidden.iter().map(hidden).collect()
}

fn bound(bound: Bound) -> Json {
    match bound {
        Bound::MoreThan(share) => json!({ "more_than": number_json(share) }),
        Bound::LessThan(share) => json!({ "less_than": number_json(share) }),
    }
}
