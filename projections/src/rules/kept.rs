//! Views that were computed, kept while there is room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use datafusion::catalog::MemTable;

use super::secrecy::Secrets;

/// A view that was computed.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) table: Arc<MemTable>,
    /// Its personal columns.
    pub(super) secrets: Secrets,
}

#[derive(Debug, Default)]
pub(super) struct Kept {
    inner: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    views: HashMap<[u8; 32], View>,
    bytes: usize,
}

impl Kept {
    /// A table is whole before it is kept: whoever panicked left nothing half done.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &[u8; 32]) -> Option<View> {
        self.shelf().views.get(key).cloned()
    }

    /// Keeps a table; when there is no room, forgets all others first.
    pub(super) fn keep(&self, key: [u8; 32], view: &View, size: usize, room: usize) {
        let mut kept = self.shelf();
        if kept.bytes.saturating_add(size) > room {
            *kept = Shelf::default();
        }
        if size <= room && kept.views.insert(key, view.clone()).is_none() {
            kept.bytes += size;
        }
    }
}
