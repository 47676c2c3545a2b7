//! G6-id-taken: an identifier opens one thing in the whole ledger.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::support::{Told, given, retracted};

#[test]
fn an_identifier_opens_once() {
    let lines = family().into_iter().chain([contract_signed("x", "2010").named("first")]);
    given(lines)
        .when(contract_signed("x", "2011"))
        .refused("G6-id-taken")
        .at("/data/contract")
        .against("first");
}

#[test]
fn an_identifier_opens_one_kind_of_thing() {
    let lines = family().into_iter().chain([contract_signed("x", "2010").named("first")]);
    given(lines)
        .when(training_started("x", "2011"))
        .refused("G6-id-taken")
        .at("/data/training")
        .against("first");
}

#[test]
fn an_identifier_opens_once_whatever_the_dates() {
    let lines = family().into_iter().chain([contract_signed("x", "2010").named("first")]);
    given(lines)
        .when(contract_signed("x", "2009"))
        .refused("G6-id-taken")
        .at("/data/contract")
        .against("first");
}

#[test]
fn an_identifier_opens_once_among_households() {
    let lines = family()
        .into_iter()
        .chain(another_household("next door", "zoe"))
        .chain([contract_signed("x", "2010").named("first")]);
    let elsewhere =
        contract_signed("x", "2011").with(json!({ "person": id("zoe") })).in_household("next door");
    given(lines).when(elsewhere).refused("G6-id-taken").at("/data/contract").against("first");
}

#[test]
fn an_identifier_opens_once_in_a_batch() {
    let lines = family().into_iter().chain(another_household("next door", "zoe"));
    let here = contract_signed("x", "2010").named("here");
    let there = contract_signed("x", "2011")
        .with(json!({ "person": id("zoe") }))
        .in_household("next door")
        .named("there");
    given(lines)
        .when_together([here, legal_status_recorded("mina", "2010"), there])
        .refused_among("G6-id-taken", "/data/contract")
        .against("contract_signed");
}

#[test]
fn an_identifier_opens_once_in_a_batch_of_two_households_alike() {
    let household = |label: &str, person: &str| {
        let contract = contract_signed("x", "2011").with(json!({ "person": id(person) })).in_household(label);
        another_household(label, person).into_iter().chain([contract])
    };
    given([])
        .when_together(household("left", "yann").chain(household("right", "zoe")))
        .refused("G6-id-taken")
        .at("/data/contract")
        .against("contract_signed");
}

#[test]
fn an_activity_and_a_household_share_no_identifier() {
    let lines = family().into_iter().chain([activity_held("x", "2010").named("visit")]);
    given(lines)
        .when(contract_signed("x", "2011"))
        .refused("G6-id-taken")
        .at("/data/contract")
        .against("visit");
    let lines = family().into_iter().chain([contract_signed("x", "2011").named("job")]);
    given(lines).when(activity_held("x", "2010")).refused("G6-id-taken").at("/data/activity").against("job");
}

#[test]
fn an_activity_is_held_by_one_programme() {
    let open = programme_status_set("open", "2000-01-01").in_programme("elia");
    let lines = open_programme().into_iter().chain([programme_registered("elia"), open]);
    let held = given(lines.clone()).and([activity_held("x", "2010").named("visit")]);
    held.when(activity_held("x", "2011").in_programme("elia"))
        .refused("G6-id-taken")
        .at("/data/activity")
        .against("visit");
    given(lines)
        .when_together([activity_held("x", "2010"), activity_held("x", "2011").in_programme("elia")])
        .refused("G6-id-taken")
        .at("/data/activity")
        .against("activity_held");
}

#[test]
fn a_transfer_opens_a_lease_of_its_own() {
    given(subletting_family())
        .when(lease_transferred("sublease", "flat", "2011"))
        .refused("G6-id-taken")
        .at("/data/new_lease")
        .against("flat starts");
    given(subletting_family()).when(lease_transferred("sublease", "direct", "2011")).accepted();
}

#[test]
fn an_identifier_is_free_again_once_its_opening_is_retracted() {
    let lines = family().into_iter().chain([contract_signed("x", "2010").named("first"), retracted("first")]);
    given(lines).when(contract_signed("x", "2011")).accepted();
}

#[test]
fn an_identifier_is_free_again_for_another_household() {
    let lines = family().into_iter().chain(another_household("next door", "zoe"));
    let lines = lines.chain([contract_signed("x", "2010").named("first"), retracted("first")]);
    let elsewhere =
        contract_signed("x", "2011").with(json!({ "person": id("zoe") })).in_household("next door");
    given(lines).when(elsewhere).accepted();
}

#[test]
fn an_identifier_moves_in_one_batch_from_a_retracted_opening_to_a_new_one() {
    let lines = family().into_iter().chain([contract_signed("x", "2010").named("first")]);
    given(lines).when_together([retracted("first"), training_started("x", "2010")]).accepted();
}
