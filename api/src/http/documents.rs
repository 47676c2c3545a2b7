//! Documents that this server holds and knows by their SHA-256: whoever sends the name of one need not send its text, and
//! whoever may send no other asks nothing that was not looked at before.

use std::collections::HashMap;
use std::sync::Arc;

use application::sha256;
use application::verify::hex;

use crate::guard::{Guard, Limits, Refusal, SchemaError};
use crate::schema;

/// How an identifier begins: what it is made by.
const PREFIX: &str = "sha256:";

/// Digits of a SHA-256.
const DIGITS: usize = 64;

/// Trusted documents. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Documents(Arc<HashMap<String, String>>);

/// Why a document is not one that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// It could never be executed.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The schema cannot be guarded.
    #[error("the schema cannot be served")]
    Schema(#[from] SchemaError),
}

impl Documents {
    /// Those of these texts, each under its SHA-256.
    ///
    /// # Errors
    /// The place of the first text that is no document within the limits, and why.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, (usize, Untrusted)> {
        let guard = Guard::new(&schema::schema().sdl(), Limits::default());
        let guard = guard.map_err(|error| (0, error.into()))?;
        let mut by_digest = HashMap::new();
        for (at, text) in texts.into_iter().enumerate() {
            guard.parse(text).map_err(|refusal| (at, Untrusted::Refused(refusal)))?;
            by_digest.insert(hex(&sha256(text.as_bytes())), text.to_owned());
        }
        Ok(Self(Arc::new(by_digest)))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The text of a digest.
    pub(super) fn text(&self, digest: &str) -> Option<&str> {
        self.0.get(digest).map(String::as_str)
    }
}

/// The digits of an identifier; `None` when it is none.
pub(super) fn digest(id: &str) -> Option<String> {
    let digits = id.strip_prefix(PREFIX)?;
    let is_one = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| digits.to_ascii_lowercase())
}
