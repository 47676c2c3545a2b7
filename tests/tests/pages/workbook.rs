//! The workbook of a year, opened: what stands in its cells is what the schema answers.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use application::sight::Role;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::charts::followed;
use super::import;
use super::readers::read;
use crate::graphql::Server;
use crate::graphql::client::Answer;
use crate::graphql::sight::Caller;
use crate::store::Place;

/// The parts of a workbook, by their names: it is a ZIP file.
pub(super) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let part = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Number(f64),
}

/// The cells of a sheet by their names (`A1`).
fn cells(parts: &BTreeMap<String, String>, sheet: usize) -> BTreeMap<String, Cell> {
    let plain = |text: &str| {
        let escaped = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        escaped.iter().fold(text.to_owned(), |text, (escaped, one)| text.replace(escaped, one))
    };
    let strings: Vec<String> = parts["xl/sharedStrings.xml"]
        .split("<si>")
        .skip(1)
        .map(|string| {
            let (_, text) = string.split_once("<t").unwrap();
            plain(text.split_once('>').unwrap().1.split("</t>").next().unwrap())
        })
        .collect();
    let xml = &parts[&format!("xl/worksheets/sheet{sheet}.xml")];
    assert!(!xml.contains("<f"), "no text is taken for a formula: {xml}");
    let mut cells = BTreeMap::new();
    for cell in xml.split("<c r=\"").skip(1) {
        let (name, rest) = cell.split_once('"').unwrap();
        let (tag, rest) = rest.split_once('>').unwrap();
        let Some(value) = rest.strip_prefix("<v>").and_then(|value| value.split("</v>").next()) else {
            continue;
        };
        let cell = if tag.contains("t=\"s\"") {
            Cell::Text(strings[value.parse::<usize>().unwrap()].clone())
        } else {
            Cell::Number(value.parse().unwrap())
        };
        cells.insert(name.to_owned(), cell);
    }
    cells
}

const REPORT: &str = "{ programme(code: \"para\") { name } report(programme: \"para\", year: 2017) {
    digest events
    sections { label lines { id label failed values { number numerator denominator hidden } } }
    printed { id quote }
} }";

/// The workbook of PARA in 2017, as somebody gets it, and what the schema answers.
async fn taken(server: &Server, caller: &Caller<'_>) -> (Answer, Value) {
    let answer = read(server, caller, "/programmes/para/report.xlsx?year=2017").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (answer, caller.data(REPORT, json!({})).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cells_hold_what_the_report_tells() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "para", None).await;
    followed(&server).await;
    let operator = Caller::new(&server, "ftda", Role::Caseworker).await;
    let (file, told) = taken(&server, &operator).await;
    let parts = parts(&file.bytes);
    let sheets = ["Report", "Printed", "Passports"].map(|name| format!("name=\"{name}\""));
    assert!(
        sheets.iter().all(|name| parts["xl/workbook.xml"].contains(name)),
        "{}",
        parts["xl/workbook.xml"]
    );

    let report = cells(&parts, 1);
    let text = |text: &Value| Cell::Text(text.as_str().unwrap().to_owned());
    let at = |column: char, row: usize| report.get(&format!("{column}{row}"));
    assert_eq!(at('A', 1), Some(&text(&told["programme"]["name"])));
    assert_eq!(at('A', 3), None, "nothing is hidden from whoever runs the programme");
    let heads = ["Part", "Figure", "Value", "Numerator", "Denominator", "Left out", "Code"];
    for (column, head) in ('A'..).zip(heads) {
        assert_eq!(at(column, 5), Some(&Cell::Text(head.to_owned())));
    }
    let mut row = 6;
    let mut numbers = 0;
    for section in told["report"]["sections"].as_array().unwrap() {
        for line in section["lines"].as_array().unwrap() {
            for value in line["values"].as_array().unwrap() {
                assert_eq!(at('A', row), Some(&text(&section["label"])), "row {row}");
                assert_eq!(at('B', row), Some(&text(&line["label"])), "row {row}");
                assert_eq!(at('G', row), Some(&text(&line["id"])), "row {row}");
                for (column, name) in [('C', "number"), ('D', "numerator"), ('E', "denominator")] {
                    if let Some(number) = value[name].as_f64() {
                        assert_eq!(at(column, row), Some(&Cell::Number(number)), "{column}{row}: {line}");
                        numbers += 1;
                    }
                }
                row += 1;
            }
            row += usize::from(line["values"].as_array().unwrap().is_empty());
        }
    }
    assert!(numbers > 20, "{numbers}");
    assert_eq!(at('G', row), None, "nothing below the last line");

    let (printed, passports) = (cells(&parts, 2), cells(&parts, 3));
    let quotes = told["report"]["printed"].as_array().unwrap();
    assert!(!quotes.is_empty());
    for (row, one) in (2..).zip(quotes) {
        assert_eq!(printed.get(&format!("A{row}")), Some(&text(&one["id"])));
        assert_eq!(printed.get(&format!("B{row}")), Some(&text(&one["quote"])));
    }
    assert_eq!(passports.get("J2"), Some(&Cell::Text(told["report"]["events"].to_string())));
    assert_eq!(passports.get("K2"), Some(&text(&told["report"]["digest"])));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_is_in_no_cell() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "para", None).await;
    followed(&server).await;
    let analyst = Caller::new(&server, "drihl", Role::Analyst).await;
    let (file, told) = taken(&server, &analyst).await;
    let report = cells(&parts(&file.bytes), 1);
    let Some(Cell::Text(why)) = report.get("A3") else { panic!("{report:?}") };
    assert_eq!(why, "Numbers of people below 5 are hidden, and those from which they would follow.");
    let mut hidden = 0;
    let lines = told["report"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["lines"].as_array().unwrap());
    for line in lines.filter(|line| line["values"][0]["hidden"] == true) {
        let code = Cell::Text(line["id"].as_str().unwrap().to_owned());
        let (place, _) =
            report.iter().find(|(place, cell)| place.starts_with('G') && **cell == code).unwrap();
        let value = report.get(&place.replace('G', "C"));
        assert!(matches!(value, Some(Cell::Text(_))), "{line}: {value:?}");
        hidden += 1;
    }
    assert!(hidden > 0, "{told}");
    server.stop().await;
}
