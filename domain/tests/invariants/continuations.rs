//! What goes on after a split: `moves`, `stays`, `ends`, EN-continues, and G5-closed.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::splits::{after_split, fate, joins, opened, split, usual, when_split};
use crate::support::{Told, given};

fn karim_joins() -> crate::common::histories::Line {
    joins("karim", "1978-02-03", "reference_person")
}

#[test]
fn what_moves_is_continued_in_the_new_household() {
    let moving = || json!([fate("stay", "moves"), fate("flat", "stays"), fate("sublease", "stays")]);
    let continued = enrolment_started("stay of karim", "2012-05-10")
        .in_household("new")
        .with(json!({ "persons": [id("karim")], "continues": id("stay") }));
    when_split([split(&["karim"], &moving()), opened(), karim_joins()])
        .refused("HS-batch")
        .blames("split")
        .at("/data/episodes")
        .value(&id("stay").to_string())
        .alone();
    when_split([split(&["karim"], &moving()), opened(), karim_joins(), continued]).accepted();
}

#[test]
fn what_stays_may_be_continued_too() {
    let staying = json!([fate("stay", "stays"), fate("flat", "stays"), fate("sublease", "stays")]);
    let continued = enrolment_started("stay of karim", "2012-05-10")
        .in_household("new")
        .with(json!({ "persons": [id("karim")], "continues": id("stay") }));
    when_split([split(&["karim"], &staying), opened(), karim_joins(), continued]).accepted();
}

#[test]
fn what_ends_is_not_continued() {
    let continued = enrolment_started("stay of karim", "2012-05-10")
        .in_household("new")
        .named("continuation")
        .with(json!({ "persons": [id("karim")], "continues": id("stay") }));
    when_split([split(&["karim"], &usual()), opened(), karim_joins(), continued])
        .refused("EN-continues")
        .blames("continuation")
        .at("/data/continues")
        .alone();
}

#[test]
fn an_occupancy_and_a_lease_are_continued_alike() {
    let moving = json!([fate("stay", "ends"), fate("flat", "moves"), fate("sublease", "moves")]);
    let flat = occupancy_started("flat of karim", "2012-05-10")
        .in_household("new")
        .with(json!({ "persons": [id("karim")], "continues": id("flat") }));
    let lease = lease_signed("lease of karim", "2012-05-10").in_household("new")
        .with(json!({ "signatories": [id("karim")], "occupancy": id("flat of karim"), "continues": id("sublease") }));
    let whole = [split(&["karim"], &moving), opened(), karim_joins(), flat.clone(), lease.clone()];
    when_split(whole.clone()).accepted();
    when_split(whole.into_iter().take(4))
        .refused("HS-batch")
        .blames("split")
        .at("/data/episodes")
        .value(&id("sublease").to_string())
        .alone();
    for (line, pointer) in
        [(flat, "/data/continues"), (lease.with(json!({ "occupancy": id("flat") })), "/data/continues")]
    {
        let alone = line.in_household("home").with(json!({ "persons": null })).named("alone");
        let alone = if alone.name == "occupancy_started" {
            alone.with(json!({ "persons": [id("awa")] }))
        } else {
            alone
        };
        given(subletting_family()).when(alone).refused("EN-continues").at(pointer).alone();
    }
}

#[test]
fn an_episode_is_continued_by_one_of_its_kind() {
    let moving = json!([fate("stay", "ends"), fate("flat", "moves"), fate("sublease", "stays")]);
    let wrong = enrolment_started("stay of karim", "2012-05-10")
        .in_household("new")
        .named("continuation")
        .with(json!({ "persons": [id("karim")], "continues": id("flat") }));
    when_split([split(&["karim"], &moving), opened(), karim_joins(), wrong])
        .refused_among("EN-continues", "/data/continues")
        .blames("continuation")
        .alone();
}

#[test]
fn what_the_split_ended_does_not_end_again() {
    after_split(&usual())
        .when(enrolment_ended("stay", "2012-05-11"))
        .refused("G5-closed")
        .at("/occurredon")
        .against("split");
    after_split(&usual()).when(enrolment_ended("stay", "2012-05")).accepted();
    let ending = json!([fate("stay", "ends"), fate("flat", "ends"), fate("sublease", "ends")]);
    after_split(&ending)
        .when(occupancy_ended("flat", "2012-06"))
        .refused("G5-closed")
        .at("/occurredon")
        .against("split");
    after_split(&ending)
        .when(lease_ended("sublease", "2012-06"))
        .refused("G5-closed")
        .at("/occurredon")
        .against("split");
    after_split(&ending)
        .when(lease_transferred("sublease", "direct", "2012-06"))
        .refused("LT-active")
        .at("/occurredon")
        .against("split");
}

#[test]
fn what_stays_goes_on_without_those_who_left() {
    let moves_out =
        |person: &str| occupancy_ended("flat", "2012-06").with(json!({ "persons": [id(person)] }));
    after_split(&usual())
        .when(moves_out("karim"))
        .refused("OC-participant")
        .at("/data/persons")
        .against("split");
    after_split(&usual()).when(moves_out("mina")).accepted();
    after_split(&usual()).when(lease_transferred("sublease", "direct", "2013")).accepted();
}
