//! Imports that are tried first, repeated, or take over recording times.

use std::path::Path;

use serde_json::{Value, json};
use tests::binary::Ran;

use super::facts::{Family, id, line};
use super::files::{counts, events, import, report, run, write};
use super::{ledger, node, record};
use crate::store::{Place, contracts};

contracts![
    a_dry_run_says_what_the_import_will_and_writes_nothing,
    a_dry_run_makes_no_ledger,
    an_import_repeated_writes_nothing,
    asserted_times_go_into_an_empty_ledger_only,
    asserted_times_that_are_missing_or_go_back_are_refused_by_file_and_line,
    what_is_refused_once_is_not_taken_for_recorded,
];

fn imported(place: &Place, files: &[&Path], options: &[&str]) -> Ran {
    run(import(&place.url(), files, options))
}

/// Lines of one programme, with some that contradict it.
fn mixed(family: &Family) -> String {
    let stream = family.stream.to_string();
    let status = |on: &str| {
        let data = json!({ "person": family.person, "status": "refugee" });
        line(&stream, "legal_status_recorded", on, &data).to_string()
    };
    let nobody = json!({ "person": id(), "status": "refugee" });
    let stranger = line(&stream, "legal_status_recorded", "2021", &nobody).to_string();
    [events("difre"), [status("2021"), stranger, status("2999"), status("2022")].join("\n")].concat()
}

async fn a_dry_run_says_what_the_import_will_and_writes_nothing(place: Place) {
    let (folder, family) = (tests::scratch(), Family::new());
    let node = node(&place).await;
    record(&node, family.opened()).await.unwrap();
    let file = write(folder.path(), "mixed.ndjson", &mixed(&family));
    let dry = imported(&place, &[&file], &["--partial", "--dry-run"]);
    assert_eq!(ledger(&node).await.len(), 2);
    let real = imported(&place, &[&file], &["--partial"]);
    assert_eq!((dry.code, real.code), (Some(1), Some(1)), "{dry:?} {real:?}");
    let (dry, real) = (report(&dry), report(&real));
    for name in ["accepted", "ignored", "warnings", "refused"] {
        assert_eq!(dry[name], real[name]);
    }
    let rules: Vec<_> = real["refused"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
    assert_eq!(rules, ["G4-member", "G3-future"]);
    let sound = events("difre").lines().count() + 2;
    assert_eq!(real["accepted"], sound);
    assert_eq!((&dry["dry_run"], &real["dry_run"]), (&json!(true), &json!(false)));
    assert_eq!((&dry["last_position"], &real["last_position"]), (&Value::Null, &json!(2 + sound)));
    assert_eq!(ledger(&node).await.len(), 2 + sound);

    // What the partial import wrote is ignored by whatever comes after.
    let (dry, real) = (imported(&place, &[&file], &["--dry-run"]), imported(&place, &[&file], &[]));
    assert_eq!((dry.code, real.code), (Some(1), Some(1)));
    assert_eq!((counts(&dry), counts(&real)), ((0, sound), (0, sound)));
    assert_eq!(report(&dry)["refused"], report(&real)["refused"]);
    assert_eq!(ledger(&node).await.len(), 2 + sound);
}

async fn a_dry_run_makes_no_ledger(place: Place) {
    let folder = tests::scratch();
    let file = write(folder.path(), "difre.ndjson", &events("difre"));
    let lines = events("difre").lines().count();
    let ran = imported(&place, &[&file], &["--dry-run"]);
    assert_eq!((ran.code, counts(&ran)), (Some(0), (lines, 0)), "{ran:?}");
    match &place {
        Place::Sqlite(_) => assert!(!place.path().exists()),
        Place::Postgres(_) => {
            place.execute("CREATE SCHEMA parcours; CREATE SCHEMA parcours_keys").await.unwrap();
        }
    }
}

async fn an_import_repeated_writes_nothing(place: Place) {
    let folder = tests::scratch();
    let file = write(folder.path(), "difre.ndjson", &events("difre"));
    let lines = events("difre").lines().count();
    assert_eq!(imported(&place, &[&file], &[]).code, Some(0));
    let before = ledger(&node(&place).await).await;
    // Twice in one call as well.
    for (files, options, ignored) in [
        (vec![file.as_path()], vec![], lines),
        (vec![file.as_path(), file.as_path()], vec![], 2 * lines),
        (vec![file.as_path()], vec!["--partial"], lines),
        (vec![file.as_path()], vec!["--dry-run"], lines),
    ] {
        let ran = imported(&place, &files, &options);
        assert_eq!((ran.code, counts(&ran)), (Some(0), (0, ignored)), "{ran:?}");
        assert_eq!(report(&ran)["last_position"], Value::Null);
    }
    assert!(ledger(&node(&place).await).await == before, "the ledger changed");
}

async fn asserted_times_go_into_an_empty_ledger_only(place: Place) {
    let folder = tests::scratch();
    let one = write(folder.path(), "difre.ndjson", &events("difre"));
    let other = write(folder.path(), "karibu.ndjson", &events("karibu"));
    // Two restores at once: one is first, and the other must not follow it.
    let children =
        [&one, &other].map(|file| import(&place.url(), &[file], &["--as-recorded"]).spawn().unwrap());
    let rans = children.map(super::files::finished);
    let mut codes: Vec<_> = rans.iter().map(|ran| ran.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(1)], "{rans:?}");
    for refused in rans.iter().filter(|ran| ran.code == Some(1)) {
        assert_eq!(refused.stdout, "");
        assert!(refused.stderr.contains("only taken over into an empty one"), "{refused:?}");
    }
    let won = usize::from(rans[1].code == Some(0));
    let lines = events(["difre", "karibu"][won]).lines().count();
    assert_eq!(ledger(&node(&place).await).await.len(), lines);
}

