//! The facts tables: the same for any number of workers and on both engines, and true.

use application::Application;
use projections::facts_tables::{Tables, described, documentation};

use crate::journeys::states::{import_everything, programmes};
use crate::store::Place;

async fn tables(node: &Application, known_at: Option<&str>, workers: usize) -> Tables {
    let known_at = known_at.map(|instant| instant.parse().unwrap());
    node.facts_tables(known_at, workers, &mut |_, _| {}).await.unwrap().tables
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
