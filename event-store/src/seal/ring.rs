//! The keys of a ledger: made when they are first needed, kept in memory, destroyed by erasures.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::cache::Recent;
use super::error::SealError;
use super::master::suffixed;
use super::row::{KeyClass, KeyCount, KeyRow, Stored};
use super::unlock::{Unlocked, minted, stored_name, unwrapped};
use super::value::{KeyId, SubjectKey};
use crate::StoreError;
use crate::proof::hex;
use crate::session::Clock;
use crate::store::Store;

/// Keys kept in each of two generations.
const GENERATION: usize = 20_000;

/// How long keys are used before the store is asked whether any were erased: another process may have.
const FRESH: Duration = Duration::from_secs(5);

/// Attempts to store keys while others wrap them anew.
const ATTEMPTS: usize = 8;

/// Whose key, and which.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Holder {
    /// The subject, as `sort/identifier`.
    pub subject: String,
    /// Which of its keys.
    pub class: KeyClass,
    /// Whether the store may not tell who it is: the name is kept as a keyed hash.
    pub hidden: bool,
}

/// When new keys must be on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durably {
    /// When the call ends.
    AtOnce,
    /// When [`KeyRing::settle`] ends: many calls share one wait for the disk.
    WhenSettled,
}

/// What a key identifier stands for.
#[derive(Clone)]
pub(super) enum Known {
    Key(Arc<SubjectKey>),
    Erased,
}

/// A subject as it is stored, and which of its keys.
type Name = (String, KeyClass);

pub(super) struct Kept {
    pub(super) unlocked: Option<Arc<Unlocked>>,
    pub(super) asked: Option<Instant>,
    /// Those that seal, by the name under which their subject is stored.
    by_name: Recent<Name, Arc<SubjectKey>>,
    pub(super) by_id: Recent<KeyId, Known>,
}

impl Kept {
    fn clear(&mut self) {
        self.unlocked = None;
        self.asked = None;
        self.by_name.clear();
        self.by_id.clear();
    }

    fn put(&mut self, row: &KeyRow, key: Option<&Arc<SubjectKey>>) {
        self.by_id.put(row.id, key.cloned().map_or(Known::Erased, Known::Key));
        if let Some(key) = key.filter(|_| row.active) {
            self.by_name.put((row.subject.clone(), row.class), Arc::clone(key));
        }
    }
}

/// The keys of a ledger. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing {
    pub(super) store: Arc<Store>,
    /// The file that was named; beside the file of the ledger when none was.
    named: Option<PathBuf>,
    clock: Clock,
    pub(super) kept: Arc<Mutex<Kept>>,
    /// Those who need new keys, and whose turn it is to store all of them.
    waiting: Arc<Mutex<BTreeSet<Holder>>>,
    minting: Arc<tokio::sync::Mutex<()>>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").finish_non_exhaustive()
    }
}

impl KeyRing {
    pub(crate) fn new(store: Arc<Store>, named: Option<PathBuf>, clock: Clock) -> Self {
        let kept = Kept {
            unlocked: None,
            asked: None,
            by_name: Recent::of(GENERATION),
            by_id: Recent::of(GENERATION),
        };
        Self {
            store,
            named,
            clock,
            kept: Arc::new(Mutex::new(kept)),
            waiting: Arc::default(),
            minting: Arc::default(),
        }
    }

    /// The keys of these holders; those that have none get one, which costs one wait for the disk however many
    /// ask at once. Those that were erased, or are being erased, have none for ever.
    ///
    /// # Errors
    /// A master key that is missing or another, and failures of the store.
    pub async fn keys_of(
        &self,
        holders: &BTreeSet<Holder>,
        durably: Durably,
    ) -> Result<HashMap<Holder, Arc<SubjectKey>>, SealError> {
        self.refresh().await?;
        let (mut found, missing) = self.kept_of(holders);
        if missing.is_empty() {
            return Ok(found);
        }
        lock(&self.waiting).extend(missing.iter().cloned());
        let turn = self.minting.lock().await;
        let (others, missing) = self.kept_of(&missing);
        found.extend(others);
        if !missing.is_empty() {
            // Those who wait for their turn are served along.
            let waiting = std::mem::take(&mut *lock(&self.waiting));
            let served: BTreeSet<Holder> = missing.union(&waiting).cloned().collect();
            found.extend(Box::pin(self.find_or_mint(&served, &missing, durably)).await?);
        }
        drop(turn);
        Ok(found)
    }

