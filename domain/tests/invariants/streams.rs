//! What holds in every stream: S-stream, G2-first, G2-once, G3-future, G4-member, G5-before-opening, G5-closed.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::support::{Told, corrected, given, household, line};

#[test]
fn a_household_begins_with_its_opening() {
    given(open_programme())
        .when(initial("mina", "1980", "reference_person"))
        .refused("G2-first")
        .at("/subject")
        .alone();
}

#[test]
fn a_fact_stands_in_a_stream_of_its_kind() {
    given(open_programme())
        .when(legal_status_recorded("mina", "2003").in_programme("plateforme"))
        .refused("S-stream")
        .at("/subject")
        .alone();
    given(family())
        .when(programme_status_set("open", "2000").in_household("home"))
        .refused("S-stream")
        .at("/subject")
        .alone();
}

#[test]
fn the_opening_is_recorded_first_but_need_not_happen_first() {
    let older = legal_status_recorded("mina", "2003");
    let given = given(family()).when(older).accepted();
    assert_eq!(given.believed(&household("home")).first().map(String::as_str), Some("ST 2003"));
}

#[test]
fn a_programme_begins_with_its_registration() {
    given([]).when(programme_status_set("open", "2000")).refused("G2-first").at("/subject").alone();
    given([])
        .when_together([programme_registered("plateforme"), programme_status_set("open", "2000")])
        .accepted();
}

#[test]
fn a_household_opens_once() {
    given(family()).when(household_opened().named("again")).refused("G2-once").at("/type").against("opening");
}

#[test]
fn a_programme_is_registered_once() {
    given(open_programme())
        .when(programme_registered("plateforme"))
        .refused("G2-once")
        .at("/type")
        .against("registration");
}

#[test]
fn nothing_happens_after_its_recording() {
    given(family())
        .when(legal_status_recorded("mina", "2020-06-02"))
        .refused("G3-future")
        .at("/occurredon")
        .alone();
    given(family())
        .when(legal_status_recorded("mina", "2020-06-02/.."))
        .refused("G3-future")
        .at("/occurredon")
        .alone();
}

#[test]
fn what_may_have_happened_by_now_is_admitted() {
    for on in ["2020-06-01", "2020-06", "2020", "2020-05-31/.."] {
        given(family()).when(legal_status_recorded("mina", on)).accepted();
    }
}

#[test]
fn a_corrected_date_is_not_in_the_future_either() {
    let lines = family().into_iter().chain([legal_status_recorded("mina", "2010").named("status")]);
    let later = legal_status_recorded("mina", "2021");
    given(lines)
        .when(corrected("status", &later))
        .refused("G3-future")
        .at("/data/occurred_on")
        .value("2021")
        .alone();
}

#[test]
fn nobody_takes_part_after_leaving() {
    let gone = || given(family()).and([member_left("karim", "2010-05-10").named("karim leaves")]);
    gone()
        .when(legal_status_recorded("karim", "2010-05-11"))
        .refused("G4-member")
        .at("/data/person")
        .against("karim joins");
    gone().when(legal_status_recorded("karim", "2010-05-10")).accepted();
    gone().when(legal_status_recorded("karim", "2010-05")).accepted();
}

#[test]
fn nobody_takes_part_before_arriving() {
    let arrived = || given(family()).and([member_joined("ali", "2010-05").named("ali joins")]);
    arrived()
        .when(legal_status_recorded("ali", "2010-04-30"))
        .refused("G4-member")
        .at("/data/person")
        .against("ali joins");
    arrived().when(legal_status_recorded("ali", "2010-05-01")).accepted();
    arrived().when(legal_status_recorded("ali", "2010")).accepted();
}

#[test]
fn an_initial_member_takes_part_at_any_earlier_date_since_birth() {
    given(family()).when(legal_status_recorded("awa", "2005-07-07")).accepted();
    given(family())
        .when(legal_status_recorded("awa", "2005-07-06"))
        .refused("G4-member")
        .at("/data/person")
        .against("awa joins");
}

#[test]
fn a_stranger_takes_part_in_nothing() {
    given(family())
        .when(legal_status_recorded("nobody", "2010"))
        .refused("G4-member")
        .at("/data/person")
        .alone();
    let several = resources_declared("2010").with(json!({ "persons": [id("mina"), id("nobody")] }));
    given(family())
        .when(several)
        .refused("G4-member")
        .at("/data/persons")
        .value(&id("nobody").to_string())
        .alone();
}

#[test]
fn a_stranger_neither_leaves_nor_consents_nor_is_erased() {
    for stranger in [
        member_left("nobody", "2010"),
        consent_given("consent", "2010").with(json!({ "person": id("nobody") })),
        personal_data_erased("nobody", "all", "2010"),
    ] {
        given(family()).when(stranger).refused("G4-member").at("/data/person").alone();
    }
}

#[test]
fn a_former_member_may_still_consent_and_be_erased() {
    let gone = || given(family()).and([member_left("mina", "2010")]);
    gone().when(consent_given("consent", "2012")).accepted();
    gone().when(personal_data_erased("mina", "all", "2012")).accepted();
}

