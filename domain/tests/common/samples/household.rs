//! The household: arrivals, papers, homes, work, links, exits.

use serde_json::json;

use super::{home, id};
use crate::common::histories::Line;

pub(super) fn arrivals() -> Vec<Line> {
    let initial = |person: &str, birth: &str, role: &str| {
        home(
            "member_joined",
            "2009-09-01",
            json!({
                "person": id(person), "birth": birth, "sex": "f", "role": role, "reason": "initial",
                "arrival_route": "asylum_in_france", "nationality": ["GIN", "MLI"], "identity": "AGDREF 9901234567",
            }),
        )
    };
    vec![
        home("household_opened", "2009-09-01", json!({ "opened_by": "mep" })),
        initial("mina", "1980-05-01", "reference_person"),
        initial("karim", "1978-02", "partner"),
        initial("awa", "2005", "child"),
        initial("omar", "1950/1951", "relative"),
        home(
            "legal_status_recorded",
            "2009-03",
            json!({ "person": id("mina"), "status": "refugee", "authority": "ofpra" }),
        ),
    ]
}

pub(super) fn papers() -> Vec<Line> {
    vec![
        home(
            "permit_issued",
            "2009-04-01",
            json!({
                "permit": id("receipt"), "person": id("mina"), "kind": "receipt_refugee", "valid_from": "2009-04-01",
                "valid_to": "2009-09-30", "work_authorised": true, "prefecture": "75",
            }),
        ),
        home(
            "request_submitted",
            "2009-08-01",
            json!({
                "request": id("renewal"), "kind": "permit", "persons": [id("mina")], "permit_kind": "resident_refugee",
                "renews": id("receipt"), "referrer": "ofii",
            }),
        ),
        home("request_decided", "2009-09-01", json!({ "request": id("renewal"), "outcome": "accepted" })),
        home(
            "permit_issued",
            "2009-10-01",
            json!({
                "permit": id("card"), "person": id("mina"), "kind": "resident_refugee", "valid_from": "2009-10-01",
                "valid_to": "2019-09-30", "work_authorised": true, "renews": id("receipt"), "request": id("renewal"),
                "prefecture": "2B",
            }),
        ),
        home("permit_ended", "2009-10-01", json!({ "permit": id("receipt"), "reason": "replaced" })),
        home(
            "request_submitted",
            "2010-06-20",
            json!({
                "request": id("aid"), "kind": "financial_aid", "persons": [id("mina"), id("karim")], "programme": "plateforme",
                "object": "mobility", "amount_eur": 1500,
            }),
        ),
        home(
            "request_decided",
            "2010-07-02",
            json!({
                "request": id("aid"), "outcome": "accepted", "amount_eur": 800.5, "session": id("camp"),
            }),
        ),
        home(
            "request_submitted",
            "2010-06-21",
            json!({
                "request": id("rsa asked"), "kind": "right", "persons": [id("mina")], "right_kind": "rsa",
            }),
        ),
        home(
            "right_opened",
            "2010-08-01",
            json!({
                "right": id("rsa"), "holders": [id("mina")], "kind": "rsa", "valid_to": "2011-07-31", "request": id("rsa asked"),
            }),
        ),
        home("right_closed", "2011-01", json!({ "right": id("rsa"), "reason": "lost" })),
        home(
            "resources_declared",
            "2010-09",
            json!({
                "persons": [id("mina"), id("karim")], "total_eur": 1200.45,
                "sources": [{ "source": "wage", "amount_eur": 900.2 }, { "source": "rsa", "amount_eur": 300.25 }],
            }),
        ),
    ]
}

