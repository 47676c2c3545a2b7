//! C2SP signed notes: a text, an empty line, and one line for each signature.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::keys::{SigningKey, VerifierKey, is_name};
use super::tree::hex;

/// What every line of a signature begins with: an em dash and a space.
const MARK: &str = "— ";

/// Why a note is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is no signed note, or its text is no checkpoint.
    #[error("it is no {0}")]
    Form(&'static str),
    /// No known key of the ledger signed it.
    #[error("no known key signed it, only {0}")]
    UnknownKey(String),
    /// A signature does not fit the text.
    #[error("the signature of {0} does not fit it")]
    Signature(String),
    /// It speaks about another ledger or tree, or it does not say what stands beside it.
    #[error("it speaks about {0}")]
    Other(String),
}

/// A text with signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    /// What was signed: lines, each with its line feed.
    text: String,
    signatures: Vec<NoteSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    /// Hash of the key, then the signature itself.
    bytes: Vec<u8>,
}

impl SignedNote {
    /// Signs a text of whole lines.
    pub(crate) fn sign(text: String, key: &SigningKey) -> Self {
        let verifier = key.verifier();
        let bytes = [verifier.hash().as_slice(), &key.sign(&text)].concat();
        let name = verifier.name().to_owned();
        Self { text, signatures: vec![NoteSignature { name, bytes }] }
    }

    /// Reads a note.
    ///
    /// # Errors
    /// A text that is none.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let form = || NoteError::Form("signed note");
        // The signatures hold no empty line, so the last one is before them.
        let end = note.rfind("\n\n").ok_or_else(form)? + 1;
        let (text, rest) = note.split_at(end);
        let lines = rest.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or_else(form)?;
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(form());
        }
        let signatures = lines.split('\n').map(|line| signature(line).ok_or_else(form));
        Ok(Self { text: text.to_owned(), signatures: signatures.collect::<Result<_, _>>()? })
    }

    /// The text, when at least one of these keys signed it. Signatures of other keys, such
    /// as witnesses', are left alone.
    ///
    /// # Errors
    /// No signature of these keys, or one that does not fit.
    pub fn open<'a>(&self, keys: impl IntoIterator<Item = &'a VerifierKey>) -> Result<&str, NoteError> {
        let mut known = false;
        for key in keys {
            for one in self.signatures.iter().filter(|one| one.is_by(key)) {
                if !one.bytes.get(4..).is_some_and(|bytes| key.signed(&self.text, bytes)) {
                    return Err(NoteError::Signature(one.name.clone()));
                }
                known = true;
            }
        }
        if known { Ok(&self.text) } else { Err(NoteError::UnknownKey(self.signers())) }
    }

    /// Names and key hashes of those who signed.
    fn signers(&self) -> String {
        let named = self.signatures.iter().map(|one| {
            let hash = hex(one.bytes.get(..4).unwrap_or_default());
            format!("{}+{hash}", one.name)
        });
        named.collect::<Vec<_>>().join(", ")
    }
}

/// The notes in a text: each a paragraph above one of signatures. Other paragraphs are left alone.
pub(crate) fn notes(text: &str) -> Vec<String> {
    let paragraphs: Vec<&str> = text.split("\n\n").map(|paragraph| paragraph.trim_matches('\n')).collect();
    let pairs = paragraphs.iter().zip(paragraphs.iter().skip(1));
    pairs
        .filter(|(_, below)| below.starts_with(MARK))
        .map(|(above, below)| format!("{above}\n\n{below}\n"))
        .collect()
}

impl NoteSignature {
    fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.bytes.starts_with(&key.hash())
    }
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, base64) = line.strip_prefix(MARK)?.split_once(' ')?;
    let bytes = STANDARD.decode(base64).ok().filter(|bytes| bytes.len() > 4)?;
    is_name(name).then(|| NoteSignature { name: name.to_owned(), bytes })
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for NoteSignature { name, bytes } in &self.signatures {
            writeln!(f, "{MARK}{name} {}", STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of Go's golang.org/x/mod/sumdb/note, which defined the format.
    const SIGNING: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n\n\
                        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng\
                        otpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn keys_and_notes_are_those_of_the_reference() {
        let key: SigningKey = SIGNING.parse().unwrap();
        assert_eq!(key.verifier().to_string(), VERIFIER);
        assert_eq!(key.to_secret_text().as_str(), SIGNING);
        assert_eq!(&VERIFIER.parse::<VerifierKey>().unwrap(), key.verifier());
        let note = SignedNote::parse(NOTE).unwrap();
        let text = note.open([key.verifier()]).unwrap();
        assert_eq!(SignedNote::sign(text.to_owned(), &key).to_string(), NOTE);
        assert!(!format!("{key:?}").contains("AYEKFALVFGyNhPJEMzD1"));
    }

    #[test]
    fn a_note_is_believed_only_as_it_was_signed() {
        let key: SigningKey = SIGNING.parse().unwrap();
        let other = SigningKey::ed25519("PeterNeumann", &[7; 32]).unwrap();
        let note = SignedNote::parse(NOTE).unwrap();
        assert!(matches!(note.open([other.verifier()]), Err(NoteError::UnknownKey(_))));
        let altered = SignedNote::parse(&NOTE.replace("cryptography", "Cryptography")).unwrap();
        assert!(matches!(altered.open([key.verifier()]), Err(NoteError::Signature(_))));
        // A witness that nobody knows does not disturb; a key that did not sign does not help.
        let line = NOTE.lines().last().unwrap().replace("PeterNeumann", "witness");
        let witnessed = SignedNote::parse(&format!("{NOTE}{line}\n")).unwrap();
        assert!(witnessed.open([other.verifier(), key.verifier()]).is_ok());
    }

    #[test]
    fn what_is_no_note_or_key_is_refused() {
        for text in ["", "a\n", "a\n\n", "a\n\nb\n", "a\n\n— n \n", "a\n\n— n AAAA\n", "a\n\n- n x08go/ZJ\n"]
        {
            assert_eq!(SignedNote::parse(text), Err(NoteError::Form("signed note")), "{text:?}");
        }
        assert!(SignedNote::parse(NOTE.trim_end()).is_err());
        for (text, error) in [
            ("", KeyError::VerifierForm),
            ("PeterNeumann+c74f20a3", KeyError::VerifierForm),
            ("Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Hash),
            ("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Algorithm(2)),
            ("PeterNeumann+c74f20a3+ARpc", KeyError::Bytes),
        ] {
            assert_eq!(text.parse::<VerifierKey>().unwrap_err(), error, "{text}");
        }
        assert_eq!(SigningKey::ed25519("a b", &[0; 32]).unwrap_err(), KeyError::Name);
        assert_eq!(VERIFIER.parse::<SigningKey>().unwrap_err(), KeyError::SigningForm);
    }

    use crate::proof::KeyError;
}
