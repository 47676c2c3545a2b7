//! Names, to find households by them.
//!
//! Nothing of a name is ever written for that, not even as a hash, from which equal names could be told and rare ones
//! guessed: the names that the ledger keeps sealed are opened into the memory of this process when somebody first looks for
//! one, and brought up to date by what was recorded since. They are forgotten when a key is destroyed. Whom a name leads
//! to is only a candidate: what somebody may see of it is decided elsewhere, on the household itself.

use std::collections::BTreeSet;

use domain::ids::HouseholdId;
use domain::wire::{Json, Text};
use domain::{Fact, FactKind, StreamId};
use event_store::StoredEvent;
use tokio::sync::{RwLock, RwLockReadGuard};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::error::Fault;
use crate::{Application, Replayed};

/// Events looked through at a time.
const PAGE: u32 = 2_000;

/// Letters and digits that a search has at least; one is enough where it is a word.
const LETTERS_MIN: usize = 2;

/// Letters that a search has at most, and words.
const LETTERS_MAX: usize = 100;
const WORDS_MAX: usize = 8;

/// Households that a search leads to at most: as many as one statement takes.
const FOUND_MAX: usize = 10_000;

/// Where scripts begin of which one sign is a word.
const SIGNS: char = '\u{2E80}';

/// What is not looked for, for names are written with it and without.
const TITLES: [&str; 8] = ["m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr"];

/// Why nothing is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Vague {
    /// It hardly says anything.
    #[error("a name is looked for by {LETTERS_MIN} letters or more")]
    Short,
    /// It is no name.
    #[error("a name is looked for by {LETTERS_MAX} letters and {WORDS_MAX} words at most")]
    Long,
    /// Thousands of those whom one sees are called so.
    #[error("more than {FOUND_MAX} households have such a name: tell more of it")]
    Common,
}

/// The words of a text: without accents, capitals and what stands between words.
fn words(text: &str) -> Vec<String> {
    let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    let mut spelt = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            // What no decomposition knows, and few keyboards have.
            'œ' => spelt.push_str("oe"),
            'æ' => spelt.push_str("ae"),
            'ß' => spelt.push_str("ss"),
            'þ' => spelt.push_str("th"),
            'đ' | 'ð' => spelt.push('d'),
            'ø' => spelt.push('o'),
            'ł' => spelt.push('l'),
            'ı' => spelt.push('i'),
            'ə' => spelt.push('e'),
            // Letters that Arabic, Persian and Urdu write differently, and a line that only stretches words.
            'ک' => spelt.push('ك'),
            'ی' | 'ى' => spelt.push('ي'),
            'ة' => spelt.push('ه'),
            'ـ' | '\u{307}' => {}
            letter => spelt.push(letter),
        }
    }
    let words = spelt.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A name: its words without what stands between them, and where each begins.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    letters: String,
    starts: Vec<usize>,
}

impl Name {
    fn of(text: &str) -> Self {
        let (mut letters, mut starts) = (String::new(), Vec::new());
        for word in words(text) {
            starts.push(letters.len());
            letters.push_str(&word);
        }
        Self { letters, starts }
    }

    /// Whether something stands at the beginning of a word; it may go on in the next one, for some write `Ndiaye`.
    fn has(&self, typed: &str) -> bool {
        let mut rests = self.starts.iter().filter_map(|start| self.letters.get(*start..));
        rests.any(|rest| rest.starts_with(typed))
    }
}

/// What is typed of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    words: Vec<String>,
    /// All of them in one: others write `N’Diaye`.
    whole: String,
}

impl Typed {
    /// # Errors
    /// What is too little, or too much.
    pub(crate) fn of(text: &str) -> Result<Self, Vague> {
        if text.chars().take(LETTERS_MAX + 1).count() > LETTERS_MAX {
            return Err(Vague::Long);
        }
        let mut words = words(text);
        let says_enough = |words: &[String]| {
            let letters = words.iter().map(|word| word.chars().count()).sum::<usize>();
            letters >= LETTERS_MIN || words.concat().starts_with(|letter| letter >= SIGNS)
        };
        let names: Vec<String> =
            words.iter().filter(|word| !TITLES.contains(&word.as_str())).cloned().collect();
        if says_enough(&names) {
            words = names;
        }
        if !says_enough(&words) {
            return Err(Vague::Short);
        }
        let whole = words.concat();
        if words.len() > WORDS_MAX { Err(Vague::Long) } else { Ok(Self { words, whole }) }
    }

    fn is_in(&self, name: &Name) -> bool {
        name.has(&self.whole) || self.words.iter().all(|word| name.has(word))
    }
}

/// Why nobody is looked for by a text; nothing when somebody can be.
#[must_use]
pub fn vague(text: &str) -> Option<Vague> {
    Typed::of(text).err()
}

/// The name that a fact tells.
fn name_of(fact: &Fact) -> Option<&str> {
    let Fact::MemberJoined(joined) = fact else { return None };
    joined.identity.as_ref()?.known().map(Text::as_str)
}

/// Names in memory.
#[derive(Debug, Default)]
pub(crate) struct Names(RwLock<Index>);

#[derive(Debug, Default)]
struct Index {
    /// The state of the keys under which they were opened.
    keys: String,
    /// Everything up to here was looked through.
    position: u64,
    named: Vec<(HouseholdId, Name)>,
}

impl Names {
    /// Forgets what was read before an erasure. Whoever looks now will find that the keys have changed.
    pub(crate) fn forget_all(&self) {
        if let Ok(mut index) = self.0.try_write() {
            *index = Index::default();
        }
    }
}

