//! What a check finds: a rule that does not hold, where, and against which other fact.

use crate::ids::EventId;
use crate::rule::{Rule, Severity};

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// The fact at which it shows.
    pub fact: EventId,
    /// The other fact that disagrees, when there is one.
    pub other: Option<EventId>,
    /// JSON pointer into the line of `fact`: `/occurredon`, `/data/lease`.
    pub pointer: String,
    /// The value found there, shortened; never an identifying one.
    pub value: String,
}

impl Finding {
    /// Whether it refuses or warns.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

/// What the checks of a history have found, gathered fact by fact.
#[derive(Debug, Default)]
pub struct Findings {
    fact: Option<EventId>,
    found: Vec<Finding>,
}

impl Findings {
    /// Sets the fact to which the next findings belong.
    pub(crate) fn at(&mut self, fact: EventId) {
        self.fact = Some(fact);
    }

    /// Notes that `rule` does not hold at `pointer`, where `value` stands.
    pub(crate) fn add(&mut self, rule: Rule, pointer: &str, value: impl std::fmt::Display) {
        self.push(rule, None, pointer.to_owned(), value.to_string());
    }

    /// The same, with the other fact that disagrees.
    pub(crate) fn against(
        &mut self,
        rule: Rule,
        other: EventId,
        pointer: &str,
        value: impl std::fmt::Display,
    ) {
        self.push(rule, Some(other), pointer.to_owned(), value.to_string());
    }

    fn push(&mut self, rule: Rule, other: Option<EventId>, pointer: String, value: String) {
        if let Some(fact) = self.fact {
            self.found.push(Finding { rule, fact, other, pointer, value });
        }
    }

    /// Everything found, in order.
    #[must_use]
    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}
