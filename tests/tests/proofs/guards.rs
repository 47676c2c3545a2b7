//! Guards beside the events that move them.

use application::Application;
use application::import::Options;

use super::programmes;
use crate::store::{Place, contracts};

contracts![
    the_guards_of_an_honest_ledger_are_right,
    an_altered_guard_is_found,
    guards_that_move_meanwhile_are_right,
];

async fn filled(place: &Place) -> Application {
    let application = crate::store::open(&place.url()).await.unwrap();
    let options = Options { as_recorded: true, ..Options::default() };
    let report = application.import(&programmes(), options, &mut |_| {}).await.unwrap();
    assert_eq!(report.refused.len(), 0);
    application
}

async fn the_guards_of_an_honest_ledger_are_right(place: Place) {
    let empty = crate::store::open(&place.url()).await.unwrap();
    let audit = empty.verify_guards(&mut |_, _| ()).await.unwrap();
    assert_eq!((audit.pairs, audit.first_bad), (0, None));
    empty.close().await;
    let application = filled(&place).await;
    let mut told = Vec::new();
    let audit = application.verify_guards(&mut |done, all| told.push((done, all))).await.unwrap();
    assert_eq!(audit.first_bad, None);
    assert!(audit.pairs > 500, "{audit:?}");
    let head = application.ledger().head().await.unwrap().position;
    assert_eq!(told.last(), Some(&(head, head)));
}

async fn an_altered_guard_is_found(place: Place) {
    let stream = "(SELECT stream FROM stream_head WHERE stream LIKE 'household/%' ORDER BY stream LIMIT 1)";
    let key = "(SELECT max(key) FROM guard WHERE key LIKE 'person/%')";
    let cases = [
        (format!("UPDATE guard SET stream = NULL WHERE key = {key}"), true),
        ("DELETE FROM guard_stream WHERE key = (SELECT max(key) FROM guard_stream)".to_owned(), true),
        (format!("INSERT INTO guard_stream (key, stream) VALUES ('programme/para', {stream})"), false),
        ("INSERT INTO guard (key, version) VALUES ('id/nothing', 1)".to_owned(), false),
        (
            "INSERT INTO guard (key, version, stream) VALUES ('id/nothing', 1, 'household/nowhere')"
                .to_owned(),
            false,
        ),
        (
            "INSERT INTO guard (key, version) VALUES ('id/nothing', 1); \
             INSERT INTO guard_stream (key, stream) VALUES ('id/nothing', 'household/nowhere')"
                .to_owned(),
            false,
        ),
    ];
    for (sql, missing) in cases {
        let place = place.another().await;
        let application = filled(&place).await;
        place.execute(&sql).await.unwrap();
        let bad = application.verify_guards(&mut |_, _| ()).await.unwrap().first_bad;
        let bad = bad.unwrap_or_else(|| panic!("{sql}: nothing is wrong"));
        assert_eq!(bad.missing, missing, "{sql}: {bad:?}");
        if missing {
            // The event that moved it.
            let event = application.ledger().read_positions(bad.position - 1, 1).await.unwrap().remove(0);
            assert!(
                Some(event.stream) == bad.stream
                    && ["person/", "enrolments/"].iter().any(|kind| bad.key.as_str().starts_with(kind))
            );
        }
        application.close().await;
    }
}

async fn guards_that_move_meanwhile_are_right(place: Place) {
    let application = crate::store::open(&place.url()).await.unwrap();
    let importing = application.clone();
    let task = tokio::spawn(async move {
        let options = Options::default();
        importing.import(&programmes(), options, &mut |_| {}).await.unwrap()
    });
    while !task.is_finished() {
        let audit = application.verify_guards(&mut |_, _| ()).await.unwrap();
        assert_eq!(audit.first_bad, None);
    }
    assert_eq!(task.await.unwrap().refused.len(), 0);
}
