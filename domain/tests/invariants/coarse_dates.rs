//! Years and months sort before the days within them: an exit, a fate or an arrival that sorts before what it is
//! about holds all the same.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::episodes_of_members::{parts, since};
use crate::splits::{fate, joins, opened, split};
use crate::support::{Given, Told, given, household};

fn born_in_march() -> Line {
    let born = json!({ "birth": "2012-03-10", "role": "child", "reason": "birth" });
    member_joined("ali", "2012-03-10").with(born).named("ali is born")
}

fn ali_exits(on: &str) -> Line {
    enrolment_ended("stay", on).with(json!({ "persons": [id("ali")] }))
}

fn ali_moves_out(on: &str) -> Line {
    occupancy_ended("flat", on).with(json!({ "persons": [id("ali")] }))
}

/// Ali is born into an enrolment and a flat, and leaves both in the year of his birth.
fn gone_within_the_year() -> Given {
    given(subletting_family()).and([
        born_in_march(),
        ali_exits("2012").named("ali exits"),
        ali_moves_out("2012").named("ali moves out"),
    ])
}

#[test]
fn an_exit_dated_coarsely_before_the_birth_ends_the_part() {
    let given = gone_within_the_year();
    assert_eq!(given.believed(&household("home")).last().map(String::as_str), Some("MJ 2012-03-10"));
    assert_eq!(parts(&given, "ali"), [("2012-03-10".to_owned(), Some("2012".to_owned()))]);
    for other in ["mina", "karim"] {
        assert_eq!(parts(&given, other), since("2010-01-10"), "{other} goes on");
    }
}

#[test]
fn whoever_left_within_the_year_of_birth_does_not_leave_again() {
    for on in ["2012", "2012-06", "2013"] {
        gone_within_the_year()
            .when(ali_exits(on))
            .refused("EN-once")
            .at("/data/persons")
            .against("ali exits");
        gone_within_the_year()
            .when(ali_moves_out(on))
            .refused("OC-once")
            .at("/data/persons")
            .against("ali moves out");
    }
    let others = enrolment_ended("stay", "2013").with(json!({ "persons": [id("mina")] }));
    gone_within_the_year().when(others).accepted();
}

#[test]
fn an_exit_certainly_before_the_birth_ends_nothing() {
    let early = given(subletting_family()).and([born_in_march()]);
    let told = early.when(ali_exits("2012-03-09")).accepted();
    assert_eq!(parts(&told, "ali"), since("2012-03-10"));
}

/// A split in 2012 of what began in March 2012.
fn split_within_the_year() -> Given {
    let persons = json!({ "persons": [id("mina"), id("karim")] });
    let began = [
        occupancy_started("flat", "2012-03-01").with(persons.clone()),
        enrolment_started("stay", "2012-03-01").with(persons.clone()),
        enrolment_started("kept", "2012-03-01").with(json!({ "programme": "elia" })).with(persons),
    ];
    let elia = [programme_registered("elia"), programme_status_set("open", "2000").in_programme("elia")];
    let fates = json!([fate("flat", "ends"), fate("stay", "moves"), fate("kept", "stays")]);
    let continued = enrolment_started("stay of karim", "2012")
        .in_household("new")
        .with(json!({ "persons": [id("karim")], "continues": id("stay") }));
    given(family()).and(elia).and(began).and_together([
        split(&["karim"], &fates).on("2012"),
        opened().on("2012"),
        joins("karim", "1978-02-03", "reference_person").on("2012"),
        continued,
    ])
}

#[test]
fn what_a_split_of_the_same_year_ends_or_moves_is_closed() {
    assert_eq!(parts(&split_within_the_year(), "mina"), [("2012-03-01".to_owned(), Some("2012".to_owned()))]);
    split_within_the_year()
        .when(occupancy_ended("flat", "2013"))
        .refused("G5-closed")
        .at("/occurredon")
        .against("split");
    split_within_the_year()
        .when(enrolment_ended("stay", "2013"))
        .refused("G5-closed")
        .at("/occurredon")
        .against("split");
    split_within_the_year().when(enrolment_ended("kept", "2013")).accepted();
    split_within_the_year().when(enrolment_ended("stay of karim", "2013").in_household("new")).accepted();
}

#[test]
fn an_arrival_of_the_same_year_joins_the_episode_that_it_names() {
    let named = |episodes: serde_json::Value| {
        let union = json!({ "reason": "union", "episodes": episodes });
        given(family())
            .and([enrolment_started("stay", "2010-06-01").named("stay starts")])
            .and([member_joined("ali", "2010").with(union)])
    };
    let joined = || named(json!([id("stay")]));
    assert_eq!(parts(&joined(), "ali"), since("2010-06-01"));
    joined().when(ali_exits("2011")).accepted();
    named(json!([]))
        .when(ali_exits("2011"))
        .refused("EN-participant")
        .at("/data/persons")
        .against("stay starts");
}
