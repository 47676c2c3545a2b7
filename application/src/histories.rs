//! Histories kept between decisions, so that a decision reads the database only for what it has not seen.
//!
//! What is kept may be stale: another node may have appended. That costs a conflict and a second attempt,
//! never a wrong answer: what is accepted is appended only at the versions it rested on, and a refusal is
//! decided again on fresh histories before it is told.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::admission::{Guard, GuardKey, Need, World};
use domain::ids::ProgrammeCode;
use domain::{Event, ProgrammeBook, StreamId, Timeline};

/// Entries of each kind kept in each of two generations: some 100 MB at 30 events a household.
const GENERATION: usize = 20_000;

/// A map of bounded size: entries not used for a generation are forgotten.
struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
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

    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[derive(Default)]
struct Kept {
    streams: Recent<StreamId, Arc<Vec<Event>>>,
    programmes: Recent<ProgrammeCode, Option<Arc<ProgrammeBook>>>,
    guards: Recent<GuardKey, Guard>,
}

impl Kept {
    /// Makes the book of a programme of its stream, when that has grown since.
    fn refresh(&mut self, code: &ProgrammeCode) {
        if self.programmes.get(code).is_none()
            && let Some(events) = self.streams.get(&StreamId::Programme(code.clone()))
        {
            self.programmes.put(code.clone(), programme_book(&events));
        }
    }
}

/// The book of a programme’s events; `None` when there are none.
pub(crate) fn programme_book(events: &[Event]) -> Option<Arc<ProgrammeBook>> {
    (!events.is_empty()).then(|| Arc::new(ProgrammeBook::of(&Timeline::of(events, None))))
}

/// Streams, programmes and guards as last seen.
#[derive(Default)]
pub(crate) struct Histories {
    kept: Mutex<Kept>,
}

impl Histories {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A panic elsewhere cannot leave a map half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts what is kept into `world`; answers whether it was there.
    pub(crate) fn fill(&self, need: &Need, world: &mut World) -> bool {
        let mut kept = self.kept();
        match need {
            Need::Stream(stream) => match kept.streams.get(stream) {
                Some(events) => world.streams.insert(stream.clone(), events).is_none(),
                None => false,
            },
            Need::Programme(code) => {
                kept.refresh(code);
                match kept.programmes.get(code) {
                    Some(book) => world.programmes.insert(code.clone(), book).is_none(),
                    None => false,
                }
            }
            Need::Guard(key) => match kept.guards.get(key) {
                Some(guard) => world.guards.insert(key.clone(), guard).is_none(),
                None => false,
            },
        }
    }

    /// Keeps what was loaded.
    pub(crate) fn keep(&self, need: &Need, world: &World) {
        let mut kept = self.kept();
        match need {
            Need::Stream(stream) => {
                if let Some(events) = world.streams.get(stream) {
                    kept.streams.put(stream.clone(), Arc::clone(events));
                }
            }
            Need::Programme(code) => {
                if let Some(book) = world.programmes.get(code) {
                    kept.programmes.put(code.clone(), book.clone());
                }
            }
            Need::Guard(key) => {
                if let Some(guard) = world.guards.get(key) {
                    kept.guards.put(key.clone(), guard.clone());
                }
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

    /// Adds events that were appended at the end of their streams, and moves the guards that they moved.
    pub(crate) fn advance(&self, world: World, events: Vec<Event>, guards: &[domain::admission::GuardUse]) {
        let mut kept = self.kept();
        // The only other holders of these lists are in `world`: without it, they grow in place.
        drop(world);
        for event in events {
            let stream = event.stream().clone();
            if let StreamId::Programme(code) = &stream {
                kept.programmes.take(code);
            }
            if let Some(mut history) = kept.streams.take(&stream) {
                let follows = history.last().map_or(0, |last| last.version) + 1 == event.version;
                if follows {
                    Arc::make_mut(&mut history).push(event);
                    kept.streams.put(stream, history);
                }
            }
        }
        for guard_use in guards {
            let Some(stream) = &guard_use.moved_by else { continue };
            let Some(mut guard) = kept.guards.take(&guard_use.key) else { continue };
            guard.version += 1;
            if let Err(at) = guard.streams.binary_search(stream) {
                guard.streams.insert(at, stream.clone());
            }
            kept.guards.put(guard_use.key.clone(), guard);
        }
    }
}
