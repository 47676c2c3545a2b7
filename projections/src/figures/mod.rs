//! Printed figures: what an operator published, how it is obtained, and whether what is computed agrees with it.
//!
//! What a source prints (`expected`, `numerator`, `denominator`) is read in the comparison and nowhere else: a figure
//! is computed from its template, arguments, window and rules alone.

mod agree;
mod beside;
mod bundled;
mod compute;
mod figure;
mod read;

pub use agree::{Difference, Verdict};
pub use beside::{Known, Otherwise, Rules, at, beside, explain, may_differ};
pub use bundled::bundled;
pub use compute::{Computed, FigureError, codes, compute};
pub use figure::{Class, Expected, Figure, FigureFile, Qualifier};
pub use read::read;
