//! What a projection applied is compared with what the ledger holds.

use application::Settings;
use event_store::{ReadModels, Sum};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

use super::{Working, eventually, rows, settled};
use crate::faults::facts::Family;
use crate::faults::{node, record};
use crate::store::{Place, contracts, event, request};

contracts![
    the_sum_at_any_position_is_that_of_its_events,
    a_projection_that_skipped_an_event_is_found_out_and_built_anew,
    read_models_that_were_deleted_come_back,
    a_reader_waits_for_what_was_just_recorded_and_not_for_ever,
];

async fn the_sum_at_any_position_is_that_of_its_events(place: Place) {
    let ledger = place.ledger().await;
    let events: Vec<_> = (1..=600_u128).map(|n| event(n, &format!("s/{}", n % 7))).collect();
    ledger.append(request(events)).await.unwrap();
    let mut expected = Sum::default();
    let stored = ledger.read_positions(0, 1000).await.unwrap();
    for upto in [0_u64, 1, 255, 256, 257, 512, 600] {
        while expected.count < upto {
            let at = usize::try_from(expected.count).unwrap();
            expected.add(&stored[at].leaf_hash);
        }
        assert_eq!(ledger.sum_at(upto).await.unwrap(), expected, "before anything is kept, at {upto}");
    }
    let whole = expected;
    assert_eq!(ledger.extend_sums(300).await.unwrap(), 256);
    assert_eq!(ledger.extend_sums(1 << 20).await.unwrap(), 512);
    assert_eq!(ledger.extend_sums(1 << 20).await.unwrap(), 512, "the rest is no whole block");
    assert_eq!(ledger.sum_at(600).await.unwrap(), whole);
    assert!(ledger.sum_at(601).await.is_err(), "there is no such event");
    let refused = place.execute("UPDATE log_sum SET position = 768 WHERE position = 512").await;
    assert!(refused.is_err(), "kept sums are never changed");
    ledger.close().await;
}

/// Runs SQL in the read models.
async fn tamper(place: &Place, sql: &str) {
    let sql = AssertSqlSafe(sql);
    match place {
        Place::Sqlite(_) => {
            let url = format!("sqlite:{}-projections", place.path().display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
            connection.close().await.unwrap();
        }
        Place::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute("SET search_path = parcours_projections").await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        }
    }
}

async fn a_projection_that_skipped_an_event_is_found_out_and_built_anew(place: Place) {
    let node = node(&place).await;
    for _ in 0..3 {
        record(&node, Family::new().opened()).await.unwrap();
    }
    node.catch_up().await.unwrap();
    let right = rows(&place).await;
    // As if the last event had been skipped: its count and digest are missing.
    let before = node.ledger().sum_at(5).await.unwrap().hex();
    let skipped = format!(
        "UPDATE projection SET applied_count = 5, applied_digest = '{before}' WHERE name = 'deadlines'; \
         DELETE FROM households_v1; \
         UPDATE projection SET applied_digest = '{before}' WHERE name = 'household_list'"
    );
    tamper(&place, &skipped).await;
    let told = node.projections().await.unwrap();
    let incomplete: Vec<_> =
        told.iter().filter(|one| !one.is_complete).map(|one| one.status.name.as_str()).collect();
    assert_eq!(incomplete, ["deadlines", "household_list"]);
    let working = Working::start(&node);
    settled(&node).await;
    working.stop().await;
    assert_eq!(rows(&place).await, right);
    node.close().await;
}

async fn read_models_that_were_deleted_come_back(place: Place) {
    let node = node(&place).await;
    record(&node, Family::new().opened()).await.unwrap();
    node.catch_up().await.unwrap();
    let before = rows(&place).await;
    node.close().await;
    match &place {
        Place::Sqlite(_) => {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}-projections{end}", place.path().display()));
            }
        }
        Place::Postgres(_) => tamper(&place, "DROP SCHEMA parcours_projections CASCADE").await,
    }
    let node = crate::faults::node(&place).await;
    node.catch_up().await.unwrap();
    assert_eq!(rows(&place).await, before);
    node.close().await;
}

async fn a_reader_waits_for_what_was_just_recorded_and_not_for_ever(place: Place) {
    let node = node(&place).await;
    let list = projections::household_list::Query { limit: 10, ..Default::default() };
    record(&node, Family::new().opened()).await.unwrap();
    // What is not recorded is not waited for.
    let beyond = node.household_list(&list, Some(3)).await.unwrap_err();
    assert_eq!(beyond.to_string(), "projection household_list is at position 0 and not yet at 3");
    let working = Working::start(&node);
    for families in 2..6_usize {
        let recorded = record(&node, Family::new().opened()).await.unwrap();
        let at_least = recorded.positions.last().copied();
        let read = node.household_list(&list, at_least).await.unwrap();
        assert_eq!((Some(read.position), read.answer.len()), (at_least, families));
    }
    working.stop().await;
    let models = ReadModels::open(&place.url(), &Settings::default()).await.unwrap();
    eventually(async || models.statuses().await.unwrap().iter().all(|one| one.holder.is_none())).await;
    models.close().await;
    node.close().await;
}
