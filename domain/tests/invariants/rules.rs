//! Published rules: RP-version, RP-immutable.

use serde_json::json;

use crate::builders::rule_published;
use crate::support::{Told, given};

#[test]
fn versions_increase_by_one() {
    given([rule_published(1)])
        .when(rule_published(3))
        .refused("RP-version")
        .at("/data/version")
        .value("3")
        .alone();
    given([rule_published(1)]).when(rule_published(2)).accepted();
    given([rule_published(1)]).when_together([rule_published(2), rule_published(3)]).accepted();
}

#[test]
fn the_first_version_is_one() {
    given([]).when(rule_published(2)).refused("RP-version").at("/data/version").alone();
    given([]).when(rule_published(1)).accepted();
}

#[test]
fn a_published_version_never_changes() {
    given([rule_published(1), rule_published(2)])
        .when(rule_published(1))
        .refused("RP-immutable")
        .at("/data/version")
        .value("1")
        .alone();
    given([rule_published(1)])
        .when(rule_published(1).with(json!({ "rationale": "otherwise" })))
        .refused("RP-immutable")
        .at("/data/version")
        .alone();
}

#[test]
fn each_rule_set_has_its_own_versions() {
    given([rule_published(1), rule_published(2)])
        .when(rule_published(1).with(json!({ "rule_set": "accelair" })))
        .accepted();
}

#[test]
fn a_version_supersedes_the_one_before() {
    let next = |supersedes: u32| rule_published(3).with(json!({ "supersedes": supersedes }));
    let published = || given([rule_published(1), rule_published(2)]);
    published().when(next(1)).refused("RP-version").at("/data/supersedes").value("1").alone();
    published().when(next(2)).accepted();
}
