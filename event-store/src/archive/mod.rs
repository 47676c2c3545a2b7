//! Blocks of the ledger as Parquet files, beside the database or in an object store.
//!
//! A block is a run of 65 536 positions: a tile of the tree, whose root stands in the ledger. Once it is complete nothing
//! of it changes any more, so it can be written down as it is stored, sealed values sealed, in a [segment](Segment).
//! Whatever reads much reads segments and takes the rest from the database; segments can be deleted at any time.
//!
//! Inside of a segment the events of a stream stand together, in one of a few slices: those who fold streams read a
//! slice of every segment and have whole streams, without sorting anything. Which slice that is, the caller says.

mod columns;
mod error;
mod keep;
mod read;
mod segment;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Name;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use crate::event::StoredEvent;
use crate::names::StreamName;
use crate::proof::WIDTH;

pub use error::ArchiveError;
pub use keep::{Archived, BadSegment, Checked, Look};
pub use read::Runs;
pub use segment::Segment;

/// Positions of a block.
pub const BLOCK: u64 = WIDTH * WIDTH;

/// Positions of a small block, which is a tile too.
pub const SMALL_BLOCK: u64 = WIDTH;

/// Slices of a segment.
pub const SLICES: u16 = 64;

/// Which stream stands in which slice.
#[derive(Debug, Clone, Copy)]
pub struct Slicing {
    /// A word for it, kept in every segment: what was sliced otherwise is not read.
    pub name: &'static str,
    /// Tells the slice of a stream, below [`SLICES`]; always the same.
    pub of: fn(&StreamName) -> u16,
}

impl Slicing {
    fn of(self, stream: &StreamName) -> u16 {
        (self.of)(stream) % SLICES
    }

    /// Events by slice.
    fn sliced(self, events: impl IntoIterator<Item = StoredEvent>) -> Vec<Vec<StoredEvent>> {
        let mut slices = vec![Vec::new(); usize::from(SLICES)];
        for event in events {
            if let Some(slice) = slices.get_mut(usize::from(self.of(&event.stream))) {
                slice.push(event);
            }
        }
        slices
    }
}

/// Where segments are. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    store: Arc<dyn ObjectStore>,
    slicing: Slicing,
    /// Positions of a block.
    block: u64,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("store", &self.store)
            .field("block", &self.block)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Segments in a folder, which is made when it is missing, for nobody else to look into.
    ///
    /// # Errors
    /// A folder that cannot be made or used.
    pub fn in_folder(folder: &Path, slicing: Slicing) -> Result<Self, ArchiveError> {
        let unusable = |source: Box<dyn std::error::Error + Send + Sync>| ArchiveError::Folder {
            folder: folder.to_owned(),
            source,
        };
        make_folder(folder).map_err(|error| unusable(error.into()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(error.into()))?;
        Ok(Self::in_store(Arc::new(store), slicing))
    }

    /// Segments in any store of objects.
    #[must_use]
    pub fn in_store(store: Arc<dyn ObjectStore>, slicing: Slicing) -> Self {
        Self { store, slicing, block: BLOCK }
    }

    /// None at all.
    #[must_use]
    pub fn empty(slicing: Slicing) -> Self {
        Self::in_store(Arc::new(InMemory::new()), slicing)
    }

    /// With [small blocks](SMALL_BLOCK): for tests, which have few events.
    #[must_use]
    pub fn of_small_blocks(self) -> Self {
        Self { block: SMALL_BLOCK, ..self }
    }

    /// How many positions make a block.
    #[must_use]
    pub fn block(&self) -> u64 {
        self.block
    }

    /// The blocks of which there is a segment, by number from 0, each with its size in bytes.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub async fn blocks(&self) -> Result<BTreeMap<u64, u64>, ArchiveError> {
        // Not what others have put below.
        let listed = self.store.list_with_delimiter(None).await.map_err(ArchiveError::listing)?;
        let block = |object: &ObjectMeta| Some((self.block_of(object.location.as_ref())?, object.size));
        Ok(listed.objects.iter().filter_map(block).collect())
    }

    /// Opens the segment of a block.
    ///
    /// # Errors
    /// One that is missing, cut short, or of something else.
    pub async fn segment(&self, block: u64, size: u64) -> Result<Segment, ArchiveError> {
        Segment::open(self, block, size).await
    }

    /// Deletes the segment of a block.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub async fn delete(&self, block: u64) -> Result<(), ArchiveError> {
        let name = self.name_of(block);
        self.store.delete(&name).await.map_err(|error| ArchiveError::of_store(&name, error))
    }

    /// The first and the last position of a block.
    fn positions(&self, block: u64) -> (u64, u64) {
        let before = block.saturating_mul(self.block);
        (before + 1, before.saturating_add(self.block))
    }

    fn name_of(&self, block: u64) -> Name {
        let (first, last) = self.positions(block);
        Name::from(format!("events-{first:012}-{last:012}.parquet"))
    }

    /// The block that a name tells.
    fn block_of(&self, name: &str) -> Option<u64> {
        let (first, _) = name.strip_prefix("events-")?.split_once('-')?;
        let block = first.parse::<u64>().ok()?.checked_sub(1)? / self.block;
        (self.name_of(block).as_ref() == name).then_some(block)
    }

    /// The level of the tree whose hashes cover a block each.
    fn level(&self) -> u32 {
        self.block.ilog2() / WIDTH.ilog2()
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}
