//! The worked streams of the catalogue (section 7), recorded one fact after the other, and late.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, corrected, given, household};

fn interim(contract: &str) -> Line {
    let missions = json!({
        "person": id("karim"), "kind": "interim", "starts_on": "2009-09/2010-03", "planned_end_on": "2009-09/2010-03",
    });
    contract_signed(contract, "2009-09/2010-03").with(missions)
}

fn family_k() -> Vec<Line> {
    let all = json!([id("mina"), id("karim"), id("awa"), id("binta")]);
    let mut lines = open_programme();
    lines.push(household_opened().on("2009-09"));
    for (person, birth, role) in [
        ("mina", "1969", "reference_person"),
        ("karim", "1966", "partner"),
        ("awa", "1993", "child"),
        ("binta", "1995", "child"),
    ] {
        lines.push(
            initial(person, birth, role).on("2009-09").with(json!({ "arrival_route": "asylum_in_france" })),
        );
    }
    lines.extend([
        legal_status_recorded("mina", "2009-03"),
        legal_status_recorded("karim", "2009-03"),
        occupancy_started("hotel", "2002").with(json!({ "persons": all })),
        contract_signed("job of mina", "../2009-09").with(json!({
            "starts_on": "../2009-09", "full_time": false, "weekly_hours": 12,
        })),
        enrolment_started("stay", "2009-09").with(json!({ "persons": all, "origin_kind": "hotel" })),
        interim("missions"),
        contract_ended("missions", "2009-09/2010-03").with(json!({ "reason": "term" })),
        contract_signed("job of karim", "2010-03").with(json!({
            "person": id("karim"), "starts_on": "2010-03", "full_time": true, "sector": "waste_collection",
        })),
        occupancy_ended("hotel", "2010-04"),
        occupancy_started("transitional", "2010-04")
            .with(json!({ "kind": "transitional_unspecified", "persons": all })),
        contract_amended("job of mina", "2010-11"),
        occupancy_ended("transitional", "2011-03"),
        occupancy_started("home", "2011-03").with(json!({ "kind": "ordinary_unspecified", "persons": all })),
        enrolment_ended("stay", "2011-03"),
    ]);
    lines
}

#[test]
fn family_k_is_admitted_fact_after_fact() {
    let given = family_k().into_iter().fold(given([]), |given, line| given.when(line).accepted());
    let timeline = given.believed(&household("home"));
    assert_eq!(
        timeline,
        [
            "CO+ ../2009-09",
            "OC+ 2002",
            "ST 2009-03",
            "ST 2009-03",
            "HO 2009-09",
            "MJ 2009-09",
            "MJ 2009-09",
            "MJ 2009-09",
            "MJ 2009-09",
            "EN+ 2009-09",
            "CO+ 2009-09/2010-03",
            "CO- 2009-09/2010-03",
            "CO+ 2010-03",
            "OC- 2010-04",
            "OC+ 2010-04",
            "CO~ 2010-11",
            "OC- 2011-03",
            "OC+ 2011-03",
            "EN- 2011-03",
        ]
    );
}

#[test]
fn family_k_is_admitted_in_one_batch() {
    given([]).when_together(family_k()).accepted();
}

#[test]
fn family_d_is_admitted_fact_after_fact() {
    let parts = json!([id("dora"), id("eli"), id("fanta")]);
    let mut lines = open_programme();
    lines.push(household_opened().on("2008-08"));
    for (person, birth, role) in
        [("dora", "1975", "reference_person"), ("eli", "1994", "child"), ("fanta", "1996", "child")]
    {
        lines.push(initial(person, birth, role).on("2008-08"));
    }
    let job = json!({ "person": id("dora"), "starts_on": "../2008-08", "full_time": false, "sector": "hairdressing" });
    lines.extend([
        legal_status_recorded("dora", "2003"),
        occupancy_started("hotel", "2006").with(json!({ "persons": parts, "places": 3 })),
        enrolment_started("stay", "2008-08").with(json!({ "persons": parts })),
        contract_signed("job", "../2008-08").with(job),
        contract_amended("job", "2008-10").with(json!({ "weekly_hours": null, "full_time": true })),
        occupancy_ended("hotel", "2009-01"),
        occupancy_started("home", "2009-01")
            .with(json!({ "kind": "ordinary_unspecified", "persons": parts })),
        enrolment_ended("stay", "2009-01"),
    ]);
    let _given = lines.into_iter().fold(given([]), |given, line| given.when(line).accepted());
}

fn sliding() -> Vec<Line> {
    vec![
        request_submitted("place", "2009-11")
            .with(json!({ "kind": "programme_place", "programme": "plateforme" })),
        request_decided("place", "2009-12", "accepted"),
        enrolment_started("stay", "2010-01").with(json!({ "request": id("place") })),
        occupancy_started("flat", "2010-02")
            .with(json!({ "kind": "sliding_sublease", "dwelling": id("dwelling") })),
        lease_signed("sublease", "2010-02"),
        assessment_recorded("2011-02")
            .with(json!({ "kind": "lease_readiness", "value": "ready", "lease": id("sublease") })),
        lease_transferred("sublease", "direct", "2011-03"),
        enrolment_ended("stay", "2011-03").with(json!({
            "destination": "stays_in_place", "occupancy": id("flat"), "lease": id("direct"),
        })),
    ]
}

#[test]
fn a_sliding_lease_is_admitted_fact_after_fact() {
    let _given = sliding().into_iter().fold(given(family()), |given, line| given.when(line).accepted());
}

#[test]
fn a_sliding_lease_is_admitted_in_one_batch_told_backwards() {
    given(family()).when_together(sliding().into_iter().rev()).accepted();
}

#[test]
fn a_family_grows_by_reunification() {
    let asked = request_submitted("reunification", "2017-06")
        .with(json!({ "kind": "family_reunification", "programme": "plateforme" }));
    let arrival = member_joined("ali", "2018-12").with(json!({
        "birth": "2009", "role": "child", "reason": "family_reunification", "arrival_route": "family_reunification",
    }));
    let exit = enrolment_ended("stay", "2019-06").with(json!({ "persons": [id("ali")] }));
    given(subletting_family())
        .and([asked, request_decided("reunification", "2018-01", "accepted"), arrival])
        .when(exit)
        .accepted();
}

#[test]
fn a_figure_changes_with_what_is_known_of_a_late_end() {
    let working = given(family())
        .and([contract_signed("job", "2010-03"), figure_declared("2010-12-31").named("figure")]);
    let late = working.when(contract_ended("job", "2010-11")).accepted();
    assert!(late.believed(&household("home")).ends_with(&["CO- 2010-11".to_owned()]));
    let restated = figure_declared("2010-12-31").with(json!({ "value": 22 }));
    late.when(corrected("figure", &restated)).accepted();
}

#[test]
fn a_leaver_goes_to_another_town() {
    given(subletting_family())
        .when(enrolment_ended("stay", "2012").with(json!({
            "destination": "social_housing", "destination_commune": "51454", "channel": "national_platform",
        })))
        .accepted();
}
