//! C2SP tlog-checkpoints: origin, size and root of a tree, in a signed note.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::keys::{SigningKey, VerifierKey};
use super::note::{NoteError, SignedNote, notes};
use super::tree::TreeHash;

/// Of which tree a checkpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree {
    /// That over the events.
    Ledger,
    /// That over the entries of the access log.
    AccessLog,
}

impl Tree {
    /// What checkpoints of this tree begin with, that a key of this name signs: of each tree something else, so that none
    /// is taken for one of the other.
    #[must_use]
    pub fn origin(self, name: &str) -> String {
        match self {
            Self::Ledger => name.to_owned(),
            Self::AccessLog => format!("{name}/access-log"),
        }
    }
}

/// What a checkpoint says: the tree over so many events, or entries, had this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which ledger and tree: [`Tree::origin`] of the name of its signing key.
    pub origin: String,
    /// How many events, or entries.
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

    /// Reads a note about this tree that at least one of these keys signed. Extension lines are left alone.
    ///
    /// # Errors
    /// A note that is none, that none of the keys signed, or whose origin is not what a key that signed it calls this
    /// tree.
    pub fn open(note: &str, tree: Tree, keys: &[VerifierKey]) -> Result<Self, NoteError> {
        let note = SignedNote::parse(note)?;
        let checkpoint = Self::read(note.open(keys)?).ok_or(NoteError::Form("checkpoint"))?;
        // A key may have the name that another one gives its access log.
        let own = keys.iter().filter(|key| tree.origin(key.name()) == checkpoint.origin);
        if note.open(own).is_ok() {
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
    /// Checkpoints of the ledger that were kept elsewhere, already opened.
    pub checkpoints: Vec<Checkpoint>,
    /// The same of the access log.
    pub accesses: Vec<Checkpoint>,
}

impl Trust {
    /// These keys, and nothing that was kept elsewhere.
    #[must_use]
    pub fn of(keys: Vec<VerifierKey>) -> Self {
        Self { keys, ..Self::default() }
    }

    /// Relies on checkpoints that were kept elsewhere as well: all that there are in a text, of either tree, as they were
    /// printed.
    ///
    /// # Errors
    /// A text without any, and one of which none of the keys signed.
    pub fn rely_on(&mut self, kept: &str) -> Result<(), NoteError> {
        let notes = notes(kept);
        if notes.is_empty() {
            return Err(NoteError::Form("checkpoint"));
        }
        for note in notes {
            match Checkpoint::open(&note, Tree::Ledger, &self.keys) {
                Err(NoteError::Other(_)) => {
                    self.accesses.push(Checkpoint::open(&note, Tree::AccessLog, &self.keys)?);
                }
                opened => self.checkpoints.push(opened?),
            }
        }
        Ok(())
    }
}

/// A checkpoint as it is kept beside what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// How many events, or entries, it covers.
    pub size: u64,
    /// The root of the tree over them.
    pub root: TreeHash,
    /// The signed note, which says both.
    pub note: String,
    /// When it was signed.
    pub created_at: Timestamp,
}

impl KeptCheckpoint {
    /// Whether one of these keys signed it, for this tree, and it says what stands beside it.
    ///
    /// # Errors
    /// As [`Checkpoint::open`], and a note about another size or root.
    pub fn check(&self, tree: Tree, keys: &[VerifierKey]) -> Result<(), NoteError> {
        let said = Checkpoint::open(&self.note, tree, keys)?;
        if said.size != self.size {
            return Err(NoteError::Other(format!("{} leaves", said.size)));
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
        assert_eq!(Checkpoint::open(&note, Tree::Ledger, &keys), Ok(checkpoint.clone()));
        let elsewhere = Checkpoint { origin: "example.org/other".into(), ..checkpoint };
        let note = elsewhere.sign(&key).to_string();
        let other = Err(NoteError::Other("example.org/other".into()));
        assert_eq!(Checkpoint::open(&note, Tree::Ledger, &keys), other);
    }

    #[test]
    fn a_checkpoint_of_one_tree_is_none_of_the_other() {
        let key = SigningKey::ed25519("example.org/log", &[3; 32]).unwrap();
        let sign = |tree: Tree, key: &SigningKey| {
            let origin = tree.origin(key.verifier().name());
            Checkpoint { origin, size: 7, root: [9; 32] }.sign(key).to_string()
        };
        let (ledger, accesses) = (sign(Tree::Ledger, &key), sign(Tree::AccessLog, &key));
        assert!(accesses.starts_with("example.org/log/access-log\n7\n"), "{accesses}");
        let keys = vec![key.verifier().clone()];
        let is_of = |note: &str, tree, keys: &[VerifierKey]| Checkpoint::open(note, tree, keys).is_ok();
        assert!(is_of(&ledger, Tree::Ledger, &keys) && is_of(&accesses, Tree::AccessLog, &keys));
        assert!(!is_of(&ledger, Tree::AccessLog, &keys) && !is_of(&accesses, Tree::Ledger, &keys));
        // Nor by another key that is believed, and has the name of that log.
        let named = SigningKey::ed25519("example.org/log/access-log", &[4; 32]).unwrap();
        let both = [keys.clone(), vec![named.verifier().clone()]].concat();
        let theirs = sign(Tree::Ledger, &named);
        assert!(is_of(&theirs, Tree::Ledger, &both) && !is_of(&theirs, Tree::AccessLog, &both));
        // Printed one below the other, each is known for what it is.
        let mut trust = Trust::of(keys);
        trust.rely_on(&format!("{ledger}\n{accesses}")).unwrap();
        assert_eq!((trust.checkpoints.len(), trust.accesses.len()), (1, 1));
        trust.rely_on(&format!("as verify says\nroot 1234\n\n{accesses}\n\n")).unwrap();
        assert_eq!((trust.checkpoints.len(), trust.accesses.len()), (1, 2));
        assert!(trust.rely_on(&format!("{ledger}\n{theirs}")).is_err());
        assert!(trust.rely_on("").is_err() && trust.rely_on("as verify says\n\nroot 1234\n").is_err());
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
