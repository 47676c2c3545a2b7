//! `figure_declared`: payload and invariants.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::payload::payload;
use super::values::TextCode;
use crate::codes::{FigureSource, Qualifier};
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{At, Json, Shape, ShapeFaults, Wire};

payload! {
    /// A figure is declared or published (chiffre déclaré ou publié).
    ///
    /// Source: catalogue, `FD`.
    pub struct FigureDeclared {
        /// Which figure, such as F003-14.
        [S] figure: TextCode,
        /// Its value.
        [S] value: Decimal,
        /// What it counts.
        [S] unit: TextCode,
        /// Numerator of a share.
        [S] numerator: Option<Decimal>,
        /// Denominator of a share.
        [S] denominator: Option<Decimal>,
        /// How exact it claims to be.
        [S] qualifier: Qualifier,
        /// The days that it covers.
        [S] window: Option<Window>,
        /// Declared or computed.
        [S] source: FigureSource,
        /// The rule version; required when computed.
        [S] rule: Option<RuleVersion>,
        /// The belief used; required when computed.
        [S] known_at: Option<Timestamp>,
    }
}

payload! {
    /// A version of a rule set.
    pub struct RuleVersion {
        /// The rule set.
        [S] rule_set: TextCode,
        /// Its version.
        [S] version: u32,
    }
}

payload! {
    /// A period, both days included.
    pub struct Period {
        /// First day.
        [S] from: Date,
        /// Last day.
        [S] to: Date,
    }
}

/// The days that a figure covers: a period, or one day.
#[derive(Debug, Clone, PartialEq)]
pub enum Window {
    /// From one day to another.
    Period(Period),
    /// At one day.
    Day(Date),
}

impl Wire for Window {
    const SHAPE: Shape = Shape::Json;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        if value.is_object() {
            Period::read(value, at, faults).map(Self::Period)
        } else {
            Date::read(value, at, faults).map(Self::Day)
        }
    }

    fn write(&self) -> Option<serde_json::Value> {
        match self {
            Self::Period(period) => period.write(),
            Self::Day(day) => day.write(),
        }
    }
}

impl Admissible for FigureDeclared {
    fn programme_contradictions(&self, _this: Believed<'_>, _book: &ProgrammeBook, found: &mut Findings) {
        if self.source == FigureSource::Computed {
            for (missing, pointer) in
                [(self.rule.is_none(), "/data/rule"), (self.known_at.is_none(), "/data/known_at")]
            {
                if missing {
                    found.add(Rule::FigureComputed, pointer, "—");
                }
            }
        }
    }
}
