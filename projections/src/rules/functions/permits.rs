//! Days between permits.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray as _, BooleanArray};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::common::exec_err;
use datafusion::error::Result;

/// Whether there are days between the last of one permit and the first of the next, within `[from, to)`, whose missing ends
/// are open; not known when a day of the permits is not.
pub(super) fn permit_gap(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [valid_to, valid_from, from, to] = columns else { return exec_err!("permit_gap takes four days") };
    let days = |column: &ArrayRef| column.as_primitive::<Date32Type>().clone();
    let (valid_to, valid_from, from, to) = (days(valid_to), days(valid_from), days(from), days(to));
    let mut gaps = Vec::with_capacity(valid_to.len());
    for ((valid_to, valid_from), (from, to)) in valid_to.iter().zip(&valid_from).zip(from.iter().zip(&to)) {
        gaps.push(valid_to.zip(valid_from).map(|(valid_to, ends)| {
            let begins = valid_to.saturating_add(1);
            ends > begins && to.is_none_or(|to| begins < to) && from.is_none_or(|from| ends > from)
        }));
    }
    Ok(Arc::new(BooleanArray::from(gaps)))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::Date32Array;

    use super::*;

    #[test]
    fn a_gap_has_days_and_meets_the_days_asked_for() {
        let gap = |days: [Option<i32>; 4]| {
            let columns = days.map(|day| Arc::new(Date32Array::from(vec![day])) as ArrayRef);
            permit_gap(&columns).unwrap().as_boolean().iter().next().flatten()
        };
        // Valid to day 10; the next permit is valid from day 11, so that there is no day between, or from day 13.
        assert_eq!(gap([Some(10), Some(11), None, None]), Some(false));
        assert_eq!(gap([Some(10), Some(13), None, None]), Some(true));
        assert_eq!(gap([Some(10), Some(13), Some(12), Some(20)]), Some(true));
        assert_eq!(gap([Some(10), Some(13), Some(13), Some(20)]), Some(false));
        assert_eq!(gap([Some(10), Some(13), Some(1), Some(11)]), Some(false));
        assert_eq!(gap([Some(10), Some(13), Some(1), Some(12)]), Some(true));
        assert_eq!(gap([None, Some(13), None, None]), None);
    }
}
