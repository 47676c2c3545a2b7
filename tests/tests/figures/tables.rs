//! The facts tables: the same for any number of workers and on both engines, and true.

use application::import::Options;
use application::{Application, Facts};
use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use projections::facts_tables::{Tables, described, documentation};

use crate::journeys::states::{import_everything, programmes};
use crate::store::Place;

async fn tables(node: &Application, known_at: Option<&str>, workers: usize) -> Tables {
    let known_at = known_at.map(|instant| instant.parse().unwrap());
    node.facts_tables(known_at, workers, &mut |_, _| {}).await.unwrap().tables()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_tables_depend_on_neither_workers_nor_engine() {
    let mut told = Vec::new();
    for place in [Place::sqlite(), Place::postgres().await] {
        let (node, report) = import_everything(&place.url()).await;
        assert_eq!(report.refused_in_all, 0);
        let one = tables(&node, None, 1).await;
        for workers in [2, 8] {
            assert!(tables(&node, None, workers).await == one, "{workers} workers tell something else");
        }
        let early = tables(&node, Some("2011-01-05T23:59:59Z"), 2).await;
        assert!(early.rows_of("enrolments") < one.rows_of("enrolments"));
        told.push((one, early));
        node.close().await;
    }
    assert!(told[0] == told[1], "the tables of the two engines differ");
    let (one, _) = &told[0];
    // Counted in the files of the programmes.
    let registered = programmes().into_iter().map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        text.lines().filter(|line| line.contains("parcours.programme_registered.")).count()
    });
    assert_eq!(one.rows_of("programmes"), registered.sum::<usize>());
    let empty: Vec<&str> =
        described().iter().map(|table| table.name).filter(|name| one.rows_of(name) == 0).collect();
    assert_eq!(empty, [""; 0]);
}

/// The rows of every table, whatever parts they stand in.
pub(super) fn rows(facts: &Facts) -> Vec<(&'static str, RecordBatch)> {
    let described = described().into_iter().map(|table| (table.name, table.schema));
    let parts = facts.tables().batches().into_iter().map(|(_, parts)| parts);
    let rows = described.zip(parts);
    rows.map(|((name, schema), parts)| (name, concat_batches(&schema, &parts).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_brought_up_to_date_are_those_built_from_nothing() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let node = crate::store::open(&place.url()).await.unwrap();
        let files = ["arfog-dhli", "avdl", "air-rouen", "masi-besancon", "para"].map(|programme| {
            tests::workspace::root().join("programmes").join(programme).join("events.ndjson")
        });
        let options = Options { as_recorded: true, ..Options::default() };
        let report = node.import(&files, options, &mut |_| {}).await.unwrap();
        assert_eq!(report.refused_in_all, 0);
        let now = node.facts_tables(None, 2, &mut |_, _| {}).await.unwrap();
        // Before the first event; before, between and after splits, mergers, corrections and retractions.
        for instant in
            ["2000-01-01", "2011-01-05", "2015-04-01", "2017-09-19", "2017-11-05", "2018-03-04", "2026-01-01"]
        {
            let known_at = format!("{instant}T23:59:59Z").parse().unwrap();
            let early = node.facts_tables(Some(known_at), 2, &mut |_, _| {}).await.unwrap();
            let fresh = node.refreshed(&early, 2).await.unwrap();
            assert_eq!(
                (fresh.position, fresh.proof, fresh.known_on),
                (now.position, now.proof, now.known_on)
            );
            for ((table, fresh), (_, built)) in rows(&fresh).into_iter().zip(rows(&now)) {
                assert!(fresh == built, "{table} since {instant}: not the rows built from nothing");
            }
        }
        node.close().await;
    }
}

#[test]
fn the_page_about_the_facts_tables_is_theirs() {
    let page = tests::workspace::root().join("docs/FACTS-TABLES.md");
    let told = documentation();
    if std::env::var_os("PARCOURS_ACCEPT").is_some() {
        std::fs::write(&page, &told).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        written == told,
        "docs/FACTS-TABLES.md is behind: PARCOURS_ACCEPT=1 cargo test -p tests -- figures"
    );
}
