//! Personal columns are asked for by the functions made for them, or handed on as they are; everything else is told.

use super::checking::{RULES, indicator, told};

/// What is told of a population, and of a view that it reads.
async fn of(view: &str, population: &str) -> Vec<String> {
    let population = indicator(population, "").replace("[\"RP01\"]", "[\"RP30\"]");
    told(&[
        ("TRY/1/rules.toml", RULES),
        ("TRY/1/views/born.sql", view),
        ("TRY/1/indicators/A.toml", &population),
    ])
    .await
}

const BORN: &str = "SELECT household, person, partial_day($RP30, birth_on, birth_latest) AS born, commune, valid_to, valid_from
FROM (
    SELECT memberships.household, memberships.person, birth_on, birth_latest, occupancies.commune, valid_to, valid_from
    FROM memberships
    JOIN occupancies ON occupancies.person = memberships.person
    JOIN permits ON permits.person = memberships.person
    UNION ALL
    SELECT household, person, NULL, NULL, CAST(NULL AS TEXT), CAST(NULL AS DATE), CAST(NULL AS DATE)
    FROM memberships
) AS both_kinds";

fn population(kept: &str) -> String {
    format!("SELECT person AS unit, household, {kept} AS kept FROM born")
}

#[tokio::test]
async fn functions_ask_and_views_hand_on() {
    for kept in [
        "age_on(born, DATE '2020-01-01') > 18",
        "department_of(commune) = '75'",
        "commune IN ('75056', '69123')",
        "commune IS NOT NULL AND born IS NULL",
        "permit_gap(valid_to, valid_from, NULL, NULL)",
        "age_on((SELECT max(inner_born.born) FROM born AS inner_born), DATE '2020-01-01') > 18",
        "age_on(CASE WHEN household = 'x' THEN born END, DATE '2020-01-01') > 18",
    ] {
        let told = of(BORN, &population(kept)).await;
        assert_eq!(told, [""; 0], "{kept}");
    }
}

#[tokio::test]
async fn anything_else_is_told_where_it_stands() {
    for (population, column) in [
        (population("CAST(born AS TEXT) > 'x'"), "8:40: A: born is personal: only age_on(…)"),
        (population("born > DATE '2000-01-01'"), "8:35: A: born is personal"),
        (population("born + 1 IS NULL"), "8:35: A: born"),
        (
            population("COALESCE(commune, '') = '75056'"),
            "8:44: A: commune is personal: only department_of(…)",
        ),
        (population("substr(commune, 1, 4) = '7505'"), "8:42: A: commune"),
        (population("valid_to = valid_from"), "8:35: A: valid_to is personal: only permit_gap(…)"),
        (population("age_on(valid_to, DATE '2020-01-01') > 0"), "A: valid_to"),
        (population("age_on(DATE '2020-01-01', born) > 0"), "A: born"),
        (population("CASE WHEN commune = '75056' THEN TRUE END"), "A: commune"),
        (
            population("EXISTS (SELECT 1 FROM households AS b WHERE b.opened_on = a.born)")
                .replace("kept FROM born", "kept FROM born AS a"),
            "A: born",
        ),
        (population("person IN (SELECT CAST(b.born AS TEXT) FROM born AS b)"), "A: born"),
        (population("(SELECT min(b.commune) FROM born AS b) = 'x'"), "is personal"),
        (population("commune IN (SELECT b.commune FROM born AS b)"), "A: commune"),
        (population("TRUE").replace("kept", "kept, commune"), "A: commune"),
        (population("TRUE").replace("person AS unit", "commune AS unit"), "A: unit"),
        (population("TRUE").replace("FROM born", "FROM born ORDER BY born"), "A: born"),
        (
            population("count(*) > 1").replace("FROM born", "FROM born GROUP BY person, household, born"),
            "A: born",
        ),
        (
            population("max(CAST(born AS TEXT)) > 'x'").replace("FROM born", "FROM born GROUP BY 1, 2"),
            "A: born",
        ),
        (population("count(commune) > 1").replace("FROM born", "FROM born GROUP BY 1, 2"), "A: commune"),
        (population("lag(commune) OVER (ORDER BY person) IS NULL"), "A: commune"),
        (population("row_number() OVER (ORDER BY born) > 1"), "A: born"),
        (
            population("TRUE")
                .replace("FROM born", "FROM (SELECT DISTINCT person, household, born FROM born) AS b"),
            "A: born",
        ),
        (
            population("b.household IS NULL")
                .replace("person AS unit, household", "born.person AS unit, born.household")
                + " JOIN born AS b ON b.commune = born.commune",
            "A: commune",
        ),
        (population("TRUE").replace("FROM born", "FROM born WHERE commune LIKE '75%'"), "A: commune"),
    ] {
        let told = of(BORN, &population).await;
        assert!(told.iter().any(|told| told.contains(column)), "{population}:\n{told:#?}");
    }
}

#[tokio::test]
async fn a_view_tells_no_more_than_a_population() {
    let told = of(
        &BORN.replace(
            "commune, valid_to, valid_from\nFROM",
            "lower(commune) AS commune, valid_to, valid_from\nFROM",
        ),
        &population("TRUE"),
    )
    .await;
    assert!(
        told.iter().any(|told| told.contains("born.sql:1:85: born (A): commune is personal")),
        "{told:#?}"
    );
    let recursive = "WITH RECURSIVE again AS (SELECT person, household, birth_on AS born, 1 AS n FROM memberships
                     UNION ALL SELECT person, household, born, n + 1 FROM again WHERE n < 2) SELECT * FROM again";
    let told = of(recursive, &population("TRUE")).await;
    assert!(told.iter().any(|told| told.contains("born is personal")), "{told:#?}");
}
