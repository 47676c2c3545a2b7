//! Splits: HS-subset, HS-episodes, HS-batch, HO-from, and G5-closed after them.

use serde_json::{Value, json};

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Decision, Given, Told, corrected, given, household, line};

pub(crate) fn fate(episode: &str, fate: &str) -> Value {
    json!({ "episode": id(episode), "fate": fate })
}

/// The usual fates: the enrolment ends, the flat stays with Mina, and so does the sublease.
pub(crate) fn usual() -> Value {
    json!([fate("stay", "ends"), fate("flat", "stays"), fate("sublease", "stays")])
}

pub(crate) fn split(persons: &[&str], episodes: &Value) -> Line {
    let persons: Vec<_> = persons.iter().map(|person| id(person)).collect();
    line(
        "household_split",
        "2012-05-10",
        json!({
            "new_household": id("new"), "persons": persons, "episodes": episodes, "reason": "separation",
        }),
    )
    .named("split")
}

pub(crate) fn opened() -> Line {
    household_opened()
        .on("2012-05-10")
        .with(json!({ "from_household": id("home") }))
        .in_household("new")
        .named("new opens")
}

pub(crate) fn joins(person: &str, birth: &str, role: &str) -> Line {
    member_joined(person, "2012-05-10")
        .with(json!({ "birth": birth, "role": role, "reason": "split" }))
        .in_household("new")
        .named(&format!("{person} joins the new one"))
}

fn karim_joins() -> Line {
    joins("karim", "1978-02-03", "reference_person")
}

pub(crate) fn when_split(lines: impl IntoIterator<Item = Line>) -> Decision {
    given(subletting_family()).when_together(lines)
}

pub(crate) fn after_split(episodes: &Value) -> Given {
    given(subletting_family()).and_together([split(&["karim"], episodes), opened(), karim_joins()])
}

#[test]
fn a_complete_split_is_admitted() {
    let given = when_split([split(&["karim"], &usual()), opened(), karim_joins()]).accepted();
    assert_eq!(given.believed(&household("new")), ["HO 2012-05-10", "MJ 2012-05-10"]);
    given.when(legal_status_recorded("karim", "2013").in_household("new")).accepted();
}

#[test]
fn the_lines_of_a_split_come_in_any_order_that_opens_first() {
    when_split([opened(), karim_joins(), split(&["karim"], &usual())]).accepted();
}

#[test]
fn those_who_leave_are_no_longer_members() {
    after_split(&usual())
        .when(legal_status_recorded("karim", "2013"))
        .refused("G4-member")
        .at("/data/person")
        .against("karim joins");
}

#[test]
fn somebody_remains() {
    let all = ["mina", "karim", "awa"];
    let joining = [
        joins("mina", "1980-05-01", "reference_person"),
        joins("karim", "1978-02-03", "partner"),
        joins("awa", "2005-07-07", "child"),
    ];
    let fates = json!([fate("stay", "ends"), fate("flat", "ends"), fate("sublease", "ends")]);
    when_split([split(&all, &fates), opened()].into_iter().chain(joining))
        .refused("HS-subset")
        .blames("split")
        .at("/data/persons")
        .value("3")
        .alone();
}

#[test]
fn whoever_leaves_is_a_member_then() {
    let lines = [split(&["karim"], &usual()), opened(), karim_joins()];
    let gone = given(subletting_family()).and([member_left("karim", "2012-05-09")]);
    gone.when_together(lines.clone()).refused_among("HS-subset", "/data/persons").blames("split").alone();
    let known = given(subletting_family()).when_together([
        split(&["nobody"], &usual()),
        opened(),
        joins("nobody", "1990", "relative"),
    ]);
    known.refused("G4-member").blames("split").at("/data/persons").alone();
}

#[test]
fn the_split_opens_the_new_household() {
    when_split([split(&["karim"], &usual())])
        .refused("HS-batch")
        .at("/data/new_household")
        .value(&id("new").to_string())
        .alone();
}

#[test]
fn the_new_household_says_where_it_comes_from() {
    let unrelated = opened().with(json!({ "from_household": null }));
    when_split([split(&["karim"], &usual()), unrelated, karim_joins()])
        .refused("HS-batch")
        .blames("split")
        .at("/data/new_household")
        .alone();
}

#[test]
fn the_new_household_comes_from_one_that_splits() {
    given(subletting_family())
        .when(opened())
        .refused("HO-from")
        .at("/data/from_household")
        .value(&id("home").to_string())
        .alone();
    let elsewhere = opened().with(json!({ "from_household": id("elsewhere") }));
    when_split([split(&["karim"], &usual()), elsewhere, karim_joins()])
        .refused_among("HO-from", "/data/from_household")
        .blames("new opens")
        .alone();
}

