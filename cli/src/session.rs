//! What a verb is given: the ledger to open, the language to speak, the shape of its results.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use application::{Application, Clock, Settings};
use domain::messages::Language;

use crate::arguments::{Format, Global, LogFormat};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{plain, tell};
use crate::texts::Texts;

/// The ledger when none is named.
const DATABASE: &str = "sqlite:parcours.db";

/// How long an interrupted verb may take to undo what it did; the database does it anyway afterwards.
const UNDOING: Duration = Duration::from_secs(3);

pub(crate) struct Session {
    database: Option<String>,
    pub(crate) format: Format,
    pub(crate) texts: Texts,
    pub(crate) log_format: LogFormat,
}

impl Session {
    pub(crate) fn new(global: Global) -> Self {
        let language = global.lang.unwrap_or_else(language_of_environment);
        Self {
            database: global.database,
            format: global.format,
            texts: Texts { language },
            log_format: global.log_format,
        }
    }

    /// The address on the command line, if any. The environment is not asked: a demonstration must not
    /// write to the ledger that everything else uses.
    pub(crate) fn named_database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// An address that cannot be used, a database that cannot be opened or is not ours.
    pub(crate) async fn open(&self) -> Result<Application, Failure> {
        self.open_at(&self.address()).await
    }

    /// The address of the ledger: that on the command line, else that of the environment, else the default.
    pub(crate) fn address(&self) -> String {
        let set = || std::env::var("PARCOURS_DATABASE").ok().filter(|address| !address.is_empty());
        self.database.clone().or_else(set).unwrap_or_else(|| DATABASE.to_owned())
    }

    /// Opens the ledger at an address, and tells when its file was made for it: who asks for what should be
    /// there learns that the path is another one.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) async fn open_at(&self, database: &str) -> Result<Application, Failure> {
        let new = file_of(database).filter(|path| is_missing(path));
        let application = Application::open_with(database, Clock::system(), settings()?).await?;
        if let Some(path) = new {
            tell(&self.texts.say("ledger-created", &[("path", &plain(path))]));
        }
        Ok(application)
    }

    /// Opens the ledger, works on it in a task of its own, and closes it. When the user interrupts, the
    /// work is dropped, which takes back what it had not committed.
    ///
    /// # Errors
    /// As [`open`](Self::open), those of the work, and the interruption.
    pub(crate) async fn on_ledger<T: Send + 'static, W>(
        &self,
        work: impl FnOnce(Application) -> W,
    ) -> Result<T, Failure>
    where
        W: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        worked(self.open().await?, work).await
    }

    /// As [`on_ledger`](Self::on_ledger), for work that leaves nothing behind: where there is no ledger, none is made.
    ///
    /// # Errors
    /// As [`on_ledger`](Self::on_ledger), and a temporary folder that cannot be made.
    pub(crate) async fn on_trial<T: Send + 'static, W>(
        &self,
        work: impl FnOnce(Application) -> W,
    ) -> Result<T, Failure>
    where
        W: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        let address = self.address();
        let missing = match file_of(&address) {
            Some(path) => is_missing(path),
            None => event_store::is_missing(&address, &event_store::Settings::default()).await?,
        };
        if !missing {
            return self.on_ledger(work).await;
        }
        let folder = tempfile::tempdir().map_err(|error| Failure::fault("fault-temporary", [], error))?;
        let database = format!("sqlite:{}", folder.path().join("trial.db").display());
        let application = Application::open_with(&database, Clock::system(), Settings::default()).await?;
        worked(application, work).await
    }
}

/// Works on an open ledger and closes it.
async fn worked<T: Send + 'static, W>(
    application: Application,
    work: impl FnOnce(Application) -> W,
) -> Result<T, Failure>
where
    W: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let asked = interrupt::asked();
    let mut task = tokio::spawn(work(application.clone()));
    let done = tokio::select! {
        done = &mut task => done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())),
        () = asked => {
            task.abort();
            Err(Failure::interrupted())
        }
    };
    // Closing waits for the transaction to be taken back.
    let _ = tokio::time::timeout(UNDOING, application.close()).await;
    done
}

/// Names the folder of the facts tables.
const FACTS_FOLDER: &str = "PARCOURS_FACTS_FOLDER";

/// Names the folder of the archive.
const ARCHIVE_FOLDER: &str = "PARCOURS_ARCHIVE_FOLDER";

/// Names the file of the master key.
const MASTER_KEY_FILE: &str = "PARCOURS_MASTER_KEY_FILE";

/// Where the master key, the facts tables and the archive are, as the environment says.
///
/// # Errors
/// An address, as of an object store, where a path must be: a folder of that name would be made here.
pub(crate) fn settings() -> Result<Settings, Failure> {
    let named = |name: &'static str| {
        let path = std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let text = path.as_ref().map(|path| path.to_string_lossy()).unwrap_or_default();
        if text.contains("://") {
            let args = [("name", name.to_owned()), ("value", plain(&text))];
            return Err(Failure::misuse("misuse-address", args));
        }
        Ok(path)
    };
    let (master_key_file, facts_folder) = (named(MASTER_KEY_FILE)?, named(FACTS_FOLDER)?);
    let archive_folder = named(ARCHIVE_FOLDER)?;
    Ok(Settings { master_key_file, facts_folder, archive_folder, ..Settings::default() })
}

/// The path in the address of an SQLite database.
pub(crate) fn file_of(database: &str) -> Option<&str> {
    let path = database.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

/// Whether there is no file, or one without a byte: a database is made in both cases.
fn is_missing(path: &str) -> bool {
    match std::fs::metadata(path) {
        Ok(found) => found.is_file() && found.len() == 0,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// English when the environment says so, French otherwise.
pub(crate) fn language_of_environment() -> Language {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    if locale.is_some_and(|locale| locale.starts_with("en")) { Language::English } else { Language::French }
}
