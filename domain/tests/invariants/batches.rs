//! What one batch records in several streams is known to whoever looks from any other: MJ-one-household,
//! PS-closing; and corrections answer for the batch that corrects, HS-batch, EN-continues.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::mergers::{absorbed, merged};
use crate::programmes::state;
use crate::splits::{after_split, fate, joins, opened, split, usual};
use crate::support::{Given, Told, corrected, given};

fn karim_joins_the_third(on: &str) -> Line {
    member_joined("karim", on).with(json!({ "birth": "1978-02-03" })).in_household("third")
}

/// Karim joins a household that nothing ties to those where he has been.
#[track_caller]
fn refused_in_a_third_household(given: Given, against: &str) {
    let given = given.and(another_household("third", "lea"));
    let refusal = given.when(karim_joins_the_third("2015")).refused("MJ-one-household");
    refusal.at("/data/person").value(&id("karim").to_string()).against(against);
}

#[test]
fn whoever_left_by_a_split_joins_no_third_household() {
    refused_in_a_third_household(after_split(&usual()), "karim joins the new one");
    let gone = after_split(&usual())
        .and([member_left("karim", "2014").in_household("new")])
        .and(another_household("third", "lea"));
    gone.when(karim_joins_the_third("2015")).accepted();
}

#[test]
fn whoever_was_absorbed_by_a_merger_joins_no_third_household() {
    let merged = given(family())
        .and(another_household("next door", "zoe"))
        .and_together([merged(&json!([]))].into_iter().chain(absorbed()));
    refused_in_a_third_household(merged, "karim is absorbed");
}

#[test]
fn whoever_moved_in_one_batch_joins_no_third_household() {
    let left = || member_left("karim", "2012-03");
    let joined = || member_joined("karim", "2012-04").in_household("next door").named("karim moves in");
    for lines in [[left(), joined()], [joined(), left()]] {
        let moved = given(family()).and(another_household("next door", "zoe")).and_together(lines);
        refused_in_a_third_household(moved, "karim moves in");
    }
}

#[test]
fn a_programme_does_not_close_over_any_household_of_a_batch() {
    let of_zoe = || {
        let persons = json!({ "persons": [id("zoe")] });
        enrolment_started("of zoe", "2010").with(persons).in_household("next door").named("zoe enters")
    };
    let of_mina = || enrolment_started("stay", "2010").named("mina enters");
    for lines in [[of_mina(), of_zoe()], [of_zoe(), of_mina()]] {
        let entered =
            || given(family()).and(another_household("next door", "zoe")).and_together(lines.clone());
        let zoe_exits = || enrolment_ended("of zoe", "2012").in_household("next door");
        let closed = || state("closed", "2013-01-01");
        let first_gone = entered().and([enrolment_ended("stay", "2012")]);
        first_gone.when(closed()).refused("PS-closing").at("/occurredon").against("zoe enters");
        let second_gone = entered().and([zoe_exits()]);
        second_gone.when(closed()).refused("PS-closing").at("/occurredon").against("mina enters");
        entered().and([enrolment_ended("stay", "2012"), zoe_exits()]).when(closed()).accepted();
    }
}

/// A household that split when nothing was known of the enrolment of Mina and Karim.
fn split_too_soon() -> Given {
    let lines = [split(&["karim"], &json!([])), opened(), joins("karim", "1978-02-03", "reference_person")];
    given(family()).and_together(lines)
}

fn late_entry() -> Line {
    enrolment_started("stay", "2011-01-01").named("late entry")
}

fn late_fate() -> Line {
    corrected("split", &split(&["karim"], &json!([fate("stay", "moves")]))).named("late fate")
}

fn continuation() -> Line {
    let data = json!({ "persons": [id("karim")], "continues": id("stay") });
    enrolment_started("stay of karim", "2012-05-10").in_household("new").with(data).named("continuation")
}

#[test]
fn an_enrolment_told_late_moves_with_the_corrected_split() {
    split_too_soon().when_together([late_entry(), late_fate(), continuation()]).accepted();
}

#[test]
fn what_moves_by_a_correction_is_continued_in_its_batch() {
    split_too_soon()
        .when_together([late_entry(), late_fate()])
        .refused("HS-batch")
        .blames("late fate")
        .at("/data/payload/episodes")
        .value(&id("stay").to_string())
        .alone();
    split_too_soon()
        .when_together([late_entry(), continuation()])
        .refused_among("EN-continues", "/data/continues")
        .blames("continuation")
        .alone();
}