    /// The keys of these names; nothing for a key that an erasure destroyed.
    ///
    /// # Errors
    /// A key that is not there, a master key that is missing or another, and failures of the store.
    pub async fn keys_named(
        &self,
        ids: &BTreeSet<KeyId>,
    ) -> Result<HashMap<KeyId, Option<Arc<SubjectKey>>>, SealError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.refresh().await?;
        let mut found = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        {
            let mut kept = lock(&self.kept);
            for id in ids {
                match kept.by_id.get(id) {
                    Some(Known::Key(key)) => drop(found.insert(*id, Some(key))),
                    Some(Known::Erased) => drop(found.insert(*id, None)),
                    None => missing.push(*id),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let unlocked = self.unlock().await?;
        let rows = self.store.keys_by_ids(&missing).await?;
        let keys = rows.iter().map(|row| unwrapped(&unlocked.master, row));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        self.keep(&unlocked, &rows, &keys);
        found.extend(rows.iter().map(|row| row.id).zip(keys));
        match missing.into_iter().find(|id| !found.contains_key(id)) {
            None => Ok(found),
            Some(id) => Err(SealError::Missing { id }),
        }
    }

    /// Names the key store and how often keys of it were erased or wrapped anew: what was read under another name may
    /// tell what was erased since. Empty as long as there are no keys.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn state(&self) -> Result<String, StoreError> {
        let row = self.store.key_store().await?;
        Ok(row.map_or_else(String::new, |row| format!("{}/{}", hex(&row.store_id), row.generation)))
    }

    /// Finds out before anything is written whether the master key is there and is the right one.
    ///
    /// # Errors
    /// A master key that is missing or another, and failures of the store.
    pub async fn ready(&self) -> Result<(), SealError> {
        self.unlock().await.map(drop)
    }

    /// Makes durable what was made to be settled: before the events that it seals.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn settle(&self) -> Result<(), SealError> {
        Ok(self.store.settle_keys().await?)
    }

    /// The names of the keys that these holders have or had; none is made.
    ///
    /// # Errors
    /// A master key that is missing or another, and failures of the store.
    pub async fn names_of(&self, holders: &BTreeSet<Holder>) -> Result<BTreeSet<KeyId>, SealError> {
        let unlocked = self.unlock().await?;
        let wanted: Vec<_> =
            holders.iter().map(|holder| (stored_name(holder, &unlocked), holder.class)).collect();
        Ok(self.store.keys_of_subjects(&wanted).await?.into_iter().map(|row| row.id).collect())
    }

