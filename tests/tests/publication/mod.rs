//! Figures that are released: what is hidden of them, and that nobody can tell it from what is printed.

mod small_counts;
mod solver;
mod tables;
