//! Bad input: where it is, which rule it breaks, what was found; and nothing is written.

use serde_json::Value;

use super::{Folder, json};

const HOUSEHOLD: &str = "10000000-0000-4000-8000-000000000000";
const PERSON: &str = "20000000-0000-4000-8000-000000000000";

fn line(number: u32, fact: &str, attributes: &str, data: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"00000000-0000-4000-8000-{number:012}","source":"urn:parcours:org:mep","type":"parcours.{fact}.v1","subject":"household/{HOUSEHOLD}","occurredon":"2020-01",{attributes}"data":{data}}}"#
    )
}

/// A household with one member, in two lines.
fn household() -> [String; 2] {
    let member = format!(
        r#"{{"person":"{PERSON}","birth":"1980","role":"reference_person","reason":"initial","identity":"Hélène"}}"#
    );
    [line(1, "household_opened", "", r#"{"opened_by":"mep"}"#), line(2, "member_joined", "", &member)]
}

/// A status of the member.
fn status(number: u32, attributes: &str, code: &str) -> String {
    let data = format!(r#"{{"person":"{PERSON}","status":"{code}"}}"#);
    line(number, "legal_status_recorded", attributes, &data)
}

/// What an import refuses: line, pointer, rule, value.
type Refusal = (u64, String, String, String);

fn refusal(line: u64, pointer: &str, rule: &str, value: &str) -> Refusal {
    (line, pointer.to_owned(), rule.to_owned(), value.to_owned())
}

fn refusals(report: &Value) -> Vec<Refusal> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let read = |refused: &Value| {
        assert_eq!(refused["file"], "bad.ndjson");
        assert!(text(&refused["message"]).len() > 10, "{refused}");
        let line = refused["line"].as_u64().unwrap();
        (line, text(&refused["pointer"]), text(&refused["rule"]), text(&refused["value"]))
    };
    report["refused"].as_array().unwrap().iter().map(read).collect()
}

/// Imports a file of which something is refused; checks that nothing is written.
fn refused(bytes: impl AsRef<[u8]>) -> Vec<Refusal> {
    let folder = Folder::new();
    folder.write("bad.ndjson", bytes);
    let ran = folder.run(&["import", "bad.ndjson", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(!ran.stdout.contains("Hélène") && !ran.stderr.contains("Hélène"), "{ran:?}");
    let report = json(&ran);
    assert_eq!(report["accepted"], 0);
    assert_eq!(report["refused_in_all"], report["refused"].as_array().unwrap().len());
    assert!(report["first_position"].is_null() && report["last_position"].is_null(), "{report}");
    assert_eq!(folder.export(), "");
    refusals(&report)
}

/// The household, with one line changed by a replacement.
fn refused_with(from: &str, to: &str) -> Vec<Refusal> {
    let sound = household().join("\n");
    assert!(sound.contains(from), "{from}");
    refused(sound.replace(from, to))
}

#[test]
fn a_truncated_file() {
    let sound = household().join("\n");
    let cut = &sound[..sound.len() - 40];
    let column = cut.lines().last().unwrap().len();
    assert_eq!(
        refused(cut),
        [refusal(2, "", "S-json", &format!("s’arrête trop tôt, à la colonne {column}"))]
    );
}

#[test]
fn another_encoding() {
    let latin1: Vec<u8> =
        household().join("\n").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let byte = household()[1].find('é').unwrap() + 1;
    assert_eq!(refused(latin1), [refusal(2, "", "S-json", &format!("pas de l’UTF-8 à l’octet {byte}"))]);
}

#[test]
fn what_is_no_json_is_told_in_the_language_asked_for_and_never_repeated() {
    let folder = Folder::new();
    folder.write("bad.ndjson", "{\"identity\":\"Hélène\",x}\n[\"Hélène\"]\n{\"a\":1,\"a\":2}\n");
    for (language, said) in [
        (
            "fr",
            [
                "pas du JSON à la colonne 24",
                "du JSON, mais pas un objet",
                "une clé est répétée à la colonne 13",
            ],
        ),
        ("en", ["not JSON at column 24", "JSON, but no object", "a key stands twice, at column 13"]),
    ] {
        let ran = folder.run(&["import", "bad.ndjson", "--format", "json", "--lang", language]);
        assert!(ran.code == Some(1) && !ran.stdout.contains("Hélène"), "{ran:?}");
        let values: Vec<String> = refusals(&json(&ran)).into_iter().map(|(_, _, _, value)| value).collect();
        assert_eq!(values, said);
    }
}

#[test]
fn a_number_that_would_be_rounded() {
    let contract = |hours: &str| {
        let data = format!(
            r#"{{"contract":"50000000-0000-4000-8000-000000000000","person":"{PERSON}","kind":"cdi","starts_on":"2020-01","weekly_hours":{hours}}}"#
        );
        [&household()[..], &[line(3, "contract_signed", "", &data)]].concat().join("\n")
    };
    for hours in ["17.000000000000000000001", "1e400"] {
        assert_eq!(refused(contract(hours)), [refusal(3, "/data/weekly_hours", "S-format", hours)]);
    }
}

#[test]
fn an_unknown_type() {
    let (known, unknown) = ("parcours.member_joined.v1", "parcours.member_met.v1");
    assert_eq!(refused_with(known, unknown), [refusal(2, "/type", "S-type", unknown)]);
}

#[test]
fn an_unknown_field() {
    let more = r#""birth":"1980","colour":"red""#;
    assert_eq!(refused_with(r#""birth":"1980""#, more), [refusal(2, "/data/colour", "S-unknown-field", "…")]);
}

#[test]
fn a_wrong_code() {
    assert_eq!(refused_with("reference_person", "boss"), [refusal(2, "/data/role", "S-code", "boss")]);
}

#[test]
fn a_month_that_does_not_exist() {
    let line = household()[0].replace("2020-01", "2009-13");
    assert_eq!(refused(line), [refusal(1, "/occurredon", "S-format", "2009-13")]);
}

#[test]
fn an_arrival_before_birth() {
    assert_eq!(
        refused_with(r#""birth":"1980""#, r#""birth":"2021""#),
        [refusal(2, "/data/birth", "MJ-birth", "2021")]
    );
}

#[test]
fn a_line_of_ten_megabytes() {
    let found = refused(household().join("\n").replace("Hélène", &"x".repeat(10_000_000)));
    let [(2, pointer, rule, value)] = found.as_slice() else { panic!("{} refusals", found.len()) };
    assert_eq!((pointer.as_str(), rule.as_str()), ("", "S-json"));
    assert!(value.len() < 200 && value.contains("octets"), "{value}");
}

#[test]
fn an_id_used_again_for_something_else() {
    let [opened, joined] = household();
    let again = status(2, "", "refugee");
    let id = "00000000-0000-4000-8000-000000000002";
    assert_eq!(refused([opened, joined, again].join("\n")), [refusal(3, "/id", "S-id-reused", id)]);
}

#[test]
fn one_bad_line_takes_its_batch_with_it_and_is_listed_alone() {
    let [opened, joined] = household();
    let batch = r#""batch":"30000000-0000-4000-8000-000000000000","#;
    let together = [status(3, batch, "refugee"), status(4, batch, "king"), status(5, batch, "french")];
    let lines = [opened, joined].into_iter().chain(together).chain([status(6, "", "regularised")]);
    let lines = lines.collect::<Vec<_>>().join("\n");
    let expected = [refusal(4, "/data/status", "S-code", "king")];
    assert_eq!(refused(&lines), expected);

    let folder = Folder::new();
    folder.write("bad.ndjson", lines);
    let ran = folder.run(&["import", "bad.ndjson", "--partial", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report = json(&ran);
    assert_eq!(refusals(&report), expected);
    assert_eq!((&report["accepted"], &report["last_position"]), (&3.into(), &3.into()));
    let kept: Vec<String> = folder.export().lines().map(id).collect();
    assert_eq!(kept, [1, 2, 6].map(|number| format!("00000000-0000-4000-8000-{number:012}")));
}

fn id(line: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    line["id"].as_str().unwrap().to_owned()
}

#[test]
fn every_refused_line_is_listed() {
    let bad = [status(7, "", "king"), status(8, "", "queen")];
    let found = refused(household().into_iter().chain(bad).collect::<Vec<_>>().join("\n"));
    assert_eq!(
        found,
        [refusal(3, "/data/status", "S-code", "king"), refusal(4, "/data/status", "S-code", "queen")]
    );
}

#[test]
fn the_table_says_the_same_to_people() {
    let folder = Folder::new();
    folder.write("bad.ndjson", household()[0].replace("mep\"}", r#"mep\u001b[2J"}"#));
    let ran = folder.run(&["import", "bad.ndjson", "--lang", "fr"]);
    assert_eq!(ran.code, Some(1));
    let line = ran.stdout.lines().last().unwrap();
    assert!(line.starts_with("bad.ndjson:1  /data/opened_by  S-format  mep\\u{1b}[2J  la valeur"), "{line}");
    assert!(ran.stderr.contains("rien n’a été écrit"), "{}", ran.stderr);
    let ran = folder.run(&["import", "bad.ndjson", "--lang", "en"]);
    assert!(ran.stdout.contains("        1  refusal\n"), "{}", ran.stdout);
}

#[test]
fn a_dry_run_tells_what_is_accepted_and_what_an_import_would_write() {
    let folder = Folder::new();
    folder.write(
        "bad.ndjson",
        household().into_iter().chain([status(7, "", "king")]).collect::<Vec<_>>().join("\n"),
    );
    let run =
        |more: &[&str]| folder.run(&[&["import", "bad.ndjson", "--dry-run", "--lang", "en"], more].concat());
    let told = |more: &[&str]| {
        let report = json(&run(&[more, &["--format", "json"]].concat()));
        (report["accepted"].as_u64(), report["would_write"].as_u64())
    };
    assert_eq!(told(&[]), (Some(2), Some(0)));
    assert_eq!(told(&["--partial"]), (Some(2), Some(2)));
    let whole = "an import would write nothing either, for lines are refused";
    assert!(run(&[]).stdout.contains(whole), "{:?}", run(&[]));
    assert!(!run(&["--partial"]).stdout.contains(whole), "{:?}", run(&["--partial"]));
}

#[test]
fn a_number_of_too_many_digits_says_so() {
    let folder = Folder::new();
    let signed = |hours: &str| {
        let data = format!(
            r#"{{"contract":"40000000-0000-4000-8000-000000000000","person":"{PERSON}","kind":"cdi","starts_on":"2020-01","weekly_hours":{hours}}}"#
        );
        household().into_iter().chain([line(3, "contract_signed", "", &data)]).collect::<Vec<_>>().join("\n")
    };
    let told = |hours: &str| {
        folder.write("bad.ndjson", signed(hours));
        let report = json(&folder.run(&["import", "bad.ndjson", "--lang", "en", "--format", "json"]));
        report["refused"][0]["message"].as_str().unwrap().to_owned()
    };
    let few = "expected: a number of at most 15 significant digits";
    assert!(told("17.123456789012345678").contains(few), "{}", told("17.123456789012345678"));
    assert!(told("1234567890123456").contains(few), "{}", told("1234567890123456"));
    assert!(told("\"17\"").contains("expected: a number, such as 17.5"), "{}", told("\"17\""));
}

#[test]
fn nobody_takes_part_before_birth() {
    let early = status(3, "", "refugee").replace("\"2020-01\"", "\"1979-12\"");
    let lines = household().into_iter().chain([early]).collect::<Vec<_>>().join("\n");
    assert_eq!(refused(&lines), [refusal(3, "/data/person", "G4-member", PERSON)]);
}
