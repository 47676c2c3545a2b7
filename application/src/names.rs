//! Names, to find households by them.
//!
//! Nothing of a name is ever written for that, not even as a hash, from which equal names could be told and rare ones
//! guessed: the names that the ledger keeps sealed are opened into the memory of this process when somebody first looks for
//! one, and brought up to date by what was recorded since. They are forgotten when a key is destroyed. Whom a name leads
//! to is only a candidate: what somebody may see of it is decided elsewhere, on the household itself.

use std::collections::BTreeSet;

use domain::ids::HouseholdId;
use domain::wire::Text;
use domain::{Fact, FactKind, StreamId};
use event_store::StoredEvent;
use tokio::sync::Mutex;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::Fault;
use crate::{Application, Replayed};

/// Events looked through at a time.
const PAGE: u32 = 2_000;

/// Letters and digits that a search has at least.
const LETTERS_MIN: usize = 2;

/// Households that a search leads to at most: as many as one statement takes.
pub(crate) const FOUND_MAX: usize = 10_000;

/// Why nothing is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Vague {
    /// It hardly says anything.
    #[error("a name is looked for by {LETTERS_MIN} letters or more")]
    Short,
    /// Thousands are called so.
    #[error("more than {FOUND_MAX} households have such a name: tell more of it")]
    Common,
}

/// The words of a name, or of what is typed of one: without accents, capitals and what stands between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let plain: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
        // What no decomposition knows, and keyboards do not have.
        let plain =
            plain.to_lowercase().replace('œ', "oe").replace('æ', "ae").replace('ø', "o").replace('ł', "l");
        let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.map(str::to_owned).collect())
    }

    /// Whether each of them begins a word of a name.
    pub(crate) fn are_in(&self, name: &Self) -> bool {
        self.0.iter().all(|word| name.0.iter().any(|other| other.starts_with(word.as_str())))
    }

    fn letters(&self) -> usize {
        self.0.iter().map(|word| word.chars().count()).sum()
    }
}

/// The names that a fact tells.
fn name_of(fact: &Fact) -> Option<&str> {
    let Fact::MemberJoined(joined) = fact else { return None };
    joined.identity.as_ref()?.known().map(Text::as_str)
}

/// Names in memory.
#[derive(Debug, Default)]
pub(crate) struct Names(Mutex<Index>);

#[derive(Debug, Default)]
struct Index {
    /// The state of the keys under which they were opened.
    keys: String,
    /// Everything up to here was looked through.
    position: u64,
    named: Vec<(HouseholdId, Words)>,
}

impl Names {
    /// Forgets what was read before an erasure. Whoever looks now will find that the keys have changed.
    pub(crate) fn forget_all(&self) {
        if let Ok(mut index) = self.0.try_lock() {
            *index = Index::default();
        }
    }
}

impl Application {
    /// The households in whose histories somebody is or was told to be called so.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub(crate) async fn called(&self, words: &Words) -> Result<Result<BTreeSet<HouseholdId>, Vague>, Fault> {
        if words.letters() < LETTERS_MIN {
            return Ok(Err(Vague::Short));
        }
        // Whoever is cut short leaves what was read to the next.
        let mut index = self.names.0.lock().await;
        self.bring_up(&mut index).await?;
        let called = index.named.iter().filter(|(_, name)| words.are_in(name));
        let found: BTreeSet<HouseholdId> = called.map(|(household, _)| *household).collect();
        Ok(if found.len() > FOUND_MAX { Err(Vague::Common) } else { Ok(found) })
    }

    /// Looks through what was recorded since; through everything when a key has changed.
    async fn bring_up(&self, index: &mut Index) -> Result<(), Fault> {
        let keys = self.seals.ring().state().await?;
        if index.keys != keys {
            *index = Index { keys, ..Index::default() };
        }
        let tells =
            |kind: &str| kind == FactKind::MemberJoined.name() || kind == FactKind::EventCorrected.name();
        loop {
            let wanted = |event: &StoredEvent| tells(&event.event_type);
            let scanned = self.ledger.read_matching(index.position, PAGE, wanted).await?;
            if scanned.upto == index.position {
                return Ok(());
            }
            let names = self.names_in(&scanned.events).await?;
            index.named.extend(names);
            index.position = scanned.upto;
        }
    }

    /// The names that events tell, those that corrections say included.
    async fn names_in(&self, events: &[StoredEvent]) -> Result<Vec<(HouseholdId, Words)>, Fault> {
        let payloads = self.seals.open(events).await?;
        let named = events.iter().zip(&payloads).filter_map(|(event, payload)| {
            let Ok(StreamId::Household(household)) = event.stream.as_str().parse() else { return None };
            let name = payload["identity"].as_str().or_else(|| payload["payload"]["identity"].as_str())?;
            Some((household, Words::of(name)))
        });
        Ok(named.collect())
    }
}

impl Replayed {
    /// Whether somebody in it is, or was told to be, called so.
    pub(crate) fn is_called(&self, words: &Words) -> bool {
        self.history().iter().any(|entry| {
            let facts = [Some(entry.event.fact()), entry.event.corrected.as_deref()];
            facts.into_iter().flatten().filter_map(name_of).any(|name| words.are_in(&Words::of(name)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        Words::of(typed).are_in(&Words::of(name))
    }

    #[test]
    fn a_name_is_found_as_people_type_it() {
        for typed in
            ["diallo", "DIALLO", "Mme Diallo", "dial", "aïssata diallo", "diallo aissa", "d. aissata"]
        {
            assert!(finds(typed, "Mme Aïssata DIALLO-Bâ"), "{typed}");
        }
        for typed in ["ba", "Bâ", "diallo-ba", "diallo ba"] {
            assert!(finds(typed, "Mme Aïssata DIALLO-Bâ"), "{typed}");
        }
        for (typed, name) in [
            ("lecoeur", "M. Lecœur"),
            ("nguyen", "Nguyễn Văn Ba"),
            ("o'brien", "O’Brien"),
            ("2019-17", "dossier 2019/0017 17"),
        ] {
            assert!(finds(typed, name), "{typed} {name}");
        }
        assert!(finds("محمد", "محمد أحمد"));
    }

    #[test]
    fn nobody_else_is_found() {
        for typed in ["iallo", "diallos", "diallo moussa", "aissata b c"] {
            assert!(!finds(typed, "Mme Aïssata DIALLO-Bâ"), "{typed}");
        }
    }

    #[test]
    fn what_says_nothing_has_no_letters() {
        for typed in ["", " ", "-", "’", "é", "…"] {
            assert!(Words::of(typed).letters() < LETTERS_MIN, "{typed}");
        }
    }
}
