//! An indicator asked for: with its arguments, its window, and what the parameters are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::answer::{Answer, Told};
use super::bind::{Bindings, Bound, bind};
use super::document::Given;
use super::functions::{Mode, rounded};
use super::indicator::{Indicator, Measure};
use super::parameter::Values;
use super::problem::{Fault, Problem};
use super::set::{Changes, RuleSet};
use super::value::{Kind, Value};

/// The days that a figure is about; both are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first day; none for a single day.
    pub from: Option<Date>,
    /// The last day; none for no window at all.
    pub to: Option<Date>,
}

/// The unit of a rate that RP03 may make another one.
const HOUSEHOLD: &str = "household";

/// In what a rate that is said of households is counted (RP03): those indicators that use the parameter are such rates.
fn rate_unit(indicator: &Indicator, values: &Values) -> Option<String> {
    let uses = indicator.uses.iter().any(|(_, parameter)| parameter == "RP03");
    let Some(Value::Text(unit)) = values.get("RP03").filter(|_| uses) else { return None };
    Some(unit.clone())
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Under which rules.
    pub rule_set: &'a Arc<RuleSet>,
    /// Which indicator.
    pub indicator: &'a str,
    /// With which arguments, each with the place of its name.
    pub arguments: &'a BTreeMap<String, (usize, Given)>,
    /// About which days.
    pub window: Window,
    /// As known on which day.
    pub known_on: Option<Date>,
    /// With which parameters changed.
    pub changes: &'a Changes,
}

/// An indicator with everything that it needs.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The rules.
    pub rule_set: Arc<RuleSet>,
    /// The indicator.
    pub indicator: Arc<Indicator>,
    /// The parameters in force.
    pub values: Values,
    /// What is made of the population.
    pub measure: Measure,
    /// What a row of the population is.
    pub unit: String,
    /// The query of the population.
    pub query: Bound,
}

/// What is wrong with a question: with what was asked, each with its place, or with the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// In what was asked: its place, what it is about, why.
    Asked(usize, String, Fault),
    /// In the rules.
    Rules(Problem),
}

impl Instance {
    /// Makes one of what is asked.
    ///
    /// # Errors
    /// Everything that is wrong: unknown indicators, arguments and parameters, values that may not be.
    pub fn new(asked: &Asked<'_>) -> Result<Self, Vec<Wrong>> {
        let set = asked.rule_set;
        let Some(indicator) = set.indicators.get(asked.indicator) else {
            let indicator = asked.indicator.to_owned();
            let fault = Fault::UnknownIndicator { rule_set: set.name(), indicator };
            return Err(vec![Wrong::Asked(0, String::new(), fault)]);
        };
        let mut wrong = Vec::new();
        let mut told = |all: Vec<(usize, String, Fault)>| {
            wrong.extend(all.into_iter().map(|(at, subject, fault)| Wrong::Asked(at, subject, fault)));
        };
        let arguments = arguments(indicator, asked.arguments).map_err(&mut told).ok();
        if let Some(arguments) = &arguments {
            told(indicator.refused.iter().filter_map(|one| one.of(asked.arguments, arguments)).collect());
        }
        let values = set.resolve(asked.changes).map_err(&mut told).ok();
        let (Some(arguments), Some(values), true) = (arguments, values, wrong.is_empty()) else {
            return Err(wrong);
        };
        let measure = measure(indicator, &arguments);
        let unit = match arguments.get("unit") {
            Some((_, Value::Text(unit))) => unit.clone(),
            _ => indicator.unit.clone(),
        };
        let unit = rate_unit(indicator, &values).filter(|_| unit == HOUSEHOLD).unwrap_or(unit);
        let bindings = bindings(set, arguments, &values, asked.window, asked.known_on);
        let query = bind(set, &indicator.population, &bindings)
            .map_err(|problems| problems.into_iter().map(Wrong::Rules).collect::<Vec<_>>())?;
        let (rule_set, indicator) = (Arc::clone(set), Arc::clone(indicator));
        Ok(Self { rule_set, indicator, values, measure, unit, query })
    }

