//! What may leave the machine: years of birth, months of permits, departments, rounded amounts.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type};
use arrow_array::{Array, ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, new_null_array};
use arrow_schema::{ArrowError, DataType};
use arrow_select::zip::zip;
use jiff::Span;
use jiff::civil::{Date, date};

use super::table::Described;
use super::telling::Telling;

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coarse {
    /// It stays as it is.
    Kept,
    /// Of a day its year is told: `…_on` is its first day, `…_latest` its last.
    Year,
    /// Of a day its month is told: a day is its first, `…_latest` its last.
    Month,
    /// Of a commune its department is told.
    Department,
    /// Euros are rounded to hundreds.
    Hundreds,
    /// Nothing is told.
    Nothing,
}

impl Described {
    /// Rows of this table as they may leave the machine.
    ///
    /// # Errors
    /// Rows of another table.
    pub fn coarsened(&self, rows: &RecordBatch, telling: &Telling<'_>) -> Result<RecordBatch, ArrowError> {
        let fields = self.schema.fields().iter().zip(rows.columns()).zip(&self.coarse);
        let columns = fields.map(|((field, column), coarse)| {
            let name = field.name();
            let mut told = coarse.of(name, column);
            for (here, coarse) in telling.told_by(rows, name) {
                told = zip(&here, &coarse.of(name, column), &told)?;
            }
            Ok::<_, ArrowError>(told)
        });
        RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_, _>>()?)
    }

    /// The columns that are told less exactly in files that leave, with what is told.
    #[must_use]
    pub fn coarse_columns(&self) -> Vec<(&str, &'static str)> {
        let fields = self.schema.fields().iter().map(|field| field.name().as_str()).zip(&self.coarse);
        fields.filter_map(|(name, coarse)| Some((name, coarse.told()?))).collect()
    }
}

impl Coarse {
    fn told(self) -> Option<&'static str> {
        match self {
            Self::Kept => None,
            Self::Year => Some("the year"),
            Self::Month => Some("the month"),
            Self::Department => Some("the department"),
            Self::Hundreds => Some("hundreds of euros"),
            Self::Nothing => Some("nothing"),
        }
    }

    fn of(self, name: &str, column: &ArrayRef) -> ArrayRef {
        match self {
            Self::Kept => Arc::clone(column),
            Self::Year if *column.data_type() == DataType::Utf8 => year_told(column),
            Self::Year if name.ends_with("_latest") => days(column, Date::last_of_year),
            Self::Year => days(column, Date::first_of_year),
            Self::Month if *column.data_type() == DataType::Utf8 => texts(column, month_told),
            Self::Month if name.ends_with("_latest") => days(column, Date::last_of_month),
            Self::Month => days(column, Date::first_of_month),
            Self::Department => texts(column, |commune| department(commune).unwrap_or_default()),
            Self::Hundreds => hundreds(column),
            Self::Nothing => new_null_array(column.data_type(), column.len()),
        }
    }
}

/// How exactly a day is told that is told by its year.
fn year_told(column: &ArrayRef) -> ArrayRef {
    texts(column, |told| match told {
        "day" | "month" => "year",
        other => other,
    })
}

/// How exactly a day is told that is told by its month.
fn month_told(told: &str) -> &str {
    if told == "day" { "month" } else { told }
}

fn texts(column: &ArrayRef, coarse: impl Fn(&str) -> &str) -> ArrayRef {
    let texts: StringArray = column.as_string::<i32>().iter().map(|text| text.map(&coarse)).collect();
    Arc::new(texts)
}

fn hundreds(column: &ArrayRef) -> ArrayRef {
    let euros: Float64Array =
        column.as_primitive::<Float64Type>().unary(|euros| (euros / 100.0).round() * 100.0);
    Arc::new(euros)
}

fn days(column: &ArrayRef, coarse: impl Fn(Date) -> Date) -> ArrayRef {
    const EPOCH: Date = date(1970, 1, 1);
    let days: Date32Array = column.as_primitive::<Date32Type>().unary(|number| {
        let day = coarse(EPOCH.saturating_add(Span::new().days(number)));
        day.since(EPOCH).map_or(number, |since| since.get_days())
    });
    Arc::new(days)
}

/// The department in the code of a commune: two characters, three overseas.
pub(crate) fn department(commune: &str) -> Option<&str> {
    let overseas = commune.starts_with("97") || commune.starts_with("98");
    commune.get(..if overseas { 3 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts_tables::described;

    #[test]
    fn what_is_sealed_is_told_less_exactly() {
        let day = |day: &str| Some(day.parse::<Date>().unwrap().since(date(1970, 1, 1)).unwrap().get_days());
        let birth: ArrayRef = Arc::new(Date32Array::from(vec![day("1985-03-17"), None]));
        assert_eq!(
            *Coarse::Year.of("birth_on", &birth).as_primitive(),
            Date32Array::from(vec![day("1985-01-01"), None])
        );
        assert_eq!(
            *Coarse::Year.of("birth_latest", &birth).as_primitive(),
            Date32Array::from(vec![day("1985-12-31"), None])
        );
        assert_eq!(
            *Coarse::Month.of("valid_to", &birth).as_primitive(),
            Date32Array::from(vec![day("1985-03-01"), None])
        );
        let texts = |texts: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
        assert_eq!(
            &Coarse::Year.of("birth_precision", &texts(["day", "before"])),
            &texts(["year", "before"])
        );
        assert_eq!(&Coarse::Department.of("commune", &texts(["93066", "97105"])), &texts(["93", "971"]));
        let euros: ArrayRef = Arc::new(Float64Array::from(vec![449.9, 1250.0]));
        assert_eq!(
            *Coarse::Hundreds.of("total_eur", &euros).as_primitive(),
            Float64Array::from(vec![400.0, 1300.0])
        );
        assert_eq!(Coarse::Nothing.of("host", &texts(["a", "b"])).null_count(), 2);
    }

    #[test]
    fn what_is_told_less_exactly_is_known() {
        let tables = described();
        let columns = tables.iter().flat_map(|table| {
            table
                .coarse_columns()
                .into_iter()
                .map(move |(column, told)| format!("{}.{column}: {told}", table.name))
        });
        let columns: Vec<String> = columns.filter(|column| !column.contains(".positions")).collect();
        let expected = [
            "memberships.joined_on: the month",
            "memberships.joined_latest: the month",
            "memberships.joined_precision: the month",
            "memberships.birth_on: the year",
            "memberships.birth_latest: the year",
            "memberships.birth_precision: the year",
            "enrolments.destination_commune: the department",
            "occupancies.commune: the department",
            "occupancies.dwelling: nothing",
            "occupancies.host: nothing",
            "leases.monthly_charge_eur: hundreds of euros",
            "incidents.amount_eur: hundreds of euros",
            "contracts.sector: nothing",
            "trainings.sector: nothing",
            "permits.issued_on: the month",
            "permits.issued_latest: the month",
            "permits.issued_precision: the month",
            "permits.valid_from: the month",
            "permits.valid_to: the month",
            "permits.ended_on: the month",
            "permits.ended_latest: the month",
            "permits.ended_precision: the month",
            "rights.valid_to: the month",
            "resources.declaration: nothing",
            "resources.total_eur: hundreds of euros",
            "assessments.assessment: nothing",
            "pairings.counterpart: nothing",
        ];
        assert_eq!(columns, expected);
    }
}
