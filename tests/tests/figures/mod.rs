//! From events to figures: the facts tables and the printed figures, on both engines.

mod compared;
mod printed;
mod tables;
