//! S14: the database of an older program is opened, migrated and replayed by this one.
//!
//! `tests/fixtures/schema-N` holds a ledger as schema N kept it, as SQL for each engine: a household of a programme
//! and a checkpoint. `PARCOURS_FIXTURE=N cargo test -p tests -- s14` writes it anew: the migrations up to N, and the
//! rows that today's program makes, as far as schema N has their columns. Once a schema was released, its fixture
//! is never written again.

use std::fmt::Write as _;
use std::path::PathBuf;

use application::access::Reading;
use event_store::{SigningKey, Trust};
use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tests::binary::run_in;

use crate::faults::{Family, ledger, node, record};
use crate::store::{NOON, Place, contracts, micro};

contracts![
    s14_an_old_database_is_migrated_and_replayed,
    s14_four_programs_open_an_old_database_at_once,
    s14_four_programs_open_a_new_database_at_once,
];

const FAMILLE_K: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const PROGRAMME: &str = "plateforme-regularises";

fn engine(place: &Place) -> &'static str {
    match place {
        Place::Sqlite(_) => "sqlite",
        Place::Postgres(_) => "postgres",
    }
}

fn fixture(schema: usize, engine: &str) -> PathBuf {
    tests::workspace::root().join(format!("tests/fixtures/schema-{schema}/{engine}.sql"))
}

