//! Streams that are open: how many of each token, and until when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use application::sight::{Sight, Viewer};
use tokio::sync::watch;

/// Streams of one token at once: every page of a household that is open in a browser has one.
pub(crate) const MOST: u32 = 32;

/// What a server knows of its streams. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    /// Nothing is ever sent: it is closed when the server ends.
    serving: watch::Receiver<()>,
    open: Arc<Mutex<HashMap<String, u32>>>,
}

impl Streams {
    pub(crate) fn until(serving: watch::Receiver<()>) -> Self {
        Self { serving, open: Arc::default() }
    }

    /// Waits for the end of the server: a stream would go on for ever.
    pub(super) async fn ended(mut self) {
        // An error means that it has ended.
        let _ = self.serving.changed().await;
    }

    /// A place for one more stream; none when whoever asks has as many as one may have.
    pub(super) fn place(&self, sight: &Sight) -> Option<Place> {
        let Viewer::Account(account) = sight.viewer() else {
            return Some(Place { streams: self.clone(), token: None });
        };
        let mut open = self.open();
        let count = open.entry(account.name.clone()).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Place { streams: self.clone(), token: Some(account.name.clone()) })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        // A panic elsewhere cannot leave a count half changed.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a stream, given back when it is dropped.
pub(super) struct Place {
    streams: Streams,
    token: Option<String>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(token) = &self.token else { return };
        let mut open = self.streams.open();
        if let Some(count) = open.get_mut(token) {
            *count -= 1;
            if *count == 0 {
                open.remove(token);
            }
        }
    }
}
