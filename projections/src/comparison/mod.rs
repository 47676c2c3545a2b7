//! Two answers to one question, side by side: which units moved, and what moved them.
//!
//! A question is asked at two coordinates, each a rule set with values of its parameters and a belief. What differs
//! between them is a list of [`Move`]s. Each is made alone, then in pairs, and so on: a unit’s cause is the smallest set of
//! moves that takes it where it ends up. Nothing is guessed: every cause was tried.

mod cause;
mod compare;
mod hybrid;
mod movers;
mod moves;
mod standing;

pub use compare::{Compared, Coordinate, Question, Side, Step, Unanswered, answered, compare};
pub use movers::{Cause, Mover, Movers};
pub use moves::Move;
pub use standing::{By, Key, Standing, Unit, units};

#[cfg(test)]
mod tests;
