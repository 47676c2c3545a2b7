//! Indicators: what is counted, with which arguments, by which query.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{self, Fields, Given, Member, What};
use super::label::Label;
use super::problem::{Fault, File, Notes};
use super::refusal::{self, Refusal};
use super::sql::Sql;
use super::value::{Domain, Value};

/// How the rows of a population become an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many rows are kept.
    Count,
    /// Which part of the rows is kept, in percent.
    Share,
    /// The mean of `value` over the rows kept.
    Mean,
    /// The sum of `value` over the rows kept.
    Sum,
    /// The sum of `persons` over the rows kept.
    Persons,
    /// What the rows kept tell (`told`), by `rank`.
    Values,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 6] = [Self::Count, Self::Share, Self::Mean, Self::Sum, Self::Persons, Self::Values];

    /// Its code in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Mean => "mean",
            Self::Sum => "sum",
            Self::Persons => "persons",
            Self::Values => "values",
        }
    }

    /// The measure of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// The columns that it reads besides `unit`, `household` and `kept`.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Count | Self::Share => &[],
            Self::Mean | Self::Sum => &["value"],
            Self::Persons => &["persons"],
            Self::Values => &["told", "rank"],
        }
    }
}

/// An argument of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// What it may be.
    pub domain: Domain,
    /// Whether it must be given.
    pub required: bool,
    /// What it is when not given.
    pub default: Value,
}

/// An indicator of a rule set.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its code, `T01`.
    pub id: String,
    /// What it is called for people.
    pub label: Label,
    /// What a row of its population is, unless the argument `unit` says.
    pub unit: String,
    /// What is made of the population, unless the argument `measure` says.
    pub measure: Measure,
    /// Arguments whose presence makes another measure of it.
    pub measure_with: BTreeMap<String, Measure>,
    /// What it counts and where that comes from.
    pub about: String,
    /// The parameters that decide, each with its place in the file.
    pub uses: Vec<(usize, String)>,
    /// Its arguments.
    pub arguments: BTreeMap<String, Argument>,
    /// Arguments that do not go together.
    pub(super) refused: Arc<[Refusal]>,
    /// The query of its population.
    pub population: Arc<Sql>,
}

impl Indicator {
    /// Reads a file; what is wrong is noted, and an indicator without a query is none.
    pub(super) fn read(file: &Arc<File>, id: &str, notes: &mut Notes) -> Option<Self> {
        let mut fields = document::parse(&file.text, notes);
        let named = fields.required_text("id", notes);
        if !named.is_empty() && named != id {
            notes.say(0, "id", Fault::OtherName { expected: id.to_owned() });
        }
        let label = Label::read(&mut fields, notes);
        let unit = fields.required_text("unit", notes);
        let about = fields.text("about", notes).unwrap_or_default();
        let measure = measure(&mut fields, notes);
        let measure_with = fields.take("measure_with").map(|given| conditional(given, notes));
        let uses = fields.texts("uses", notes).unwrap_or_default();
        let arguments = fields.take("argument").map(|given| arguments(given, notes)).unwrap_or_default();
        let refused = refusal::read(&mut fields, &arguments, notes);
        let population = match fields.take("population") {
            Some(Given { at, what: What::Text(text) }) => Sql::inside(file, at, text, notes),
            Some(given) => {
                let fault = Fault::WrongType { value: given.shown(), expected: "text" };
                notes.say(given.at, "population", fault);
                None
            }
            None => {
                notes.say(0, "", Fault::MissingKey { key: "population".to_owned() });
                None
            }
        };
        fields.end(notes);
        Some(Self {
            id: id.to_owned(),
            label,
            unit,
            measure,
            measure_with: measure_with.unwrap_or_default(),
            about,
            uses,
            arguments,
            refused,
            population: Arc::new(population?),
        })
    }

    /// The measures that its arguments may ask for.
    #[must_use]
    pub fn measures(&self) -> Vec<Measure> {
        let mut all = vec![self.measure];
        all.extend(self.measure_with.values());
        if let Some(argument) = self.arguments.get("measure") {
            all.extend(argument.domain.allowed.iter().filter_map(|code| Measure::parse(code)));
        }
        all
    }
}

fn measure(fields: &mut Fields, notes: &mut Notes) -> Measure {
    let at = fields.at();
    let code = fields.required_text("measure", notes);
    parsed(&code, at, notes)
}

fn parsed(code: &str, at: usize, notes: &mut Notes) -> Measure {
    Measure::parse(code).unwrap_or_else(|| {
        if !code.is_empty() {
            let allowed = Measure::ALL.map(Measure::code).join(", ");
            notes.say(at, "measure", Fault::UnknownCode { value: code.to_owned(), allowed });
        }
        Measure::Count
    })
}

fn conditional(given: Given, notes: &mut Notes) -> BTreeMap<String, Measure> {
    let members = Fields::of(given, "measure_with", notes).rest();
    let one = |(argument, Member { given, .. }): (String, Member)| {
        let code = if let What::Text(code) = given.what { code } else { given.shown() };
        (argument, parsed(&code, given.at, notes))
    };
    members.into_iter().map(one).collect()
}

fn arguments(given: Given, notes: &mut Notes) -> BTreeMap<String, Argument> {
    let mut all = BTreeMap::new();
    for (name, member) in Fields::of(given, "argument", notes).rest() {
        let mut fields = Fields::of(member.given, &name, notes);
        let domain = Domain::read(&name, &mut fields, notes);
        let required = fields.boolean("required", notes).unwrap_or(false);
        let default = match fields.take("default").map(|given| domain.accept(&given)) {
            None => Value::Absent,
            Some(Ok(value)) => value,
            Some(Err((at, fault))) => {
                notes.say(at, &name, fault);
                Value::Absent
            }
        };
        fields.end(notes);
        all.insert(name, Argument { domain, required, default });
    }
    all
}
