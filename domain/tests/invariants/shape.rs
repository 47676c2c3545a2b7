//! The shape of payloads: S-required, S-unknown-field, S-format, S-code.

use serde_json::json;

use crate::builders::{
    activity_held, contract_signed, family, initial, lease_signed, permit_issued, resources_declared,
};
use crate::common::id;
use crate::support::{Told, corrected, given};

#[test]
fn a_required_field_is_never_left_out() {
    given(family())
        .when(contract_signed("job", "2010-01").with(json!({ "kind": null })))
        .refused("S-required")
        .at("/data/kind")
        .alone();
}

#[test]
fn an_optional_field_may_be_left_out() {
    given(family()).when(contract_signed("job", "2010-01").with(json!({ "weekly_hours": null }))).accepted();
}

#[test]
fn null_is_no_way_to_leave_a_field_out() {
    let mut line = contract_signed("job", "2010-01");
    line.data["weekly_hours"] = serde_json::Value::Null;
    given(family()).when(line).refused("S-format").at("/data/weekly_hours").alone();
}

#[test]
fn an_unknown_field_is_refused_not_dropped() {
    given(family())
        .when(contract_signed("job", "2010-01").with(json!({ "note": "confidential" })))
        .refused("S-unknown-field")
        .at("/data/note")
        .alone();
}

#[test]
fn an_unknown_field_is_named_with_its_slashes_escaped() {
    given(family())
        .when(contract_signed("job", "2010-01").with(json!({ "a/b~c": 1 })))
        .refused("S-unknown-field")
        .at("/data/a~1b~0c")
        .alone();
}

#[test]
fn an_unknown_field_is_found_inside_structures() {
    let sources = json!([{ "source": "wage", "amount_eur": 900, "employer": "x" }]);
    given(family())
        .when(resources_declared("2010-01").with(json!({ "sources": sources })))
        .refused("S-unknown-field")
        .at("/data/sources/0/employer")
        .alone();
}

#[test]
fn a_number_is_not_written_as_a_text() {
    given(family())
        .when(contract_signed("job", "2010-01").with(json!({ "weekly_hours": "20" })))
        .refused("S-format")
        .at("/data/weekly_hours")
        .value("20")
        .alone();
}

#[test]
fn a_whole_number_may_be_written_with_a_zero_decimal() {
    given(crate::builders::open_programme())
        .when(activity_held("visit", "2010-01-05").with(json!({ "sessions": 2.0 })))
        .accepted();
}

#[test]
fn a_count_of_sessions_is_never_zero() {
    given(crate::builders::open_programme())
        .when(activity_held("visit", "2010-01-05").with(json!({ "sessions": 0 })))
        .refused("S-format")
        .at("/data/sessions")
        .alone();
}

#[test]
fn money_has_two_decimals_at_most() {
    given(family())
        .when(resources_declared("2010-01").with(json!({ "total_eur": 900.125 })))
        .refused("S-format")
        .at("/data/total_eur")
        .alone();
    given(family()).when(resources_declared("2010-01").with(json!({ "total_eur": 900.12 }))).accepted();
}

#[test]
fn money_is_never_negative() {
    given(family())
        .when(resources_declared("2010-01").with(json!({ "total_eur": -1 })))
        .refused("S-format")
        .at("/data/total_eur")
        .alone();
}

#[test]
fn a_full_day_is_no_partial_date() {
    given(family())
        .when(permit_issued("permit", "2010-01-01").with(json!({ "valid_from": "2010-01" })))
        .refused("S-format")
        .at("/data/valid_from")
        .value("2010-01")
        .alone();
}

#[test]
fn a_lease_may_start_in_a_month() {
    let flat = crate::builders::subletting_family();
    given(flat).when(lease_signed("other", "2010-03-02").with(json!({ "starts_on": "2010-03" }))).accepted();
}

#[test]
fn a_list_of_persons_is_never_empty() {
    given(family())
        .when(resources_declared("2010-01").with(json!({ "persons": [] })))
        .refused("S-format")
        .at("/data/persons")
        .alone();
}

#[test]
fn a_list_never_repeats_an_identifier() {
    given(family())
        .when(resources_declared("2010-01").with(json!({ "persons": [id("mina"), id("mina")] })))
        .refused("S-format")
        .at("/data/persons/1")
        .alone();
}

#[test]
fn an_identifier_is_written_with_its_hyphens() {
    let spelt = id("mina").simple().to_string();
    given(family())
        .when(resources_declared("2010-01").with(json!({ "persons": [spelt] })))
        .refused("S-format")
        .at("/data/persons/0")
        .alone();
}

#[test]
fn a_code_belongs_to_its_list() {
    given(family())
        .when(contract_signed("job", "2010-01").with(json!({ "kind": "forever" })))
        .refused("S-code")
        .at("/data/kind")
        .value("forever")
        .alone();
}

#[test]
fn an_identifying_value_is_not_repeated_in_a_refusal() {
    given(family())
        .when(initial("ali", "2000", "child").with(json!({ "identity": ["Ali", "K"] })))
        .refused("S-format")
        .at("/data/identity")
        .value("…")
        .alone();
}

#[test]
fn every_fault_is_reported_at_once() {
    let faulty =
        || contract_signed("job", "2010-01").with(json!({ "kind": "forever", "note": 1, "person": null }));
    for (code, pointer) in
        [("S-code", "/data/kind"), ("S-unknown-field", "/data/note"), ("S-required", "/data/person")]
    {
        given(family()).when(faulty()).refused_among(code, pointer).alone();
    }
}

#[test]
fn a_correction_is_read_as_the_kind_of_its_target() {
    let correction = corrected("mina joins", &contract_signed("job", "2010-01"));
    given(family()).when(correction).refused_among("S-required", "/data/payload/birth").alone();
    let shapeless = initial("mina", "1980-05-01", "chief");
    given(family())
        .when(corrected("mina joins", &shapeless))
        .refused("S-code")
        .at("/data/payload/role")
        .alone();
}

#[test]
fn a_number_has_fifteen_digits_at_most() {
    let hours = |hours: f64| contract_signed("job", "2010-01").with(json!({ "weekly_hours": hours }));
    given(family()).when(hours(12.345_678_901_234_56)).refused("S-format").at("/data/weekly_hours").alone();
    given(family()).when(hours(12.345_678_901_234_5)).accepted();
}
