//! The warning ML-reference: members, and none of them the reference person. It is stored once, with the fact that
//! brings it about.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, corrected, given, household, line, retracted};

fn new_reference(person: &str, on: &str) -> Line {
    member_joined(person, on)
        .with(json!({ "role": "reference_person" }))
        .named(&format!("{person} takes over"))
}

/// A household whose partner was recorded before the reference person.
fn partner_first() -> [Line; 3] {
    [
        household_opened(),
        initial("karim", "1978-02-03", "partner"),
        initial("mina", "1980-05-01", "reference_person").named("mina joins"),
    ]
}

fn left(on: &str) -> Given {
    given(family()).and([member_left("mina", on).named("mina leaves")])
}

#[test]
fn a_household_may_be_left_without_a_reference_person() {
    given(family()).when(member_left("mina", "2012")).warned("ML-reference");
    given(family()).when(member_left("karim", "2012")).accepted();
}

#[test]
fn the_last_to_leave_leaves_nobody_without_one() {
    let alone = given(family()).and([member_left("karim", "2012"), member_left("awa", "2012-03")]);
    alone.when(member_left("mina", "2012")).accepted();
    let all = [
        member_left("mina", "2012-03-05"),
        member_left("karim", "2012-03-05"),
        member_left("awa", "2012-03"),
    ];
    given(family()).when_together(all).accepted();
}

#[test]
fn what_follows_does_not_carry_it_again() {
    left("2012").when(member_joined("ali", "2013")).accepted();
    left("2012").when(member_left("karim", "2013")).accepted();
    left("2012").when(corrected("karim joins", &initial("karim", "1979", "partner"))).accepted();
}

#[test]
fn a_new_time_without_one_is_another_warning() {
    let followed = left("2012").and([new_reference("ali", "2013")]);
    followed.when(member_left("ali", "2014")).warned("ML-reference");
}

#[test]
fn a_reference_person_may_follow_within_the_partial_dates() {
    for (leaves, follows) in [("2012-03-05", "2012-03-05"), ("2012-03", "2012-03-31"), ("2012-03-05", "2012")]
    {
        let lines = [member_left("mina", leaves), new_reference("ali", follows)];
        given(family()).when_together(lines).accepted();
    }
    let late = [member_left("mina", "2012-03-05").named("mina leaves"), new_reference("ali", "2012-03-06")];
    given(family()).when_together(late).warned_at("mina leaves", "ML-reference");
}

#[test]
fn somebody_who_arrives_within_the_year_of_a_departure_is_there_after_it() {
    let one = || given([household_opened(), initial("mina", "1980-05-01", "reference_person")]);
    let joined = one().and([member_joined("ali", "2012")]);
    joined.when(member_left("mina", "2012-06-01")).warned("ML-reference");
    let left = member_left("mina", "2012-06-01").named("mina leaves");
    let follows = |on: &str| [member_joined("ali", "2012"), left.clone(), new_reference("zoe", on)];
    one().when_together(follows("2012-09")).accepted();
    one().when_together(follows("2013")).warned_at("mina leaves", "ML-reference");
}

#[test]
fn who_left_within_a_year_may_have_stayed_until_its_end() {
    let left =
        |on: &str| given(family()).and([member_left("mina", on)]).and([new_reference("ali", "2012-06-01")]);
    for on in ["2012", "2012-01/2012-12", "../2012-12"] {
        left(on).when(member_joined("zoe", "2012-02-14")).accepted();
        left(on).when(member_left("karim", "2012-03-10")).accepted();
    }
}

#[test]
fn a_time_that_lasts_longer_is_another_warning() {
    let followed = || left("2012-03").and([new_reference("ali", "2013-01-01")]);
    followed().when(retracted("ali takes over")).warned("ML-reference");
    followed().when(corrected("ali takes over", &member_joined("ali", "2013-01-01"))).warned("ML-reference");
    followed().when(corrected("ali takes over", &new_reference("ali", "2019"))).warned("ML-reference");
    followed().when(corrected("ali takes over", &new_reference("ali", "2012-12"))).accepted();
}

#[test]
fn a_time_that_begins_later_is_no_other_one() {
    let alone = given([household_opened(), initial("karim", "1978-02-03", "partner").named("karim joins")]);
    alone.and([member_joined("awa", "2012")]).when(retracted("karim joins")).accepted();
}

