mod bounds;
mod bundled;
mod checking;
mod refusing;
mod running;
mod secrecy;

use super::{Files, RuleSets};

/// Rule sets of these files, in which nothing is wrong.
pub(crate) fn rule_sets(texts: &[(&str, &str)]) -> RuleSets {
    let (sets, problems) = RuleSets::load(&Files::of_texts(texts));
    assert!(problems.is_empty(), "{problems:#?}");
    sets
}
