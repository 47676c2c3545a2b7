//! Corrections and retractions: XC-target, XC-original, XC-retracted, XR-target, XR-original, XR-retracted,
//! XR-opening, and the invariants of what results.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::support::{Given, Told, corrected, given, household, retracted};

fn working() -> Given {
    given(family()).and([contract_signed("job", "2010-03-15").named("signature")])
}

fn job(on: &str) -> crate::common::histories::Line {
    contract_signed("job", on)
}

#[test]
fn a_correction_replaces_the_whole_fact() {
    let given = working().when(corrected("signature", &job("2010-04"))).accepted();
    let timeline = given.believed(&household("home"));
    assert!(timeline.contains(&"CO+ 2010-04".to_owned()) && !timeline.contains(&"CO+ 2010-03-15".to_owned()));
}

#[test]
fn the_latest_correction_holds() {
    let given =
        working().and([corrected("signature", &job("2010-04")), corrected("signature", &job("2010-05"))]);
    assert!(given.believed(&household("home")).contains(&"CO+ 2010-05".to_owned()));
}

#[test]
fn a_correction_has_a_target() {
    working()
        .when(corrected("nothing", &job("2010-04")))
        .refused("XC-target")
        .at("/data/target")
        .value(&id("nothing").to_string())
        .alone();
}

#[test]
fn a_correction_has_its_target_in_the_same_stream() {
    let elsewhere = working().and(another_household("next door", "zoe"));
    elsewhere
        .when(corrected("signature", &job("2010-04").in_household("next door")))
        .refused("XC-target")
        .at("/data/target")
        .alone();
}

#[test]
fn a_correction_follows_its_target_in_one_batch() {
    let lines = || [job("2010-03").named("signature"), corrected("signature", &job("2010-04"))];
    given(family()).when_together(lines()).accepted();
    let [target, correction] = lines();
    given(family())
        .when_together([correction.named("early"), target])
        .refused("XC-target")
        .blames("early")
        .at("/data/target")
        .alone();
}

#[test]
fn a_correction_is_not_corrected_itself() {
    let again = working().and([corrected("signature", &job("2010-04")).named("correction")]);
    let by =
        crate::support::line("event_corrected", "2020-05-21", corrected("signature", &job("2010-05")).data);
    again.when(corrected("correction", &by)).refused("XC-original").at("/data/target").against("correction");
}

#[test]
fn retractions_and_erasures_are_not_corrected() {
    let erasure = personal_data_erased("mina", "all", "2019");
    given(family())
        .and([erasure.clone().named("erasure")])
        .when(corrected("erasure", &erasure))
        .refused("XC-original")
        .at("/data/target")
        .against("erasure");
    let gone = working().and([retracted("signature").named("retraction")]);
    gone.when(corrected("retraction", &retracted("signature")))
        .refused("XC-original")
        .at("/data/target")
        .against("retraction");
}

#[test]
fn what_was_retracted_is_not_corrected() {
    let gone = working().and([retracted("signature").named("retraction")]);
    gone.when(corrected("signature", &job("2010-04")))
        .refused("XC-retracted")
        .at("/data/target")
        .against("retraction");
}

#[test]
fn a_retraction_takes_the_fact_away() {
    let given = working().when(retracted("signature")).accepted();
    assert!(!given.believed(&household("home")).iter().any(|fact| fact.starts_with("CO+")));
}

#[test]
fn what_was_corrected_may_be_retracted() {
    working().and([corrected("signature", &job("2010-04"))]).when(retracted("signature")).accepted();
}

#[test]
fn a_retraction_has_a_target() {
    working().when(retracted("nothing")).refused("XR-target").at("/data/target").alone();
}

#[test]
fn a_retraction_is_final() {
    let gone = || working().and([retracted("signature").named("retraction")]);
    gone().when(retracted("retraction")).refused("XR-original").at("/data/target").against("retraction");
    gone().when(retracted("signature")).refused("XR-retracted").at("/data/target").against("retraction");
}

#[test]
fn corrections_and_erasures_are_not_retracted() {
    let erased = given(family()).and([personal_data_erased("mina", "all", "2019").named("erasure")]);
    erased.when(retracted("erasure")).refused("XR-original").at("/data/target").against("erasure");
    let again = working().and([corrected("signature", &job("2010-04")).named("correction")]);
    again.when(retracted("correction")).refused("XR-original").at("/data/target").against("correction");
}

#[test]
fn the_opening_of_a_household_is_not_retracted_while_others_stand() {
    given(family()).when(retracted("opening")).refused("XR-opening").at("/data/target").against("mina joins");
    given(open_programme()).and([household_opened()]).when(retracted("opening")).accepted();
}

#[test]
fn a_household_is_retracted_whole() {
    given(family())
        .when_together(["mina joins", "karim joins", "awa joins", "opening"].map(retracted))
        .accepted();
    given(family())
        .when_together(
            ["opening", "karim joins", "awa joins"].map(|label| retracted(label).named(label_of(label))),
        )
        .refused("XR-opening")
        .blames(label_of("opening"))
        .at("/data/target")
        .against("mina joins");
}

