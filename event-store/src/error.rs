use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::SqliteError;
use uuid::Uuid;

use crate::append::ExpectedVersion;
use crate::names::{GuardKey, NameError, StreamName};

/// What the engine's driver reported; shared, because one fault can answer many callers.
pub type Source = Arc<sqlx::Error>;

/// Why a request was not appended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// What the request relied on has moved: read again and decide again.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// An event of this id is already stored and does not say the same, or is stored
    /// without the other events of the request.
    #[error("event {event_id} is already stored at position {position}, otherwise than in this request")]
    IdReused {
        /// The id.
        event_id: Uuid,
        /// Where the first event of this id stands.
        position: u64,
    },
    /// Another writer held the ledger for too long; nothing was appended.
    #[error("the ledger is busy, waited {} ms", waited.as_millis())]
    Busy {
        /// How long the request waited.
        waited: Duration,
    },
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] StoreError),
}

/// What moved under a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// A stream has another version.
    #[error("stream {stream} is at version {actual}, expected {}", version_text(*expected))]
    Stream {
        /// Which stream.
        stream: StreamName,
        /// What the request relied on.
        expected: ExpectedVersion,
        /// What it is, 0 when the stream does not exist.
        actual: u32,
    },
    /// A guard has another version.
    #[error("guard {key} is at version {actual}, expected {expected}")]
    Guard {
        /// Which guard.
        key: GuardKey,
        /// What the request relied on.
        expected: u64,
        /// What it is, 0 when the guard does not exist.
        actual: u64,
    },
}

fn version_text(expected: ExpectedVersion) -> String {
    match expected {
        ExpectedVersion::Any => "any".into(),
        ExpectedVersion::None => "none".into(),
        ExpectedVersion::Exact(version) => version.to_string(),
    }
}

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database address cannot be used.
    #[error("database address: {detail}")]
    Address {
        /// What is wrong with it; never the address itself, which may hold a password.
        detail: String,
    },
    /// The file is not a SQLite database.
    #[error("{location} is not a sqlite database")]
    NotADatabase {
        /// The file.
        location: String,
    },
    /// The database belongs to something else; it was not touched.
    #[error("{location} is not a ledger: {detail}")]
    Foreign {
        /// The file, or the server and database.
        location: String,
        /// How it was recognised.
        detail: String,
    },
    /// The database was written by a newer version of this program; it was not touched.
    #[error("{location} has schema {found}, this program knows up to {known}")]
    Newer {
        /// The file, or the server and database.
        location: String,
        /// Schema of the database.
        found: i64,
        /// Last schema this program knows.
        known: i64,
    },
    /// The database cannot be opened or reached.
    #[error("cannot open {location}")]
    Unreachable {
        /// The file, or the server and database.
        location: String,
        /// What the driver reported.
        source: Source,
    },
    /// The database did not answer in time when it was opened.
    #[error("{location} does not answer, waited {} ms", waited.as_millis())]
    Silent {
        /// The file, or the server and database.
        location: String,
        /// How long.
        waited: Duration,
    },
    /// The database cannot be brought to this program's schema.
    #[error("migration {name} failed on {location}")]
    Migration {
        /// The file, or the server and database.
        location: String,
        /// Which migration.
        name: &'static str,
        /// What the driver reported.
        source: Source,
    },
    /// The role may not use the database as it is: it was granted nothing, or a migration is needed that only the
    /// owner may do.
    #[error("{location} must first be migrated, or granted, by its owner")]
    NotReady {
        /// The server and database.
        location: String,
        /// What the driver reported.
        source: Source,
    },
    /// The server knows no such role.
    #[error("the server knows no role {role}")]
    NoRole {
        /// Its name.
        role: String,
    },
    /// A role that may change events whatever it is granted: a superuser, the owner of the ledger or of its database,
    /// a member of one that may.
    #[error("{role} may change events whatever it is granted")]
    UnfitRole {
        /// Its name.
        role: String,
    },
    /// Positions are missing: the ledger was damaged.
    #[error("the ledger has a gap: expected position {expected}, found {}", found_text(*found))]
    Gap {
        /// The first position that is missing.
        expected: u64,
        /// The position that came instead, if any.
        found: Option<u64>,
    },
    /// A row cannot be read back as an event.
    #[error("the row at position {position} cannot be read: {detail}")]
    Unreadable {
        /// Its position.
        position: i64,
        /// What is wrong with it.
        detail: String,
    },
    /// The disk is full, or the database has reached its size limit; nothing was written.
    #[error("the database is full, nothing was written by {operation}")]
    Full {
        /// What was being done.
        operation: &'static str,
        /// What the driver reported.
        source: Source,
    },
    /// Another transaction held a lock for too long, or a statement took too long.
    #[error("{operation} waited too long for another transaction")]
    Locked {
        /// What was being done.
        operation: &'static str,
        /// What the driver reported.
        source: Source,
    },
    /// The connection was lost, or the engine could not be reached.
    #[error("the connection to the database was lost during {operation}")]
    Lost {
        /// What was being done.
        operation: &'static str,
        /// What the driver reported; absent when the engine went silent.
        source: Option<Source>,
    },
    /// The connection was lost while committing and could not be established again: the
    /// events may or may not be stored. Asking again with the same event ids is safe.
    #[error("whether the events were committed is not known; ask again with the same event ids")]
    CommitUnknown,
    /// The engine refused a row.
    #[error("constraint {name} refused a row during {operation}")]
    Constraint {
        /// Name of the constraint, or the engine's message when it has none.
        name: String,
        /// What was being done.
        operation: &'static str,
        /// What the driver reported.
        source: Source,
    },
    /// The engine took a row and kept none, as a trigger can make it.
    #[error("the database kept nothing of {operation}")]
    NotKept {
        /// What was being done.
        operation: &'static str,
    },
    /// A statement failed.
    #[error("{operation} failed")]
    Query {
        /// What was being done.
        operation: &'static str,
        /// What the driver reported.
        source: Source,
    },
    /// The request cannot be stored on any engine.
    #[error("{detail}")]
    Invalid {
        /// What is wrong with it.
        detail: String,
    },
    /// Stamps are only asserted by an exclusive writer that began on an empty ledger.
    #[error("asserted stamps need an exclusive writer that began on an empty ledger")]
    StampsNotAllowed,
    /// A stamp is before the previous one.
    #[error("asserted stamp {stamp} is before the previous one, {previous}")]
    StampBackwards {
        /// The stamp.
        stamp: Timestamp,
        /// The one before it.
        previous: Timestamp,
    },
    /// An earlier failure broke this exclusive transaction: it can only be rolled back.
    #[error("an earlier failure broke the exclusive transaction")]
    Broken,
    /// The ledger was closed.
    #[error("the ledger is closed")]
    Closed,
}

