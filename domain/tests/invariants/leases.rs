//! Leases and slides: LE-capable, LE-intermediary, LE-open, LT-sliding, LT-once, LT-active.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::support::{Given, Told, given};

fn subletting() -> Given {
    given(subletting_family())
}

#[test]
fn whoever_signs_a_lease_is_of_age() {
    let signed = |on: &str| {
        lease_signed("lease", on).with(json!({ "kind": "direct_social", "signatories": [id("ali")] }))
    };
    let born = |birth: &str| subletting().and([initial("ali", birth, "relative").named("ali joins")]);
    born("1993-03-15")
        .when(signed("2011-03-14"))
        .refused("LE-capable")
        .at("/data/signatories")
        .against("ali joins");
    born("1993-03-15").when(signed("2011-03-15")).accepted();
    born("1993-03-15").when(signed("2011-03")).accepted();
    born("1993").when(signed("2011-01-01")).accepted();
    born("1994")
        .when(signed("2011-12-31"))
        .refused("LE-capable")
        .at("/data/signatories")
        .against("ali joins");
}

#[test]
fn whoever_signs_a_transfer_is_of_age() {
    let slides = |person: &str| {
        lease_transferred("sublease", "direct", "2012").with(json!({ "signatories": [id(person)] }))
    };
    subletting().when(slides("awa")).refused("LE-capable").at("/data/signatories").against("awa joins");
    subletting().when(slides("karim")).accepted();
}

#[test]
fn whoever_signs_is_a_member() {
    let signed = lease_signed("lease", "2011").with(json!({ "signatories": [id("nobody")] }));
    subletting().when(signed).refused("G4-member").at("/data/signatories").alone();
}

#[test]
fn a_sublease_or_a_mandate_names_the_intermediary() {
    for kind in ["sliding_sublease", "simple_sublease", "management_mandate"] {
        let signed = lease_signed("lease", "2011").with(json!({ "kind": kind, "intermediary": null }));
        subletting().when(signed).refused("LE-intermediary").at("/data/intermediary").alone();
    }
    for kind in ["direct_social", "direct_private", "residence_contract", "ownership", "unspecified"] {
        subletting()
            .when(lease_signed("lease", "2011").with(json!({ "kind": kind, "intermediary": null })))
            .accepted();
    }
}

#[test]
fn a_lease_that_slid_is_not_ended_too() {
    let slid = || subletting().and([lease_transferred("sublease", "direct", "2012-03").named("slide")]);
    slid().when(lease_ended("sublease", "2012-03")).refused("LE-open").at("/data/lease").against("slide");
    slid().when(lease_ended("direct", "2014")).accepted();
}

#[test]
fn a_lease_that_ended_does_not_slide_too() {
    let ended = || subletting().and([lease_ended("sublease", "2012-03").named("end")]);
    ended()
        .when(lease_transferred("sublease", "direct", "2012-04"))
        .refused("LT-active")
        .at("/occurredon")
        .against("end");
}

#[test]
fn an_incident_falls_within_its_lease() {
    let ended = || subletting().and([lease_ended("sublease", "2012-03-10")]);
    for on in ["2010-01-31", "2012-03-11"] {
        ended()
            .when(lease_incident_recorded("sublease", on))
            .refused("LE-open")
            .at("/occurredon")
            .against("sublease starts");
    }
    for on in ["2010-02-01", "2010", "2012-03-10", "2012-03", "2012"] {
        ended().when(lease_incident_recorded("sublease", on)).accepted();
    }
}

#[test]
fn an_incident_after_the_slide_belongs_to_the_new_lease() {
    let slid = || subletting().and([lease_transferred("sublease", "direct", "2012-03-10").named("slide")]);
    slid()
        .when(lease_incident_recorded("sublease", "2012-04"))
        .refused("LE-open")
        .at("/occurredon")
        .against("sublease starts");
    slid().when(lease_incident_recorded("direct", "2012-04")).accepted();
    slid()
        .when(lease_incident_recorded("direct", "2012-03-09"))
        .refused("LE-open")
        .at("/occurredon")
        .against("slide");
}

#[test]
fn only_a_sliding_sublease_slides() {
    let simple =
        lease_signed("simple", "2011").with(json!({ "kind": "simple_sublease" })).named("simple starts");
    subletting()
        .and([simple])
        .when(lease_transferred("simple", "direct", "2012"))
        .refused("LT-sliding")
        .at("/data/lease")
        .value("simple_sublease")
        .against("simple starts");
    subletting().when(lease_transferred("sublease", "direct", "2012")).accepted();
}

#[test]
fn a_lease_slides_once() {
    let slid = subletting().and([lease_transferred("sublease", "direct", "2012-03").named("slide")]);
    slid.when(lease_transferred("sublease", "other", "2012-05"))
        .refused("LT-once")
        .at("/data/lease")
        .against("slide");
}

#[test]
fn a_lease_slides_once_whichever_is_recorded_first() {
    let slid = subletting().and([lease_transferred("sublease", "direct", "2012-03").named("slide")]);
    slid.when(lease_transferred("sublease", "other", "2012-01"))
        .refused("LT-once")
        .at("/data/lease")
        .against("slide");
}

#[test]
fn the_direct_lease_that_a_slide_creates_does_not_slide_again() {
    let slid = subletting().and([lease_transferred("sublease", "direct", "2012-03").named("slide")]);
    slid.when(lease_transferred("direct", "other", "2013"))
        .refused("LT-sliding")
        .at("/data/lease")
        .value("direct_social")
        .against("slide");
}

#[test]
fn a_lease_does_not_slide_after_its_end() {
    let ended = subletting().and([lease_ended("sublease", "2012-03").named("end")]);
    ended
        .when(lease_transferred("sublease", "direct", "2012-04"))
        .refused("LT-active")
        .at("/occurredon")
        .against("end");
}

#[test]
fn a_lease_is_reviewed_before_and_after_it_slides() {
    let review = |lease: &str, on: &str| {
        assessment_recorded(on)
            .with(json!({ "kind": "lease_readiness", "value": "ready", "lease": id(lease) }))
    };
    let slid =
        subletting().and([review("sublease", "2011"), lease_transferred("sublease", "direct", "2012")]);
    slid.when(review("direct", "2013")).accepted();
}
