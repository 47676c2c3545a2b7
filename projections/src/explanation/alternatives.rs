//! Single changes of a question.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::comparison::Question;
use crate::rules::{Changes, Domain, Given, Indicator, Instance, Kind, Member, Value, What, Window};

/// Earlier ends of the window that are tried.
const ENDS_MAX: usize = 40;

/// The first day of a window that leaves nothing out.
const LONG_AGO: Date = date(1900, 1, 1);

/// One thing that may be changed of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A parameter (a member of it, when it is a table) has another value.
    Parameter {
        /// Which.
        id: String,
        /// Which member of it; empty when it is one value.
        member: String,
        /// The value.
        value: Value,
    },
    /// An argument has another value, or none.
    Argument {
        /// Which.
        name: String,
        /// The value.
        value: Value,
    },
    /// The window begins earlier.
    From(Date),
    /// The window ends on another day.
    To(Date),
    /// The window holds every day.
    Always(Date),
    /// What was known at another instant.
    Known(Timestamp),
}

/// A question with one thing changed.
pub(super) struct Changed {
    pub(super) change: Change,
    pub(super) arguments: BTreeMap<String, (usize, Given)>,
    pub(super) window: Window,
    pub(super) changes: Changes,
}

/// Every single change that makes another question of this one. `programmes` are those that the household was ever in,
/// `days` those of its facts.
pub(super) fn changed(
    question: &Question<'_>,
    changes: &Changes,
    instance: &Instance,
    known_on: Option<Date>,
    (programmes, days): (&BTreeSet<String>, &BTreeSet<Date>),
) -> Vec<Changed> {
    let asked = |change: Change| Changed {
        change,
        arguments: question.arguments.clone(),
        window: question.window,
        changes: changes.clone(),
    };
    let mut all = Vec::new();
    for (name, value) in arguments(question, &instance.indicator, programmes) {
        let mut one = asked(Change::Argument { name: name.clone(), value: value.clone() });
        match given(&value) {
            Some(given) => drop(one.arguments.insert(name, (0, given))),
            None => drop(one.arguments.remove(&name)),
        }
        all.push(one);
    }
    all.extend(
        windows(question.window, known_on, days)
            .into_iter()
            .map(|(change, window)| Changed { window, ..asked(change) }),
    );
    for (id, member, value) in parameters(instance) {
        let Some(given) = given(&value) else { continue };
        let mut one = asked(Change::Parameter { id: id.clone(), member: member.clone(), value });
        put(&mut one.changes, id, member, given);
        all.push(one);
    }
    all
}

/// Other values of arguments: none instead of one, another programme that the household was in.
fn arguments(
    question: &Question<'_>,
    indicator: &Indicator,
    programmes: &BTreeSet<String>,
) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for name in question.arguments.keys() {
        let Some(argument) = indicator.arguments.get(name) else { continue };
        if name == "programme" {
            let asked = question.arguments.get(name).map(|(_, given)| &given.what);
            let is_other = |code: &&String| asked != Some(&What::Text((*code).clone()));
            all.extend(
                programmes.iter().filter(is_other).map(|code| (name.clone(), Value::Text(code.clone()))),
            );
        } else if !argument.required && name != "unit" && name != "measure" {
            all.push((name.clone(), Value::Absent));
        }
    }
    all
}

fn windows(window: Window, known_on: Option<Date>, days: &BTreeSet<Date>) -> Vec<(Change, Window)> {
    let mut all = Vec::new();
    let Some(to) = window.to else { return all };
    let later = known_on.filter(|day| *day > to);
    if window.from.is_some() {
        all.push((Change::From(LONG_AGO), Window { from: Some(LONG_AGO), ..window }));
    }
    if let Some(later) = later {
        all.push((Change::To(later), Window { to: Some(later), ..window }));
        if window.from.is_some() {
            all.push((Change::Always(later), Window { from: Some(LONG_AGO), to: Some(later) }));
        }
    }
    // What is so at an end holds until something begins or ends.
    let before = days.iter().rev().filter_map(|day| day.yesterday().ok());
    let ends = before.filter(|day| *day < to && window.from.is_none_or(|from| from <= *day));
    all.extend(ends.take(ENDS_MAX).map(|end| (Change::To(end), Window { to: Some(end), ..window })));
    all
}

/// Other values of the parameters that decide.
fn parameters(instance: &Instance) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (_, id) in &instance.indicator.uses {
        let Some(parameter) = instance.rule_set.parameters.get(id) else { continue };
        for (member, slot) in &parameter.slots {
            let now = instance.values.get(&crate::rules::placeholder(id, member));
            let others = others(&slot.domain, &slot.default).into_iter().filter(|value| Some(value) != now);
            all.extend(others.map(|value| (id.clone(), member.clone(), value)));
        }
    }
    all
}

/// The values that are worth trying: every code there is, both truths, the bounds and the default of a number.
fn others(domain: &Domain, default: &Value) -> Vec<Value> {
    let codes = || domain.allowed.iter().cloned();
    let mut all = match domain.kind {
        Kind::Code => codes().map(Value::Text).collect(),
        Kind::Codes => vec![Value::Texts(codes().collect())],
        Kind::Integer => [domain.min, domain.max].into_iter().flatten().map(Value::Integer).collect(),
        Kind::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        Kind::Text | Kind::Date => Vec::new(),
    };
    if !all.contains(default) {
        all.push(default.clone());
    }
    all
}

fn given(value: &Value) -> Option<Given> {
    let what = match value {
        Value::Absent | Value::Date(_) => return None,
        Value::Text(text) => What::Text(text.clone()),
        Value::Texts(texts) => {
            What::List(texts.iter().map(|text| Given::new(What::Text(text.clone()))).collect())
        }
        Value::Integer(number) => What::Integer(*number),
        Value::Boolean(truth) => What::Boolean(*truth),
    };
    Some(Given::new(what))
}

/// Changes a parameter, or one member of it and leaves the others.
fn put(changes: &mut Changes, id: String, member: String, given: Given) {
    if member.is_empty() {
        changes.insert(id, (0, given));
        return;
    }
    let (_, table) = changes.entry(id).or_insert_with(|| (0, Given::new(What::Table(BTreeMap::new()))));
    if let What::Table(members) = &mut table.what {
        members.insert(member, Member { named_at: 0, given });
    }
}
