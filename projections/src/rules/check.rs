//! Trying rules out before anybody relies on them: every view and indicator is planned over the facts tables as
//! they are, with values of the right types, and everything that does not fit is told with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::MemTable;
use datafusion::common::{Column, SchemaError};
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::tokenizer::Location;

use super::bind::{Bindings, BoundView, bind, needed};
use super::engine::Engine;
use super::indicator::{Indicator, Measure};
use super::instance::{Window, bindings};
use super::limits::{EngineError, Limits};
use super::parameter::parameter_of;
use super::population::{COLUMNS, REQUIRED, fits};
use super::problem::{Fault, Problem};
use super::report;
use super::secrecy::{self, Leak, Marks, Secrets};
use super::set::RuleSet;
use super::sql::Sql;
use super::value::{Domain, Kind, Value};

/// The names that are no arguments.
const DAYS: [&str; 3] = ["from", "to", "known_on"];

/// The parameter of rounding: it decides when a number is printed, not in a query.
const ROUNDING: &str = "RP17";

/// Everything that is wrong with rule sets beyond what [`RuleSets::load`](super::RuleSets::load) told, by file and
/// place. What a rule set takes unchanged from another one is checked with that one.
///
/// # Errors
/// When no query engine can be made.
pub async fn check(
    sets: impl IntoIterator<Item = &Arc<RuleSet>>,
    tables: &[(String, SchemaRef)],
) -> Result<Vec<Problem>, EngineError> {
    let empty = tables.iter().map(|(name, schema)| (name.clone(), Arc::clone(schema), Vec::new()));
    let engine = Engine::new(empty, Limits::default())?;
    let names: BTreeSet<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    let mut problems = Vec::new();
    for set in sets {
        let mut checker =
            Checker { set, engine: &engine, names: &names, planned: BTreeMap::new(), problems: vec![] };
        checker.check().await;
        problems.extend(checker.problems);
        problems.extend(report::check(set));
    }
    problems.sort_by_cached_key(|problem| (problem.file.clone(), problem.place, problem.to_string()));
    problems.dedup();
    Ok(problems)
}

