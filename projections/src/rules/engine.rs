//! Running a query over the facts tables, within bounds of memory, time and rows; no file or network is read.
//!
//! The views below a query are computed one by one, each from those before it, and kept for the next query that asks
//! the same of them. As common table expressions of one statement they would be planned anew wherever they are named,
//! views of views many times over: the plan of one indicator takes minutes then, or all of the stack.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_select::coalesce::BatchCoalescer;
use datafusion::arrow::array::{Array as _, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::catalog::{
    CatalogProvider as _, CatalogProviderList as _, MemTable, MemoryCatalogProvider,
    MemoryCatalogProviderList, MemorySchemaProvider,
};
use datafusion::error::DataFusionError;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::SortExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties as _, execute_stream};
use datafusion::prelude::{SessionContext, ident, lit};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use futures_util::StreamExt as _;
use tokio::task::JoinSet;

use super::answer::Answer;
use super::bind::{Bound, BoundView};
use super::instance::Instance;
use super::kept::{Kept, View};
use super::limits::{EngineError, HELD, Limits};
use super::population::Population;
use super::secrecy::{self, Marks, Secrets};
use super::session;
use crate::facts_tables::{Described, Tables, described};

/// Facts tables, and what it takes to query them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    state: Arc<SessionState>,
    tables: Arc<[(String, Arc<MemTable>)]>,
    /// The personal columns of tables, by table.
    secrets: Arc<BTreeMap<String, Secrets>>,
    limits: Limits,
    kept: Arc<Kept>,
}

impl Engine {
    /// Over tables given by name, each with its columns and its rows. Those named as facts tables have their personal columns.
    ///
    /// # Errors
    /// Rows that do not have the columns of their table.
    pub fn new(
        tables: impl IntoIterator<Item = (String, SchemaRef, Vec<RecordBatch>)>,
        limits: Limits,
    ) -> Result<Self, EngineError> {
        let tables: Vec<_> = tables.into_iter().collect();
        let kept = Arc::new(Kept::beside(tables.iter().flat_map(|(_, _, batches)| batches)));
        let table = |(name, schema, batches)| {
            Ok::<_, DataFusionError>((name, Arc::new(MemTable::try_new(schema, vec![batches])?)))
        };
        let tables = tables.into_iter().map(table).collect::<Result<_, _>>()?;
        let state = Arc::new(session::state(limits)?);
        Ok(Self { state, tables, secrets: Arc::new(of_facts()), limits, kept })
    }

