//! How questions are answered from believed timelines.
//!
//! - [`pathway_state`]: what was true of a household on a day, as known at an instant; folded on reading.
//! - [`episodes`]: everything that lasted, from when to when, for a picture of the whole pathway.
//! - [`facts_tables`]: the timelines of all as intervals, for rules to count.
//! - [`history`]: every event of a stream, with what became of it; [`changes`]: what differs between two beliefs.
//! - [`publication`]: what of figures may be printed without telling of few people.
//! - [`projection`]: what is kept in tables, one folder for each question.

pub mod access;
pub mod changes;
pub mod comparison;
mod conditions;
pub mod deadlines;
pub mod episodes;
pub mod explanation;
pub mod facts_tables;
pub mod figures;
pub mod history;
pub mod household_list;
pub mod occupancy;
pub mod pathway_state;
pub mod projection;
pub mod publication;
pub mod rules;

pub use projection::{Projection, Rows, Subject, all};
