//! What differs between two coordinates, as moves that can be made one by one.

use std::collections::BTreeSet;
use std::fmt;

use super::hybrid;
use crate::rules::{Instance, parameter_of};

/// One difference between two coordinates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// A parameter has another value.
    Parameter(String),
    /// A view is another query.
    View(String),
    /// The population of the indicator is another query, or is measured otherwise.
    Indicator,
    /// Something else was known.
    Belief,
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(id) => f.write_str(id),
            Self::View(name) => write!(f, "view {name}"),
            Self::Indicator => f.write_str("indicator"),
            Self::Belief => f.write_str("belief"),
        }
    }
}

/// The moves from one instance to the other, in the order of the parameters; those that decide nothing are left out.
pub(super) fn between(before: &Instance, after: &Instance, other_belief: bool) -> Vec<Move> {
    let used: BTreeSet<&str> =
        [before, after].iter().flat_map(|one| one.indicator.uses.iter().map(|(_, id)| id.as_str())).collect();
    let names: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
    let mut moves: BTreeSet<Move> = names
        .into_iter()
        .filter(|name| {
            used.contains(parameter_of(name)) && before.values.get(*name) != after.values.get(*name)
        })
        .map(|name| Move::Parameter(parameter_of(name).to_owned()))
        .collect();
    moves.extend(hybrid::other_views(before, after).into_iter().map(Move::View));
    if hybrid::is_other_indicator(before, after) {
        moves.insert(Move::Indicator);
    }
    if other_belief {
        moves.insert(Move::Belief);
    }
    moves.into_iter().collect()
}

/// What a move moves from, and to, as people write it; nothing when it is no value.
#[must_use]
pub(super) fn values(moved: &Move, before: &Instance, after: &Instance) -> Option<(String, String)> {
    let Move::Parameter(id) = moved else { return None };
    let said = |of: &Instance, against: &Instance| {
        let mut said = Vec::new();
        for (name, value) in of.values.iter().filter(|(name, _)| parameter_of(name) == id) {
            if against.values.get(name) == Some(value) {
                continue;
            }
            match name.split_once('_') {
                Some((_, member)) => said.push(format!("{member} = {value}")),
                None => said.push(value.to_string()),
            }
        }
        said.join(", ")
    };
    Some((said(before, after), said(after, before)))
}
