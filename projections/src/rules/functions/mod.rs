//! The functions that rules may use besides those of standard SQL. None reads anything but its arguments.

mod dates;
mod function;
mod places;
mod rounding;

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::ScalarUDF;

use function::Function;

pub use rounding::{Mode, rounded};

/// Every function.
pub(super) fn all() -> Vec<Arc<ScalarUDF>> {
    use DataType::{Date32, Float64, Int64, Utf8};
    let functions = [
        Function::new("months_between", vec![Utf8, Date32, Date32], Float64, dates::months_between),
        Function::new("age_on", vec![Date32, Date32], Int64, dates::age_on),
        Function::new("partial_day", vec![Utf8, Date32, Date32], Date32, dates::partial_day),
        Function::new("department_of", vec![Utf8], Utf8, places::department_of),
        Function::new("rounded", vec![Utf8, Float64, Int64], Float64, rounding::of_arrays),
    ];
    functions.into_iter().map(|function| Arc::new(ScalarUDF::new_from_impl(function))).collect()
}
