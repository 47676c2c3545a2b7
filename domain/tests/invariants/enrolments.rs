//! Enrolments: EN-programme-open, EN-twice, EN-once, EN-destination, EN-continues, and the warnings
//! EN-eligibility-age, EN-eligibility-status.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, given};

fn leaves(person: &str, on: &str) -> Line {
    enrolment_ended("stay", on).with(json!({ "persons": [id(person)] }))
}

#[test]
fn nobody_enters_a_programme_that_is_not_open() {
    given(family())
        .when(enrolment_started("stay", "1999-12-31"))
        .refused("EN-programme-open")
        .at("/data/programme")
        .value("plateforme")
        .alone();
    given(family()).when(enrolment_started("stay", "1999/2000")).accepted();
}

#[test]
fn nobody_enters_while_a_programme_is_suspended_or_after_it_closed() {
    let closed = json!({ "reason": "end_of_funding" });
    let states = [
        programme_status_set("suspended", "2012-01-01"),
        programme_status_set("open", "2013-01-01"),
        programme_status_set("closed", "2014-01-01").with(closed),
    ];
    let histories = || given(family()).and(states.clone());
    for on in ["2012-06", "2014-01-02"] {
        histories()
            .when(enrolment_started("stay", on))
            .refused("EN-programme-open")
            .at("/data/programme")
            .alone();
    }
    for on in ["2012-01-01", "2012", "2013-01-01", "2014-01"] {
        histories()
            .and([])
            .when_together([enrolment_started("stay", on), enrolment_ended("stay", "2014-01")])
            .accepted();
    }
}

#[test]
fn nobody_is_enrolled_twice_in_a_programme() {
    let again = || given(family()).and([enrolment_started("stay", "2010-01-10").named("first")]);
    again().when(enrolment_started("again", "2011")).refused("EN-twice").at("/data/persons").against("first");
    again()
        .when(enrolment_started("again", "2009-11"))
        .refused("EN-twice")
        .at("/data/persons")
        .against("first");
}

#[test]
fn an_enrolment_may_follow_another_one() {
    let ended = || {
        given(family())
            .and([enrolment_started("stay", "2010-01-10").named("first"), enrolment_ended("stay", "2010-09")])
    };
    ended().when(enrolment_started("again", "2010-09")).accepted();
    ended().when(enrolment_started("again", "2010")).accepted();
    ended()
        .when(enrolment_started("again", "2010-08-31"))
        .refused("EN-twice")
        .at("/data/persons")
        .against("first");
}

#[test]
fn other_members_may_be_enrolled_in_the_same_programme() {
    let child = enrolment_started("of awa", "2011").with(json!({ "persons": [id("awa")] }));
    given(family()).and([enrolment_started("stay", "2010")]).when(child).accepted();
}

#[test]
fn enrolments_in_two_programmes_may_overlap() {
    let open = programme_status_set("open", "2000").in_programme("elia");
    let lines = [programme_registered("elia"), open, enrolment_started("stay", "2010")];
    given(family())
        .and(lines)
        .when(enrolment_started("again", "2011").with(json!({ "programme": "elia" })))
        .accepted();
}

#[test]
fn nobody_exits_twice() {
    let gone = || given(subletting_family()).and([leaves("karim", "2011-05").named("karim exits")]);
    gone().when(leaves("karim", "2011-06")).refused("EN-once").at("/data/persons").against("karim exits");
    gone().when(leaves("mina", "2011-06")).accepted();
}

#[test]
fn nobody_exits_after_the_exit_of_all() {
    let ended = || given(subletting_family()).and([enrolment_ended("stay", "2011-05").named("all exit")]);
    ended().when(leaves("karim", "2011-06")).refused("EN-once").at("/data/persons").against("all exit");
    ended().when(leaves("karim", "2011-04")).accepted();
}

#[test]
fn the_exit_of_all_comes_once() {
    let ended = given(subletting_family()).and([enrolment_ended("stay", "2011-05").named("all exit")]);
    ended.when(enrolment_ended("stay", "2011-04")).refused("G5-closed").at("/occurredon").against("all exit");
}

#[test]
fn nobody_is_left_to_exit_when_each_has_exited() {
    let gone =
        given(subletting_family()).and([leaves("karim", "2011-05"), leaves("mina", "2011-06").named("last")]);
    gone.when(enrolment_ended("stay", "2011-07")).refused("G5-closed").at("/occurredon").against("last");
    let partly = given(subletting_family()).and([leaves("karim", "2011-05")]);
    partly.when(enrolment_ended("stay", "2011-07")).accepted();
}

fn exits_to(destination: &str, field: &str, named: &str) -> Line {
    enrolment_ended("stay", "2012").with(json!({ "destination": destination, field: id(named) }))
}

#[test]
fn the_destination_goes_with_the_home_named() {
    for wrong in ["hotel", "social_residence", "left_territory", "deceased", "whereabouts_unknown", "unknown"]
    {
        given(subletting_family())
            .when(exits_to(wrong, "occupancy", "flat"))
            .refused("EN-destination")
            .at("/data/destination")
            .value(wrong)
            .against("flat starts");
    }
    for right in ["stays_in_place", "sliding_sublease", "gateway_flat", "social_housing"] {
        given(subletting_family()).when(exits_to(right, "occupancy", "flat")).accepted();
    }
}

