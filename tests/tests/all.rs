//! Every claim that crosses crates, in one binary: the modules share one PostgreSQL server.
#![cfg(test)]

mod arrows;
mod bench;
mod browser;
mod command_line;
mod faults;
mod figures;
mod graphql;
mod house;
mod journeys;
mod pages;
mod projections;
mod proofs;
mod publication;
mod scenarios;
mod sealing;
mod store;
