//! On PostgreSQL, a role that owns nothing serves the ledger and cannot change an event.

use std::path::Path;

use serde_json::Value;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use tests::binary::{Ran, parcours};

use crate::scenarios::{Caller, Served, household};

/// Somebody of the events in `EVENTS`.
const PERSON: &str = "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a";
const HOUSEHOLD: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const EVENTS: &str = "programmes/plateforme-regularises/events.ndjson";

/// A database with an owner, who is no superuser, and a role that was given nothing.
struct Roles {
    folder: tempfile::TempDir,
    admin: PgConnectOptions,
    owner: String,
    serving: String,
}

impl Roles {
    async fn new() -> Self {
        let admin: PgConnectOptions = tests::postgres::database().await.parse().unwrap();
        let database = admin.get_database().unwrap();
        // Roles are of the server, databases are not.
        let (owner, serving) = (format!("{database}_owner"), format!("{database} serving \"ROLE's\""));
        let roles = Self { folder: tests::scratch(), owner, serving, admin: admin.clone() };
        // A key of its own: it is changed.
        std::fs::copy(tests::master_key(), roles.folder.path().join("master.key")).unwrap();
        let quoted = roles.serving.replace('"', "\"\"");
        let sql = format!(
            "CREATE ROLE {0} LOGIN; CREATE ROLE \"{quoted}\" LOGIN; ALTER DATABASE {database} OWNER TO {0}",
            roles.owner
        );
        roles.execute(admin.get_username(), &sql).await.unwrap();
        roles
    }

    fn options(&self, role: &str) -> PgConnectOptions {
        self.admin.clone().username(role)
    }

    fn url(&self, role: &str) -> String {
        self.options(role).to_url_lossy().to_string()
    }

    async fn connection(&self, role: &str) -> PgConnection {
        PgConnection::connect_with(&self.options(role).options([("search_path", "parcours")])).await.unwrap()
    }

