//! Partners, activities and figures of a programme: PT-once, PT-open, AH-open, AH-ends, FD-computed.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::programmes::{registered, state};
use crate::support::{Told, given, retracted};

#[test]
fn a_partner_joins_once_in_a_role() {
    let joined = || given(open_programme()).and([partner_joined("optim", "2010").named("optim joins")]);
    joined()
        .when(partner_joined("optim", "2012"))
        .refused("PT-once")
        .at("/data/partner")
        .value("optim")
        .against("optim joins");
    joined().when(partner_joined("optim", "2012").with(json!({ "role": "training" }))).accepted();
    joined().when(partner_joined("elia", "2012")).accepted();
}

#[test]
fn a_partner_who_left_may_join_again() {
    let left = || {
        given(open_programme())
            .and([partner_joined("optim", "2010").named("optim joins"), partner_left("optim", "2011-05-10")])
    };
    left().when(partner_joined("optim", "2011-05-10")).accepted();
    left().when(partner_joined("optim", "2011")).accepted();
    left()
        .when(partner_joined("optim", "2011-05-09"))
        .refused("PT-once")
        .at("/data/partner")
        .against("optim joins");
}

#[test]
fn only_a_partner_leaves() {
    let joined = || given(open_programme()).and([partner_joined("optim", "2010-05-10")]);
    joined().when(partner_left("elia", "2011")).refused("PT-open").at("/data/partner").value("elia").alone();
    joined()
        .when(partner_left("optim", "2011").with(json!({ "role": "training" })))
        .refused("PT-open")
        .at("/data/partner")
        .alone();
    joined().when(partner_left("optim", "2010-05-09")).refused("PT-open").at("/data/partner").alone();
    joined().when(partner_left("optim", "2010-05")).accepted();
    joined()
        .and([partner_left("optim", "2011")])
        .when(partner_left("optim", "2012"))
        .refused("PT-open")
        .at("/data/partner")
        .alone();
}

#[test]
fn activities_are_held_while_the_programme_is_open() {
    let suspended = || registered().and([state("open", "2009"), state("suspended", "2010-05-10")]);
    for outside in ["2008-12-31", "2010-05-11", "2011"] {
        suspended()
            .when(activity_held("visit", outside))
            .refused("AH-open")
            .at("/occurredon")
            .value(outside)
            .alone();
    }
    for within in ["2009-01-01", "2010-05-10", "2010"] {
        suspended().when(activity_held("visit", within)).accepted();
    }
}

#[test]
fn an_activity_does_not_end_before_it_begins() {
    let held = |on: &str, ends_on: &str| activity_held("visit", on).with(json!({ "ends_on": ends_on }));
    given(open_programme())
        .when(held("2010-05-10", "2010-05-09"))
        .refused("AH-ends")
        .at("/data/ends_on")
        .value("2010-05-09")
        .alone();
    given(open_programme()).when(held("2010-05-10", "2010-05-10")).accepted();
    given(open_programme()).when(held("2010", "2010-01-01")).accepted();
}

#[test]
fn a_computed_figure_can_be_rebuilt() {
    let rule = json!({ "rule_set": "base", "version": 1 });
    let computed = |rule, known_at| {
        figure_declared("2010").with(json!({ "source": "computed", "rule": rule, "known_at": known_at }))
    };
    let instant = json!("2020-01-01T00:00:00Z");
    given(open_programme())
        .when(computed(json!(null), instant.clone()))
        .refused("FD-computed")
        .at("/data/rule")
        .alone();
    given(open_programme())
        .when(computed(rule.clone(), json!(null)))
        .refused("FD-computed")
        .at("/data/known_at")
        .alone();
    given(open_programme()).when(computed(rule, instant)).accepted();
    given(open_programme()).when(figure_declared("2010")).accepted();
}

#[test]
fn figures_are_declared_whatever_the_state() {
    registered().when(figure_declared("1995")).accepted();
}

#[test]
fn a_programme_opens_and_receives_its_first_household_in_one_batch() {
    let lines = family().into_iter().chain([
        enrolment_started("stay", "2010"),
        activity_held("visit", "2010-03-04"),
        activity_attended("visit", "2010-03-04"),
    ]);
    given([]).when_together(lines).accepted();
}

#[test]
fn a_retracted_opening_leaves_its_own_programme_coherent() {
    let held = given(open_programme()).and([activity_held("visit", "2010-03-04").named("visit")]);
    held.when(retracted("opened").in_programme("plateforme"))
        .refused("AH-open")
        .at("/data/target")
        .against("visit");
    given(family())
        .and([activity_held("visit", "2010")])
        .when(activity_attended("visit", "2010").with(json!({ "activity": id("visit") })))
        .accepted();
}
