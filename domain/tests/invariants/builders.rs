//! One builder per kind of fact: what a test does not discuss is supplied here.
//!
//! The family of `home` is Mina, Karim and their daughter Awa; it lives at the hotel `hotel`, is enrolled in
//! `plateforme` under `stay`, and slides from the sublease `sublease` of the flat `flat`.

use serde_json::json;

use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, line};

pub(crate) fn household_opened() -> Line {
    line("household_opened", "2009-09-01", json!({ "opened_by": "mep" })).named("opening")
}

pub(crate) fn member_joined(person: &str, on: &str) -> Line {
    let data = json!({ "person": id(person), "birth": "1990", "role": "relative", "reason": "other" });
    line("member_joined", on, data)
}

/// A member since before the file was opened.
pub(crate) fn initial(person: &str, birth: &str, role: &str) -> Line {
    member_joined(person, "2009-09-01").with(json!({ "birth": birth, "role": role, "reason": "initial" }))
}

pub(crate) fn member_left(person: &str, on: &str) -> Line {
    line("member_left", on, json!({ "person": id(person), "reason": "separation" }))
}

pub(crate) fn legal_status_recorded(person: &str, on: &str) -> Line {
    line("legal_status_recorded", on, json!({ "person": id(person), "status": "refugee" }))
}

pub(crate) fn permit_issued(permit: &str, on: &str) -> Line {
    let data = json!({
        "permit": id(permit), "person": id("mina"), "kind": "vpf_temporary", "work_authorised": true,
        "valid_from": "2010-01-01", "valid_to": "2010-12-31",
    });
    line("permit_issued", on, data)
}

pub(crate) fn permit_ended(permit: &str, on: &str) -> Line {
    line("permit_ended", on, json!({ "permit": id(permit), "reason": "withdrawn" }))
}

pub(crate) fn request_submitted(request: &str, on: &str) -> Line {
    line(
        "request_submitted",
        on,
        json!({ "request": id(request), "kind": "housing", "persons": [id("mina")] }),
    )
}

pub(crate) fn request_decided(request: &str, on: &str, outcome: &str) -> Line {
    line("request_decided", on, json!({ "request": id(request), "outcome": outcome }))
}

pub(crate) fn enrolment_started(enrolment: &str, on: &str) -> Line {
    let persons = [id("mina"), id("karim")];
    line(
        "enrolment_started",
        on,
        json!({ "enrolment": id(enrolment), "programme": "plateforme", "persons": persons }),
    )
}

pub(crate) fn enrolment_ended(enrolment: &str, on: &str) -> Line {
    let data = json!({ "enrolment": id(enrolment), "reason": "goal_reached", "destination": "ordinary_unspecified" });
    line("enrolment_ended", on, data)
}

pub(crate) fn occupancy_started(occupancy: &str, on: &str) -> Line {
    let persons = [id("mina"), id("karim")];
    line("occupancy_started", on, json!({ "occupancy": id(occupancy), "kind": "hotel", "persons": persons }))
}

pub(crate) fn occupancy_ended(occupancy: &str, on: &str) -> Line {
    line("occupancy_ended", on, json!({ "occupancy": id(occupancy), "reason": "moved_away" }))
}

/// A sliding sublease of `flat`, signed by Mina.
pub(crate) fn lease_signed(lease: &str, on: &str) -> Line {
    let data = json!({
        "lease": id(lease), "kind": "sliding_sublease", "signatories": [id("mina")], "occupancy": id("flat"),
        "intermediary": "elia", "starts_on": on,
    });
    line("lease_signed", on, data)
}

pub(crate) fn lease_transferred(lease: &str, new_lease: &str, on: &str) -> Line {
    let data = json!({ "lease": id(lease), "new_lease": id(new_lease), "new_kind": "direct_social", "starts_on": on });
    line("lease_transferred", on, data)
}

pub(crate) fn lease_incident_recorded(lease: &str, on: &str) -> Line {
    line("lease_incident_recorded", on, json!({ "lease": id(lease), "kind": "arrears" }))
}

pub(crate) fn lease_ended(lease: &str, on: &str) -> Line {
    line("lease_ended", on, json!({ "lease": id(lease), "reason": "relocation" }))
}

pub(crate) fn right_opened(right: &str, on: &str) -> Line {
    line("right_opened", on, json!({ "right": id(right), "holders": [id("mina")], "kind": "rsa" }))
}

pub(crate) fn right_closed(right: &str, on: &str) -> Line {
    line("right_closed", on, json!({ "right": id(right), "reason": "expired" }))
}

pub(crate) fn resources_declared(on: &str) -> Line {
    line("resources_declared", on, json!({ "persons": [id("mina")], "total_eur": 900 }))
}

pub(crate) fn contract_signed(contract: &str, on: &str) -> Line {
    let data = json!({ "contract": id(contract), "person": id("mina"), "kind": "cdi", "starts_on": on });
    line("contract_signed", on, data)
}

pub(crate) fn contract_amended(contract: &str, on: &str) -> Line {
    line("contract_amended", on, json!({ "contract": id(contract), "weekly_hours": 20 }))
}

