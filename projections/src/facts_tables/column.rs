//! Kinds of columns, and how values get into them.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    UInt64Builder,
};
use arrow_schema::{DataType, Field};
use domain::{PartialDate, Precision};
use jiff::civil::Date;
use uuid::Uuid;

use super::coarse::Coarse;
use super::personal::Personal;

/// What stands in a column, or in several that belong together.
pub(super) trait Kind {
    /// A value as a row gives it.
    type Value<'a>;
    /// Gathers such values.
    type Column: Column;
    /// What becomes of it in files that leave the machine.
    const COARSE: Coarse;
    /// What it tells of a person, if rules may ask for it by a function only.
    const SECRET: Option<Personal> = None;

    /// Adds one.
    fn put(value: Self::Value<'_>, column: &mut Self::Column);
}

/// The columns that values of one kind fill.
pub(super) trait Column: Default {
    /// Their names and types.
    fn fields(name: &str) -> Vec<Field>;

    /// What was gathered.
    fn finish(&mut self) -> Vec<ArrayRef>;
}

/// A column of texts.
#[derive(Default)]
pub(super) struct Texts(StringBuilder);

/// A column of whole days.
#[derive(Default)]
pub(super) struct Days(Date32Builder);

/// A day that may be known in part: the day that stands for it, the latest that it may be, how it was told.
#[derive(Default)]
pub(super) struct Whens {
    on: Date32Builder,
    latest: Date32Builder,
    precision: StringBuilder,
}

/// A column of truth values.
#[derive(Default)]
pub(super) struct Truths(BooleanBuilder);

/// A column of whole numbers.
#[derive(Default)]
pub(super) struct Counts(Int64Builder);

/// A column of amounts and hours.
#[derive(Default)]
pub(super) struct Amounts(Float64Builder);

/// A column of lists of texts.
#[derive(Default)]
pub(super) struct Lists(ListBuilder<StringBuilder>);

/// A column of lists of positions in the ledger.
#[derive(Default)]
pub(super) struct PositionLists(ListBuilder<UInt64Builder>);

macro_rules! single {
    ($column:ident, $type:expr) => {
        impl Column for $column {
            fn fields(name: &str) -> Vec<Field> {
                vec![Field::new(name, $type, true)]
            }

            fn finish(&mut self) -> Vec<ArrayRef> {
                vec![ArrayBuilder::finish(&mut self.0)]
            }
        }
    };
}

single!(Texts, DataType::Utf8);
single!(Days, DataType::Date32);
single!(Truths, DataType::Boolean);
single!(Counts, DataType::Int64);
single!(Amounts, DataType::Float64);
single!(Lists, DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))));
single!(PositionLists, DataType::List(Arc::new(Field::new_list_field(DataType::UInt64, true))));

impl Column for Whens {
    fn fields(name: &str) -> Vec<Field> {
        vec![
            Field::new(format!("{name}_on"), DataType::Date32, true),
            Field::new(format!("{name}_latest"), DataType::Date32, true),
            Field::new(format!("{name}_precision"), DataType::Utf8, true),
        ]
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        vec![
            ArrayBuilder::finish(&mut self.on),
            ArrayBuilder::finish(&mut self.latest),
            ArrayBuilder::finish(&mut self.precision),
        ]
    }
}

/// Declares a kind: its name, its values, its column, what becomes of it in files that leave, what rules may ask for by a
/// function only, and how one is added.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($value:ty) in $column:ident as $coarse:ident $(by $secret:ident)?: $put:expr;)+) => {$(
        $(#[$doc])*
        pub(super) struct $kind;

        impl Kind for $kind {
            type Value<'a> = $value;
            type Column = $column;
            const COARSE: Coarse = Coarse::$coarse;
            $(const SECRET: Option<Personal> = Some(Personal::$secret);)?

            fn put(value: Self::Value<'_>, column: &mut $column) {
                let put: fn(&mut $column, Self::Value<'_>) = $put;
                put(column, value);
            }
        }
    )+};
}

