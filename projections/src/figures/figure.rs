//! A printed figure.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::rules::{Changes, File, Given, Line, Window};

/// A file of figures.
#[derive(Debug, Clone)]
pub struct FigureFile {
    /// The file.
    pub file: Arc<File>,
    /// The programme whose figures they are.
    pub programme: String,
    /// The figures, in the order of the file.
    pub figures: Vec<Figure>,
}

/// What a source printed, and how it is obtained.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its code, `F003-06`.
    pub id: String,
    /// Where it stands in its file.
    pub at: usize,
    /// What kind of figure it is.
    pub class: Class,
    /// The source’s words.
    pub quote: String,
    /// Template and arguments in words.
    pub indicator: String,
    /// The indicator.
    pub template: String,
    /// Its arguments, each with the place of its name.
    pub arguments: BTreeMap<String, (usize, Given)>,
    /// The days it is about.
    pub window: Window,
    /// The rule set, as `CODE` or `CODE/VERSION`.
    pub rule_set: String,
    /// Parameters changed on top of it.
    pub changes: Changes,
    /// The belief at which the printed value holds; everything recorded when absent.
    pub known_at: Option<Timestamp>,
    /// What is printed is a number of these.
    pub unit: String,
    /// What is printed.
    pub expected: Vec<Expected>,
    /// How it is meant.
    pub qualifier: Qualifier,
    /// The number of units or the sum behind it, when it can be told.
    pub numerator: Option<f64>,
    /// What that was divided by.
    pub denominator: Option<f64>,
    /// What is ambiguous about it.
    pub note: String,
}

impl Figure {
    /// A question that nobody printed an answer to.
    #[must_use]
    pub fn question(
        template: String,
        arguments: BTreeMap<String, (usize, Given)>,
        window: Window,
        rule_set: String,
    ) -> Self {
        Self {
            id: template.clone(),
            at: 0,
            class: Class::Result,
            quote: String::new(),
            indicator: String::new(),
            template,
            arguments,
            window,
            rule_set,
            changes: Changes::new(),
            known_at: None,
            unit: String::new(),
            expected: Vec::new(),
            qualifier: Qualifier::Exact,
            numerator: None,
            denominator: None,
            note: String::new(),
        }
    }
}

impl Figure {
    /// A line of the report of a rule set, about a programme and a window.
    #[must_use]
    pub fn of_line(line: &Line, programme: &str, window: Window, rule_set: String) -> Self {
        let question = Self::question(line.indicator.clone(), line.arguments_of(programme), window, rule_set);
        Self { id: line.id.clone(), at: line.at, ..question }
    }
}

/// A kind of figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Obtained from the facts of households.
    Result,
    /// A capacity.
    Capacity,
    /// A rule of the programme.
    Rule,
    /// Said of the world around.
    Context,
    /// One household’s.
    Example,
    /// Claimed without a number.
    Claim,
}

impl Class {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Result, Self::Capacity, Self::Rule, Self::Context, Self::Example, Self::Claim];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Capacity => "capacity",
            Self::Rule => "rule",
            Self::Context => "context",
            Self::Example => "example",
            Self::Claim => "claim",
        }
    }
}

/// How a printed value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// As it stands, after rounding.
    Exact,
    /// Ten per cent more or less.
    About,
    /// Strictly more.
    MoreThan,
    /// Strictly less.
    LessThan,
    /// Less, by ten per cent at most.
    Nearly,
}

impl Qualifier {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Exact, Self::About, Self::MoreThan, Self::LessThan, Self::Nearly];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::MoreThan => "more_than",
            Self::LessThan => "less_than",
            Self::Nearly => "nearly",
        }
    }
}

/// A printed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// A number; shares are in percent.
    Number(f64),
    /// A code, a date, a duration.
    Text(String),
    /// True or false.
    Boolean(bool),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Boolean(truth) => truth.fmt(f),
        }
    }
}
