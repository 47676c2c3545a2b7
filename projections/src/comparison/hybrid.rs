//! Rule sets between two others: those of one side, with some moves to the other made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::moves::Move;
use crate::rules::{Instance, RuleSet, parameter_of};

/// The views below either instance that are another query on the other side.
pub(super) fn other_views(before: &Instance, after: &Instance) -> BTreeSet<String> {
    let text = |of: &Instance, name: &str| of.rule_set.views.get(name).map(|view| view.text.clone());
    let below: BTreeSet<&str> = before.query.views().chain(after.query.views()).collect();
    let differs = |name: &&str| text(before, name) != text(after, name);
    below.into_iter().filter(differs).map(str::to_owned).collect()
}

/// Whether the indicator itself is another one.
pub(super) fn is_other_indicator(before: &Instance, after: &Instance) -> bool {
    before.indicator.population.text != after.indicator.population.text || before.measure != after.measure
}

/// The rules of `before` after these moves.
pub(super) fn rules(before: &Instance, after: &Instance, moves: &[&Move]) -> Arc<RuleSet> {
    let mut set = RuleSet::clone(&before.rule_set);
    set.values.clone_from(&before.values);
    // What the other side has and this one has not decides nothing until the query that asks for it is moved.
    for (id, parameter) in &after.rule_set.parameters {
        set.parameters.entry(id.clone()).or_insert_with(|| parameter.clone());
    }
    for (name, value) in &after.values {
        set.values.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, view) in &after.rule_set.views {
        set.views.entry(name.clone()).or_insert_with(|| Arc::clone(view));
    }
    for one in moves {
        match one {
            Move::Parameter(id) => {
                let values = after.values.iter().filter(|(name, _)| parameter_of(name) == id);
                set.values.extend(values.map(|(name, value)| (name.clone(), value.clone())));
            }
            Move::View(name) => {
                if let Some(view) = after.rule_set.views.get(name) {
                    set.views.insert(name.clone(), Arc::clone(view));
                }
            }
            Move::Indicator => {
                set.indicators.insert(after.indicator.id.clone(), Arc::clone(&after.indicator));
            }
            Move::Belief => {}
        }
    }
    Arc::new(set)
}