pub(crate) fn contract_ended(contract: &str, on: &str) -> Line {
    line("contract_ended", on, json!({ "contract": id(contract), "reason": "resignation" }))
}

pub(crate) fn training_started(training: &str, on: &str) -> Line {
    line(
        "training_started",
        on,
        json!({ "training": id(training), "person": id("mina"), "kind": "language" }),
    )
}

pub(crate) fn training_ended(training: &str, on: &str) -> Line {
    line("training_ended", on, json!({ "training": id(training), "outcome": "completed" }))
}

pub(crate) fn assessment_recorded(on: &str) -> Line {
    line("assessment_recorded", on, json!({ "person": id("mina"), "kind": "language_level", "value": "a2" }))
}

pub(crate) fn pairing_started(pairing: &str, on: &str) -> Line {
    let data = json!({
        "pairing": id(pairing), "persons": [id("mina")], "counterpart": id("sponsor"), "kind": "sponsorship",
    });
    line("pairing_started", on, data)
}

pub(crate) fn pairing_ended(pairing: &str, on: &str) -> Line {
    line("pairing_ended", on, json!({ "pairing": id(pairing) }))
}

pub(crate) fn activity_attended(activity: &str, on: &str) -> Line {
    line("activity_attended", on, json!({ "activity": id(activity), "persons": [id("mina")] }))
}

pub(crate) fn consent_given(consent: &str, on: &str) -> Line {
    line("consent_given", on, json!({ "consent": id(consent), "person": id("mina"), "purpose": "testimony" }))
}

pub(crate) fn consent_withdrawn(consent: &str, on: &str) -> Line {
    line("consent_withdrawn", on, json!({ "consent": id(consent) }))
}

pub(crate) fn personal_data_erased(person: &str, level: &str, on: &str) -> Line {
    line("personal_data_erased", on, json!({ "person": id(person), "basis": "request", "level": level }))
}

pub(crate) fn programme_registered(code: &str) -> Line {
    let data = json!({
        "programme": code, "level": "scheme", "name": "Plateforme", "operator": "mep", "kind": "global_support",
        "sensitive": false,
    });
    line("programme_registered", "2000-01-01", data).in_programme(code)
}

pub(crate) fn programme_status_set(state: &str, on: &str) -> Line {
    line("programme_status_set", on, json!({ "state": state }))
}

pub(crate) fn capacity_set(on: &str) -> Line {
    line("capacity_set", on, json!({ "unit": "place", "value": 40, "basis": "funded" }))
}

pub(crate) fn terms_set(on: &str) -> Line {
    line("terms_set", on, json!({}))
}

pub(crate) fn partner_joined(partner: &str, on: &str) -> Line {
    line("partner_joined", on, json!({ "partner": partner, "role": "employment" }))
}

pub(crate) fn partner_left(partner: &str, on: &str) -> Line {
    line("partner_left", on, json!({ "partner": partner, "role": "employment" }))
}

pub(crate) fn activity_held(activity: &str, on: &str) -> Line {
    line("activity_held", on, json!({ "activity": id(activity), "kind": "workshop" }))
}

pub(crate) fn figure_declared(on: &str) -> Line {
    let data = json!({
        "figure": "F003-16", "value": 23, "unit": "household", "qualifier": "exact", "source": "declared",
    });
    line("figure_declared", on, data)
}

pub(crate) fn rule_published(version: u32) -> Line {
    let data = json!({
        "rule_set": "base", "version": version, "parameters": {}, "indicators": [], "rationale": "first reading",
    });
    line("rule_published", "2019-01-01", data)
}

/// The programme `plateforme`, open since 2000.
pub(crate) fn open_programme() -> Vec<Line> {
    vec![
        programme_registered("plateforme").named("registration"),
        programme_status_set("open", "2000-01-01").named("opened"),
    ]
}

/// The programme, and the family in its household since before the file.
pub(crate) fn family() -> Vec<Line> {
    let mut lines = open_programme();
    lines.extend([
        household_opened(),
        initial("mina", "1980-05-01", "reference_person").named("mina joins"),
        initial("karim", "1978-02-03", "partner").named("karim joins"),
        initial("awa", "2005-07-07", "child").named("awa joins"),
    ]);
    lines
}

/// The family, enrolled (`stay`) and lodged (`flat`) in a flat under the sublease `sublease`.
pub(crate) fn subletting_family() -> Vec<Line> {
    let sublet = json!({ "kind": "sliding_sublease", "dwelling": id("dwelling") });
    let mut lines = family();
    lines.extend([
        enrolment_started("stay", "2010-01-10").named("stay starts"),
        occupancy_started("flat", "2010-02-01").with(sublet).named("flat starts"),
        lease_signed("sublease", "2010-02-01").named("sublease starts"),
    ]);
    lines
}

/// Another household, with one member of its own.
pub(crate) fn another_household(label: &str, person: &str) -> Vec<Line> {
    vec![
        household_opened().named(&format!("{label} opens")).in_household(label),
        initial(person, "1985-03-01", "reference_person")
            .in_household(label)
            .named(&format!("{person} joins")),
    ]
}
