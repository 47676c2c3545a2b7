//! From events to figures: the facts tables, the rules and what they count, on both engines.

mod tables;
