//! Imports whose later lines rest on earlier ones of the same file, before any of them is committed.

use application::Application;
use application::import::Options;
use serde_json::{Value, json};
use uuid::Uuid;

use super::lines::*;
use crate::store::{Place, contracts, everything};

contracts![
    a_programme_is_closed_by_a_correction_after_the_last_exit_of_the_same_file,
    a_programme_is_not_closed_by_a_correction_over_an_enrolment_of_the_same_file,
    what_pushes_the_rest_out_of_memory_is_refused_alone,
    a_line_of_another_batch_is_another_line,
    what_was_erased_since_is_the_same_line_however_far_it_stands,
    nobody_of_a_batch_that_cannot_be_read_has_a_key,
];

async fn opened_at(place: &Place) -> Application {
    crate::store::open(&place.url()).await.unwrap()
}

/// A programme suspended in 2015, and one household enrolled in 2014.
fn suspended(suspension: &Value, stay: Uuid) -> (Uuid, Vec<Value>) {
    let (home, mina) = (id(), id());
    let mut lines: Vec<Value> = open_programme().into();
    lines.push(suspension.clone());
    lines.extend(household(home, [mina]));
    lines.push(enrolled(home, stay, &[mina], "2014-01-01"));
    (home, lines)
}

/// It was closed, not suspended.
fn closing(suspension: &Value) -> Value {
    let data = json!({
        "target": suspension["id"], "occurred_on": "2015-01-01", "reason": "typing_error",
        "payload": { "state": "closed", "reason": "other" },
    });
    programme_line("event_corrected", "2020-01-01", &data)
}

async fn a_programme_is_closed_by_a_correction_after_the_last_exit_of_the_same_file(place: Place) {
    let application = opened_at(&place).await;
    let (suspension, stay) = (state("suspended", "2015-01-01"), id());
    let (home, mut lines) = suspended(&suspension, stay);
    lines.push(exited(home, stay, &[], "2014-06-01"));
    lines.push(closing(&suspension));
    import_all(&application, &lines).await;
    let late = import(&application, &[state("open", "2016")], Options::default()).await;
    assert_eq!(refusals(&late), [(1, "PS-transition", "/data/state")], "it is closed");
}

async fn a_programme_is_not_closed_by_a_correction_over_an_enrolment_of_the_same_file(place: Place) {
    let application = opened_at(&place).await;
    let (suspension, stay) = (state("suspended", "2015-01-01"), id());
    let (home, mut lines) = suspended(&suspension, stay);
    lines.push(closing(&suspension));
    let report = import(&application, &lines, Options::default()).await;
    let [(at, "PS-closing", _)] = refusals(&report)[..] else { panic!("{report:#?}") };
    assert_eq!((at, report.accepted), (lines.len() as u64, 0));
    assert!(everything(application.ledger()).await.is_empty());
    lines.insert(lines.len() - 1, exited(home, stay, &[], "2014-06-01"));
    import_all(&application, &lines).await;
}

async fn what_pushes_the_rest_out_of_memory_is_refused_alone(place: Place) {
    // More guards to look up than both generations of kept histories hold together.
    const STRANGERS: usize = 6_000;
    let application = opened_at(&place).await;
    import_all(&application, &open_programme()).await;
    let (home, mina) = (id(), id());
    let strangers: Vec<Uuid> = (0..STRANGERS).map(|_| id()).collect();
    let mut lines = household(home, [mina]);
    lines.push(enrolled(home, id(), &strangers, "2011-01-01"));
    let housed = json!({ "occupancy": id(), "kind": "hotel", "persons": [mina] });
    lines.push(line(home, "occupancy_started", "2011-01-01", &housed));
    let partial = import(&application, &lines, Options { partial: true, ..Options::default() }).await;
    assert_eq!((partial.accepted, partial.refused_in_all), (3, STRANGERS as u64));
    assert!(partial.refused.iter().all(|one| (one.line, one.rule.code()) == (3, "G4-member")));
    assert_eq!(everything(application.ledger()).await.len(), 5);
}

async fn a_line_of_another_batch_is_another_line(place: Place) {
    let application = opened_at(&place).await;
    let alone = opened(id());
    let mut batched = alone.clone();
    batched["batch"] = id().to_string().into();
    let mut otherwise = alone.clone();
    otherwise["batch"] = id().to_string().into();
    let reused = [(2, "S-id-reused", "/id")];
    // In one file, whichever comes first.
    for lines in [[&alone, &batched], [&batched, &alone], [&batched, &otherwise]] {
        let report = import(&application, &lines.map(Value::clone), Options::default()).await;
        assert_eq!(refusals(&report), reused);
    }
    // After it was recorded.
    import_all(&application, std::slice::from_ref(&batched)).await;
    for other in [alone, otherwise] {
        let report = import(&application, &[opened(id()), other], Options::default()).await;
        assert_eq!(refusals(&report), reused);
    }
    let again = import(&application, &[batched], Options::default()).await;
    assert_eq!((again.ignored, again.accepted, again.refused_in_all), (1, 0, 0));
    assert_eq!(everything(application.ledger()).await.len(), 1);
}

/// An export from before an erasure and one from after it, in one file: the same chunk tells the line, or the one
/// before, or the database.
async fn what_was_erased_since_is_the_same_line_however_far_it_stands(place: Place) {
    for between in [0, 300, 800, 1_300] {
        let place = place.another().await;
        let application = opened_at(&place).await;
        let (home, mina) = (id(), id());
        let mut lines = household(home, [mina]);
        lines[1]["data"]["identity"] = "Mina K.".into();
        let mut erased = lines[1].clone();
        erased["data"]["identity"] = json!({ "erased": true });
        lines.extend((0..between).map(|_| opened(id())));
        let accepted = lines.len() as u64;
        lines.push(erased);
        for line in &mut lines {
            line["recordedtime"] = "2020-01-01T00:00:00Z".into();
        }
        let report = import(&application, &lines, Options { as_recorded: true, ..Options::default() }).await;
        assert_eq!(refusals(&report), [], "{between} lines between them");
        assert_eq!((report.accepted, report.ignored), (accepted, 1));
        application.close().await;
    }
}

async fn nobody_of_a_batch_that_cannot_be_read_has_a_key(place: Place) {
    let application = opened_at(&place).await;
    let (home, mina) = (id(), id());
    let mut unreadable = opened(home);
    unreadable["type"] = "parcours.household_forgotten.v1".into();
    let batch =
        together([opened(home), joined(home, mina, "reference_person", "initial", "2010-01-01"), unreadable]);
    let report = import(&application, &batch, Options { partial: true, ..Options::default() }).await;
    assert_eq!((report.accepted, report.refused_in_all), (0, 1), "{report:?}");
    assert_eq!(application.key_counts().await.unwrap(), []);
}
