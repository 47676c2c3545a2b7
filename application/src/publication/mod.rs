//! Publishing: rule sets, whose versions never change after, and figures, each with the coordinates that rebuild it.
//!
//! Both are facts (`rule_published`, `figure_declared` with the source `computed`). A published figure is never
//! overwritten: a new version of a period stands beside the earlier one ([`Mode::Restate`]), and other rules begin a new
//! series ([`Mode::Splice`]). Over GraphQL neither can be recorded; whoever imports vouches for it. What is read of either
//! is what was first recorded; no correction reaches it.

mod earlier;
mod erased;
mod figures;
mod numbers;
mod planned;
mod publish;
mod rebuild;
mod rules;

use domain::codes::FigureSource;
use domain::facts::Fact;

pub use earlier::{Doubt, Doubtful};
pub use figures::PublishedFigure;
pub use numbers::Numbers;
pub use publish::{Further, Mode, Planned, Publication, PublicationOf, PublishError, Standing};
pub use rebuild::{RebuiltFigure, Verdict};
pub use rules::{PublishRulesError, PublishedRules};

/// Whether a fact is stated by publishing alone: a rule version, or a figure that was computed here. From anybody else it
/// would claim what nobody computed, and what it claims to have told would no longer be protected.
#[must_use]
pub fn is_of_publishing(fact: &Fact) -> bool {
    if let Fact::FigureDeclared(figure) = fact {
        figure.source == FigureSource::Computed
    } else {
        matches!(fact, Fact::RulePublished(_))
    }
}
