//! Streams that are open: how many of each token, and until when.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use application::sight::{Sight, Viewer};
use tokio::sync::watch;

/// Streams of one token at once, and sockets: every page of a household that is open in a browser has a stream.
pub(crate) const MOST: u32 = 32;

/// What a server knows of its streams. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    /// Something is sent when the server ends.
    serving: watch::Receiver<()>,
    open: Arc<Mutex<HashMap<Whose, u32>>>,
}

impl Streams {
    pub(crate) fn until(serving: watch::Receiver<()>) -> Self {
        Self { serving, open: Arc::default() }
    }

    /// Waits for the end of the server: a stream would go on for ever.
    pub(crate) async fn ended(mut self) {
        // An error means that it has ended for long.
        let _ = self.serving.changed().await;
    }

    /// A place for one more stream; none when whoever asks has as many as one may have.
    pub(super) fn place(&self, sight: &Sight) -> Option<Place> {
        self.taken(Kind::Stream, sight)
    }

    /// A place for one more socket; none when whoever opens it has as many as one may have.
    pub(crate) fn socket(&self, sight: &Sight) -> Option<Place> {
        self.taken(Kind::Socket, sight)
    }

    fn taken(&self, kind: Kind, sight: &Sight) -> Option<Place> {
        let Viewer::Account(account) = sight.viewer() else {
            return Some(Place { streams: self.clone(), whose: None });
        };
        let whose = (kind, account.name.clone());
        let mut open = self.open();
        let count = open.entry(whose.clone()).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Place { streams: self.clone(), whose: Some(whose) })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Whose, u32>> {
        // A panic elsewhere cannot leave a count half changed.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What there may be so many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Stream,
    Socket,
}

/// Of what, and of which token.
type Whose = (Kind, String);

/// The place of a stream or a socket, given back when it is dropped.
pub(crate) struct Place {
    streams: Streams,
    whose: Option<Whose>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(whose) = &self.whose else { return };
        let mut open = self.streams.open();
        if let Some(count) = open.get_mut(whose) {
            *count -= 1;
            if *count == 0 {
                open.remove(whose);
            }
        }
    }
}
