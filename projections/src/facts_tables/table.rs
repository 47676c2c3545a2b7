//! Declaring a table: its rows, its columns and what is written about them.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};

use super::coarse::Coarse;
use super::personal::Personal;

/// A table as a reader sees it.
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns.
    pub schema: SchemaRef,
    /// What each declared member of a row is; a partial date fills three columns.
    pub members: Vec<(&'static str, &'static str)>,
    /// What becomes of each column in files that leave the machine.
    pub(super) coarse: Vec<Coarse>,
    /// What each column tells of a person, where rules may ask for it by a function only.
    pub(super) secret: Vec<Option<Personal>>,
}

impl Described {
    /// Whether its rows belong to households: they name theirs first. Those of the others belong to programmes.
    #[must_use]
    pub fn is_of_households(&self) -> bool {
        self.schema.fields().first().is_some_and(|first| first.name() == "household")
    }

    /// The columns that rules may ask for by a function only.
    pub fn secrets(&self) -> impl Iterator<Item = (&str, Personal)> {
        let fields = self.schema.fields().iter().zip(&self.secret);
        fields.filter_map(|(field, secret)| Some((field.name().as_str(), (*secret)?)))
    }
}

/// Gathers the rows of one table.
pub(super) trait Table: Default {
    /// Its name.
    const NAME: &'static str;

    /// Its columns, made once.
    fn schema() -> SchemaRef;

    /// Name, columns and documentation.
    fn described() -> Described;

    /// The columns gathered since the last time.
    fn arrays(&mut self) -> Vec<ArrayRef>;

    /// The rows gathered since the last time.
    ///
    /// # Errors
    /// Columns of different lengths, which the macro rules out.
    fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(Self::schema(), self.arrays())
    }
}

/// Declares a row and the table that gathers such rows. Doc comments become the documentation of the table.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $name:literal $table:ident of $row:ident {
            $($(#[doc = $member:literal])+ $field:ident: $kind:ident,)+
        }
    ) => {
        $(#[doc = $about])+
        pub(super) struct $row<'a> {
            $($(#[doc = $member])+ pub(super) $field: <$crate::facts_tables::column::$kind as $crate::facts_tables::column::Kind>::Value<'a>,)+
            /// The events behind the row.
            pub(super) positions: &'a [u64],
        }

        #[doc = concat!("Gathers the rows of `", $name, "`.")]
        #[derive(Default)]
        pub(super) struct $table {
            $($field: <$crate::facts_tables::column::$kind as $crate::facts_tables::column::Kind>::Column,)+
            positions: $crate::facts_tables::column::PositionLists,
        }

        impl $table {
            pub(super) fn push(&mut self, row: $row<'_>) {
                use $crate::facts_tables::column::{self, Kind as _};
                $(column::$kind::put(row.$field, &mut self.$field);)+
                column::Positions::put(row.positions, &mut self.positions);
            }
        }

        impl $crate::facts_tables::table::Table for $table {
            const NAME: &'static str = $name;

            fn schema() -> arrow_schema::SchemaRef {
                use $crate::facts_tables::column::{self, Column as _, Kind};
                static SCHEMA: std::sync::LazyLock<arrow_schema::SchemaRef> = std::sync::LazyLock::new(|| {
                    let mut fields = Vec::new();
                    $(fields.extend(<column::$kind as Kind>::Column::fields(stringify!($field)));)+
                    fields.extend(column::PositionLists::fields("positions"));
                    std::sync::Arc::new(arrow_schema::Schema::new(fields))
                });
                std::sync::Arc::clone(&SCHEMA)
            }

            fn described() -> $crate::facts_tables::table::Described {
                $crate::facts_tables::table::Described {
                    name: $name,
                    about: concat!($($about),+).trim_ascii(),
                    schema: Self::schema(),
                    members: vec![
                        $((stringify!($field), concat!($($member),+).trim_ascii()),)+
                        ("positions", "The events behind the row."),
                    ],
                    coarse: {
                        use $crate::facts_tables::column::{self, Column as _, Kind};
                        let mut coarse = Vec::new();
                        $({
                            let columns = <column::$kind as Kind>::Column::fields("").len();
                            coarse.extend(std::iter::repeat_n(<column::$kind as Kind>::COARSE, columns));
                        })+
                        coarse.push(column::Positions::COARSE);
                        coarse
                    },
                    secret: {
                        use $crate::facts_tables::column::{self, Column as _, Kind};
                        let mut secret = Vec::new();
                        $({
                            let columns = <column::$kind as Kind>::Column::fields("").len();
                            secret.extend(std::iter::repeat_n(<column::$kind as Kind>::SECRET, columns));
                        })+
                        secret.push(column::Positions::SECRET);
                        secret
                    },
                }
            }

            fn arrays(&mut self) -> Vec<arrow_array::ArrayRef> {
                use $crate::facts_tables::column::Column as _;
                let mut arrays = Vec::new();
                $(arrays.extend(self.$field.finish());)+
                arrays.extend(self.positions.finish());
                arrays
            }
        }
    };
}

pub(super) use table;
