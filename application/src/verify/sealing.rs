//! The keys that seal personal data, compared with the events: which of them seal, and which are to be gone.
//!
//! A key is bound to its name, its subject and its class by the master key that wraps it. Whose key it should be, and
//! whether it should still be there, follows from the events, which were proved before.

use std::collections::BTreeSet;

use domain::FactKind;
use event_store::{Audit, AuditedKey, Holder, KeyClass, KeyId, KeyState, KeyStoreFound, Noted, RowFault};

use super::erasures::Erasures;
use crate::Application;
use crate::error::Fault;
use crate::seals::holder_of;

/// Keys of a page.
const KEYS: u32 = 1000;

/// What comparing the keys with the events found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyAudit {
    /// How many keys were found right.
    pub keys: u64,
    /// What could not be looked at.
    pub unchecked: Option<Unchecked>,
    /// The first that is wrong; none when everything is right.
    pub first_bad: Option<BadKey>,
}

/// What could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unchecked {
    /// Any of the keys: they are not kept here.
    Keys,
    /// Whether they are what the master key wrapped, for want of it.
    Wraps {
        /// Why.
        detail: String,
    },
}

/// A key that is not what the events imply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadKey {
    /// Whose it is, by an identifier; of those who may not be told a keyed hash, or nothing but what they are. None when
    /// it is about all keys.
    pub holder: Option<(String, KeyClass)>,
    /// The first event that has a value under it, or that tells of its erasure; none when no event does.
    pub position: Option<u64>,
    /// What is wrong with it.
    pub reason: KeyReason,
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyReason {
    /// An event has a value under it, or tells of its erasure, and it is not there.
    Missing,
    /// It does not unwrap as the key of its name, subject and class.
    Altered,
    /// It is in a state in which no program of ours leaves it.
    State,
    /// It stands under another subject or class than the values that it seals.
    Holder,
    /// It is destroyed, and no erasure is recorded that did so.
    Destroyed,
    /// It is there, although an erasure is recorded that destroys it.
    NotDestroyed,
    /// What stands here are not the keys of this ledger.
    Others,
    /// The key that hides the names of subjects was altered.
    Pepper,
}

impl KeyReason {
    /// A stable name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "key_missing",
            Self::Altered => "key_altered",
            Self::State => "key_state",
            Self::Holder => "key_holder",
            Self::Destroyed => "key_destroyed",
            Self::NotDestroyed => "key_not_destroyed",
            Self::Others => "keys_of_others",
            Self::Pepper => "keys_pepper",
        }
    }
}

/// What an audit has to note of the events for [`Application::verify_keys`].
pub(super) fn noting() -> Noted {
    Noted::of(FactKind::PersonalDataErased.name())
}

impl Application {
    /// Compares every key with the events that an audit has read and noted. Without the master key, whether the keys are
    /// what it wrapped is left open, and told. `progress` is told how many keys were looked at, and of how many.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn verify_keys(
        &self,
        audit: &Audit,
        noted: Noted,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<KeyAudit, Fault> {
        let ring = self.seals.ring();
        let about_all = |reason| KeyAudit {
            first_bad: Some(BadKey { holder: None, position: None, reason }),
            ..KeyAudit::default()
        };
        let mut auditor = match ring.auditor().await? {
            KeyStoreFound::Rows(auditor) => auditor,
            KeyStoreFound::Others => return Ok(about_all(KeyReason::Others)),
            KeyStoreFound::Altered => return Ok(about_all(KeyReason::Pepper)),
            KeyStoreFound::Nothing => {
                let unchecked = (!noted.into_keys().is_empty()).then_some(Unchecked::Keys);
                return Ok(KeyAudit { unchecked, ..KeyAudit::default() });
            }
        };
        // Before the keys: what is under way now is either still so below, or done.
        let under_way: BTreeSet<String> =
            ring.fences().await?.into_iter().map(|fence| fence.subject).collect();
        let mut erasures = self.erasures_at(noted.told(), audit.head).await?;
        let mut erased = erasures.holders();
        let emptied = self.emptied(&erasures, &under_way).await?;
        let mut named = noted.into_keys();
        let all = ring.counts().await?.iter().map(|count| count.keys).sum::<u64>();
        let mut found = KeyAudit::default();
        let mut after = None;
        loop {
            let page = auditor.page(after, KEYS).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for key in page {
                let position = named.remove(&key.id);
                let told = erased.remove(&(key.subject.clone(), key.class));
                let is_gone = told.is_some() || emptied.contains(&key.subject);
                if let Some(reason) = self.wrong(&key, position, is_gone, &mut erasures).await? {
                    found.first_bad = Some(self.bad(&key, position.or(told), reason).await?);
                    return Ok(found);
                }
                found.keys += 1;
            }
            progress(found.keys, all.max(found.keys));
        }
        let missing = named.into_iter().min_by_key(|(_, position)| *position);
        if let Some((key, position)) = missing {
            let holder = self.holder_at(position, key).await?.map(told);
            found.first_bad = Some(BadKey { holder, position: Some(position), reason: KeyReason::Missing });
        } else if let Some((holder, position)) = erased.into_iter().min_by_key(|(_, position)| *position) {
            let (holder, position) = (Some(holder), Some(position));
            found.first_bad = Some(BadKey { holder, position, reason: KeyReason::Missing });
        }
        found.unchecked = auditor.unopened().map(|error| Unchecked::Wraps { detail: error.to_string() });
        Ok(found)
    }