/// Each opening on 2010-03-15 or so, with an end and, where there is one, a change.
fn followed() -> Vec<(&'static str, crate::common::histories::Line, Vec<crate::common::histories::Line>)> {
    let on = "2010-03-15";
    let request = request_submitted("x", on);
    vec![
        ("permit", permit_issued("x", on), vec![permit_ended("x", on)]),
        ("request", request, vec![request_decided("x", on, "waitlisted")]),
        ("enrolment", enrolment_started("x", on), vec![enrolment_ended("x", on)]),
        ("occupancy", occupancy_started("x", on), vec![occupancy_ended("x", on)]),
        ("lease", lease_signed("x", on), vec![lease_ended("x", on), lease_transferred("x", "y", on)]),
        ("right", right_opened("x", on), vec![right_closed("x", on)]),
        (
            "contract",
            contract_signed("x", on).with(json!({ "starts_on": "2010" })),
            vec![contract_ended("x", on), contract_amended("x", on)],
        ),
        ("training", training_started("x", on), vec![training_ended("x", on)]),
        ("pairing", pairing_started("x", on), vec![pairing_ended("x", on)]),
        ("consent", consent_given("x", on), vec![consent_withdrawn("x", on)]),
    ]
}

fn housed_family() -> Vec<crate::common::histories::Line> {
    let flat = occupancy_started("flat", "2010-01-01").with(json!({ "kind": "social_housing" }));
    family().into_iter().chain([flat.with(json!({ "persons": [id("awa")] }))]).collect()
}

#[test]
fn nothing_ends_or_changes_before_it_begins() {
    for (_, opening, follow_ups) in followed() {
        for follow_up in follow_ups {
            let opened = given(housed_family()).and([opening.clone().named("beginning")]);
            let pointer = "/occurredon";
            opened
                .when(follow_up.clone().on("2010-03-14"))
                .refused("G5-before-opening")
                .at(pointer)
                .against("beginning");
            for possible in ["2010-03-15", "2010-03", "../2010-03-15"] {
                let opened = given(housed_family()).and([opening.clone()]);
                let _given = opened.when(follow_up.clone().on(possible)).accepted();
            }
        }
    }
}

#[test]
fn nothing_ends_twice() {
    for (kind, opening, follow_ups) in followed() {
        if matches!(kind, "request") {
            continue;
        }
        let Some(end) = follow_ups.into_iter().next() else { continue };
        let ended = given(housed_family()).and([opening, end.clone().on("2010-06").named("first end")]);
        let pointer = match kind {
            "enrolment" | "occupancy" => "/occurredon".to_owned(),
            _other => format!("/data/{kind}"),
        };
        ended.when(end.on("2010-05")).refused("G5-closed").at(&pointer).against("first end");
    }
}

#[test]
fn a_reference_names_something_that_exists() {
    for (kind, _, follow_ups) in followed() {
        for follow_up in follow_ups {
            given(housed_family()).when(follow_up).refused("G6-unknown").at(&format!("/data/{kind}")).alone();
        }
    }
}

#[test]
fn a_reference_names_something_of_its_kind() {
    let claimed = contract_signed("job", "2010-05").with(json!({ "enrolment": id("flat") }));
    given(subletting_family()).when(claimed).refused("G6-unknown").at("/data/enrolment").alone();
    let claimed = contract_signed("job", "2010-05").with(json!({ "enrolment": id("stay") }));
    given(subletting_family()).when(claimed).accepted();
}

#[test]
fn a_programme_and_an_activity_that_are_named_exist() {
    let elsewhere = enrolment_started("stay", "2010").with(json!({ "programme": "nowhere" }));
    given(family()).when(elsewhere).refused("G6-unknown").at("/data/programme").alone();
    let asked = request_submitted("request", "2010").with(json!({ "programme": "nowhere" }));
    given(family()).when(asked).refused("G6-unknown").at("/data/programme").alone();
    given(family())
        .when(activity_attended("visit", "2010"))
        .refused("G6-unknown")
        .at("/data/activity")
        .alone();
}

#[test]
fn every_reference_of_a_fact_is_looked_up() {
    for (line, field) in [
        (permit_issued("permit", "2010"), "request"),
        (permit_issued("permit", "2010"), "renews"),
        (right_opened("right", "2010"), "request"),
        (enrolment_started("stay", "2010"), "request"),
        (occupancy_started("room", "2010"), "enrolment"),
        (training_started("course", "2010"), "enrolment"),
        (pairing_started("duo", "2010"), "enrolment"),
        (assessment_recorded("2010"), "training"),
        (assessment_recorded("2010"), "lease"),
        (lease_incident_recorded("nothing", "2010"), "lease"),
        (lease_signed("lease", "2010").with(json!({ "occupancy": id("nothing") })), "occupancy"),
    ] {
        let pointer = format!("/data/{field}");
        given(housed_family())
            .when(line.with(json!({ field: id("nothing") })))
            .refused("G6-unknown")
            .at(&pointer)
            .alone();
    }
}

#[test]
fn an_exit_names_a_home_and_a_lease_that_exist() {
    for field in ["occupancy", "lease"] {
        let exit = enrolment_ended("stay", "2011").with(json!({ field: id("nothing") }));
        given(subletting_family()).when(exit).refused("G6-unknown").at(&format!("/data/{field}")).alone();
    }
}

#[test]
fn a_decision_names_a_session_that_was_held() {
    let lines = family()
        .into_iter()
        .chain([request_submitted("request", "2010"), activity_held("board", "2010-02-03")]);
    let decided = |session: &str| {
        line(
            "request_decided",
            "2010-03",
            json!({ "request": id("request"), "outcome": "refused", "session": id(session) }),
        )
    };
    let histories = || given(lines.clone());
    histories().when(decided("nothing")).refused("G6-unknown").at("/data/session").alone();
    histories().when(decided("board")).accepted();
}