struct Checker<'c> {
    set: &'c RuleSet,
    engine: &'c Engine,
    names: &'c BTreeSet<&'c str>,
    /// The columns of views and which are personal, by their key; none for those that do not fit.
    planned: BTreeMap<[u8; 32], Option<(SchemaRef, Secrets)>>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    async fn check(&mut self) {
        for (name, view) in &self.set.views {
            if self.inherits(name) {
                continue;
            }
            if self.names.contains(name.as_str()) {
                let fault = Fault::NameTaken { name: name.clone() };
                self.problems.push(view.problem(None, name, fault));
            }
            self.names_of(view, name);
            self.problems.extend(needed(self.set, view).err().map(|problem| *problem));
        }
        let is_otherwise = |indicator: &&Arc<Indicator>| {
            let views = needed(self.set, &indicator.population).unwrap_or_default();
            self.owns(indicator) || !views.iter().all(|name| self.inherits(name))
        };
        let indicators: Vec<_> = self.set.indicators.values().filter(is_otherwise).collect();
        for indicator in &indicators {
            self.names_of(&indicator.population, &indicator.id);
            self.arguments(indicator);
        }
        // What cannot be named need not be planned.
        let is_named = self.problems.is_empty();
        for indicator in &indicators {
            self.uses(indicator);
            for is_given in [false, true] {
                if is_named {
                    self.plan_indicator(indicator, is_given).await;
                }
            }
        }
        if is_named {
            self.plan_others(&indicators).await;
        }
    }

    /// Plans the views that no indicator needs: somebody will.
    async fn plan_others(&mut self, indicators: &[&Arc<Indicator>]) {
        let below = indicators.iter().flat_map(|one| needed(self.set, &one.population).unwrap_or_default());
        let below: BTreeSet<String> = below.collect();
        for (name, view) in &self.set.views {
            if !below.contains(name) && !self.inherits(name) {
                for is_given in [false, true] {
                    let values = self.values(BTreeMap::new(), is_given);
                    self.plan(view, name, &values).await;
                }
            }
        }
    }

    /// Whether an indicator is not that of the rule set below.
    fn owns(&self, indicator: &Arc<Indicator>) -> bool {
        let below = self.set.base.as_ref().and_then(|base| base.indicators.get(&indicator.id));
        below.is_none_or(|below| !Arc::ptr_eq(below, indicator))
    }

    /// Whether a view is that of the rule set below.
    fn inherits(&self, view: &str) -> bool {
        let below = self.set.base.as_ref().and_then(|base| base.views.get(view));
        below.zip(self.set.views.get(view)).is_some_and(|(below, own)| Arc::ptr_eq(below, own))
    }

    /// Tables that are none, and names of its own that are taken.
    fn names_of(&mut self, sql: &Sql, subject: &str) {
        let is_known = |name: &str| self.names.contains(name) || self.set.views.contains_key(name);
        let unknown = sql.tables.iter().filter(|(name, _)| !is_known(name));
        let unknown = unknown.map(|(name, at)| (*at, Fault::UnknownTable { table: name.clone() }));
        let taken = sql.own_names.iter().filter(|(name, _)| is_known(name));
        let taken = taken.map(|(name, at)| (*at, Fault::NameTaken { name: name.clone() }));
        let problem = |(at, fault)| sql.problem(Some(at), subject, fault);
        self.problems.extend(unknown.chain(taken).map(problem));
    }

    fn arguments(&mut self, indicator: &Indicator) {
        let is_taken =
            |name: &str| DAYS.contains(&name) || self.set.parameters.contains_key(parameter_of(name));
        for name in indicator.arguments.keys().filter(|name| is_taken(name)) {
            let fault = Fault::NameTaken { name: name.clone() };
            self.problems.push(indicator.population.problem(None, &indicator.id, fault));
        }
    }

    /// Parameters that decide and are not in `uses`, or are and decide nothing.
    fn uses(&mut self, indicator: &Arc<Indicator>) {
        let sql = &indicator.population;
        let Ok(views) = needed(self.set, sql) else { return };
        let views = views.iter().filter_map(|name| Some((name.as_str(), self.set.views.get(name)?.as_ref())));
        let mut deciding: BTreeMap<&str, (&str, Option<Location>)> = BTreeMap::new();
        for (origin, query) in std::iter::once(("population", sql.as_ref())).chain(views) {
            let here = origin == "population";
            for (placeholder, at) in &query.placeholders {
                let parameter = parameter_of(placeholder);
                if self.set.parameters.contains_key(parameter) {
                    deciding.entry(parameter).or_insert((origin, here.then_some(*at)));
                }
            }
        }
        let used: BTreeSet<&str> = indicator.uses.iter().map(|(_, id)| id.as_str()).collect();
        for (parameter, (origin, at)) in &deciding {
            if !used.contains(parameter) {
                let (parameter, origin) = ((*parameter).to_owned(), (*origin).to_owned());
                let fault = Fault::Undeclared { parameter, origin };
                self.problems.push(sql.problem(*at, &indicator.id, fault));
            }
        }
        let is_inherited = !self.owns(indicator);
        let is_rounded =
            indicator.measures().iter().any(|measure| matches!(measure, Measure::Share | Measure::Mean));
        for (at, id) in &indicator.uses {
            let fault = if !self.set.parameters.contains_key(id) {
                Fault::UnknownParameter { parameter: id.clone() }
            } else if deciding.contains_key(id.as_str()) || (id == ROUNDING && is_rounded) || is_inherited {
                // A view that decides less than the one of the rule set below is no fault of that one's indicators.
                continue;
            } else {
                Fault::Unused { parameter: id.clone() }
            };
            self.problems.push(sql.problem_in_file(*at, &indicator.id, fault));
        }
    }

    async fn plan_indicator(&mut self, indicator: &Indicator, is_given: bool) {
        let (sql, values) = (&indicator.population, self.sample(indicator, is_given));
        let Some((schema, marks)) = self.plan(sql, &indicator.id, &values).await else { return };
        match secrecy::nothing_leaves(&schema, &marks) {
            Ok(()) => self.columns(indicator, &schema, &values),
            Err(leak) => self.stopped(sql, &indicator.id, &leak.into()),
        }
    }

    /// The columns of a query; told what is wrong with it, or with the views below it.
    async fn plan(&mut self, sql: &Sql, of: &str, values: &Bindings) -> Option<(SchemaRef, Marks)> {
        let bound = match bind(self.set, sql, values) {
            Ok(bound) => bound,
            Err(problems) => {
                let told = |problem: Problem| Problem { subject: subject(of, &problem), ..problem };
                self.problems.extend(problems.into_iter().map(told));
                return None;
            }
        };
        let (context, mut known) = (self.engine.context().ok()?, self.engine.secrets());
        for view in &bound.views {
            let (schema, secrets) = self.view(of, view, &context, &known).await?;
            known.insert(view.name.clone(), secrets);
            let table = MemTable::try_new(schema, vec![vec![]]).ok()?;
            context.register_table(view.name.as_str(), Arc::new(table)).ok()?;
        }
        match self.engine.planned(&context, bound.query, &known).await {
            Ok((plan, marks)) => Some((plan.schema(), marks)),
            Err(error) => {
                self.stopped(sql, of, &error);
                None
            }
        }
    }

    /// The columns of a view; told what is wrong with it, once.
    async fn view(
        &mut self,
        of: &str,
        bound: &BoundView,
        context: &SessionContext,
        known: &BTreeMap<String, Secrets>,
    ) -> Option<(SchemaRef, Secrets)> {
        if let Some(planned) = self.planned.get(&bound.key) {
            return planned.clone();
        }
        let view = self.set.views.get(&bound.name)?;
        let schema = match self.engine.planned(context, bound.query.clone(), known).await {
            Ok((plan, marks)) => {
                let schema = plan.schema();
                let secrets = secrecy::secrets(&schema, &marks);
                Some((schema, secrets))
            }
            Err(error) => {
                self.stopped(view, &format!("{} ({of})", bound.name), &error);
                None
            }
        };
        self.planned.insert(bound.key, schema.clone());
        schema
    }

    fn columns(&mut self, indicator: &Indicator, schema: &Schema, values: &Bindings) {
        let sql = &indicator.population;
        let measure = match values.get("measure") {
            Some((_, Value::Text(code))) => Measure::parse(code),
            _ => None,
        };
        let measured = measure.map_or_else(|| indicator.measures(), |measure| vec![measure]);
        let needed = measured.iter().flat_map(|measure| measure.columns()).chain(&REQUIRED);
        for name in needed.collect::<BTreeSet<_>>() {
            if schema.field_with_name(name).is_err() {
                let fault = Fault::MissingColumn { column: (*name).to_owned() };
                self.problems.push(sql.problem(None, &indicator.id, fault));
            }
        }
        for (name, wanted, expected) in COLUMNS {
            let Ok(field) = schema.field_with_name(name) else { continue };
            if !fits(field.data_type(), &wanted) {
                let (column, found) = (name.to_owned(), field.data_type().to_string());
                let fault = Fault::ColumnType { column, found, expected };
                self.problems.push(sql.problem(None, &indicator.id, fault));
            }
        }
    }

    /// Values for every placeholder: arguments that may be absent are, or are not.
    fn sample(&self, indicator: &Indicator, is_given: bool) -> Bindings {
        let argument = |(name, argument): (&String, &super::indicator::Argument)| {
            let is_needed = argument.required || is_given;
            let value = if is_needed && argument.default == Value::Absent {
                argument.domain.sample()
            } else {
                argument.default.clone()
            };
            (name.clone(), (argument.domain.kind, value))
        };
        self.values(indicator.arguments.iter().map(argument).collect(), is_given)
    }

    /// These, with values for every parameter and a window that has a beginning or not.
    fn values(&self, arguments: Bindings, is_given: bool) -> Bindings {
        let day = Domain { kind: Kind::Date, allowed: vec![], min: None, max: None }.sample();
        let day = if let Value::Date(day) = day { Some(day) } else { None };
        let window = Window { from: day.filter(|_| is_given), to: day };
        bindings(self.set, arguments, &self.set.values, window, day)
    }

    fn stopped(&mut self, sql: &Sql, subject: &str, error: &EngineError) {
        let (at, fault) = match error {
            EngineError::Query(error) => return self.told(sql, subject, error),
            EngineError::Secret(Leak { column, secret, at }) => {
                (*at, Fault::Secret { column: column.clone(), function: secret.function() })
            }
            EngineError::Time(_)
            | EngineError::Memory(_)
            | EngineError::Rows(_)
            | EngineError::Population(_)
            | EngineError::DividedByZero
            | EngineError::Cast
            | EngineError::Pattern
            | EngineError::BrokenDown => (None, Fault::Refused { detail: error.to_string() }),
        };
        self.problems.push(sql.problem(at, subject, fault));
    }

    fn told(&mut self, sql: &Sql, subject: &str, error: &DataFusionError) {
        let root = error.find_root();
        if let DataFusionError::Collection(errors) = root {
            for error in errors {
                self.told(sql, subject, error);
            }
            return;
        }
        let fault = unknown_column(root).unwrap_or_else(|| Fault::Refused { detail: sentence(error) });
        let span = error.diagnostic().and_then(|told| told.span);
        let at = span.map(|span| Location { line: span.start.line, column: span.start.column });
        self.problems.push(sql.problem(at, subject, fault));
    }
}

/// The column that there is not, when that is what is wrong.
fn unknown_column(error: &DataFusionError) -> Option<Fault> {
    let DataFusionError::SchemaError(schema, _) = error else { return None };
    let SchemaError::FieldNotFound { field, valid_fields } = schema.as_ref() else { return None };
    let columns = valid_fields.iter().map(Column::flat_name).collect::<Vec<_>>().join(", ");
    Some(Fault::UnknownColumn { column: field.flat_name(), columns })
}

/// The indicator or view, and the view below it that the problem is in.
fn subject(of: &str, problem: &Problem) -> String {
    if problem.subject.is_empty() {
        return of.to_owned();
    }
    format!("{} ({of})", problem.subject)
}

/// What the query engine says, on one line and without the name of its own part.
fn sentence(error: &DataFusionError) -> String {
    let text = error.find_root().strip_backtrace();
    let text = text.trim_start_matches("Error during planning: ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
