//! The file of the signing key. Its lines: `PRIVATE+KEY+…`, the key that signs, and `name+hash+…`, the public
//! halves of keys that signed before it. Empty lines and those that begin with `#` are left alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use event_store::{KeyError, SigningKey, VerifierKey};
use zeroize::Zeroizing;

/// A key file that cannot be used. Never tells what is in it.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("signing key file {} cannot be {action}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Read or written.
        action: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A line is no key.
    #[error("line {line} of signing key file {} is no key", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: KeyError,
    },
    /// It does not hold exactly one key that signs.
    #[error("signing key file {} holds {found} signing keys, not one", path.display())]
    Signers {
        /// Which file.
        path: PathBuf,
        /// How many it holds.
        found: usize,
    },
    /// The system gives no randomness to make a key of.
    #[error("the system gives no randomness for a signing key")]
    Randomness(#[from] getrandom::Error),
}

/// The key that signs the checkpoints of a ledger, and those that did.
#[derive(Debug)]
pub struct SigningKeys {
    path: PathBuf,
    signers: Vec<SigningKey>,
    trusted: Vec<VerifierKey>,
}

impl SigningKeys {
    /// Reads a key file; nothing when there is none.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no key.
    pub fn read(path: &Path) -> Result<Option<Self>, KeyFileError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(file(path, "read", source)),
        };
        let mut keys = Self { path: path.to_owned(), signers: Vec::new(), trusted: Vec::new() };
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            keys.add(line).map_err(|source| KeyFileError::Line {
                path: path.to_owned(),
                line: number,
                source,
            })?;
        }
        Ok(Some(keys))
    }

    /// The public halves of the keys of a file; none when there is no file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn trusted_in(path: Option<&Path>) -> Result<Vec<VerifierKey>, KeyFileError> {
        let keys = path.map(Self::read).transpose()?.flatten();
        Ok(keys.map(|keys| keys.trusted).unwrap_or_default())
    }

    /// Makes a key and its file, readable by its owner alone. When another process has just done so, its key
    /// is taken.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let mut seed = Zeroizing::new([0; 32]);
        let mut id = [0; 8];
        getrandom::fill(seed.as_mut_slice())?;
        getrandom::fill(&mut id)?;
        let name = format!("parcours/{:016x}", u64::from_be_bytes(id));
        let line = |source| KeyFileError::Line { path: path.to_owned(), line: 1, source };
        let key = SigningKey::ed25519(&name, &seed).map_err(line)?;
        // Complete before it has its name, so that nobody reads half a key, and never over another.
        let unnamed = path.with_extension(format!("{:016x}.new", u64::from_be_bytes(id)));
        let written = write(&unnamed, &key).and_then(|()| fs::hard_link(&unnamed, path));
        let removed = fs::remove_file(&unnamed);
        match written.and(removed) {
            Ok(()) => {
                tracing::warn!(file = %path.display(), "made a signing key: keep a copy in a safe place");
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(file(path, "written", source)),
        }
        let gone = || file(path, "read", ErrorKind::NotFound.into());
        Self::read(path)?.ok_or_else(gone)
    }

    /// The key that signs.
    ///
    /// # Errors
    /// A file with none or with several.
    pub fn signer(&self) -> Result<&SigningKey, KeyFileError> {
        match self.signers.as_slice() {
            [signer] => Ok(signer),
            signers => Err(KeyFileError::Signers { path: self.path.clone(), found: signers.len() }),
        }
    }

    /// The public halves of all of them.
    #[must_use]
    pub fn trusted(&self) -> &[VerifierKey] {
        &self.trusted
    }

    fn add(&mut self, line: &str) -> Result<(), KeyError> {
        if line.starts_with("PRIVATE+") {
            let key: SigningKey = line.parse()?;
            self.trusted.push(key.verifier().clone());
            self.signers.push(key);
        } else {
            self.trusted.push(line.parse()?);
        }
        Ok(())
    }
}

fn file(path: &Path, action: &'static str, source: io::Error) -> KeyFileError {
    KeyFileError::File { path: path.to_owned(), action, source }
}

fn write(path: &Path, key: &SigningKey) -> io::Result<()> {
    let text = key.to_secret_text();
    let mut out = private(path)?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.sync_all()
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
