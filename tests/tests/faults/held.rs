//! Somebody else holds the lock of the ledger for longer than anybody waits: clear answers, a queue that does not
//! grow, and nobody needed afterwards.

use std::time::{Duration, Instant};

use event_store::metrics::Exposition;
use event_store::{AppendError, Ledger, Settings};
use futures_util::future::join_all;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::store::{Place, accepted, assert_sound, contracts, event, everything, request};

contracts![a_lock_that_is_held_answers_busy_and_is_recovered_from];

/// A transaction that has the lock and does nothing.
enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    async fn take(place: &Place) -> Self {
        match place {
            Place::Sqlite(_) => {
                let url = format!("sqlite:{}", place.path().display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
                Self::Sqlite(connection)
            }
            Place::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let sql = "BEGIN; SELECT position FROM parcours.ledger_head FOR UPDATE";
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                Self::Postgres(connection)
            }
        }
    }

    async fn let_go(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

/// A number that the ledger tells.
fn told(ledger: &Ledger, name: &str) -> u64 {
    let metrics = ledger.metrics();
    let text = Exposition::of([metrics.as_ref()]);
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in\n{text}")).parse().unwrap()
}

async fn a_lock_that_is_held_answers_busy_and_is_recovered_from(place: Place) {
    const QUEUE: usize = 16;
    let settings = Settings {
        queue: QUEUE,
        queue_wait: Duration::from_millis(600),
        lock_wait: Duration::from_millis(300),
        ..Settings::default()
    };
    let ledger = place.ledger_with(settings).await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let holder = Holder::take(&place).await;
    let watched = ledger.clone();
    let watch = tokio::spawn(async move {
        let mut longest = 0;
        loop {
            longest = told(&watched, "parcours_append_queue_length").max(longest);
            tokio::time::sleep(Duration::from_millis(5)).await;
            if told(&watched, "parcours_appends_under_way") == 0 && longest > 0 {
                return longest;
            }
        }
    });
    // Far more than the queue holds, again and again.
    let mut busy = 0;
    for wave in 0..4_u128 {
        let since = Instant::now();
        let appends = (0..200).map(|n| ledger.append(request([event(1000 + wave * 200 + n, "s")])));
        for answer in join_all(appends).await {
            assert!(matches!(answer, Err(AppendError::Busy { .. })), "{answer:?}");
            busy += 1;
        }
        assert!(since.elapsed() < Duration::from_secs(5), "wave {wave}: {:?}", since.elapsed());
    }
    assert!(watch.await.unwrap() <= QUEUE as u64, "the queue grew past its bound");
    assert_eq!(told(&ledger, "parcours_appends_total{outcome=\"busy\"}"), busy);
    // Reading went on, and writing does as soon as it can.
    assert_eq!(ledger.head().await.unwrap().position, 1);
    holder.let_go().await;
    assert_eq!(accepted(ledger.append(request([event(2, "s")])).await), (2, 2));
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 2, "what was told busy was not appended afterwards");
    assert_sound(&events);
}