#[test]
fn of_several_changes_the_one_that_takes_the_reference_person_away_carries_it() {
    let given = || {
        let signed = contract_signed("job", "2010-01").named("job signed");
        left("2012-03").and([new_reference("ali", "2012-03"), signed])
    };
    let hours = || corrected("job signed", &contract_signed("job", "2010-02")).named("hours");
    let changes = [hours(), retracted("ali takes over").named("undone")];
    given().when_together(changes).warned_at("undone", "ML-reference");
    let changes = [retracted("ali takes over").named("undone"), retracted("awa joins").named("not awa")];
    given().when_together(changes).warned_at("undone", "ML-reference");
}

#[test]
fn first_members_have_a_reference_person_among_them() {
    given([household_opened()]).when(initial("karim", "1978", "partner")).warned("ML-reference");
    let together = [
        household_opened(),
        initial("karim", "1978", "partner").named("karim joins"),
        initial("awa", "2005", "child"),
    ];
    given([]).when_together(together.clone()).warned_at("karim joins", "ML-reference");
    let three = together.into_iter().chain([initial("mina", "1980", "reference_person")]);
    given([]).when_together(three).accepted();
}

#[test]
fn a_first_member_who_comes_before_the_reference_person_is_alone_until_then() {
    let one = given([household_opened(), initial("mina", "1980-05-01", "reference_person")]);
    let gone = one.and([member_left("mina", "2012")]);
    gone.when(member_joined("ali", "2013")).warned("ML-reference");
}

#[test]
fn a_role_corrected_away_carries_it() {
    let partner = |person: &str| initial(person, "1980-05-01", "partner");
    given(family()).when(corrected("mina joins", &partner("mina"))).warned("ML-reference");
    given(partner_first()).when(corrected("mina joins", &partner("mina"))).warned("ML-reference");
}

#[test]
fn a_retraction_carries_it() {
    given(partner_first()).when(retracted("mina joins")).warned("ML-reference");
    let followed = || left("2012-03").and([new_reference("ali", "2012-03")]);
    followed().when(retracted("ali takes over")).warned("ML-reference");
    followed().when(retracted("karim joins")).accepted();
}

#[test]
fn a_date_corrected_carries_it() {
    let followed = || left("2012-03").and([new_reference("ali", "2012-04-01")]);
    let earlier = || left("2012-04-01").and([new_reference("ali", "2012-04-01")]);
    followed().when(corrected("mina leaves", &member_left("mina", "2012-04-01"))).accepted();
    earlier().when(corrected("mina leaves", &member_left("mina", "2012-03-31"))).warned("ML-reference");
    earlier().when(corrected("ali takes over", &new_reference("ali", "2012-05"))).warned("ML-reference");
}

#[test]
fn somebody_recorded_late_as_present_carries_it() {
    let one = given([household_opened(), initial("mina", "1980-05-01", "reference_person")]);
    let gone = one.and([member_left("mina", "2012")]);
    gone.when(member_joined("ali", "2011")).warned("ML-reference");
}

#[test]
fn a_split_leaves_both_with_a_reference_person_or_says_so() {
    let leaves = |person: &str, birth: &str, role: &str| {
        let persons = [id(person)];
        let data =
            json!({ "new_household": id("new"), "persons": persons, "episodes": [], "reason": "separation" });
        [
            line("household_split", "2012-05-10", data).named("split"),
            household_opened()
                .on("2012-05-10")
                .with(json!({ "from_household": id("home") }))
                .in_household("new"),
            member_joined(person, "2012-05-10")
                .with(json!({ "birth": birth, "role": role, "reason": "split" }))
                .in_household("new")
                .named("joins the new one"),
        ]
    };
    let decided = |lines: [Line; 3]| given(family()).when_together(lines);
    decided(leaves("karim", "1978-02-03", "reference_person")).accepted();
    decided(leaves("mina", "1980-05-01", "reference_person")).warned_at("split", "ML-reference");
    let given =
        decided(leaves("karim", "1978-02-03", "partner")).warned_at("joins the new one", "ML-reference");
    assert_eq!(given.believed(&household("new")), ["HO 2012-05-10", "MJ 2012-05-10"]);
}

#[test]
fn a_merger_leaves_nobody_behind() {
    let lines = another_household("next door", "zoe");
    let data = json!({ "into": id("next door"), "episodes": [] });
    let joins = |person: &str, birth: &str, role: &str| {
        member_joined(person, "2013-02-01")
            .with(json!({ "birth": birth, "role": role, "reason": "merge" }))
            .in_household("next door")
    };
    given(family().into_iter().chain(lines))
        .when_together([
            line("household_merged", "2013-02-01", data),
            joins("mina", "1980-05-01", "relative"),
            joins("karim", "1978-02-03", "relative"),
            joins("awa", "2005-07-07", "child"),
        ])
        .accepted();
}
