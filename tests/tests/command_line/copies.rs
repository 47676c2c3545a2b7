//! `backup` and `restore`: what they refuse, and that nothing is lost by it.

use std::fs;

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use tests::binary::Ran;

use super::{Folder, events, json};
use crate::scenarios::Served;

/// Runs SQL on a file behind everybody's back.
async fn tamper(folder: &Folder, name: &str, sql: &str) {
    let url = format!("sqlite:{}?mode=rwc", folder.path(name).display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[arguments, &["--lang", "en"]].concat())
}

#[track_caller]
fn assert_said(ran: &Ran, code: i32, what: &str) {
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""), "{ran:?}");
    assert!(ran.stderr.contains(what), "{what}: {ran:?}");
}

#[track_caller]
fn done(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran
}

/// The names in a folder, hidden ones included.
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.0.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_one_file_and_replaces_nothing_unless_told() {
    let folder = Folder::with_families();
    let said = done(run(&folder, &["backup", "copy.db"]));
    assert!(said.stdout.contains("Ledger copied to copy.db"), "{said:?}");
    assert!(said.stdout.contains("1150 events verified, head at position 1150"), "{said:?}");
    assert_eq!(names(&folder), ["copy.db", "parcours.db", "parcours.db-keys"]);
    let before = fs::read(folder.path("copy.db")).unwrap();
    assert_said(&run(&folder, &["backup", "copy.db"]), 1, "copy.db exists (--force replaces it)");
    assert!(fs::read(folder.path("copy.db")).unwrap() == before);
    done(run(&folder, &["backup", "copy.db", "--force", "--unverified"]));
    assert_eq!(names(&folder), ["copy.db", "parcours.db", "parcours.db-keys"]);
    let ran = done(folder.run(&["backup", "other.db", "--format", "json"]));
    let told = json(&ran)["copied"]["ledger"].clone();
    assert_eq!(
        (&told["verified"], &told["events"], &told["path"]),
        (&json!(true), &json!(1150), &json!("other.db"))
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.path("copy.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // With its keys, the copy is a ledger like any other.
    fs::copy(folder.path("parcours.db-keys"), folder.path("copy.db-keys")).unwrap();
    let exported = folder.run(&["export", "--database", "sqlite:copy.db"]).stdout;
    assert!(exported == folder.export());
}

#[test]
fn there_must_be_something_to_copy_and_somewhere_to_put_it() {
    let folder = Folder::new();
    assert_said(&run(&folder, &["backup", "copy.db"]), 1, "parcours.db holds nothing");
    assert_eq!(names(&folder), Vec::<String>::new());
    assert_said(&run(&folder, &["restore", "copy.db"]), 1, "copy.db holds nothing");
    assert_said(&run(&folder, &["restore"]), 2, "nothing is said to restore");
    assert_eq!(run(&folder, &["backup"]).code, Some(2));
    folder.write("letter.txt", "Dear all, this is no database.\n".repeat(100));
    assert_said(&run(&folder, &["restore", "letter.txt"]), 3, "letter.txt is not an SQLite database");
    assert_eq!(names(&folder), ["letter.txt"]);
    let families = Folder::with_families();
    assert_said(&run(&families, &["backup", "none/copy.db"]), 3, "none/copy.db cannot be written");
    assert_eq!(names(&families), ["parcours.db", "parcours.db-keys"]);
}

#[tokio::test]
async fn only_what_verifies_is_restored() {
    let folder = Folder::with_families();
    done(run(&folder, &["backup", "copy.db"]));
    tamper(
        &folder,
        "copy.db",
        "DROP TRIGGER event_no_update; UPDATE event SET payload = CAST(payload || ' ' AS BLOB) WHERE position = 7",
    )
    .await;
    let restore = ["restore", "copy.db", "--database", "sqlite:new.db"];
    assert_said(&run(&folder, &restore), 1, "copy.db does not verify, at position 7: ");
    assert_eq!(names(&folder), ["copy.db", "parcours.db", "parcours.db-keys"]);
    // Nor is it taken for a backup; as evidence it may be copied all the same.
    let backup = ["backup", "again.db", "--database", "sqlite:copy.db"];
    assert_said(&run(&folder, &backup), 1, "at position 7: ");
    done(run(&folder, &[&backup[..], &["--unverified"]].concat()));
    tamper(&folder, "copy.db", "PRAGMA user_version = 99").await;
    assert_said(&run(&folder, &restore), 3, "written by a newer version");
}

#[tokio::test]
async fn a_ledger_that_holds_events_is_replaced_only_when_told() {
    let folder = Folder::with_families();
    done(run(&folder, &["backup", "copy.db"]));
    done(run(&folder, &["import", &events("difre")]));
    let longer = folder.export();
    tamper(&folder, "parcours.db-projections", "CREATE TABLE derived (n INTEGER)").await;
    assert_said(&run(&folder, &["restore", "copy.db"]), 1, "parcours.db exists (--force replaces it)");
    assert!(folder.export() == longer);

    let url = format!("sqlite:{}", folder.path("parcours.db").display());
    let served = Served::start(&url, &[]);
    let forced = ["restore", "copy.db", "--force"];
    assert_said(&run(&folder, &forced), 1, "another program has parcours.db open");
    served.signal("TERM");
    assert_eq!(served.ended().0, Some(0));
    assert!(folder.export() == longer);

    done(run(&folder, &forced));
    assert_eq!(folder.export().lines().count(), 1150);
    // What was derived from the other is gone.
    assert!(!names(&folder).iter().any(|name| name.contains("projections")), "{:?}", names(&folder));
}

#[test]
fn a_backup_older_than_a_checkpoint_kept_elsewhere_is_refused() {
    let folder = Folder::with_families();
    let sign = || {
        let ran = done(folder.run(&["verify", "--checkpoint", "--format", "json"]));
        json(&ran)["checkpoint"].as_str().unwrap().to_owned()
    };
    folder.write("then.txt", sign());
    done(run(&folder, &["backup", "copy.db"]));
    done(run(&folder, &["import", &events("difre")]));
    folder.write("now.txt", sign());
    let restore = |against, more: &[&str]| {
        let key = ["--database", "sqlite:new.db", "--against", against];
        run(&folder, &[&["restore", "copy.db"][..], &key, more].concat())
    };
    // The key is beside the other ledger.
    assert_said(&restore("then.txt", &[]), 1, "then.txt is no checkpoint to rely on");
    fs::copy(folder.path("parcours.db.signing-key"), folder.path("new.db.signing-key")).unwrap();
    assert_said(&restore("now.txt", &[]), 1, "events are missing from here on");
    assert!(!folder.path("new.db").exists());
    done(restore("then.txt", &[]));
    let said = done(run(&folder, &["backup", "next.db"]));
    assert!(said.stdout.contains("not in it: the signing key, parcours.db.signing-key"), "{said:?}");
}

#[test]
fn sealing_keys_have_a_backup_of_their_own() {
    let folder = Folder::with_families();
    let said = done(run(&folder, &["backup", "copy.db"]));
    assert!(said.stdout.contains("not in it: the sealing keys, parcours.db-keys"), "{said:?}");
    done(run(&folder, &["backup", "--keys", "keys.db"]));
    let restore = ["restore", "copy.db", "--keys", "keys.db", "--database", "sqlite:new.db"];
    let said = done(run(&folder, &restore));
    assert!(said.stdout.contains("Sealing keys of new.db restored"), "{said:?}");
    assert!(folder.path("new.db-keys").exists());
    // What was sealed is told by the copies as by the originals.
    let told = |database: &str| done(run(&folder, &["export", "--database", database])).stdout;
    assert!(told("sqlite:new.db") == told("sqlite:parcours.db"));
    assert_said(
        &run(&folder, &["restore", "--keys", "keys.db", "--database", "sqlite:new.db"]),
        1,
        "new.db-keys exists",
    );
}
