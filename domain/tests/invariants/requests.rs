//! Requests and decisions: RQ-kind-fields, RQ-renews, RD-final, RD-amount.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Told, given};

fn asked(kind: &str, field: &str, value: &serde_json::Value) -> Line {
    request_submitted("request", "2010-01").with(json!({ "kind": kind, field: value }))
}

#[test]
fn a_request_has_the_fields_of_its_kind() {
    for (kind, field, value) in [
        ("programme_place", "programme", "plateforme"),
        ("financial_aid", "programme", "plateforme"),
        ("consultation", "programme", "plateforme"),
        ("permit", "permit_kind", "vpf_temporary"),
        ("right", "right_kind", "rsa"),
    ] {
        given(family())
            .when(asked(kind, field, &json!(null)))
            .refused("RQ-kind-fields")
            .at(&format!("/data/{field}"))
            .value(kind)
            .alone();
        given(family()).when(asked(kind, field, &json!(value))).accepted();
    }
}

#[test]
fn other_requests_may_name_a_programme() {
    for kind in ["housing", "family_reunification", "volunteering"] {
        given(family()).when(asked(kind, "programme", &json!(null))).accepted();
        given(family()).when(asked(kind, "programme", &json!("plateforme"))).accepted();
    }
}

#[test]
fn a_renewal_is_asked_by_the_holder_of_the_permit() {
    let renewal = |kind: &str, person: &str| {
        request_submitted("request", "2010-11").with(json!({
            "kind": kind, "persons": [id(person)], "permit_kind": "vpf_temporary", "renews": id("card"),
        }))
    };
    let carded = || given(family()).and([permit_issued("card", "2010-01").named("card issued")]);
    carded().when(renewal("permit", "karim")).refused("RQ-renews").at("/data/renews").against("card issued");
    carded().when(renewal("housing", "mina")).refused("RQ-renews").at("/data/renews").against("card issued");
    carded().when(renewal("permit", "mina")).accepted();
}

/// Every pair of decisions, and whether the second may follow the first.
#[test]
fn what_is_final_stays_final() {
    const OUTCOMES: [&str; 6] =
        ["accepted", "refused", "waitlisted", "adjourned", "withdrawn", "not_carried_out"];
    for first in OUTCOMES {
        for next in OUTCOMES {
            let decided = given(family()).and([
                request_submitted("request", "2010-01"),
                request_decided("request", "2010-02", first).named("first"),
            ]);
            let decision = decided.when(request_decided("request", "2010-03", next));
            let allowed = match first {
                "waitlisted" | "adjourned" => true,
                "accepted" => matches!(next, "withdrawn" | "not_carried_out"),
                _final => false,
            };
            if allowed {
                let _given = decision.accepted();
            } else {
                decision.refused("RD-final").at("/data/outcome").value(next).against("first");
            }
        }
    }
}

#[test]
fn decisions_are_chained_as_they_happened_not_as_they_were_recorded() {
    let decided = |first: &str| {
        given(family()).and([
            request_submitted("request", "2010-01"),
            request_decided("request", "2010-05", first).named("later"),
        ])
    };
    decided("accepted").when(request_decided("request", "2010-03", "waitlisted")).accepted();
    decided("accepted")
        .when(request_decided("request", "2010-03", "refused"))
        .refused("RD-final")
        .at("/occurredon")
        .against("later");
}

#[test]
fn an_aid_is_accepted_for_an_amount() {
    let aid = asked("financial_aid", "programme", &json!("plateforme")).named("asked");
    let histories = || given(family()).and([aid.clone()]);
    let accepted = || request_decided("request", "2010-03", "accepted");
    histories().when(accepted()).refused("RD-amount").at("/data/amount_eur").against("asked");
    histories().when(accepted().with(json!({ "amount_eur": 800 }))).accepted();
    histories().when(request_decided("request", "2010-03", "refused")).accepted();
}

#[test]
fn other_requests_are_accepted_without_an_amount() {
    given(family())
        .and([request_submitted("request", "2010-01")])
        .when(request_decided("request", "2010-02", "accepted"))
        .accepted();
}
