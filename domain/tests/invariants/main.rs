//! Every rule that the domain checks: the history that breaks it, and beside it the nearest one that does not.
#![expect(clippy::expect_used, reason = "a harness stops at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod support;

mod builders;

mod batches;
mod blame;
mod coarse_dates;
mod consent_erasure;
mod continuations;
mod contracts;
mod corrections;
mod coverage;
mod enrolments;
mod episodes_of_members;
mod every_fact;
mod identifiers;
mod leases;
mod lineage;
mod members;
mod mergers;
mod occupancies;
mod permits;
mod programme_life;
mod programmes;
mod reference_person;
mod requests;
mod resources;
mod rules;
mod shape;
mod splits;
mod streams;
mod worked_streams;
