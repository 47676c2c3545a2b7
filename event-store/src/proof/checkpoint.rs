//! C2SP tlog-checkpoints: origin, size and root of a tree, in a signed note.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::keys::{SigningKey, VerifierKey};
use super::note::{NoteError, SignedNote};
use super::tree::TreeHash;

/// What a checkpoint says: the tree over so many events had this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger; the name of its signing key.
    pub origin: String,
    /// How many events.
    pub size: u64,
    /// The root of the tree over them.
    pub root: TreeHash,
}

impl Checkpoint {
    /// Signs it.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedNote {
        let Self { origin, size, root } = self;
        SignedNote::sign(format!("{origin}\n{size}\n{}\n", STANDARD.encode(root)), key)
    }

    /// Reads a note that at least one of these keys signed. Extension lines are left alone.
    ///
    /// # Errors
    /// A note that is none, that none of the keys signed, or whose origin is not the name
    /// of one of them.
    pub fn open(note: &str, keys: &[VerifierKey]) -> Result<Self, NoteError> {
        let note = SignedNote::parse(note)?;
        let text = note.open(keys)?;
        let checkpoint = Self::read(text).ok_or(NoteError::Form("checkpoint"))?;
        if keys.iter().any(|key| key.name() == checkpoint.origin) {
            return Ok(checkpoint);
        }
        Err(NoteError::Other(checkpoint.origin))
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let digits = size.bytes().all(|byte| byte.is_ascii_digit());
        let plain = digits && (size == "0" || !size.starts_with('0'));
        Some(Self {
            origin: Some(origin).filter(|origin| !origin.is_empty())?.to_owned(),
            size: plain.then(|| size.parse().ok())??,
            root: STANDARD.decode(root).ok()?.try_into().ok()?,
        })
    }
}

/// What an audit believes, which must come from elsewhere than the database.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The keys that may have signed checkpoints: that of the ledger, and retired ones.
    pub keys: Vec<VerifierKey>,
    /// Checkpoints that were kept elsewhere, already opened.
    pub checkpoints: Vec<Checkpoint>,
}

/// A checkpoint as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// How many events it covers.
    pub size: u64,
    /// The root of the tree over them.
    pub root: TreeHash,
    /// The signed note, which says both.
    pub note: String,
    /// When it was signed.
    pub created_at: Timestamp,
}

impl KeptCheckpoint {
    /// Whether one of these keys signed it, and it says what stands beside it.
    ///
    /// # Errors
    /// As [`Checkpoint::open`], and a note about another size or root.
    pub fn check(&self, keys: &[VerifierKey]) -> Result<(), NoteError> {
        let said = Checkpoint::open(&self.note, keys)?;
        if said.size != self.size {
            return Err(NoteError::Other(format!("{} events", said.size)));
        }
        if said.root != self.root {
            return Err(NoteError::Other("another root".to_owned()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_reads_back_as_it_was_signed() {
        let key = SigningKey::ed25519("example.org/log", &[3; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "example.org/log".into(), size: 20_852_163, root: [9; 32] };
        let note = checkpoint.sign(&key).to_string();
        let expected =
            "example.org/log\n20852163\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n— example.org/log ";
        assert!(note.starts_with(expected), "{note}");
        let keys = [key.verifier().clone()];
        assert_eq!(Checkpoint::open(&note, &keys), Ok(checkpoint.clone()));
        let elsewhere = Checkpoint { origin: "example.org/other".into(), ..checkpoint };
        let note = elsewhere.sign(&key).to_string();
        assert_eq!(Checkpoint::open(&note, &keys), Err(NoteError::Other("example.org/other".into())));
    }

    #[test]
    fn only_three_proper_lines_are_a_checkpoint() {
        let root = STANDARD.encode([9; 32]);
        assert!(Checkpoint::read(&format!("o\n7\n{root}\nextension\n")).is_some());
        for text in [
            format!("o\n07\n{root}\n"),
            format!("o\n+7\n{root}\n"),
            format!("o\n\n{root}\n"),
            format!("\n7\n{root}\n"),
            "o\n7\nCQkJ\n".to_owned(),
            "o\n7".to_owned(),
        ] {
            assert_eq!(Checkpoint::read(&text), None, "{text:?}");
        }
    }
}
