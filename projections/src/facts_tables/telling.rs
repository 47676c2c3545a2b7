//! What other columns tell of sealed days, by themselves or when tables are joined.

use arrow_array::{BooleanArray, RecordBatch};

use super::Tables;
use super::births::Births;
use super::coarse::Coarse;
use super::permit_requests::PermitRequests;

/// Whatever tells of sealed days.
pub struct Telling<'t> {
    permits: PermitRequests<'t>,
    births: Births<'t>,
}

impl<'t> Telling<'t> {
    /// What these tables hold of it.
    #[must_use]
    pub fn of(tables: &'t Tables) -> Self {
        Self { permits: PermitRequests::of(tables), births: Births::of(tables) }
    }

    /// In which rows a column tells too much, and what becomes of it there; of several the last holds.
    pub(super) fn told_by(
        &self,
        rows: &RecordBatch,
        column: &str,
    ) -> impl Iterator<Item = (BooleanArray, Coarse)> {
        let births = self.births.told_by(rows, column).map(|told| (told, Coarse::Year));
        self.permits.told_by(rows, column).into_iter().chain(births)
    }
}
