//! One sealed value: XChaCha20-Poly1305 under a key of its own, derived from its subject's.
//!
//! Sealing is deterministic, so that a retry gives the same bytes: the nonce is a keyed hash of what is sealed
//! and where. Opening recomputes it, and so the key of a value commits to the value: handed out alone, it opens
//! this one and shows nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

type HmacSha256 = Hmac<Sha256>;

/// The only algorithm so far; it stands first in every sealed text.
const ALGORITHM: &str = "xc20p";

const KEY_LABEL: &[u8] = b"parcours sealing key v1";
const VALUE_LABEL: &[u8] = b"parcours sealed value v1";

/// Bytes of keys, nonces and key identifiers.
pub(super) const KEY_BYTES: usize = 32;
pub(super) const NONCE_BYTES: usize = 24;
const ID_BYTES: usize = 16;

/// Names a key and commits to it: nobody finds another key of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub(crate) [u8; ID_BYTES]);

impl KeyId {
    pub(super) fn of(secret: &[u8; KEY_BYTES]) -> Self {
        let hash = Sha256::new().chain_update(KEY_LABEL).chain_update(secret).finalize();
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(hash.get(..ID_BYTES).unwrap_or(&[0; ID_BYTES]));
        Self(id)
    }

    /// The key that a sealed text names; nothing when it is none.
    #[must_use]
    pub fn in_sealed(sealed: &str) -> Option<Self> {
        // Of every value that is opened: nothing else of it is looked at here.
        let mut parts = sealed.split('.');
        let (algorithm, key) = (parts.next()?, parts.next()?);
        (algorithm == ALGORITHM && parts.count() == 2).then_some(())?;
        key_id(key)
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Where a value stands: a sealed text that is moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The event.
    pub event: Uuid,
    /// JSON pointer into its stored payload.
    pub pointer: &'a str,
}

/// A sealed text that does not open: altered, moved, or sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: it was altered or moved")]
pub struct NotOpened;

/// The key of one subject and class.
pub struct SubjectKey {
    id: KeyId,
    subject: Box<str>,
    /// HMAC with the key already taken in.
    keyed: HmacSha256,
}

impl std::fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubjectKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SubjectKey {
    /// The key with these bytes, of the subject of this stored name.
    #[must_use]
    pub fn new(subject: &str, secret: &[u8; KEY_BYTES]) -> Self {
        Self { id: KeyId::of(secret), subject: subject.into(), keyed: keyed(secret) }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whose it is, by the stored name.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What opens the value at one place, and no other.
    #[must_use]
    pub fn opening_of(&self, place: Place<'_>) -> Opening {
        let mut mac = self.keyed.clone();
        mac.update(VALUE_LABEL);
        mac.update(place.event.as_bytes());
        mac.update(place.pointer.as_bytes());
        Opening(Zeroizing::new(mac.finalize().into_bytes().into()))
    }

    /// Seals a value: the same one at the same place gives the same text.
    #[must_use]
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> String {
        let keyed = self.opening_of(place).keyed();
        let about = about(place, &self.subject);
        let nonce = nonce(&keyed, &about, plain);
        let payload = Payload { msg: plain, aad: &about };
        // The cipher refuses only texts of hundreds of gigabytes.
        let sealed = cipher(&keyed).encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        let mut text = String::with_capacity(ALGORITHM.len() + 60 + sealed.len() * 4 / 3 + 4);
        text.push_str(ALGORITHM);
        for part in [self.id.0.as_slice(), &nonce, &sealed] {
            text.push('.');
            URL_SAFE_NO_PAD.encode_string(part, &mut text);
        }
        text
    }

    /// Opens what this key sealed.
    ///
    /// # Errors
    /// A text that was altered, or that stands elsewhere than where it was sealed.
    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let parts = Parts::of(sealed).filter(|parts| parts.key == self.id).ok_or(NotOpened)?;
        parts.open(&self.opening_of(place), place, &self.subject)
    }
}

/// What opens one sealed value. Whoever holds it can tell that the value is the one that was recorded.
pub struct Opening(Zeroizing<[u8; KEY_BYTES]>);

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opening(‹hidden›)")
    }
}

