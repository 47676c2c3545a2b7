//! Consent and erasure: CS-recipient, ER-later.

use domain::admission::GuardKey;
use domain::ids::PersonId;
use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, corrected, given};

#[test]
fn sharing_with_a_partner_names_the_partner() {
    let shared = || consent_given("consent", "2010").with(json!({ "purpose": "partner_sharing" }));
    given(family()).when(shared()).refused("CS-recipient").at("/data/recipient").alone();
    given(family()).when(shared().with(json!({ "recipient": "elia" }))).accepted();
    given(family()).when(consent_given("consent", "2010")).accepted();
}

fn erased(level: &str) -> Given {
    given(family()).and([personal_data_erased("mina", level, "2019").named("erasure")])
}

/// Facts about Mina, by what they would seal again.
fn sealing() -> (Vec<Line>, Line) {
    let quasi = vec![
        permit_issued("card", "2010"),
        resources_declared("2010"),
        contract_signed("job", "2010").with(json!({ "sector": "care" })),
        training_started("course", "2010").with(json!({ "sector": "care" })),
    ];
    let identity = initial("mina", "1980-05-01", "reference_person").with(json!({ "identity": "Mina K." }));
    (quasi, identity)
}

#[test]
fn no_quasi_identifier_is_sealed_after_the_erasure_of_all() {
    let (quasi, _) = sealing();
    for line in quasi {
        let pointer = if line.data.get("persons").is_some() { "/data/persons" } else { "/data/person" };
        erased("all")
            .when(line)
            .refused("ER-later")
            .at(pointer)
            .value(&id("mina").to_string())
            .against("erasure");
    }
}

#[test]
fn quasi_identifiers_remain_possible_after_the_erasure_of_identity() {
    let (quasi, _) = sealing();
    for line in quasi {
        erased("identity").when(line).accepted();
    }
}

#[test]
fn no_identity_is_sealed_after_either_erasure() {
    let (_, identity) = sealing();
    for level in ["identity", "all"] {
        erased(level)
            .when(corrected("mina joins", &identity))
            .refused("ER-later")
            .at("/data/payload/person")
            .against("erasure");
    }
}

#[test]
fn an_arrival_without_identity_may_be_corrected_after_the_erasure_of_identity() {
    let again = initial("mina", "1980-05-02", "reference_person");
    erased("identity").when(corrected("mina joins", &again)).accepted();
    erased("all")
        .when(corrected("mina joins", &again))
        .refused("ER-later")
        .at("/data/payload/person")
        .against("erasure");
}

#[test]
fn statistical_facts_may_still_be_recorded_after_an_erasure() {
    for line in [
        contract_signed("job", "2010"),
        training_started("course", "2010"),
        legal_status_recorded("mina", "2010"),
        enrolment_started("stay", "2010"),
        occupancy_started("room", "2010"),
        assessment_recorded("2010"),
    ] {
        erased("all").when(line).accepted();
    }
}

/// An erasure may be recorded in another household meanwhile: the guard of the person tells.
#[test]
fn what_an_erasure_could_take_away_rests_on_the_person() {
    let rests_on_mina =
        |line: &Line| given(family()).looks_up(line).contains(&GuardKey::Person(PersonId(id("mina"))));
    for line in [
        contract_signed("job", "2010"),
        permit_issued("card", "2010"),
        enrolment_started("stay", "2010"),
        occupancy_started("room", "2010"),
    ] {
        assert!(rests_on_mina(&line), "{}", line.name);
    }
    for line in [legal_status_recorded("mina", "2010"), assessment_recorded("2010")] {
        assert!(!rests_on_mina(&line), "{}", line.name);
    }
}

#[test]
fn the_others_are_not_erased() {
    let of_karim = resources_declared("2010").with(json!({ "persons": [id("karim")] }));
    erased("all").when(of_karim).accepted();
}

#[test]
fn what_was_sealed_before_an_erasure_stands() {
    let (quasi, _) = sealing();
    given(family())
        .and(quasi)
        .and([personal_data_erased("mina", "all", "2019")])
        .when(legal_status_recorded("mina", "2010"))
        .accepted();
}

#[test]
fn an_erasure_holds_in_every_household() {
    let lines = another_household("next door", "zoe");
    let gone = member_left("mina", "2015");
    let back = member_joined("mina", "2016").in_household("next door");
    erased("all").and(lines).and([gone]).when(back).refused("ER-later").at("/data/person").against("erasure");
}

#[test]
fn an_erasure_in_the_former_household_holds_in_the_next_one() {
    let moved = || {
        given(family())
            .and(another_household("next door", "zoe"))
            .and([member_left("mina", "2015"), member_joined("mina", "2016").in_household("next door")])
    };
    let declared = || resources_declared("2017").in_household("next door");
    moved().when(declared()).accepted();
    moved()
        .and([personal_data_erased("mina", "all", "2019").named("erasure")])
        .when(declared())
        .refused("ER-later")
        .at("/data/persons")
        .against("erasure");
}
