//! Calls repeated because nobody heard the answer, and batches that fail on one stream of several.

use application::{Conflict, Fault, RecordError};
use domain::StreamId;
use futures_util::future::join_all;

use super::facts::{Family, fact, id};
use super::{expecting, ledger, node, record, submitted};
use crate::store::{Place, contracts};

contracts![
    a_call_repeated_is_answered_by_the_first,
    a_call_repeated_at_the_same_time_is_recorded_once,
    an_identifier_says_one_thing,
    a_split_that_fails_on_one_stream_leaves_nothing_on_the_other,
    a_split_that_the_engine_refuses_half_way_leaves_nothing,
];

async fn a_call_repeated_is_answered_by_the_first(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let family = Family::new();
    let facts = family.opened();
    let first = record(&a, facts.clone()).await.unwrap();
    assert!(!first.repeated);
    record(&a, [family.status("2021")]).await.unwrap();
    for node in [&a, &b] {
        // At the version that the first call expected, which is long past.
        let again = node.record(expecting(&family.stream, 0, facts.clone())).await.unwrap();
        assert!(again.repeated);
        assert_eq!((again.positions, again.warnings), (first.positions.clone(), first.warnings.clone()));
    }
    assert_eq!(ledger(&a).await.len(), 3);
}

async fn a_call_repeated_at_the_same_time_is_recorded_once(place: Place) {
    const CALLS: usize = 8;
    let nodes = [node(&place).await, node(&place).await];
    for round in 0..10 {
        let family = Family::new();
        let facts = family.opened();
        let calls = (0..CALLS).map(|call| {
            let asked = expecting(&family.stream, 0, facts.clone());
            let (node, asked) = (nodes[call % 2].clone(), asked);
            tokio::spawn(async move { node.record(asked).await })
        });
        let mut answers = Vec::new();
        for answer in join_all(calls).await {
            answers.push(answer.unwrap().unwrap_or_else(|error| panic!("round {round}: {error:?}")));
        }
        assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1, "round {round}");
        assert!(answers.iter().all(|answer| answer.positions == answers[0].positions));
    }
    assert_eq!(ledger(&nodes[0]).await.len(), 20);
}

async fn an_identifier_says_one_thing(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let family = Family::new();
    let [opened, joined] = family.opened();
    record(&a, [opened.clone(), joined.clone()]).await.unwrap();
    let mut other = family.status("2021");
    other.id = joined.id;
    for node in [&a, &b] {
        for facts in [vec![other.clone()], vec![opened.clone(), other.clone()]] {
            let answer = node.record(submitted(facts)).await;
            assert!(matches!(&answer, Err(RecordError::IdReused { id }) if *id == joined.id), "{answer:?}");
        }
        // Said before, beside something new, which is said twice: each has one place.
        let new = family.status("2022");
        let answer = record(node, [new.clone(), joined.clone(), new]).await.unwrap();
        let [first, before, again] = answer.positions[..] else { panic!("{answer:?}") };
        assert!(first == again && before == 2 && !answer.repeated, "{answer:?}");
    }
    assert_eq!(ledger(&a).await.len(), 4);
}

/// A household of two, and the batch by which one leaves for a household of their own.
async fn about_to_split(node: &application::Application) -> (Family, Family, Vec<domain::Submission>) {
    let (family, grown, new) = (Family::new(), id(), Family::new());
    record(node, family.opened()).await.unwrap();
    record(node, [family.joined(grown, "child", "2020-05-01")]).await.unwrap();
    let batch = family.split(&new, grown);
    (family, new, batch)
}

async fn a_split_that_fails_on_one_stream_leaves_nothing_on_the_other(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let (family, new, batch) = about_to_split(&a).await;
    for (stream, version) in [(&family.stream, 7), (&new.stream, 1)] {
        let answer = a.record(expecting(stream, version, batch.clone())).await;
        let Err(RecordError::Conflict(Conflict::Stream { stream: moved, .. })) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(moved.as_str(), stream.to_string());
        assert_eq!(ledger(&a).await.len(), 3);
    }
    // Two nodes split the household at once, each its own way.
    let other = family.split(&Family::new(), leaver(&batch));
    let (one, two) = tokio::join!(record(&a, batch.clone()), record(&b, other.clone()));
    assert_ne!(one.is_ok(), two.is_ok(), "{one:?} {two:?}");
    let events = ledger(&a).await;
    assert_eq!(events.len(), 6);
    let won = if one.is_ok() { &batch } else { &other };
    for (event, fact) in events.iter().skip(3).zip(won) {
        assert_eq!(event.event_id, fact.id.0);
    }
}

fn leaver(batch: &[domain::Submission]) -> uuid::Uuid {
    let person = batch[0].fact.write()["persons"][0].as_str().unwrap().to_owned();
    person.parse().unwrap()
}

async fn a_split_that_the_engine_refuses_half_way_leaves_nothing(place: Place) {
    let a = node(&place).await;
    let (family, new, batch) = about_to_split(&a).await;
    let StreamId::Household(there) = &new.stream else { panic!("{} is no household", new.stream) };
    let (forbid, allow) = match &place {
        Place::Sqlite(_) => (
            format!(
                "CREATE TRIGGER broken BEFORE INSERT ON event \
                 WHEN NEW.stream = 'household/{there}' AND NEW.version = 2 \
                 BEGIN SELECT RAISE(ABORT, 'broken'); END"
            ),
            "DROP TRIGGER broken",
        ),
        Place::Postgres(_) => (
            format!(
                "ALTER TABLE event ADD CONSTRAINT broken \
                 CHECK (stream <> 'household/{there}' OR version <> 2)"
            ),
            "ALTER TABLE event DROP CONSTRAINT broken",
        ),
    };
    place.execute(&forbid).await.unwrap();
    let answer = record(&a, batch.clone()).await;
    assert!(matches!(&answer, Err(RecordError::Fault(Fault::Store(_)))), "{answer:?}");
    assert_eq!(ledger(&a).await.len(), 3);
    let missing = record(
        &a,
        [fact(
            &new.stream,
            "legal_status_recorded",
            "2022-04",
            &serde_json::json!({
                "person": leaver(&batch), "status": "refugee",
            }),
        )],
    )
    .await;
    assert!(matches!(missing, Err(RecordError::Refused(_))), "{missing:?}");
    // What the fault took back is not believed either: the same call succeeds once the fault is gone.
    place.execute(allow).await.unwrap();
    record(&a, [family.status("2021")]).await.unwrap();
    let recorded = record(&a, batch).await.unwrap();
    assert_eq!((recorded.positions, recorded.repeated), (vec![5, 6, 7], false));
}
