//! Permits, requests, rights, contracts, trainings, pairings and consents follow persons through splits and
//! mergers; enrolments, occupancies and leases stay where they were opened.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::mergers::{absorbed, merged};
use crate::splits::{joins, opened, split};
use crate::support::{Given, Told, given};

fn of_karim() -> Vec<Line> {
    let person = json!({ "person": id("karim") });
    let persons = json!({ "persons": [id("karim")] });
    vec![
        permit_issued("permit", "2010-03").with(person.clone()),
        request_submitted("request", "2010-03").with(persons.clone()),
        right_opened("right", "2010-03").with(json!({ "holders": [id("karim")] })),
        contract_signed("contract", "2010-03").with(person.clone()).named("contract starts"),
        training_started("training", "2010-03").with(person.clone()),
        pairing_started("pairing", "2010-03").with(persons),
        consent_given("consent", "2010-03").with(person),
    ]
}

fn follow_ups() -> Vec<Line> {
    let on = "2015-03";
    vec![
        permit_ended("permit", on),
        request_decided("request", on, "withdrawn"),
        right_closed("right", on),
        contract_amended("contract", on),
        contract_ended("contract", on),
        training_ended("training", on),
        pairing_ended("pairing", on),
        consent_withdrawn("consent", on),
    ]
}

fn after_split() -> Given {
    given(family()).and(of_karim()).and_together([
        split(&["karim"], &json!([])),
        opened(),
        joins("karim", "1978-02-03", "reference_person"),
    ])
}

fn after_merger() -> Given {
    given(family())
        .and(of_karim())
        .and(another_household("next door", "zoe"))
        .and_together([merged(&json!([]))].into_iter().chain(absorbed()))
}

#[test]
fn follow_ups_after_a_split_are_recorded_on_either_side() {
    for side in ["home", "new"] {
        for line in follow_ups() {
            after_split().when(line.in_household(side)).accepted();
        }
    }
}

#[test]
fn follow_ups_after_a_merger_are_recorded_in_the_absorbing_household() {
    for line in follow_ups() {
        after_merger().when(line.in_household("next door")).accepted();
    }
}

#[test]
fn follow_ups_after_a_merger_are_not_recorded_in_the_absorbed_one() {
    for line in follow_ups() {
        after_merger().when(line).refused("HM-last").at("/subject").against("merger");
    }
}

#[test]
fn follow_ups_are_recorded_nowhere_else() {
    for line in follow_ups() {
        let field = ["permit", "request", "right", "contract", "training", "pairing", "consent"];
        let named =
            field.into_iter().find(|field| line.data.get(*field).is_some()).expect("what is followed");
        let unrelated = after_split().and(another_household("next door", "zoe"));
        unrelated
            .when(line.in_household("next door"))
            .refused("G6-unknown")
            .at(&format!("/data/{named}"))
            .alone();
    }
}

#[test]
fn an_end_in_one_household_closes_it_in_the_others() {
    let ended = || after_split().and([contract_ended("contract", "2014").in_household("new").named("end")]);
    ended().when(contract_ended("contract", "2015")).refused("G5-closed").at("/data/contract").against("end");
    ended().when(contract_amended("contract", "2015")).refused("CO-open").at("/occurredon").against("end");
    ended().when(contract_amended("contract", "2013")).accepted();
}

#[test]
fn an_end_is_not_recorded_twice_in_one_batch_on_either_side() {
    // As many lines before each, so that both ends have the same version in their streams.
    let padding = |side: &'static str, count: usize| {
        (0..count).map(move |nth| {
            training_started(&format!("{side} {nth}"), "2013")
                .in_household(side)
                .with(json!({ "person": if side == "new" { id("karim") } else { id("mina") } }))
        })
    };
    let level = after_split();
    let count = |given: &Given, side: &str| given.histories.events(&crate::support::household(side)).len();
    let missing = count(&level, "home") - count(&level, "new");
    let level = level.and(padding("new", missing));
    assert_eq!(count(&level, "home"), count(&level, "new"), "both ends get the same version");
    level
        .when_together([
            contract_ended("contract", "2014"),
            contract_ended("contract", "2015").in_household("new"),
        ])
        .refused("G5-closed")
        .at("/data/contract")
        .against("contract_ended");
}

#[test]
fn what_was_opened_in_the_new_household_is_followed_in_the_old_one() {
    let opened = contract_signed("later", "2013").in_household("new").with(json!({ "person": id("karim") }));
    after_split().and([opened]).when(contract_ended("later", "2014")).accepted();
}

#[test]
fn a_permit_of_the_former_household_may_be_renewed_in_the_new_one() {
    let renewed = permit_issued("next", "2013").in_household("new").with(json!({
        "person": id("karim"), "renews": id("permit"), "valid_from": "2013-01-01", "valid_to": "2013-12-31",
    }));
    after_split().when(renewed.clone()).accepted();
    after_merger().when(renewed.on("2014").in_household("next door")).accepted();
}

#[test]
fn an_identifier_opens_once_in_a_lineage() {
    let again = contract_signed("contract", "2014").in_household("next door");
    after_merger().when(again).refused("G6-id-taken").at("/data/contract").against("contract starts");
}

#[test]
fn an_enrolment_is_followed_in_its_own_household() {
    let child = json!({ "persons": [id("awa")] });
    let staying = split(&["karim"], &json!([{ "episode": id("of awa"), "fate": "stays" }]));
    let histories = given(family()).and([enrolment_started("of awa", "2010").with(child)]).and_together([
        staying,
        opened(),
        joins("karim", "1978-02-03", "reference_person"),
    ]);
    histories
        .when(enrolment_ended("of awa", "2013").in_household("new"))
        .refused("G6-unknown")
        .at("/data/enrolment")
        .alone();
}