#[test]
fn each_who_leaves_joins_the_new_household() {
    when_split([split(&["karim", "awa"], &usual()), opened(), karim_joins()])
        .refused("HS-batch")
        .blames("split")
        .at("/data/persons")
        .value(&id("awa").to_string())
        .alone();
    let otherwise = karim_joins().with(json!({ "reason": "other" }));
    when_split([split(&["karim"], &usual()), opened(), otherwise])
        .refused("HS-batch")
        .blames("split")
        .at("/data/persons")
        .value(&id("karim").to_string())
        .alone();
}

#[test]
fn only_those_who_leave_join_by_the_split() {
    when_split([split(&["karim"], &usual()), opened(), karim_joins(), joins("ali", "2000", "child")])
        .refused("MJ-batch")
        .blames("ali joins the new one")
        .at("/data/reason")
        .alone();
}

#[test]
fn every_open_episode_is_listed() {
    for (missing, listed) in [
        ("stay", json!([fate("flat", "stays"), fate("sublease", "stays")])),
        ("flat", json!([fate("stay", "ends"), fate("sublease", "stays")])),
        ("sublease", json!([fate("stay", "ends"), fate("flat", "stays")])),
    ] {
        when_split([split(&["karim"], &listed), opened(), karim_joins()])
            .refused("HS-episodes")
            .blames("split")
            .at("/data/episodes")
            .value(&id(missing).to_string())
            .alone();
    }
}

#[test]
fn no_episode_is_listed_twice() {
    let twice = json!([
        fate("stay", "ends"),
        fate("flat", "stays"),
        fate("sublease", "stays"),
        fate("stay", "stays")
    ]);
    when_split([split(&["karim"], &twice), opened(), karim_joins()])
        .refused("HS-episodes")
        .blames("split")
        .at("/data/episodes/3/episode")
        .value(&id("stay").to_string())
        .alone();
}

#[test]
fn what_had_ended_is_not_listed() {
    let ended = |on: &str| given(subletting_family()).and([enrolment_ended("stay", on)]);
    let lines = || [split(&["karim"], &usual()), opened(), karim_joins()];
    ended("2012-05-09")
        .when_together(lines())
        .refused("HS-episodes")
        .blames("split")
        .at("/data/episodes/0/episode")
        .alone();
    ended("2012-05").when_together(lines()).accepted();
    let without = json!([fate("flat", "stays"), fate("sublease", "stays")]);
    ended("2012-05").when_together([split(&["karim"], &without), opened(), karim_joins()]).accepted();
}

#[test]
fn what_may_begin_after_the_split_may_be_left_out() {
    let hotel = |on: &str| {
        let begun = occupancy_started("hotel", on).with(json!({ "persons": [id("awa")] }));
        given(subletting_family()).and([begun])
    };
    let lines = |episodes: &Value| [split(&["karim"], episodes), opened(), karim_joins()];
    let listed = json!([
        fate("stay", "ends"),
        fate("flat", "stays"),
        fate("sublease", "stays"),
        fate("hotel", "stays"),
    ]);
    hotel("2012-05").when_together(lines(&usual())).accepted();
    hotel("2012-05").when_together(lines(&listed)).accepted();
    hotel("2012-05-10")
        .when_together(lines(&usual()))
        .refused("HS-episodes")
        .blames("split")
        .at("/data/episodes")
        .alone();
    hotel("2012-05-11").when_together(lines(&usual())).accepted();
}

#[test]
fn an_episode_listed_exists() {
    let unknown = json!([
        fate("stay", "ends"),
        fate("flat", "stays"),
        fate("sublease", "stays"),
        fate("nothing", "ends")
    ]);
    when_split([split(&["karim"], &unknown), opened(), karim_joins()])
        .refused("G6-unknown")
        .blames("split")
        .at("/data/episodes/3/episode")
        .alone();
}

#[test]
fn a_late_opening_before_a_split_needs_its_correction() {
    let late = || occupancy_started("hotel", "2012-04").with(json!({ "persons": [id("awa")] })).named("late");
    after_split(&usual()).when(late()).refused("HS-episodes").at("/occurredon").against("split");
    let listed = json!([
        fate("stay", "ends"),
        fate("flat", "stays"),
        fate("sublease", "stays"),
        fate("hotel", "stays")
    ]);
    after_split(&usual()).when_together([late(), corrected("split", &split(&["karim"], &listed))]).accepted();
}

#[test]
fn a_household_does_not_split_into_itself() {
    let itself = split(&["karim"], &usual()).with(json!({ "new_household": id("home") }));
    given(subletting_family()).when(itself).refused("HS-batch").at("/data/new_household").alone();
}

#[test]
fn a_split_is_retracted_whole() {
    let retraction = |label: &str, stream: &str| crate::support::retracted(label).in_household(stream);
    let joined = "karim joins the new one";
    after_split(&usual())
        .when_together([
            retraction("split", "home"),
            retraction(joined, "new"),
            retraction("new opens", "new"),
        ])
        .accepted();
    after_split(&usual())
        .when_together([retraction("split", "home"), retraction(joined, "new")])
        .refused("HO-from")
        .at("/data/target")
        .against("new opens");
}
