//! What `serve` lets be asked, and by whom.

use std::path::{Path, PathBuf};

use api::http::{Documents, Untrusted};
use api::server::{Origin, Roles, Rules};
use application::sha256;
use application::verify::hex;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// Where help lists these.
const GROUP: &str = "What may be asked";

/// How files of a folder of trusted documents end.
const EXTENSION: &str = "graphql";

#[derive(clap::Args)]
#[command(next_help_heading = GROUP)]
pub(super) struct AskingArgs {
    /// Documents that may be asked by their SHA-256: a folder of .graphql files, or a JSON object of digests and texts
    #[arg(long, env = "PARCOURS_TRUSTED_DOCUMENTS", value_name = "PATH")]
    trusted_documents: Option<PathBuf>,
    /// Roles that may ask these and no others: all, none or a list
    #[arg(long, env = "PARCOURS_TRUSTED_ONLY", value_name = "ROLES", default_value = "none")]
    trusted_only: Roles,
    /// Roles that may ask for the schema itself: all, none or a list
    #[arg(long, env = "PARCOURS_INTROSPECTION", value_name = "ROLES", default_value = "all")]
    introspection: Roles,
    /// Origins of web pages that may ask over GraphQL, with a token of their reader
    #[arg(long, env = "PARCOURS_ALLOW_ORIGIN", value_name = "LIST", value_delimiter = ',')]
    pub(super) allow_origin: Vec<Origin>,
}

impl AskingArgs {
    /// The documents, and who may ask what.
    ///
    /// # Errors
    /// A document that cannot be read or is none.
    pub(super) fn read(self) -> Result<(Documents, Rules), Failure> {
        let rules = Rules { introspect: self.introspection, trusted_only: self.trusted_only };
        let documents = self.trusted_documents.as_deref().map(documents).transpose()?;
        Ok((documents.unwrap_or_default(), rules))
    }
}

fn documents(path: &Path) -> Result<Documents, Failure> {
    let named = if path.is_dir() { folder(path)? } else { list(path)? };
    if named.is_empty() {
        return Err(Failure::misuse("trusted-none", [("path", path.display().to_string())]));
    }
    Documents::of(named.iter().map(|(_, text)| text.as_str())).map_err(|(at, why)| {
        let name = named.get(at).map(|(name, _)| name.clone()).unwrap_or_default();
        match why {
            why @ Untrusted::Refused(_) => {
                Failure::misuse("trusted-refused", [("name", name), ("detail", why.to_string())])
            }
            Untrusted::Schema(error) => Failure::fault("fault-start", [], error),
        }
    })
}

/// The documents of a folder, by the names of their files.
fn folder(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|error| unread(path, error))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| unread(path, error))?.path();
        if file.extension().is_some_and(|extension| extension == EXTENSION) {
            files.push(file);
        }
    }
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).map_err(|error| unread(&file, error))?;
        Ok((file.display().to_string(), text))
    };
    files.into_iter().map(read).collect()
}

/// The documents of a list, by their digests: a text that is not of its digest would never be asked as it was meant.
fn list(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| unread(path, error))?;
    let wrong = |_| Failure::misuse("trusted-list", [("path", path.display().to_string())]);
    let list: Map<String, Value> = serde_json::from_slice(&bytes).map_err(wrong)?;
    let mut named = Vec::new();
    for (id, text) in list {
        let Value::String(text) = text else {
            return Err(Failure::misuse("trusted-list", [("path", path.display().to_string())]));
        };
        let digest = hex(&sha256(text.as_bytes()));
        if !id.trim_start_matches("sha256:").eq_ignore_ascii_case(&digest) {
            return Err(Failure::misuse("trusted-digest", [("id", id), ("digest", digest)]));
        }
        named.push((id, text));
    }
    Ok(named)
}

fn unread(path: &Path, error: std::io::Error) -> Failure {
    Failure::fault("fault-read", [("path", path.display().to_string())], error)
}
