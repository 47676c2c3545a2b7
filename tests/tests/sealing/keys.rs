//! `verify` compares the keys with the events: what is altered among them is found and named, and nothing that is right.

use application::import::Options;
use application::verify::{BadKey, KeyAudit, KeyClass, KeyReason, Unchecked};
use application::{Application, Settings};
use domain::codes::ErasureLevel;
use domain::ids::CounterpartId;
use event_store::Trust;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use super::facts::{Family, line};
use super::{erase, export, node, node_with, record, restored, with_family};
use crate::store::{self, Place, contracts};

contracts![
    the_keys_of_an_honest_ledger_are_right,
    keys_are_right_after_erasures,
    keys_are_right_after_a_restore_and_a_rotation,
    keys_of_an_import_that_was_taken_back_are_right,
    an_altered_key_is_found_and_named,
    a_key_that_only_a_correction_needs_is_named,
    an_altered_key_store_is_found,
    a_lost_key_pauses_the_lists,
    a_key_that_comes_back_after_an_erasure_is_found,
    a_destroyed_key_under_another_name_is_found,
    an_erasure_that_the_ledger_does_not_know_is_recorded_again,
    a_place_of_the_erased_that_is_taken_away_is_found,
    without_the_master_key_the_rest_is_still_checked,
    without_its_keys_a_ledger_is_not_wrong,
];

use KeyClass::{Identity, Quasi};

/// Runs SQL where the keys are.
async fn execute(place: &Place, sql: &str) {
    let sql = AssertSqlSafe(sql);
    let done = match place {
        Place::Sqlite(_) => {
            let url = format!("sqlite:{}-keys", place.path().display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
        }
        Place::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql("SET search_path = parcours_keys").execute(&mut connection).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
        }
    };
    done.unwrap();
}

pub(super) async fn audit(node: &Application) -> KeyAudit {
    let (audit, noted) = node.verify_noting(&Trust::default(), &mut |_, _| {}).await.unwrap();
    assert_eq!(audit.first_bad, None);
    node.verify_keys(&audit, noted, &mut |done, all| assert!(done <= all)).await.unwrap()
}

async fn assert_right(node: &Application, keys: u64) {
    assert_eq!(audit(node).await, KeyAudit { keys, unchecked: None, first_bad: None });
}

async fn bad(node: &Application) -> BadKey {
    audit(node).await.first_bad.expect("a key that is wrong")
}

/// What is wrong with which key, and the first event that has a value under it.
fn named(subject: impl Into<String>, class: KeyClass, position: u64, reason: KeyReason) -> BadKey {
    BadKey { holder: Some((subject.into(), class)), position: Some(position), reason }
}

fn mother(family: &Family) -> String {
    format!("person/{}", family.mother)
}

fn son(family: &Family) -> String {
    format!("person/{}", family.son)
}

async fn the_keys_of_an_honest_ledger_are_right(place: Place) {
    let empty = node(&place).await;
    assert_right(&empty, 0).await;
    record(&empty, Family::new().everything()).await.unwrap();
    // Two for each of two persons, one for the household and one for the host.
    assert_right(&empty, 6).await;
}

async fn keys_are_right_after_erasures(place: Place) {
    let (node, family) = with_family(&place).await;
    erase(&node, family.mother, ErasureLevel::Identity).await;
    assert_right(&node, 6).await;
    erase(&node, family.mother, ErasureLevel::All).await;
    node.erase_counterpart(CounterpartId(family.host), false).await.unwrap();
    assert_right(&node, 6).await;
    // With the last member goes the key of the household; who joins later does not bring it back.
    erase(&node, family.son, ErasureLevel::All).await;
    assert_right(&node, 6).await;
    let late = json!({
        "person": super::facts::id(), "birth": "2001-02-03", "role": "child", "reason": "birth",
    });
    record(&node, [family.fact("member_joined", "2001-02-03", &late)]).await.unwrap();
    assert_right(&node, 7).await;
    // One more, together with its erasure.
    let other = Family::new();
    record(&node, other.everything()).await.unwrap();
    let erased = |person: domain::ids::PersonId| {
        let data = json!({ "person": person.0, "basis": "request", "level": "all" });
        other.fact("personal_data_erased", "2024-02-01", &data)
    };
    record(&node, [erased(other.mother), erased(other.son)]).await.unwrap();
    assert_eq!(audit(&node).await.first_bad, None);
}

