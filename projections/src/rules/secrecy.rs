//! What a query does with personal columns: it hands them on as they are, or asks a function made for them. Looked at before
//! anything is optimised, in every statement: of what is compared, sorted, grouped or written as something else, the answer
//! would tell more than the function.

use std::collections::BTreeMap;

use datafusion::arrow::datatypes::Schema;
use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion};
use datafusion::common::{Column, DFSchemaRef};
use datafusion::logical_expr::expr::{AggregateFunction, InList, ScalarFunction};
use datafusion::logical_expr::{Aggregate, Distinct, Expr, Join, LogicalPlan};
use datafusion::sql::sqlparser::tokenizer::Location;

use crate::facts_tables::Personal;

/// The personal columns of a table.
pub(super) type Secrets = BTreeMap<String, Personal>;

/// For each column of a query, what it tells of a person.
pub(super) type Marks = Vec<Option<Personal>>;

/// A personal column that is used otherwise than it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{column} is personal: it is asked for by {} alone, or handed on as it is from view to view", .secret.function())]
pub struct Leak {
    /// The column.
    pub column: String,
    /// What it tells.
    pub secret: Personal,
    /// Where in the SQL, if that is known.
    pub(super) at: Option<Location>,
}

/// What the columns of a query tell, given what those of tables and views do.
///
/// # Errors
/// The first use of a personal column that tells more than it may.
pub(super) fn marks(plan: &LogicalPlan, known: &BTreeMap<String, Secrets>) -> Result<Marks, Leak> {
    Walk { known, outer: Vec::new() }.plan(plan)
}

/// The personal columns of a view.
pub(super) fn secrets(schema: &Schema, marks: &[Option<Personal>]) -> Secrets {
    let named = schema.fields().iter().zip(marks);
    named.filter_map(|(field, mark)| Some((field.name().clone(), (*mark)?))).collect()
}

/// That nothing personal leaves a population.
///
/// # Errors
/// The first personal column.
pub(super) fn nothing_leaves(schema: &Schema, marks: &[Option<Personal>]) -> Result<(), Leak> {
    let first = secrets(schema, marks).into_iter().next();
    first.map_or(Ok(()), |(column, secret)| Err(Leak { column, secret, at: None }))
}

/// The columns that an expression may name.
struct Scope {
    schema: DFSchemaRef,
    marks: Marks,
}

impl Scope {
    /// Which column that is, if one of these.
    fn find(&self, column: &Column) -> Option<usize> {
        self.schema.maybe_index_of_column(column)
    }

    fn mark(&self, at: usize) -> Option<Personal> {
        self.marks.get(at).copied().flatten()
    }
}

struct Walk<'k> {
    known: &'k BTreeMap<String, Secrets>,
    /// The queries around a query, the nearest last.
    outer: Vec<Scope>,
}

