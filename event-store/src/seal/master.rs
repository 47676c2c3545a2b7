//! The master key: it wraps all other keys, and stands in a file of its own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::error::SealError;
use super::value::{KEY_BYTES, NONCE_BYTES};

/// What the line of a master key file begins with.
const PREFIX: &str = "PARCOURS+MASTER+";

/// Bytes of a secret that nobody else has.
pub(super) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, SealError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// The key that wraps all others.
pub(super) struct MasterKey(XChaCha20Poly1305);

impl MasterKey {
    fn new(secret: &[u8; KEY_BYTES]) -> Self {
        Self(XChaCha20Poly1305::new(secret.into()))
    }

    /// Reads a master key file; nothing when there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, SealError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(file(path, "read", source)),
        };
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let malformed = || SealError::MasterKeyMalformed { path: path.to_owned() };
        let (line, rest) = (lines.next().ok_or_else(malformed)?, lines.next());
        let encoded = line.strip_prefix(PREFIX).filter(|_| rest.is_none()).ok_or_else(malformed)?;
        let mut secret = Zeroizing::new([0; KEY_BYTES]);
        match URL_SAFE_NO_PAD.decode_slice(encoded, secret.as_mut_slice()) {
            Ok(KEY_BYTES) => Ok(Some(Self::new(&secret))),
            Ok(_) | Err(_) => Err(malformed()),
        }
    }

    /// Makes a key and its file, readable by its owner alone. When another process has just done so, its key is
    /// taken.
    pub(super) fn create(path: &Path) -> Result<Self, SealError> {
        let secret = random::<KEY_BYTES>()?;
        let number = u64::from_be_bytes(*random::<8>()?);
        let line = Zeroizing::new(format!("{PREFIX}{}\n", URL_SAFE_NO_PAD.encode(secret.as_slice())));
        // Complete before it has its name, so that nobody reads half a key, and never over another.
        let unnamed = suffixed(path, &format!(".{number:016x}.new"));
        let written = write(&unnamed, &line).and_then(|()| fs::hard_link(&unnamed, path));
        let removed = fs::remove_file(&unnamed);
        match written.and(removed) {
            Ok(()) => {
                sync_folder(path)?;
                tracing::warn!(
                    file = %path.display(),
                    "made a master key: keep a copy in a safe place, without it personal data are lost"
                );
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(file(path, "written", source)),
        }
        Self::read(path)?.ok_or_else(|| SealError::MasterKeyMissing { path: path.to_owned() })
    }

    /// Wraps a secret; `about` must be the same when it is unwrapped.
    pub(super) fn wrap(&self, about: &[u8], secret: &[u8; KEY_BYTES]) -> Result<Vec<u8>, SealError> {
        let nonce = random::<NONCE_BYTES>()?;
        let payload = Payload { msg: secret, aad: about };
        // The cipher refuses only texts of hundreds of gigabytes.
        let wrapped =
            self.0.encrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::WrongMasterKey)?;
        Ok([nonce.as_slice(), &wrapped].concat())
    }

    /// Unwraps what [`wrap`](Self::wrap) gave; nothing when it was wrapped with another key or altered.
    pub(super) fn unwrap(&self, about: &[u8], wrapped: &[u8]) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: about };
        let secret = Zeroizing::new(self.0.decrypt(&XNonce::from(*nonce), payload).ok()?);
        Some(Zeroizing::new(secret.as_slice().try_into().ok()?))
    }
}

/// A path with something behind it.
pub(crate) fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Puts a key file in the place of another, durably.
pub(super) fn replace(from: &Path, to: &Path) -> Result<(), SealError> {
    fs::rename(from, to).map_err(|source| file(to, "written", source))?;
    sync_folder(to)
}

fn file(path: &Path, action: &'static str, source: io::Error) -> SealError {
    SealError::MasterKeyFile { path: path.to_owned(), action, source: source.into() }
}

/// A name is durable once its folder is.
fn sync_folder(path: &Path) -> Result<(), SealError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
    synced.map_err(|source| file(path, "written", source))
}

fn write(path: &Path, line: &str) -> io::Result<()> {
    let mut out = private(path)?;
    out.write_all(line.as_bytes())?;
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
