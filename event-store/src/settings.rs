use std::path::PathBuf;
use std::time::Duration;

/// Most connections that may turn out to be dead, one after the other, before a read is given up.
pub(crate) const READERS_MOST: u32 = 32;

/// Bounds of a ledger. The defaults suit a server; tests shorten the waits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Requests that may wait in the queue; more wait outside of it.
    pub queue: usize,
    /// Longest wait of a request before a writer takes it up; then it is refused as busy.
    pub queue_wait: Duration,
    /// Longest wait for a lock that another process holds.
    pub lock_wait: Duration,
    /// Longest statement of a batch or a read, and longest idling of a batch's
    /// transaction (PostgreSQL).
    pub statement_limit: Duration,
    /// Longest statement and longest idling of an exclusive writer's transaction.
    pub exclusive_limit: Duration,
    /// Longest wait for a connection.
    pub connect_wait: Duration,
    /// Connections that read. On a server, as many again may be opened for what decisions wait for.
    pub readers: u32,
    /// Largest size of the SQLite file in bytes; appending past it is refused as full.
    pub size_limit: Option<u64>,
    /// The file of the master key. When none is named, a ledger in a file has one beside it, and a ledger on a
    /// server can neither seal nor open values.
    pub master_key_file: Option<PathBuf>,
    /// The folder of the facts tables. When none is named, a ledger in a file has one beside it, and a ledger on a
    /// server keeps none.
    pub facts_folder: Option<PathBuf>,
    /// The folder of the archive. When none is named, a ledger in a file has one beside it, and a ledger on a server
    /// has none.
    pub archive_folder: Option<PathBuf>,
    /// Blocks of 256 positions instead of 65 536, for tests.
    pub small_blocks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            queue: 1024,
            // With the wait for the lock, less than a server gives a request: whoever asked is still there.
            queue_wait: Duration::from_secs(8),
            lock_wait: Duration::from_secs(10),
            statement_limit: Duration::from_secs(30),
            exclusive_limit: Duration::from_mins(15),
            connect_wait: Duration::from_secs(5),
            readers: 8,
            size_limit: None,
            master_key_file: None,
            facts_folder: None,
            archive_folder: None,
            small_blocks: false,
        }
    }
}
