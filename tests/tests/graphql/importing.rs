//! A dry run of an import says what the import says, to whoever may record the facts, and keeps nothing.

use application::import::{Options, Report};
use domain::StreamId;
use serde_json::{Value, json};

use super::Server;
use crate::faults::facts::{Family, id, line, programme};
use crate::store::{Place, contracts};

pub(super) const IMPORT: &str = "mutation Import($lines: String!) {
  importDryRun(input: { lines: $lines, clientMutationId: \"7\" }) {
    clientMutationId lines accepted ignored households warnings refusedInAll
    refused { line code message path pointer value expected other { id type occurredOn } }
  }
}";

contracts! {
    it_says_what_the_import_says,
    what_a_line_rests_on_may_stand_above_it,
    a_refusal_is_told_where_it_stands,
    nothing_of_it_is_kept,
}

async fn rehearsed(server: &Server, text: &str) -> Value {
    let mut data = server.data(IMPORT, json!({ "lines": text })).await;
    data["importDryRun"].take()
}

/// What an import of a file tells that writes nothing.
async fn imported(server: &Server, text: &str, dry_run: bool) -> Report {
    let folder = tests::scratch();
    let file = folder.path().join("lines.ndjson");
    std::fs::write(&file, text).unwrap();
    let options = Options { dry_run, ..Options::default() };
    server.application.import(&[file], options, &mut |_| {}).await.unwrap()
}

/// Both are asked, and say the same.
async fn compared(server: &Server, text: &str) -> Report {
    let report = imported(server, text, true).await;
    let told = rehearsed(server, text).await;
    let counts = [report.accepted, report.ignored, report.warnings, report.refused_in_all];
    let same = ["accepted", "ignored", "warnings", "refusedInAll"].map(|name| told[name].as_u64().unwrap());
    assert_eq!(counts, same, "{told} {report:?}");
    let refused = report.refused.iter().map(|one| {
        let other = one.other.as_ref().map(|other| other.id.to_string());
        (one.line, one.rule.code(), one.pointer.clone(), one.value.clone(), other)
    });
    let refused: Vec<_> = refused.collect();
    let same = told["refused"].as_array().unwrap().iter().map(|one| {
        let text = |name: &str| one[name].as_str().unwrap().to_owned();
        let other = one["other"]["id"].as_str().map(str::to_owned);
        (one["line"].as_u64().unwrap(), text("code"), text("pointer"), text("value"), other)
    });
    let same: Vec<_> = same.collect();
    let same: Vec<_> =
        same.iter().map(|(a, b, c, d, e)| (*a, b.as_str(), c.clone(), d.clone(), e.clone())).collect();
    assert_eq!(refused, same);
    report
}