/// The schemas of which there is a fixture.
fn schemas() -> Vec<usize> {
    let folder = std::fs::read_dir(tests::workspace::root().join("tests/fixtures")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut schemas: Vec<usize> =
        names.filter_map(|name| name.strip_prefix("schema-")?.parse().ok()).collect();
    schemas.sort_unstable();
    schemas
}

fn key() -> SigningKey {
    SigningKey::ed25519("parcours/fixture", &[14; 32]).unwrap()
}

fn trust() -> Trust {
    Trust::of(vec![key().verifier().clone()])
}

/// The schema for which a fixture is to be written, if any.
fn asked_for() -> Option<usize> {
    std::env::var("PARCOURS_FIXTURE").ok().map(|number| number.parse().expect("PARCOURS_FIXTURE is a number"))
}

/// A database as that schema kept it.
async fn old(place: &Place, schema: usize) {
    let script = std::fs::read_to_string(fixture(schema, engine(place))).unwrap();
    place.execute(&script).await.unwrap();
}

async fn s14_an_old_database_is_migrated_and_replayed(place: Place) {
    if let Some(schema) = asked_for() {
        write(&place, schema).await;
    }
    assert!(!schemas().is_empty());
    for schema in schemas() {
        let place = place.another().await;
        old(&place, schema).await;
        let node = node(&place).await;
        let (found, known) = node.ledger().schema().await.unwrap();
        assert_eq!(found, known, "schema {schema} was not migrated");
        let events = ledger(&node).await;
        let audit = node.verify(&trust(), &mut |_, _| {}).await.unwrap();
        assert_eq!((audit.first_bad, audit.checkpoints), (None, 1), "schema {schema}");
        assert_eq!(audit.events, u64::try_from(events.len()).unwrap());
        let household = FAMILLE_K.parse().unwrap();
        let replayed = node.replay(household, None, None).await.unwrap();
        let history = replayed.unwrap_or_else(|| panic!("schema {schema}: no Famille K."));
        assert_eq!(history.history().len(), 20, "schema {schema}");
        // Heads and guards are as the program that wrote it left them.
        record(&node, Family::new().opened()).await.unwrap();
        assert_eq!(ledger(&node).await.len(), events.len() + 2);
        // What it had no table for is signed like the rest.
        let reading = Reading { reader: "u1".to_owned(), via: "replay", reason: None };
        node.log_reading(None, &reading).await.unwrap();
        let signed = node.ledger().checkpoint_accesses(&key(), &trust().keys, micro(NOON)).await.unwrap();
        assert_eq!(signed.map(|kept| kept.size), Some(1), "schema {schema}");
        node.close().await;
    }
}

async fn s14_four_programs_open_an_old_database_at_once(place: Place) {
    for schema in schemas() {
        let place = place.another().await;
        old(&place, schema).await;
        four_at_once(&place).await;
        assert!(ledger(&node(&place).await).await.len() > 20, "schema {schema}");
    }
}

async fn s14_four_programs_open_a_new_database_at_once(place: Place) {
    four_at_once(&place).await;
    assert!(ledger(&node(&place).await).await.is_empty());
}

/// Processes of their own, each of which opens the ledger and reads it whole.
async fn four_at_once(place: &Place) {
    let url = place.url();
    let processes = (0..4).map(|_| {
        let url = url.clone();
        tokio::task::spawn_blocking(move || {
            let folder = tests::scratch();
            run_in(folder.path(), ["export", "--database", &url, "--lang", "en"])
        })
    });
    let mut told: Vec<_> = join_all(processes).await.into_iter().map(Result::unwrap).collect();
    for ran in &told {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    told.dedup_by(|one, other| one.stdout == other.stdout);
    assert_eq!(told.len(), 1, "they read different ledgers");
}

/// Writes the fixture of a schema.
async fn write(place: &Place, schema: usize) {
    let (engine, now, then) = (engine(place), place.another().await, place.another().await);
    let folder = tests::scratch();
    let path = tests::workspace::root().join(format!("programmes/{PROGRAMME}/events.ndjson"));
    let lines = std::fs::read_to_string(path).unwrap();
    let subjects = [format!("\"household/{FAMILLE_K}\""), format!("\"programme/{PROGRAMME}\"")];
    let own = |line: &&str| subjects.iter().any(|subject| line.contains(&format!("\"subject\":{subject}")));
    let own: Vec<&str> = lines.lines().filter(own).collect();
    std::fs::write(folder.path().join("own.ndjson"), own.join("\n")).unwrap();
    let url = now.url();
    let import = ["import", "--as-recorded", "own.ndjson", "--lang", "en", "--database", &url];
    let ran = run_in(folder.path(), import);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ledger = now.ledger().await;
    ledger.checkpoint(&key(), &[], micro(NOON)).await.unwrap().unwrap();
    ledger.close().await;

    let mut script = definition(engine, schema);
    then.execute(&script).await.unwrap();
    for (table, columns) in tables(&then).await {
        if table == "ledger_head" {
            // The migration made its one row.
            script.push_str("DELETE FROM ledger_head;\n");
        }
        for row in rows(&now, &table, &columns).await {
            writeln!(script, "{row}").unwrap();
        }
    }
    let to = fixture(schema, engine);
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::write(to, script).unwrap();
}

/// The migrations up to that schema, and the marks by which a program knows it.
fn definition(engine: &str, schema: usize) -> String {
    let folder = tests::workspace::root().join("migrations").join(engine);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.truncate(schema);
    assert_eq!(files.len(), schema, "there is no such schema");
    let text: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    if engine == "sqlite" {
        return format!(
            "{text}\nPRAGMA application_id = {};\nPRAGMA user_version = {schema};\n",
            0x5041_5243
        );
    }
    let named = files.iter().zip(1..).fold(String::new(), |mut all, (file, version)| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        writeln!(all, "INSERT INTO migration (version, name) VALUES ({version}, '{name}');").unwrap();
        all
    });
    format!(
        "CREATE SCHEMA IF NOT EXISTS parcours;\nSET search_path = parcours;\n\
         CREATE TABLE migration (version bigint NOT NULL CONSTRAINT migration_pk PRIMARY KEY, \
         name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());\n{named}{text}\n"
    )
}

/// Each table with its columns, in the order in which they were made.
async fn tables(place: &Place) -> Vec<(String, Vec<String>)> {
    let found: Vec<(String, String)> = match place {
        Place::Sqlite(_) => {
            let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
                       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.rowid, c.cid";
            let mut connection = sqlite(place).await;
            sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap()
        }
        Place::Postgres(url) => {
            let sql = "SELECT c.relname::text, a.attname::text FROM pg_class c \
                       JOIN pg_attribute a ON a.attrelid = c.oid \
                       WHERE c.relnamespace = 'parcours'::regnamespace AND c.relkind = 'r' \
                       AND c.relname <> 'migration' AND a.attnum > 0 AND NOT a.attisdropped \
                       ORDER BY c.oid, a.attnum";
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap()
        }
    };
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for (table, column) in found {
        match tables.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => tables.push((table, vec![column])),
        }
    }
    tables
}

/// A statement for each row of a table.
async fn rows(place: &Place, table: &str, columns: &[String]) -> Vec<String> {
    let list = columns.join(", ");
    let quoted = |quote: &dyn Fn(&String) -> String| {
        let values: Vec<String> = columns.iter().map(quote).collect();
        let values = values.join(" || ', ' || ");
        format!(
            "SELECT 'INSERT INTO {table} ({list}) VALUES (' || {values} || ');' FROM {table} ORDER BY {list}"
        )
    };
    match place {
        Place::Sqlite(_) => {
            let sql = quoted(&|column| format!("quote({column})"));
            let mut connection = sqlite(place).await;
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap()
        }
        Place::Postgres(url) => {
            let sql = quoted(&|column| format!("quote_nullable({column}::text)"));
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query("SET search_path = parcours").execute(&mut connection).await.unwrap();
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap()
        }
    }
}

async fn sqlite(place: &Place) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}", place.path().display())).await.unwrap()
}
