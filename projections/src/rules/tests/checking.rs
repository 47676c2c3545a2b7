//! The bundled rules fit the facts tables; what does not fit is told with its place.

use std::fs;
use std::path::Path;

use crate::facts_tables::described;
use crate::rules::{Files, RuleSets, check};

/// What checking the bundled rules with some files in the place of others tells.
pub(super) async fn told(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    checked(folder.path()).await
}

async fn checked(folder: &Path) -> Vec<String> {
    let over = Files::of_folder(folder).unwrap();
    let is_empty = over.is_empty();
    let (sets, mut problems) = RuleSets::load(&Files::bundled().under(over));
    let tables: Vec<_> = described().into_iter().map(|one| (one.name.to_owned(), one.schema)).collect();
    let tried = sets.all().filter(|set| if is_empty { set.base.is_none() } else { set.code == "TRY" });
    problems.extend(check(tried, &tables).await.unwrap());
    let shown = |told: String| told.replace(&format!("{}/", folder.display()), "");
    problems.iter().map(|problem| shown(problem.to_string())).collect()
}

#[tokio::test]
async fn the_bundled_rules_fit_the_facts_tables() {
    let told = told(&[]).await;
    assert!(told.is_empty(), "{}", told.join("\n"));
}

pub(super) const RULES: &str = r#"
code = "TRY"
version = 1
base = "base/1"
label = "Try"
"#;

pub(super) fn indicator(population: &str, more: &str) -> String {
    format!(
        "id = \"A\"\nlabel = \"A\"\nunit = \"household\"\nmeasure = \"count\"\nuses = [\"RP01\"]\n{more}\n\
         population = \"\"\"\n{population}\n\"\"\"\n"
    )
}

pub(super) const GOOD: &str = "SELECT household AS unit, household, $RP01 > 0 AS kept FROM households";

pub(super) async fn of_indicator(population: &str, more: &str) -> Vec<String> {
    told(&[("TRY/1/rules.toml", RULES), ("TRY/1/indicators/A.toml", &indicator(population, more))]).await
}

#[tokio::test]
async fn an_indicator_that_fits_is_not_told() {
    assert_eq!(of_indicator(GOOD, "").await, [""; 0]);
}

#[tokio::test]
async fn names_that_are_none_are_told_where_they_stand() {
    for (population, problem) in [
        (
            GOOD.replace("FROM households", "FROM\nhousehold_list"),
            "9:1: A: neither a facts table nor a view: household_list",
        ),
        (GOOD.replace("household,", "\nhousehold_size,"), "9:1: A: no column household_size; there are "),
        (GOOD.replace("$RP01", "$RP99"), "8:38: A: nothing is called $RP99 here"),
        (
            GOOD.replace("$RP01", "$RP04 = 'any' OR $RP01"),
            "8:38: A: RP04 decides here (in population) and is not in `uses`",
        ),
        (GOOD.replace("$RP01 > 0", "TRUE"), "5:9: A: RP01 is in `uses` and decides nothing"),
        (GOOD.replace("AS unit", "AS units"), "8:1: A: the column unit is missing"),
        (GOOD.replace("$RP01 > 0", "$RP01"), "8:1: A: the column kept is Int64, not boolean"),
        (GOOD.replace("$RP01 > 0", "frobnicate($RP01)"), "Invalid function 'frobnicate'"),
        (GOOD.replace("$RP01 > 0", "$RP01 > now()"), "Invalid function 'now'"),
        (GOOD.replace("FROM", "FROM homes AS h, homes AS h,"), "A: "),
        (
            format!("WITH spells AS (SELECT 1) {GOOD}"),
            "8:6: A: spells is already the name of a facts table or view",
        ),
        (GOOD.replace("SELECT", "SELECT 1; SELECT"), "8:1: only one SELECT may stand here, not 2 statements"),
    ] {
        let told = of_indicator(&population, "").await;
        assert!(told.iter().any(|told| told.contains(problem)), "{population}:\n{told:#?}");
    }
}

#[tokio::test]
async fn what_a_measure_needs_is_asked_for() {
    let told =
        of_indicator(GOOD, "[argument.measure]\ntype = \"code\"\nvalues = [\"mean\"]\nrequired = true\n[x]")
            .await;
    assert!(told.iter().any(|told| told.contains("unknown key x")), "{told:#?}");
    let file = indicator(GOOD, "").replace("\"count\"", "\"values\"");
    let told =
        super::checking::told(&[("TRY/1/rules.toml", RULES), ("TRY/1/indicators/A.toml", &file)]).await;
    assert_eq!(
        told,
        [
            "TRY/1/indicators/A.toml:8:1: A: the column rank is missing",
            "TRY/1/indicators/A.toml:8:1: A: the column told is missing"
        ]
    );
}

