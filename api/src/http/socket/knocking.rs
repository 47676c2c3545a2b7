//! Sockets of which nobody knows yet who opened them: so many at once, and none keeps others out by saying nothing.
//!
//! When all places are taken, whoever has been silent for longest gives up the own one. Whoever says at once who it is, as
//! clients do, is silent for the time of one way, so that many who say nothing push out one another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Sockets of which nobody knows yet who opened them.
pub(crate) const KNOCKING_MOST: usize = 128;

/// The places of a server. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Porch(Arc<Mutex<Places>>);

#[derive(Debug, Default)]
struct Places {
    taken: usize,
    /// Number of the next place.
    next: u64,
    /// Those who have said nothing, by the order in which they came.
    silent: BTreeMap<u64, oneshot::Sender<()>>,
}

/// A place, given back when it is dropped.
pub(super) struct Place {
    porch: Porch,
    number: u64,
    is_silent: bool,
    pushed_out: oneshot::Receiver<()>,
}

impl Porch {
    /// A place for one more; none when all others are being looked up.
    pub(super) fn place(&self) -> Option<Place> {
        let mut places = self.places();
        if places.taken < KNOCKING_MOST {
            places.taken += 1;
        } else {
            // Dropped, it is heard: the place goes from one to the other.
            places.silent.pop_first()?;
        }
        let number = places.next;
        places.next += 1;
        let (push, pushed_out) = oneshot::channel();
        places.silent.insert(number, push);
        Some(Place { porch: self.clone(), number, is_silent: true, pushed_out })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // A panic elsewhere cannot leave them half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Who it is was said: nobody takes the place any more. False when somebody has.
    pub(super) fn speaks(&mut self) -> bool {
        let is_here = self.porch.places().silent.remove(&self.number).is_some();
        self.is_silent = !is_here;
        is_here
    }

    /// Waits until somebody else has the place.
    pub(super) async fn pushed_out(&mut self) {
        // Nothing is ever sent: it is dropped.
        let _ = (&mut self.pushed_out).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.porch.places();
        if !self.is_silent || places.silent.remove(&self.number).is_some() {
            places.taken -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn who_says_nothing_makes_room_and_who_speaks_does_not() {
        let porch = Porch::default();
        let mut places: Vec<Place> = (0..KNOCKING_MOST).filter_map(|_| porch.place()).collect();
        assert_eq!(places.len(), KNOCKING_MOST);
        assert!(places[0].speaks());
        let one_more = porch.place();
        assert!(one_more.is_some());
        // The oldest that is silent, and nobody else.
        let pushed: Vec<bool> =
            places.iter_mut().skip(1).map(|place| place.pushed_out().now_or_never().is_some()).collect();
        assert!(pushed[0] && pushed[1..].iter().all(|pushed| !pushed));
        assert!(!places[1].speaks(), "it has no place");
        for place in places.iter_mut().skip(2) {
            assert!(place.speaks());
        }
        assert!(porch.place().is_some(), "in place of the one that came last");
        drop(one_more);
        drop(places);
        assert_eq!(porch.places().taken, 0);
    }
}
