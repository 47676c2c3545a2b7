//! Resources, assessments, attendance: RS-sum, AS-scale, AS-lease, AT-dates.

use serde_json::json;

use crate::builders::*;
use crate::common::histories::Line;
use crate::common::id;
use crate::support::{Given, Told, given};

#[test]
fn sources_of_income_add_up() {
    let sources = |wage: f64| {
        let sources =
            json!([{ "source": "wage", "amount_eur": wage }, { "source": "rsa", "amount_eur": 0.2 }]);
        resources_declared("2010").with(json!({ "total_eur": 0.3, "sources": sources }))
    };
    given(family()).when(sources(0.11)).refused("RS-sum").at("/data/total_eur").value("0.3").alone();
    given(family()).when(sources(0.1)).accepted();
}

#[test]
fn no_source_at_all_adds_up_to_nothing() {
    let declared = |total: u32| resources_declared("2010").with(json!({ "total_eur": total, "sources": [] }));
    given(family()).when(declared(5)).refused("RS-sum").at("/data/total_eur").alone();
    given(family()).when(declared(0)).accepted();
}

#[test]
fn resources_need_no_sources() {
    given(family()).when(resources_declared("2010")).accepted();
}

fn assessed(kind: &str, value: &str) -> Line {
    assessment_recorded("2011").with(json!({ "kind": kind, "value": value }))
}

#[test]
fn a_value_belongs_to_the_scale_of_its_kind() {
    for (kind, wrong) in [
        ("language_level", "A2"),
        ("language_level", "a2/spoken"),
        ("language_level", "d1"),
        ("driving_prerequisites", "yes"),
        ("job_readiness", "4"),
        ("autonomy", "high"),
        ("satisfaction", "pass"),
    ] {
        given(family())
            .when(assessed(kind, wrong))
            .refused("AS-scale")
            .at("/data/value")
            .value(wrong)
            .alone();
    }
    for (kind, right) in [
        ("language_level", "infra_a1"),
        ("language_level", "b1/oral"),
        ("language_level", "c2/written"),
        ("driving_prerequisites", "pass"),
        ("job_readiness", "3"),
        ("autonomy", "0"),
        ("satisfaction", "no"),
    ] {
        given(family()).when(assessed(kind, right)).accepted();
    }
}

#[test]
fn the_readiness_of_a_lease_names_the_lease() {
    let ready = || assessed("lease_readiness", "ready");
    given(subletting_family()).when(ready()).refused("AS-lease").at("/data/lease").alone();
    given(subletting_family()).when(ready().with(json!({ "lease": id("sublease") }))).accepted();
    let wrong = assessed("lease_readiness", "yes").with(json!({ "lease": id("sublease") }));
    given(subletting_family()).when(wrong).refused("AS-scale").at("/data/value").alone();
}

fn visit(on: &str, ends_on: &serde_json::Value) -> Given {
    given(family()).and([activity_held("visit", on).with(json!({ "ends_on": ends_on }))])
}

#[test]
fn whoever_attends_is_there_while_it_is_held() {
    let one_day = || visit("2012-07-10", &json!(null));
    for outside in ["2012-07-09", "2012-07-11", "2012-08"] {
        one_day()
            .when(activity_attended("visit", outside))
            .refused("AT-dates")
            .at("/occurredon")
            .value(outside)
            .alone();
    }
    for within in ["2012-07-10", "2012-07", "2012-07-10/.."] {
        one_day().when(activity_attended("visit", within)).accepted();
    }
}

#[test]
fn a_stay_is_attended_until_its_last_day() {
    let stay = || visit("2012-07-10", &json!("2012-07-20"));
    for within in ["2012-07-10", "2012-07-15", "2012-07-20"] {
        stay().when(activity_attended("visit", within)).accepted();
    }
    stay().when(activity_attended("visit", "2012-07-21")).refused("AT-dates").at("/occurredon").alone();
}

#[test]
fn an_activity_known_by_its_month_is_attended_any_day_of_it() {
    visit("2012-07", &json!(null)).when(activity_attended("visit", "2012-07-31")).accepted();
    visit("2012-07", &json!(null))
        .when(activity_attended("visit", "2012-08-01"))
        .refused("AT-dates")
        .at("/occurredon")
        .alone();
}

#[test]
fn an_activity_and_its_attendance_may_be_recorded_together() {
    given(family())
        .when_together([activity_held("visit", "2012-07-10"), activity_attended("visit", "2012-07-10")])
        .accepted();
    given(family())
        .when_together([
            activity_held("visit", "2012-07-10"),
            activity_attended("visit", "2012-07-11").named("attendance"),
        ])
        .refused("AT-dates")
        .blames("attendance")
        .at("/occurredon")
        .alone();
}
