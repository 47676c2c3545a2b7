//! `parcours verify`, as its users run it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tests::binary::{Ran, parcours, run_in};

use crate::store::Place;

/// The events of both example programmes.
fn programmes() -> Vec<String> {
    super::programmes().into_iter().map(|path| path.into_os_string().into_string().unwrap()).collect()
}

fn import(folder: &std::path::Path, database: &str) {
    let files = programmes();
    let mut arguments = vec!["import", "--as-recorded", "--database", database];
    arguments.extend(files.iter().map(String::as_str));
    let ran = run_in(folder, arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn answer(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

async fn programmes_verify(place: Place) {
    let (folder, url) = (tests::scratch(), place.url());
    import(folder.path(), &url);
    let key_file = folder.path().join("key");
    let verify = |arguments: &[&str]| {
        let mut command = parcours();
        command.env("PARCOURS_SIGNING_KEY_FILE", &key_file).current_dir(folder.path());
        let out = command.args(["verify", "--database", &url]).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
    };
    let ran = verify(&["--format", "json"]);
    let right = answer(&ran);
    assert_eq!((ran.code, &right["ok"], &right["first_bad"]), (Some(0), &json!(true), &Value::Null));
    assert!(right["events"].as_u64().unwrap() > 1000 && right["events"] == right["head"], "{right}");
    assert_eq!(right["checkpoints"], 0);
    assert!(!key_file.exists());
    let ran = verify(&["--checkpoint", "--format", "json"]);
    let signed = answer(&ran);
    assert_eq!((ran.code, &signed["root"]), (Some(0), &right["root"]), "{ran:?}");
    let note = signed["checkpoint"].as_str().unwrap();
    std::fs::write(folder.path().join("note"), note).unwrap();
    let secret = std::fs::read_to_string(&key_file).unwrap();
    assert!(secret.starts_with("PRIVATE+KEY+parcours/") && !ran.stderr.contains(secret.trim()), "{ran:?}");
    let ran = verify(&["--against", "note", "--lang", "en"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("Nothing was altered") && ran.stdout.contains("2 checkpoints"), "{ran:?}");
    // A word of the note is another.
    std::fs::write(folder.path().join("note"), note.replacen("parcours", "Parcours", 1)).unwrap();
    let ran = verify(&["--against", "note"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    // Altered by the owner of the database.
    let unlock = match &place {
        Place::Sqlite(_) => "DROP TRIGGER event_no_update",
        Place::Postgres(_) => "ALTER TABLE event DISABLE TRIGGER ALL",
    };
    let alter = format!("{unlock}; UPDATE event SET occurred_on = '1999' WHERE position = 777");
    place.execute(&alter).await.unwrap();
    let ran = verify(&["--checkpoint", "--format", "json", "--lang", "en"]);
    let wrong = answer(&ran);
    assert_eq!((ran.code, &wrong["ok"], &wrong["events"]), (Some(1), &json!(false), &json!(776)));
    let bad =
        json!({ "position": 777, "reason": "leaf_hash", "message": "the event or its hash was altered" });
    assert_eq!((&wrong["first_bad"], wrong.get("checkpoint")), (&bad, None));
    let ran = verify(&["--lang", "fr"]);
    assert!(ran.stdout.contains("à la position 777"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_programmes_verify_on_sqlite() {
    programmes_verify(Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_programmes_verify_on_postgres() {
    programmes_verify(Place::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_needs_a_named_key() {
    let (folder, url) = (tests::scratch(), Place::postgres().await.url());
    let ran = run_in(folder.path(), ["verify", "--checkpoint", "--lang", "en", "--database", &url]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("PARCOURS_SIGNING_KEY_FILE"), "{ran:?}");
}

#[test]
fn a_key_file_that_is_none_is_named_but_not_shown() {
    let folder = tests::scratch();
    std::fs::write(folder.path().join("parcours.db.signing-key"), "PRIVATE+KEY+x+00000000+c2VjcmV0\n")
        .unwrap();
    let ran = run_in(folder.path(), ["verify", "--lang", "en"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.stderr.contains("line 1") && ran.stderr.contains("parcours.db.signing-key"), "{ran:?}");
    assert!(!ran.stderr.contains("c2VjcmV0"), "{ran:?}");
    let ran = run_in(folder.path(), ["verify", "--key", "nonsense"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn what_was_served_is_signed_at_the_end() {
    let folder = tests::scratch();
    let database = format!("sqlite:{}", folder.path().join("parcours.db").display());
    import(folder.path(), &database);
    let mut command = parcours();
    command.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(folder.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    assert!(ready.starts_with("http://"), "{ready}");
    let _watch = tests::binary::watch(&child);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let right = answer(&run_in(folder.path(), ["verify", "--format", "json"]));
    assert_eq!((&right["ok"], &right["checkpoints"]), (&json!(true), &json!(1)), "{right}");
    // Without the key nobody can tell whether the checkpoint is ours.
    std::fs::remove_file(folder.path().join("parcours.db.signing-key")).unwrap();
    let unknown = answer(&run_in(folder.path(), ["verify", "--format", "json"]));
    assert_eq!(unknown["first_bad"]["reason"], "checkpoint_key", "{unknown}");
    let refused = run_in(folder.path(), ["verify", "--checkpoint"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
}

const FAMILLE_K: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";

fn one_household_is_proved_and_replayed_offline(place: &Place) {
    let (folder, url) = (tests::scratch(), place.url());
    let run = |arguments: &[&str]| {
        let mut command = parcours();
        command.env("PARCOURS_SIGNING_KEY_FILE", folder.path().join("key")).current_dir(folder.path());
        let out = command.args(arguments).args(["--lang", "en"]).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
    };
    import(folder.path(), &url);
    // Nothing is signed yet.
    let ran = run(&["checkpoint", "--database", &url]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    let ran = run(&["prove", "5", "--database", &url]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = run(&["audit-bundle", FAMILLE_K, "--out", "k.ndjson", "--database", &url, "--format", "json"]);
    let written = answer(&ran);
    assert_eq!((ran.code, &written["household"]), (Some(0), &json!(FAMILLE_K)), "{ran:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join("k.ndjson")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // The same on standard output.
    let ran = run(&["audit-bundle", FAMILLE_K, "--database", &url]);
    assert_eq!(ran.stdout, std::fs::read_to_string(folder.path().join("k.ndjson")).unwrap());
    // It signed a checkpoint, which can be kept elsewhere, and one of who had taken a bundle before.
    let notes = run(&["checkpoint", "--database", &url]).stdout;
    std::fs::write(folder.path().join("note"), &notes).unwrap();
    let note = notes.split_inclusive('\n').take(5).collect::<String>();
    assert!(notes.strip_prefix(&note).unwrap().contains("/access-log\n1\n"), "{notes}");
    let ran = run(&["prove", "5", "--database", &url]);
    assert!(
        ran.stdout.starts_with("c2sp.org/tlog-proof@v1\nindex 4\n") && ran.stdout.ends_with(&note),
        "{ran:?}"
    );
    let proof = answer(&run(&["prove", "5", "--database", &url, "--format", "json"]));
    let again = proof["event"].as_str().unwrap();
    assert_eq!(answer(&run(&["prove", again, "--database", &url, "--format", "json"])), proof);
    for (nothing, code) in [("9999999", 1), ("0", 1), (FAMILLE_K, 1), ("famille-k", 2)] {
        assert_eq!(run(&["prove", nothing, "--database", &url]).code, Some(code), "{nothing}");
    }
    // Offline: there is no database at the address that is given.
    let nowhere = ["--database", "sqlite:no/such/folder/ledger.db"];
    let verified =
        run(&[&["verify", "k.ndjson", "--against", "note", "--format", "json"], &nowhere[..]].concat());
    let right = answer(&verified);
    assert_eq!((verified.code, &right["ok"], &right["first_bad"]), (Some(0), &json!(true), &Value::Null));
    assert_eq!((&right["events"], &right["checkpoints"]), (&written["events"], &json!(2)), "{right}");
    assert_eq!((&right["head"], &right["key_known"]), (&written["position"], &json!(true)), "{right}");
    let table = run(&["verify", "k.ndjson"]);
    assert!(table.stdout.contains("Not proved") && table.stdout.contains("household/"), "{table:?}");
    let at = ["--as-of", "2010-12-31", "--format", "json"];
    let there = run(&[&["replay", FAMILLE_K, "--database", &url], &at[..]].concat());
    let here = run(&[&["replay", "k.ndjson"], &at[..], &nowhere[..]].concat());
    assert_eq!((here.code, &here.stdout), (Some(0), &there.stdout), "{here:?}");
    // Another file is neither verified nor replayed.
    let bytes = std::fs::read_to_string(folder.path().join("k.ndjson")).unwrap();
    std::fs::write(folder.path().join("k.ndjson"), bytes.replacen("2010", "2011", 1)).unwrap();
    let ran = run(&["verify", "k.ndjson", "--format", "json"]);
    let wrong = answer(&ran);
    assert_eq!(
        (ran.code, &wrong["ok"], &wrong["first_bad"]["reason"]),
        (Some(1), &json!(false), &json!("digest"))
    );
    let ran = run(&["replay", "k.ndjson"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("k.ndjson"), "{ran:?}");
    assert_eq!(run(&["verify", "no-such-file"]).code, Some(3));
    assert_eq!(run(&["audit-bundle", &FAMILLE_K.replace('d', "e"), "--database", &url]).code, Some(1));
}

#[test]
fn one_household_is_proved_and_replayed_offline_on_sqlite() {
    one_household_is_proved_and_replayed_offline(&Place::sqlite());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_household_is_proved_and_replayed_offline_on_postgres() {
    one_household_is_proved_and_replayed_offline(&Place::postgres().await);
}

fn what_is_signed_of_the_access_log_is_held_to_it(place: &Place) {
    let (folder, url) = (tests::scratch(), place.url());
    let run = |arguments: &[&str]| {
        let mut command = parcours();
        command.env("PARCOURS_SIGNING_KEY_FILE", folder.path().join("key")).current_dir(folder.path());
        let out = command.args(arguments).args(["--database", &url]).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
    };
    import(folder.path(), &url);
    for _ in 0..3 {
        let ran = run(&["replay", FAMILLE_K]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let signed = answer(&run(&["verify", "--checkpoint", "--format", "json"]));
    assert_eq!((&signed["accesses"]["entries"], &signed["accesses"]["checkpoints"]), (&json!(3), &json!(0)));
    let kept = answer(&run(&["checkpoint", "--format", "json"]));
    assert_eq!((&kept["size"], &kept["access_log"]["size"]), (&signed["head"], &json!(3)), "{kept}");
    assert_eq!(kept["access_log"]["root"], signed["accesses"]["root"]);
    assert_eq!(kept["access_log"]["checkpoint"], signed["access_checkpoint"]);
    // Both stand in what is printed, and are compared as they were printed.
    let printed = run(&["verify", "--checkpoint"]).stdout;
    let notes = run(&["checkpoint"]).stdout;
    assert!(printed.ends_with(&notes), "{printed}");
    assert_eq!(notes.lines().filter(|line| line.ends_with("/access-log")).count(), 1, "{notes}");
    std::fs::write(folder.path().join("printed"), &printed).unwrap();
    let right = run(&["verify", "--against", "printed", "--lang", "en"]);
    assert!(right.code == Some(0) && right.stdout.contains("3 entries and 2 checkpoints"), "{right:?}");
    // Whoever owns the database takes away the newest reading, and all that was signed of it.
    let unlock = |table| match place {
        Place::Sqlite(_) => format!("DROP TRIGGER {table}_no_delete"),
        Place::Postgres(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
    };
    let shorten = format!("{}; DELETE FROM access_log WHERE number = 3", unlock("access_log"));
    let unsign = format!("{}; DELETE FROM access_checkpoint", unlock("access_checkpoint"));
    let alter = |sql: &str| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(place.execute_log(sql)).unwrap();
    };
    alter(&shorten);
    let wrong = run(&["verify", "--checkpoint", "--format", "json", "--lang", "en"]);
    let told = answer(&wrong);
    let bad = json!({
        "number": 3, "reason": "checkpoint_beyond",
        "message": "entries are missing from here on: 3 had been signed",
    });
    assert_eq!((wrong.code, &told["ok"], &told["accesses"]["first_bad"]), (Some(1), &json!(false), &bad));
    assert_eq!((&told["first_bad"], told.get("checkpoint")), (&Value::Null, None), "{told}");
    let wrong = run(&["verify", "--lang", "fr"]).stdout;
    assert!(wrong.contains("Le registre est intact, le journal des consultations ne l’est pas"), "{wrong}");
    assert!(wrong.contains("à l’entrée 3 : des entrées manquent"), "{wrong}");
    alter(&unsign);
    assert_eq!(run(&["verify"]).code, Some(0));
    assert_eq!(run(&["verify", "--against", "printed"]).code, Some(1));
}

#[test]
fn what_is_signed_of_the_access_log_is_held_to_it_on_sqlite() {
    what_is_signed_of_the_access_log_is_held_to_it(&Place::sqlite());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_signed_of_the_access_log_is_held_to_it_on_postgres() {
    let place = Place::postgres().await;
    tokio::task::spawn_blocking(move || what_is_signed_of_the_access_log_is_held_to_it(&place))
        .await
        .unwrap();
}
