//! Rules with a fault, as an analyst writes them: what is wrong is told with its place, in both languages.

use std::fs;

use super::Folder;

const GOOD: &str = "SELECT household AS unit, household,\n       joined_on IS NULL AS kept\nFROM memberships";

/// A rule set with one indicator, whose SQL begins in line 7.
fn write(folder: &Folder, code: &str, population: &str) {
    for part in ["indicators", "views"] {
        fs::create_dir_all(folder.path(&format!("rules/{code}/1/{part}"))).unwrap();
    }
    let rules = format!("code = \"{code}\"\nversion = 1\nbase = \"base/1\"\nlabel = \"Try\"\n");
    folder.write(&format!("rules/{code}/1/rules.toml"), rules);
    let head = "id = \"A\"\nlabel = \"A\"\nunit = \"household\"\nmeasure = \"count\"\nuses = []\n";
    let indicator = format!("{head}population = \"\"\"\n{population}\n\"\"\"\n");
    folder.write(&format!("rules/{code}/1/indicators/A.toml"), indicator);
}

#[test]
fn a_fault_in_a_rule_is_told_where_it_stands() {
    let folder = Folder::new();
    write(&folder, "GOOD", GOOD);
    // One fault in each: what is told of one shall not depend on another.
    write(&folder, "COLUMN", &GOOD.replace("joined_on", "join_on"));
    write(&folder, "SECRET", &GOOD.replace("joined_on IS NULL", "birth_on > DATE '2000-01-01'"));
    write(&folder, "TABLE", &GOOD.replace("memberships", "members"));
    write(&folder, "CIRCLE", GOOD);
    folder.write("rules/CIRCLE/1/views/one.sql", "SELECT *\nFROM two");
    folder.write("rules/CIRCLE/1/views/two.sql", "SELECT *\nFROM one");
    write(&folder, "RANGE", GOOD);
    let rules = fs::read_to_string(folder.path("rules/RANGE/1/rules.toml")).unwrap();
    folder.write("rules/RANGE/1/rules.toml", format!("{rules}[values]\nRP01 = 99\n"));

    let english = [
        "rules/CIRCLE/1/views/two.sql:2:6: two: views build on each other in a circle: one → two → one",
        "rules/COLUMN/1/indicators/A.toml:8:8: A: no column join_on; there are memberships.household",
        "rules/RANGE/1/rules.toml:6:8: RP01: 99 is not in 0 to 30",
        "rules/SECRET/1/indicators/A.toml:8:8: A: birth_on is personal: only age_on(…) may ask for it",
        "rules/TABLE/1/indicators/A.toml:9:6: A: neither a facts table nor a view: members",
    ];
    let french = [
        "rules/CIRCLE/1/views/two.sql:2:6: two: des vues se fondent l’une sur l’autre en cercle : one → two → one",
        "rules/COLUMN/1/indicators/A.toml:8:8: A: il n’y a pas de colonne join_on ; il y a memberships.household",
        "rules/RANGE/1/rules.toml:6:8: RP01: 99 n’est pas entre 0 et 30",
        "rules/SECRET/1/indicators/A.toml:8:8: A: birth_on est une donnée personnelle : seule age_on(…)",
        "rules/TABLE/1/indicators/A.toml:9:6: A: members n’est ni une table de faits ni une vue",
    ];
    for (language, sentences) in [("en", english), ("fr", french)] {
        let ran = folder.run(&["rules", "check", "rules", "--lang", language]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        for sentence in sentences {
            assert!(ran.stdout.contains(sentence), "{sentence}\n{}", ran.stdout);
        }
        assert!(!ran.stdout.contains("rules/GOOD"), "{}", ran.stdout);
    }
}

#[test]
fn a_figure_that_divides_by_zero_says_so() {
    let folder = Folder::with_families();
    let divides = "SELECT household AS unit, household, count(*) / (count(*) - count(*)) > 0 AS kept\n\
                   FROM memberships\nGROUP BY household";
    write(&folder, "TRY", divides);
    folder.write(
        "figures.toml",
        "programme = \"plateforme-regularises\"\n[[figure]]\nid = \"A\"\nclass = \"result\"\ntemplate = \"A\"\n\
         rule_set = \"TRY\"\nexpected = 1\nqualifier = \"exact\"\n",
    );
    for (language, sentence) in [("en", "no: it divides by zero"), ("fr", "non : division par zéro")] {
        let asked = ["figures", "--file", "figures.toml", "--rules", "rules", "--lang", language];
        let ran = folder.run(&asked);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stdout.contains(sentence) && ran.stdout.contains("NULLIF"), "{}", ran.stdout);
    }
}

#[test]
fn a_figure_that_would_tell_a_birth_says_what_to_ask_instead() {
    let folder = Folder::with_families();
    write(
        &folder,
        "TRY",
        "SELECT person AS unit, household, TRUE AS kept, CAST(birth_on AS TEXT) AS told, 1 AS rank\nFROM memberships",
    );
    folder.write(
        "figures.toml",
        "programme = \"plateforme-regularises\"\n[[figure]]\nid = \"A\"\nclass = \"result\"\ntemplate = \"A\"\n\
         rule_set = \"TRY\"\nexpected = 1\nqualifier = \"exact\"\n",
    );
    for (language, sentence) in [("en", "birth_on is personal"), ("fr", "birth_on est personnelle")] {
        let asked = ["figures", "--file", "figures.toml", "--rules", "rules", "--lang", language];
        let ran = folder.run(&asked);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stdout.contains(sentence) && ran.stdout.contains("age_on"), "{}", ran.stdout);
    }
}
