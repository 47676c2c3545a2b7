//! One side of a comparison, as it is written: `SET[@VERSION]` with parameters changed.

use std::sync::Arc;

use application::Application;
use event_store::StreamName;
use jiff::civil::Date;
use projections::figures::Otherwise;
use projections::rules::{Changes, Given, RuleSet, RuleSets, Window};

use crate::failure::Failure;
use crate::output::plain;
use crate::texts::Texts;
use crate::verbs::figures::change;
use crate::verbs::rules::fits;

/// What begins each parameter changed.
const CHANGE: &str = "+RP";

/// Rules as named on the command line; each figure’s own when no rule set is named.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    name: Option<String>,
    changes: Changes,
}

/// `PARA-2017@1+RP29=transfer+RP01=12`
pub(super) fn read(text: &str) -> Result<Rules, String> {
    let mut parts = text.split(CHANGE);
    let name = parts.next().unwrap_or_default();
    if name.is_empty() {
        return Err("expected SET, SET@VERSION or SET@VERSION+RPnn=VALUE".to_owned());
    }
    let changes = parts.map(|part| change(&format!("RP{part}")));
    let changes: Vec<(String, Given)> = changes.collect::<Result<_, _>>()?;
    let changes = changes.into_iter().map(|(id, given)| (id, (0, given))).collect();
    Ok(Rules { name: Some(name.to_owned()), changes })
}

/// # Errors
/// A period that ends before it begins.
pub(super) fn window(from: Date, to: Date) -> Result<Window, Failure> {
    if from > to {
        let days = [("from", from.to_string()), ("to", to.to_string())];
        return Err(Failure::misuse("report-period", days));
    }
    Ok(Window { from: Some(from), to: Some(to) })
}

/// # Errors
/// The first of these programmes that was never registered; faults of the store.
pub(super) async fn registered(application: &Application, programmes: Vec<String>) -> Result<(), Failure> {
    for programme in programmes {
        let stream = StreamName::new(format!("programme/{programme}")).ok();
        let known = match &stream {
            Some(stream) => {
                application.ledger().stream_versions(std::slice::from_ref(stream)).await?.contains_key(stream)
            }
            None => false,
        };
        if !known {
            return Err(Failure::refused("report-no-programme", [("programme", plain(&programme))]));
        }
    }
    Ok(())
}

impl Rules {
    /// The rule set that is named.
    ///
    /// # Errors
    /// One that there is not.
    pub(super) fn find<'s>(&self, sets: &'s RuleSets) -> Result<&'s Arc<RuleSet>, Failure> {
        let name = self.name.as_deref().unwrap_or_default();
        sets.find(name).ok_or_else(|| Failure::misuse("rules-unknown", [("set", plain(name))]))
    }

    /// That there is such a rule set, and that its parameters may be changed so.
    ///
    /// # Errors
    /// Misuse.
    pub(super) fn check(&self, sets: &RuleSets, texts: Texts) -> Result<(), Failure> {
        fits(&self.changes, self.find(sets)?, texts)
    }

    /// The same with further parameters changed.
    pub(super) fn changed(mut self, changes: Changes) -> Self {
        self.changes.extend(changes);
        self
    }

    pub(super) fn otherwise(self) -> Otherwise {
        Otherwise { rule_set: self.name, changes: self.changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_follow_the_name_of_the_rule_set() {
        let read = |text| read(text).map(|rules| (rules.name, rules.changes.into_keys().collect::<Vec<_>>()));
        let named = |changes: &[&str]| {
            let changes = changes.iter().map(|id| (*id).to_owned()).collect();
            Ok((Some("PARA-2017@1".to_owned()), changes))
        };
        assert_eq!(read("PARA-2017@1"), named(&[]));
        assert_eq!(read("PARA-2017@1+RP06={min_weekly_hours=24}+RP29=transfer"), named(&["RP06", "RP29"]));
        assert!(read("+RP29=transfer").is_err());
        assert!(read("PARA-2017+RP29").is_err());
    }
}
