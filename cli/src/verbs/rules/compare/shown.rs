//! Comparisons for people and for programs.

use application::{FigureComparison, LateEvent, Witness};
use projections::comparison::{Compared, Move, Mover, Side, Standing, Step, Unit};
use projections::rules::{Measure, Told};
use serde_json::{Value as Json, json};

use crate::output::{DIM, TITLE, WRONG, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::figures::{error_text, number_json, number_text};

/// Movers that people are shown of each figure; programs get all.
const MOVERS_SHOWN: usize = 20;

/// Whether there is anything to tell.
fn is_changed(one: &FigureComparison) -> bool {
    one.compared.as_ref().map_or(true, |compared| {
        !compared.movers.moved.is_empty() || printed(&compared.before) != printed(&compared.after)
    })
}

fn printed(side: &Side) -> Vec<Told> {
    let printed = |told: &Told| match told {
        Told::Number(number) => Told::Number(side.instance.printed(*number)),
        Told::Text(_) | Told::None(_) => told.clone(),
    };
    side.answer.outcomes.iter().map(|outcome| printed(&outcome.told)).collect()
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
    let head = plain(&format!("{} {} · {}", figure.id, one.programme, figure.indicator));
    let compared = match &one.compared {
        Ok(compared) => compared,
        Err(error) => {
            return format!("{}\n  {}", styled(TITLE, head), styled(WRONG, error_text(error, texts)));
        }
    };
    let (before, after) = (side_text(&compared.before, texts), side_text(&compared.after, texts));
    let mut lines = vec![format!("{}  {before} → {after}", styled(TITLE, head))];
    for step in &compared.steps {
        lines.push(format!("  {}", step_text(step, compared, texts)));
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

/// `64 % (63/99)`.
fn side_text(side: &Side, texts: Texts) -> String {
    let share = if side.answer.measure == Measure::Share { "\u{a0}%" } else { "" };
    let values = printed(side);
    let value = |told: &Told| match told {
        Told::Number(number) => format!("{}{share}", number_text(*number, texts)),
        Told::Text(text) => plain(text),
        Told::None(_) => "—".to_owned(),
    };
    let behind = match side.answer.outcomes.as_slice() {
        [one] => one.numerator.zip(one.denominator).map(|(numerator, denominator)| {
            format!(" ({}/{})", number_text(numerator, texts), number_text(denominator, texts))
        }),
        _ => None,
    };
    let values = values.iter().map(value).collect::<Vec<_>>().join(", ");
    format!("{values}{}", behind.unwrap_or_default())
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
    let name = |standing: Standing| texts.say(&format!("standing-{}", standing.code()), &[]);
    let corner = texts.say("compare-before-after", &[]);
    let head = std::iter::once(corner).chain(Standing::ALL.map(name)).collect();
    let rows = Standing::ALL.iter().zip(&compared.movers.table).map(|(standing, counts)| {
        std::iter::once(name(*standing)).chain(counts.iter().map(u64::to_string)).collect()
    });
    table(head, rows.collect(), &[1, 2, 3])
}

fn mover_text(mover: &Mover, witness: Option<&Witness>, texts: Texts) -> String {
    let name = |standing: Standing| texts.say(&format!("standing-{}", standing.code()), &[]);
    let moves = if mover.stands_elsewhere() {
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
        let and =
            |set: &Vec<LateEvent>| set.iter().map(|event| event_text(event)).collect::<Vec<_>>().join(" + ");
        format!(": {}", witness.any_of.iter().map(and).collect::<Vec<_>>().join(&or))
    });
    format!("{unit}{household}  {moves}  {cause}{}", events.unwrap_or_default())
}

/// `CO- 2010-11-30 (#1234, 2011-02-03)`.
fn event_text(event: &LateEvent) -> String {
    let day = event.recorded_at.strftime("%Y-%m-%d");
    plain(&format!("{} {} (#{}, {day})", event.kind, event.on, event.position))
}

pub(super) fn as_json(all: &[FigureComparison], every: bool, texts: Texts) -> Json {
    let told = all.iter().filter(|one| every || is_changed(one)).map(|one| figure_json(one, texts));
    json!({ "figures": told.collect::<Vec<_>>(), "of": all.len() })
}

fn figure_json(one: &FigureComparison, texts: Texts) -> Json {
    let mut told = json!({
        "id": one.figure.id,
        "programme": one.programme,
        "template": one.figure.template,
        "positions": [one.positions.0, one.positions.1],
    });
    let more = match &one.compared {
        Err(error) => json!({ "reason": error_text(error, texts) }),
        Ok(compared) => json!({
            "before": side_json(&compared.before),
            "after": side_json(&compared.after),
            "steps": compared.steps.iter().map(step_json).collect::<Vec<_>>(),
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

fn side_json(side: &Side) -> Json {
    let told = |told: &Told| match told {
        Told::Number(number) => number_json(*number),
        Told::Text(text) => json!(text),
        Told::None(_) => Json::Null,
    };
    let outcomes: Vec<Json> = side
        .answer
        .outcomes
        .iter()
        .zip(printed(side))
        .map(|(outcome, printed)| {
            json!({
                "computed": told(&outcome.told),
                "rounded": told(&printed),
                "numerator": outcome.numerator.map(number_json),
                "denominator": outcome.denominator.map(number_json),
            })
        })
        .collect();
    json!({
        "rule_set": side.instance.rule_set.name(),
        "digest": side.instance.rule_set.digest,
        "outcomes": outcomes,
        "left_out": side.answer.left_out,
    })
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
    let cause = |set: &Vec<Move>| set.iter().map(ToString::to_string).collect::<Vec<_>>();
    let event = |event: &LateEvent| {
        json!({
            "position": event.position,
            "kind": event.kind,
            "on": event.on,
            "recorded_at": event.recorded_at.to_string(),
        })
    };
    let events = witness.map(|witness| {
        let sets = witness.any_of.iter().map(|set| set.iter().map(event).collect::<Vec<_>>());
        sets.collect::<Vec<_>>()
    });
    json!({
        "unit": mover.key.1,
        "rank": mover.key.0,
        "household": mover.household(),
        "from": mover.from().code(),
        "to": mover.to().code(),
        "before": unit(&mover.before),
        "after": unit(&mover.after),
        "causes": mover.cause.any_of.iter().map(cause).collect::<Vec<_>>(),
        "events": events,
    })
}
