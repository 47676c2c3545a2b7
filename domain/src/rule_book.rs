//! The published versions of rule sets.

use std::collections::BTreeMap;

use crate::event::Event;
use crate::facts::Fact;
use crate::finding::Findings;
use crate::rule::Rule;

/// The rule sets published so far, by code: the latest version of each.
#[derive(Debug, Default)]
pub struct RuleBook {
    latest: BTreeMap<String, u32>,
}

impl RuleBook {
    /// Reads the `rules` stream in order and notes versions that do not increase by one, and versions that
    /// would replace a published one.
    pub fn check<'a>(events: impl IntoIterator<Item = &'a Event>, found: &mut Findings) -> Self {
        let mut book = Self::default();
        for event in events {
            let Fact::RulePublished(published) = event.fact() else { continue };
            found.at(event.id());
            let latest = book.latest.entry(published.rule_set.to_string()).or_default();
            if published.version <= *latest {
                found.add(Rule::RuleImmutable, "/data/version", published.version);
            } else if published.version != *latest + 1 {
                found.add(Rule::RuleVersion, "/data/version", published.version);
            }
            let supersedes = published.supersedes.unwrap_or(*latest);
            if supersedes != *latest {
                found.add(Rule::RuleVersion, "/data/supersedes", supersedes);
            }
            *latest = published.version.max(*latest);
        }
        book
    }
}
