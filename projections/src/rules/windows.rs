//! Windows over rows that are all there: computed at once.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode as _};
use datafusion::error::Result;
use datafusion::physical_expr::window::{PlainAggregateWindowExpr, SlidingAggregateWindowExpr, WindowExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};
use datafusion::physical_plan::{ExecutionPlan, InputOrderMode};

/// Has windows computed over all rows at once. DataFusion 55 computes those that look back only batch by batch, as if rows
/// came without end, which takes a value of its own for every row, and many times as long.
#[derive(Debug)]
pub(super) struct AtOnce;

/// Aggregates that hold one value of their own, however many rows they look at.
const PLAIN: [&str; 5] = ["avg", "count", "max", "min", "sum"];

/// Whether a window comes to one small value for each row. What gathers rows may take longer than there is time, which
/// only batches let the engine notice.
fn is_plain(window: &Arc<dyn WindowExpr>) -> bool {
    let of_all = window.as_any().downcast_ref::<PlainAggregateWindowExpr>();
    let of_some = window.as_any().downcast_ref::<SlidingAggregateWindowExpr>();
    let aggregate = of_all
        .map(PlainAggregateWindowExpr::get_aggregate_expr)
        .or(of_some.map(SlidingAggregateWindowExpr::get_aggregate_expr));
    aggregate.is_none_or(|aggregate| PLAIN.contains(&aggregate.fun().name()))
}

impl PhysicalOptimizerRule for AtOnce {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let at_once = |plan: Arc<dyn ExecutionPlan>| {
            let Some(window) = plan.downcast_ref::<BoundedWindowAggExec>() else {
                return Ok(Transformed::no(plan));
            };
            if window.input_order_mode != InputOrderMode::Sorted || !window.window_expr().iter().all(is_plain)
            {
                return Ok(Transformed::no(plan));
            }
            let input = Arc::clone(window.input());
            let window = WindowAggExec::try_new(window.window_expr().to_vec(), input, false)?;
            Ok(Transformed::yes(Arc::new(window) as Arc<dyn ExecutionPlan>))
        };
        plan.transform_up(at_once).map(|transformed| transformed.data)
    }

    fn name(&self) -> &'static str {
        "windows at once"
    }

    fn schema_check(&self) -> bool {
        true
    }
}
