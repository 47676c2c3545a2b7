//! The report of a year as a workbook: the report on its first sheet, what was printed on the second, and what it takes to
//! check each number on the third. Texts are texts there: none is taken for a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::answer::{Line, Programme, Report};
use crate::pages::figures::{SHARE, Value, values_text};
use crate::pages::texts::Texts;

/// What stands in a cell.
enum Field {
    Text(String),
    Number(f64),
    /// A number of percent.
    Percent(f64),
    Nothing,
}

/// The workbook.
///
/// # Errors
/// What cannot be written in one.
pub(super) fn made(programme: &Programme, report: &Report, texts: Texts) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Of what is known, not of today: the same report is the same file.
    if let Some(instant) = &report.known_at {
        let created = ExcelDateTime::from_timestamp(instant.0.as_second())?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    }
    let name = programme.name.as_deref().unwrap_or(&programme.code);
    let sheet = workbook.add_worksheet();
    sheet.set_name(texts.say("workbook-report"))?;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| texts.day(day)).unwrap_or_default();
    let (from, to) = (day(report.from.as_ref().map(|day| day.0)), day(report.to.as_ref().map(|day| day.0)));
    sheet.write_string(0, 0, name)?;
    sheet.write_string(1, 0, texts.with("period", &[("from", &from), ("to", &to)]))?;
    if let Some(threshold) = report.threshold {
        sheet.write_string(2, 0, texts.with("report-hidden", &[("least", &threshold.to_string())]))?;
    }
    let heads = ["section", "line", "value", "numerator", "denominator", "left-out", "id"];
    let rows = report.sections.iter().flat_map(|section| {
        let of = move |line| rows(section.label.as_deref().unwrap_or_default(), line, texts);
        section.lines.iter().flat_map(of)
    });
    fill(sheet, 4, &heads, rows, texts)?;

    let sheet = workbook.add_worksheet();
    sheet.set_name(texts.say("workbook-printed"))?;
    let heads = ["id", "quote", "printed", "value", "from", "to", "rules"];
    let rows = report.printed.iter().map(|one| {
        let day =
            |day: Option<jiff::civil::Date>| day.map_or(Field::Nothing, |day| Field::Text(day.to_string()));
        vec![
            Field::Text(one.id.clone()),
            Field::Text(one.quote.clone()),
            Field::Text(one.told.join(" · ")),
            cell(&one.values, one.measure.as_deref(), texts),
            day(one.from.as_ref().map(|day| day.0)),
            day(one.to.as_ref().map(|day| day.0)),
            Field::Text(one.rules.clone()),
        ]
    });
    fill(sheet, 0, &heads, rows, texts)?;

    let sheet = workbook.add_worksheet();
    sheet.set_name(texts.say("workbook-passports"))?;
    let heads = [
        "id",
        "indicator",
        "unit",
        "measure",
        "exact",
        "rules",
        "digest",
        "known-at",
        "position",
        "events",
        "sum",
        "about",
    ];
    let lines = report.sections.iter().flat_map(|section| &section.lines);
    fill(sheet, 0, &heads, lines.map(|line| passport(report, line)), texts)?;
    workbook.save_to_buffer()
}

/// The rows of a line: one for each of its numbers.
fn rows(section: &str, line: &Line, texts: Texts) -> Vec<Vec<Field>> {
    let left_out = line.left_out.iter().map(|one| {
        let units = one.units.map_or_else(|| "?".to_owned(), |units| units.to_string());
        format!("{} {units}", texts.of("left-out", &one.reason))
    });
    let left_out = left_out.collect::<Vec<_>>().join(", ");
    let number = |number: Option<f64>| number.map_or(Field::Nothing, Field::Number);
    let row = |value: Field, of: Option<&Value>| {
        vec![
            Field::Text(section.to_owned()),
            Field::Text(line.label.clone()),
            value,
            number(of.and_then(|value| value.numerator)),
            number(of.and_then(|value| value.denominator)),
            Field::Text(left_out.clone()),
            Field::Text(line.id.clone()),
        ]
    };
    if line.values.is_empty() {
        let why = if line.failed { "figure-failed" } else { "figure-nothing" };
        return vec![row(Field::Text(texts.say(why)), None)];
    }
    let measure = line.measure.as_deref();
    line.values
        .iter()
        .map(|value| row(cell(std::slice::from_ref(value), measure, texts), Some(value)))
        .collect()
}

fn passport(report: &Report, line: &Line) -> Vec<Field> {
    let text = |text: &str| Field::Text(text.to_owned());
    vec![
        text(&line.id),
        text(&line.indicator),
        text(line.unit.as_deref().unwrap_or_default()),
        text(line.measure.as_deref().unwrap_or_default()),
        line.values.first().and_then(|value| value.exact).map_or(Field::Nothing, Field::Number),
        text(&report.rule_set.name),
        text(&report.rule_set.digest),
        text(&report.known_at.as_ref().map(|instant| instant.0.to_string()).unwrap_or_default()),
        text(&report.position.to_string()),
        text(&report.events.to_string()),
        text(&report.digest),
        text(line.about.as_deref().unwrap_or_default()),
    ]
}

/// A number where there is one, and words otherwise.
fn cell(values: &[Value], measure: Option<&str>, texts: Texts) -> Field {
    match values {
        [Value { number: Some(share), .. }] if measure == Some(SHARE) => Field::Percent(*share),
        [Value { number: Some(number), .. }] => Field::Number(*number),
        _ => Field::Text(values_text(values, measure, texts)),
    }
}

/// Writes heads, and rows below them.
fn fill(
    sheet: &mut Worksheet,
    first: u32,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<Field>>,
    texts: Texts,
) -> Result<(), XlsxError> {
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("General\"\u{a0}%\""));
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(first, column, texts.of("workbook", head), &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    for (row, fields) in (first + 1..).zip(rows) {
        for (column, field) in (0..).zip(fields) {
            match field {
                Field::Text(text) => sheet.write_string(row, column, text)?,
                Field::Number(number) => sheet.write_number(row, column, number)?,
                Field::Percent(number) => sheet.write_number_with_format(row, column, number, &percent)?,
                Field::Nothing => continue,
            };
        }
    }
    Ok(())
}
