//! Figures that are released: what is hidden of them, and that nobody can tell it from what is printed.

mod earlier;
mod published;
mod report;
mod small_counts;
mod solver;
mod tables;