impl Application {
    /// The households, of those that somebody sees when not all are seen, in whose histories anybody is or was told to be
    /// called so. What others are called changes nothing: neither the answer nor how long it takes.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub(crate) async fn called(
        &self,
        typed: &Typed,
        seen: Option<&BTreeSet<HouseholdId>>,
    ) -> Result<Result<BTreeSet<HouseholdId>, Vague>, Fault> {
        let index = self.brought_up_names().await?;
        let called =
            index.named.iter().filter(|(_, name)| typed.is_in(name)).map(|(household, _)| *household);
        let is_seen = |household: &HouseholdId| seen.is_none_or(|seen| seen.contains(household));
        let found: BTreeSet<HouseholdId> = called.filter(is_seen).collect();
        Ok(if found.len() > FOUND_MAX { Err(Vague::Common) } else { Ok(found) })
    }

    /// Looks through what was recorded since; through everything when a key has changed. Whoever is cut short leaves what was
    /// read to the next.
    async fn brought_up_names(&self) -> Result<RwLockReadGuard<'_, Index>, Fault> {
        let keys = self.seals.ring().state().await?;
        let head = self.ledger.head().await?.position;
        let index = self.names.0.read().await;
        if index.keys == keys && index.position >= head {
            return Ok(index);
        }
        drop(index);
        let mut index = self.names.0.write().await;
        if index.keys != keys {
            *index = Index { keys, ..Index::default() };
        }
        let tells =
            |kind: &str| kind == FactKind::MemberJoined.name() || kind == FactKind::EventCorrected.name();
        while index.position < head {
            let wanted = |event: &StoredEvent| tells(&event.event_type);
            let scanned = self.ledger.read_matching(index.position, PAGE, wanted).await?;
            let names = self.names_in(&scanned.events).await?;
            index.named.extend(names);
            index.position = scanned.upto;
        }
        Ok(index.downgrade())
    }

    /// The names that events tell, those that corrections say included.
    async fn names_in(&self, events: &[StoredEvent]) -> Result<Vec<(HouseholdId, Name)>, Fault> {
        let payloads = self.seals.open(events).await?;
        let named = events.iter().zip(&payloads).filter_map(|(event, payload)| {
            let Ok(StreamId::Household(household)) = event.stream.as_str().parse() else { return None };
            let name = identity(payload).or_else(|| identity(payload.field("payload")?))?;
            Some((household, Name::of(name)))
        });
        Ok(named.collect())
    }
}

/// The name that a payload tells.
fn identity(payload: &dyn Json) -> Option<&str> {
    payload.field("identity")?.as_str()
}

impl Replayed {
    /// Whether somebody in it is, or was told to be, called so.
    pub(crate) fn is_called(&self, typed: &Typed) -> bool {
        self.history().iter().any(|entry| {
            let facts = [Some(entry.event.fact()), entry.event.corrected.as_deref()];
            facts.into_iter().flatten().filter_map(name_of).any(|name| typed.is_in(&Name::of(name)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        Typed::of(typed).unwrap().is_in(&Name::of(name))
    }

    #[test]
    fn a_name_is_found_as_people_type_it() {
        for (name, all) in [
            (
                "Mme Aïssata DIALLO-Bâ",
                &[
                    "diallo",
                    "DIALLO",
                    "dial",
                    "aïssata diallo",
                    "diallo aissa",
                    "d. aissata",
                    "bâ",
                    "diallo-ba",
                    "dialloba",
                ] as &[&str],
            ),
            ("Aïssata Diallo", &["Mme Diallo", "Madame Diallo", "monsieur diallo"]),
            ("M. Lecœur", &["lecoeur", "lecœur", "m lecoeur", "m l"]),
            ("Nguyễn Văn Đức", &["nguyen", "duc nguyen", "Đức", "duc"]),
            ("Yıldız", &["yildiz", "YILDIZ", "Mme Yıldız"]),
            ("Əliyev", &["eliyev", "əliyev"]),
            ("Strauß", &["strauss", "STRAUSS"]),
            ("N’Diaye", &["ndiaye", "n'diaye", "n diaye", "NDiaye"]),
            ("Ndiaye", &["n'diaye", "ndiaye"]),
            ("O’Connor", &["oconnor", "o'connor", "connor"]),
            ("Jean-Pierre El Amrani", &["jeanpierre", "jean pierre", "elamrani", "el amrani", "amrani"]),
            ("Benali", &["ben ali", "benali"]),
            ("محمد أحمد", &["محمد", "احمد", "محـمد"]),
            ("کریمی", &["كريمي", "کریمی"]),
            ("王 小明", &["王小明", "王", "小明"]),
            ("dossier 2019/0017", &["2019/0017", "20190017", "0017"]),
        ] {
            for typed in all {
                assert!(finds(typed, name), "{typed} {name}");
            }
        }
    }

    #[test]
    fn nobody_else_is_found() {
        for typed in ["iallo", "diallos", "diallo moussa", "aissata b c", "lloba"] {
            assert!(!finds(typed, "Mme Aïssata DIALLO-Bâ"), "{typed}");
        }
    }

    #[test]
    fn what_says_nothing_or_too_much_is_not_looked_for() {
        for typed in ["", " ", "-", "’", "é", "…", "m"] {
            assert_eq!(Typed::of(typed), Err(Vague::Short), "{typed}");
        }
        for typed in ["a ".repeat(9), "a".repeat(101), " ".repeat(101)] {
            assert_eq!(Typed::of(&typed), Err(Vague::Long), "{typed}");
        }
        assert!(finds("mme k", "Mme K."), "so little is looked for with the title");
    }
}