impl Opening {
    /// An opening that was handed out.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// As it is handed out.
    #[must_use]
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    fn keyed(&self) -> HmacSha256 {
        keyed(&self.0)
    }
}

/// Opens one sealed value with its opening, without any other key.
///
/// # Errors
/// A text that was altered or that stands elsewhere, or the opening of another value.
pub fn open_with(
    opening: &Opening,
    subject: &str,
    place: Place<'_>,
    sealed: &str,
) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    Parts::of(sealed).ok_or(NotOpened)?.open(opening, place, subject)
}

fn key_id(text: &str) -> Option<KeyId> {
    let mut id = [0; ID_BYTES];
    (URL_SAFE_NO_PAD.decode_slice(text, &mut id).ok()? == ID_BYTES).then_some(KeyId(id))
}

/// A sealed text taken apart.
struct Parts {
    key: KeyId,
    nonce: [u8; NONCE_BYTES],
    sealed: Vec<u8>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let algorithm = parts.next()?;
        let (key, nonce, sealed) = (parts.next()?, parts.next()?, parts.next()?);
        if algorithm != ALGORITHM || parts.next().is_some() {
            return None;
        }
        let key = key_id(key)?;
        let mut number = [0; NONCE_BYTES];
        let whole = URL_SAFE_NO_PAD.decode_slice(nonce, &mut number).ok()? == NONCE_BYTES;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        whole.then_some(Self { key, nonce: number, sealed })
    }

    fn open(
        &self,
        opening: &Opening,
        place: Place<'_>,
        subject: &str,
    ) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let keyed = opening.keyed();
        let about = about(place, subject);
        let payload = Payload { msg: &self.sealed, aad: &about };
        let plain = cipher(&keyed).decrypt(&XNonce::from(self.nonce), payload).map_err(|_| NotOpened)?;
        let plain = Zeroizing::new(plain);
        if nonce(&keyed, &about, &plain) == self.nonce { Ok(plain) } else { Err(NotOpened) }
    }
}

/// HMAC takes keys of any length.
fn keyed(key: &[u8; KEY_BYTES]) -> HmacSha256 {
    HmacSha256::new(&padded(key).into())
}

/// The key as one block of the hash, as HMAC itself would fill it up.
fn padded(key: &[u8; KEY_BYTES]) -> [u8; 64] {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    block
}

fn cipher(keyed: &HmacSha256) -> XChaCha20Poly1305 {
    let mut mac = keyed.clone();
    mac.update(b"enc");
    XChaCha20Poly1305::new(&mac.finalize().into_bytes())
}

/// What is sealed along without being hidden: event, subject, place.
fn about(place: Place<'_>, subject: &str) -> Vec<u8> {
    let mut about = Vec::with_capacity(16 + subject.len() + 1 + place.pointer.len());
    about.extend_from_slice(place.event.as_bytes());
    about.extend_from_slice(subject.as_bytes());
    about.push(0);
    about.extend_from_slice(place.pointer.as_bytes());
    about
}

fn nonce(keyed: &HmacSha256, about: &[u8], plain: &[u8]) -> [u8; NONCE_BYTES] {
    let mut mac = keyed.clone();
    mac.update(b"nonce");
    mac.update(&u64::try_from(about.len()).unwrap_or(u64::MAX).to_be_bytes());
    mac.update(about);
    mac.update(plain);
    let hash: [u8; KEY_BYTES] = mac.finalize().into_bytes().into();
    let mut nonce = [0; NONCE_BYTES];
    for (to, from) in nonce.iter_mut().zip(hash) {
        *to = from;
    }
    nonce
}
