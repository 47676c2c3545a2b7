//! Why a verb did not do what was asked, and the one sentence that says so.

use std::error::Error;
use std::process::ExitCode;

use application::{Fault, SealError, StoreError};

use crate::output::{WRONG, plain, styled, tell};
use crate::texts::Texts;

/// How a verb ended that found no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// Refused, or not equal.
    Refused,
}

impl Outcome {
    pub(crate) fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Refused => Exit::Refused.into(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Exit {
    Refused = 1,
    Misuse = 2,
    Fault = 3,
    /// 128 and the number of SIGINT, as shells have it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

type Cause = Box<dyn Error + Send + Sync>;

/// A message of `messages/`, with its exit code and what caused it.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    id: &'static str,
    args: Vec<(&'static str, String)>,
    cause: Option<Cause>,
}

impl Failure {
    /// What was asked is not to be had.
    pub(crate) fn refused(id: &'static str, args: impl Into<Vec<(&'static str, String)>>) -> Self {
        Self { exit: Exit::Refused, id, args: args.into(), cause: None }
    }

    /// The command line asks for something that cannot be.
    pub(crate) fn misuse(id: &'static str, args: impl Into<Vec<(&'static str, String)>>) -> Self {
        Self { exit: Exit::Misuse, id, args: args.into(), cause: None }
    }

    /// Something outside failed.
    pub(crate) fn fault(
        id: &'static str,
        args: impl Into<Vec<(&'static str, String)>>,
        cause: impl Into<Cause>,
    ) -> Self {
        Self { exit: Exit::Fault, id, args: args.into(), cause: Some(cause.into()) }
    }

    pub(crate) fn interrupted() -> Self {
        Self { exit: Exit::Interrupted, id: "interrupted", args: Vec::new(), cause: None }
    }

    /// Says it once on standard error; answers the exit code.
    pub(crate) fn report(self, texts: Texts) -> ExitCode {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut sentence = texts.say(self.id, &args);
        let mut cause = self.cause.as_deref().map(|cause| cause as &dyn Error);
        while let Some(error) = cause {
            let text = error.to_string();
            // Drivers repeat their source in their own text.
            if !sentence.contains(&text) {
                sentence = texts.say("because", &[("sentence", &sentence), ("cause", &text)]);
            }
            cause = error.source();
        }
        tell(&format!("{} {sentence}", styled(WRONG, texts.say("error", &[]))));
        self.exit.into()
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::Busy { waited } => Self {
                exit: Exit::Fault,
                id: "fault-busy",
                args: vec![("seconds", waited.as_secs().to_string())],
                cause: None,
            },
            Fault::Keys(error) => error.into(),
            Fault::NotEmpty { events } => Self::refused("not-empty", [("events", events.to_string())]),
            Fault::File { path, action, source } => {
                let id = if action == "read" { "fault-read" } else { "fault-write" };
                Self::fault(id, [("path", path)], source)
            }
            fault @ (Fault::Unreadable { .. } | Fault::Name(_)) => Self::fault("fault-ledger", [], fault),
        }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        let about = |path: &std::path::Path| vec![("path", plain(&path.display().to_string()))];
        let (id, args) = match &error {
            SealError::NoMasterKey => ("fault-no-master-key", Vec::new()),
            SealError::MasterKeyMissing { path } => ("fault-master-key-missing", about(path)),
            SealError::WrongMasterKey => ("fault-master-key-wrong", Vec::new()),
            SealError::OtherKeys => ("fault-other-keys", Vec::new()),
            SealError::MasterKeyMalformed { path } => ("fault-master-key-malformed", about(path)),
            SealError::Store(store) => return store.clone().into(),
            SealError::MasterKeyFile { .. }
            | SealError::Missing { .. }
            | SealError::Altered { .. }
            | SealError::Randomness(_) => return Self::fault("fault-keys", [], error),
        };
        Self { exit: Exit::Fault, id, args, cause: None }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let about = |location: &String| vec![("location", location.clone())];
        let (id, args) = match &error {
            StoreError::Address { detail } => {
                return Self::misuse("database-address", [("detail", detail.clone())]);
            }
            StoreError::NotADatabase { location } => ("fault-not-a-database", about(location)),
            StoreError::Foreign { location, .. } => ("fault-foreign", about(location)),
            StoreError::Newer { location, .. } => ("fault-newer", about(location)),
            StoreError::NotReady { location, .. } => ("fault-not-ready", about(location)),
            StoreError::NoRole { role } => return Self::misuse("no-role", [("role", plain(role))]),
            StoreError::UnfitRole { role } => return Self::refused("unfit-role", [("role", plain(role))]),
            StoreError::Unreachable { location, .. } => ("fault-unreachable", about(location)),
            StoreError::Silent { location, .. } => ("fault-silent", about(location)),
            StoreError::Full { .. } => ("fault-full", Vec::new()),
            StoreError::Locked { .. } => ("fault-locked", Vec::new()),
            StoreError::CommitUnknown => ("fault-commit-unknown", Vec::new()),
            StoreError::Migration { .. }
            | StoreError::Gap { .. }
            | StoreError::Unreadable { .. }
            | StoreError::Lost { .. }
            | StoreError::Constraint { .. }
            | StoreError::NotKept { .. }
            | StoreError::Query { .. }
            | StoreError::Invalid { .. }
            | StoreError::StampsNotAllowed
            | StoreError::StampBackwards { .. }
            | StoreError::Broken
            | StoreError::Closed => return Self::fault("fault-ledger", [], error),
        };
        // The sentence says what the error itself says: only what lies behind it is added.
        let cause = if let StoreError::Unreachable { source, .. }
        | StoreError::NotReady { source, .. }
        | StoreError::Full { source, .. }
        | StoreError::Locked { source, .. } = error
        {
            Some(Box::new(source) as Cause)
        } else {
            None
        };
        Self { exit: Exit::Fault, id, args, cause }
    }
}