    /// The facts tables that its query reads, and those that the views below it read.
    #[must_use]
    pub fn facts_tables(&self) -> BTreeSet<String> {
        let views = &self.rule_set.views;
        let below = self.query.views().filter_map(|name| views.get(name));
        let read = below.chain([&self.indicator.population]).flat_map(|sql| &sql.tables);
        read.map(|(name, _)| name.clone()).filter(|name| !views.contains_key(name)).collect()
    }

    /// The values of an answer as they are printed (RP17).
    #[must_use]
    pub fn printed_of(&self, answer: &Answer) -> Vec<Told> {
        let printed = |told: &Told| match told {
            Told::Number(number) => Told::Number(self.printed(*number)),
            Told::Text(_) | Told::None(_) => told.clone(),
        };
        answer.outcomes.iter().map(|outcome| printed(&outcome.told)).collect()
    }

    /// A number as it is printed (RP17): shares and means of months with their digits, others as they are.
    #[must_use]
    pub fn printed(&self, value: f64) -> f64 {
        let digits = match self.measure {
            Measure::Share => "RP17_percent",
            Measure::Mean => "RP17_month",
            Measure::Count | Measure::Sum | Measure::Persons | Measure::Values => return value,
        };
        let mode = match self.values.get("RP17_mode") {
            Some(Value::Text(code)) => Mode::parse(code),
            _ => None,
        };
        let digits = match self.values.get(digits) {
            Some(Value::Integer(digits)) => u32::try_from(*digits).ok(),
            _ => None,
        };
        mode.zip(digits).map_or(value, |(mode, digits)| rounded(mode, value, digits))
    }
}

/// The arguments by name: those given, others by default.
fn arguments(
    indicator: &Indicator,
    given: &BTreeMap<String, (usize, Given)>,
) -> Result<Bindings, Vec<(usize, String, Fault)>> {
    let (mut bindings, mut wrong) = (Bindings::new(), Vec::new());
    for (name, argument) in &indicator.arguments {
        let value = match given.get(name).map(|(_, given)| argument.domain.accept(given)) {
            Some(Ok(value)) => value,
            Some(Err((at, fault))) => {
                wrong.push((at, name.clone(), fault));
                continue;
            }
            None if argument.required => {
                let (indicator, argument) = (indicator.id.clone(), name.clone());
                wrong.push((0, String::new(), Fault::MissingArgument { indicator, argument }));
                continue;
            }
            None => argument.default.clone(),
        };
        bindings.insert(name.clone(), (argument.domain.kind, value));
    }
    for (name, (at, _)) in given {
        if !indicator.arguments.contains_key(name) {
            let (indicator, argument) = (indicator.id.clone(), name.clone());
            wrong.push((*at, String::new(), Fault::UnknownArgument { indicator, argument }));
        }
    }
    if wrong.is_empty() { Ok(bindings) } else { Err(wrong) }
}

/// The measure: the one that the argument `measure` names, the one that another argument brings, or its own.
fn measure(indicator: &Indicator, arguments: &Bindings) -> Measure {
    let is_given = |name: &String| arguments.get(name).is_some_and(|(_, value)| *value != Value::Absent);
    let asked = match arguments.get("measure") {
        Some((_, Value::Text(code))) => Measure::parse(code),
        _ => None,
    };
    let brought = indicator.measure_with.iter().find(|(name, _)| is_given(name));
    asked.or(brought.map(|(_, measure)| *measure)).unwrap_or(indicator.measure)
}

/// Every placeholder: arguments, parameters, the window and the day of knowledge.
pub(super) fn bindings(
    set: &RuleSet,
    arguments: Bindings,
    values: &Values,
    window: Window,
    known_on: Option<Date>,
) -> Bindings {
    let mut all = Bindings::new();
    for (id, parameter) in &set.parameters {
        for (member, slot) in &parameter.slots {
            let name = super::parameter::placeholder(id, member);
            let value = values.get(&name).cloned().unwrap_or(Value::Absent);
            all.insert(name, (slot.domain.kind, value));
        }
    }
    let day = |day: Option<Date>| (Kind::Date, day.map_or(Value::Absent, Value::Date));
    let days = [("from", window.from), ("to", window.to), ("known_on", known_on)];
    all.extend(days.map(|(name, on)| (name.to_owned(), day(on))));
    all.extend(arguments);
    all
}
