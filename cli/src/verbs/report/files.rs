//! A report as a file: a table for programs, a workbook for people.

use std::path::{Path, PathBuf};

use application::Cell;
use domain::messages::Language;
use event_store::hex;
use projections::publication::ShownOutcome;
use projections::rules::{Measure, Told};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::passport::{Passport, arguments_text, command, definition, left_out_text, value_text, why_text};
use super::shown::head_lines;
use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::figures::error_text;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Csv,
    Workbook,
    Json,
}

/// What the name of a file says it is.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    let end = path.extension()?.to_str()?.to_ascii_lowercase();
    [("csv", Kind::Csv), ("xlsx", Kind::Workbook), ("json", Kind::Json)]
        .into_iter()
        .find_map(|(name, kind)| (name == end).then_some(kind))
}

/// A file whose name says what it is.
pub(super) fn named(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if kind(&path).is_some() {
        Ok(path)
    } else {
        Err("expected a name that ends with .csv, .xlsx or .json".to_owned())
    }
}

/// What stands in a cell of a file.
enum Field {
    Text(String),
    Number(f64),
    /// A number of percent.
    Percent(f64),
    Nothing,
}

/// The columns of passports; those up to `why` are the report itself.
const COLUMNS: [&str; 24] = [
    "section",
    "id",
    "line",
    "value",
    "exact",
    "numerator",
    "denominator",
    "left-out",
    "why",
    "indicator",
    "arguments",
    "definition",
    "unit",
    "measure",
    "programme",
    "from",
    "to",
    "rule-set",
    "digest",
    "known-at",
    "position",
    "events",
    "events-digest",
    "command",
];

/// How many of them are the report itself.
const READ: usize = 9;

/// Every number with its passport, one a line.
fn rows(passport: &Passport, texts: Texts) -> Vec<Vec<Field>> {
    passport.report.cells.iter().flat_map(|cell| cell_rows(passport, cell, texts)).collect()
}

fn cell_rows(passport: &Passport, cell: &Cell, texts: Texts) -> Vec<Vec<Field>> {
    let text = |text: String| Field::Text(text);
    let named = || {
        vec![
            text(cell.section.say(texts.language).to_owned()),
            text(cell.line.id.clone()),
            text(cell.line.label.say(texts.language).to_owned()),
        ]
    };
    // A line without a number has a row all the same: nothing was found, or why it cannot be computed.
    let without = |value: Field, why: Field| {
        let mut row = named();
        row.push(value);
        row.extend([(); 4].map(|()| Field::Nothing));
        row.push(why);
        row.extend(coordinates(passport, cell, "", ""));
        vec![row]
    };
    let printed = match &cell.printed {
        Ok(printed) if printed.shown.outcomes.is_empty() => {
            return without(text(texts.say("report-nothing", &[])), Field::Nothing);
        }
        Ok(printed) => printed,
        Err(error) => return without(Field::Nothing, text(error_text(error, texts))),
    };
    let number = |number: Option<f64>| number.map_or(Field::Nothing, Field::Number);
    let (unit, measure) = (&printed.side.answer.unit, printed.side.answer.measure);
    let rounded = printed.side.instance.printed_of(&printed.side.answer);
    let row = |(outcome, told): (&ShownOutcome, Option<&Told>)| {
        let exact = match &outcome.told {
            Some(Told::Number(exact)) => Some(*exact),
            Some(Told::Text(_) | Told::None(_)) | None => None,
        };
        let mut row = named();
        row.extend([
            match (&outcome.told, told) {
                (Some(_), Some(Told::Number(printed))) if measure == Measure::Share => {
                    Field::Percent(*printed)
                }
                (Some(_), Some(Told::Number(printed))) => Field::Number(*printed),
                (Some(_), Some(Told::Text(_) | Told::None(_)) | None) | (None, _) => {
                    text(value_text(measure, told, outcome, texts))
                }
            },
            number(exact),
            number(outcome.numerator),
            number(outcome.denominator),
            text(left_out_text(cell)),
            text(why_text(&passport.report, cell, texts)),
        ]);
        row.extend(coordinates(passport, cell, unit, measure.code()));
        row
    };
    printed.shown.outcomes.iter().zip(rounded.iter().map(Some)).map(row).collect()
}

fn coordinates(passport: &Passport, cell: &Cell, unit: &str, measure: &str) -> Vec<Field> {
    let report = &passport.report;
    let of = &report.of;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let texts = [
        cell.line.indicator.clone(),
        arguments_text(cell),
        definition(report, cell),
        unit.to_owned(),
        measure.to_owned(),
        of.programme.clone(),
        day(of.window.from),
        day(of.window.to),
        of.rule_set.name(),
        of.rule_set.digest.clone(),
        report.known_at.map(|instant| instant.to_string()).unwrap_or_default(),
        report.position.to_string(),
        report.proof.count.to_string(),
        hex(&report.proof.digest),
        command(passport, Some(&cell.line.id)),
    ];
    texts.into_iter().map(Field::Text).collect()
}

