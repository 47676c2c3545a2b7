//! Communes and departments.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray as _, StringArray};
use datafusion::common::exec_err;
use datafusion::error::Result;

use crate::facts_tables::department;

pub(super) fn department_of(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [communes] = columns else { return exec_err!("department_of takes a commune") };
    let communes = communes.as_string::<i32>();
    Ok(Arc::new(communes.iter().map(|commune| department(commune?)).collect::<StringArray>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_department_stands_first_in_the_code_of_a_commune() {
        let of = ["75056", "2A004", "2B033", "97105", "98818", "01001"].map(department);
        assert_eq!(of, ["75", "2A", "2B", "971", "988", "01"].map(Some));
        assert_eq!(["", "7", "97"].map(department), [None; 3]);
    }
}
