//! What was looked for a short time ago, by numbers that say nothing: an address can lead back to it and hold no name.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// How long a search can be gone back to.
const KEPT: Duration = Duration::from_mins(30);

/// Searches of everybody together; the oldest one goes first.
const MOST: usize = 1_000;

/// Searches, in the memory of this process.
#[derive(Debug, Default)]
pub(in crate::pages) struct Searches(Mutex<VecDeque<Search>>);

#[derive(Debug)]
struct Search {
    number: Uuid,
    reader: String,
    name: String,
    at: Instant,
}

impl Searches {
    /// Keeps what somebody looks for, under a number that leads only them back to it.
    pub(super) fn keep(&self, number: Uuid, reader: &str, name: String) {
        let mut kept = self.still();
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(Search { number, reader: reader.to_owned(), name, at: Instant::now() });
    }

    /// What somebody looked for.
    pub(super) fn find(&self, number: Uuid, reader: &str) -> Option<String> {
        let kept = self.still();
        let found = kept.iter().find(|one| one.number == number && one.reader == reader);
        found.map(|one| one.name.clone())
    }

    /// Those that are not too old.
    fn still(&self) -> MutexGuard<'_, VecDeque<Search>> {
        // A panic elsewhere cannot leave half a search.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.front().is_some_and(|one| one.at.elapsed() > KEPT) {
            kept.pop_front();
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_leads_back_whoever_made_it() {
        let searches = Searches::default();
        let number = Uuid::from_u128(1);
        searches.keep(number, "a", "Diallo".to_owned());
        assert_eq!(searches.find(number, "a").as_deref(), Some("Diallo"));
        assert_eq!(searches.find(number, "b"), None, "it is nobody else’s");
        assert_eq!(searches.find(Uuid::from_u128(2), "a"), None);
        for other in 0..MOST {
            searches.keep(Uuid::from_u128(10 + other as u128), "b", String::new());
        }
        assert_eq!(searches.find(number, "a"), None, "the oldest goes first");
        assert_eq!(searches.still().len(), MOST);
    }
}
