//! From events to figures: the facts tables, on both engines.

mod tables;
