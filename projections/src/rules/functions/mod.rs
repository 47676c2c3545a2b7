//! The functions that rules may use besides those of standard SQL. None reads anything but its arguments.

mod dates;
mod function;
mod known;
mod permits;
mod places;
mod rounding;
mod texts;

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::execution::SessionStateDefaults;
use datafusion::functions::unicode::planner::UnicodeFunctionPlanner;
use datafusion::functions_aggregate::planner::AggregateFunctionPlanner;
use datafusion::functions_nested::planner::FieldAccessPlanner;
use datafusion::functions_window::planner::WindowFunctionPlanner;
use datafusion::logical_expr::planner::ExprPlanner;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};

use function::Function;

pub use rounding::{Mode, rounded};
pub(super) use texts::LONGEST;

/// How syntax becomes functions: places in lists, `position` and `substring`, `count(*)`, `||`; no lists or structures.
pub(super) fn planners() -> Vec<Arc<dyn ExprPlanner>> {
    vec![
        Arc::new(FieldAccessPlanner),
        Arc::new(UnicodeFunctionPlanner),
        Arc::new(AggregateFunctionPlanner),
        Arc::new(WindowFunctionPlanner),
        Arc::new(texts::Joining::new()),
    ]
}

/// Functions of one row.
pub(super) fn scalars() -> Vec<Arc<ScalarUDF>> {
    let mut scalars = SessionStateDefaults::default_scalar_functions();
    scalars.retain(|function| known::SCALARS.contains(&function.name()));
    scalars.extend(own());
    scalars
}

/// Functions of many rows.
pub(super) fn aggregates() -> Vec<Arc<AggregateUDF>> {
    let mut aggregates = SessionStateDefaults::default_aggregate_functions();
    aggregates.retain(|function| known::AGGREGATES.contains(&function.name()));
    aggregates
}

/// Functions of a row among others.
pub(super) fn windows() -> Vec<Arc<WindowUDF>> {
    let mut windows = SessionStateDefaults::default_window_functions();
    windows.retain(|function| known::WINDOWS.contains(&function.name()));
    windows
}

/// Those of our own.
fn own() -> Vec<Arc<ScalarUDF>> {
    use DataType::{Boolean, Date32, Float64, Int64, Utf8};
    let functions = [
        Function::new("months_between", vec![Utf8, Date32, Date32], Float64, dates::months_between),
        Function::new("age_on", vec![Date32, Date32], Int64, dates::age_on),
        Function::new("partial_day", vec![Utf8, Date32, Date32], Date32, dates::partial_day),
        Function::new("department_of", vec![Utf8], Utf8, places::department_of),
        Function::new("permit_gap", vec![Date32; 4], Boolean, permits::permit_gap),
        Function::new("rounded", vec![Utf8, Float64, Int64], Float64, rounding::of_arrays),
    ];
    functions.into_iter().map(|function| Arc::new(ScalarUDF::new_from_impl(function))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_that_is_known_is_there() {
        assert_eq!(scalars().len(), known::SCALARS.len() + own().len());
        assert_eq!(aggregates().len(), known::AGGREGATES.len());
        assert_eq!(windows().len(), known::WINDOWS.len());
    }
}
