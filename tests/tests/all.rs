//! Every claim that crosses crates, in one binary: the modules share one PostgreSQL server.
#![cfg(test)]

mod arrows;
mod bench;
mod command_line;
mod faults;
mod graphql;
mod house;
mod journeys;
mod proofs;
mod sealing;
mod store;
