//! The benchmarks run, have the shape that programs rely on, and leave nothing behind. How fast this machine is
//! is nobody's claim.

use std::path::Path;

use serde_json::Value;
use sqlx::{Connection as _, PgConnection};
use tests::binary::{Ran, run_in};

/// A short run of every measurement of appending.
const APPEND: [&str; 11] = [
    "bench",
    "append",
    "--seconds",
    "0.2",
    "--rounds",
    "1",
    "--writers",
    "2",
    "--households",
    "2",
    "--format",
];

/// The objects of an array of the contract's shape.
fn measured(ran: &Ran) -> Vec<Value> {
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let series: Vec<Value> = serde_json::from_str(&ran.stdout).expect("an array");
    for one in &series {
        let keys: Vec<&str> = one.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["limit", "max", "median", "min", "n", "name", "ratio", "unit"]);
        assert!(one["name"].is_string() && one["unit"].is_string(), "{one}");
        if one["n"] != 0 {
            let [min, median, max] = ["min", "median", "max"].map(|key| one[key].as_f64().expect("a number"));
            let least = if one["name"].as_str().is_some_and(|name| name.starts_with("abuse: ")) {
                0.0
            } else {
                f64::MIN_POSITIVE
            };
            assert!(least <= min && min <= median && median <= max, "{one}");
        }
    }
    series
}

fn names(series: &[Value]) -> Vec<&str> {
    series.iter().map(|one| one["name"].as_str().expect("a name")).collect()
}

/// Each rate stands beside the raw rate of the run, the first.
fn assert_limited(series: &[Value]) {
    for one in series {
        assert_eq!(one["unit"], "events/s");
        assert_eq!(one["limit"], series[0]["median"], "{one}");
        let [median, limit, ratio] =
            ["median", "limit", "ratio"].map(|key| one[key].as_f64().expect("a number"));
        assert!((ratio - median / limit).abs() < 0.01 + ratio * 0.001, "{one}");
    }
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("a folder").count()
}

#[test]
fn appending_is_measured_on_a_file_that_goes_away() {
    let folder = tests::scratch();

    let ran = run_in(folder.path(), APPEND.iter().chain(&["json"]));

    let series = measured(&ran);
    assert_limited(&series[..4]);
    assert_limited(&series[4..]);
    let expected = [
        "append: raw insert, 2 tasks on one connection",
        "append: raw insert of 100 rows a commit, 2 tasks on one connection",
        "append: store alone, 2 writers",
        "append: record, 2 writers",
        "append: raw insert of 30 rows a commit, 2 tasks on one connection",
        "append: record of new households of about 30 facts, 2 writers",
    ];
    assert_eq!(names(&series), expected);
    assert!(ran.stderr.contains("synchronous=full"), "{}", ran.stderr);
    assert_eq!(entries(folder.path()), 0);
}

