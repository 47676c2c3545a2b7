//! Keys as the C2SP note signer writes them.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey as Ed25519, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How checkpoints are signed. Another algorithm is another variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519, RFC 8032.
    Ed25519,
}

impl Algorithm {
    /// Its byte in keys and key hashes.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
        }
    }

    fn from_byte(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            other => Err(KeyError::Algorithm(other)),
        }
    }
}

/// A text that is not a key. Never tells the text: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the form of a private key.
    #[error("a signing key reads PRIVATE+KEY+name+hash+base64")]
    SigningForm,
    /// Not the form of a public key.
    #[error("a verifier key reads name+hash+base64")]
    VerifierForm,
    /// A name that a note cannot carry.
    #[error("the name of a key is not empty and has neither spaces nor a plus sign")]
    Name,
    /// An algorithm that this program does not know.
    #[error("the signature algorithm {0:#04x} is not known")]
    Algorithm(u8),
    /// Bytes that are no key of the algorithm.
    #[error("the key has not the bytes of its algorithm")]
    Bytes,
    /// A hash that is not the key's.
    #[error("the key does not have the hash that it names")]
    Hash,
}

/// Whether a note can carry this name.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// The public half of a key: what checks a signature. Written `name+hash+base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    hash: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let mut hasher = Sha256::new();
        hasher.update(name.as_bytes());
        hasher.update([b'\n', Algorithm::Ed25519.byte()]);
        hasher.update(key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hasher.finalize());
        Ok(Self { name: name.to_owned(), hash: [a, b, c, d], key })
    }

    /// Who signs: the origin of the ledger's checkpoints.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What tells keys of one name apart.
    #[must_use]
    pub fn hash(&self) -> [u8; 4] {
        self.hash
    }

    /// Whether this key signed the text.
    pub(crate) fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[Algorithm::Ed25519.byte()], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.hash), STANDARD.encode(bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, hash, bytes) = parts(text).ok_or(KeyError::VerifierForm)?;
        let key = VerifyingKey::from_bytes(&bytes_of(&bytes)?).map_err(|_| KeyError::Bytes)?;
        named(Self::new(name, key)?, hash)
    }
}

/// The key, if it has this hash.
fn named(key: VerifierKey, hash: u32) -> Result<VerifierKey, KeyError> {
    if u32::from_be_bytes(key.hash) == hash { Ok(key) } else { Err(KeyError::Hash) }
}

/// Name, hash and bytes of `name+hash+base64`; base64 itself may hold plus signs.
fn parts(text: &str) -> Option<(&str, u32, Zeroizing<Vec<u8>>)> {
    let mut parts = text.splitn(3, '+');
    let (name, hash, base64) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = plain.then(|| u32::from_str_radix(hash, 16).ok())??;
    Some((name, hash, Zeroizing::new(STANDARD.decode(base64).ok()?)))
}

/// The 32 bytes after that of the algorithm.
fn bytes_of(bytes: &[u8]) -> Result<[u8; 32], KeyError> {
    let (algorithm, key) = bytes.split_first().ok_or(KeyError::Bytes)?;
    match Algorithm::from_byte(*algorithm)? {
        Algorithm::Ed25519 => key.try_into().map_err(|_| KeyError::Bytes),
    }
}

/// The secret half of a key. Wiped from memory when dropped, and never shown.
#[derive(Clone)]
pub struct SigningKey {
    secret: Ed25519,
    verifier: VerifierKey,
}

impl SigningKey {
    /// The Ed25519 key of this seed, which is 32 random bytes.
    ///
    /// # Errors
    /// A name that a note cannot carry.
    pub fn ed25519(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = Ed25519::from_bytes(seed);
        let verifier = VerifierKey::new(name, secret.verifying_key())?;
        Ok(Self { secret, verifier })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The secret in writing, `PRIVATE+KEY+name+hash+base64`, for its file.
    #[must_use]
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let seed = Zeroizing::new(self.secret.to_bytes());
        let bytes = Zeroizing::new([&[Algorithm::Ed25519.byte()], seed.as_slice()].concat());
        let (name, hash) = (&self.verifier.name, u32::from_be_bytes(self.verifier.hash));
        let base64 = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
        Zeroizing::new(format!("PRIVATE+KEY+{name}+{hash:08x}+{}", base64.as_str()))
    }

    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.secret.sign(text.as_bytes()).to_bytes().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

impl FromStr for SigningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let public = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::SigningForm)?;
        let (name, hash, bytes) = parts(public).ok_or(KeyError::SigningForm)?;
        let key = Self::ed25519(name, &Zeroizing::new(bytes_of(&bytes)?))?;
        named(key.verifier.clone(), hash)?;
        Ok(key)
    }
}
