//! Why a household is counted or not: its units in the population, the facts behind them, and, of a household that is
//! not counted, each single change of the question by which it would be.
//!
//! Nothing here knows the rules: the same question is asked again with one thing changed, so that an explanation cannot
//! disagree with the figure.

mod alternatives;
mod explain;
mod facts;
mod words;

pub use alternatives::Change;
pub use explain::{Alternative, Explanation, explain, standing_in};
pub use words::{change_words, hint_words, standing_words, verdict_words};

#[cfg(test)]
mod tests;
