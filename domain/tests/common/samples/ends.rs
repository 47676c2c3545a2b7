//! The split, the merger, and what is corrected, retracted and erased.

use serde_json::json;

use super::{home, id, new, programme};
use crate::common::histories::Line;

pub(super) fn split() -> Vec<Line> {
    let on = "2012-05-10";
    let fates = json!([
        { "episode": id("stay"), "fate": "moves" }, { "episode": id("flat"), "fate": "moves" },
        { "episode": id("direct"), "fate": "stays" },
    ]);
    vec![
        home(
            "household_split",
            on,
            json!({
                "new_household": id("new"), "persons": [id("karim")], "episodes": fates, "reason": "separation",
            }),
        ),
        new("household_opened", on, json!({ "opened_by": "mep", "from_household": id("home") })),
        new(
            "member_joined",
            on,
            json!({
                "person": id("karim"), "birth": "1978-02", "role": "reference_person", "reason": "split",
            }),
        ),
        new(
            "enrolment_started",
            on,
            json!({
                "enrolment": id("stay of karim"), "programme": "plateforme", "persons": [id("karim")], "continues": id("stay"),
            }),
        ),
        new(
            "occupancy_started",
            on,
            json!({
                "occupancy": id("flat of karim"), "kind": "sliding_sublease", "persons": [id("karim")],
                "dwelling": id("dwelling"), "continues": id("flat"),
            }),
        ),
        new(
            "lease_signed",
            on,
            json!({
                "lease": id("lease of karim"), "kind": "direct_private", "signatories": [id("karim")],
                "occupancy": id("flat of karim"), "starts_on": on, "continues": id("direct"),
            }),
        ),
    ]
}

pub(super) fn merger() -> Vec<Line> {
    let on = "2014-02-01";
    let ends = |episode: &str| json!({ "episode": id(episode), "fate": "ends" });
    vec![
        new(
            "household_merged",
            on,
            json!({
                "into": id("home"), "episodes": [ends("stay of karim"), ends("flat of karim"), ends("lease of karim")],
            }),
        ),
        home(
            "member_joined",
            on,
            json!({ "person": id("karim"), "birth": "1978-02", "role": "partner", "reason": "merge" }),
        ),
    ]
}

pub(super) fn corrections() -> Vec<Line> {
    let status =
        home("legal_status_recorded", "2014-06", json!({ "person": id("karim"), "status": "regularised" }));
    let corrected = home(
        "event_corrected",
        "2015-01-01",
        json!({
            "target": status.event, "occurred_on": "2014-05", "reason": "typing_error",
            "payload": { "person": id("karim"), "status": "refugee" },
        }),
    );
    let retracted =
        home("event_retracted", "2015-02-01", json!({ "target": status.event, "reason": "duplicate" }));
    let erased = home(
        "personal_data_erased",
        "2016-01-01",
        json!({
            "person": id("omar"), "basis": "retention", "level": "all",
            "residue": { "age_band": "60-79", "department": "75", "route": "asylum_in_france" },
        }),
    );
    let closed = programme(
        "programme_status_set",
        "2019-12-31",
        json!({ "state": "closed", "reason": "end_of_funding" }),
    );
    vec![status, corrected, retracted, erased, closed]
}