kinds! {
    /// A code or a name.
    Text(&'a str) in Texts as Kept: |column, text| column.0.append_value(text);
    /// A code or a name that may be missing.
    TextIf(Option<&'a str>) in Texts as Kept: |column, text| column.0.append_option(text);
    /// An identifier.
    Id(Uuid) in Texts as Kept: put_id;
    /// An identifier that may be missing.
    IdIf(Option<Uuid>) in Texts as Kept: |column, id| match id {
        Some(id) => put_id(column, id),
        None => column.0.append_null(),
    };
    /// A day, if there is one.
    Day(Option<Date>) in Days as Kept: |column, day| column.0.append_option(day.and_then(day_number));
    /// A day that may be known in part: the day that stands for it, the latest that it may be, how it was told.
    When(Option<PartialDate>) in Whens as Kept: put_when;
    /// Whether something is so, if it is known.
    Flag(Option<bool>) in Truths as Kept: |column, flag| column.0.append_option(flag);
    /// A whole number, if there is one.
    Count(Option<i64>) in Counts as Kept: |column, count| column.0.append_option(count);
    /// Euros or hours, if told.
    Amount(Option<f64>) in Amounts as Kept: |column, amount| column.0.append_option(amount);
    /// Codes or names.
    List(Vec<&'a str>) in Lists as Kept: |column, texts| {
        for text in texts {
            column.0.values().append_value(text);
        }
        column.0.append(true);
    };
    /// A birth.
    Birth(Option<PartialDate>) in Whens as Year by Birth: put_when;
    /// A day of a permit.
    PermitDay(Option<Date>) in Days as Month by PermitDay: |column, day| column.0.append_option(day.and_then(day_number));
    /// A commune.
    Commune(Option<&'a str>) in Texts as Department by Commune: |column, text| column.0.append_option(text);
    /// Euros that tell of one household.
    Euros(Option<f64>) in Amounts as Hundreds: |column, amount| column.0.append_option(amount);
    /// A home or a person outside the household.
    Secret(Option<Uuid>) in Texts as Nothing: |column, id| IdIf::put(id, column);
    /// An event.
    Event(Uuid) in Texts as Nothing: put_id;
    /// A code that tells of one person.
    Trait(Option<&'a str>) in Texts as Nothing: |column, text| column.0.append_option(text);
    /// A day that may tell a birth, or sharpen what is told of a permit.
    Month(Option<PartialDate>) in Whens as Month: put_when;
    /// Positions in the ledger.
    Positions(&'a [u64]) in PositionLists as Nothing: |column, positions| {
        column.0.values().append_slice(positions);
        column.0.append(true);
    };
}

fn put_id(column: &mut Texts, id: Uuid) {
    let mut buffer = Uuid::encode_buffer();
    column.0.append_value(id.hyphenated().encode_lower(&mut buffer));
}

fn put_when(column: &mut Whens, when: Option<PartialDate>) {
    let known = when.filter(|date| !date.is_unknown());
    let bound = |day: Date| Some(day).filter(|day| *day != Date::MIN && *day != Date::MAX);
    column.on.append_option(known.and_then(|date| bound(date.representative())).and_then(day_number));
    column.latest.append_option(known.and_then(|date| bound(date.latest())).and_then(day_number));
    column.precision.append_option(known.map(precision));
}

/// Days since 1970, as Arrow counts them.
fn day_number(day: Date) -> Option<i32> {
    let since = day.since(jiff::civil::date(1970, 1, 1)).ok()?;
    Some(since.get_days())
}

/// How a date was told.
fn precision(date: PartialDate) -> &'static str {
    match date.precision() {
        Some(Precision::Day) => "day",
        Some(Precision::Month) => "month",
        Some(Precision::Year) => "year",
        None if date.earliest() == Date::MIN => "before",
        None if date.latest() == Date::MAX => "after",
        None => "between",
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::{Array as _, Date32Array, StringArray};

    use super::*;

    fn told(text: &str) -> (Option<i32>, Option<i32>, String) {
        let mut column = Whens::default();
        When::put(Some(text.parse().unwrap()), &mut column);
        let arrays = column.finish();
        let day = |at: usize| {
            let days: &Date32Array = arrays[at].as_any().downcast_ref().unwrap();
            days.iter().next().flatten()
        };
        let how: &StringArray = arrays[2].as_any().downcast_ref().unwrap();
        (day(0), day(1), how.value(0).to_owned())
    }

    #[test]
    fn a_partial_date_fills_three_columns() {
        assert_eq!(told("1970-01-02"), (Some(1), Some(1), "day".to_owned()));
        assert_eq!(told("1970-02"), (Some(31), Some(58), "month".to_owned()));
        assert_eq!(told("1971"), (Some(365), Some(729), "year".to_owned()));
        assert_eq!(told("../1970-01-02"), (Some(1), Some(1), "before".to_owned()));
        assert_eq!(told("1970-02/.."), (Some(31), None, "after".to_owned()));
        assert_eq!(told("1970-01-02/1970-01-03"), (Some(1), Some(2), "between".to_owned()));
    }
}
