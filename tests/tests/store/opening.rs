use std::time::{Duration, Instant};

use event_store::{Ledger, Settings, StoreError};
use futures_util::future::join_all;
use tokio::net::TcpListener;

use super::{Clock, NOON, Place, accepted, assert_sound, contracts, event, everything, request};

contracts![
    many_may_open_a_new_database_at_once,
    a_newer_database_is_refused_and_not_touched,
    a_foreign_database_is_refused_and_not_touched,
];

async fn open(url: &str) -> Result<Ledger, StoreError> {
    Ledger::open(url, Clock::at(NOON).shared()).await
}

/// The error and how it reads with its sources.
async fn refused(url: &str) -> (StoreError, String) {
    let error = open(url).await.expect_err(url);
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    (error, text)
}

async fn many_may_open_a_new_database_at_once(place: Place) {
    let url = place.url();
    let opening = (0..8).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { open(&url).await })
    });
    let mut ledgers = Vec::new();
    for ledger in join_all(opening).await {
        ledgers.push(ledger.unwrap().unwrap());
    }
    for (id, ledger) in (1..).zip(&ledgers) {
        accepted(ledger.append(request([event(id, "s")])).await);
    }
    let events = everything(&ledgers[0]).await;
    assert_eq!(events.len(), 8);
    assert_sound(&events);
}

async fn a_newer_database_is_refused_and_not_touched(place: Place) {
    place.ledger().await.close().await;
    let mark = match &place {
        Place::Sqlite(_) => "PRAGMA user_version = 99",
        Place::Postgres(_) => "INSERT INTO migration (version, name) VALUES (99, 'future')",
    };
    place.execute(mark).await.unwrap();
    let before = contents(&place);
    let (error, text) = refused(&place.url()).await;
    assert!(matches!(error, StoreError::Newer { found: 99, known: 1.., .. }), "{text}");
    assert!(text.contains(&location(&place)), "{text}");
    assert_eq!(contents(&place), before);
}

async fn a_foreign_database_is_refused_and_not_touched(place: Place) {
    let theirs = match &place {
        Place::Sqlite(_) => "CREATE TABLE theirs (n INTEGER); INSERT INTO theirs VALUES (1)",
        Place::Postgres(_) => "CREATE SCHEMA parcours; CREATE TABLE parcours.theirs (n integer)",
    };
    place.execute(theirs).await.unwrap();
    let before = contents(&place);
    let (error, text) = refused(&place.url()).await;
    assert!(matches!(error, StoreError::Foreign { .. }), "{text}");
    assert!(text.contains(&location(&place)), "{text}");
    assert_eq!(contents(&place), before);
    // Nothing of ours was added beside theirs.
    place.execute("SELECT n FROM theirs").await.unwrap();
    place.execute("SELECT 1 FROM ledger_head").await.unwrap_err();
}

/// How messages name the database.
fn location(place: &Place) -> String {
    match place {
        Place::Sqlite(_) => place.path().display().to_string(),
        Place::Postgres(url) => url.split(['/', '?']).nth(3).unwrap().to_owned(),
    }
}

/// The bytes of a SQLite file; nothing of a server.
fn contents(place: &Place) -> Vec<u8> {
    match place {
        Place::Sqlite(_) => std::fs::read(place.path()).unwrap(),
        Place::Postgres(_) => Vec::new(),
    }
}

#[tokio::test]
async fn a_file_of_another_application_is_refused() {
    let place = Place::sqlite();
    place.execute("PRAGMA application_id = 7").await.unwrap();
    let (error, text) = refused(&place.url()).await;
    assert!(matches!(error, StoreError::Foreign { .. }), "{text}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_not_touched() {
    let page = [b"SQLite format 3\0".to_vec(), vec![0xff; 4096]].concat();
    for content in [b"x".to_vec(), b"type;date;household\n".repeat(100), page] {
        let place = Place::sqlite();
        std::fs::write(place.path(), &content).unwrap();
        let (error, text) = refused(&place.url()).await;
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{text}");
        assert!(text.contains("ledger.db"), "{text}");
        assert_eq!(contents(&place), content);
    }
}

#[tokio::test]
async fn an_empty_file_becomes_a_ledger() {
    let place = Place::sqlite();
    std::fs::write(place.path(), b"").unwrap();
    accepted(place.ledger().await.append(request([event(1, "s")])).await);
}

#[tokio::test]
async fn a_folder_and_a_missing_folder_are_refused() {
    let folder = tests::scratch();
    for path in [folder.path().to_path_buf(), folder.path().join("none/ledger.db")] {
        let url = format!("sqlite:{}", path.display());
        let (error, text) = refused(&url).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{text}");
        assert!(text.contains(&path.display().to_string()), "{text}");
    }
}

#[tokio::test]
async fn an_address_that_means_nothing_is_refused() {
    for url in
        ["", "ledger.db", "mysql://x", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "postgres://[x"]
    {
        let (error, text) = refused(url).await;
        assert!(matches!(error, StoreError::Address { .. }), "{url}: {text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_reported_at_once() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let since = Instant::now();
    let (error, text) = refused(&format!("postgres://someone:secret@127.0.0.1:{port}/ledger")).await;
    assert!(since.elapsed() < Duration::from_secs(3));
    assert!(matches!(error, StoreError::Unreachable { .. }), "{text}");
    assert!(text.contains(&format!("postgres://127.0.0.1:{port}/ledger")), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://{}/ledger", listener.local_addr().unwrap());
    let settings = Settings { connect_wait: Duration::from_millis(300), ..Settings::default() };
    let since = Instant::now();
    let error = Ledger::open_with(&url, Clock::at(NOON).shared(), settings).await.unwrap_err();
    assert!(since.elapsed() < Duration::from_secs(3));
    assert!(matches!(error, StoreError::Silent { .. }), "{error:?}");
}

#[tokio::test]
async fn other_schemas_of_a_database_are_none_of_our_business() {
    let place = Place::postgres().await;
    place.execute("CREATE TABLE public.theirs (n integer)").await.unwrap();
    accepted(place.ledger().await.append(request([event(1, "s")])).await);
}