/// The lines of a programme, without every `every`th: what rests on it is refused.
fn lines_of(programme: &str, every: usize) -> Vec<String> {
    let path = tests::workspace::root().join(format!("programmes/{programme}/events.ndjson"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.contains("parcours.figure_declared"));
    let kept = lines.enumerate().filter(|(at, _)| (at + 1) % every != 0);
    kept.map(|(_, line)| line.to_owned()).take(850).collect()
}

async fn it_says_what_the_import_says(place: Place) {
    let server = Server::patient(place, false).await;
    let mut refusals = 0;
    for (name, every) in [("muses", usize::MAX), ("muses", 13), ("para", 29), ("integracode", 7)] {
        let mut lines = lines_of(name, every);
        // What stands twice is ignored, and what is no fact is told.
        lines.extend_from_within(..40);
        // What is told again by another event disagrees with the first.
        lines.extend(
            lines[..60]
                .iter()
                .map(|line| {
                    let mut line: Value = serde_json::from_str(line).unwrap();
                    line["id"] = id().to_string().into();
                    line.as_object_mut().unwrap().remove("batch");
                    line.to_string()
                })
                .collect::<Vec<_>>(),
        );
        lines.insert(7, "{\"id\":7}".to_owned());
        lines.insert(9, String::new());
        let report = compared(&server, &lines.join("\n")).await;
        assert!(report.accepted > 100 && report.refused_in_all >= 3, "{name}: {report:?}");
        refusals += report.refused.iter().filter(|one| one.other.is_some()).count();
    }
    assert!(refusals > 0, "no fact disagrees with another");
    // On top of what is recorded.
    let whole = lines_of("muses", usize::MAX).join("\n");
    let report = imported(&server, &whole, false).await;
    assert!(report.accepted > 0 && report.refused_in_all == 0, "{report:?}");
    let report = compared(&server, &lines_of("muses", 13).join("\n")).await;
    assert!(report.ignored > 700 && report.refused_in_all == 0, "{report:?}");
    server.stop().await;
}

async fn what_a_line_rests_on_may_stand_above_it(place: Place) {
    let server = Server::start(place).await;
    let (stream, facts) = programme();
    let StreamId::Programme(code) = &stream else { panic!() };
    let mut lines: Vec<Value> = facts
        .iter()
        .map(|fact| {
            line(&stream.to_string(), fact.fact.kind().name(), &fact.on.to_string(), &fact.fact.write())
        })
        .collect();
    let families = [Family::new(), Family::new()];
    for family in &families {
        let stream = family.stream.to_string();
        for fact in family.opened() {
            lines.push(line(&stream, fact.fact.kind().name(), "2020-01-06", &fact.fact.write()));
        }
        let enrolment =
            json!({ "enrolment": id(), "programme": code.to_string(), "persons": [family.person] });
        lines.push(line(&stream, "enrolment_started", "2020-02-01", &enrolment));
    }
    // Somebody is enrolled in it by a line above, which nobody has written.
    lines.push(line(
        &stream.to_string(),
        "programme_status_set",
        "2021-01-01",
        &json!({ "state": "closed", "reason": "planned" }),
    ));
    // A person is in another household by a line above.
    let again =
        json!({ "person": families[0].person, "birth": "1990", "role": "relative", "reason": "return" });
    lines.push(line(&families[1].stream.to_string(), "member_joined", "2022-01-01", &again));
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let report = compared(&server, &lines.join("\n")).await;
    let refused: Vec<(u64, &str)> = report.refused.iter().map(|one| (one.line, one.rule.code())).collect();
    assert_eq!(report.accepted, 8, "{report:?}");
    assert_eq!(refused, [(9, "PS-closing"), (9, "PS-closing"), (10, "MJ-one-household")], "{report:?}");
    server.stop().await;
}

async fn a_refusal_is_told_where_it_stands(place: Place) {
    let server = Server::start(place).await;
    let family = Family::new();
    let stream = family.stream.to_string();
    let [opened, joined] = family.opened();
    let mut first = line(&stream, "household_opened", "2020-01-06", &opened.fact.write());
    let mut second = line(&stream, "member_joined", "2020-01-06", &joined.fact.write());
    (first["batch"], second["batch"]) = (id().to_string().into(), Value::Null);
    second["batch"] = first["batch"].clone();
    second["data"]["role"] = "chief".into();
    second["data"]["identity"] = 7.into();
    let left = line(&stream, "member_left", "2021", &json!({ "person": family.person, "reason": "death" }));
    let text = format!("{first}\n\n{second}\n{left}\n");
    let answer = server.ask_in("en", IMPORT, json!({ "lines": text })).await;
    let told = answer.json()["data"]["importDryRun"].take();
    assert_eq!(
        (&told["clientMutationId"], &told["lines"], &told["households"]),
        (&json!("7"), &json!(3), &json!(1))
    );
    assert_eq!((&told["accepted"], &told["refusedInAll"]), (&json!(0), &json!(4)), "{told}");
    let refused = told["refused"].as_array().unwrap();
    assert_eq!(
        (&refused[0]["line"], &refused[0]["code"], &refused[0]["path"], &refused[0]["value"]),
        (&json!(3), &json!("S-code"), &json!(["data", "role"]), &json!("chief"))
    );
    let (message, hidden) = (refused[0]["message"].as_str().unwrap(), &refused[1]);
    assert!(message.contains("chief"), "{message}");
    assert_eq!((&hidden["pointer"], &hidden["value"]), (&json!("/data/identity"), &json!("…")));
    assert_eq!((&refused[2]["line"], &refused[2]["code"]), (&json!(4), &json!("G2-first")));
    let french = server.ask(IMPORT, json!({ "lines": text })).await.json();
    assert_ne!(french["data"]["importDryRun"]["refused"][0]["message"], message);
    server.stop().await;
}

async fn nothing_of_it_is_kept(place: Place) {
    let server = Server::patient(place, false).await;
    let lines = lines_of("muses", usize::MAX).join("\n");
    let told = rehearsed(&server, &lines).await;
    assert_eq!((&told["refusedInAll"], &told["ignored"]), (&json!(0), &json!(0)), "{told}");
    assert_eq!(rehearsed(&server, &lines).await, told, "nothing is there that was not");
    let data =
        server.data("{ serverInfo { position } households(first: 1) { nodes { uuid } } }", json!({})).await;
    assert_eq!((&data["serverInfo"]["position"], &data["households"]["nodes"]), (&json!(0), &json!([])));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_are_counted_before_they_are_looked_at() {
    let server = Server::start(Place::sqlite()).await;
    let line = "{}\n";
    for (lines, code) in [("\n \r\n".to_owned(), "BAD_USER_INPUT"), (line.repeat(1_001), "BAD_USER_INPUT")] {
        let answer = server.ask(IMPORT, json!({ "lines": lines })).await;
        assert_eq!(answer.codes(), [code], "{}", answer.body);
    }
    let cost = async |document: &str, variables: Value| {
        let answer = server.ask(document, variables).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["extensions"]["cost"]["requested"].as_u64().unwrap()
    };
    let one = cost(IMPORT, json!({ "lines": line })).await;
    assert_eq!(cost(IMPORT, json!({ "lines": line.repeat(1_000) })).await, one + 999);
    // Each household but the first is read, and all lines are looked at for it.
    let households = (0..300).map(|number| format!("{{\"subject\":\"household/{number}\"}}\n"));
    let households = households.collect::<Vec<_>>().concat();
    assert_eq!(cost(IMPORT, json!({ "lines": households })).await, one + 299 + 299 * (10 + 3));
    let whole = "mutation ($input: ImportDryRunInput!) { importDryRun(input: $input) { lines } }";
    let cheap = cost(whole, json!({ "input": { "lines": line } })).await;
    assert_eq!(cost(whole, json!({ "input": { "lines": line.repeat(500) } })).await, cheap + 499);
    let written = r#"mutation { importDryRun(input: { lines: "{}\n{}\n{}" }) { lines } }"#;
    assert_eq!(cost(written, json!({})).await, cheap + 2);
    let twice = "mutation ($lines: String!) { ...F } fragment F on Mutation {
        a: importDryRun(input: { lines: $lines }) { lines } b: importDryRun(input: { lines: $lines }) { lines } }";
    let answer = server.ask(twice, json!({ "lines": line.repeat(26_000) })).await;
    assert_eq!(answer.codes(), ["OPERATION_TOO_COMPLEX"], "{}", answer.body);
    server.stop().await;
}