#[tokio::test]
async fn views_in_a_circle_are_told() {
    let told = told(&[
        ("TRY/1/rules.toml", RULES),
        ("TRY/1/views/one.sql", "SELECT *\nFROM two"),
        ("TRY/1/views/two.sql", "SELECT * FROM one"),
    ])
    .await;
    assert!(
        told.iter().any(|told| told
            == "TRY/1/views/two.sql:1:15: two: views build on each other in a circle: one → two → one"),
        "{told:#?}"
    );
}

#[tokio::test]
async fn an_argument_that_a_view_needs_is_one_of_the_indicator() {
    let told = told(&[
        ("TRY/1/rules.toml", RULES),
        ("TRY/1/views/near.sql", "SELECT * FROM households\nWHERE opened_by = $near"),
        ("TRY/1/indicators/A.toml", &indicator(&GOOD.replace("households", "near"), "")),
    ])
    .await;
    assert!(
        told.iter().any(|told| told == "TRY/1/views/near.sql:2:19: near (A): nothing is called $near here"),
        "{told:#?}"
    );
}

#[tokio::test]
async fn values_are_checked_where_they_stand() {
    let rules = format!(
        "{RULES}\n[values]\nRP04 = \"sometimes\"\nRP01 = 99\nRP13 = \"0\"\nRP31 = 1\nRP06 = {{ set = \"D-DARES\", kinds = [] }}\nRP17 = 0\n"
    );
    assert_eq!(
        told(&[("TRY/1/rules.toml", &rules)]).await,
        [
            "TRY/1/rules.toml:8:8: RP04: sometimes is none of any, start, end, full",
            "TRY/1/rules.toml:9:8: RP01: 99 is not in 0 to 30",
            "TRY/1/rules.toml:10:8: RP13: \"0\" is no integer",
            "TRY/1/rules.toml:11:1: no parameter RP31 is declared",
            "TRY/1/rules.toml:12:27: no parameter RP06.kinds is declared",
            "TRY/1/rules.toml:13:8: RP17: 0 is no table",
        ]
    );
}

#[tokio::test]
async fn a_base_that_is_not_there_or_is_itself_is_told() {
    let based = |base: &str| RULES.replace("base/1", base);
    assert_eq!(
        told(&[("TRY/1/rules.toml", &based("base/9"))]).await,
        ["TRY/1/rules.toml:4:8: base: there is no rule set base/9"]
    );
    let circle = told(&[("TRY/1/rules.toml", &based("TRY/1"))]).await;
    assert_eq!(circle, ["TRY/1/rules.toml:4:8: base: is based on itself: TRY/1 → TRY/1"]);
    let other = told(&[("OTHER/1/rules.toml", RULES)]).await;
    assert_eq!(
        other,
        ["OTHER/1/rules.toml:1:1: code, version: is not OTHER/1, as the name of its folder or file says"]
    );
}

#[tokio::test]
async fn views_that_no_indicator_needs_are_planned_too() {
    let told = told(&[
        ("TRY/1/rules.toml", RULES),
        ("TRY/1/views/fits.sql", "SELECT household FROM households WHERE $RP01 > 0 AND $from IS NULL"),
        ("TRY/1/views/other.sql", "SELECT nocolumn\nFROM persons"),
        ("TRY/1/views/third.sql", "SELECT $zork AS zork\nFROM fits"),
    ])
    .await;
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].starts_with("TRY/1/views/other.sql:1:8: other: no column nocolumn; there are "),
        "{told:#?}"
    );
    assert_eq!(told[1], "TRY/1/views/third.sql:1:8: third: nothing is called $zork here");
}

#[tokio::test]
async fn a_view_may_do_without_a_parameter_of_the_one_below() {
    let exits =
        "SELECT spells.*, TRUE AS latest FROM spells WHERE exited <= $to AND exited >= COALESCE($from, $to)";
    let told = told(&[("TRY/1/rules.toml", RULES), ("TRY/1/views/exits.sql", exits)]).await;
    assert_eq!(told, [""; 0]);
}
