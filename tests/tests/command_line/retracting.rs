//! `retract --batch`: all of a batch is undone, or nothing; and every refusal names the fact that stays.

use serde_json::{Value, json};

use super::{Folder, json};
use crate::store::Place;

const HOUSEHOLD: &str = "10000000-0000-4000-8000-000000000000";
const PERSON: &str = "20000000-0000-4000-8000-000000000000";
const BATCH: &str = "30000000-0000-4000-8000-000000000000";

fn line(number: u32, fact: &str, batch: Option<&str>, data: &Value) -> String {
    let line = json!({
        "specversion": "1.0", "id": format!("00000000-0000-4000-8000-{number:012}"),
        "source": "urn:parcours:org:mep", "type": format!("parcours.{fact}.v1"),
        "subject": format!("household/{HOUSEHOLD}"), "occurredon": "2020-01", "batch": batch, "data": data,
    });
    let mut line = line;
    if batch.is_none() {
        line.as_object_mut().unwrap().remove("batch");
    }
    format!("{line}\n")
}

/// A household with one member, recorded together.
fn together() -> String {
    let member =
        json!({ "person": PERSON, "birth": "1980", "role": "reference_person", "reason": "initial" });
    let opened = line(1, "household_opened", Some(BATCH), &json!({ "opened_by": "mep" }));
    opened + &line(2, "member_joined", Some(BATCH), &member)
}

fn status() -> String {
    line(3, "legal_status_recorded", None, &json!({ "person": PERSON, "status": "refugee" }))
}

fn a_batch_is_undone_whole(database: &[&str]) {
    let folder = Folder::new();
    let run = |arguments: &[&str]| folder.run(&[arguments, &["--format", "json"], database].concat());
    let retract =
        |options: &[&str]| run(&[&["retract", "--batch", BATCH, "--reason", "duplicate"], options].concat());
    folder.write("together.ndjson", together());
    assert_eq!(run(&["import", "together.ndjson"]).code, Some(0));
    let trial = retract(&["--dry-run"]);
    assert_eq!(trial.code, Some(0), "{trial:?}");
    assert_eq!((&json(&trial)["accepted"], &json(&trial)["first_position"]), (&json!(2), &Value::Null));
    let done = retract(&[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let report = json(&done);
    for (key, value) in [
        ("accepted", json!(2)),
        ("ignored", json!(0)),
        ("first_position", json!(3)),
        ("last_position", json!(4)),
    ] {
        assert_eq!(report[key], value, "{report}");
    }
    let exported = run(&["export", "--from", "3"]).stdout;
    let retractions: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (retraction, number) in retractions.iter().zip([1, 2]) {
        assert_eq!(retraction["type"], "parcours.event_retracted.v1");
        assert_eq!(retraction["source"], "urn:parcours:org:mep");
        let target = format!("00000000-0000-4000-8000-{number:012}");
        assert_eq!(retraction["data"], json!({ "target": target, "reason": "duplicate" }));
    }
    let again = json(&retract(&["--org", "elia"]));
    assert_eq!((&again["accepted"], &again["ignored"]), (&json!(0), &json!(2)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_undone_whole_on_both_engines() {
    a_batch_is_undone_whole(&[]);
    let url = Place::postgres().await.url();
    a_batch_is_undone_whole(&["--database", &url]);
}

#[test]
fn a_batch_on_which_another_fact_rests_is_refused_whole() {
    let folder = Folder::new();
    folder.write("all.ndjson", together() + &status());
    assert_eq!(folder.run(&["import", "all.ndjson"]).code, Some(0));
    let before = folder.export();
    let asked = ["retract", "--batch", BATCH, "--reason", "duplicate"];
    let ran = folder.run(&[&asked[..], &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report = json(&ran);
    assert_eq!((&report["accepted"], &report["last_position"]), (&json!(0), &Value::Null));
    let opening =
        report["refused"].as_array().unwrap().iter().find(|one| one["rule"] == "XR-opening").unwrap();
    assert_eq!((&opening["file"], &opening["line"]), (&json!(format!("household/{HOUSEHOLD}")), &json!(1)));
    assert_eq!(folder.export(), before, "nothing is written");
}

#[test]
fn what_cannot_be_retracted_is_told() {
    let folder = Folder::with_families();
    let asked = ["retract", "--batch", BATCH, "--lang", "en"];
    let ran = folder.run(&[&asked[..], &["--reason", "duplicate"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains(&format!("nothing was recorded in batch {BATCH}")), "{ran:?}");
    let ran = folder.run(&[&asked[..], &["--reason", "mood"]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("typing_error"), "{ran:?}");
}

/// Of what was corrected in the same batch nothing is left to correct; a correction of another batch cannot be undone.
#[test]
fn a_correction_goes_with_what_it_corrects_and_not_by_itself() {
    const OTHER: &str = "40000000-0000-4000-8000-000000000000";
    let folder = Folder::new();
    let correction = |number, batch| {
        let payload = json!({ "person": PERSON, "status": "regularised" });
        let target = "00000000-0000-4000-8000-000000000003";
        let data = json!({ "target": target, "reason": "typing_error", "occurred_on": "2020-01", "payload": payload });
        line(number, "event_corrected", Some(batch), &data)
    };
    folder.write("all.ndjson", together() + &status() + &correction(4, OTHER));
    assert_eq!(folder.run(&["import", "all.ndjson"]).code, Some(0));
    let ran = folder.run(&["retract", "--batch", OTHER, "--reason", "duplicate", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(json(&ran)["refused"][0]["rule"], "XR-original", "{ran:?}");

    let folder = Folder::new();
    let status = status().replace(r#""data""#, &format!(r#""batch":"{OTHER}","data""#));
    folder.write("all.ndjson", together() + &status + &correction(4, OTHER));
    assert_eq!(folder.run(&["import", "all.ndjson"]).code, Some(0));
    let ran = folder.run(&["retract", "--batch", OTHER, "--reason", "duplicate", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(json(&ran)["accepted"], 1);
}

/// What a rule set was published as stays: a figure may rest on it.
#[test]
fn a_published_rule_set_is_not_undone() {
    let folder = Folder::new();
    let data = json!({
        "rule_set": "base", "version": 1, "parameters": {}, "indicators": [], "rationale": "first reading",
    });
    let published =
        line(1, "rule_published", Some(BATCH), &data).replace(&format!("household/{HOUSEHOLD}"), "rules");
    folder.write("published.ndjson", published);
    assert_eq!(folder.run(&["import", "published.ndjson"]).code, Some(0));
    let ran = folder.run(&["retract", "--batch", BATCH, "--reason", "duplicate", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let refused = &json(&ran)["refused"][0];
    assert_eq!((&refused["rule"], &refused["file"]), (&json!("S-stream"), &json!("rules")));
}