#[tokio::test]
async fn appending_is_measured_on_postgresql_which_is_left_empty() {
    let (folder, database) = (tests::scratch(), tests::postgres::database().await);
    let pgbench = tests::postgres::tools().join("pgbench").display().to_string();
    let run = [&APPEND[..], &["json", "--tool", &pgbench, "--database", &database]].concat();

    let ran = run_in(folder.path(), run);

    let series = measured(&ran);
    assert_limited(&series[..5]);
    assert_limited(&series[5..]);
    let expected = ["append: raw insert, 2 connections", "append: pgbench, 2 clients"];
    assert_eq!(names(&series)[..2], expected);
    assert!(ran.stderr.contains("synchronous_commit=on fsync=on"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("postgres://"), "{}", ran.stderr);
    assert_eq!(entries(folder.path()), 0);
    let mut connection = PgConnection::connect(&database).await.expect("a connection");
    let left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'parcours%'";
    let left: i64 = sqlx::query_scalar(left).fetch_one(&mut connection).await.expect("a count");
    assert_eq!(left, 0);
}

#[test]
fn questions_over_graphql_are_measured() {
    let few = ["--households", "300", "--rounds", "1", "--seconds", "1", "--connections", "2"];
    let series = bench(&[&["bench", "graphql"], &few[..]].concat(), None);
    let expected = [
        "graphql: one household with its events, Parcours, 2 at once",
        "graphql: the first page, with last events, Parcours, 2 at once",
        "graphql: any page, with last events, Parcours, 2 at once",
        "graphql: record a fact, 2 at once",
    ];
    assert_eq!(names(&series), expected);
    assert!(series.iter().all(|one| one["unit"] == "requests/s" && one["limit"] == Value::Null));
}

/// The benchmark itself holds every answer to the one that is due, and asks a good question after each attack.
#[tokio::test]
async fn every_attack_is_refused_on_both_engines_and_takes_little_memory() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        let few = ["--households", "100", "--requests", "16", "--connections", "8"];
        let series = bench(&[&["bench", "abuse"], &few[..]].concat(), database);
        let found = names(&series);
        for attack in [
            "fragments that double 200 times",
            "10 000 aliases",
            "a million numbers that nothing declares",
            "10 000 operations in a body",
            "guessed secrets of a token",
            "a token of the issuer that another key signed",
            "a household of another association",
            "a fact recorded again",
            "a reader of a subscription who takes nothing",
        ] {
            for what in ["processor time", "memory"] {
                assert!(found.contains(&format!("abuse: {attack}: {what}").as_str()), "{attack}: {found:?}");
            }
        }
        for one in series.iter().filter(|one| one["unit"] == "MiB" && one["n"] != 0) {
            // Eight at once, of a body of two megabytes each, and what the allocator keeps of them.
            assert!(one["max"].as_f64().expect("a number") < 128.0, "{one}");
        }
    }
}

#[test]
fn importing_is_measured_at_two_sizes() {
    let folder = tests::scratch();

    let ran = run_in(folder.path(), ["bench", "import", "--events", "5000", "--format", "json"]);

    let series = measured(&ran);
    // Two copies of the examples, the second without the lines of the programmes.
    let expected = ["import: raw insert of 100 rows a commit, 1 connection", "import: 2879 events"];
    assert_eq!(names(&series)[..2], expected);
    assert_limited(&series[..3]);
    let (small, large) = (&series[3], &series[4]);
    assert_eq!((&small["unit"], &small["limit"]), (&Value::from("MiB"), &Value::Null));
    if cfg!(target_os = "linux") {
        // The kernel's own numbers are not exact: the second may be a little below the first.
        assert_eq!((&small["n"], &large["n"]), (&Value::from(1), &Value::from(1)));
    }
    assert_eq!(entries(folder.path()), 0);
}

/// Runs a benchmark on a temporary file, or on an empty PostgreSQL database.
fn bench(arguments: &[&str], database: Option<&str>) -> Vec<Value> {
    let folder = tests::scratch();
    let database = database.map(|url| ["--database", url]);
    let database = database.iter().flatten().copied();
    let ran = run_in(folder.path(), database.chain(arguments.iter().copied()).chain(["--format", "json"]));
    let series = measured(&ran);
    assert_eq!(entries(folder.path()), 0);
    series
}

#[tokio::test]
async fn verifying_is_measured_beside_a_scan_on_both_engines() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        let series = bench(&["bench", "verify", "--events", "1000", "--rounds", "1"], database);
        let expected =
            ["verify: raw scan, 1 connection", "verify: 2879 events", "verify: guards of 2879 events"];
        let found = names(&series);
        assert!(expected.iter().all(|name| found.contains(name)), "{found:?}");
        let (peak, rates) = series.split_last().expect("series");
        assert_eq!(peak["unit"], "MiB");
        assert!(rates.iter().all(|one| one["unit"] == "events/s" && one["limit"] == rates[0]["limit"]));
    }
}

