//! Mergers: HM-into, HM-cycle, HM-stays, HM-episodes, HM-batch, HM-last.

use serde_json::{Value, json};

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Decision, Given, Told, given, line, retracted};

fn fate(episode: &str, fate: &str) -> Value {
    json!({ "episode": id(episode), "fate": fate })
}

fn usual() -> Value {
    json!([fate("stay", "ends"), fate("flat", "ends"), fate("sublease", "ends")])
}

/// The family goes into the household `next door` of Zoe.
pub(crate) fn merged(episodes: &Value) -> Line {
    line("household_merged", "2013-02-01", json!({ "into": id("next door"), "episodes": episodes }))
        .named("merger")
}

pub(crate) fn absorbed() -> [Line; 3] {
    [("mina", "1980-05-01", "partner"), ("karim", "1978-02-03", "relative"), ("awa", "2005-07-07", "child")]
        .map(|(person, birth, role)| {
            member_joined(person, "2013-02-01")
                .with(json!({ "birth": birth, "role": role, "reason": "merge" }))
                .in_household("next door")
                .named(&format!("{person} is absorbed"))
        })
}

fn neighbours() -> Given {
    given(subletting_family()).and(another_household("next door", "zoe"))
}

fn when_merged(merger: Line, others: impl IntoIterator<Item = Line>) -> Decision {
    neighbours().when_together([merger].into_iter().chain(others))
}

fn after_merger() -> Given {
    neighbours().and_together([merged(&usual())].into_iter().chain(absorbed()))
}

#[test]
fn a_complete_merger_is_admitted() {
    when_merged(merged(&usual()), absorbed()).accepted();
}

#[test]
fn a_merger_leaves_past_members_alone() {
    let gone = neighbours().and([member_left("karim", "2012-03")]);
    let [mina, _karim, awa] = absorbed();
    gone.when_together([merged(&usual()), mina, awa]).accepted();
}

#[test]
fn a_household_does_not_merge_into_itself() {
    given(subletting_family())
        .when(merged(&usual()).with(json!({ "into": id("home") })))
        .refused("HM-into")
        .at("/data/into")
        .value(&id("home").to_string())
        .alone();
}

#[test]
fn the_absorbing_household_exists() {
    given(subletting_family()).when(merged(&usual())).refused("G6-unknown").at("/data/into").alone();
}

#[test]
fn mergers_make_no_cycle() {
    let back = line("household_merged", "2014-02-01", json!({ "into": id("home"), "episodes": [] }))
        .in_household("next door")
        .named("back");
    after_merger().when(back).refused_among("HM-cycle", "/data/into").alone();
}

#[test]
fn mergers_may_follow_one_another() {
    let on = "2014-02-01";
    let next = line("household_merged", on, json!({ "into": id("third"), "episodes": [] }))
        .in_household("next door");
    let joining = [
        ("mina", "1980-05-01", "partner"),
        ("karim", "1978-02-03", "relative"),
        ("awa", "2005-07-07", "child"),
        ("zoe", "1985-03-01", "relative"),
    ]
    .map(|(person, birth, role)| {
        member_joined(person, on)
            .with(json!({ "birth": birth, "role": role, "reason": "merge" }))
            .in_household("third")
    });
    after_merger()
        .and(another_household("third", "paul"))
        .when_together([next].into_iter().chain(joining))
        .accepted();
}

#[test]
fn nothing_stays_in_a_household_that_is_absorbed() {
    let staying = json!([fate("stay", "ends"), fate("flat", "stays"), fate("sublease", "ends")]);
    when_merged(merged(&staying), absorbed())
        .refused("HM-stays")
        .blames("merger")
        .at("/data/episodes/1/fate")
        .value("stays")
        .alone();
}

#[test]
fn every_open_episode_is_listed() {
    let partial = json!([fate("stay", "ends"), fate("flat", "ends")]);
    when_merged(merged(&partial), absorbed())
        .refused("HM-episodes")
        .blames("merger")
        .at("/data/episodes")
        .value(&id("sublease").to_string())
        .alone();
}

#[test]
fn no_episode_is_listed_twice() {
    let fates = |again| json!([fate("stay", "ends"), fate("flat", "ends"), fate("sublease", "ends"), again]);
    when_merged(merged(&fates(fate("flat", "moves"))), absorbed())
        .refused_among("HM-episodes", "/data/episodes/3/episode")
        .blames("merger")
        .alone();
    when_merged(merged(&fates(fate("flat", "ends"))), absorbed())
        .refused("S-format")
        .blames("merger")
        .at("/data/episodes/3")
        .alone();
}

#[test]
fn what_had_ended_is_not_listed() {
    let ended = |on: &str| neighbours().and([enrolment_ended("stay", on)]);
    let lines = || [merged(&usual())].into_iter().chain(absorbed());
    ended("2012-06")
        .when_together(lines())
        .refused("HM-episodes")
        .blames("merger")
        .at("/data/episodes/0/episode")
        .alone();
    ended("2013").when_together(lines()).accepted();
}

