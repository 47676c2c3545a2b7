//! The yearly report that a rule set prints of a programme.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::facts::values::TextCode;

use super::document::{self, Fields, Given, What};
use super::instance::{Asked, Instance, Window, Wrong};
use super::label::Label;
use super::problem::{Fault, File, Notes, Problem};
use super::set::{Changes, RuleSet};
use super::value::SAMPLE_DAY;

/// A report, as its file has it.
#[derive(Debug, Clone)]
pub struct Report {
    /// The file.
    pub file: Arc<File>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Debug, Clone)]
pub struct Section {
    /// What it is called for people.
    pub label: Label,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

/// A line: an indicator with arguments, of the programme and the window of whoever asks.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it stands in its file.
    pub at: usize,
    /// Its code, `hosted.persons`; that of the figure when it is published.
    pub id: String,
    /// What it is called for people.
    pub label: Label,
    /// The indicator.
    pub indicator: String,
    /// Its arguments but for the programme, each with the place of its name.
    pub arguments: BTreeMap<String, (usize, Given)>,
}

impl Report {
    /// Reads a file; what is wrong is noted.
    pub(super) fn read(file: &Arc<File>, notes: &mut Notes) -> Self {
        let mut fields = document::parse(&file.text, notes);
        let mut ids = BTreeSet::new();
        let mut sections = Vec::new();
        for mut fields in fields.tables("section", notes) {
            let label = Label::read(&mut fields, notes);
            let lines = fields.tables("line", notes).into_iter().map(|fields| Line::read(fields, notes));
            let lines: Vec<Line> = lines.collect();
            for line in &lines {
                if !ids.insert(line.id.clone()) {
                    notes.say(line.at, "line", Fault::Twice { key: line.id.clone() });
                }
            }
            fields.end(notes);
            sections.push(Section { label, lines });
        }
        fields.end(notes);
        Self { file: Arc::clone(file), sections }
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sections.iter().flat_map(|section| &section.lines)
    }
}

impl Line {
    fn read(mut fields: Fields, notes: &mut Notes) -> Self {
        let at = fields.at();
        let id = fields.required_text("id", notes);
        // It is the code of a figure, once it is published.
        if !id.is_empty() && TextCode::parse(&id).is_none() {
            notes.say(at, "id", Fault::WrongType { value: id.clone(), expected: "code" });
        }
        let label = Label::read(&mut fields, notes);
        let indicator = fields.required_text("indicator", notes);
        let arguments = fields.named("args", notes);
        fields.end(notes);
        Self { at, id, label, indicator, arguments }
    }

    /// Its arguments with those of whoever asks.
    #[must_use]
    pub fn arguments_of(&self, programme: &str) -> BTreeMap<String, (usize, Given)> {
        let mut arguments = self.arguments.clone();
        arguments.insert("programme".to_owned(), (self.at, Given::new(What::Text(programme.to_owned()))));
        arguments
    }
}

/// Lines that ask for what the indicators of the rule set do not have.
pub(super) fn check(set: &Arc<RuleSet>) -> Vec<Problem> {
    let Some(report) = &set.report else { return Vec::new() };
    let day = Some(SAMPLE_DAY);
    let mut notes = Notes::about(&report.file);
    for line in report.lines() {
        let asked = Asked {
            rule_set: set,
            indicator: &line.indicator,
            arguments: &line.arguments_of("x"),
            window: Window { from: day, to: day },
            known_on: day,
            changes: &Changes::new(),
        };
        for wrong in Instance::new(&asked).err().into_iter().flatten() {
            // What is wrong with the rules themselves is told with them.
            if let Wrong::Asked(at, subject, fault) = wrong {
                let at = if at == 0 { line.at } else { at };
                notes.say(at, format!("{} {subject}", line.id).trim_end(), fault);
            }
        }
    }
    notes.end()
}
