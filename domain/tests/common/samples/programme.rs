//! The programmes, their partners, activities and figures, and the rules.

use domain::StreamId;
use serde_json::json;

use super::{id, programme, told};
use crate::common::histories::Line;

pub(super) fn programmes() -> Vec<Line> {
    let parent = told(
        StreamId::Programme("arfog".parse().expect("a code")),
        "programme_registered",
        "1990",
        json!({
            "programme": "arfog", "level": "pole", "name": "Pôle", "operator": "mep", "kind": "coordination", "sensitive": false,
        }),
    );
    let eligibility = json!({
        "age_min": 16, "age_max": 90, "age_min_inclusive": true, "age_max_inclusive": false, "age_reference": "entry",
        "statuses": ["refugee"], "permits": ["resident_refugee"], "arrival_routes": ["resettled"],
        "composition": ["single_parent"], "geography": "75", "entry_level": "a1_1",
    });
    let terms = json!({
        "term": "P12M", "min_term": "P70D", "max_term": "P2Y", "renewal": "P6M", "follow_up_max": "P24M",
        "agreement_term": "P1Y", "camp_term": "P2W", "session_every": "P1W", "session_every_max": "P2W",
        "sessions": 12, "hours": 200.5, "hours_per_week": 12, "trainers": 3, "target_level": "a2/oral",
        "amount_min_eur": 200, "amount_max_eur": 1500.5,
    });
    vec![
        parent,
        programme(
            "programme_registered",
            "2000-01-01",
            json!({
                "programme": "plateforme", "parent": "arfog", "level": "scheme", "name": "Plateforme\ndes régularisés",
                "operator": "mep", "kind": "global_support", "territory": ["75", "2A", "974"], "funding": ["bop104", "fami"],
                "sensitive": true,
            }),
        ),
        programme(
            "programme_status_set",
            "2000-01-02",
            json!({ "state": "planned", "planned_on": "2001/.." }),
        ),
        programme("programme_status_set", "2001-01-02", json!({ "state": "open" })),
        programme(
            "capacity_set",
            "2001-02",
            json!({ "unit": "place", "value": 40, "segment": "single_person", "basis": "funded" }),
        ),
        programme("terms_set", "2001-03", json!({ "eligibility": eligibility, "terms": terms })),
        programme("partner_joined", "2001-04", json!({ "partner": "optim", "role": "employment" })),
        programme("partner_left", "2011-04", json!({ "partner": "optim", "role": "employment" })),
        programme(
            "activity_held",
            "2010-07-01",
            json!({
                "activity": id("camp"), "kind": "camp", "ends_on": "2010-07-14", "site": id("site"), "sessions": 2,
            }),
        ),
        programme(
            "figure_declared",
            "2010-12-31",
            json!({
                "figure": "F003-14", "value": 85.19, "unit": "percent", "numerator": 23, "denominator": 27, "qualifier": "about",
                "window": { "from": "2010-01-01", "to": "2010-12-31" }, "source": "computed",
                "rule": { "rule_set": "base", "version": 1 }, "known_at": "2011-01-31T12:00:00Z",
            }),
        ),
        programme(
            "figure_declared",
            "2010-12-30",
            json!({
                "figure": "F003-15", "value": 27, "unit": "household", "qualifier": "exact", "window": "2010-12-31",
                "source": "declared",
            }),
        ),
        told(
            StreamId::Rules,
            "rule_published",
            "2010-01-01",
            json!({
                "rule_set": "base", "version": 1, "parameters": { "RP01": 18 }, "indicators": [{ "id": "entered" }],
                "rationale": "first reading",
            }),
        ),
        told(
            StreamId::Rules,
            "rule_published",
            "2011-01-01",
            json!({
                "rule_set": "base", "version": 2, "supersedes": 1, "parameters": { "RP01": 18, "RP07": "active" },
                "indicators": [], "document": "id = \"base\"\n", "rationale": "active contracts only",
            }),
        ),
    ]
}
