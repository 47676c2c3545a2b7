//! Which line of a batch is to blame, and what is left alone because it stood before.

use serde_json::json;

use crate::builders::*;
use crate::common::id;
use crate::support::{Given, Told, corrected, given, retracted};

fn arrived() -> Given {
    let status = legal_status_recorded("ali", "2010-06").named("status");
    given(family()).and([member_joined("ali", "2010-05").named("ali joins"), status])
}

#[test]
fn the_correction_behind_is_to_blame_not_the_first_of_the_batch() {
    let harmless = corrected("karim joins", &initial("karim", "1978-02-04", "partner"));
    let late = corrected("ali joins", &member_joined("ali", "2010-07")).named("late");
    arrived()
        .when_together([legal_status_recorded("mina", "2010"), harmless, late])
        .refused("G4-member")
        .blames("late")
        .at("/data/occurred_on")
        .value("2010-07")
        .against("status");
}

#[test]
fn the_retraction_behind_is_to_blame_not_the_first_of_the_batch() {
    let harmless = corrected("karim joins", &initial("karim", "1978-02-04", "partner"));
    let closed = || given(family()).and([partner_joined("optim", "2010").named("optim joins")]);
    closed()
        .and([
            partner_left("optim", "2011").named("optim leaves"),
            partner_joined("optim", "2012").named("again"),
        ])
        .when_together([harmless, retracted("optim leaves").in_programme("plateforme").named("taken back")])
        .refused("PT-once")
        .blames("taken back")
        .at("/data/target")
        .against("again");
}

#[test]
fn the_late_line_is_to_blame_for_what_an_older_one_cannot_bear() {
    let working = given(family())
        .and([contract_signed("job", "2010"), contract_amended("job", "2012").named("amendment")]);
    working
        .when_together([legal_status_recorded("mina", "2010"), contract_ended("job", "2011").named("end")])
        .refused("CO-open")
        .blames("end")
        .at("/occurredon")
        .value("2011")
        .against("amendment");
}

/// An enrolment whose programme is now said to have opened later.
fn unsupported() -> Given {
    given(family()).and([
        enrolment_started("stay", "2010-01-10"),
        corrected("opened", &programme_status_set("open", "2011-01-01")),
    ])
}

#[test]
fn a_correction_of_a_programme_leaves_the_facts_of_households_alone() {
    unsupported().when(legal_status_recorded("mina", "2010")).accepted();
    unsupported().when(enrolment_ended("stay", "2012")).accepted();
}

#[test]
fn a_programme_fact_that_leaves_households_without_support_carries_a_warning() {
    let entered = || given(family()).and([enrolment_started("stay", "2010-01-10")]);
    let opened = |on: &str| corrected("opened", &programme_status_set("open", on));
    entered().when(opened("2011-01-01")).warned("EN-programme-open");
    entered().when(opened("2009-12-01")).accepted();
    entered().when(retracted("opened").in_programme("plateforme")).warned("EN-programme-open");
    entered().when(programme_status_set("suspended", "2010-01-01")).warned("EN-programme-open");
    entered().when(programme_status_set("suspended", "2010-02-01")).accepted();
    // What had no support before is not told again.
    unsupported().when(opened("2012-01-01")).accepted();
}

#[test]
fn what_stood_before_does_not_excuse_what_is_new() {
    let child = enrolment_started("of awa", "2010-01-10").with(json!({ "persons": [id("awa")] }));
    unsupported().when(child).refused("EN-programme-open").at("/data/programme").alone();
}

#[test]
fn a_correction_that_leaves_the_date_is_to_blame_where_it_differs() {
    let of = |persons: &[&str], on: &str| {
        let persons: Vec<_> = persons.iter().map(|person| id(person)).collect();
        enrolment_started("stay", on).with(json!({ "persons": persons }))
    };
    let entered = || {
        let other = enrolment_started("other", "2011-02-01").with(json!({ "persons": [id("karim")] }));
        given(family()).and([of(&["mina"], "2011-01-01").named("entry"), other.named("other entry")])
    };
    entered()
        .when(corrected("entry", &of(&["mina", "karim"], "2011-01-01")))
        .refused("EN-twice")
        .at("/data/payload/persons")
        .value(&id("karim").to_string())
        .against("other entry");
    entered().when(corrected("entry", &of(&["mina", "awa"], "2011-01-01"))).accepted();
}

#[test]
fn a_correction_of_a_birth_is_to_blame_where_it_tells_the_birth() {
    let signed = || {
        lease_signed("lease", "2011").with(json!({ "kind": "direct_social", "signatories": [id("karim")] }))
    };
    let born = |birth: &str| initial("karim", birth, "partner");
    let signatory = || given(subletting_family()).and([signed().named("lease signed")]);
    signatory()
        .when(corrected("karim joins", &born("2000-12")))
        .refused("LE-capable")
        .at("/data/payload/birth")
        .value(&id("karim").to_string())
        .against("lease signed");
    // Of several changes none can be told from the others.
    signatory()
        .when(corrected("karim joins", &initial("karim", "2000-12", "relative")))
        .refused("LE-capable")
        .at("/data/payload")
        .against("lease signed");
}
