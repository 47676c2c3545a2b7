//! Journeys through the whole house, on both engines.

mod calls;
mod imports;
mod lineage;
mod lines;
pub(crate) mod states;