fn heads(texts: Texts) -> Vec<String> {
    COLUMNS.iter().map(|column| texts.say(&format!("report-{column}"), &[])).collect()
}

/// Lines as RFC 4180 has them; in French as a French spreadsheet opens them by itself, with semicolons between cells, a
/// decimal comma, and a mark without which it would take UTF-8 for something else.
pub(super) fn csv(passport: &Passport, texts: Texts) -> String {
    let heads: Vec<Field> = heads(texts).into_iter().map(Field::Text).collect();
    let (mark, between) = match texts.language {
        Language::French => ("\u{feff}", ";"),
        Language::English => ("", ","),
    };
    let mut lines = mark.to_owned();
    for row in std::iter::once(heads).chain(rows(passport, texts)) {
        let cells: Vec<String> = row.iter().map(|field| csv_cell(field, texts.language)).collect();
        lines.extend([cells.join(between).as_str(), "\r\n"]);
    }
    lines
}

fn csv_cell(field: &Field, language: Language) -> String {
    match field {
        Field::Nothing => String::new(),
        Field::Number(number) | Field::Percent(number) => match language {
            Language::French => number.to_string().replace('.', ","),
            Language::English => number.to_string(),
        },
        Field::Text(text) => format!("\"{}\"", harmless(text).replace('"', "\"\"")),
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// A workbook: the report on its first sheet, the passports on the second.
///
/// # Errors
/// What cannot be written in a workbook.
pub(super) fn workbook(passport: &Passport, texts: Texts) -> Result<Vec<u8>, Failure> {
    let made = make(passport, texts);
    made.map_err(|error| Failure::fault("fault-workbook", [], error))
}

fn make(passport: &Passport, texts: Texts) -> Result<Vec<u8>, XlsxError> {
    let report = &passport.report;
    let (heads, rows) = (heads(texts), rows(passport, texts));
    let mut workbook = Workbook::new();
    // Of the belief, not of today: the same report is the same file.
    if let Some(instant) = report.known_at {
        let created = ExcelDateTime::from_timestamp(instant.as_second())?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(texts.say("report-sheet", &[]))?;
    let mut first = 0;
    for line in head_lines(report, texts) {
        sheet.write_string(first, 0, anstream::adapter::strip_str(&line).to_string())?;
        first += 1;
    }
    fill(sheet, first, &heads, &rows, READ)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(texts.say("report-sheet-passports", &[]))?;
    fill(sheet, 0, &heads, &rows, COLUMNS.len())?;
    workbook.save_to_buffer()
}

/// Writes heads and rows from a row on, so many columns of each.
fn fill(
    sheet: &mut Worksheet,
    first: u32,
    heads: &[String],
    rows: &[Vec<Field>],
    columns: usize,
) -> Result<(), XlsxError> {
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("General\"\u{a0}%\""));
    for (column, head) in (0..).zip(heads.iter().take(columns)) {
        sheet.write_string_with_format(first, column, head, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    for (row, fields) in (first + 1..).zip(rows) {
        for (column, field) in (0..).zip(fields.iter().take(columns)) {
            match field {
                Field::Text(text) => sheet.write_string(row, column, text)?,
                Field::Number(number) => sheet.write_number(row, column, *number)?,
                Field::Percent(number) => sheet.write_number_with_format(row, column, *number, &percent)?,
                Field::Nothing => continue,
            };
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_formula_and_a_number_is_a_number() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(csv_cell(&Field::Text(text.into()), Language::French), format!("\"'{text}\""));
        }
        let text = Field::Text("a \"b\", c; d".into());
        assert_eq!(csv_cell(&text, Language::English), "\"a \"\"b\"\", c; d\"");
        assert_eq!(csv_cell(&Field::Number(-12.5), Language::English), "-12.5");
        assert_eq!(csv_cell(&Field::Percent(-12.5), Language::French), "-12,5");
        assert_eq!(csv_cell(&Field::Nothing, Language::French), "");
    }

    #[test]
    fn the_name_of_a_file_says_what_it_is() {
        assert_eq!(kind(Path::new("a.CSV")), Some(Kind::Csv));
        assert_eq!(kind(Path::new("a/b.xlsx")), Some(Kind::Workbook));
        assert!(named("report.ods").is_err() && named("report").is_err() && named("a.json").is_ok());
    }
}