impl Walk<'_> {
    fn plan(&mut self, plan: &LogicalPlan) -> Result<Marks, Leak> {
        match plan {
            LogicalPlan::TableScan(scan) => {
                let secrets = self.known.get(scan.table_name.table());
                let names = scan.projected_schema.fields().iter().map(|field| field.name());
                Ok(names.map(|name| secrets.and_then(|secrets| secrets.get(name)).copied()).collect())
            }
            LogicalPlan::Projection(projection) => {
                let scope = self.scope(&projection.input)?;
                projection.expr.iter().map(|expr| self.expr(expr, &scope)).collect()
            }
            LogicalPlan::Window(window) => {
                let mut scope = self.scope(&window.input)?;
                let over: Marks = window
                    .window_expr
                    .iter()
                    .map(|expr| self.expr(expr, &scope))
                    .collect::<Result<_, _>>()?;
                scope.marks.extend(over);
                Ok(scope.marks)
            }
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate),
            LogicalPlan::Join(join) => self.join(join),
            LogicalPlan::Union(union) => self.either(union.inputs.iter().map(AsRef::as_ref)),
            LogicalPlan::RecursiveQuery(query) => {
                // What it reads of itself is told by its name alone, of which nothing is known.
                let marks = self.either([query.static_term.as_ref(), query.recursive_term.as_ref()])?;
                none_of(plan, &marks)
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let marks = self.plan(input)?;
                none_of(plan, &marks)
            }
            LogicalPlan::Unnest(unnest) => {
                let marks = self.plan(&unnest.input)?;
                Ok(unnest.dependency_indices.iter().map(|at| marks.get(*at).copied().flatten()).collect())
            }
            LogicalPlan::Filter(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Repartition(_)
            | LogicalPlan::Subquery(_)
            | LogicalPlan::SubqueryAlias(_)
            | LogicalPlan::EmptyRelation(_)
            | LogicalPlan::Values(_) => self.passed_on(plan),
            LogicalPlan::Distinct(Distinct::On(_))
            | LogicalPlan::Statement(_)
            | LogicalPlan::Explain(_)
            | LogicalPlan::Analyze(_)
            | LogicalPlan::Extension(_)
            | LogicalPlan::Dml(_)
            | LogicalPlan::Ddl(_)
            | LogicalPlan::Copy(_)
            | LogicalPlan::DescribeTable(_) => {
                let marks = self.passed_on(plan)?;
                none_of(plan, &marks)
            }
        }
    }

    fn scope(&mut self, input: &LogicalPlan) -> Result<Scope, Leak> {
        Ok(Scope { marks: self.plan(input)?, schema: DFSchemaRef::clone(input.schema()) })
    }

    /// Of a plan whose columns are those of its input: nothing that it asks besides is personal.
    fn passed_on(&mut self, plan: &LogicalPlan) -> Result<Marks, Leak> {
        let mut scope = Scope { schema: DFSchemaRef::clone(plan.schema()), marks: Marks::new() };
        for input in plan.inputs() {
            scope = self.scope(input)?;
        }
        for expr in plan.expressions() {
            self.clear(&expr, &scope)?;
        }
        scope.marks.resize(plan.schema().fields().len(), None);
        Ok(scope.marks)
    }

    /// Of several plans in one, by place.
    fn either<'p>(&mut self, inputs: impl IntoIterator<Item = &'p LogicalPlan>) -> Result<Marks, Leak> {
        let mut all = Marks::new();
        for input in inputs {
            let marks = self.plan(input)?;
            all.resize(all.len().max(marks.len()), None);
            for (one, mark) in all.iter_mut().zip(marks) {
                *one = one.or(mark);
            }
        }
        Ok(all)
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> Result<Marks, Leak> {
        let scope = self.scope(&aggregate.input)?;
        for group in &aggregate.group_expr {
            self.clear(group, &scope)?;
        }
        let taken: Marks =
            aggregate.aggr_expr.iter().map(|expr| self.expr(expr, &scope)).collect::<Result<_, _>>()?;
        let mut marks = vec![None; aggregate.schema.fields().len().saturating_sub(taken.len())];
        marks.extend(taken);
        Ok(marks)
    }

    fn join(&mut self, join: &Join) -> Result<Marks, Leak> {
        let left = self.scope(&join.left)?;
        let of_left = left.marks.clone();
        // The right side may name what stands on the left of it.
        self.outer.push(left);
        let right = self.scope(&join.right);
        let left = self.outer.pop();
        let right = right?;
        for (one, other) in &join.on {
            if let Some(left) = &left {
                self.clear(one, left)?;
            }
            self.clear(other, &right)?;
        }
        let both: Marks = of_left.iter().chain(&right.marks).copied().collect();
        if let Some(filter) = &join.filter {
            if let Ok(schema) = join.left.schema().join(join.right.schema()) {
                self.clear(filter, &Scope { schema: schema.into(), marks: both.clone() })?;
            } else {
                // Names that stand on both sides tell nobody which is meant.
                none_of(&join.left, &of_left)?;
                none_of(&join.right, &right.marks)?;
            }
        }
        let columns = join.schema.fields().len();
        // A side that is only looked at tells nothing.
        let told = if columns == both.len() {
            both
        } else if columns == right.marks.len() && columns != of_left.len() {
            right.marks
        } else {
            let mut marks = of_left;
            marks.iter_mut().zip(&right.marks).for_each(|(one, other)| *one = one.or(*other));
            marks.resize(columns, None);
            marks
        };
        Ok(told)
    }

    /// That an expression is not personal.
    fn clear(&mut self, expr: &Expr, scope: &Scope) -> Result<(), Leak> {
        match self.expr(expr, scope)? {
            None => Ok(()),
            Some(secret) => Err(leak(expr, secret)),
        }
    }

    /// What an expression tells of a person.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a kind of expression that nobody thought of tells what its parts do"
    )]
    fn expr(&mut self, expr: &Expr, scope: &Scope) -> Result<Option<Personal>, Leak> {
        match expr {
            Expr::Column(column) => Ok(scope.find(column).and_then(|at| scope.mark(at))),
            Expr::OuterReferenceColumn(_, column) => {
                let found = self.outer.iter().rev().find_map(|scope| Some((scope, scope.find(column)?)));
                Ok(found.and_then(|(scope, at)| scope.mark(at)))
            }
            Expr::Alias(alias) => self.expr(&alias.expr, scope),
            // Whether something is known tells nothing of it.
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => self.expr(inner, scope).map(|_| None),
            Expr::ScalarFunction(call) => self.call(call, scope),
            Expr::AggregateFunction(call) => self.of_many(expr, call, scope),
            Expr::Case(case) => {
                let mut told = None;
                let asked = case.expr.iter().chain(case.when_then_expr.iter().map(|(when, _)| when));
                for asked in asked {
                    self.clear(asked, scope)?;
                }
                for result in case.when_then_expr.iter().map(|(_, then)| then).chain(&case.else_expr) {
                    told = told.or(self.expr(result, scope)?);
                }
                Ok(told)
            }
            Expr::InList(InList { expr: asked, list, .. }) => {
                let is_named =
                    list.iter().all(|member| member.column_refs().is_empty() && !member.contains_outer());
                match self.expr(asked, scope)? {
                    // Whoever names communes asks no more than a function would tell.
                    Some(Personal::Commune) if is_named => Ok(None),
                    Some(secret) => Err(leak(asked, secret)),
                    None => self.parts(expr, scope),
                }
            }
            Expr::ScalarSubquery(query) => {
                self.inside(&query.subquery, scope).map(|marks| marks.first().copied().flatten())
            }
            Expr::Exists(exists) => self.inside(&exists.subquery.subquery, scope).map(|_| None),
            Expr::InSubquery(asked) => {
                let marks = self.inside(&asked.subquery.subquery, scope)?;
                none_of(&asked.subquery.subquery, &marks)?;
                self.parts(expr, scope)
            }
            Expr::SetComparison(asked) => {
                let marks = self.inside(&asked.subquery.subquery, scope)?;
                none_of(&asked.subquery.subquery, &marks)?;
                self.parts(expr, scope)
            }
            other => self.parts(other, scope),
        }
    }

    /// The marks of a query inside an expression.
    fn inside(&mut self, query: &LogicalPlan, scope: &Scope) -> Result<Marks, Leak> {
        let around = Scope { schema: DFSchemaRef::clone(&scope.schema), marks: scope.marks.clone() };
        self.outer.push(around);
        let marks = self.plan(query);
        self.outer.pop();
        marks
    }

    /// Of an expression that tells what its parts do: none of them is personal.
    fn parts(&mut self, expr: &Expr, scope: &Scope) -> Result<Option<Personal>, Leak> {
        let mut found = Ok(());
        let _ = expr.apply_children(|part| {
            found = self.clear(part, scope);
            Ok(if found.is_ok() { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
        });
        found.map(|()| None)
    }

    fn call(&mut self, call: &ScalarFunction, scope: &Scope) -> Result<Option<Personal>, Leak> {
        let mut told = None;
        for (at, argument) in call.args.iter().enumerate() {
            let Some(secret) = self.expr(argument, scope)? else { continue };
            match (call.name(), at, secret) {
                ("age_on", 0, Personal::Birth)
                | ("department_of", 0, Personal::Commune)
                | ("permit_gap", 0 | 1, Personal::PermitDay) => {}
                // One of the days that a partial date may be says as much as all of them.
                ("partial_day", 1 | 2, secret) => told = told.or(Some(secret)),
                _ => return Err(leak(argument, secret)),
            }
        }
        Ok(told)
    }

    /// The one of many rows is handed on like that of one.
    fn of_many(
        &mut self,
        expr: &Expr,
        call: &AggregateFunction,
        scope: &Scope,
    ) -> Result<Option<Personal>, Leak> {
        let params = &call.params;
        let is_plain = params.filter.is_none() && params.order_by.is_empty();
        match params.args.as_slice() {
            [argument] if is_plain && ["min", "max"].contains(&call.func.name()) => {
                self.expr(argument, scope)
            }
            _ => self.parts(expr, scope),
        }
    }
}

/// A use of an expression that tells too much.
fn leak(expr: &Expr, secret: Personal) -> Leak {
    let mut named = None;
    let _ = expr.apply(|part| {
        if let Expr::Column(column) | Expr::OuterReferenceColumn(_, column) = part {
            named = Some(column.clone());
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    let column = named.as_ref().map_or_else(|| expr.to_string(), |column| column.name.clone());
    let span = named.and_then(|column| column.spans.first());
    Leak {
        column,
        secret,
        at: span.map(|span| Location { line: span.start.line, column: span.start.column }),
    }
}

/// That no column of a plan is personal.
fn none_of(plan: &LogicalPlan, marks: &[Option<Personal>]) -> Result<Marks, Leak> {
    nothing_leaves(plan.schema().as_arrow(), marks)?;
    Ok(vec![None; marks.len()])
}
