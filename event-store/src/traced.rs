//! Spans for whoever collects traces.

/// The target of spans that may leave the machine, and of nothing else. What they carry is sizes, outcomes and words of
/// this program: never an identifier of a person or a household, a value of a fact, or a word of a caller.
pub const TRACED: &str = "traces";