#[test]
fn each_member_joins_the_absorbing_household() {
    let [mina, karim, _awa] = absorbed();
    when_merged(merged(&usual()), [mina, karim])
        .refused("HM-batch")
        .blames("merger")
        .at("/data/into")
        .value(&id("awa").to_string())
        .against("awa joins");
}

#[test]
fn each_member_joins_by_the_merger() {
    let [mina, karim, awa] = absorbed();
    when_merged(merged(&usual()), [mina, karim, awa.with(json!({ "reason": "other" }))])
        .refused("HM-batch")
        .blames("merger")
        .at("/data/into")
        .against("awa joins");
}

#[test]
fn only_members_join_by_the_merger() {
    let stranger = member_joined("ali", "2013-02-01")
        .with(json!({ "reason": "merge" }))
        .in_household("next door")
        .named("ali is absorbed");
    when_merged(merged(&usual()), absorbed().into_iter().chain([stranger]))
        .refused("MJ-batch")
        .blames("ali is absorbed")
        .at("/data/reason")
        .alone();
}

#[test]
fn what_moves_is_continued_in_the_absorbing_household() {
    let moving = || merged(&json!([fate("stay", "moves"), fate("flat", "ends"), fate("sublease", "ends")]));
    when_merged(moving(), absorbed())
        .refused("HM-batch")
        .blames("merger")
        .at("/data/episodes")
        .value(&id("stay").to_string())
        .alone();
    let continued = enrolment_started("stay of all", "2013-02-01")
        .in_household("next door")
        .with(json!({ "continues": id("stay") }));
    when_merged(moving(), absorbed().into_iter().chain([continued])).accepted();
}

#[test]
fn what_ends_is_not_continued() {
    let continued = enrolment_started("stay of all", "2013-02-01")
        .in_household("next door")
        .named("continuation")
        .with(json!({ "continues": id("stay") }));
    when_merged(merged(&usual()), absorbed().into_iter().chain([continued]))
        .refused("EN-continues")
        .blames("continuation")
        .at("/data/continues")
        .alone();
}

#[test]
fn a_merger_is_the_last_fact_of_its_household() {
    after_merger()
        .when(legal_status_recorded("mina", "2010"))
        .refused("HM-last")
        .at("/subject")
        .against("merger");
    after_merger()
        .when(legal_status_recorded("mina", "2010").in_household("next door"))
        .refused("G4-member")
        .at("/data/person")
        .against("mina is absorbed");
    after_merger().when(legal_status_recorded("mina", "2014").in_household("next door")).accepted();
}

#[test]
fn corrections_retractions_and_erasures_follow_a_merger() {
    let status = || neighbours().and([legal_status_recorded("mina", "2010").named("status")]);
    let after = || status().and_together([merged(&usual())].into_iter().chain(absorbed()));
    let restated = legal_status_recorded("mina", "2011");
    after().when(crate::support::corrected("status", &restated)).accepted();
    after().when(retracted("status")).accepted();
    after().when(personal_data_erased("mina", "identity", "2014")).accepted();
}

#[test]
fn what_the_merger_ended_is_not_dated_after_it() {
    let ended = neighbours().and([enrolment_ended("stay", "2013-06").named("exit")]);
    let without = json!([fate("stay", "ends"), fate("flat", "ends"), fate("sublease", "ends")]);
    ended
        .when_together([merged(&without)].into_iter().chain(absorbed()))
        .refused("G5-closed")
        .blames("merger")
        .at("/occurredon")
        .against("exit");
}

#[test]
fn a_merger_is_retracted_with_its_arrivals() {
    let arrivals = ["mina", "karim", "awa"]
        .map(|person| retracted(&format!("{person} is absorbed")).in_household("next door"));
    let whole = || [retracted("merger").named("taken back")].into_iter().chain(arrivals.clone());
    after_merger().when_together(whole()).accepted();
    after_merger()
        .when_together(whole().take(3))
        .refused_among("MJ-batch", "/data/target")
        .against("awa is absorbed");
}

#[test]
fn a_household_merges_once_whichever_is_recorded_first() {
    let merged_once = || {
        given(family())
            .and(another_household("next door", "zoe"))
            .and(another_household("third", "lea"))
            .and_together([merged(&json!([]))].into_iter().chain(absorbed()))
    };
    let again = |on: &str| line("household_merged", on, json!({ "into": id("third"), "episodes": [] }));
    for before in ["2012-12-01", "2013", "2013-01-31"] {
        merged_once().when(again(before)).refused("HM-last").at("/subject").against("merger");
    }
    for after in ["2013-02-01", "2014"] {
        merged_once().when(again(after)).refused_among("HM-last", "/subject").against("merger");
    }
}