async fn asserted_times_that_are_missing_or_go_back_are_refused_by_file_and_line(place: Place) {
    let folder = tests::scratch();
    let change = |at: usize, to: &dyn Fn(&mut Value)| {
        let text = events("difre");
        let lines = text.lines().enumerate().map(|(number, line)| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if number + 1 == at {
                to(&mut line);
            }
            line.to_string()
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let missing = change(7, &|line| drop(line.as_object_mut().unwrap().remove("recordedtime")));
    let to_come = change(9, &|line| line["recordedtime"] = "2999-12-31T23:00:00Z".into());
    let back = change(9, &|line| line["recordedtime"] = "1999-12-31T23:00:00Z".into());
    let good = write(folder.path(), "good.ndjson", &events("karibu"));
    for (name, text, at, rule, value) in [
        ("missing.ndjson", missing, 7, "S-required", "null"),
        ("back.ndjson", back, 9, "G1-recorded-order", "1999-12-31T23:00:00Z"),
        ("to-come.ndjson", to_come, 9, "G3-future", "2999-12-31T23:00:00Z"),
    ] {
        let file = write(folder.path(), name, &text);
        let ran = imported(&place, &[&good, &file], &["--as-recorded"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let report = report(&ran);
        let refused = report["refused"].as_array().unwrap();
        // Others may be refused because this line is.
        let first = refused.iter().find(|one| one["pointer"] == "/recordedtime").unwrap();
        assert_eq!(first["file"], file.to_str().unwrap());
        assert_eq!(
            (&first["line"], &first["rule"], &first["value"]),
            (&at.into(), &rule.into(), &value.into())
        );
        assert!(ledger(&node(&place).await).await.is_empty());
    }
}

async fn what_is_refused_once_is_not_taken_for_recorded(place: Place) {
    let (folder, family) = (tests::scratch(), Family::new());
    let stream = family.stream.to_string();
    let opened = line(&stream, "household_opened", "2020-01-06", &json!({ "opened_by": "elia" }));
    let data = json!({
        "person": family.person, "birth": "1990", "role": "reference_person", "reason": "initial",
    });
    let joined = line(&stream, "member_joined", "2020-01-06", &data);
    // Sent too early, then again in its place; and a batch that fails, of which one line comes again alone.
    let status = json!({ "person": family.person, "status": "refugee" });
    let mut batch = [(); 2].map(|()| line(&stream, "legal_status_recorded", "2021", &status));
    let shared = id().to_string();
    for line in &mut batch {
        line["batch"] = shared.clone().into();
    }
    batch[1]["data"]["status"] = "king".into();
    let mut alone = batch[0].clone();
    alone.as_object_mut().unwrap().remove("batch");
    let [one, two] = &batch;
    let text = [&joined, &opened, &joined, one, two, &alone].map(Value::to_string).join("\n");
    let file = write(folder.path(), "again.ndjson", &text);
    let ran = imported(&place, &[&file], &["--partial"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(counts(&ran), (3, 0), "{ran:?}");
    let events = ledger(&node(&place).await).await;
    let types: Vec<_> = events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["household_opened", "member_joined", "legal_status_recorded"]);
}
