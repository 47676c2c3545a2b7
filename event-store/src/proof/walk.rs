//! The part of an audit that computes: every event from the first to the last, once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::checkpoint::{KeptCheckpoint, Trust};
use super::note::NoteError;
use super::pages::Page;
use super::reason::{FirstBad, Reason};
use super::tiles::{Tile, full_tiles};
use super::tree::{Frontier, TreeHash};
use crate::event::StoredEvent;
use crate::leaf::leaf_hash;
use crate::names::StreamName;

/// Last version and position of a stream.
pub(super) type Last = (u32, u64);

/// What the events so far amount to. Memory grows with the number of streams, by about a
/// hundred bytes each, and not with that of events.
pub(super) struct Walk {
    trust: Trust,
    /// Roots that checkpoints kept elsewhere name, by size.
    elsewhere: BTreeMap<u64, Vec<TreeHash>>,
    /// How many full tiles of level 0 the tree must have.
    tiled: u64,
    pub(super) tree: Frontier,
    pub(super) streams: HashMap<StreamName, Last>,
    pub(super) recorded_at: Option<Timestamp>,
    pub(super) checkpoints: u64,
    /// Size of the last checkpoint that holds.
    since: u64,
    pub(super) bad: Option<FirstBad>,
}

impl Walk {
    pub(super) fn new(trust: Trust, tiled: u64) -> Self {
        let mut elsewhere: BTreeMap<u64, Vec<TreeHash>> = BTreeMap::new();
        for checkpoint in &trust.checkpoints {
            elsewhere.entry(checkpoint.size).or_default().push(checkpoint.root);
        }
        Self {
            trust,
            elsewhere,
            tiled,
            tree: Frontier::default(),
            streams: HashMap::new(),
            recorded_at: None,
            checkpoints: 0,
            since: 0,
            bad: None,
        }
    }

    /// Goes on by a page; false when it ends here.
    pub(super) fn go_on(&mut self, page: Page) -> bool {
        self.bad = self.check(page).err();
        self.bad.is_none()
    }

    fn check(&mut self, page: Page) -> Result<(), FirstBad> {
        let mut checkpoints = page.checkpoints.into_iter().peekable();
        for event in page.events {
            let position = event.position;
            let completed = self.event(event)?;
            self.tiles(&completed, &page.tiles)?;
            while let Some(kept) = checkpoints.next_if(|kept| kept.size == position) {
                self.checkpoint(&kept)?;
            }
            for root in self.elsewhere.remove(&position).unwrap_or_default() {
                self.root_is(&root)?;
            }
        }
        page.bad.map_or(Ok(()), Err)
    }

    /// Checks an event against those before it; answers the tiles that it completes.
    fn event(&mut self, event: StoredEvent) -> Result<Vec<Tile>, FirstBad> {
        let position = event.position;
        let leaf = leaf_hash(&event);
        if leaf != event.leaf_hash {
            return Err(Reason::LeafHash.at(position));
        }
        if self.recorded_at.is_some_and(|before| event.recorded_at < before) {
            return Err(Reason::RecordedAt.at(position));
        }
        self.recorded_at = Some(event.recorded_at);
        let found = event.version;
        let entry = self.streams.entry(event.stream);
        let expected = match &entry {
            Entry::Occupied(last) => last.get().0.saturating_add(1),
            Entry::Vacant(_) => 1,
        };
        if found != expected {
            let stream = entry.key().clone();
            return Err(Reason::Version { stream, expected, found }.at(position));
        }
        entry.insert_entry((found, position));
        let mut completed = Vec::new();
        self.tree.push(leaf, |subtree, root| completed.extend(Tile::completed(subtree, root)));
        Ok(completed)
    }

    /// Compares the tiles that end here with those that are stored.
    fn tiles(&self, completed: &[Tile], stored: &[Tile]) -> Result<(), FirstBad> {
        for tile in completed {
            let (level, index) = (tile.level, tile.index);
            let (first, last) = tile.positions();
            let kept = stored.iter().find(|kept| (kept.level, kept.index) == (level, index));
            if kept.is_some_and(|kept| kept.root != tile.root) {
                return Err(Reason::Tile { level, index, last }.at(first));
            }
            if kept.is_none() && index < full_tiles(level, self.tiled) {
                return Err(Reason::TileMissing { level, index, last }.at(first));
            }
        }
        Ok(())
    }

    fn checkpoint(&mut self, kept: &KeptCheckpoint) -> Result<(), FirstBad> {
        kept.check(&self.trust.keys).map_err(|error| {
            let reason = match error {
                NoteError::UnknownKey(signers) => Reason::CheckpointKey { signers },
                error @ (NoteError::Form(_) | NoteError::Signature(_) | NoteError::Other(_)) => {
                    Reason::Checkpoint { detail: error.to_string() }
                }
            };
            reason.at(kept.size)
        })?;
        self.root_is(&kept.root)
    }

    /// Whether this is the root that was signed over the events so far.
    fn root_is(&mut self, root: &TreeHash) -> Result<(), FirstBad> {
        let size = self.tree.size();
        if *root != self.tree.root() {
            return Err(Reason::CheckpointRoot { since: self.since }.at(size));
        }
        self.since = size;
        self.checkpoints += 1;
        Ok(())
    }
}