    /// How many keys there are, by class and state.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn counts(&self) -> Result<Vec<KeyCount>, SealError> {
        Ok(self.store.key_counts().await?)
    }

    /// Forgets what is kept in memory.
    pub fn forget(&self) {
        lock(&self.kept).clear();
    }

    /// Where the master key is: in the file named, else beside the file of the ledger.
    #[must_use]
    pub fn master_key_file(&self) -> Option<PathBuf> {
        let beside = || self.store.file().map(|file| suffixed(file, ".master-key"));
        self.named.clone().or_else(beside)
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)().as_microsecond()
    }

    /// Those that are kept, and those that are not.
    fn kept_of(&self, holders: &BTreeSet<Holder>) -> (HashMap<Holder, Arc<SubjectKey>>, BTreeSet<Holder>) {
        let mut kept = lock(&self.kept);
        let Some(unlocked) = kept.unlocked.clone() else { return (HashMap::new(), holders.clone()) };
        let mut found = HashMap::with_capacity(holders.len());
        let mut missing = BTreeSet::new();
        for holder in holders {
            match kept.by_name.get(&(stored_name(holder, &unlocked), holder.class)) {
                Some(key) => drop(found.insert(holder.clone(), key)),
                None => drop(missing.insert(holder.clone())),
            }
        }
        (found, missing)
    }

    /// Keeps what was read since the master key was opened, unless everything was to be forgotten meanwhile: a key
    /// that was fenced or destroyed since would seal and open for ever.
    pub(super) fn keep(&self, unlocked: &Arc<Unlocked>, rows: &[KeyRow], keys: &[Option<Arc<SubjectKey>>]) {
        let mut kept = lock(&self.kept);
        if kept.unlocked.as_ref().is_some_and(|now| Arc::ptr_eq(now, unlocked)) {
            for (row, key) in rows.iter().zip(keys) {
                kept.put(row, key.as_ref());
            }
        }
    }

    /// The master key and what it opens, if that is known already.
    pub(crate) fn unlocked(&self) -> Option<Arc<Unlocked>> {
        lock(&self.kept).unlocked.clone()
    }

    /// Keeps keys that nobody has asked for yet and that were read since the master key was opened. One that cannot
    /// be unwrapped is left to whoever needs it, and told then.
    pub(crate) fn keep_along(&self, unlocked: &Arc<Unlocked>, rows: &[KeyRow]) {
        let new: Vec<&KeyRow> = {
            let mut kept = lock(&self.kept);
            rows.iter().filter(|row| kept.by_id.get(&row.id).is_none()).collect()
        };
        let (rows, keys): (Vec<KeyRow>, Vec<_>) = new
            .into_iter()
            .filter_map(|row| Some((row.clone(), unwrapped(&unlocked.master, row).ok()?)))
            .unzip();
        self.keep(unlocked, &rows, &keys);
    }

    /// Reads the keys of `served`, and stores new ones for those that have none. Holders that were erased are
    /// left out.
    async fn find_or_mint(
        &self,
        served: &BTreeSet<Holder>,
        asked: &BTreeSet<Holder>,
        durably: Durably,
    ) -> Result<HashMap<Holder, Arc<SubjectKey>>, SealError> {
        for _ in 0..ATTEMPTS {
            let unlocked = self.unlock().await?;
            let named: HashMap<Name, &Holder> = served
                .iter()
                .map(|holder| ((stored_name(holder, &unlocked), holder.class), holder))
                .collect();
            let wanted: Vec<Name> = named.keys().cloned().collect();
            let mut rows = self.store.keys_of_subjects(&wanted).await?;
            // An import asks for those of a whole chunk at once.
            let there: HashSet<(&str, KeyClass)> =
                rows.iter().map(|row| (row.subject.as_str(), row.class)).collect();
            let new: Vec<&Name> = wanted
                .iter()
                .filter(|(subject, class)| !there.contains(&(subject.as_str(), *class)))
                .collect();
            if !new.is_empty() {
                let new = new.into_iter().map(|(subject, class)| minted(&unlocked, subject, *class));
                let new = new.collect::<Result<Vec<_>, _>>()?;
                match self.store.mint_keys(&new, unlocked.row.generation, self.now(), durably).await? {
                    Stored::Keys(stored) => rows.extend(stored),
                    Stored::Moved => {
                        self.forget();
                        continue;
                    }
                }
            }
            rows.retain(|row| row.active);
            let keys = rows.iter().map(|row| unwrapped(&unlocked.master, row));
            let keys = keys.collect::<Result<Vec<_>, _>>()?;
            self.keep(&unlocked, &rows, &keys);
            let mut found = HashMap::with_capacity(asked.len());
            for (row, key) in rows.into_iter().zip(keys) {
                let holder = named.get(&(row.subject, row.class)).filter(|holder| asked.contains(**holder));
                if let (Some(holder), Some(key)) = (holder, key) {
                    found.insert((*holder).clone(), key);
                }
            }
            return Ok(found);
        }
        Err(SealError::Store(crate::error::StoreError::Broken))
    }

    /// Asks from time to time whether keys were erased or wrapped anew, and then forgets all of them.
    async fn refresh(&self) -> Result<(), SealError> {
        let seen = {
            let mut kept = lock(&self.kept);
            let Some(unlocked) = &kept.unlocked else { return Ok(()) };
            let generation = unlocked.row.generation;
            if kept.asked.is_some_and(|asked| asked.elapsed() < FRESH) {
                return Ok(());
            }
            // One asks for all.
            kept.asked = Some(Instant::now());
            generation
        };
        let row = Box::pin(self.store.key_store()).await?;
        if row.map(|row| row.generation) != Some(seen) {
            self.forget();
        }
        Ok(())
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere cannot leave these half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