    /// Over the facts tables.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_facts(tables: &Tables, limits: Limits) -> Result<Self, EngineError> {
        let mut batches: BTreeMap<&str, _> = tables.batches().into_iter().collect();
        let table =
            |one: Described| (one.name.to_owned(), one.schema, batches.remove(one.name).unwrap_or_default());
        Self::new(described().into_iter().map(table), limits)
    }

    /// The answer to an instance of an indicator.
    ///
    /// # Errors
    /// Bounds reached, a population that is not usable, faults of the query engine.
    pub async fn answer(&self, instance: &Instance) -> Result<Answer, EngineError> {
        let population = self.population(&instance.query).await?;
        Ok(Answer::of(instance, population))
    }

    /// The rows of a query, in an order of their own.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn population(&self, query: &Bound) -> Result<Population, EngineError> {
        let (engine, query) = (self.clone(), query.clone());
        self.in_time(Box::pin(async move { engine.run(&query).await })).await
    }

    /// What a query would be run as, for whoever only asks whether it fits.
    ///
    /// # Errors
    /// As [`answer`](Self::answer): constants are computed already.
    pub(super) async fn planned(
        &self,
        context: &SessionContext,
        query: ast::Query,
        known: &BTreeMap<String, Secrets>,
    ) -> Result<(Arc<dyn ExecutionPlan>, Marks), EngineError> {
        let (engine, context, known) = (self.clone(), context.clone(), known.clone());
        self.in_time(Box::pin(async move { engine.ready(&context, query, &known).await })).await
    }

    /// The personal columns of the tables.
    pub(super) fn secrets(&self) -> BTreeMap<String, Secrets> {
        BTreeMap::clone(&self.secrets)
    }

    /// In a task of its own: planning, and a join that finds nothing, come to no point where they could be told the
    /// time. Whoever asks is answered then; the task, aborted, ends at the next batch.
    async fn in_time<T: Send + 'static>(
        &self,
        work: Pin<Box<dyn Future<Output = Result<T, EngineError>> + Send>>,
    ) -> Result<T, EngineError> {
        let mut task = JoinSet::new();
        task.spawn(work);
        match tokio::time::timeout(self.limits.time, task.join_next()).await {
            Ok(Some(Ok(done))) => done,
            Ok(Some(Err(_)) | None) => Err(EngineError::BrokenDown),
            Err(_) => Err(EngineError::Time(self.limits.time)),
        }
    }

    /// How long each statement of a query takes that is not kept, in their order, and how many rows come of it; for
    /// benchmarks.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn timed(&self, query: &Bound) -> Result<Vec<Timed>, EngineError> {
        let (context, mut known) = (self.context()?, self.secrets());
        let mut timed = Vec::new();
        for view in &query.views {
            let is_kept = self.kept.get(&view.key).is_some();
            let since = Instant::now();
            let View { table, secrets } = self.view(&context, view, &known).await?;
            if !is_kept {
                timed.push(Timed {
                    view: Some(view.name.clone()),
                    took: since.elapsed(),
                    rows: rows_of(&table).await,
                });
            }
            context.register_table(view.name.as_str(), table)?;
            known.insert(view.name.clone(), secrets);
        }
        let since = Instant::now();
        let Rows { batches, .. } = self.rows(&context, query.query.clone(), &known).await?;
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        timed.push(Timed { view: None, took: since.elapsed(), rows });
        Ok(timed)
    }

    /// The rows of a facts table whose text in a column is one of these; none of a table without that column.
    ///
    /// # Errors
    /// Faults of the query engine.
    pub async fn rows_where(
        &self,
        table: &str,
        column: &str,
        texts: &BTreeSet<String>,
    ) -> Result<Vec<RecordBatch>, EngineError> {
        let table = self.context()?.table(table).await?;
        if texts.is_empty() || table.schema().field_with_unqualified_name(column).is_err() {
            return Ok(Vec::new());
        }
        let texts = texts.iter().map(|text| lit(text.as_str())).collect();
        Ok(table.filter(ident(column).in_list(texts, false))?.collect().await?)
    }

    async fn run(&self, query: &Bound) -> Result<Population, EngineError> {
        let (context, mut known) = (self.context()?, self.secrets());
        for view in &query.views {
            let View { table, secrets } = self.view(&context, view, &known).await?;
            context.register_table(view.name.as_str(), table)?;
            known.insert(view.name.clone(), secrets);
        }
        let Rows { schema, batches, marks, .. } = self.rows(&context, query.query.clone(), &known).await?;
        secrecy::nothing_leaves(&schema, &marks)?;
        Population::read(&schema, &batches).map_err(EngineError::Population)
    }

    /// What a view comes to, computed from those already in the context unless it is kept.
    async fn view(
        &self,
        context: &SessionContext,
        view: &BoundView,
        known: &BTreeMap<String, Secrets>,
    ) -> Result<View, EngineError> {
        let turn = self.kept.turn(&view.key);
        let _turn = turn.lock().await;
        if let Some(kept) = self.kept.get(&view.key) {
            return Ok(kept);
        }
        let Rows { schema, batches, orders, marks } = self.rows(context, view.query.clone(), known).await?;
        let secrets = secrecy::secrets(&schema, &marks);
        // What reads it need not sort it again.
        let table = MemTable::try_new(schema, vec![batches.clone()])?.with_sort_order(orders);
        let done = View { table: Arc::new(table), secrets };
        self.kept.keep(view.key, &done, &batches, self.limits.bytes);
        Ok(done)
    }

    /// A context of its own: what a query names is known to no other.
    pub(super) fn context(&self) -> Result<SessionContext, DataFusionError> {
        let names = &self.state.config_options().catalog;
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema(&names.default_schema, Arc::new(MemorySchemaProvider::new()))?;
        let catalogs = Arc::new(MemoryCatalogProviderList::new());
        catalogs.register_catalog(names.default_catalog.clone(), Arc::new(catalog));
        let state = SessionStateBuilder::new_from_existing(SessionState::clone(&self.state))
            .with_catalog_list(catalogs);
        let context = SessionContext::new_with_state(state.build());
        for (name, table) in self.tables.iter() {
            context.register_table(name.as_str(), Arc::clone(table) as _)?;
        }
        Ok(context)
    }

    /// A query made ready to run, which does nothing with personal columns that it may not.
    async fn ready(
        &self,
        context: &SessionContext,
        query: ast::Query,
        known: &BTreeMap<String, Secrets>,
    ) -> Result<(Arc<dyn ExecutionPlan>, Marks), EngineError> {
        let statement = Statement::Statement(Box::new(ast::Statement::Query(Box::new(query))));
        let state = context.state();
        let plan =
            state.statement_to_plan(statement).await.map_err(|error| EngineError::of(error, self.limits))?;
        let marks = secrecy::marks(&plan, known)?;
        let physical =
            state.create_physical_plan(&plan).await.map_err(|error| EngineError::of(error, self.limits))?;
        Ok((physical, marks))
    }

    async fn rows(
        &self,
        context: &SessionContext,
        query: ast::Query,
        known: &BTreeMap<String, Secrets>,
    ) -> Result<Rows, EngineError> {
        let bounded = |error| EngineError::of(error, self.limits);
        let (physical, marks) = self.ready(context, query, known).await?;
        let (schema, orders) = (physical.schema(), orders(physical.as_ref()));
        let mut stream = execute_stream(physical, context.task_ctx()).map_err(bounded)?;
        let (mut batches, mut count, mut bytes) = (Vec::new(), 0_usize, 0_usize);
        let of_batch = context.state().config().batch_size();
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(bounded)?;
            count = count.saturating_add(batch.num_rows());
            if count > self.limits.rows {
                return Err(EngineError::Rows(self.limits.rows));
            }
            bytes = bytes.saturating_add(bytes_of(&batch)?);
            if bytes > self.limits.bytes.saturating_mul(HELD) {
                return Err(EngineError::Memory(self.limits.bytes));
            }
            if batch.num_rows() <= of_batch {
                batches.push(batch);
            } else {
                batches.extend(cut(batch, of_batch).map_err(|error| EngineError::Query(error.into()))?);
            }
        }
        Ok(Rows { schema, batches, orders, marks })
    }
}

