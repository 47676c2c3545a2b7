//! What is logged at the highest level while facts are imported, recorded and refused: identifiers and codes, none
//! of the values that are sealed.

use std::collections::BTreeSet;

use domain::facts::FactKind;
use domain::wire::PrivacyClass;
use serde_json::{Value, json};

use super::files::{events, finished, write};
use crate::scenarios::{Caller, Served, Told, household};
use crate::store::Place;

const PROGRAMMES: [&str; 3] = ["para", "plateforme-regularises", "integracode"];

/// Every text under a value.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The texts in sealed fields of these lines, those left out that would be found anywhere: years, codes, numbers.
fn sealed(lines: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["type"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
        let fields = FactKind::parse(&name).unwrap().fields();
        for field in fields.iter().filter(|field| field.class != PrivacyClass::S) {
            texts(&line["data"][field.name], &mut found);
        }
    }
    found.retain(|text| text.len() > 6 && !text.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(found.len() > 200, "only {} texts to look for", found.len());
    found
}

fn assert_hidden(log: &str, sealed: &BTreeSet<String>, of: &str) {
    assert!(log.contains("imported") || log.contains("recorded"), "{of} logged nothing: {log}");
    let told: Vec<&str> = sealed.iter().map(String::as_str).filter(|text| log.contains(text)).collect();
    let line = told.first().and_then(|text| log.lines().find(|line| line.contains(text)));
    assert!(told.is_empty(), "{of} logged {} values, one of them in {line:?}", told.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_value_that_is_sealed_is_logged() {
    for (place, format) in [(Place::sqlite(), "json"), (Place::postgres().await, "text")] {
        let url = place.url();
        tokio::task::spawn_blocking(move || logged(&url, format)).await.unwrap();
        drop(place);
    }
}

fn logged(url: &str, format: &str) {
    let folder = tests::scratch();
    let lines = PROGRAMMES.map(events).concat();
    let sealed = sealed(&lines);
    let file = write(folder.path(), "events.ndjson", &lines);
    let import = |options: &[&str], code| {
        let mut command = super::files::import(url, &[&file], options);
        command.env("RUST_LOG", "trace").env("PARCOURS_LOG_FORMAT", format);
        let ran = finished(command.spawn().unwrap());
        assert_eq!(ran.code, Some(code), "{}", ran.stdout);
        ran.stderr
    };
    assert_hidden(&import(&[], 0), &sealed, "an import");
    // Under other identifiers everything contradicts what is there.
    std::fs::write(&file, reidentified(&lines)).unwrap();
    assert_hidden(&import(&["--partial"], 1), &sealed, "an import that is refused");

    let environment = [("RUST_LOG", "trace"), ("PARCOURS_LOG_FORMAT", format)];
    let served = Served::start(url, &environment);
    let mut caller = Caller::new(&served.address);
    let (mut facts, _) = household();
    facts[1]["data"]["identity"] = "Moussa DIALLO, dossier 75-2011-0042".into();
    facts[1]["data"]["birth"] = "1979-11-23".into();
    let mut sealed = sealed;
    sealed.extend(["Moussa DIALLO", "dossier 75-2011-0042", "1979-11-23"].map(str::to_owned));
    assert!(caller.record(&facts).recorded().is_some());
    // Refused: by its shape, as a contradiction, under an identifier that is taken.
    let mut wrong = facts.clone();
    wrong[1]["data"]["birth"] = "le 1979-11-23 à Bamako".into();
    let mut twice = facts.clone();
    for fact in &mut twice {
        fact["id"] = super::id().to_string().into();
    }
    let mut reused = facts.clone();
    reused[1]["data"]["birth"] = "1979-11-24".into();
    for refused in [wrong, twice, reused] {
        let told = caller.record(&refused);
        assert!(told.recorded().is_none() && matches!(told, Told::Answer(200, _)), "{told:?}");
    }
    served.signal("TERM");
    let (code, log) = served.ended();
    assert_eq!(code, Some(0));
    sealed.extend(["Bamako", "1979-11-24"].map(str::to_owned));
    assert_hidden(&log, &sealed, "the server");
    for said in ["recorded", "refused", "answered", "request_id"] {
        assert!(log.contains(said), "{said} in the log");
    }
    if format == "json" {
        for line in log.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
        }
    }
}

/// The same lines under other identifiers.
fn reidentified(lines: &str) -> String {
    let other = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["id"] = json!(super::id().to_string());
        line.to_string()
    };
    lines.lines().map(other).collect::<Vec<_>>().join("\n")
}
