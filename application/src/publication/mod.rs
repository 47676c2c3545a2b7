//! Publishing: rule sets, whose versions never change after, and figures, each with the coordinates that rebuild it.
//!
//! Both are facts (`rule_published`, `figure_declared` with the source `computed`). A published figure is never
//! overwritten: a new version of a period stands beside the earlier one ([`Mode::Restate`]), and other rules begin a new
//! series ([`Mode::Splice`]). What is read of either is what was first recorded; no correction reaches it.

mod earlier;
mod erased;
mod figures;
mod numbers;
mod planned;
mod publish;
mod rebuild;
mod rules;

pub use earlier::{Doubt, Doubtful};
pub use figures::PublishedFigure;
pub use numbers::Numbers;
pub use publish::{Further, Mode, Planned, Publication, PublicationOf, PublishError, Standing};
pub use rebuild::{RebuiltFigure, Verdict};
pub use rules::{PublishRulesError, PublishedRules};
