use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use event_store::{AppendError, ExpectedVersion, Ledger, Settings, StoreError};

use super::proxy::Proxy;
use super::{Clock, NOON, Place, accepted, assert_sound, contracts, event, everything, repeated, request};

contracts![a_lock_held_outside_ends_as_busy_and_leaves_nothing, a_writer_waits_for_a_lock_held_outside,];

/// Ends the connections of the ledger, as a restart or a network would.
const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = current_database() AND application_name = 'parcours'";

/// Takes the write lock for this long and lets go.
async fn hold(place: &Place, seconds: &str) {
    let sql = match place {
        // A recursion that counts keeps SQLite busy without a function that sleeps.
        Place::Sqlite(_) => "BEGIN IMMEDIATE; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL \
             SELECT i + 1 FROM n WHERE i < 4000000) SELECT sum(i) FROM n; COMMIT"
            .to_owned(),
        Place::Postgres(_) => format!(
            "BEGIN; SELECT position FROM ledger_head FOR UPDATE; \
             SELECT pg_sleep({seconds}); COMMIT"
        ),
    };
    place.execute(&sql).await.unwrap();
}

async fn a_lock_held_outside_ends_as_busy_and_leaves_nothing(place: Place) {
    let lock_wait = Duration::from_millis(50);
    let ledger = place.ledger_with(Settings { lock_wait, ..Settings::default() }).await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let (refused, ()) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            ledger.append(request([event(2, "s")])).await
        },
        hold(&place, "1"),
    );
    assert!(matches!(refused, Err(AppendError::Busy { .. })), "{refused:?}");
    assert_eq!(accepted(ledger.append(request([event(2, "s")])).await), (2, 2));
}

async fn a_writer_waits_for_a_lock_held_outside(place: Place) {
    // However long counting takes on a machine that is busy with something else.
    let patience = Duration::from_mins(2);
    let patient = Settings { lock_wait: patience, queue_wait: patience, ..Settings::default() };
    let ledger = place.ledger_with(patient).await;
    let (answer, ()) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            ledger.append(request([event(1, "s")])).await
        },
        hold(&place, "0.3"),
    );
    assert_eq!(accepted(answer), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_established_again() {
    let place = Place::postgres().await;
    let ledger = place.ledger().await;
    for id in 1..=3 {
        accepted(ledger.append(request([event(id, "s")])).await);
        ledger.head().await.unwrap();
        place.execute(KILL).await.unwrap();
        assert_eq!(ledger.head().await.unwrap().position, u64::try_from(id).unwrap());
    }
    assert_sound(&everything(&ledger).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_lost_under_load_lose_and_double_nothing() {
    lose_connections_under_load(|_| ExpectedVersion::Any).await;
}

/// As before, where writers know the versions of their streams, and each batch is one question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_lost_while_appending_at_once_lose_and_double_nothing() {
    lose_connections_under_load(ExpectedVersion::Exact).await;
}

async fn lose_connections_under_load(expected: impl Fn(u32) -> ExpectedVersion + Copy + Send + 'static) {
    const WRITERS: u128 = 8;
    const KILLS: u64 = 12;
    let place = Arc::new(Place::postgres().await);
    let ledger = place.ledger().await;
    let running = Arc::new(AtomicBool::new(true));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (ledger, running) = (ledger.clone(), Arc::clone(&running));
            tokio::spawn(async move {
                let mut count: u32 = 0;
                while running.load(Ordering::SeqCst) {
                    let id = writer * 1_000_000 + u128::from(count);
                    let asked = super::expecting(id, &format!("s/{writer}"), expected(count));
                    // Accepted, never repeated: each id is sent once.
                    accepted(ledger.append(asked).await);
                    count += 1;
                }
                count
            })
        })
        .collect();
    for kill in 0..KILLS {
        // At ever other moments of a transaction; with time to come back between.
        tokio::time::sleep(Duration::from_micros(200_000 + kill * 137)).await;
        place.execute(KILL).await.unwrap();
    }
    running.store(false, Ordering::SeqCst);
    let mut sent = 0_u32;
    for writer in writers {
        sent += writer.await.unwrap();
    }
    let events = everything(&ledger).await;
    assert_eq!(events.len(), usize::try_from(sent).unwrap());
    assert_sound(&events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exclusive_writer_that_loses_its_connection_stores_nothing() {
    let place = Place::postgres().await;
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    place.execute(KILL).await.unwrap();
    let lost = exclusive.append(vec![request([event(2, "s")])]).await;
    assert!(matches!(lost, Err(StoreError::Lost { .. })), "{lost:?}");
    assert!(matches!(exclusive.commit().await, Err(StoreError::Broken)));

    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    place.execute(KILL).await.unwrap();
    let lost = exclusive.commit().await;
    assert!(matches!(lost, Err(StoreError::Lost { .. })), "{lost:?}");
    assert!(everything(&ledger).await.is_empty());
    assert_eq!(accepted(ledger.append(request([event(1, "s")])).await), (1, 1));
}

/// With expected versions, and nobody else writing, a batch is asked and committed in one question.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_append_at_once_whose_answer_is_lost_counts_once() {
    let place = Place::postgres().await;
    let proxy = Proxy::before(&place.url()).await;
    let ledger = Ledger::open(&proxy.url, Clock::at(NOON).shared()).await.unwrap();
    for version in 0..3 {
        let asked = super::expecting(u128::from(version) + 1, "s", ExpectedVersion::Exact(version));
        accepted(ledger.append(asked).await);
    }
    proxy.cut_at_once();
    let asked = super::expecting(4, "s", ExpectedVersion::Exact(3));
    assert_eq!(accepted(ledger.append(asked).await), (4, 4));
    assert!(proxy.was_cut());
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 4);
    assert_sound(&events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exclusive_commit_whose_answer_is_lost_is_known() {
    let place = Place::postgres().await;
    let proxy = Proxy::before(&place.url()).await;
    let ledger = Ledger::open(&proxy.url, Clock::at(NOON).shared()).await.unwrap();
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    proxy.cut_at_commit();
    exclusive.commit().await.unwrap();
    assert!(proxy.was_cut());
    assert_eq!(accepted(ledger.append(request([event(2, "s")])).await), (2, 2));
    assert_sound(&everything(&ledger).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_database_says_so_and_holds_nothing_half_written() {
    let place = Place::sqlite();
    let size_limit = Some(512 * 1024);
    let ledger = place.ledger_with(Settings { size_limit, ..Settings::default() }).await;
    let large = |id: u128| {
        let mut large = event(id, "s");
        large.payload = vec![b'x'; 10_000];
        request([large, event(id + 1000, "t")])
    };
    let mut stored = 0;
    let full = loop {
        match ledger.append(large(stored + 1)).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, AppendError::Fault(StoreError::Full { .. })), "{full:?}");
    assert!(stored > 10);
    let events = everything(&ledger).await;
    assert_sound(&events);
    assert_eq!(events.len(), usize::try_from(stored).unwrap() * 2);
    // What fits is still accepted, what is stored is still known.
    assert_eq!(repeated(ledger.append(large(1)).await), [1, 2]);
    let mut exclusive = ledger.exclusive().await.unwrap();
    let full = exclusive.append(vec![large(stored + 1)]).await;
    assert!(matches!(full, Err(StoreError::Full { .. })), "{full:?}");
    exclusive.rollback().await;
    // With more room it goes on.
    ledger.close().await;
    let ledger = place.ledger().await;
    accepted(ledger.append(large(stored + 1)).await);
    assert_sound(&everything(&ledger).await);
}
