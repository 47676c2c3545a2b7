//! What fails outside the command line: exit code 3, one sentence that names the thing.

use tests::binary::Ran;

use super::{FAMILLE_K, Folder};
use crate::store::Place;

/// Checks that a run failed with one sentence; answers it.
fn fault(ran: Ran) -> String {
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    // Some fail after the ledger was opened, and tell that they made it; the fault comes last, on one line.
    let errors = ran.stderr.lines().filter(|line| line.starts_with("error: ")).count();
    let last = ran.stderr.lines().last().unwrap_or_default();
    assert!(errors == 1 && last.starts_with("error: "), "{}", ran.stderr);
    ran.stderr
}

fn export_from(database: &str) -> String {
    fault(Folder::new().run(&["export", "--lang", "en", "--database", database]))
}

#[test]
fn a_file_that_is_missing() {
    let said = fault(Folder::new().run(&["import", "nowhere.ndjson", "--lang", "en"]));
    assert!(said.contains("file nowhere.ndjson cannot be read"), "{said}");
}

#[test]
fn a_file_that_is_no_database() {
    let folder = Folder::new();
    folder.write("letter.txt", "Dear all, this is no database.\n".repeat(100));
    let said = fault(folder.run(&["export", "--database", "sqlite:letter.txt", "--lang", "en"]));
    assert!(said.contains("letter.txt is not an SQLite database"), "{said}");
}

#[test]
fn a_folder_that_does_not_exist() {
    let said = export_from("sqlite:no/such/folder/parcours.db");
    assert!(said.contains("no/such/folder/parcours.db cannot be opened"), "{said}");
}

#[test]
fn a_server_that_does_not_answer_and_its_password() {
    // Nothing listens on port 1.
    let said = export_from("postgres://me:open-sesame@127.0.0.1:1/pathways");
    assert!(said.contains("127.0.0.1:1/pathways cannot be opened"), "{said}");
    assert_eq!(said.matches("Connection refused").count(), 1, "{said}");
    assert!(!said.contains("open-sesame"), "{said}");
}

#[tokio::test]
async fn a_database_of_somebody_else_or_of_a_newer_program() {
    let foreign = Place::sqlite();
    foreign.execute("CREATE TABLE theirs (n INTEGER)").await.unwrap();
    let said = export_from(&foreign.url());
    assert!(said.contains("belongs to another program"), "{said}");

    let mark = "INSERT INTO migration (version, name) VALUES (99, 'future')";
    for (newer, mark) in [(Place::sqlite(), "PRAGMA user_version = 99"), (Place::postgres().await, mark)] {
        newer.ledger().await.close().await;
        newer.execute(mark).await.unwrap();
        let said = export_from(&newer.url());
        assert!(said.contains("was written by a newer version"), "{said}");
    }
}

#[test]
fn an_address_that_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = fault(Folder::new().run(&["serve", "--listen", &address, "--lang", "en"]));
    assert!(said.contains(&format!("cannot listen on {address}")), "{said}");
}

#[test]
fn a_household_that_is_unknown_is_refused_and_no_fault() {
    let folder = Folder::new();
    let created = "une nouvelle base, vide, a été créée : parcours.db\n";
    let unknown = format!("erreur : le ménage {FAMILLE_K} est inconnu de cette base\n");
    for said in [format!("{created}{unknown}"), unknown] {
        let ran = folder.run(&["replay", FAMILLE_K, "--lang", "fr"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        assert_eq!(ran.stderr, said);
    }
}

#[test]
fn a_ledger_that_is_made_is_told() {
    let folder = Folder::new();
    for arguments in [&["export"][..], &["import", "empty.ndjson"], &["verify"]] {
        folder.write("empty.ndjson", "");
        let address = format!("sqlite:{}.db", arguments[0]);
        let ran = folder.run(&[arguments, &["--database", &address, "--lang", "en"]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let told = format!("a new, empty ledger was created at {}.db\n", arguments[0]);
        assert_eq!(ran.stderr, told);
    }
}

#[test]
fn a_stream_that_is_unknown_is_refused_and_one_without_a_selected_event_is_not() {
    let folder = Folder::with_families();
    let ran = folder.run(&["export", "--stream", "programme/nowhere", "--lang", "en"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert_eq!(ran.stderr, "error: stream programme/nowhere does not exist in this database\n");
    let stream = format!("household/{FAMILLE_K}");
    let ran = folder.run(&["export", "--stream", &stream, "--from", "5000"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
}
