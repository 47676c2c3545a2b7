//! The errors that callers see: a closed list of codes, and no text of the inside.

use std::{collections::BTreeSet, error::Error as StdError};

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, Pos, ServerError, Value};

use crate::guard::{Reason, Refusal};

/// Errors shown of one document; more tell nothing.
const SHOWN: usize = 20;

/// The values of `extensions.code`. Clients branch on these, never on messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not match the schema.
    ValidationFailed,
    /// A parameter, variable or argument is missing or of the wrong form.
    BadUserInput,
    /// Nobody is signed in.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is nothing of that id that the caller may see.
    NotFound,
    /// What the caller relied on has changed.
    Conflict,
    /// What was just recorded is not yet in the list that was asked for: try again.
    NotYet,
    /// A limit on documents is passed.
    TooComplex,
    /// Too much in too little time.
    RateLimited,
    /// The ledger or its master key cannot be reached now: try again with the same event ids.
    Unavailable,
    /// A fault of the server, described in its log under the request id.
    Internal,
}

impl Code {
    const ALL: [Self; 12] = [
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::BadUserInput,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::NotYet,
        Self::TooComplex,
        Self::RateLimited,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The code as it is written in an answer.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::NotYet => "NOT_YET",
            Self::TooComplex => "OPERATION_TOO_COMPLEX",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// An error for a resolver to return. The caller reads the message, unless the code is
    /// [`Code::Internal`]: then only the log does.
    pub fn error(self, message: impl Into<String>) -> Error {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", self.as_str()))
    }

    /// The code of an error, when it has one of ours.
    pub(crate) fn of(error: &ServerError) -> Option<Self> {
        let Some(Value::String(text)) = error.extensions.as_ref()?.get("code") else {
            return None;
        };
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

/// A fault for a resolver to return: its chain of sources goes to the log, not to the caller.
#[must_use]
pub fn fault(error: &(dyn StdError + 'static)) -> Error {
    Code::Internal.error(chain(error))
}

/// A fault that will pass, of which the caller is told `why`; its chain of sources goes to the log.
#[must_use]
pub fn unavailable(error: &(dyn StdError + 'static), why: &str) -> Error {
    tracing::error!(error = chain(error), "a resolver failed");
    Code::Unavailable.error(format!("{why}: try again, with the same event ids if facts were sent"))
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An error of ours, without a path.
pub(super) fn plain(code: Code, message: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(message, None);
    mark(&mut error, code);
    error
}

/// A refusal of the guard.
pub(super) fn refused(refusal: Refusal) -> ServerError {
    let code = match refusal.reason {
        Reason::Syntax => Code::ParseFailed,
        Reason::Invalid => Code::ValidationFailed,
        Reason::TooComplex => Code::TooComplex,
        Reason::Input => Code::BadUserInput,
    };
    let mut error = plain(code, refusal.message);
    error.locations = refusal.locations;
    error
}

/// Validation errors of the library, in words that do not repeat the document. An error that has
/// a code is of ours and passes.
pub(super) fn invalid(errors: Vec<ServerError>) -> Vec<ServerError> {
    let errors = errors.into_iter().take(SHOWN).map(|error| {
        if Code::of(&error).is_some_and(|code| code != Code::Internal) {
            return error;
        }
        let at = error.locations.first().map(place).unwrap_or_default();
        let message = format!("{}{at}", rule(&error.message));
        let mut shown = plain(Code::ValidationFailed, message);
        shown.locations = error.locations;
        shown
    });
    errors.collect()
}

/// Errors of resolvers: those with a code pass, the rest are faults, logged and not shown.
pub(crate) fn executed(errors: Vec<ServerError>, request_id: &str) -> Vec<ServerError> {
    let mut logged = BTreeSet::new();
    let errors = errors.into_iter().map(|mut error| {
        match Code::of(&error) {
            Some(Code::Internal) | None if !is_input(&error) => {
                if logged.insert(error.message.clone()) {
                    log(&error, request_id);
                }
                "internal error".clone_into(&mut error.message);
                error.extensions = None;
                mark(&mut error, Code::Internal);
            }
            Some(_) => {}
            None => {
                let at = error.locations.first().map(place).unwrap_or_default();
                error.message = format!("argument of the wrong form{at}");
                mark(&mut error, Code::BadUserInput);
            }
        }
        error
    });
    errors.collect()
}

/// Adds the id under which the log speaks of the request.
pub(super) fn identify(error: &mut ServerError, request_id: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("requestId", request_id);
}

fn mark(error: &mut ServerError, code: Code) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code.as_str());
}

fn log(error: &ServerError, request_id: &str) {
    let at = error.locations.first();
    tracing::error!(
        request_id,
        line = at.map(|at| at.line),
        column = at.map(|at| at.column),
        error = error.message,
        "a resolver failed"
    );
}

/// Whether the library could not read an argument; it says so while it executes.
fn is_input(error: &ServerError) -> bool {
    let text = &error.message;
    Code::of(error).is_none()
        && error.source.is_none()
        && (text.starts_with("Failed to parse \"") || text.starts_with("Expected input type \""))
}

fn place(at: &Pos) -> String {
    format!(" at line {}, column {}", at.line, at.column)
}

/// The rule that a message of the library speaks of.
fn rule(message: &str) -> &'static str {
    let rules = [
        ("Unknown field", "unknown field"),
        ("Unknown argument", "unknown argument"),
        ("Unknown type", "unknown type"),
        ("Unknown fragment", "unknown fragment"),
        ("Unknown directive", "unknown directive"),
        ("Invalid value for argument", "argument of the wrong type"),
        ("Invalid default value", "default of the wrong type"),
        ("Duplicate directive", "directive given twice"),
        ("There can only be one", "argument or variable given twice"),
        ("Directive", "directive misplaced or without its argument"),
        ("Variable", "variable undefined, unused or of the wrong type"),
        ("Fields ", "fields of one name differ and need aliases"),
        ("Fragment", "fragment unused, cyclic or on a type that cannot be there"),
        ("Cannot spread fragment", "fragment within itself"),
        ("Schema is not configured", "kind of operation that is not offered"),
    ];
    let known = rules.iter().find(|(start, _)| message.starts_with(start));
    match known {
        Some((_, rule)) => rule,
        None if message.ends_with("has no subfields") => "selection on a field without subfields",
        None if message.ends_with("a selection of subfields") => "field that needs a selection",
        None if message.ends_with("required but not provided") => "required argument missing",
        None => "the document does not match the schema",
    }
}
