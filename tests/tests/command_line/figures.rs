//! `figures` and `rules`: for people and for programs, and what is told of rules that are wrong.

use std::fs;

use serde_json::json;

use super::{Folder, json};

const PROGRAMME: &str = "plateforme-regularises";

/// A rule set that moves one parameter of the base.
const STRICT: &str = "code = \"STRICT\"\nversion = 1\nbase = \"3GIP-2010/1\"\nlabel = \"Strict\"\n\
                      [values]\nRP06 = { set = \"D-STRICT\" }\n";

fn rules(folder: &Folder, text: &str) {
    fs::create_dir_all(folder.path("rules/STRICT/1")).unwrap();
    folder.write("rules/STRICT/1/rules.toml", text);
}

#[test]
fn figures_stand_beside_what_was_printed() {
    let folder = Folder::with_families();
    let ran = folder.run(&["figures", "--programme", PROGRAMME, "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    let figures = told.as_array().unwrap();
    assert_eq!(figures.iter().filter(|figure| figure["match"] == true).count(), 30);
    let share = figures.iter().find(|figure| figure["id"] == "F003-06").unwrap();
    let members = ["shown", "numerator", "denominator", "printed", "rule_set", "version", "match"];
    let values = members.map(|member| share[member].clone());
    assert_eq!(
        values,
        [json!(64), json!(63), json!(99), json!(64), json!("3GIP-2010"), json!(1), json!(true)]
    );
    assert_eq!(share["computed"], json!(63.636_364));
    assert!(share["note"].as_str().is_some_and(|note| note.starts_with("X23: ")), "{share}");
    assert_eq!(share["known_at"], "2011-12-31T23:59:59Z");
    // As known on 2011-01-05, before the end of a contract was learnt.
    let early = figures.iter().find(|figure| figure["id"] == "F003-16").unwrap();
    assert_eq!((&early["computed"], &early["printed"]), (&json!(23), &json!(23)));
    assert!(early["position"].as_u64() < share["position"].as_u64());
}

#[test]
fn figures_of_a_programme_that_is_not_there_do_not_agree() {
    let folder = Folder::with_families();
    let ran = folder.run(&["figures", "--programme", "elan", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("no: the programme elan is not in this ledger"), "{}", ran.stdout);
    assert!(
        ran.stdout.trim_end().ends_with("0 of 9 figures agree results 0/8 · rules 0/1"),
        "{}",
        ran.stdout
    );
    let ran = folder.run(&["figures", "--programme", "atlantis"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
}

#[test]
fn figures_and_rules_of_ones_own_are_computed() {
    let folder = Folder::with_families();
    rules(&folder, STRICT);
    let figure = |expected: u8| {
        format!(
            "programme = \"{PROGRAMME}\"\n[[figure]]\nid = \"A\"\nclass = \"result\"\ntemplate = \"T07\"\n\
             rule_set = \"STRICT\"\nexpected = {expected}\nqualifier = \"exact\"\n\
             known_at = \"2011-12-31T23:59:59Z\"\nwindow = {{ from = \"2008-03-01\", to = \"2010-12-31\" }}\n\
             args = {{ measure = \"count\", unit = \"household\", programme = \"{PROGRAMME}\" }}\n"
        )
    };
    folder.write("figures.toml", figure(0));
    let asked = ["figures", "--file", "figures.toml", "--rules", "rules", "--format", "json"];
    let ran = folder.run(&asked);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let computed = json(&ran)[0]["computed"].as_u64().unwrap();
    // Some of the 22 durable jobs are not open-ended, or all are: none is added.
    assert!(computed <= 22, "{computed}");
    folder.write("figures.toml", figure(u8::try_from(computed).unwrap()));
    assert_eq!(folder.run(&asked).code, Some(0));
    folder.write("figures.toml", figure(0).replace("measure", "mesure"));
    let ran = folder.run(&["figures", "--file", "figures.toml", "--rules", "rules", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told = "figures.toml:11:10: A: indicator T07 has no argument mesure";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
}

#[test]
fn rule_sets_are_listed_and_shown() {
    let folder = Folder::new();
    let list = json(&folder.run(&["rules", "list", "--format", "json"]));
    let sets = list.as_array().unwrap();
    let elan = sets.iter().find(|set| set["rule_set"] == "ELAN-2019").unwrap();
    assert_eq!(elan["differences"], json!({ "RP09": "ELAN", "RP17_mode": "truncate" }));
    assert_eq!(elan["digest"].as_str().map(str::len), Some(64));
    let shown = json(&folder.run(&["rules", "show", "ELAN-2019", "--format", "json"]));
    let shown = &shown[0];
    assert_eq!((&shown["base"], &shown["digest"]), (&json!("base/1"), &elan["digest"]));
    assert_eq!(shown["parameters"].as_array().map(Vec::len), Some(30));
    let ran = folder.run(&["rules", "show", "ELAN-2019/1", "--lang", "en"]);
    assert!(ran.stdout.contains("= ELAN (KODIKO by default)"), "{}", ran.stdout);
    assert_eq!(folder.run(&["rules", "show", "ELAN-2019/7"]).code, Some(2));
    assert!(!folder.path("parcours.db").exists(), "rules need no ledger");
}

#[test]
fn what_is_wrong_with_rules_is_told_with_its_place() {
    let folder = Folder::new();
    rules(&folder, &STRICT.replace("D-STRICT", "D-STRIKT"));
    let ran = folder.run(&["rules", "check", "rules", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let place = "rules/STRICT/1/rules.toml:6:16: RP06.set: ";
    assert!(ran.stdout.starts_with(&format!("{place}D-STRIKT is none of D-DARES")), "{}", ran.stdout);
    let ran = folder.run(&["figures", "--rules", "rules"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.starts_with(&format!("{place}D-STRIKT n’est aucun de D-DARES")), "{}", ran.stderr);
    rules(&folder, STRICT);
    assert_eq!(folder.run(&["rules", "check", "rules"]).code, Some(0));
    fs::create_dir(folder.path("empty")).unwrap();
    assert_eq!(folder.run(&["rules", "check", "empty"]).code, Some(2));
    assert_eq!(folder.run(&["rules", "check", "nowhere"]).code, Some(3));
}

#[test]
fn what_nothing_can_be_counted_of_is_told() {
    let folder = Folder::with_families();
    let figure = |programme: &str, window: &str, destination: &str| {
        format!(
            "programme = \"{PROGRAMME}\"\n[[figure]]\nid = \"A\"\nclass = \"result\"\ntemplate = \"T03\"\n\
             rule_set = \"default\"\nexpected = 0\nqualifier = \"exact\"\nwindow = {{ {window} }}\n\
             args = {{ unit = \"household\", programme = \"{programme}\", destinations = [\"{destination}\"] }}\n"
        )
    };
    let asked = ["figures", "--file", "figures.toml", "--lang", "en"];
    let window = "from = \"2008-03-01\", to = \"2010-12-31\"";
    folder.write("figures.toml", figure(PROGRAMME, "from = \"2010-12-31\", to = \"2008-03-01\"", "hotel"));
    let ran = folder.run(&asked);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    let told = "figures.toml:9:10: window: ends on 2008-03-01, before it begins on 2010-12-31";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);

    folder.write("figures.toml", figure(PROGRAMME, window, "social_hosing"));
    let ran = folder.run(&asked);
    let told = "figures.toml:10:84: A destinations: social_hosing is none of ";
    assert!(ran.code == Some(1) && ran.stdout.contains(told), "{ran:?}");

    // Nothing is counted and nothing was printed, but not of this programme.
    folder.write("figures.toml", figure("parra", window, "hotel"));
    let ran = folder.run(&asked);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("no: the programme parra is not in this ledger"), "{}", ran.stdout);
    folder.write("figures.toml", figure(PROGRAMME, window, "hospital"));
    assert_eq!(folder.run(&asked).code, Some(0));
}

#[test]
fn what_set_cannot_change_is_refused_before_anything_is_counted() {
    let folder = Folder::with_families();
    let compare = ["rules", "compare", "--programme", PROGRAMME, "--lang", "en"];
    let explain = ["explain", "--figure", "F003-14", "--lang", "en"];
    for (verb, change, why) in [
        (&compare[..], "RP01=31", "RP01: 31 is not in 0 to 30"),
        (&compare, "RP99=1", "no parameter RP99 is declared"),
        (&compare, "RP06={sett=\"D-IAE\"}", "no parameter RP06.sett is declared"),
        (&explain, "RP29=exits", "RP29: exits is none of exit, transfer"),
    ] {
        let ran = folder.run(&[verb, &["--set", change]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.stderr.contains(&format!("--set cannot be applied: {why}")), "{}", ran.stderr);
    }
}
