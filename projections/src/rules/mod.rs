//! Rules: how a figure is counted, as files that people read, change and version.
//!
//! A rule set ([`RuleSet`]) holds parameters, views and indicators. An indicator asked for with its arguments, a
//! window and values of the parameters is an [`Instance`]: one query over the facts tables. The [`Engine`] runs it
//! and makes an [`Answer`] of its population. Nothing here reads a clock, a file that is not of rules, or a database.

mod answer;
mod bind;
mod bundled;
mod check;
pub(crate) mod document;
mod engine;
mod enumerations;
mod files;
mod functions;
mod indicator;
mod instance;
mod kept;
mod label;
mod limits;
mod parameter;
mod population;
pub(crate) mod problem;
mod reads;
mod refusal;
mod report;
mod secrecy;
mod session;
mod set;
mod sql;
mod value;
mod windows;

pub use answer::{Answer, NoValue, Outcome, Told};
pub use bind::Bound;
pub use check::check;
pub use document::{Given, Member, What};
pub use engine::{Engine, Timed};
pub use files::{Files, Unreadable};
pub use functions::{Mode, rounded};
pub use indicator::{Argument, Indicator, Measure};
pub use instance::{Asked, Instance, Window, Wrong};
pub use label::Label;
pub use limits::{EngineError, Limits};
pub use parameter::{Parameter, Slot, Values, parameter_of, placeholder};
pub use population::{Population, Row};
pub use problem::{Fault, File, Place, Problem};
pub use report::{Line, Report, Section};
pub use secrecy::Leak;
pub use set::{Changes, RuleSet, RuleSets};
pub use sql::Sql;
pub use value::{Domain, Kind, Value};

#[cfg(test)]
pub(crate) mod tests;
