//! `parcours erase`, `keys` and `access-log`, as their users run them.

use std::path::Path;

use serde_json::{Value, json};
use tests::binary::{Ran, parcours, run_in};

use crate::store::Place;

/// Famille K. of the *Plateforme des régularisés*, and its reference person.
const HOUSEHOLD: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const PERSON: &str = "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a";

fn answer(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Runs with a master key of its own.
fn run(folder: &Path, url: &str, arguments: &[&str]) -> Ran {
    let mut command = parcours();
    command.env("PARCOURS_MASTER_KEY_FILE", folder.join("master.key")).env("USER", "amina");
    let out = command.args(arguments).args(["--database", url]).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
}

fn a_person_is_erased(place: &Place) {
    let (folder, url) = (tests::scratch(), place.url());
    let run = |arguments: &[&str]| run(folder.path(), &url, arguments);
    let events = tests::workspace::root().join("programmes/plateforme-regularises/events.ndjson");
    let ran = run(&["import", "--as-recorded", events.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("made a master key"), "{ran:?}");
    let unlisted =
        parcours().args(["households", "--database", &url]).current_dir(folder.path()).output().unwrap();
    let refusal = String::from_utf8(unlisted.stderr).unwrap();
    assert!(unlisted.status.code() == Some(3) && refusal.contains("clé maîtresse"), "{refusal}");
    let erase = ["erase", PERSON, "--basis", "request", "--level", "all", "--format", "json"];
    let would = run(&[&erase[..], &["--dry-run"]].concat());
    let told = answer(&would);
    assert_eq!((would.code, &told["position"], &told["dry_run"]), (Some(0), &Value::Null, &json!(true)));
    let residue = "age_band=25-59,department=63,route=asylum_in_france";
    let ran = run(&[&erase[..], &["--residue", residue, "--yes"]].concat());
    let erased = answer(&ran);
    assert_eq!((ran.code, &erased["person"]), (Some(0), &json!(PERSON)), "{ran:?}");
    assert_eq!(erased["events_sealed"], told["events_sealed"]);
    assert!(erased["events_sealed"].as_u64() > Some(0) && erased["position"].as_u64() > Some(0), "{erased}");
    // What is erased reads as erased, for programs and for people.
    let ran = run(&["replay", HOUSEHOLD, "--as-of", "2010-12-31", "--format", "json", "--reason", "recours"]);
    let births: Vec<Value> =
        answer(&ran)["members"].as_array().unwrap().iter().map(|member| member["birth"].clone()).collect();
    assert_eq!(births.iter().filter(|birth| **birth == json!({ "erased": true })).count(), 1, "{births:?}");
    let ran = run(&["replay", HOUSEHOLD, "--as-of", "2010-12-31", "--lang", "fr"]);
    assert!(ran.stdout.contains("effacé"), "{ran:?}");
    let right = answer(&run(&["verify", "--format", "json"]));
    assert_eq!((&right["ok"], &right["accesses"]["entries"]), (&json!(true), &json!(2)), "{right}");
    assert!(right["keys"]["keys"].as_u64() > Some(100) && right["keys"]["unchecked"].is_null(), "{right}");
    let log = answer(&run(&["access-log", "--household", HOUSEHOLD, "--format", "json"]));
    let entry = &log[0];
    assert_eq!(
        (&entry["reader"], &entry["reason"], &entry["via"]),
        (&json!("amina"), &json!("recours"), &json!("replay"))
    );
    assert_eq!(entry["household"], format!("household/{HOUSEHOLD}"));
    // Another master key opens what is left.
    let keys = answer(&run(&["keys", "status", "--format", "json"]));
    let destroyed = |row: &&Value| row["state"] == "destroyed";
    assert_eq!(keys["keys"].as_array().unwrap().iter().filter(destroyed).count(), 2, "{keys}");
    let ran = run(&["keys", "rotate", "--format", "json"]);
    assert!(ran.code == Some(0) && answer(&ran)["keys"].as_u64() > Some(100), "{ran:?}");
    let ran = run(&["export", "--stream", &format!("household/{HOUSEHOLD}")]);
    assert!(ran.code == Some(0) && ran.stdout.contains("\"birth\":\"19"), "{ran:?}");
    // Whoever has none reads nothing.
    std::fs::remove_file(folder.path().join("master.key")).unwrap();
    let ran = run(&["replay", HOUSEHOLD, "--lang", "en"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    assert!(ran.stderr.contains("master.key is missing"), "{ran:?}");
    // What needs no key is still verified, and what was not is told.
    let ran = run(&["verify", "--format", "json"]);
    let left = answer(&ran);
    assert_eq!((ran.code, &left["ok"], &left["keys"]["unchecked"]), (Some(0), &json!(true), &json!("wraps")));
    assert!(run(&["verify", "--lang", "en"]).stdout.contains("master.key is missing"));
}

#[test]
fn a_person_is_erased_on_sqlite() {
    a_person_is_erased(&Place::sqlite());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_erased_on_postgres() {
    a_person_is_erased(&Place::postgres().await);
}

#[test]
fn an_erasure_that_is_not_told_well_is_misuse() {
    let folder = tests::scratch();
    let erase = |arguments: &[&str]| run_in(folder.path(), [&["erase"], arguments].concat());
    let all = ["--basis", "request", "--level", "all"];
    for wrong in [
        &[][..],
        &[PERSON],
        &[PERSON, "--basis", "whim", "--level", "all"],
        &[PERSON, "--basis", "request", "--level", "some"],
        &[&[PERSON][..], &all, &["--residue", "name=Zoé"]].concat(),
        &[&[PERSON][..], &all, &["--counterpart", PERSON]].concat(),
    ] {
        let ran = erase(wrong);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
    }
    let unknown = erase(&[&[PERSON][..], &all].concat());
    assert_eq!(unknown.code, Some(1), "{unknown:?}");
}