    async fn execute(&self, role: &str, sql: &str) -> Result<(), sqlx::Error> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection(role).await).await;
        done.map(drop)
    }

    async fn asked<T>(&self, role: &str, sql: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(sql).fetch_one(&mut self.connection(role).await).await.unwrap()
    }

    /// Runs the program as a role.
    fn run(&self, role: &str, arguments: &[&str]) -> Ran {
        let mut command = parcours();
        command.env("PARCOURS_SIGNING_KEY_FILE", self.folder.path().join("signing.key"));
        command.env("PARCOURS_MASTER_KEY_FILE", self.folder.path().join("master.key"));
        command.env("PARCOURS_FACTS_FOLDER", self.folder.path().join("facts"));
        command.args(arguments).args(["--lang", "en", "--database", &self.url(role)]);
        let out = command.current_dir(self.folder.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
    }

    #[track_caller]
    fn done(&self, role: &str, arguments: &[&str]) -> String {
        let ran = self.run(role, arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        assert!(!lacks(&ran.stderr), "{arguments:?}: {ran:?}");
        ran.stdout
    }

    fn migrated(&self) {
        self.done(&self.owner, &["migrate", "--grant", &self.serving]);
    }

    fn assert_not_ready(&self) {
        let ran = self.run(&self.serving, &["verify"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
        assert!(ran.stderr.contains("as its owner: parcours migrate --grant ROLE"), "{ran:?}");
    }
}

/// Whether a program says that it lacked a right, be it one that it went on without.
fn lacks(said: &str) -> bool {
    said.contains("permission denied") || said.contains("must be owner") || said.contains("ERROR")
}

fn events() -> String {
    let path: &Path = &tests::workspace::root().join(EVENTS);
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_owns_nothing_does_all_that_serving_takes() {
    let roles = Roles::new().await;
    roles.assert_not_ready();
    let told = roles.done(&roles.owner, &["migrate", "--grant", &roles.serving, "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["granted"], roles.serving, "{told}");
    let run = |arguments: &[&str]| roles.done(&roles.serving, arguments);
    run(&["import", "--as-recorded", &events()]);
    // Again, while it is in use.
    roles.migrated();
    assert!(run(&["households", "--limit", "1"]).contains("household"), "a read model answers");
    run(&["replay", HOUSEHOLD, "--reason", "a hearing"]);
    let erase = ["erase", PERSON, "--basis", "request", "--level", "all", "--yes"];
    run(&erase);
    run(&["keys", "rotate"]);
    run(&["rebuild"]);
    run(&["facts"]);
    let token: Value = serde_json::from_str(&run(&[
        "token",
        "create",
        "--org",
        "elia",
        "--role",
        "caseworker",
        "--format",
        "json",
    ]))
    .unwrap();
    run(&["token", "revoke", token["id"].as_str().unwrap()]);
    assert!(run(&["access-log"]).contains("a hearing"));
    served(&roles);
    run(&["verify", "--checkpoint", "--guards"]);
    // All that it owns follows from the ledger.
    let owned = "SELECT count(*) FROM ( \
                 SELECT relowner AS owner, relnamespace AS schema FROM pg_class \
                 UNION ALL SELECT nspowner, oid FROM pg_namespace) AS things \
                 JOIN pg_roles ON pg_roles.oid = owner WHERE rolname = current_user \
                 AND schema NOT IN ('parcours_projections'::regnamespace, 'pg_toast'::regnamespace)";
    assert_eq!(roles.asked::<i64>(&roles.serving, owned).await, 0);
    // What only an owner may do to a table is left to the server.
    let left = "SELECT 'autovacuum_vacuum_threshold=0' = ANY(reloptions) FROM pg_class \
                WHERE oid = 'parcours_keys.sealing_key'::regclass";
    assert!(roles.asked::<bool>(&roles.serving, left).await);
}

/// The server, which records, signs and follows what it recorded.
fn served(roles: &Roles) {
    let file = |name| roles.folder.path().join(name).display().to_string();
    let (signing, master) = (file("signing.key"), file("master.key"));
    let environment =
        [("PARCOURS_SIGNING_KEY_FILE", signing.as_str()), ("PARCOURS_MASTER_KEY_FILE", master.as_str())];
    let served = Served::start(&roles.url(&roles.serving), &environment);
    let answer = Caller::new(&served.address).record(&household().0);
    assert!(answer.recorded().is_some(), "{answer:?}");
    served.signal("TERM");
    let (code, said) = served.ended();
    assert!(code == Some(0) && !lacks(&said), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_refuses_that_role_every_change_of_an_event() {
    let roles = Roles::new().await;
    roles.migrated();
    roles.done(&roles.serving, &["import", "--as-recorded", &events()]);
    for attempt in [
        "UPDATE event SET payload = payload",
        "UPDATE event SET type = type WHERE position = 1",
        "DELETE FROM event WHERE position = 1",
        "TRUNCATE event",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "ALTER TABLE event DISABLE TRIGGER event_no_change",
        "ALTER TABLE event ADD COLUMN other text",
        "CREATE TRIGGER other BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
        "CREATE RULE other AS ON INSERT TO event DO INSTEAD NOTHING",
        "DROP TRIGGER event_no_change ON event",
        "DROP TABLE event",
        "DROP SCHEMA parcours CASCADE",
        "CREATE TABLE parcours.other ()",
        "CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "SET session_replication_role = replica",
        "BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
        "UPDATE log_tile SET root = root",
        "DELETE FROM log_sum",
        "DELETE FROM checkpoint",
        "UPDATE access_log SET reader = reader",
        "DELETE FROM access_checkpoint",
        "DELETE FROM access_token",
        "UPDATE access_token SET role = role",
        "UPDATE ledger_keys SET store_id = store_id",
        "UPDATE migration SET name = name",
        "INSERT INTO migration (version, name) VALUES (99, 'x')",
        "DELETE FROM ledger_head",
        "DELETE FROM stream_head",
        "DELETE FROM guard",
        "DROP TABLE parcours_keys.sealing_key",
        "TRUNCATE parcours_keys.sealing_key",
        "DROP SCHEMA parcours_projections CASCADE",
    ] {
        let refused = roles.execute(&roles.serving, attempt).await.expect_err(attempt);
        // Lacking the right, not stopped by a trigger or a mistake of ours.
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .unwrap_or_default()
            .into_owned();
        assert_eq!(code, "42501", "{attempt}: {refused}");
    }
    // Nor what a later migration adds, which it can read and add to.
    roles.execute(&roles.owner, "CREATE TABLE later (one bigint)").await.unwrap();
    roles.execute(&roles.serving, "INSERT INTO later VALUES (1)").await.unwrap();
    assert_eq!(roles.asked::<i64>(&roles.serving, "SELECT one FROM later").await, 1);
    roles.execute(&roles.serving, "UPDATE later SET one = 2").await.unwrap_err();
    // What somebody granted beside is taken back.
    let quoted = roles.serving.replace('"', "\"\"");
    let beside = format!("GRANT DELETE, UPDATE (type) ON event TO \"{quoted}\"");
    roles.execute(&roles.owner, &beside).await.unwrap();
    roles.migrated();
    roles.execute(&roles.serving, "UPDATE event SET type = type").await.unwrap_err();
    let left = "SELECT has_table_privilege('event', 'DELETE')";
    assert!(!roles.asked::<bool>(&roles.serving, left).await);
    roles.done(&roles.serving, &["verify"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_its_owner_served_is_handed_over() {
    let roles = Roles::new().await;
    roles.done(&roles.owner, &["import", "--as-recorded", &events()]);
    let by_owner = roles.done(&roles.owner, &["households", "--format", "json"]);
    roles.assert_not_ready();
    roles.migrated();
    assert_eq!(roles.done(&roles.serving, &["households", "--format", "json"]), by_owner);
    // Older than the program: only the owner can do what is lacking.
    let latest = "DROP TABLE access_checkpoint; DELETE FROM migration WHERE version >= 5";
    roles.execute(&roles.owner, latest).await.unwrap();
    roles.assert_not_ready();
    roles.migrated();
    roles.done(&roles.serving, &["verify"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_could_change_events_all_the_same_is_refused() {
    let roles = Roles::new().await;
    roles.done(&roles.owner, &["migrate"]);
    let refused = |role: &str| {
        let ran = roles.run(&roles.owner, &["migrate", "--grant", role]);
        assert!(ran.code == Some(1) && ran.stderr.contains("nothing was granted"), "{ran:?}");
    };
    refused(&roles.owner);
    refused(roles.admin.get_username());
    // By another role, or as everybody.
    let (admin, quoted) = (roles.admin.get_username(), roles.serving.replace('"', "\"\""));
    roles.execute(admin, &format!("GRANT {} TO \"{quoted}\"", roles.owner)).await.unwrap();
    refused(&roles.serving);
    roles.execute(admin, &format!("REVOKE {} FROM \"{quoted}\"", roles.owner)).await.unwrap();
    roles.execute(admin, "GRANT UPDATE (type) ON event TO PUBLIC").await.unwrap();
    refused(&roles.serving);
    roles.assert_not_ready();
    roles.execute(admin, "REVOKE UPDATE (type) ON event FROM PUBLIC").await.unwrap();
    // Of other tables, and what it could give itself.
    for (given, taken) in [
        (
            "GRANT DELETE ON checkpoint TO PUBLIC".to_owned(),
            "REVOKE DELETE ON checkpoint FROM PUBLIC".to_owned(),
        ),
        (
            "GRANT INSERT (version, name) ON migration TO PUBLIC".to_owned(),
            "REVOKE INSERT (version, name) ON migration FROM PUBLIC".to_owned(),
        ),
        (format!("ALTER ROLE \"{quoted}\" CREATEROLE"), format!("ALTER ROLE \"{quoted}\" NOCREATEROLE")),
    ] {
        roles.execute(admin, &given).await.unwrap();
        refused(&roles.serving);
        roles.execute(admin, &taken).await.unwrap();
    }
    // Who served before keeps what it was granted, which is told.
    roles.migrated();
    roles.execute(admin, &format!("ALTER ROLE \"{quoted}\" RENAME TO \"{quoted} before\"")).await.unwrap();
    roles.execute(admin, &format!("CREATE ROLE \"{quoted}\" LOGIN")).await.unwrap();
    let ran = roles.run(&roles.owner, &["migrate", "--grant", &roles.serving]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("another role may add to the ledger too"), "{ran:?}");
    let unknown = roles.run(&roles.owner, &["migrate", "--grant", "nobody of that name"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("no role nobody of that name"), "{unknown:?}");
    let file = tests::binary::run(["migrate", "--grant", "x", "--lang", "en"]);
    assert!(file.code == Some(2) && file.stderr.contains("a file knows no roles"), "{file:?}");
}
