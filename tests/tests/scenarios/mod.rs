//! Scenarios that any event store should hold up in, named S1 to S15 after the list that they come from; each on
//! the engines where it applies.

mod callers;
mod s01_held_open_writer;
mod s02_rolled_back_append;
mod s03_no_interleaving;
mod s04_same_event_retried;
mod s05_twenty_writers_one_stream;
mod s07_killed_while_appending;
mod s11_copied_elsewhere;
mod s14_old_database;

pub(crate) use callers::{Caller, Served, Told, household};