#[test]
fn only_a_sliding_sublease_leads_to_a_permanent_home() {
    let relay =
        occupancy_started("relay", "2011").with(json!({ "kind": "relay_flat", "persons": [id("awa")] }));
    given(subletting_family())
        .and([relay.named("relay starts")])
        .when(exits_to("social_housing", "occupancy", "relay"))
        .refused("EN-destination")
        .at("/data/destination")
        .against("relay starts");
}

#[test]
fn the_destination_goes_with_the_lease_named() {
    let leased = |kind: &str| {
        let lease = lease_signed("lease", "2011").with(json!({ "kind": kind })).named("lease starts");
        given(subletting_family()).and([lease])
    };
    for (lease, destination) in [
        ("direct_social", "gateway_flat"),
        ("direct_private", "hotel"),
        ("management_mandate", "deceased"),
        ("ownership", "fjt"),
        ("simple_sublease", "fjt"),
        ("sliding_sublease", "left_territory"),
    ] {
        leased(lease)
            .when(exits_to(destination, "lease", "lease"))
            .refused("EN-destination")
            .at("/data/destination")
            .value(destination)
            .against("lease starts");
    }
    for (lease, destination) in [
        ("direct_social", "social_housing"),
        ("direct_private", "stays_in_place"),
        ("ownership", "owner_occupied"),
        ("simple_sublease", "gateway_flat"),
        ("simple_sublease", "private_rental"),
        ("residence_contract", "fjt"),
        ("unspecified", "hotel"),
        ("stay_contract", "deceased"),
    ] {
        leased(lease).when(exits_to(destination, "lease", "lease")).accepted();
    }
}

#[test]
fn an_enrolment_continues_another_only_at_a_split_or_merger() {
    given(subletting_family())
        .when(enrolment_started("next", "2012").with(json!({
            "continues": id("stay"), "persons": [id("awa")],
        })))
        .refused("EN-continues")
        .at("/data/continues")
        .value(&id("stay").to_string())
        .alone();
}

fn terms(eligibility: &serde_json::Value) -> Given {
    given(family()).and([terms_set("2009").with(json!({ "eligibility": eligibility }))])
}

fn enters(person: &str, on: &str) -> Line {
    enrolment_started("stay", on).with(json!({ "persons": [id(person)] }))
}

#[test]
fn whoever_is_certainly_too_young_is_a_warning() {
    let adults = json!({ "age_min": 18 });
    terms(&adults).when(enters("awa", "2015")).warned("EN-eligibility-age");
    terms(&adults).when(enters("awa", "2019-07")).warned("EN-eligibility-age");
    terms(&adults).when(enters("mina", "2015")).accepted();
    let seven = json!({ "age_min": 7 });
    terms(&seven).when(enters("awa", "2012-07-06")).warned("EN-eligibility-age");
    terms(&seven).when(enters("awa", "2012-07-07")).accepted();
    terms(&seven).when(enters("awa", "2012-07")).accepted();
}

#[test]
fn whoever_is_certainly_too_old_is_a_warning() {
    let young = json!({ "age_max": 30 });
    terms(&young).when(enters("mina", "2011-05-01")).warned("EN-eligibility-age");
    terms(&young).when(enters("mina", "2011-04-30")).accepted();
    terms(&young).when(enters("mina", "2011")).accepted();
}

#[test]
fn the_bounds_of_the_age_may_be_left_out() {
    let strict = json!({ "age_max": 30, "age_max_inclusive": false });
    terms(&strict).when(enters("mina", "2010-05-01")).warned("EN-eligibility-age");
    terms(&strict).when(enters("mina", "2010-04-30")).accepted();
    let strict = json!({ "age_min": 7, "age_min_inclusive": false });
    terms(&strict).when(enters("awa", "2013-07-06")).warned("EN-eligibility-age");
    terms(&strict).when(enters("awa", "2013-07-07")).accepted();
}

#[test]
fn an_age_limit_beyond_any_age_is_no_fault() {
    terms(&json!({ "age_min": 4_000_000_000_u32 })).when(enters("mina", "2011")).warned("EN-eligibility-age");
    terms(&json!({ "age_max": 4_000_000_000_u32 })).when(enters("mina", "2011")).accepted();
}

#[test]
fn a_status_outside_the_terms_is_a_warning() {
    let protected = json!({ "statuses": ["refugee", "subsidiary_protection"] });
    let status = |status: &str| legal_status_recorded("mina", "2009").with(json!({ "status": status }));
    terms(&protected)
        .and([status("asylum_seeker")])
        .when(enters("mina", "2011"))
        .warned("EN-eligibility-status");
    terms(&protected).and([status("refugee")]).when(enters("mina", "2011")).accepted();
    terms(&protected).when(enters("mina", "2011")).accepted();
}

#[test]
fn the_terms_and_the_status_are_those_of_the_day_of_entry() {
    let protected = json!({ "statuses": ["refugee"] });
    let seeker = legal_status_recorded("mina", "2009").with(json!({ "status": "asylum_seeker" }));
    let refugee = legal_status_recorded("mina", "2012");
    terms(&protected)
        .and([seeker.clone(), refugee.clone()])
        .when(enters("mina", "2011"))
        .warned("EN-eligibility-status");
    terms(&protected).and([seeker.clone(), refugee]).when(enters("mina", "2013")).accepted();
    let open_to_all = terms_set("2010");
    terms(&protected).and([seeker, open_to_all]).when(enters("mina", "2011")).accepted();
}
