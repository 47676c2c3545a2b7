//! Permits: PI-valid-to, PI-valid-order, PI-renews, PI-renews-order, and the warning PI-usual-validity.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, given};

#[test]
fn a_permit_has_an_end_unless_it_is_unlimited() {
    let endless = |kind: &str| permit_issued("card", "2010").with(json!({ "kind": kind, "valid_to": null }));
    for kind in ["vpf_temporary", "resident_refugee", "resident_other", "asylum_certificate"] {
        given(family()).when(endless(kind)).refused("PI-valid-to").at("/data/valid_to").alone();
    }
    for kind in ["resident_permanent", "other", "unknown"] {
        given(family()).when(endless(kind)).accepted();
    }
}

#[test]
fn a_permit_is_not_valid_to_before_it_is_valid_from() {
    let until = |day: &str| permit_issued("card", "2010").with(json!({ "valid_to": day }));
    given(family())
        .when(until("2009-12-31"))
        .refused("PI-valid-order")
        .at("/data/valid_to")
        .value("2009-12-31")
        .alone();
    given(family()).when(until("2010-01-01")).accepted();
}

#[test]
fn an_unusual_validity_is_a_warning() {
    let until =
        |kind: &str, day: &str| permit_issued("card", "2010").with(json!({ "kind": kind, "valid_to": day }));
    for (kind, usual, unusual) in [
        ("receipt_renewal", "2010-03-31", "2010-04-02"),
        ("receipt_refugee", "2010-06-30", "2010-07-02"),
        ("vpf_temporary", "2011-01-01", "2011-01-02"),
        ("multiyear_subsidiary", "2013-12-31", "2014-01-02"),
        ("minor_document", "2014-12-31", "2015-01-02"),
        ("resident_refugee", "2019-12-31", "2020-01-02"),
    ] {
        given(family()).when(until(kind, usual)).accepted();
        given(family()).when(until(kind, unusual)).warned("PI-usual-validity");
    }
    given(family()).when(until("asylum_certificate", "2019-01-01")).accepted();
}

/// A card of Mina's, valid in 2010.
fn carded() -> Vec<Line> {
    family().into_iter().chain([permit_issued("card", "2010-01").named("first card")]).collect()
}

fn renewal(valid_from: &str, valid_to: &str) -> Line {
    permit_issued("next", "2010-12")
        .with(json!({ "renews": id("card"), "valid_from": valid_from, "valid_to": valid_to }))
}

#[test]
fn a_permit_renews_one_of_the_same_person() {
    let of_karim = renewal("2011-01-01", "2011-12-31").with(json!({ "person": id("karim") }));
    given(carded())
        .when(of_karim)
        .refused("PI-renews")
        .at("/data/renews")
        .value(&id("card").to_string())
        .against("first card");
    given(carded()).when(renewal("2011-01-01", "2011-12-31")).accepted();
}

#[test]
fn a_permit_does_not_renew_itself() {
    let itself = permit_issued("card", "2010-01").with(json!({ "renews": id("card") }));
    given(family()).when(itself).refused_among("PI-renews", "/data/renews").against("permit_issued");
}

#[test]
fn a_renewal_may_leave_a_gap_or_overlap() {
    for (from, to) in
        [("2011-06-01", "2012-05-31"), ("2010-11-01", "2011-10-31"), ("2010-01-01", "2010-12-31")]
    {
        given(carded()).when(renewal(from, to)).accepted();
    }
}

#[test]
fn a_renewal_is_not_valid_before_the_permit_that_it_renews() {
    given(carded())
        .when(renewal("2009-12-31", "2010-12-30"))
        .refused("PI-renews-order")
        .at("/data/valid_from")
        .value("2009-12-31")
        .against("first card");
}

#[test]
fn a_permit_that_ended_early_may_be_renewed() {
    given(carded())
        .and([permit_ended("card", "2010-06")])
        .when(renewal("2010-07-01", "2011-06-30"))
        .accepted();
}