/// Cuts a batch into several, each with memory of its own: whoever sorts pieces of one would be charged for all of it
/// with each.
fn cut(batch: RecordBatch, rows: usize) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut pieces = BatchCoalescer::new(batch.schema(), rows);
    pieces.push_batch(batch)?;
    pieces.finish_buffered_batch()?;
    Ok(std::iter::from_fn(|| pieces.next_completed_batch()).collect())
}

/// What the rows of a batch take, which may be a part of others in memory.
fn bytes_of(batch: &RecordBatch) -> Result<usize, EngineError> {
    let mut bytes = 0_usize;
    for column in batch.columns() {
        let taken = column.to_data().get_slice_memory_size().map_err(DataFusionError::from)?;
        bytes = bytes.saturating_add(taken);
    }
    Ok(bytes)
}

/// What a query comes to.
struct Rows {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    /// The orders in which the rows stand.
    orders: Vec<Vec<SortExpr>>,
    /// What its columns tell of a person.
    marks: Marks,
}

/// The personal columns of the facts tables.
fn of_facts() -> BTreeMap<String, Secrets> {
    let secrets =
        |table: &Described| table.secrets().map(|(name, secret)| (name.to_owned(), secret)).collect();
    described().iter().map(|table| (table.name.to_owned(), secrets(table))).collect()
}

/// The orders in which the rows of a plan come, as far as columns of numbers and days tell them; none of several
/// partitions, whose rows stand in order each by itself. Orders of texts are not told: DataFusion 55 would group by
/// them in turn, which takes it longer than to group rows in whatever order.
pub(super) fn orders(plan: &dyn ExecutionPlan) -> Vec<Vec<SortExpr>> {
    if plan.output_partitioning().partition_count() != 1 {
        return Vec::new();
    }
    let schema = plan.schema();
    let by_columns = |order: &LexOrdering| {
        let by_column = |one: &PhysicalSortExpr| {
            let column = one.expr.downcast_ref::<Column>()?;
            let is_text = schema.field(column.index()).data_type().is_string();
            (!is_text).then(|| ident(column.name()).sort(!one.options.descending, one.options.nulls_first))
        };
        order.iter().map_while(by_column).collect()
    };
    let orders = plan.equivalence_properties().oeq_class().iter().map(by_columns);
    orders.filter(|order: &Vec<SortExpr>| !order.is_empty()).collect()
}

/// How long a statement took.
#[derive(Debug, Clone)]
pub struct Timed {
    /// The view that was computed; none for the query itself.
    pub view: Option<String>,
    /// How long that took, planning included.
    pub took: Duration,
    /// How many rows it has.
    pub rows: usize,
}

async fn rows_of(table: &MemTable) -> usize {
    let mut rows = 0;
    for batches in &table.batches {
        rows += batches.read().await.iter().map(RecordBatch::num_rows).sum::<usize>();
    }
    rows
}
