//! A server that is not there, or goes away: said within seconds, without passwords, and nothing half written.

use std::time::{Duration, Instant};

use application::{Application, Clock, Fault, RecordError, Settings};
use tests::binary::Ran;

use super::facts::Family;
use super::files::{counts, import, run, some_thousand};
use super::wire::{Wire, silence};
use super::{ledger, node, record, submitted};
use crate::store::Place;

async fn imported(url: &str, file: &std::path::Path) -> Ran {
    let command = import(url, &[file], &[]);
    tokio::task::spawn_blocking(|| run(command)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_takes_connections_and_never_answers_is_given_up() {
    let folder = tests::scratch();
    let (file, _) = some_thousand(folder.path());
    let (_listener, url) = silence().await;
    let since = Instant::now();
    let ran = imported(&url, &file).await;
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    assert!(ran.stderr.contains("/pathways does not answer"), "{ran:?}");
    assert!(!ran.stderr.contains("open-sesame") && !ran.stderr.contains("somebody"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_during_an_import_keeps_nothing_of_it() {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let place = Place::postgres().await;
    node(&place).await.close().await;
    // Early and late in the transaction: the import sends some megabytes.
    for bytes in [40_000, 400_000, 1_300_000] {
        let wire = Wire::before(&place.url(), bytes).await;
        let since = Instant::now();
        let ran = imported(&wire.url, &file).await;
        assert!(wire.was_cut(), "the import sends less than {bytes} bytes");
        assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{bytes}: {ran:?}");
        // The first cut may meet the connection that makes keys, which is opened when the first are needed.
        let told = ["the connection to the database was lost", "cannot be opened"];
        assert!(told.iter().any(|told| ran.stderr.contains(told)), "{bytes}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{bytes}: {ran:?}");
        assert!(ledger(&node(&place).await).await.is_empty());
    }
    let ran = imported(&place.url(), &file).await;
    assert_eq!((ran.code, counts(&ran)), (Some(0), (lines, 0)), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_on_a_server_that_is_gone_says_so_and_can_be_repeated() {
    let place = Place::postgres().await;
    // It is while facts are recorded that the wire is cut, not while tables are made.
    node(&place).await.close().await;
    let wire = Wire::before(&place.url(), 25_000).await;
    let settings = Settings { connect_wait: Duration::from_secs(1), ..crate::store::settings() };
    let cut = Application::open_with(&wire.url, Clock::system(), settings).await.unwrap();
    let mut accepted = 0;
    let (family, lost) = loop {
        let family = Family::new();
        let facts = family.opened();
        match record(&cut, facts.clone()).await {
            Ok(_) => accepted += 2,
            Err(error) => break (facts, error),
        }
        assert!(accepted < 1000, "the wire was never cut");
    };
    assert!(wire.was_cut());
    assert!(matches!(lost, RecordError::Fault(Fault::Store(_))), "{lost:?}");
    // On another way to the same server, what was accepted is there; the last call can be made again.
    let whole = node(&place).await;
    let before = ledger(&whole).await.len();
    assert!(before == accepted || before == accepted + 2, "{before} after {accepted}");
    let again = whole.record(submitted(family)).await.unwrap();
    assert_eq!(again.repeated, before > accepted);
    assert_eq!(ledger(&whole).await.len(), accepted + 2);
}
