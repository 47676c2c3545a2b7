//! Homes: OC-host, OC-dwelling, OC-once, and the warning OC-overlap.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, given};

#[test]
fn citizen_hosting_names_the_host() {
    let hosted = || occupancy_started("room", "2010").with(json!({ "kind": "citizen_hosting" }));
    given(family()).when(hosted()).refused("OC-host").at("/data/host").alone();
    given(family()).when(hosted().with(json!({ "host": id("host") }))).accepted();
}

#[test]
fn a_subleased_home_names_its_dwelling() {
    for kind in ["iml_sublease", "sliding_sublease"] {
        let sublet = || occupancy_started("room", "2010").with(json!({ "kind": kind }));
        given(family()).when(sublet()).refused("OC-dwelling").at("/data/dwelling").alone();
        given(family()).when(sublet().with(json!({ "dwelling": id("dwelling") }))).accepted();
    }
}

#[test]
fn other_homes_need_no_dwelling() {
    for kind in ["hotel", "transitional_unspecified", "social_housing", "private_rental", "unknown"] {
        given(family()).when(occupancy_started("room", "2010").with(json!({ "kind": kind }))).accepted();
    }
}

fn moves_out(person: &str, on: &str) -> Line {
    occupancy_ended("flat", on).with(json!({ "persons": [id(person)] }))
}

#[test]
fn nobody_moves_out_twice() {
    let gone = || given(subletting_family()).and([moves_out("karim", "2011-05").named("karim moves out")]);
    gone()
        .when(moves_out("karim", "2011-06"))
        .refused("OC-once")
        .at("/data/persons")
        .against("karim moves out");
    gone().when(moves_out("mina", "2011-06")).accepted();
}

#[test]
fn nobody_moves_out_after_all_have() {
    let ended = || given(subletting_family()).and([occupancy_ended("flat", "2011-05").named("all move out")]);
    ended()
        .when(moves_out("karim", "2011-06"))
        .refused("OC-once")
        .at("/data/persons")
        .against("all move out");
    ended().when(moves_out("karim", "2011-05")).accepted();
}

#[test]
fn two_homes_at_once_are_a_warning() {
    let hotel = || given(family()).and([occupancy_started("hotel", "2010")]);
    hotel()
        .when(occupancy_started("hospital", "2011").with(json!({ "kind": "hospital" })))
        .warned("OC-overlap");
    hotel().when(occupancy_started("camp", "2011").with(json!({ "persons": [id("awa")] }))).accepted();
}

#[test]
fn a_home_may_follow_another_one_on_the_day() {
    let left =
        || given(family()).and([occupancy_started("hotel", "2010"), occupancy_ended("hotel", "2011-04-08")]);
    left().when(occupancy_started("next", "2011-04-08")).accepted();
    left().when(occupancy_started("next", "2011-04")).accepted();
    left().when(occupancy_started("next", "2011-04-07")).warned("OC-overlap");
}
