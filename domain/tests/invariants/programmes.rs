//! Programmes: PO-code, PO-parent, PS-transition, PS-planned-on, PS-reason, PS-closing, CP-open, TS-open,
//! PT-once, PT-open, AH-open, AH-ends, FD-computed.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::support::{Given, Told, corrected, given};

fn child(code: &str, parent: &str) -> Line {
    programme_registered(code).with(json!({ "parent": parent })).named(&format!("{code} registered"))
}

pub(crate) fn state(state: &str, on: &str) -> Line {
    let line = programme_status_set(state, on).named(&format!("{state} {on}"));
    match state {
        "closed" => line.with(json!({ "reason": "other" })),
        "planned" => line.with(json!({ "planned_on": "2021" })),
        _open => line,
    }
}

pub(crate) fn registered() -> Given {
    given([programme_registered("plateforme")])
}

#[test]
fn a_programme_is_registered_in_its_own_stream() {
    given([])
        .when(programme_registered("elia").in_programme("plateforme"))
        .refused("PO-code")
        .at("/data/programme")
        .value("elia")
        .alone();
    given([]).when(programme_registered("elia")).accepted();
}

#[test]
fn the_programme_above_exists() {
    given([])
        .when(child("volet", "nowhere"))
        .refused("PO-parent")
        .at("/data/parent")
        .value("nowhere")
        .alone();
    registered().when(child("volet", "plateforme")).accepted();
}

#[test]
fn a_tree_may_be_registered_in_one_batch() {
    given([])
        .when_together([
            programme_registered("plateforme"),
            child("volet", "plateforme"),
            child("partie", "volet"),
        ])
        .accepted();
}

#[test]
fn the_tree_has_no_cycle() {
    registered().when(child("itself", "itself")).refused("PO-parent").at("/data/parent").alone();
    let tree = || registered().and([child("volet", "plateforme"), child("partie", "volet")]);
    let moved = |under: &str| corrected("volet registered", &child("volet", under));
    tree().when(moved("partie")).refused("PO-parent").at("/data/payload/parent").alone();
    tree().and([programme_registered("elia")]).when(moved("elia")).accepted();
}

#[test]
fn a_cycle_is_found_in_one_batch_too() {
    given([])
        .when_together([child("left", "right"), child("right", "left")])
        .refused_among("PO-parent", "/data/parent")
        .alone();
}

/// Every pair of states, and whether the second may follow the first.
#[test]
fn a_state_follows_those_that_lead_to_it() {
    const STATES: [&str; 4] = ["planned", "open", "suspended", "closed"];
    let leading_to = |before: &str| match before {
        "planned" => vec![state("planned", "2010")],
        "open" => vec![state("open", "2010")],
        "suspended" => vec![state("open", "2009"), state("suspended", "2010")],
        _closed => vec![state("open", "2009"), state("closed", "2010")],
    };
    for before in STATES {
        for next in STATES {
            let allowed = matches!(
                (before, next),
                ("planned" | "suspended", "open" | "closed") | ("open", "suspended" | "closed")
            );
            let decision = registered().and(leading_to(before)).when(state(next, "2011"));
            if allowed {
                let _given = decision.accepted();
            } else {
                decision
                    .refused("PS-transition")
                    .at("/data/state")
                    .value(next)
                    .against(&format!("{before} 2010"));
            }
        }
    }
}

#[test]
fn a_programme_is_first_planned_or_open() {
    for first in ["suspended", "closed"] {
        registered()
            .when(state(first, "2010"))
            .refused("PS-transition")
            .at("/data/state")
            .value(first)
            .alone();
    }
    for first in ["planned", "open"] {
        registered().when(state(first, "2010")).accepted();
    }
}

#[test]
fn states_are_chained_as_they_happened_not_as_they_were_recorded() {
    registered().and([state("open", "2010")]).when(state("planned", "2009")).accepted();
    registered()
        .and([state("open", "2010")])
        .when(state("suspended", "2009"))
        .refused_among("PS-transition", "/data/state")
        .alone();
}

#[test]
fn a_planned_programme_says_for_when() {
    registered()
        .when(state("planned", "2010").with(json!({ "planned_on": null })))
        .refused("PS-planned-on")
        .at("/data/planned_on")
        .alone();
    registered().when(state("planned", "2010").with(json!({ "planned_on": "2011/.." }))).accepted();
}

#[test]
fn a_programme_that_closes_says_why() {
    let open = || registered().and([state("open", "2009")]);
    open()
        .when(state("closed", "2010").with(json!({ "reason": null })))
        .refused("PS-reason")
        .at("/data/reason")
        .alone();
    open().when(state("closed", "2010").with(json!({ "reason": "merged" }))).accepted();
}

fn enrolled() -> Given {
    given(family()).and([enrolment_started("stay", "2010-01-10").named("stay starts")])
}

#[test]
fn no_enrolment_outlasts_its_programme() {
    enrolled()
        .when(state("closed", "2012-05-10"))
        .refused("PS-closing")
        .at("/occurredon")
        .against("stay starts");
    enrolled().and([enrolment_ended("stay", "2012-05-10")]).when(state("closed", "2012-05-10")).accepted();
    enrolled()
        .and([enrolment_ended("stay", "2012-05-11")])
        .when(state("closed", "2012-05-10"))
        .refused("PS-closing")
        .at("/occurredon")
        .against("stay starts");
    enrolled().and([enrolment_ended("stay", "2012-05-11")]).when(state("closed", "2012-05")).accepted();
}

#[test]
fn enrolments_may_end_with_their_programme() {
    enrolled().when_together([state("closed", "2012-05-10"), enrolment_ended("stay", "2012-05")]).accepted();
}

#[test]
fn no_enrolment_outlasts_a_programme_whose_closing_is_corrected() {
    let closed = || {
        enrolled().and([enrolment_ended("stay", "2012-05-10"), state("closed", "2012-06").named("closing")])
    };
    closed()
        .when(corrected("closing", &state("closed", "2012-05-09")))
        .refused("PS-closing")
        .at("/data/occurred_on")
        .against("stay starts");
    closed().when(corrected("closing", &state("closed", "2012-05-10"))).accepted();
}

#[test]
fn capacity_and_terms_are_set_before_closing() {
    let closed = || {
        registered().and([state("open", "2009"), state("suspended", "2010"), state("closed", "2012-05-10")])
    };
    for (line, code) in [(capacity_set("2011"), "CP-open"), (terms_set("2011"), "TS-open")] {
        for outside in ["2012-05-11", "2008-12-31"] {
            let decision = closed().when(line.clone().on(outside));
            let refusal =
                if code == "CP-open" { decision.refused("CP-open") } else { decision.refused("TS-open") };
            refusal.at("/occurredon").value(outside).alone();
        }
        for within in ["2009", "2011", "2012-05-10", "2012"] {
            closed().when(line.clone().on(within)).accepted();
        }
        registered().and([state("planned", "2008")]).when(line.on("2008-03")).accepted();
    }
}
