//! From events to figures: the facts tables and the printed figures, on both engines.

mod printed;
mod tables;
