//! What it takes to check a number: its definition, its coordinates, its proof, the command that recomputes it.

use std::path::PathBuf;

use application::{Cell, Report};
use projections::publication::{Bound, Name, Secrecy, ShownOutcome, Why};
use projections::rules::{Given, Measure, Told, What};
use serde_json::{Value as Json, json};

use crate::output::plain;
use crate::texts::Texts;
use crate::verbs::figures::{number_text, values_text};

/// A report with what else it takes to recompute it.
pub(super) struct Passport {
    pub(super) report: Report,
    /// The folder in which its rules were looked for, besides those of the program.
    pub(super) folder: Option<PathBuf>,
}

/// The command that recomputes a line; the whole report without one.
pub(super) fn command(passport: &Passport, line: Option<&str>) -> String {
    let report = &passport.report;
    let of = &report.of;
    let mut words = vec![
        "parcours report".to_owned(),
        format!("--programme {}", of.programme),
        format!("--rules {}", of.rule_set.name()),
    ];
    words.extend(coordinates(report));
    words.extend(passport.folder().map(|folder| format!("--folder {folder}")));
    words.push(format!("--secrecy {}", of.secrecy.code()));
    words.extend(line.map(|line| format!("--line {line}")));
    words.join(" ")
}

/// The command that tells who is behind a line: nobody is told to whom numbers are hidden.
pub(super) fn units_command(passport: &Passport, line: &str) -> Option<String> {
    let of = &passport.report.of;
    if of.secrecy != Secrecy::Auditor {
        return None;
    }
    let mut words = vec![
        "parcours explain".to_owned(),
        format!("--line {line}"),
        format!("--programme {}", of.programme),
        format!("--rule-set {}", of.rule_set.name()),
    ];
    words.extend(coordinates(&passport.report));
    words.extend(passport.folder().map(|folder| format!("--rules {folder}")));
    Some(words.join(" "))
}

/// Window, instant and changed parameters.
fn coordinates(report: &Report) -> Vec<String> {
    let of = &report.of;
    let mut words = Vec::new();
    words.extend(of.window.from.map(|day| format!("--from {day}")));
    words.extend(of.window.to.map(|day| format!("--to {day}")));
    words.extend(report.known_at.map(|instant| format!("--known-at {instant}")));
    let set = |(id, (_, given)): (&String, &(usize, Given))| quoted(&format!("{id}={}", given.shown()));
    words.extend(of.changes.iter().map(|change| format!("--set {}", set(change))));
    words
}

impl Passport {
    /// The folder, as a shell takes it.
    fn folder(&self) -> Option<String> {
        self.folder.as_ref().map(|folder| quoted(&folder.display().to_string()))
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The arguments of a line in words, `destinations = ["social_housing"], unit = "household"`.
pub(super) fn arguments_text(cell: &Cell) -> String {
    let given = cell.line.arguments.iter().map(|(name, (_, given))| format!("{name} = {}", given.shown()));
    plain(&given.collect::<Vec<_>>().join(", "))
}

/// The arguments of a line.
pub(super) fn arguments_json(cell: &Cell) -> Json {
    cell.line.arguments.iter().map(|(name, (_, given))| (name.clone(), given_json(given))).collect()
}

fn given_json(given: &Given) -> Json {
    match &given.what {
        What::Text(text) => json!(text),
        What::Integer(number) => json!(number),
        What::Number(number) => json!(number),
        What::Boolean(truth) => json!(truth),
        What::List(items) => items.iter().map(given_json).collect(),
        What::Table(members) => {
            members.iter().map(|(name, member)| (name.clone(), given_json(&member.given))).collect()
        }
    }
}

/// What the indicator of a line counts, as its rules say.
pub(super) fn definition(report: &Report, cell: &Cell) -> String {
    let indicator = report.of.rule_set.indicators.get(&cell.line.indicator);
    let about = indicator.map(|indicator| indicator.about.split_whitespace().collect::<Vec<_>>().join(" "));
    plain(&about.unwrap_or_default())
}

/// A value as it is printed: rounded, a bound, or that it is hidden.
pub(super) fn value_text(
    measure: Measure,
    printed: Option<&Told>,
    outcome: &ShownOutcome,
    texts: Texts,
) -> String {
    if let (Some(_), Some(printed)) = (&outcome.told, printed) {
        return values_text(measure, std::slice::from_ref(printed), texts);
    }
    match outcome.bound {
        Some(Bound::MoreThan(share)) => {
            texts.say("report-more-than", &[("share", &number_text(share, texts))])
        }
        Some(Bound::LessThan(share)) => {
            texts.say("report-less-than", &[("share", &number_text(share, texts))])
        }
        None => texts.say("report-hidden", &[]),
    }
}

/// The units left out, by reason; `?` for a number that is hidden.
pub(super) fn left_out_text(cell: &Cell) -> String {
    let Ok(printed) = &cell.printed else { return String::new() };
    let reason = |(reason, units): (&String, &Option<u64>)| {
        format!("{reason} {}", units.map_or_else(|| "?".to_owned(), |units| units.to_string()))
    };
    plain(&printed.shown.left_out.iter().map(reason).collect::<Vec<_>>().join(", "))
}

/// Why numbers of a line are hidden.
pub(super) fn why_text(report: &Report, cell: &Cell, texts: Texts) -> String {
    let Ok(printed) = &cell.printed else { return String::new() };
    let threshold = report.threshold.unwrap_or_default().to_string();
    let why = |(name, why): &(Name, Why)| {
        let number = texts.say(&format!("report-number-{}", number_code(name)), &[]);
        let sentence = match why {
            Why::Primary => texts.say("report-why-primary", &[("threshold", &threshold)]),
            Why::Untold => texts.say("report-why-untold", &[]),
            Why::Complement { of } => {
                let of = of.to_string();
                texts.say("report-why-complement", &[("threshold", &threshold), ("of", &of)])
            }
            Why::Secondary { with, reveals } => {
                let with = with.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let told = reveals.as_ref().map(ToString::to_string);
                let told = told.unwrap_or_else(|| texts.say("report-few", &[("threshold", &threshold)]));
                texts.say("report-why-secondary", &[("with", &with), ("told", &told)])
            }
        };
        texts.say("report-hidden-because", &[("number", &number), ("why", &sentence)])
    };
    plain(&printed.shown.hidden.iter().map(why).collect::<Vec<_>>().join("; "))
}

/// The lines of a report of which something is hidden, each with why.
pub(in crate::verbs) fn hidden_lines(report: &Report, texts: Texts) -> Vec<(String, String)> {
    let why = |cell: &Cell| (plain(&cell.line.id), why_text(report, cell, texts));
    report.cells.iter().map(why).filter(|(_, why)| !why.is_empty()).collect()
}

/// The code of a kind of number.
pub(super) fn number_code(name: &Name) -> &'static str {
    use projections::publication::Number::{Base, Kept, LeftOut};
    match name.number {
        Kept => "kept",
        Base => "base",
        LeftOut(_) => "left-out",
    }
}
