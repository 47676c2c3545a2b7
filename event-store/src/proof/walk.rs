//! The part of an audit that computes: every event from the first to the last, once.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::checkpoint::{KeptCheckpoint, Tree, Trust};
use super::note::NoteError;
use super::noted::Noted;
use super::packed::Leaf;
use super::pages::Page;
use super::reason::{FirstBad, Reason};
use super::sum::Sum;
use super::tiles::{Tile, WIDTH, full_tiles};
use super::tree::{Frontier, TreeHash};
use crate::names::{NameError, StreamName};

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
    /// Up to which position sums must be kept.
    summed: u64,
    sum: Sum,
    pub(super) tree: Frontier,
    pub(super) streams: HashMap<StreamName, Last>,
    pub(super) recorded_at: Option<Timestamp>,
    pub(super) checkpoints: u64,
    /// Size of the last checkpoint that holds.
    since: u64,
    pub(super) noted: Option<Noted>,
    pub(super) bad: Option<FirstBad>,
}

impl Walk {
    pub(super) fn new(trust: Trust, tiled: u64, summed: u64, noted: Option<Noted>) -> Self {
        let mut elsewhere: BTreeMap<u64, Vec<TreeHash>> = BTreeMap::new();
        for checkpoint in &trust.checkpoints {
            elsewhere.entry(checkpoint.size).or_default().push(checkpoint.root);
        }
        Self {
            trust,
            elsewhere,
            tiled,
            summed,
            sum: Sum::default(),
            tree: Frontier::default(),
            streams: HashMap::new(),
            recorded_at: None,
            checkpoints: 0,
            since: 0,
            noted,
            bad: None,
        }
    }

    /// Goes on by a page; false when it ends here.
    pub(super) fn go_on(&mut self, page: Page) -> bool {
        self.bad = self.check(page).err();
        self.bad.is_none()
    }

    fn check(&mut self, page: Page) -> Result<(), FirstBad> {
        if let (Some(all), Some(noted)) = (&mut self.noted, page.noted) {
            all.append(noted);
        }
        let mut checkpoints = page.checkpoints.into_iter().peekable();
        let mut sums = page.sums.into_iter().peekable();
        let mut completed = Vec::new();
        for (position, (leaf, stream)) in (page.after + 1..).zip(page.leaves.iter()) {
            self.event(position, leaf, stream, &mut completed)?;
            self.tiles(&completed, &page.tiles)?;
            completed.clear();
            let kept = sums.next_if(|kept| kept.count == position);
            self.sum(position, kept)?;
            while let Some(kept) = checkpoints.next_if(|kept| kept.size == position) {
                self.checkpoint(&kept)?;
            }
            for root in self.elsewhere.remove(&position).unwrap_or_default() {
                self.root_is(&root)?;
            }
        }
        page.bad.map_or(Ok(()), Err)
    }

    /// Checks an event against those before it; adds the tiles that it completes.
    fn event(
        &mut self,
        position: u64,
        leaf: &Leaf,
        stream: &str,
        completed: &mut Vec<Tile>,
    ) -> Result<(), FirstBad> {
        if self.recorded_at.is_some_and(|before| leaf.recorded_at < before) {
            return Err(Reason::RecordedAt.at(position));
        }
        self.recorded_at = Some(leaf.recorded_at);
        let found = leaf.version;
        if let Some(last) = self.streams.get_mut(stream) {
            let expected = last.0.saturating_add(1);
            if found != expected {
                return Err(version(stream, expected, found).at(position));
            }
            *last = (found, position);
        } else {
            if found != 1 {
                return Err(version(stream, 1, found).at(position));
            }
            let unnamed = |error: NameError| Reason::Unreadable { detail: error.to_string() }.at(position);
            self.streams.insert(StreamName::new(stream).map_err(unnamed)?, (found, position));
        }
        self.sum.add(&leaf.hash);
        self.tree.push(leaf.hash, |subtree, root| completed.extend(Tile::completed(subtree, root)));
        Ok(())
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

    /// Compares the sum so far with the one that is kept of it.
    fn sum(&self, position: u64, kept: Option<Sum>) -> Result<(), FirstBad> {
        match kept {
            Some(kept) if kept != self.sum => Err(Reason::Sum.at(position)),
            None if position <= self.summed && position.is_multiple_of(WIDTH) => {
                Err(Reason::SumMissing.at(position))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn checkpoint(&mut self, kept: &KeptCheckpoint) -> Result<(), FirstBad> {
        kept.check(Tree::Ledger, &self.trust.keys).map_err(|error| {
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

fn version(stream: &str, expected: u32, found: u32) -> Reason {
    match StreamName::new(stream) {
        Ok(stream) => Reason::Version { stream, expected, found },
        Err(error) => Reason::Unreadable { detail: error.to_string() },
    }
}
