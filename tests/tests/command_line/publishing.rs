//! `rules publish`, `publish` and `figures published`: what is recorded, what is refused, what is at fault.

use std::fs;

use serde_json::json;

use super::{Folder, json};

const OWN: &str = "code = \"OWN\"\nversion = 1\nbase = \"3GIP-2010/1\"\nlabel = \"Own\"\n";

fn with_rules(text: &str) -> Folder {
    let folder = Folder::with_families();
    rules(&folder, text);
    folder
}

fn rules(folder: &Folder, text: &str) {
    fs::create_dir_all(folder.path("rules/OWN/1")).unwrap();
    folder.write("rules/OWN/1/rules.toml", text);
}

const PUBLISH_RULES: [&str; 9] =
    ["rules", "publish", "OWN@1", "--rules", "rules", "--org", "ftda", "--rationale", "a first report"];

const PUBLISH: [&str; 11] = [
    "publish",
    "--programme",
    "plateforme-regularises",
    "--rules",
    "OWN@1",
    "--folder",
    "rules",
    "--from",
    "2008-03-01",
    "--to",
    "2010-12-31",
];

fn publish<'a>(further: &[&'a str]) -> Vec<&'a str> {
    [&PUBLISH[..], further].concat()
}

#[test]
fn figures_are_published_when_that_is_confirmed() {
    let folder = with_rules(OWN);
    let refused = folder.run(&publish(&["--lang", "en"]));
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""), "{refused:?}");
    assert!(refused.stderr.contains("rule set OWN/1 is not published"), "{refused:?}");
    let ran = folder.run(&[&PUBLISH_RULES[..], &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let published = json(&ran);
    assert_eq!((&published[0]["rule_set"], &published[0]["version"]), (&json!("OWN"), &json!(1)));
    assert_eq!(json(&folder.run(&["rules", "published", "--format", "json"])), published);

    for (lang, told) in [("en", "everybody may read what is published"), ("fr", "tout le monde peut lire")] {
        let ran = folder.run(&publish(&["--secrecy", "partner", "--lang", lang]));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.stderr.contains(told), "{ran:?}");
    }
    let before = folder.export();
    let trial = folder.run(&publish(&["--format", "json"]));
    assert_eq!(trial.code, Some(0), "{trial:?}");
    assert!(trial.stderr.contains("--confirm"), "{trial:?}");
    assert_eq!(folder.export(), before, "a trial records nothing");
    let told = json(&trial);
    assert_eq!((&told["secrecy"], &told["positions"]), (&json!("public"), &json!(null)));

    let ran = folder.run(&publish(&["--confirm", "--format", "json"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    let figures = told["figures"].as_array().unwrap();
    assert_eq!(told["positions"].as_array().map(Vec::len), Some(figures.len()));
    let share = figures.iter().find(|figure| figure["figure"] == "housed.permanent_share").unwrap();
    let numbers = json!([share["value"], share["numerator"], share["denominator"], share["standing"]]);
    assert_eq!(numbers, json!([43, 27, 63, "new"]));

    let ran = folder.run(&publish(&["--confirm", "--lang", "en"]));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("--restate publishes a new version, the earlier stays"), "{ran:?}");
    let ran = folder.run(&publish(&["--set", "RP08=AGIR", "--lang", "en"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");

    let rebuilt = folder.run(&["figures", "published", "--rules", "rules", "--format", "json"]);
    assert_eq!(rebuilt.code, Some(0), "{rebuilt:?}");
    let rebuilt = json(&rebuilt);
    assert_eq!((&rebuilt["same"], &rebuilt["of"]), (&json!(figures.len()), &json!(figures.len())));
    assert_eq!(rebuilt["figures"][0]["verdict"], "same");
    // Without the rules they cannot be rebuilt.
    let missing = folder.run(&["figures", "published", "--lang", "en"]);
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.stdout.contains("the rule set is missing"), "{}", missing.stdout);
}

#[test]
fn a_published_version_is_refused_when_its_files_are_others() {
    let folder = with_rules(OWN);
    assert_eq!(folder.run(&PUBLISH_RULES).code, Some(0));
    assert_eq!(folder.run(&publish(&["--confirm"])).code, Some(0));
    rules(&folder, &format!("{OWN}# The same to a machine.\n"));
    let of = ["--programme", "plateforme-regularises"];
    let when = ["--from", "2010-01-01", "--to", "2010-12-31"];
    let asked: [Vec<&str>; 4] = [
        PUBLISH_RULES.to_vec(),
        [&["figures", "--rules", "rules"][..], &of].concat(),
        [&["report", "--rules", "OWN@1", "--folder", "rules"][..], &of, &when].concat(),
        [&["rules", "compare", "OWN@1", "AGIR-2024", "--rules", "rules"][..], &of].concat(),
    ];
    for asked in asked {
        let ran = folder.run(&[&asked[..], &["--lang", "en"]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{asked:?}: {ran:?}");
        assert!(ran.stderr.contains("rule set OWN/1 is not the one that was published"), "{ran:?}");
    }
    let ran = folder.run(&["figures", "published", "--rules", "rules", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("no longer those that were published: digest"), "{}", ran.stdout);
}

#[test]
fn rules_that_do_not_fit_are_not_published() {
    let folder = with_rules(OWN);
    fs::create_dir_all(folder.path("rules/OWN/1/views")).unwrap();
    folder.write("rules/OWN/1/views/exits.sql", "SELECT nocolumn FROM spells");
    let before = folder.export();
    let ran = folder.run(&[&PUBLISH_RULES[..], &["--lang", "en"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("rules/OWN/1/views/exits.sql:1:8: exits"), "{ran:?}");
    assert!(ran.stderr.contains("no column nocolumn"), "{ran:?}");
    assert_eq!(folder.export(), before, "nothing is recorded");
}
