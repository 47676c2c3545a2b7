//! Read models. Each folder answers one question; all read the believed timeline only.
//!
//! - [`pathway_state`]: what was true of a household on a day, as known at an instant.
//! - [`history`]: what was recorded about it, by whom, when, and what became of it.

pub mod history;
pub mod pathway_state;
