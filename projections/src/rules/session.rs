//! What a query may use of the query engine: no files, no clock, no randomness, and the functions of
//! [`functions`](super::functions).

use std::sync::Arc;

use datafusion::arrow::datatypes::FieldRef;
use datafusion::common::plan_err;
use datafusion::error::Result;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::planner::TypePlanner;
use datafusion::prelude::SessionConfig;
use datafusion::sql::sqlparser::ast;

use super::functions;
use super::limits::Limits;
use super::windows::AtOnce;

/// A session within limits.
pub(super) fn state(limits: Limits) -> Result<SessionState> {
    // One partition: rows are added up in one order, whatever the machine.
    let mut config = SessionConfig::new().with_target_partitions(1).with_information_schema(false);
    let options = &mut config.options_mut().sql_parser;
    options.collect_spans = true;
    options.map_string_types_to_utf8view = false;
    let no_files = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_limit(limits.bytes, 1.0)
        .with_disk_manager_builder(no_files)
        .build_arc()?;
    Ok(SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_expr_planners(functions::planners())
        .with_scalar_functions(functions::scalars())
        .with_aggregate_functions(functions::aggregates())
        .with_window_functions(functions::windows())
        .with_type_planner(Arc::new(NoLists))
        .with_physical_optimizer_rule(Arc::new(AtOnce))
        .build())
}

/// Refuses types that say how long a list is: as long as it says it would be, even of nothing.
#[derive(Debug)]
struct NoLists;

impl TypePlanner for NoLists {
    fn plan_type_field(&self, sql_type: &ast::DataType) -> Result<Option<FieldRef>> {
        if matches!(sql_type, ast::DataType::Array(_)) {
            return plan_err!("no value can be made of the type {sql_type}");
        }
        Ok(None)
    }
}
