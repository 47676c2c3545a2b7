//! Contracts: CO-hours, CO-planned-end, CO-planned-order, CO-change, CO-open, CO-before-start, and the
//! warnings CO-under-16, CO-cddi-employer.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, corrected, given};

fn working() -> Vec<Line> {
    family().into_iter().chain([contract_signed("job", "2010-03-15").named("signature")]).collect()
}

#[test]
fn nobody_works_no_hours_or_more_than_sixty() {
    for (hours, shown) in [(json!(0), "0"), (json!(-5), "-5"), (json!(60.5), "60.5"), (json!(1000), "1000")] {
        let wrong = json!({ "weekly_hours": hours });
        given(family())
            .when(contract_signed("job", "2010").with(wrong.clone()))
            .refused("CO-hours")
            .at("/data/weekly_hours")
            .value(shown)
            .alone();
        given(working())
            .when(contract_amended("job", "2011").with(wrong))
            .refused("CO-hours")
            .at("/data/weekly_hours")
            .value(shown)
            .alone();
    }
    for hours in [json!(0.5), json!(60), json!(35.0)] {
        given(family())
            .when(contract_signed("job", "2010").with(json!({ "weekly_hours": hours })))
            .accepted();
    }
}

#[test]
fn a_fixed_term_contract_plans_its_end() {
    for kind in [
        "cdd",
        "seasonal",
        "interim",
        "cddi",
        "cddu",
        "apprenticeship",
        "professionalisation",
        "service_civique",
    ] {
        let fixed = |end: serde_json::Value| {
            contract_signed("job", "2010-01")
                .with(json!({ "kind": kind, "employer_kind": "aci", "planned_end_on": end }))
        };
        given(family()).when(fixed(json!(null))).refused("CO-planned-end").at("/data/planned_end_on").alone();
        given(family()).when(fixed(json!("2010-06-30"))).accepted();
        given(family()).when(fixed(json!("2010-01/.."))).accepted();
    }
}

#[test]
fn other_contracts_need_no_planned_end() {
    for kind in
        ["cdi", "cdi_interim", "cdi_inclusion", "civil_service", "self_employed", "subsidised", "unspecified"]
    {
        given(family()).when(contract_signed("job", "2010").with(json!({ "kind": kind }))).accepted();
    }
}

#[test]
fn a_contract_that_turns_fixed_term_plans_its_end() {
    let turns = |fields| {
        contract_amended("job", "2011").with(json!({ "weekly_hours": null, "kind": "cdd" })).with(fields)
    };
    given(working())
        .when(turns(json!({})))
        .refused("CO-planned-end")
        .at("/data/planned_end_on")
        .against("signature");
    given(working()).when(turns(json!({ "planned_end_on": "2011-12" }))).accepted();
    let planned = contract_amended("job", "2010-06").with(json!({ "planned_end_on": "2011-12" }));
    given(working()).and([planned]).when(turns(json!({}))).accepted();
}

#[test]
fn a_contract_is_not_planned_to_end_before_it_starts() {
    let planned = |start: &str, end: &str| {
        contract_signed("job", "2010-01")
            .with(json!({ "kind": "cdd", "starts_on": start, "planned_end_on": end }))
    };
    for (start, end) in
        [("2010-03-15", "2010-03-14"), ("2010-03-15", "2010-02"), ("2010-03", "../2010-02"), ("2010", "2009")]
    {
        given(family())
            .when(planned(start, end))
            .refused("CO-planned-order")
            .at("/data/planned_end_on")
            .value(end)
            .alone();
    }
    for (start, end) in [
        ("2010-03-15", "2010-03-15"),
        ("2010-03-15", "2010-03"),
        ("2010-03", "2010-03"),
        ("2010-03", "2010-03/.."),
    ] {
        given(family()).when(planned(start, end)).accepted();
    }
}

#[test]
fn a_contract_is_not_amended_to_end_before_it_starts() {
    let renewed = |end: &str| contract_amended("job", "2011").with(json!({ "planned_end_on": end }));
    given(working())
        .when(renewed("2010-03-14"))
        .refused("CO-planned-order")
        .at("/data/planned_end_on")
        .alone();
    given(working()).when(renewed("2010-03-16")).accepted();
}

#[test]
fn an_amendment_changes_something() {
    given(working())
        .when(contract_amended("job", "2011").with(json!({ "weekly_hours": null })))
        .refused("CO-change")
        .at("/data")
        .value(&id("job").to_string())
        .alone();
    given(working())
        .when(contract_amended("job", "2011").with(json!({ "weekly_hours": null, "full_time": false })))
        .accepted();
}

#[test]
fn nothing_changes_in_a_contract_that_ended() {
    let ended = || given(working()).and([contract_ended("job", "2011-05-10").named("end")]);
    ended().when(contract_amended("job", "2011-05-11")).refused("CO-open").at("/occurredon").against("end");
    for possible in ["2011-05-10", "2011-05", "2010-06"] {
        ended().when(contract_amended("job", possible)).accepted();
    }
}

#[test]
fn a_late_end_leaves_no_amendment_after_it() {
    let amended = given(working()).and([contract_amended("job", "2012").named("amendment")]);
    amended.when(contract_ended("job", "2011")).refused("CO-open").at("/occurredon").against("amendment");
}

#[test]
fn a_contract_does_not_end_before_it_starts() {
    let later =
        contract_signed("job", "2010-03").with(json!({ "starts_on": "2010-09-01" })).named("signature");
    let signed = || given(family()).and([later.clone()]);
    signed()
        .when(contract_ended("job", "2010-08-31"))
        .refused("CO-before-start")
        .at("/occurredon")
        .against("signature");
    signed().when(contract_ended("job", "2010-08-31").with(json!({ "reason": "never_started" }))).accepted();
    signed().when(contract_ended("job", "2010-09-01")).accepted();
    signed().when(contract_ended("job", "2010")).accepted();
}

#[test]
fn working_before_sixteen_is_a_warning() {
    let young = |starts_on: &str| {
        contract_signed("job", "2019").with(json!({ "person": id("young"), "starts_on": starts_on }))
    };
    let histories = || given(family()).and([initial("young", "2003-05-10", "child")]);
    histories().when(young("2019-05-09")).warned("CO-under-16");
    histories().when(young("2019-05-10")).accepted();
    histories().when(young("2019-05")).accepted();
}

#[test]
fn an_integration_contract_with_another_employer_is_a_warning() {
    let cddi = |employer: serde_json::Value| {
        contract_signed("job", "2010")
            .with(json!({ "kind": "cddi", "planned_end_on": "2011", "employer_kind": employer }))
    };
    for other in [json!(null), json!("etti"), json!("public")] {
        given(family()).when(cddi(other)).warned("CO-cddi-employer");
    }
    for right in ["aci", "ei", "ai"] {
        given(family()).when(cddi(json!(right))).accepted();
    }
}

#[test]
fn a_correction_carries_the_warning_of_what_it_corrects() {
    let young =
        || contract_signed("job", "2019").with(json!({ "person": id("awa"), "starts_on": "2019-01" }));
    let signed = given(family()).and([contract_signed("job", "2019").named("signature")]);
    signed.when(corrected("signature", &young())).warned("CO-under-16");
}