    /// What is wrong with a key that seals from an event at `position` on, if it seals any.
    async fn wrong(
        &self,
        key: &AuditedKey,
        position: Option<u64>,
        is_gone: bool,
        erasures: &mut Erasures,
    ) -> Result<Option<KeyReason>, Fault> {
        match (key.fault, key.state, position) {
            (Some(RowFault::Altered), _, _) => Ok(Some(KeyReason::Altered)),
            (Some(RowFault::State), _, _) => Ok(Some(KeyReason::State)),
            (None, KeyState::Active, _) => Ok(is_gone.then_some(KeyReason::NotDestroyed)),
            (None, KeyState::Fenced, Some(_)) if !key.is_there => Ok(Some(KeyReason::Missing)),
            // Nothing is lost with a key that sealed nothing here: that of an import that was taken back.
            (None, KeyState::Fenced, _) | (None, KeyState::Destroyed, None) => Ok(None),
            (None, KeyState::Destroyed, Some(position)) => {
                // There is nothing left that binds the row to its subject.
                let holder = self.holder_at(position, key.id).await?;
                if holder.is_some_and(|holder| !is_of(key, &holder)) {
                    return Ok(Some(KeyReason::Holder));
                }
                let is_erased = is_gone || self.is_erased(&key.subject, key.class, erasures).await?;
                Ok((!is_erased).then_some(KeyReason::Destroyed))
            }
        }
    }

    /// Names a key by the event that it seals, or else by its row.
    async fn bad(&self, key: &AuditedKey, position: Option<u64>, reason: KeyReason) -> Result<BadKey, Fault> {
        let of_event = match position {
            Some(position) => self.holder_at(position, key.id).await?,
            None => None,
        };
        let of_row = || (key.subject.clone(), key.class);
        let holder = of_event.filter(|holder| !holder.hidden).map_or_else(of_row, told);
        Ok(BadKey { holder: Some(holder), position, reason })
    }

    /// Whose key it is by the event at a position.
    async fn holder_at(&self, position: u64, key: KeyId) -> Result<Option<Holder>, Fault> {
        let events = self.ledger.read_positions(position - 1, 1).await?;
        let Some(event) = events.first() else { return Ok(None) };
        if event.event_type != FactKind::EventCorrected.name() {
            return holder_of(event, &events, key);
        }
        let history = self.ledger.read_streams(std::slice::from_ref(&event.stream), 0).await?;
        holder_of(event, &history, key)
    }
}

/// Whether a row stands under this holder, as far as that may be told.
fn is_of(key: &AuditedKey, holder: &Holder) -> bool {
    let sort = |subject: &str| subject.split('/').next().map(str::to_owned);
    let same = if holder.hidden {
        sort(&key.subject) == sort(&holder.subject)
    } else {
        key.subject == holder.subject
    };
    same && key.class == holder.class
}

/// A holder as it is told: of one that may not be told, what it is.
fn told(holder: Holder) -> (String, KeyClass) {
    let sort = holder.subject.split('/').next().unwrap_or_default().to_owned();
    (if holder.hidden { sort } else { holder.subject }, holder.class)
}
