//! Running a query over the facts tables, within bounds of memory, time and rows; no file or network is read.
//!
//! The views below a query are computed one by one, each from those before it, and kept for the next query that asks
//! the same of them. As common table expressions of one statement they would be planned anew wherever they are named,
//! views of views many times over: the plan of one indicator takes minutes then, or all of the stack.

use std::collections::{BTreeMap, BTreeSet};
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
use super::kept::Kept;
use super::population::Population;
use super::session;
use crate::facts_tables::{Described, Tables, described};

/// What a query may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of sorts, joins and groups; as much again for views that are kept, and four times as much for the rows of
    /// one statement.
    pub bytes: usize,
    /// From the start to the last row.
    pub time: Duration,
    /// Rows of a population.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1 << 30, time: Duration::from_mins(1), rows: 10_000_000 }
    }
}

/// How many times the memory of sorts the rows of one statement may take, which nothing but counting them needs.
const HELD: usize = 4;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It took too long and was stopped.
    #[error("the query was stopped after {} s", .0.as_secs_f32())]
    Time(Duration),
    /// It needs more memory than it may use.
    #[error("the query needs more than {0} bytes of memory")]
    Memory(usize),
    /// Its population has more rows than it may have.
    #[error("the population has more than {0} rows")]
    Rows(usize),
    /// Its population is not what an indicator needs.
    #[error("the population is not usable: {0}")]
    Population(String),
    /// Somewhere it divides a whole number by zero.
    #[error("the query divides by zero: write x / NULLIF(y, 0), which is no value then")]
    DividedByZero,
    /// The query engine panicked.
    #[error("the query broke down")]
    BrokenDown,
    /// The query engine refused or failed.
    #[error("the query failed")]
    Query(#[from] DataFusionError),
}

/// Facts tables, and what it takes to query them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    state: Arc<SessionState>,
    tables: Arc<[(String, Arc<MemTable>)]>,
    limits: Limits,
    kept: Arc<Kept>,
}

impl Engine {
    /// Over tables given by name, each with its columns and its rows.
    ///
    /// # Errors
    /// Rows that do not have the columns of their table.
    pub fn new(
        tables: impl IntoIterator<Item = (String, SchemaRef, Vec<RecordBatch>)>,
        limits: Limits,
    ) -> Result<Self, EngineError> {
        let table = |(name, schema, batches)| {
            Ok::<_, DataFusionError>((name, Arc::new(MemTable::try_new(schema, vec![batches])?)))
        };
        let tables = tables.into_iter().map(table).collect::<Result<_, _>>()?;
        Ok(Self { state: Arc::new(session::state(limits)?), tables, limits, kept: Arc::default() })
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
        self.in_time(async move { engine.run(&query).await }).await
    }

    /// What a query would be run as, for whoever only asks whether it fits.
    ///
    /// # Errors
    /// As [`answer`](Self::answer): constants are computed already.
    pub(super) async fn planned(
        &self,
        context: &SessionContext,
        query: ast::Query,
    ) -> Result<Arc<dyn ExecutionPlan>, EngineError> {
        let (engine, context) = (self.clone(), context.clone());
        self.in_time(async move { ready(&context, query).await.map_err(|error| engine.bounded(error)) }).await
    }

    /// In a task of its own: planning, and a join that finds nothing, come to no point where they could be told the
    /// time. Whoever asks is answered then; the task, aborted, ends at the next batch.
    async fn in_time<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, EngineError>> + Send + 'static,
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
        let context = self.context()?;
        let mut timed = Vec::new();
        for view in &query.views {
            let is_kept = self.kept.get(&view.key).is_some();
            let since = Instant::now();
            let table = self.view(&context, view).await?;
            if !is_kept {
                timed.push(Timed {
                    view: Some(view.name.clone()),
                    took: since.elapsed(),
                    rows: rows_of(&table).await,
                });
            }
            context.register_table(view.name.as_str(), table)?;
        }
        let since = Instant::now();
        let Rows { batches, .. } = self.rows(&context, query.query.clone()).await?;
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
        let context = self.context()?;
        for view in &query.views {
            let table = self.view(&context, view).await?;
            context.register_table(view.name.as_str(), table)?;
        }
        let Rows { schema, batches, .. } = self.rows(&context, query.query.clone()).await?;
        Population::read(&schema, &batches).map_err(EngineError::Population)
    }

    /// What a view comes to, computed from those already in the context unless it is kept.
    async fn view(&self, context: &SessionContext, view: &BoundView) -> Result<Arc<MemTable>, EngineError> {
        if let Some(table) = self.kept.get(&view.key) {
            return Ok(table);
        }
        let Rows { schema, batches, orders } = self.rows(context, view.query.clone()).await?;
        let bytes = batches.iter().map(RecordBatch::get_array_memory_size).sum();
        // What reads it need not sort it again.
        let table = MemTable::try_new(schema, vec![batches])?.with_sort_order(orders);
        let table = Arc::new(table);
        self.kept.keep(view.key, &table, bytes, self.limits.bytes);
        Ok(table)
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

    /// Which bound an error of the query engine tells of, if of one.
    fn bounded(&self, error: DataFusionError) -> EngineError {
        let root = error.find_root();
        if matches!(root, DataFusionError::ResourcesExhausted(_)) {
            return EngineError::Memory(self.limits.bytes);
        }
        if matches!(root, DataFusionError::ArrowError(error, _) if matches!(**error, ArrowError::DivideByZero))
        {
            return EngineError::DividedByZero;
        }
        EngineError::Query(error)
    }

    async fn rows(&self, context: &SessionContext, query: ast::Query) -> Result<Rows, EngineError> {
        let bounded = |error| self.bounded(error);
        let physical = ready(context, query).await.map_err(bounded)?;
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
        Ok(Rows { schema, batches, orders })
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

/// A query made ready to run.
pub(super) async fn ready(
    context: &SessionContext,
    query: ast::Query,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let statement = Statement::Statement(Box::new(ast::Statement::Query(Box::new(query))));
    let state = context.state();
    let plan = state.statement_to_plan(statement).await?;
    state.create_physical_plan(&plan).await
}
