//! Who takes part in the enrolments and occupancies of a household: `episodes` of an arrival, births, initial
//! members. Participation shows in who may leave: `EN-participant` and `OC-participant` tell who never did.

use domain::ids::{EpisodeId, HouseholdId, PersonId};
use domain::pathway::Household;
use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, given, household};

fn leaves(person: &str, on: &str) -> Line {
    enrolment_ended("stay", on).with(json!({ "persons": [id(person)] }))
}

fn moves_out(person: &str, on: &str) -> Line {
    occupancy_ended("flat", on).with(json!({ "persons": [id(person)] }))
}

fn with_arrival(arrival: Line) -> Given {
    given(subletting_family()).and([arrival])
}

fn born() -> Line {
    member_joined("ali", "2011-03-05")
        .with(json!({ "birth": "2011-03-05", "role": "child", "reason": "birth" }))
}

#[test]
fn a_child_born_during_an_enrolment_takes_part_in_it() {
    with_arrival(born()).and([leaves("ali", "2012")]).when(moves_out("ali", "2012")).accepted();
}

#[test]
fn whoever_joins_takes_part_from_arrival_only() {
    with_arrival(born()).when(leaves("ali", "2011-03-04")).accepted();
}

#[test]
fn an_arrival_without_episodes_takes_part_in_nothing() {
    let apart = || with_arrival(born().with(json!({ "episodes": [] })));
    apart().when(leaves("ali", "2012")).refused("EN-participant").at("/data/persons").against("stay starts");
    apart()
        .when(moves_out("ali", "2012"))
        .refused("OC-participant")
        .at("/data/persons")
        .against("flat starts");
}

#[test]
fn an_arrival_takes_part_in_the_episodes_that_it_names() {
    let housed = || with_arrival(born().with(json!({ "episodes": [id("flat")] })));
    housed().when(moves_out("ali", "2012")).accepted();
    housed().when(leaves("ali", "2012")).refused("EN-participant").at("/data/persons").against("stay starts");
}

#[test]
fn an_arrival_names_episodes_of_its_household() {
    given(subletting_family())
        .when(born().with(json!({ "episodes": [id("flat"), id("elsewhere")] })))
        .refused("G6-unknown")
        .at("/data/episodes/1")
        .alone();
}

#[test]
fn an_arrival_takes_no_part_in_what_had_ended() {
    let ended = given(subletting_family()).and([enrolment_ended("stay", "2011-01"), born()]);
    ended.when(leaves("ali", "2012")).refused("EN-participant").at("/data/persons").against("stay starts");
}

#[test]
fn an_initial_member_recorded_late_has_taken_part_since_the_start() {
    let late = initial("ali", "2000", "child").on("2011-03");
    with_arrival(late).when(leaves("ali", "2010-01-10")).accepted();
}

#[test]
fn somebody_not_covered_does_not_leave() {
    given(subletting_family())
        .when(leaves("awa", "2012"))
        .refused("EN-participant")
        .at("/data/persons")
        .against("stay starts");
    given(subletting_family())
        .when(moves_out("awa", "2012"))
        .refused("OC-participant")
        .at("/data/persons")
        .against("flat starts");
}

#[test]
fn leaving_the_household_ends_the_part() {
    let gone = || given(subletting_family()).and([member_left("karim", "2011-06").named("karim goes")]);
    gone().when(leaves("karim", "2011-06")).accepted();
    gone()
        .when(leaves("karim", "2011-07"))
        .refused("EN-participant")
        .at("/data/persons")
        .against("karim goes");
    gone()
        .when(moves_out("karim", "2011-07"))
        .refused("OC-participant")
        .at("/data/persons")
        .against("karim goes");
}

#[test]
fn whoever_comes_back_may_leave_again() {
    let back = member_joined("karim", "2012-03").with(json!({ "birth": "1978-02-03", "reason": "return" }));
    let lines = [member_left("karim", "2011-06"), back, leaves("karim", "2012-06")];
    given(subletting_family()).and(lines).when(moves_out("karim", "2012-06")).accepted();
}

#[test]
fn the_episode_goes_on_for_those_who_stay() {
    let lines = [member_left("karim", "2011-06"), moves_out("mina", "2011-09")];
    given(subletting_family()).and(lines).when(leaves("mina", "2012")).accepted();
}

/// From when to when somebody took part in `stay`, part after part.
pub(crate) fn parts(given: &Given, person: &str) -> Vec<(String, Option<String>)> {
    let household = Household::of(HouseholdId(id("home")), given.histories.timeline(&household("home")));
    let stay = household.episode(EpisodeId(id("stay"))).expect("the enrolment");
    let of_person = stay.parts.iter().filter(|part| part.person == PersonId(id(person)));
    of_person.map(|part| (part.from.to_string(), part.end.map(|end| end.on.to_string()))).collect()
}

pub(crate) fn since(from: &str) -> Vec<(String, Option<String>)> {
    vec![(from.to_owned(), None)]
}

#[test]
fn an_initial_member_takes_part_from_the_start_or_from_birth() {
    let late = |birth: &str| with_arrival(initial("ali", birth, "child").on("2011-03"));
    assert_eq!(parts(&late("2000"), "ali"), since("2010-01-10"));
    assert_eq!(parts(&late("2010-06"), "ali"), since("2010-06"));
    assert_eq!(parts(&with_arrival(born()), "ali"), since("2011-03-05"));
}

#[test]
fn an_arrival_dated_after_the_entry_gives_no_second_part() {
    let given = given(open_programme()).and([
        household_opened(),
        initial("mina", "1980", "reference_person").on("2011-05"),
        initial("karim", "1978", "partner").on("2011-05"),
        enrolment_started("stay", "2010-01-10"),
    ]);
    assert_eq!(parts(&given, "mina"), since("2010-01-10"));
}

#[test]
fn an_exit_believed_before_the_entry_of_its_month_ends_it() {
    let stay = [enrolment_started("stay", "2010-03-15"), enrolment_ended("stay", "2010-03")];
    let ended = || given(family()).and(stay.clone());
    assert_eq!(parts(&ended(), "mina"), [("2010-03-15".to_owned(), Some("2010-03".to_owned()))]);
    ended().when(enrolment_started("again", "2011")).accepted();
}

#[test]
fn a_departure_believed_before_the_entry_of_its_month_ends_the_part() {
    let left =
        given(family()).and([member_left("karim", "2010-03"), enrolment_started("stay", "2010-03-15")]);
    assert_eq!(parts(&left, "karim"), [("2010-03-15".to_owned(), Some("2010-03".to_owned()))]);
    assert_eq!(parts(&left, "mina"), since("2010-03-15"));
}

#[test]
fn an_arrival_names_no_episode_that_had_ended() {
    let ended = || {
        given(family())
            .and([enrolment_started("stay", "2010-01-10").named("stay starts")])
            .and([enrolment_ended("stay", "2011-05-10")])
    };
    let joins =
        |on: &str| member_joined("ali", on).with(json!({ "reason": "union", "episodes": [id("stay")] }));
    for on in ["2011-05-11", "2014"] {
        ended()
            .when(joins(on))
            .refused("G5-closed")
            .at("/data/episodes/0")
            .value(&id("stay").to_string())
            .against("stay starts");
    }
    for on in ["2011-05-10", "2011-05", "2011"] {
        ended().when(joins(on)).accepted();
    }
}