fn found_text(found: Option<u64>) -> String {
    found.map_or_else(|| "none".into(), |position| position.to_string())
}

impl From<NameError> for StoreError {
    fn from(error: NameError) -> Self {
        Self::Invalid { detail: error.to_string() }
    }
}

impl StoreError {
    /// Whether the connection is gone, so that trying again on another one may succeed.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Unreachable { .. } | Self::Silent { .. })
    }

    /// Whether the same may succeed later: the database is away, or somebody else holds it.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.is_lost() || matches!(self, Self::Locked { .. } | Self::Closed | Self::CommitUnknown)
    }

    /// Whether a connection that was there broke, as kept ones do when a server restarts.
    pub(crate) fn was_cut(&self) -> bool {
        let Self::Lost { source: Some(source), .. } = self else { return false };
        matches!(**source, sqlx::Error::Io(_) | sqlx::Error::Database(_))
    }

    /// What is wrong with a row that was read, when that is what failed.
    pub(crate) fn damage(&self) -> Option<String> {
        if let Self::Unreadable { detail, .. } | Self::Invalid { detail } = self {
            return Some(detail.clone());
        }
        let Self::Query { source, .. } = self else { return None };
        let undecoded = matches!(**source, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
        undecoded.then(|| source.to_string())
    }

    /// The same for whoever opens a database: a right that is lacking there is told as what gives it.
    pub(crate) fn for_role(self, location: String) -> Self {
        /// SQLSTATE of `insufficient_privilege`.
        const NO_RIGHT: &str = "42501";
        let (Self::Query { source, .. } | Self::Migration { source, .. }) = &self else { return self };
        let code = source.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.as_deref() != Some(NO_RIGHT) {
            return self;
        }
        Self::NotReady { location, source: Arc::clone(source) }
    }

    /// Whether one request's data may be the reason, so that others may do without it.
    pub(crate) fn may_be_the_data(&self) -> bool {
        matches!(self, Self::Constraint { .. } | Self::Query { .. } | Self::Invalid { .. })
    }

    /// Sorts a driver's error by what the caller can do about it.
    pub(crate) fn during(operation: &'static str, error: sqlx::Error) -> Self {
        let kind = Kind::of(&error);
        let source = Arc::new(error);
        match kind {
            Kind::Lost => Self::Lost { operation, source: Some(source) },
            Kind::Locked => Self::Locked { operation, source },
            Kind::Full => Self::Full { operation, source },
            Kind::Constraint(name) => Self::Constraint { name, operation, source },
            Kind::Closed => Self::Closed,
            Kind::Other => Self::Query { operation, source },
        }
    }
}

enum Kind {
    Lost,
    Locked,
    Full,
    Constraint(String),
    Closed,
    Other,
}

impl Kind {
    fn of(error: &sqlx::Error) -> Self {
        if let Some(database) = error.as_database_error() {
            let code = database.code().unwrap_or_default();
            if database.try_downcast_ref::<SqliteError>().is_some() {
                return Self::of_sqlite(code.parse().unwrap_or_default(), database.message());
            }
            return Self::of_postgres(&code, database.constraint());
        }
        if matches!(error, sqlx::Error::PoolClosed) {
            return Self::Closed;
        }
        let lost = matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
        );
        if lost { Self::Lost } else { Self::Other }
    }

    /// By extended result code: <https://www.sqlite.org/rescode.html>.
    fn of_sqlite(code: i32, message: &str) -> Self {
        const IOERR_SHMSIZE: i32 = 4874;
        match (code, code & 0xff) {
            (_, 5 | 6) => Self::Locked,
            // The wal index could not grow, which happens on a full disk only.
            (IOERR_SHMSIZE, _) | (_, 13) => Self::Full,
            (_, 10) => Self::Lost,
            (_, 19) => {
                let name = message.split_once("failed: ").map_or(message, |(_, name)| name);
                Self::Constraint(name.to_owned())
            }
            _ => Self::Other,
        }
    }

    /// By SQLSTATE: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
    fn of_postgres(state: &str, constraint: Option<&str>) -> Self {
        match (state, state.get(..2).unwrap_or_default()) {
            // A lock or a statement timed out, or a deadlock was broken.
            ("55P03" | "57014" | "40P01" | "40001", _) => Self::Locked,
            ("53100", _) => Self::Full,
            // The connection failed, the server is going, coming or full, the
            // transaction idled for too long, or the server became a standby.
            (_, "08" | "57") | ("25P03" | "53300" | "25006", _) => Self::Lost,
            (_, "23") => Self::Constraint(constraint.unwrap_or(state).to_owned()),
            _ => Self::Other,
        }
    }
}
