//! Calls that repeat facts and tell new ones, and what closing leaves behind.

use application::{Application, RecordError, Submitted};
use domain::Submission;
use domain::ids::BatchId;
use serde_json::json;
use uuid::Uuid;

use super::lines::*;
use crate::store::{Place, contracts, everything};

contracts![
    what_is_new_is_recorded_beside_what_is_known,
    the_identifier_that_says_something_else_is_named,
    a_fact_that_stands_twice_in_a_call_is_recorded_once,
    a_batch_that_the_caller_names_is_part_of_what_is_said,
];

fn call(facts: impl IntoIterator<Item = Submission>) -> Submitted {
    Submitted { facts: facts.into_iter().collect(), batch: None, expected: Vec::new() }
}

fn status(household: Uuid, person: Uuid, on: &str) -> Submission {
    let data = json!({ "person": person, "status": "refugee" });
    submission(&line(household, "legal_status_recorded", on, &data))
}

/// A ledger of three facts: a household, its member and the member’s status, which is answered.
async fn recorded(place: &Place) -> (Application, Uuid, Uuid, Submission) {
    let application = crate::store::open(&place.url()).await.unwrap();
    let (home, mina) = (id(), id());
    let known = status(home, mina, "2011");
    let facts = household(home, [mina]).iter().map(submission).chain([known.clone()]).collect::<Vec<_>>();
    application.record(call(facts)).await.unwrap();
    (application, home, mina, known)
}

async fn what_is_new_is_recorded_beside_what_is_known(place: Place) {
    let (application, home, mina, known) = recorded(&place).await;
    let (second, third) = (status(home, mina, "2012"), status(home, mina, "2013"));
    let answer = application.record(call([known.clone(), second.clone()])).await.unwrap();
    assert_eq!((answer.positions, answer.warnings.len(), answer.repeated), (vec![3, 4], 2, false));
    let answer = application.record(call([third.clone(), known.clone(), second.clone()])).await.unwrap();
    assert_eq!((answer.positions, answer.warnings.len(), answer.repeated), (vec![5, 3, 4], 3, false));
    let answer = application.record(call([second, third, known])).await.unwrap();
    assert_eq!((answer.positions, answer.repeated), (vec![4, 5, 3], true));
    assert_eq!(everything(application.ledger()).await.len(), 5);
}

async fn the_identifier_that_says_something_else_is_named(place: Place) {
    let (application, home, mina, known) = recorded(&place).await;
    let new = status(home, mina, "2012");
    let otherwise = Submission { on: "2013".parse().unwrap(), ..known.clone() };
    let twice = Submission { on: "2014".parse().unwrap(), ..new.clone() };
    for (facts, reused) in [
        (vec![new.clone(), otherwise.clone()], known.id),
        (vec![otherwise, new.clone()], known.id),
        (vec![known, new.clone(), twice], new.id),
    ] {
        let answer = application.record(call(facts)).await;
        assert!(matches!(&answer, Err(RecordError::IdReused { id }) if *id == reused), "{answer:?}");
    }
    assert_eq!(everything(application.ledger()).await.len(), 3);
}

async fn a_fact_that_stands_twice_in_a_call_is_recorded_once(place: Place) {
    let (application, home, mina, _known) = recorded(&place).await;
    let (new, other) = (status(home, mina, "2012"), status(home, mina, "2013"));
    let facts = [new.clone(), other, new.clone()];
    let answer = application.record(call(facts)).await.unwrap();
    assert_eq!((answer.positions, answer.warnings.len(), answer.repeated), (vec![4, 5, 4], 3, false));
    let answer = application.record(call([new.clone(), new])).await.unwrap();
    assert_eq!((answer.positions, answer.repeated), (vec![4, 4], true));
    assert_eq!(everything(application.ledger()).await.len(), 5);
}

async fn a_batch_that_the_caller_names_is_part_of_what_is_said(place: Place) {
    let (application, home, mina, known) = recorded(&place).await;
    let new = status(home, mina, "2012");
    let in_batch =
        |batch: Uuid, fact: &Submission| Submitted { batch: Some(BatchId(batch)), ..call([fact.clone()]) };
    let batch = id();
    let first = application.record(in_batch(batch, &new)).await.unwrap();
    assert_eq!((first.positions, first.repeated), (vec![4], false));
    let again = application.record(in_batch(batch, &new)).await.unwrap();
    assert_eq!((again.positions, again.repeated), (vec![4], true));
    for (batch, fact) in [(id(), &new), (id(), &known)] {
        let answer = application.record(in_batch(batch, fact)).await;
        assert!(matches!(&answer, Err(RecordError::IdReused { id }) if *id == fact.id), "{answer:?}");
    }
    assert_eq!(everything(application.ledger()).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_file_holds_everything_by_itself() {
    let folder = tests::scratch();
    let file = folder.path().join("parcours.db");
    let application = crate::store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    let (home, mina) = (id(), id());
    for line in household(home, [mina]) {
        application.record(call([submission(&line)])).await.unwrap();
    }
    for year in 2011..2020 {
        application.record(call([status(home, mina, &year.to_string())])).await.unwrap();
    }
    let before = everything(application.ledger()).await;
    assert_eq!(before.len(), 11);
    application.close().await;
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with("-wal")), "{left:?}");
    let elsewhere = tests::scratch();
    let copy = elsewhere.path().join("copy.db");
    std::fs::copy(&file, &copy).unwrap();
    let copied = crate::store::open(&format!("sqlite:{}", copy.display())).await.unwrap();
    assert!(everything(copied.ledger()).await == before, "the copy differs");
    copied.close().await;
}