async fn keys_are_right_after_a_restore_and_a_rotation(place: Place) {
    let folder = tests::scratch();
    let file = folder.path().join("master.key");
    let settings = Settings { master_key_file: Some(file), ..store::settings() };
    let (node, family) = (node_with(&place, settings).await, Family::new());
    record(&node, family.everything()).await.unwrap();
    erase(&node, family.mother, ErasureLevel::All).await;
    node.rotate_keys(None).await.unwrap();
    assert_right(&node, 6).await;
    let second = place.another().await;
    let restored = restored(&second, &export(&node).await).await;
    assert_right(&restored, 6).await;
}

async fn keys_of_an_import_that_was_taken_back_are_right(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let folder = tests::scratch();
    let file = folder.path().join("lines.ndjson");
    let facts = family
        .everything()
        .into_iter()
        .map(|fact| line(&family.stream, fact.fact.kind().name(), &fact.on.to_string(), &fact.fact.write()));
    // The last is refused, and takes the others along.
    let stranger = json!({ "person": super::facts::id(), "basis": "request", "level": "all" });
    let refused = line(&family.stream, "personal_data_erased", "2024-01-01", &stranger);
    let lines: Vec<String> = facts.chain([refused]).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let report = node.import(&[file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!((report.accepted, report.refused_in_all), (0, 1), "{report:?}");
    assert_right(&node, 6).await;
}

/// A change of the rows, and what it is found to be.
type Case<'s> = (&'s str, fn(&Family) -> BadKey);

/// Changes the rows of a new ledger in each of these ways.
async fn found(place: &Place, cases: &[Case<'_>]) {
    for (sql, expected) in cases {
        let place = place.another().await;
        let (node, family) = with_family(&place).await;
        let event = match place {
            Place::Sqlite(_) => "randomblob(16)",
            Place::Postgres(_) => "gen_random_uuid()",
        };
        let sql = sql
            .replace("EVENT", event)
            .replace("MOTHER", &format!("'{}'", mother(&family)))
            .replace("SON", &format!("'{}'", son(&family)));
        execute(&place, &sql).await;
        assert_eq!(bad(&node).await, expected(&family), "{sql}");
    }
}

async fn an_altered_key_is_found_and_named(place: Place) {
    let destroyed = "UPDATE sealing_key SET state = 'destroyed', wrapped = NULL, destroyed_at = 1";
    let swapped = "UPDATE sealing_key SET subject = 'x' WHERE subject = SON AND class = 'identity'; \
                   UPDATE sealing_key SET subject = SON WHERE subject = MOTHER AND class = 'identity'; \
                   UPDATE sealing_key SET subject = MOTHER WHERE subject = 'x'; \
                   DELETE FROM sealing_key WHERE subject = SON AND class = 'identity'";
    found(
        &place,
        &[
            (
                "UPDATE sealing_key SET wrapped = (SELECT pepper FROM key_store) \
                 WHERE subject = MOTHER AND class = 'quasi'",
                |family| named(mother(family), Quasi, 2, KeyReason::Altered),
            ),
            // The row of the son is left, under the name of the mother: what it seals tells whose it is.
            (swapped, |family| named(son(family), Identity, 3, KeyReason::Altered)),
            ("UPDATE sealing_key SET class = 'identity' WHERE subject LIKE 'household/%'", |family| {
                named(family.stream.to_string(), Quasi, 5, KeyReason::Altered)
            }),
            ("DELETE FROM sealing_key WHERE subject = MOTHER AND class = 'identity'", |family| {
                named(mother(family), Identity, 2, KeyReason::Missing)
            }),
            ("DELETE FROM sealing_key WHERE class = 'quasi'", |family| {
                named(mother(family), Quasi, 2, KeyReason::Missing)
            }),
            // Nobody is told who the host is.
            ("DELETE FROM sealing_key WHERE subject LIKE 'counterpart/%'", |_| {
                named("counterpart", Quasi, 5, KeyReason::Missing)
            }),
            (&format!("{destroyed} WHERE subject = SON AND class = 'quasi'"), |family| {
                named(son(family), Quasi, 3, KeyReason::Destroyed)
            }),
            (&format!("{destroyed} WHERE subject LIKE 'household/%'"), |family| {
                named(family.stream.to_string(), Quasi, 5, KeyReason::Destroyed)
            }),
            ("UPDATE sealing_key SET state = 'fenced' WHERE subject = SON AND class = 'quasi'", |family| {
                named(son(family), Quasi, 3, KeyReason::State)
            }),
            // As if an erasure were under way that had come first.
            (
                "UPDATE sealing_key SET state = 'fenced', wrapped = NULL WHERE subject = SON AND class = 'quasi'; \
                 INSERT INTO key_fence (event_id, subject, class) VALUES (EVENT, SON, 'quasi')",
                |family| named(son(family), Quasi, 3, KeyReason::Missing),
            ),
        ],
    )
    .await;
}

/// The lists stop at what the lost key sealed, and say so; nobody waits for it.
async fn a_lost_key_pauses_the_lists(place: Place) {
    let (node, _family) = with_family(&place).await;
    node.close().await;
    execute(&place, "DELETE FROM sealing_key").await;
    let node = super::node(&place).await;
    node.catch_up().await.unwrap();
    let told = node.projections().await.unwrap();
    let paused: Vec<_> = told.iter().filter_map(|one| one.status.dead_letter.as_ref()).collect();
    assert!(!paused.is_empty() && paused.iter().all(|dead| dead.error.ends_with("is missing")), "{told:?}");
}

/// Which field a correction tells, and so which key seals it, follows from what it corrects.
async fn a_key_that_only_a_correction_needs_is_named(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let stay = family.stay(None);
    let (target, mut payload) = (stay.id.0, stay.fact.write());
    let facts = family.everything().into_iter().take(3).chain([stay]);
    record(&node, facts).await.unwrap();
    payload["commune"] = json!("51454");
    let data = json!({
        "target": target, "occurred_on": "2014-03-01", "reason": "typing_error", "payload": payload,
    });
    record(&node, [family.fact("event_corrected", "2014-03-01", &data)]).await.unwrap();
    assert_right(&node, 5).await;
    execute(&place, "DELETE FROM sealing_key WHERE subject LIKE 'household/%'").await;
    assert_eq!(bad(&node).await, named(family.stream.to_string(), Quasi, 5, KeyReason::Missing));
}

async fn an_altered_key_store_is_found(place: Place) {
    let about_all = |reason| BadKey { holder: None, position: None, reason };
    let id = match place {
        Place::Sqlite(_) => "zeroblob(16)",
        Place::Postgres(_) => "decode(repeat('00', 16), 'hex')",
    };
    for (sql, reason) in [
        (format!("UPDATE key_store SET store_id = {id}"), KeyReason::Others),
        ("DELETE FROM key_store".to_owned(), KeyReason::Others),
        (
            "UPDATE key_store SET pepper = (SELECT wrapped FROM sealing_key LIMIT 1)".to_owned(),
            KeyReason::Pepper,
        ),
    ] {
        let place = place.another().await;
        let (node, _) = with_family(&place).await;
        execute(&place, &sql).await;
        assert_eq!(bad(&node).await, about_all(reason), "{sql}");
    }
}

async fn a_key_that_comes_back_after_an_erasure_is_found(place: Place) {
    let (node, family) = with_family(&place).await;
    execute(&place, "CREATE TABLE kept AS SELECT * FROM sealing_key").await;
    let back = async |subject: &str, class: &str| {
        let sql = format!(
            "UPDATE sealing_key SET state = 'active', destroyed_at = NULL, wrapped = \
             (SELECT wrapped FROM kept WHERE kept.key_id = sealing_key.key_id) \
             WHERE subject = '{subject}' AND class = '{class}'"
        );
        execute(&place, &sql).await;
    };
    erase(&node, family.mother, ErasureLevel::All).await;
    assert_right(&node, 6).await;
    back(&mother(&family), "quasi").await;
    assert_eq!(bad(&node).await, named(mother(&family), Quasi, 2, KeyReason::NotDestroyed));
    // Erased once more it is gone, and with the son the household's.
    erase(&node, family.mother, ErasureLevel::All).await;
    erase(&node, family.son, ErasureLevel::All).await;
    assert_right(&node, 6).await;
    back(&family.stream.to_string(), "quasi").await;
    assert_eq!(bad(&node).await, named(family.stream.to_string(), Quasi, 5, KeyReason::NotDestroyed));
}

async fn a_destroyed_key_under_another_name_is_found(place: Place) {
    let (node, family) = with_family(&place).await;
    erase(&node, family.mother, ErasureLevel::All).await;
    // The row of the mother makes room for that of the son, which is destroyed without an erasure.
    let (mother, son) = (mother(&family), son(&family));
    let sql = format!(
        "UPDATE sealing_key SET subject = 'counterpart/0' WHERE subject = '{mother}' AND class = 'quasi'; \
         UPDATE sealing_key SET subject = '{mother}', state = 'destroyed', wrapped = NULL, destroyed_at = 1 \
         WHERE subject = '{son}' AND class = 'quasi'"
    );
    execute(&place, &sql).await;
    let found = bad(&node).await;
    let either = [named(son, Quasi, 3, KeyReason::Holder), named(mother, Quasi, 2, KeyReason::Holder)];
    assert!(either.contains(&found), "{found:?}");
}

/// As after a ledger was restored from before an erasure, and the keys were not.
async fn an_erasure_that_the_ledger_does_not_know_is_recorded_again(place: Place) {
    let (node, family) = with_family(&place).await;
    let sql = format!(
        "UPDATE sealing_key SET state = 'destroyed', wrapped = NULL, destroyed_at = 1 WHERE subject = '{}'",
        son(&family)
    );
    execute(&place, &sql).await;
    assert_eq!(bad(&node).await.reason, KeyReason::Destroyed);
    assert_eq!(erase(&node, family.son, ErasureLevel::All).await.position, Some(8));
    assert_right(&node, 6).await;
}

async fn a_place_of_the_erased_that_is_taken_away_is_found(place: Place) {
    let (first, family) = with_family(&place).await;
    erase(&first, family.mother, ErasureLevel::All).await;
    let second = place.another().await;
    // What was erased was never sealed here: only the erasure tells of the key.
    let restored = restored(&second, &export(&first).await).await;
    let sql = format!("DELETE FROM sealing_key WHERE subject = '{}' AND class = 'quasi'", mother(&family));
    execute(&second, &sql).await;
    assert_eq!(bad(&restored).await, named(mother(&family), Quasi, 8, KeyReason::Missing));
}

async fn without_the_master_key_the_rest_is_still_checked(place: Place) {
    let (first, family) = with_family(&place).await;
    first.close().await;
    let folder = tests::scratch();
    let unnamed = |name| Settings { master_key_file: Some(folder.path().join(name)), ..store::settings() };
    let other = "PARCOURS+MASTER+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    std::fs::write(folder.path().join("other"), other).unwrap();
    let altered = "UPDATE sealing_key SET wrapped = (SELECT pepper FROM key_store)";
    execute(&place, altered).await;
    for name in ["none", "other"] {
        let node = node_with(&place, unnamed(name)).await;
        let found = audit(&node).await;
        assert!(matches!(found.unchecked, Some(Unchecked::Wraps { .. })), "{found:?}");
        assert_eq!((found.keys, found.first_bad), (6, None));
        assert!(!folder.path().join("none").exists());
    }
    let sql = format!("DELETE FROM sealing_key WHERE subject = '{}' AND class = 'quasi'", son(&family));
    execute(&place, &sql).await;
    let node = node_with(&place, unnamed("none")).await;
    assert_eq!(bad(&node).await, named(son(&family), Quasi, 3, KeyReason::Missing));
}

async fn without_its_keys_a_ledger_is_not_wrong(place: Place) {
    let (first, _) = with_family(&place).await;
    first.close().await;
    match &place {
        Place::Sqlite(_) => {
            std::fs::remove_file(format!("{}-keys", place.path().display())).unwrap();
        }
        Place::Postgres(_) => place.execute("DROP SCHEMA parcours_keys CASCADE").await.unwrap(),
    }
    let node = node(&place).await;
    let unchecked = Some(Unchecked::Keys);
    assert_eq!(audit(&node).await, KeyAudit { keys: 0, unchecked, first_bad: None });
}
