//! Where a benchmark works: a database with nothing in it, which is left as it was found.

use std::path::{Path, PathBuf};

use application::{Application, Clock, Settings};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection, raw_sql};
use tempfile::TempDir;

use super::failed;
use crate::failure::Failure;

/// The schema of the raw table, on PostgreSQL.
pub(super) const RAW_SCHEMA: &str = "parcours_bench";

/// A database of our own for a while.
pub(super) struct Place {
    /// Its address, as `--database` has it.
    pub(super) address: String,
    pub(super) engine: Engine,
    /// Our own folder, for files that a run needs; in the working folder, for that is the disk on which a
    /// ledger would be: a temporary folder may be held in memory, where a commit costs nothing.
    folder: TempDir,
}

pub(super) enum Engine {
    /// The ledger's file, and another for the raw table.
    Sqlite {
        ledger: PathBuf,
        raw: PathBuf,
    },
    Postgres(Box<PgConnectOptions>),
}

impl Place {
    /// The database at `address`, or a temporary SQLite file when none is named.
    ///
    /// # Errors
    /// A database that holds anything, or cannot be reached.
    pub(super) async fn find(address: Option<&str>) -> Result<Self, Failure> {
        let written =
            |source| Failure::fault("fault-write", [("path", "parcours-bench-".to_owned())], source);
        let folder = tempfile::Builder::new().prefix("parcours-bench-").tempdir_in(".").map_err(written)?;
        let engine = match address {
            None => {
                let file = |name| folder.path().join(name);
                Engine::Sqlite { ledger: file("ledger.db"), raw: file("raw.db") }
            }
            Some(address) => Engine::of(address).await?,
        };
        let address = match (&engine, address) {
            (Engine::Sqlite { ledger, .. }, _) => format!("sqlite:{}", ledger.display()),
            (Engine::Postgres(_), address) => address.unwrap_or_default().to_owned(),
        };
        Ok(Self { address, engine, folder })
    }

    /// Opens a new ledger here.
    pub(super) async fn open(&self) -> Result<Application, Failure> {
        // Of its own: a benchmark seals nothing that anybody will read.
        let master_key_file = Some(self.file("master-key"));
        let facts_folder = Some(self.file("facts"));
        let archive_folder = Some(self.file("archive"));
        let settings = Settings { master_key_file, facts_folder, archive_folder, ..Settings::default() };
        Ok(Application::open_with(&self.address, Clock::system(), settings).await?)
    }

    /// Engine, how safely it commits, and where it is; without user and password.
    pub(super) async fn setting(&self, application: &Application) -> Result<String, Failure> {
        let durability = application.ledger().durability().await?;
        let location = match &self.engine {
            Engine::Sqlite { ledger, .. } => std::path::absolute(ledger)
                .map_or_else(|_| ledger.display().to_string(), |path| path.display().to_string()),
            Engine::Postgres(options) => format!("{}:{}", options.get_host(), options.get_port()),
        };
        Ok(format!("{durability}, {location}"))
    }

    /// A file of our own.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Another connection to PostgreSQL.
    pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Failure> {
        options.connect().await.map_err(failed)
    }

    /// Takes away the ledger and the raw table, but not our folder: another run may follow.
    pub(super) async fn empty(&self) -> Result<(), Failure> {
        match &self.engine {
            Engine::Sqlite { ledger, raw } => {
                for file in [ledger, raw, &suffixed(ledger, "-keys"), &suffixed(ledger, "-projections")] {
                    for suffix in ["", "-wal", "-shm"] {
                        let file = suffixed(file, suffix);
                        remove(std::fs::remove_file(&file), &file)?;
                    }
                }
                Ok(())
            }
            Engine::Postgres(options) => {
                let mut connection = Self::connect(options).await?;
                // What was interrupted may hold its locks for a moment longer.
                let drop = "SET lock_timeout = '30s'; \
                            DROP SCHEMA IF EXISTS parcours_bench CASCADE; \
                            DROP SCHEMA IF EXISTS parcours_projections CASCADE; \
                            DROP SCHEMA IF EXISTS parcours_keys CASCADE; \
                            DROP SCHEMA IF EXISTS parcours CASCADE";
                raw_sql("SET client_min_messages = warning")
                    .execute(&mut connection)
                    .await
                    .map_err(failed)?;
                raw_sql(drop).execute(&mut connection).await.map_err(failed)?;
                Ok(())
            }
        }
    }

    /// Takes away everything.
    pub(super) async fn clear(self) -> Result<(), Failure> {
        let emptied = self.empty().await;
        let folder = self.folder.path().to_owned();
        remove(self.folder.close(), &folder)?;
        emptied
    }
}

impl Engine {
    async fn of(address: &str) -> Result<Self, Failure> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            let ledger = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            if std::fs::metadata(&ledger).is_ok_and(|file| file.len() > 0) {
                return Err(not_empty(address));
            }
            // On the same disk, or the two could not be compared.
            let raw = suffixed(&ledger, "-raw");
            return Ok(Self::Sqlite { ledger, raw });
        }
        let options: PgConnectOptions = address.parse().map_err(|error: sqlx::Error| {
            Failure::misuse("database-address", [("detail", error.to_string())])
        })?;
        refuse_what_is_not_empty(&options).await?;
        Ok(Self::Postgres(Box::new(options.disable_statement_logging())))
    }
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    name.into()
}

fn remove(removed: std::io::Result<()>, path: &Path) -> Result<(), Failure> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::fault("fault-write", [("path", path.display().to_string())], error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

async fn refuse_what_is_not_empty(options: &PgConnectOptions) -> Result<(), Failure> {
    let mut connection = Place::connect(options).await?;
    let sql = "SELECT (SELECT count(*) FROM pg_tables \
               WHERE schemaname NOT IN ('pg_catalog', 'information_schema')) \
               + (SELECT count(*) FROM pg_namespace WHERE nspname IN ('parcours', $1))";
    let found: i64 =
        sqlx::query_scalar(sql).bind(RAW_SCHEMA).fetch_one(&mut connection).await.map_err(failed)?;
    if found == 0 {
        return Ok(());
    }
    Err(not_empty(options.get_database().unwrap_or("postgres")))
}

fn not_empty(location: &str) -> Failure {
    Failure::refused("bench-not-empty", [("location", location.to_owned())])
}
