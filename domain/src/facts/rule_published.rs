//! `rule_published`: payload and invariants.

use super::payload::payload;
use super::values::TextCode;
use crate::facts::Admissible;
use crate::wire::{Object, Text};

payload! {
    /// A version of a rule set is published (publication d’une règle).
    ///
    /// Source: catalogue, `RP`.
    pub struct RulePublished {
        /// Which rule set.
        [S] rule_set: TextCode,
        /// Its version, from 1.
        [S] version: u32,
        /// The version that it replaces.
        [S] supersedes: Option<u32>,
        /// Parameters `RPnn` and their values.
        [S] parameters: Object,
        /// Definitions of indicators.
        [S] indicators: Vec<Object>,
        /// The rule set’s file, exactly.
        [S] document: Option<Text>,
        /// Why.
        [S] rationale: Text,
    }
}

impl Admissible for RulePublished {
    // Checked by `RuleBook`: versions follow one another in the stream, not in valid time.
}