fn label_of(label: &str) -> &'static str {
    match label {
        "opening" => "retraction of the opening",
        "karim joins" => "retraction of karim",
        _other => "retraction of awa",
    }
}

#[test]
fn nothing_is_recorded_in_a_household_whose_opening_was_retracted() {
    let gone = given(open_programme()).and([household_opened(), retracted("opening").named("retraction")]);
    gone.when(initial("mina", "1980", "reference_person"))
        .refused("XR-opening")
        .at("/occurredon")
        .against("retraction");
}

#[test]
fn the_registration_of_a_programme_is_not_retracted_while_others_stand() {
    given(open_programme())
        .when(retracted("registration").in_programme("plateforme"))
        .refused("XR-opening")
        .at("/data/target")
        .against("opened");
}

#[test]
fn an_opening_that_others_follow_is_not_retracted() {
    let ended = working().and([contract_ended("job", "2011").named("end")]);
    ended.when(retracted("signature")).refused("G6-unknown").at("/data/target").against("end");
}

#[test]
fn an_opening_that_others_follow_is_blamed_whatever_its_place_in_the_batch() {
    let ended = working().and([contract_ended("job", "2011").named("end")]);
    ended
        .when_together([legal_status_recorded("mina", "2010"), retracted("signature").named("retraction")])
        .refused("G6-unknown")
        .blames("retraction")
        .at("/data/target")
        .against("end");
}

#[test]
fn a_follow_up_may_be_retracted_before_its_opening() {
    let ended = working().and([contract_ended("job", "2011").named("end")]);
    ended.when_together([retracted("signature"), retracted("end")]).accepted();
}

#[test]
fn a_corrected_date_may_not_leave_an_end_before_its_beginning() {
    let ended = || working().and([contract_ended("job", "2011-05-10").named("end")]);
    ended()
        .when(corrected("signature", &job("2011-05-11")))
        .refused_among("G5-before-opening", "/data/occurred_on")
        .against("end");
    ended().when(corrected("signature", &job("2011-05-10"))).accepted();
    ended()
        .when(corrected("end", &contract_ended("job", "2010-03-14")))
        .refused_among("G5-before-opening", "/data/occurred_on")
        .against("signature");
}

#[test]
fn a_corrected_arrival_may_not_leave_an_older_fact_without_its_member() {
    let arrived = || {
        given(family()).and([
            member_joined("ali", "2010-05").named("ali joins"),
            legal_status_recorded("ali", "2010-06").named("status"),
        ])
    };
    arrived()
        .when(corrected("ali joins", &member_joined("ali", "2010-07")))
        .refused("G4-member")
        .at("/data/occurred_on")
        .against("status");
    arrived().when(corrected("ali joins", &member_joined("ali", "2010-06"))).accepted();
}

#[test]
fn a_corrected_person_may_not_leave_a_stranger_in_an_older_fact() {
    let arrived = given(family()).and([
        member_joined("ali", "2010-05").named("ali joins"),
        legal_status_recorded("ali", "2010-06").named("status"),
    ]);
    arrived
        .when(corrected("ali joins", &member_joined("omar", "2010-05")))
        .refused("G4-member")
        .at("/data/payload/person")
        .against("status");
}

#[test]
fn a_corrected_payload_is_blamed_at_its_field() {
    let sliding =
        || given(subletting_family()).and([lease_transferred("sublease", "direct", "2012").named("slide")]);
    let wrong = lease_transferred("direct", "other", "2012");
    sliding().when(corrected("slide", &wrong)).refused("G6-unknown").at("/data/payload/lease").alone();
    let hours = job("2010-03-15").with(json!({ "weekly_hours": 90 }));
    working()
        .when(corrected("signature", &hours))
        .refused("CO-hours")
        .at("/data/payload/weekly_hours")
        .value("90")
        .alone();
}

#[test]
fn a_corrected_identifier_may_not_leave_its_followers_behind() {
    let ended = working().and([contract_ended("job", "2011").named("end")]);
    ended
        .when(corrected("signature", &contract_signed("other job", "2010-03-15")))
        .refused("G6-unknown")
        .at("/data/payload/contract")
        .against("end");
}

#[test]
fn an_opening_and_its_followers_are_corrected_together() {
    let ended = working().and([contract_ended("job", "2011").named("end")]);
    ended
        .when_together([
            corrected("signature", &contract_signed("other job", "2010-03-15")),
            corrected("end", &contract_ended("other job", "2011")),
        ])
        .accepted();
}

#[test]
fn a_corrected_fact_keeps_its_place_among_those_of_its_day() {
    let lines = [
        legal_status_recorded("mina", "2010-03-01").named("first"),
        contract_signed("job", "2010-03-01"),
        corrected(
            "first",
            &legal_status_recorded("mina", "2010-03-01").with(json!({ "status": "stateless" })),
        ),
    ];
    let given = given(family()).and(lines);
    let timeline = given.believed(&household("home"));
    let at = |code: &str| timeline.iter().position(|fact| fact.starts_with(code));
    assert!(at("ST") < at("CO+"), "{timeline:?}");
}