#[tokio::test]
async fn proving_is_measured_in_trees_of_several_sizes_on_both_engines() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        // Past a full tile of level 1, and ragged.
        let series = bench(&["bench", "proof", "--events", "100777", "--proofs", "5"], database);
        let expected = [
            "proof: inclusion, 1007 events",
            "proof: consistency, 1007 events",
            "proof: inclusion, 100777 events",
            "proof: consistency, 100777 events",
        ];
        assert_eq!(names(&series), expected);
    }
}

#[tokio::test]
async fn following_is_measured_on_both_engines() {
    let folder = tests::scratch();
    let postgres = tests::postgres::database().await;
    for database in [&[][..], &["--database", postgres.as_str()]] {
        let follow = ["bench", "follow", "--facts", "3", "--format", "json"];
        let ran = run_in(folder.path(), database.iter().chain(&follow));
        let series = measured(&ran);
        let expected = ["follow: recorded by this node", "follow: recorded by another node"];
        assert_eq!(names(&series), expected);
        assert!(series.iter().all(|one| one["unit"] == "ms" && one["n"] == 3), "{series:?}");
        assert_eq!(entries(folder.path()), 0);
    }
}

#[tokio::test]
async fn rebuilding_is_measured_on_both_engines() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        // Its households are invented: that they are imported shows that they could be.
        let series = bench(&["bench", "rebuild", "--households", "40", "--rounds", "1"], database);
        let found = names(&series);
        assert!(found[0].starts_with("rebuild: raw scan, "), "{found:?}");
        assert!(found[1].contains(" events into files, "), "{found:?}");
        let others = [
            "rebuild: read from files",
            "rebuild: up to date after 1000 new events",
            "rebuild: peak memory of building into files",
        ];
        assert_eq!(found[2..], others);
        assert!(series.iter().all(|one| one["n"] == 1), "{series:?}");
    }
}

#[tokio::test]
async fn reading_is_measured_beside_the_same_rows_on_both_engines() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        let series = bench(&["bench", "read", "--households", "20", "--rounds", "1"], database);
        assert_eq!(names(&series), ["read: raw, the rows of a household", "read: the state of a household"]);
        assert!(
            series.iter().all(|one| one["unit"] == "households/s" && one["limit"] == series[0]["median"])
        );
    }
}

#[test]
fn every_indicator_is_measured() {
    let series = bench(&["bench", "indicators", "--households", "10", "--rounds", "1"], None);
    let found = names(&series);
    let indicators = found.iter().filter(|name| name.starts_with("indicator ")).count();
    let rules = tests::workspace::root().join("rules/base/1/indicators");
    assert_eq!(indicators, rules.read_dir().unwrap().count(), "{found:?}");
    assert!(series.iter().all(|one| one["n"] == 1), "{series:?}");
}

#[tokio::test]
async fn every_page_is_asked_for_on_both_engines_and_none_is_too_large() {
    let database = tests::postgres::database().await;
    for database in [None, Some(database.as_str())] {
        let series = bench(&["bench", "pages", "--requests", "1"], database);
        let found = names(&series);
        for page in ["/", "/integrity", "/proofs/1", "/programmes/para/report.xlsx?year=2017"] {
            assert!(found.contains(&format!("{page}: first byte").as_str()), "{page}: {found:?}");
        }
        assert!(found.contains(&"/integrity: compressed"), "{found:?}");
        let named = |one: &Value, what: &str| one["name"].as_str().is_some_and(|name| name.ends_with(what));
        for one in series.iter().filter(|one| named(one, ": size")) {
            assert_eq!(one["limit"], 100_000.0);
            assert!(one["max"].as_f64().expect("a number") <= 100_000.0, "{one}");
        }
    }
}

#[test]
fn a_database_that_is_not_empty_is_not_touched() {
    let folder = tests::scratch();
    let file = folder.path().join("notes.db");
    std::fs::write(&file, "not ours").expect("a file");

    let run = [&APPEND[..], &["json", "--database", "sqlite:notes.db"]].concat();
    let ran = run_in(folder.path(), run);

    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("notes.db"), "{}", ran.stderr);
    assert_eq!(std::fs::read(&file).expect("the file"), b"not ours");
    assert_eq!(entries(folder.path()), 1);
}
