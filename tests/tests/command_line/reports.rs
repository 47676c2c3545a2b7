//! `report`: the yearly report of a programme, for people, for programs and as a file.

use std::fs;

use serde_json::json;

use super::{Folder, json};

const OF: [&str; 9] = [
    "report",
    "--programme",
    "plateforme-regularises",
    "--rules",
    "3GIP-2010",
    "--from",
    "2008-03-01",
    "--to",
    "2010-12-31",
];

fn with(further: &[&'static str]) -> Vec<&'static str> {
    OF.iter().chain(further).copied().collect()
}

#[test]
fn a_report_has_what_it_takes_to_recompute_each_number() {
    let folder = Folder::with_families();
    let ran = folder.run(&with(&["--format", "json"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    let of = ["programme", "rule_set", "version", "from", "to", "complete", "secrecy", "threshold"];
    let expected =
        json!(["plateforme-regularises", "3GIP-2010", 1, "2008-03-01", "2010-12-31", true, "auditor", null]);
    assert_eq!(json!(of.map(|member| told[member].clone())), expected);
    assert_eq!(told["parameters"]["RP08"], "003");
    assert_eq!(told["position"], told["proof"]["events"]);
    let line = |id: &str| {
        let cells = told["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["line"] == id).unwrap_or_else(|| panic!("no {id}")).clone()
    };
    assert_eq!(
        (&line("entered.households")["value"], &line("entered.persons")["value"]),
        (&json!(99), &json!(368))
    );
    let share = line("housed.permanent_share");
    assert_eq!(json!([share["numerator"], share["denominator"], share["shown"]]), json!([27, 63, 43]));
    assert_eq!(
        share["dimensions"],
        json!({ "unit": "household", "of": "rehoused", "classes": ["permanent"] })
    );
    assert_eq!((&share["suppressed"], &share["left_out"]), (&json!(false), &json!({})));
    assert!(share["definition"].as_str().is_some_and(|about| about.starts_with("Share of the entered")));
    // Its own command gives it once more.
    let command = share["command"].as_str().unwrap().strip_prefix("parcours ").unwrap().to_owned();
    let mut again: Vec<&str> = command.split(' ').collect();
    again.extend(["--format", "json"]);
    let again = json(&folder.run(&again));
    assert_eq!((&again["cells"], &again["position"]), (&json!([share]), &told["position"]));
    // And another tells who is behind it.
    let command = share["units"].as_str().unwrap().strip_prefix("parcours ").unwrap().to_owned();
    let mut behind: Vec<&str> = command.split(' ').collect();
    behind.extend(["--format", "json"]);
    let behind = json(&folder.run(&behind));
    let standing = |code: &str| {
        let units = behind["units"].as_array().unwrap().iter();
        units.filter(|unit| unit["standing"] == code).count()
    };
    assert_eq!((standing("kept"), standing("base")), (27, 63 - 27));
    let outcome = &behind["answer"]["outcomes"][0];
    assert_eq!((&outcome["numerator"], &outcome["rounded"]), (&share["numerator"], &share["shown"]));
}

#[test]
fn a_line_that_there_is_not_is_misuse_and_nobody_is_behind_hidden_numbers() {
    let folder = Folder::with_families();
    let ran = folder.run(&["explain", "--line", "entered.dogs", "--programme", "para", "--to", "2017-12-31"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("entered.dogs"), "{}", ran.stderr);
    let told = json(&folder.run(&with(&["--format", "json", "--secrecy", "public"])));
    assert!(told["cells"].as_array().unwrap().iter().all(|cell| cell["units"].is_null()));
}

#[test]
fn numbers_of_few_are_hidden_from_partners_and_from_the_public() {
    let folder = Folder::with_families();
    let hidden = |secrecy: &str| {
        let mut asked = with(&["--format", "json", "--secrecy"]);
        asked.push(if secrecy == "public" { "public" } else { "partner" });
        let told = json(&folder.run(&asked));
        let cells = told["cells"].as_array().unwrap().clone();
        cells.iter().filter(|cell| cell["suppressed"] == true).count()
    };
    assert!(hidden("partner") <= hidden("public"));
    let ran = folder.run(&with(&["--secrecy", "public", "--lang", "en"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("For the public: numbers below 11"), "{}", ran.stdout);
    let ran = folder.run(&with(&["--secrecy", "everybody"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn a_report_is_a_file_that_is_not_overwritten() {
    let folder = Folder::with_families();
    for name in ["report.csv", "report.xlsx", "report.json"] {
        let mut asked = with(&["--known-at", "2012-01-01T00:00:00Z", "--out"]);
        asked.push(name);
        let ran = folder.run(&asked);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
        let first = fs::read(folder.path(name)).unwrap();
        let ran = folder.run(&asked);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains("--force"), "{ran:?}");
        assert_eq!(fs::read(folder.path(name)).unwrap(), first);
        asked.push("--force");
        assert_eq!(folder.run(&asked).code, Some(0));
        assert!(fs::read(folder.path(name)).unwrap() == first, "{name} is another one of the same facts");
    }
    let csv = fs::read_to_string(folder.path("report.csv")).unwrap();
    let mut lines = csv.split("\r\n");
    // As a French spreadsheet opens it; in English as programs do.
    assert!(lines.next().unwrap().starts_with("\u{feff}\"partie\";\"code\";\"ligne\";\"valeur\""));
    assert!(csv.contains(";42,85") && !csv.contains(";42.85"), "{csv}");
    let ran =
        folder.run(&with(&["--known-at", "2012-01-01T00:00:00Z", "--lang", "en", "--out", "plain.csv"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let plain = fs::read_to_string(folder.path("plain.csv")).unwrap();
    assert!(plain.starts_with('"') && plain.contains(",42.85"), "{plain}");
    assert_eq!(lines.filter(|line| line.contains("--line ")).count(), 42);
    assert!(fs::read(folder.path("report.xlsx")).unwrap().starts_with(b"PK"));
    let mut left: Vec<_> =
        fs::read_dir(folder.path(".")).unwrap().map(|one| one.unwrap().file_name()).collect();
    left.retain(|name| name.to_string_lossy().contains("tmp"));
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(folder.run(&with(&["--out", "report.ods"])).code, Some(2));
}

#[test]
fn what_cannot_be_reported_is_told() {
    let folder = Folder::with_families();
    let told = |asked: &[&str], code: i32, words: &str| {
        let ran = folder.run(&[asked, &["--lang", "en"]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""), "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    };
    let of = |programme, rules, from| {
        ["report", "--programme", programme, "--rules", rules, "--from", from, "--to", "2010-12-31"]
    };
    told(&of("atlantis", "base", "2010-01-01"), 1, "the programme atlantis is not in this ledger");
    told(&of("elan", "ATLANTIS@1", "2010-01-01"), 2, "there is no rule set ATLANTIS@1");
    told(&of("elan", "base", "2011-01-01"), 2, "begins on 2011-01-01 and ends on 2010-12-31");
    told(&with(&["--set", "RP08=ATLANTIS"]), 2, "RP08: ATLANTIS is none of DEF, 003, AGIR");
    told(&with(&["--line", "atlantis"]), 2, "the report has no line atlantis");
    told(&with(&["--known-at", "2999-01-01T00:00:00Z"]), 2, "2999-01-01T00:00:00Z is still to come");
    // As known before anything was.
    told(&with(&["--known-at", "1990-01-01T00:00:00Z"]), 1, "was not yet by then");
}

/// A report of one's own takes the place of that of the base; what its lines ask for is checked.
#[test]
fn a_report_of_ones_own_is_checked_with_its_places() {
    let folder = Folder::with_families();
    fs::create_dir_all(folder.path("rules/OWN/1")).unwrap();
    folder
        .write("rules/OWN/1/rules.toml", "code = \"OWN\"\nversion = 1\nbase = \"base/1\"\nlabel = \"Own\"\n");
    let line = |id: &str, args: &str| {
        format!("[[section.line]]\nid = \"{id}\"\nlabel = \"A\"\nindicator = \"T01\"\nargs = {{ {args} }}\n")
    };
    let section = "[[section]]\nlabel = \"=S\"\n";
    let report = [section, &line("one", "unit = \"person\""), &line("two", "unite = \"person\"")].concat();
    folder.write("rules/OWN/1/report.toml", report);
    let ran = folder.run(&["rules", "check", "rules", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("report.toml:12:10: two: indicator T01 has no argument unite"), "{ran:?}");
    folder.write("rules/OWN/1/report.toml", [section, &line("one", "unit = \"person\"")].concat());
    assert_eq!(folder.run(&["rules", "check", "rules"]).code, Some(0));
    let of = ["report", "--programme", "plateforme-regularises", "--rules", "OWN", "--folder", "rules"];
    let when = ["--from", "2010-01-01", "--to", "2010-12-31", "--out", "own.csv"];
    assert_eq!(folder.run(&[&of[..], &when[..]].concat()).code, Some(0));
    let csv = fs::read_to_string(folder.path("own.csv")).unwrap();
    assert!(csv.lines().nth(1).is_some_and(|line| line.starts_with("\"'=S\";\"one\"")), "{csv}");
    // The command that recomputes a number names the folder that its rules are in.
    assert!(csv.contains("--folder 'rules'"), "{csv}");
    let ran = folder.run(&[&of[..], &when[..4], &["--format", "json"]].concat());
    let command = json(&ran)["command"].as_str().unwrap().to_owned();
    assert!(command.contains("--folder 'rules'"), "{command}");
}
