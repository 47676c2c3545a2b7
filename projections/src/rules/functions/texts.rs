//! `a || b`: texts put together, which end somewhere. Written over and over, it would double what there is each time.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray as _, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchema, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{ExprSchemable as _, ScalarUDF};
use datafusion::prelude::cast;
use datafusion::sql::sqlparser::ast::BinaryOperator;

use super::function::Function;

/// Bytes of the longest text that is written or put together.
pub(in crate::rules) const LONGEST: usize = 4096;

/// Reads `a || b` as a function of ours.
#[derive(Debug)]
pub(super) struct Joining(Arc<ScalarUDF>);

impl Joining {
    pub(super) fn new() -> Self {
        let joined = Function::new("joined", vec![DataType::Utf8; 2], DataType::Utf8, joined);
        Self(Arc::new(ScalarUDF::new_from_impl(joined)))
    }
}

impl ExprPlanner for Joining {
    fn plan_binary_op(&self, expr: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        if expr.op != BinaryOperator::StringConcat {
            return Ok(PlannerResult::Original(expr));
        }
        let mut texts = Vec::new();
        for part in [expr.left, expr.right] {
            let is_text = part.get_type(schema)? == DataType::Utf8;
            texts.push(if is_text { part } else { cast(part, DataType::Utf8) });
        }
        Ok(PlannerResult::Planned(self.0.call(texts)))
    }
}

fn joined(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [firsts, seconds] = columns else { return exec_err!("|| takes two texts") };
    let mut all = Vec::with_capacity(firsts.len());
    for (first, second) in firsts.as_string::<i32>().iter().zip(seconds.as_string::<i32>()) {
        let both = first.zip(second);
        if both.is_some_and(|(first, second)| first.len() + second.len() > LONGEST) {
            return exec_err!("a text of more than {LONGEST} bytes");
        }
        all.push(both.map(|(first, second)| format!("{first}{second}")));
    }
    Ok(Arc::new(StringArray::from(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(first: Option<&str>, second: Option<&str>) -> Result<ArrayRef> {
        joined(&[first, second].map(|text| Arc::new(StringArray::from(vec![text])) as ArrayRef))
    }

    #[test]
    fn texts_are_put_together_and_end_somewhere() {
        assert_eq!(of(Some("a"), Some("b")).unwrap().as_string::<i32>().value(0), "ab");
        assert!(of(Some("a"), None).unwrap().is_null(0));
        let half = "x".repeat(LONGEST / 2);
        assert!(of(Some(&half), Some(&half)).is_ok());
        assert!(of(Some(&half), Some(&format!("{half}x"))).is_err());
    }
}
