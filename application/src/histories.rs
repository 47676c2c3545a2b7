//! Histories kept between decisions, so that a decision reads the database only for what it has not seen.
//!
//! What is kept may be stale: another node may have appended. That costs a conflict and a second attempt,
//! never a wrong answer: what is accepted is appended only at the versions of everything it was decided on, and
//! a refusal is decided again on fresh histories before it is told.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::admission::{Guard, GuardKey, GuardUse, Need, World};
use domain::ids::ProgrammeCode;
use domain::{Event, ProgrammeBook, StreamId, Timeline};

use crate::loader::programme_of;

/// Entries of each kind kept in each of two generations: some 200 MB at 30 events a household.
const GENERATION: usize = 10_000;

/// A map of bounded size: entries not used for a generation are forgotten.
struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    generation: usize,
}

impl<K, V> Recent<K, V> {
    fn of(generation: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), generation }
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Recent<K, V> {
    fn get(&mut self, key: &K) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let value = self.old.remove(key)?;
        self.put(key.clone(), value.clone());
        Some(value)
    }

    fn take(&mut self, key: &K) -> Option<V> {
        let young = self.young.remove(key);
        let old = self.old.remove(key);
        young.or(old)
    }

    fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.generation {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

/// What is believed of a programme, and the guard that tells when that moves; kept together, so that the book is
/// never older than the guard.
#[derive(Clone)]
struct Programme {
    guard: Guard,
    book: Book,
}

#[derive(Clone)]
enum Book {
    Made(Option<Arc<ProgrammeBook>>),
    /// The stream has grown since: the book is made again when somebody asks.
    Behind(Arc<Vec<Event>>),
}

struct Kept {
    streams: Recent<StreamId, Arc<Vec<Event>>>,
    programmes: Recent<ProgrammeCode, Programme>,
    guards: Recent<GuardKey, Guard>,
    /// How often everything was forgotten.
    epoch: u64,
    /// What the key store was when that was last asked for.
    keys: String,
}

impl Kept {
    fn forget(&mut self) {
        self.epoch += 1;
        self.streams.clear();
        self.programmes.clear();
        self.guards.clear();
    }

    /// Guard and book of a programme.
    fn programme(&mut self, code: &ProgrammeCode) -> Option<(Guard, Option<Arc<ProgrammeBook>>)> {
        let Programme { guard, book } = self.programmes.get(code)?;
        let book = match book {
            Book::Made(book) => book,
            Book::Behind(events) => {
                let book = programme_book(&events);
                let made = Programme { guard: guard.clone(), book: Book::Made(book.clone()) };
                self.programmes.put(code.clone(), made);
                book
            }
        };
        Some((guard, book))
    }

    fn fill_guard(&mut self, key: GuardKey, world: &mut World) -> bool {
        let Some(guard) = self.guards.get(&key) else { return false };
        world.guards.insert(key, guard);
        true
    }

    fn keep_guard(&mut self, key: GuardKey, world: &World) {
        if let Some(guard) = world.guards.get(&key) {
            self.guards.put(key, guard.clone());
        }
    }

    /// Adds an event at the end of its stream, if what is kept ends just before it.
    fn grow(&mut self, event: Event) {
        let stream = event.stream().clone();
        let code = if let StreamId::Programme(code) = &stream { Some(code.clone()) } else { None };
        // Taken first: it may hold the list, which could then not grow in place.
        let guard = code.as_ref().and_then(|code| self.programmes.take(code)).map(|kept| kept.guard);
        let Some(mut history) = self.streams.take(&stream) else { return };
        if history.last().map_or(0, |last| last.version) + 1 != event.version {
            return;
        }
        Arc::make_mut(&mut history).push(event);
        if let (Some(code), Some(guard)) = (code, guard) {
            self.programmes.put(code, Programme { guard, book: Book::Behind(Arc::clone(&history)) });
        }
        self.streams.put(stream, history);
    }

    /// Moves a guard, if what is kept is what the decision rested on; forgets it otherwise.
    fn move_guard(&mut self, used: &GuardUse) {
        if used.moved_by.is_empty() {
            return;
        }
        let moved = |mut guard: Guard| {
            if used.expected != Some(guard.version) {
                return None;
            }
            guard.version += 1;
            for stream in &used.moved_by {
                if let Err(at) = guard.streams.binary_search(stream) {
                    guard.streams.insert(at, stream.clone());
                }
            }
            Some(guard)
        };
        if let GuardKey::Programme(code) = &used.key {
            if let Some(Programme { guard, book }) = self.programmes.take(code)
                && let Some(guard) = moved(guard)
            {
                self.programmes.put(code.clone(), Programme { guard, book });
            }
        } else if let Some(guard) = self.guards.take(&used.key).and_then(moved) {
            self.guards.put(used.key.clone(), guard);
        }
    }
}

/// The book of a programme’s events; `None` when there are none.
pub(crate) fn programme_book(events: &[Event]) -> Option<Arc<ProgrammeBook>> {
    (!events.is_empty()).then(|| Arc::new(ProgrammeBook::of(&Timeline::of(events, None))))
}

/// Streams, programmes and guards as last seen.
pub(crate) struct Histories {
    kept: Mutex<Kept>,
}

impl Default for Histories {
    fn default() -> Self {
        Self::of(GENERATION)
    }
}

impl Histories {
    /// Keeps up to twice `generation` entries of each kind.
    pub(crate) fn of(generation: usize) -> Self {
        let kept = Kept {
            streams: Recent::of(generation),
            programmes: Recent::of(generation),
            guards: Recent::of(generation),
            epoch: 0,
            keys: String::new(),
        };
        Self { kept: Mutex::new(kept) }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A panic elsewhere cannot leave a map half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts what is kept into `world`; answers whether it was there.
    pub(crate) fn fill(&self, need: &Need, world: &mut World) -> bool {
        let mut kept = self.kept();
        if let Some(code) = programme_of(need) {
            if world.programmes.contains_key(code) {
                return true;
            }
            let Some((guard, book)) = kept.programme(code) else { return false };
            world.programmes.insert(code.clone(), book);
            world.guards.insert(GuardKey::Programme(code.clone()), guard);
            return true;
        }
        match need {
            Need::Stream(stream) => match kept.streams.get(stream) {
                Some(events) => world.streams.insert(stream.clone(), events).is_none(),
                None => false,
            },
            Need::Guard(key) => kept.fill_guard(key.clone(), world),
            Need::Opening(id) => kept.fill_guard(GuardKey::Id(*id), world),
            Need::Programme(_) => false,
        }
    }

    /// How often everything was forgotten: what is loaded from now on is kept as long as that stays so.
    pub(crate) fn epoch(&self) -> u64 {
        self.kept().epoch
    }

    /// Forgets everything, and has the keys forgotten, if the key store is no longer what it was when this was asked
    /// last: what was opened with a key that has been erased since may be among it. Answers the epoch.
    pub(crate) fn read_under(&self, keys: &str, forget_keys: impl FnOnce()) -> u64 {
        let mut kept = self.kept();
        if kept.keys != keys {
            // Keys first: whatever is loaded from now on is opened with those that are left.
            forget_keys();
            kept.forget();
            keys.clone_into(&mut kept.keys);
        }
        kept.epoch
    }

    /// The events of a stream, perhaps not to its end, if they are kept and nothing was forgotten since `epoch`.
    pub(crate) fn stream(&self, stream: &StreamId, epoch: u64) -> Option<Arc<Vec<Event>>> {
        let mut kept = self.kept();
        if kept.epoch == epoch { kept.streams.get(stream) } else { None }
    }

    /// Keeps the events of a stream, read from its beginning since `epoch`, unless more of them are kept.
    pub(crate) fn keep_read(&self, stream: &StreamId, events: &[Event], epoch: u64) {
        let version = |events: &[Event]| events.last().map_or(0, |last| last.version);
        let mut kept = self.kept();
        if kept.epoch == epoch
            && kept.streams.get(stream).is_none_or(|known| version(&known) < version(events))
        {
            kept.streams.put(stream.clone(), Arc::new(events.to_vec()));
        }
    }

    /// Keeps what was loaded since `epoch`, unless everything was to be forgotten meanwhile: what was erased may be
    /// among it.
    pub(crate) fn keep(&self, need: &Need, world: &World, epoch: u64) {
        let mut kept = self.kept();
        if kept.epoch != epoch {
            return;
        }
        if let Some(code) = programme_of(need) {
            let guard = world.guards.get(&GuardKey::Programme(code.clone()));
            if let (Some(guard), Some(book)) = (guard, world.programmes.get(code)) {
                let programme = Programme { guard: guard.clone(), book: Book::Made(book.clone()) };
                kept.programmes.put(code.clone(), programme);
            }
            return;
        }
        match need {
            Need::Stream(stream) => {
                if let Some(events) = world.streams.get(stream) {
                    kept.streams.put(stream.clone(), Arc::clone(events));
                }
            }
            Need::Guard(key) => kept.keep_guard(key.clone(), world),
            Need::Opening(id) => kept.keep_guard(GuardKey::Id(*id), world),
            Need::Programme(_) => {}
        }
    }

    /// Keeps guards that nobody has asked for yet, read since `epoch`; what is kept already is not older.
    pub(crate) fn keep_along(&self, guards: Vec<(GuardKey, Guard)>, epoch: u64) {
        let mut kept = self.kept();
        if kept.epoch != epoch {
            return;
        }
        for (key, guard) in guards {
            if kept.guards.get(&key).is_none() {
                kept.guards.put(key, guard);
            }
        }
    }

    /// Forgets everything that `world` was filled with.
    pub(crate) fn forget(&self, world: &World) {
        let mut kept = self.kept();
        for stream in world.streams.keys() {
            kept.streams.take(stream);
        }
        for code in world.programmes.keys() {
            kept.programmes.take(code);
        }
        for key in world.guards.keys() {
            kept.guards.take(key);
        }
    }

    /// Forgets everything: what was erased may be among it.
    pub(crate) fn forget_all(&self) {
        self.kept().forget();
    }

    /// Adds events that were decided on since `epoch` and appended at the end of their streams, and moves the guards that
    /// they moved; nothing when everything was to be forgotten meanwhile.
    pub(crate) fn advance(&self, world: World, events: Vec<Event>, guards: &[GuardUse], epoch: u64) {
        let mut kept = self.kept();
        // The only other holders of these lists are in `world`: without it, they grow in place.
        drop(world);
        if kept.epoch != epoch {
            return;
        }
        for event in events {
            kept.grow(event);
        }
        for used in guards {
            kept.move_guard(used);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(histories: &Histories, key: &GuardKey) -> Option<Guard> {
        let mut world = World::default();
        histories.fill(&Need::Guard(key.clone()), &mut world);
        world.guards.remove(key)
    }

    /// A guard that another decision has read anew between an append and its bookkeeping has moved already.
    #[test]
    fn a_guard_moves_once_for_each_append() {
        let key = GuardKey::Id(uuid::Uuid::from_u128(1));
        let stream: StreamId = "rules".parse().unwrap();
        let kept = |version| {
            let histories = Histories::default();
            let guards = [(key.clone(), Guard { version, streams: Vec::new() })].into();
            histories.keep(
                &Need::Guard(key.clone()),
                &World { guards, ..World::default() },
                histories.epoch(),
            );
            let used = GuardUse { key: key.clone(), expected: Some(4), moved_by: [stream.clone()].into() };
            histories.advance(World::default(), Vec::new(), &[used], histories.epoch());
            seen(&histories, &key)
        };
        assert_eq!(kept(4), Some(Guard { version: 5, streams: vec![stream.clone()] }));
        assert_eq!(kept(5), None);
        assert_eq!(kept(3), None);
    }

    /// What another node has erased may be kept here: it is forgotten before anybody reads it again, and whoever began
    /// to read before keeps nothing.
    #[test]
    fn what_was_opened_with_other_keys_is_forgotten() {
        let stream: StreamId = "rules".parse().unwrap();
        let (histories, mut forgotten) = (Histories::default(), 0);
        let first = histories.read_under("store/1", || forgotten += 1);
        histories.keep_read(&stream, &[], first);
        assert_eq!(histories.read_under("store/1", || forgotten += 1), first);
        assert!(histories.stream(&stream, first).is_some());

        let second = histories.read_under("store/2", || forgotten += 1);

        assert_eq!(forgotten, 2);
        assert!(histories.stream(&stream, second).is_none());
        histories.keep_read(&stream, &[], first);
        assert!(histories.stream(&stream, second).is_none());
    }
}
