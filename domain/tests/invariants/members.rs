//! Arrivals and departures: MJ-birth, MJ-one-household, MJ-reference, MJ-batch, ML-member.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, corrected, given, retracted};

#[test]
fn nobody_arrives_before_birth() {
    let born = json!({ "birth": "2010-05-02", "reason": "birth" });
    given(family())
        .when(member_joined("ali", "2010-05-01").with(born))
        .refused("MJ-birth")
        .at("/data/birth")
        .alone();
}

#[test]
fn somebody_may_arrive_on_the_day_or_in_the_month_of_birth() {
    for (birth, on) in [("2010-05-02", "2010-05-02"), ("2010-05-02", "2010-05"), ("2010", "2010-05-01")] {
        let born = json!({ "birth": birth, "reason": "birth" });
        given(family()).when(member_joined("ali", on).with(born)).accepted();
    }
}

#[test]
fn nobody_joins_twice_without_leaving() {
    given(family())
        .when(member_joined("karim", "2012"))
        .refused("MJ-one-household")
        .at("/data/person")
        .against("karim joins");
}

#[test]
fn somebody_who_left_may_come_back() {
    let gone = || given(family()).and([member_left("karim", "2011-05")]);
    let back =
        |on: &str| member_joined("karim", on).with(json!({ "reason": "return", "birth": "1978-02-03" }));
    gone().when(back("2012")).accepted();
    gone().when(back("2011-05-01")).accepted();
    gone().when(back("2011-04-30")).refused("MJ-one-household").at("/data/person").against("karim joins");
}

fn neighbours() -> Given {
    given(family()).and(another_household("next door", "zoe"))
}

fn moves_next_door(person: &str, on: &str) -> Line {
    member_joined(person, on).in_household("next door")
}

#[test]
fn nobody_belongs_to_two_households() {
    neighbours()
        .when(moves_next_door("karim", "2012"))
        .refused("MJ-one-household")
        .at("/data/person")
        .against("karim joins");
}

#[test]
fn somebody_may_leave_one_household_for_another() {
    let left = || neighbours().and([member_left("karim", "2012-03").named("karim leaves")]);
    left().when(moves_next_door("karim", "2012-03-01")).accepted();
    left().when(moves_next_door("karim", "2012")).accepted();
    left()
        .when(moves_next_door("karim", "2012-02-29"))
        .refused("MJ-one-household")
        .at("/data/person")
        .against("karim joins");
}

#[test]
fn leaving_and_joining_may_be_recorded_together_in_any_order() {
    let lines = [moves_next_door("karim", "2012-04"), member_left("karim", "2012-03")];
    neighbours().when_together(lines).accepted();
}

#[test]
fn an_initial_member_was_there_before_the_file_and_nowhere_else() {
    let lines = another_household("next door", "zoe")
        .into_iter()
        .chain([moves_next_door("karim", "2005").named("zoe hosts karim")]);
    let early = given(lines).and([crate::support::line(
        "member_left",
        "2008",
        json!({
            "person": id("karim"), "reason": "other",
        }),
    )
    .in_household("next door")]);
    let opened = early.and([household_opened()]);
    opened
        .when(initial("karim", "1978", "partner"))
        .refused("MJ-one-household")
        .at("/data/person")
        .against("zoe hosts karim");
}

#[test]
fn a_departure_corrected_to_a_later_date_may_not_overlap_the_next_household() {
    let moved = neighbours()
        .and([member_left("karim", "2012-03").named("karim leaves"), moves_next_door("karim", "2012-04")]);
    moved
        .when(corrected("karim leaves", &member_left("karim", "2012-06")))
        .refused("MJ-one-household")
        .at("/data/occurred_on")
        .value("2012-06")
        .against("karim joins");
}

#[test]
fn a_departure_may_be_corrected_up_to_the_next_arrival() {
    let moved = neighbours()
        .and([member_left("karim", "2012-03").named("karim leaves"), moves_next_door("karim", "2012-04")]);
    moved.when(corrected("karim leaves", &member_left("karim", "2012-04"))).accepted();
}

#[test]
fn a_departure_is_not_retracted_once_the_person_joined_elsewhere() {
    let moved = neighbours()
        .and([member_left("karim", "2012-03").named("karim leaves"), moves_next_door("karim", "2012-04")]);
    moved
        .when(retracted("karim leaves"))
        .refused("MJ-one-household")
        .at("/data/target")
        .against("karim joins");
}

#[test]
fn a_household_has_one_reference_person() {
    given(family())
        .when(member_joined("ali", "2012").with(json!({ "role": "reference_person" })))
        .refused("MJ-reference")
        .at("/data/role")
        .against("mina joins");
}

#[test]
fn a_new_reference_person_may_follow_one_who_left() {
    let gone = || given(family()).and([member_left("mina", "2012-03")]);
    let new = |on: &str| member_joined("ali", on).with(json!({ "role": "reference_person" }));
    gone().when(new("2012-03")).accepted();
    gone().when(new("2012-02")).refused("MJ-reference").at("/data/role").against("mina joins");
}

#[test]
fn an_arrival_by_split_comes_with_the_split() {
    given(family())
        .when(member_joined("ali", "2012").with(json!({ "reason": "split" })))
        .refused("MJ-batch")
        .at("/data/reason")
        .value("split")
        .alone();
}

#[test]
fn an_arrival_by_merger_comes_with_the_merger() {
    given(family())
        .when(member_joined("ali", "2012").with(json!({ "reason": "merge" })))
        .refused("MJ-batch")
        .at("/data/reason")
        .value("merge")
        .alone();
}

#[test]
fn nobody_leaves_twice() {
    let gone = given(family()).and([member_left("karim", "2012-03")]);
    gone.when(member_left("karim", "2012-05")).refused("ML-member").at("/occurredon").alone();
}

#[test]
fn nobody_leaves_before_arriving() {
    let arrived = || given(family()).and([member_joined("ali", "2012-03-10")]);
    arrived().when(member_left("ali", "2012-03-09")).refused("ML-member").at("/occurredon").alone();
    arrived().when(member_left("ali", "2012-03-10")).accepted();
    arrived().when(member_left("ali", "2012-03")).accepted();
}

#[test]
fn departures_by_split_and_merger_are_not_written_as_departures() {
    for reason in ["split", "merge"] {
        given(family())
            .when(member_left("karim", "2012").with(json!({ "reason": reason })))
            .refused("S-code")
            .at("/data/reason")
            .value(reason)
            .alone();
    }
}

#[test]
fn a_late_departure_leaves_no_later_fact_without_its_member() {
    let lines = [legal_status_recorded("karim", "2013").named("status")];
    given(family())
        .and(lines)
        .when(member_left("karim", "2012"))
        .refused("G4-member")
        .at("/occurredon")
        .against("status");
}

#[test]
fn somebody_of_one_lineage_is_refused_once() {
    let back = member_joined("karim", "2013").with(json!({ "reason": "return", "birth": "1978-02-03" }));
    crate::splits::after_split(&crate::splits::usual())
        .when(back)
        .refused("MJ-one-household")
        .at("/data/person")
        .against("karim joins the new one");
}
