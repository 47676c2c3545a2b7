//! Explanations for people and for programs.

use application::Explained;
use domain::ids::HouseholdId;
use projections::comparison::{Side, Standing};
use projections::explanation::{Alternative, Change, Explanation, change_words, hint_words, verdict_words};
use projections::figures::Figure;
use projections::rules::{Row, Value};
use serde_json::{Value as Json, json};

use crate::output::{DIM, GOOD, NOTICE, TITLE, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::figures::{
    event_json, event_text, number_json, number_text, side_json, side_text, standing_text,
};

/// Units that people are shown; programs get all.
const UNITS_SHOWN: usize = 200;

fn head(figure: &Figure, side: &Side, texts: Texts) -> String {
    let said = if figure.indicator.is_empty() {
        side.instance.indicator.label.say(texts.language)
    } else {
        figure.indicator.as_str()
    };
    let title = styled(TITLE, plain(&format!("{} {said}", figure.id)));
    format!("{title}  {}  {}", side_text(side, texts), styled(DIM, plain(&side.instance.rule_set.name())))
}

pub(super) fn units_text(figure: &Figure, side: &Side, texts: Texts) -> String {
    let rows = &side.answer.population.rows;
    let mut lines = vec![head(figure, side, texts), units_table(rows.iter().take(UNITS_SHOWN), side, texts)];
    if let Some(more) = rows.len().checked_sub(UNITS_SHOWN).filter(|more| *more > 0) {
        lines.push(styled(DIM, texts.say("compare-more", &[("n", &more.to_string())])));
    }
    lines.join("\n")
}

fn units_table<'r>(rows: impl Iterator<Item = &'r Row>, side: &Side, texts: Texts) -> String {
    let heads = ["unit", "household", "standing", "left-out", "value"];
    let mut head: Vec<String> =
        heads.iter().map(|column| texts.say(&format!("explain-{column}"), &[])).collect();
    head.extend(side.answer.population.dimensions.iter().map(|name| plain(name)));
    let row = |row: &Row| {
        let value = row.told.as_deref().map(plain).or(row.value.map(|value| number_text(value, texts)));
        let mut cells = vec![
            plain(&row.unit),
            row.household
                .as_deref()
                .filter(|household| *household != row.unit)
                .map(plain)
                .unwrap_or_default(),
            standing_text(Standing::of(row), texts),
            row.left_out.as_deref().map(plain).unwrap_or_default(),
            value.unwrap_or_default(),
        ];
        cells.extend(row.dimensions.iter().map(|told| told.as_deref().map(plain).unwrap_or_default()));
        cells
    };
    table(head, rows.map(row).collect(), &[4])
}

pub(super) fn explained_text(
    household: HouseholdId,
    figure: &Figure,
    told: &Explained,
    texts: Texts,
) -> String {
    let explanation = &told.explanation;
    let mut lines = vec![head(figure, &explanation.side, texts)];
    let style = if explanation.standing == Standing::Kept { GOOD } else { NOTICE };
    let verdict = verdict_words(texts.language, explanation.standing, &household.to_string());
    lines.push(styled(style, verdict));
    if !explanation.units.is_empty() {
        lines.push(units_table(explanation.units.iter(), &explanation.side, texts));
    }
    lines.extend(hint_words(texts.language, explanation.standing, explanation.alternatives.len()));
    for one in &explanation.alternatives {
        let there = standing_text(one.standing, texts);
        lines.push(format!("  {} → {there}", plain(&change_words(texts.language, &one.change))));
    }
    let read: Vec<String> = explanation.tables.iter().map(|(name, rows)| format!("{name} {rows}")).collect();
    if read.is_empty() {
        lines.push(Explanation::nothing_read(texts.language));
    } else {
        lines.push(texts.say("explain-events", &[("tables", &read.join(", "))]));
        lines.extend(told.events.iter().map(|event| format!("  {}", event_text(event))));
    }
    lines.join("\n")
}

pub(super) fn units_json(side: &Side) -> Json {
    json!({
        "answer": side_json(side),
        "units": side.answer.population.rows.iter().map(|row| row_json(row, side)).collect::<Vec<_>>(),
    })
}

fn row_json(row: &Row, side: &Side) -> Json {
    let dimensions = side.answer.population.dimensions.iter().cloned();
    let dimensions = dimensions.zip(row.dimensions.iter().map(|told| json!(told)));
    json!({
        "unit": row.unit,
        "household": row.household,
        "standing": Standing::of(row).code(),
        "left_out": row.left_out,
        "value": row.value.map(number_json),
        "persons": row.persons,
        "told": row.told,
        "rank": row.rank,
        "dimensions": dimensions.collect::<serde_json::Map<_, _>>(),
    })
}

pub(super) fn explained_json(household: HouseholdId, told: &Explained) -> Json {
    let explanation = &told.explanation;
    let alternative = |one: &Alternative| {
        let change = match &one.change {
            Change::Parameter { id, member, value } => {
                json!({ "parameter": id, "member": member, "value": value.to_string() })
            }
            Change::Argument { name, value } => {
                let value = if *value == Value::Absent { None } else { Some(value.to_string()) };
                json!({ "argument": name, "value": value })
            }
            Change::From(day) => json!({ "from": day.to_string() }),
            Change::To(day) => json!({ "to": day.to_string() }),
            Change::Always(day) => json!({ "from": null, "to": day.to_string() }),
            Change::Known(instant) => json!({ "known_at": instant.to_string() }),
        };
        json!({ "change": change, "standing": one.standing.code() })
    };
    json!({
        "household": household.to_string(),
        "standing": explanation.standing.code(),
        "answer": side_json(&explanation.side),
        "units": explanation.units.iter().map(|row| row_json(row, &explanation.side)).collect::<Vec<_>>(),
        "changes": explanation.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        "tables": explanation.tables.iter().map(|(name, rows)| (name.clone(), json!(rows)))
            .collect::<serde_json::Map<_, _>>(),
        "events": told.events.iter().map(event_json).collect::<Vec<_>>(),
    })
}