pub(super) fn housing() -> Vec<Line> {
    let couple = json!([id("mina"), id("karim")]);
    vec![
        home(
            "enrolment_started",
            "2009-10-05",
            json!({
                "enrolment": id("stay"), "programme": "plateforme", "persons": couple, "request": id("renewal"),
                "cohort": "tours-1", "planned_end_on": "2011-10-04", "funding": "bop104", "origin_kind": "hotel",
            }),
        ),
        home(
            "occupancy_started",
            "2009-10-06",
            json!({
                "occupancy": id("room"), "kind": "citizen_hosting", "persons": couple, "host": id("host"),
            }),
        ),
        home(
            "occupancy_ended",
            "2010-01-31",
            json!({ "occupancy": id("room"), "persons": couple, "reason": "goal_reached" }),
        ),
        home(
            "occupancy_started",
            "2010-02-01",
            json!({
                "occupancy": id("flat"), "kind": "sliding_sublease", "persons": couple, "dwelling": id("dwelling"),
                "commune": "2A004", "places": 3, "enrolment": id("stay"), "channel": "siao", "planned_end_on": "2011-08-01",
            }),
        ),
        home(
            "lease_signed",
            "2010-02-01",
            json!({
                "lease": id("sublease"), "kind": "sliding_sublease", "signatories": couple, "occupancy": id("flat"),
                "landlord_kind": "hlm", "intermediary": "elia", "starts_on": "2010-02", "planned_end_on": "2011-08-01",
                "monthly_charge_eur": 512.3,
            }),
        ),
        home(
            "lease_incident_recorded",
            "2010-11",
            json!({
                "lease": id("sublease"), "kind": "arrears", "amount_eur": 120.75, "settled_on": "2010-12-15",
            }),
        ),
        home(
            "lease_transferred",
            "2011-08-01",
            json!({
                "lease": id("sublease"), "new_lease": id("direct"), "new_kind": "direct_social", "starts_on": "2011-08-01/..",
                "signatories": [id("mina")],
            }),
        ),
        home(
            "member_joined",
            "2011-03-05",
            json!({
                "person": id("ali"), "birth": "2011-03-05", "role": "child", "reason": "birth", "episodes": [id("flat")],
            }),
        ),
        home("member_left", "2011-05", json!({ "person": id("omar"), "reason": "left_territory" })),
    ]
}

pub(super) fn work() -> Vec<Line> {
    vec![
        home(
            "contract_signed",
            "2010-03-01",
            json!({
                "contract": id("job"), "person": id("karim"), "kind": "cdd", "starts_on": "2010-03-15",
                "planned_end_on": "2010-09/..", "weekly_hours": 17.5, "full_time": false, "sector": "waste_collection",
                "employer_kind": "ei", "enrolment": id("stay"),
            }),
        ),
        home(
            "contract_amended",
            "2010-09",
            json!({
                "contract": id("job"), "weekly_hours": 35, "full_time": true, "kind": "cdi", "planned_end_on": "2011",
            }),
        ),
        home("contract_ended", "2012-01", json!({ "contract": id("job"), "reason": "mutual" })),
        home(
            "training_started",
            "2010-03-02",
            json!({
                "training": id("course"), "person": id("mina"), "kind": "language", "provider": "greta", "planned_hours": 200,
                "hours_per_week": 12.5, "planned_end_on": "2010-07-31", "target_level": "a2", "paid": true,
                "sector": "unknown", "enrolment": id("stay"),
            }),
        ),
        home(
            "training_ended",
            "2010-07-31",
            json!({ "training": id("course"), "outcome": "certified", "hours_attended": 180 }),
        ),
        home(
            "assessment_recorded",
            "2010-07-31",
            json!({
                "person": id("mina"), "kind": "language_level", "value": "a2/written", "passed": true, "certificate": "dcl",
                "training": id("course"),
            }),
        ),
        home(
            "assessment_recorded",
            "2011-06",
            json!({
                "person": id("mina"), "kind": "lease_readiness", "value": "ready", "lease": id("sublease"),
            }),
        ),
    ]
}

pub(super) fn links() -> Vec<Line> {
    vec![
        home(
            "pairing_started",
            "2010-04",
            json!({
                "pairing": id("duo"), "persons": [id("mina")], "counterpart": id("sponsor"), "kind": "co_training",
                "enrolment": id("stay"),
            }),
        ),
        home("pairing_ended", "2010-10", json!({ "pairing": id("duo"), "reason": "term_reached" })),
        home("activity_attended", "2010-07-05", json!({ "activity": id("camp"), "persons": [id("awa")] })),
        home(
            "consent_given",
            "2010-05-01",
            json!({
                "consent": id("sharing"), "person": id("mina"), "purpose": "partner_sharing", "recipient": "elia",
                "valid_to": "2012-05-01",
            }),
        ),
        home("consent_withdrawn", "2011-05-01", json!({ "consent": id("sharing") })),
    ]
}

pub(super) fn exits() -> Vec<Line> {
    vec![
        home(
            "enrolment_ended",
            "2011-09",
            json!({
                "enrolment": id("stay"), "persons": [id("mina")], "reason": "goal_reached", "destination": "stays_in_place",
                "destination_commune": "75113", "channel": "national_platform", "occupancy": id("flat"), "lease": id("direct"),
            }),
        ),
        home("lease_ended", "2013-09", json!({ "lease": id("direct"), "reason": "relocation" })),
    ]
}
