//! What is published, for people and for programs.

use application::Report;
use application::publication::{Doubtful, Numbers, Planned, Publication, Standing};
use domain::codes::{Coded as _, Qualifier};
use serde_json::{Value as Json, json};

use crate::output::{GOOD, NOTICE, plain, styled};
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::report::{head_lines, hidden_json, hidden_lines};

pub(super) fn as_text(publication: &Publication, texts: Texts) -> String {
    let mut lines = report_lines(&publication.report, &publication.figures, texts);
    for further in &publication.further {
        lines.push(String::new());
        lines.extend(report_lines(&further.report, &further.figures, texts));
    }
    if !publication.doubtful.is_empty() {
        lines.push(format!("\n{}", styled(NOTICE, texts.say("publish-doubtful", &[]))));
        let why =
            |one: &Doubtful| texts.say(&format!("publish-doubt-{}", one.doubt.code().replace('_', "-")), &[]);
        let row = |one: &Doubtful| vec![one.position.to_string(), plain(&one.figure), why(one)];
        let head = ["report-position", "report-id", "report-why"].map(|id| texts.say(id, &[])).to_vec();
        lines.push(table(head, publication.doubtful.iter().map(row).collect(), &[0]));
    }
    if let Some(positions) = &publication.positions {
        let count = positions.len().to_string();
        let first = positions.first().copied().unwrap_or_default().to_string();
        let last = positions.last().copied().unwrap_or_default().to_string();
        let told = match positions.len() {
            0 => texts.say("publish-nothing", &[]),
            _ => texts.say("publish-done", &[("figures", &count), ("first", &first), ("last", &last)]),
        };
        lines.push(styled(GOOD, told));
    }
    lines.join("\n")
}

/// A report: its figures, and what is not published of it.
fn report_lines(report: &Report, figures: &[Planned], texts: Texts) -> Vec<String> {
    let head = ["id", "value", "numerator", "denominator", "unit"];
    let mut head: Vec<String> =
        head.iter().map(|column| texts.say(&format!("report-{column}"), &[])).collect();
    head.push(texts.say("publish-standing", &[]));
    let row = |planned: &Planned| {
        let mut row = vec![plain(&planned.figure)];
        row.extend(numbers_text(&planned.numbers, texts));
        row.push(plain(&planned.unit));
        row.push(standing_text(planned.standing, texts));
        row
    };
    let mut lines = head_lines(report, texts);
    lines.push(table(head, figures.iter().map(row).collect(), &[1, 2, 3]));
    let hidden = hidden_lines(report, texts);
    if !hidden.is_empty() {
        lines.push(format!("\n{}", texts.say("publish-hidden", &[])));
        let rows = hidden.into_iter().map(|(line, why)| vec![line, why]).collect();
        let head = ["report-id", "report-why"].map(|id| texts.say(id, &[])).to_vec();
        lines.push(table(head, rows, &[]));
    }
    lines
}

/// Value, numerator, denominator.
pub(in crate::verbs) fn numbers_text(numbers: &Numbers, texts: Texts) -> [String; 3] {
    let value = texts.decimal(numbers.value);
    let value = match numbers.qualifier {
        Qualifier::Exact => value,
        other @ (Qualifier::About | Qualifier::MoreThan | Qualifier::LessThan | Qualifier::Nearly) => {
            format!("{} {value}", texts.label(other))
        }
    };
    let number = |number: Option<domain::Decimal>| number.map(|one| texts.decimal(one)).unwrap_or_default();
    [value, number(numbers.numerator), number(numbers.denominator)]
}

fn standing_text(standing: Standing, texts: Texts) -> String {
    match standing {
        Standing::New => texts.say("publish-new", &[]),
        Standing::NewSeries => texts.say("publish-new-series", &[]),
        Standing::Restated(position) => texts.say("publish-restated", &[("position", &position.to_string())]),
        Standing::Same(position) => texts.say("publish-same", &[("position", &position.to_string())]),
    }
}

pub(super) fn as_json(publication: &Publication) -> Json {
    let report = &publication.report;
    let mut json = json!({
        "programme": report.of.programme,
        "rule_set": report.of.rule_set.code,
        "version": report.of.rule_set.version,
        "digest": report.of.rule_set.digest,
        "known_at": report.known_at.map(|instant| instant.to_string()),
        "secrecy": report.of.secrecy.code(),
        "further": publication.further.iter().map(|one| period_json(&one.report, &one.figures)).collect::<Vec<_>>(),
        "doubtful": publication.doubtful.iter().map(doubtful_json).collect::<Vec<_>>(),
        "positions": publication.positions,
    });
    if let (Some(json), Json::Object(period)) =
        (json.as_object_mut(), period_json(report, &publication.figures))
    {
        json.extend(period);
    }
    json
}

/// The figures of a period, and what is hidden of it.
fn period_json(report: &Report, figures: &[Planned]) -> Json {
    let figure = |planned: &Planned| {
        let (standing, earlier) = match planned.standing {
            Standing::New => ("new", None),
            Standing::NewSeries => ("new_series", None),
            Standing::Restated(position) => ("restated", Some(position)),
            Standing::Same(position) => ("same", Some(position)),
        };
        let mut json = numbers_json(&planned.numbers);
        json["figure"] = json!(planned.figure);
        json["unit"] = json!(planned.unit);
        json["standing"] = json!(standing);
        json["earlier"] = json!(earlier);
        json
    };
    let printed = report.cells.iter().filter_map(|cell| cell.printed.as_ref().ok());
    let hidden = printed.flat_map(|one| hidden_json(&one.shown).as_array().cloned().unwrap_or_default());
    json!({
        "from": report.of.window.from.map(|day| day.to_string()),
        "to": report.of.window.to.map(|day| day.to_string()),
        "figures": figures.iter().map(figure).collect::<Vec<_>>(),
        "hidden": hidden.collect::<Vec<_>>(),
    })
}

fn doubtful_json(one: &Doubtful) -> Json {
    json!({ "figure": one.figure, "position": one.position, "doubt": one.doubt.code() })
}

pub(in crate::verbs) fn numbers_json(numbers: &Numbers) -> Json {
    let number = |number: domain::Decimal| {
        let text = number.normalize().to_string();
        text.parse::<serde_json::Number>().map_or(json!(text), Json::Number)
    };
    json!({
        "value": number(numbers.value),
        "qualifier": numbers.qualifier.code(),
        "numerator": numbers.numerator.map(number),
        "denominator": numbers.denominator.map(number),
    })
}
