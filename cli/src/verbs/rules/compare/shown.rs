//! Comparisons for people and for programs.

use application::{EventRef, FigureComparison, Witness};
use projections::comparison::{Compared, Move, Mover, Side, Standing, Step, Unit};
use serde_json::{Value as Json, json};

use crate::output::{DIM, TITLE, WRONG, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::figures::{
    error_text, event_json, event_text, number_json, number_text, printed, side_json, side_text,
    standing_text,
};

/// Movers that people are shown of each figure; programs get all.
const MOVERS_SHOWN: usize = 20;

/// Whether there is anything to tell.
fn is_changed(one: &FigureComparison) -> bool {
    one.compared.as_ref().map_or(true, |compared| {
        !compared.movers.moved.is_empty() || printed(&compared.before) != printed(&compared.after)
    })
}

pub(super) fn as_text(all: &[FigureComparison], every: bool, texts: Texts) -> String {
    let told: Vec<&FigureComparison> = all.iter().filter(|one| every || is_changed(one)).collect();
    let mut parts: Vec<String> = told.iter().map(|one| figure_text(one, texts)).collect();
    let (told, all) = (told.len().to_string(), all.len().to_string());
    parts.push(styled(DIM, texts.say("compare-total", &[("told", &told), ("all", &all)])));
    parts.join("\n\n")
}

fn figure_text(one: &FigureComparison, texts: Texts) -> String {
    let figure = &one.figure;
    let said = match &one.compared {
        // A line of a report is named by what it counts.
        Ok(compared) if figure.indicator.is_empty() => {
            compared.after.instance.indicator.label.say(texts.language)
        }
        _ => figure.indicator.as_str(),
    };
    let head = plain(&format!("{} {} · {said}", figure.id, one.programme));
    let compared = match &one.compared {
        Ok(compared) => compared,
        Err(error) => {
            return format!("{}\n  {}", styled(TITLE, head), styled(WRONG, error_text(error, texts)));
        }
    };
    let (before, after) = (side_text(&compared.before, texts), side_text(&compared.after, texts));
    let mut lines = vec![format!("{}  {before} → {after}", styled(TITLE, head))];
    let has_effect = |step: &&Step| {
        compared.steps.len() == 1 || step.side.answer.outcomes != compared.before.answer.outcomes
    };
    for step in compared.steps.iter().filter(has_effect) {
        lines.push(format!("  {}", step_text(step, compared, texts)));
    }
    if let Some(rest) = compared.interaction().filter(|rest| *rest != 0.0) {
        let rest = format!("{}{}", if rest > 0.0 { "+" } else { "" }, number_text(rest, texts));
        lines.push(format!("  {}", texts.say("compare-interaction", &[("rest", &rest)])));
    }
    if !compared.movers.moved.is_empty() {
        let shown = standings(compared, texts);
        lines.extend(shown.lines().map(|line| format!("  {line}")));
    }
    for mover in compared.movers.moved.iter().take(MOVERS_SHOWN) {
        lines.push(format!("  {}", mover_text(mover, one.witnesses.get(&mover.key), texts)));
    }
    if let Some(more) = compared.movers.moved.len().checked_sub(MOVERS_SHOWN).filter(|more| *more > 0) {
        lines.push(styled(DIM, format!("  {}", texts.say("compare-more", &[("n", &more.to_string())]))));
    }
    lines.join("\n")
}

/// `RP29 exit → transfer  30 → 27`.
fn step_text(step: &Step, compared: &Compared, texts: Texts) -> String {
    let named = match &step.values {
        Some((from, to)) => plain(&format!("{} {from} → {to}", step.moved)),
        None => move_text(&step.moved, texts),
    };
    let (before, after) = (side_text(&compared.before, texts), side_text(&step.side, texts));
    let alone = texts.say("compare-alone", &[]);
    format!(
        "{named}  {before} → {after}{}",
        if compared.steps.len() > 1 { format!(" {alone}") } else { String::new() }
    )
}

fn move_text(moved: &Move, texts: Texts) -> String {
    match moved {
        Move::Parameter(id) => plain(id),
        Move::View(name) => texts.say("compare-view", &[("name", &plain(name))]),
        Move::Indicator => texts.say("compare-indicator", &[]),
        Move::Belief => texts.say("compare-belief", &[]),
    }
}

/// How many units stood where, and stand where.
fn standings(compared: &Compared, texts: Texts) -> String {
    let name = |standing: Standing| standing_text(standing, texts);
    let corner = texts.say("compare-before-after", &[]);
    let head = std::iter::once(corner).chain(Standing::ALL.map(name)).collect();
    let rows = Standing::ALL.iter().zip(&compared.movers.table).map(|(standing, counts)| {
        std::iter::once(name(*standing)).chain(counts.iter().map(u64::to_string)).collect()
    });
    table(head, rows.collect(), &[1, 2, 3])
}

fn mover_text(mover: &Mover, witness: Option<&Witness>, texts: Texts) -> String {
    let name = |standing: Standing| standing_text(standing, texts);
    let path = if mover.stands_elsewhere() {
        format!("{} → {}", name(mover.from()), name(mover.to()))
    } else {
        let weight = |unit: Option<&Unit>| {
            unit.map_or_else(
                || "—".to_owned(),
                |unit| {
                    if unit.told.is_empty() {
                        number_text(unit.numerator, texts)
                    } else {
                        plain(&unit.told.join(", "))
                    }
                },
            )
        };
        format!("{} → {}", weight(mover.before.as_ref()), weight(mover.after.as_ref()))
    };
    let and = |set: &Vec<Move>| set.iter().map(|one| move_text(one, texts)).collect::<Vec<_>>().join(" + ");
    let or = format!(" {} ", texts.say("compare-or", &[]));
    let cause = mover.cause.any_of.iter().map(and).collect::<Vec<_>>().join(&or);
    let household = mover.household().filter(|household| *household != mover.key.1);
    let household = household.map(|household| {
        format!(" ({})", texts.say("compare-household", &[("household", &plain(household))]))
    });
    let (unit, household) = (plain(&mover.key.1), household.unwrap_or_default());
    let events = witness.filter(|witness| !witness.any_of.is_empty()).map(|witness| {
        let and = |set: &Vec<EventRef>| set.iter().map(event_text).collect::<Vec<_>>().join(" + ");
        format!(": {}", witness.any_of.iter().map(and).collect::<Vec<_>>().join(&or))
    });
    format!("{unit}{household}  {path}  {cause}{}", events.unwrap_or_default())
}

pub(super) fn as_json(all: &[FigureComparison], texts: Texts) -> Json {
    json!({ "cells": all.iter().map(|one| cell_json(one, texts)).collect::<Vec<_>>() })
}

fn cell_json(one: &FigureComparison, texts: Texts) -> Json {
    let mut told = json!({
        "id": one.figure.id,
        "programme": one.programme,
        "indicator": one.figure.template,
        "positions": [one.positions.0, one.positions.1],
    });
    let more = match &one.compared {
        Err(error) => {
            json!({ "a": null, "b": null, "movers": [], "reason": error_text(error, texts) })
        }
        Ok(compared) => json!({
            "a": cell_side_json(&compared.before),
            "b": cell_side_json(&compared.after),
            "changed": is_changed(one),
            "steps": compared.steps.iter().map(step_json).collect::<Vec<_>>(),
            "interaction": compared.interaction().map(number_json),
            "standings": Standing::ALL.map(Standing::code),
            "table": compared.movers.table,
            "movers": compared.movers.moved.iter()
                .map(|mover| mover_json(mover, one.witnesses.get(&mover.key))).collect::<Vec<_>>(),
        }),
    };
    if let (Json::Object(told), Json::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    told
}

/// The numbers of the first value stand for all where there is one, as in a report.
fn cell_side_json(side: &Side) -> Json {
    let mut told = side_json(side);
    let first = told.pointer("/outcomes/0").cloned().unwrap_or_default();
    for (key, number) in [("value", "computed"), ("numerator", "numerator"), ("denominator", "denominator")] {
        told[key] = first[number].clone();
    }
    told
}

fn step_json(step: &Step) -> Json {
    let (from, to) = step.values.clone().unzip();
    json!({ "move": step.moved.to_string(), "from": from, "to": to, "after": side_json(&step.side) })
}

fn mover_json(mover: &Mover, witness: Option<&Witness>) -> Json {
    let unit = |unit: &Option<Unit>| {
        unit.as_ref().map(|unit| {
            json!({
                "standing": unit.standing.code(),
                "left_out": unit.left_out,
                "numerator": number_json(unit.numerator),
                "denominator": number_json(unit.denominator),
                "told": unit.told,
            })
        })
    };
    let mut causes = causes(mover, witness).into_iter();
    json!({
        "unit": mover.key.1,
        "rank": mover.key.0,
        "household": mover.household(),
        "from": mover.from().code(),
        "to": mover.to().code(),
        "before": unit(&mover.before),
        "after": unit(&mover.after),
        "cause": causes.next().unwrap_or_else(|| cause_json(&[], &[])),
        "or": causes.collect::<Vec<_>>(),
    })
}

/// Everything that is enough to move a unit. Where what was known moved it, the events that did, if they were found.
fn causes(mover: &Mover, witness: Option<&Witness>) -> Vec<Json> {
    let of = |set: &Vec<Move>| match witness
        .filter(|witness| *set == [Move::Belief] && !witness.any_of.is_empty())
    {
        Some(witness) => witness.any_of.iter().map(|events| cause_json(set, events)).collect(),
        None => vec![cause_json(set, &[])],
    };
    mover.cause.any_of.iter().flat_map(of).collect()
}

fn cause_json(set: &[Move], events: &[EventRef]) -> Json {
    let parameters = set.iter().filter(|one| **one != Move::Belief);
    json!({
        "parameters": parameters.map(ToString::to_string).collect::<Vec<_>>(),
        "belief": set.contains(&Move::Belief),
        "events": events.iter().map(event_json).collect::<Vec<_>>(),
    })
}
