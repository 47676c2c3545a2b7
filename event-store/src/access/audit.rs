//! Recomputing the access log, and comparing it with what was signed.

use std::collections::BTreeMap;

use super::checkpoint::{KeptHead, grow};
use super::reason::{AccessReason, BadAccess};
use super::{Entry, PAGE};
use crate::error::StoreError;
use crate::ledger::Ledger;
use crate::proof::{Frontier, TreeHash, Trust, empty_root};

/// What recomputing the access log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessAudit {
    /// How many entries were found right.
    pub entries: u64,
    /// Root of the tree over them.
    pub root: TreeHash,
    /// How many checkpoints were found right, those kept elsewhere included.
    pub checkpoints: u64,
    /// The first place that is wrong; none when everything is right.
    pub first_bad: Option<BadAccess>,
}

impl Default for AccessAudit {
    /// That of an empty log.
    fn default() -> Self {
        Self { entries: 0, root: empty_root(), checkpoints: 0, first_bad: None }
    }
}

/// What the entries so far amount to.
struct Walk<'a> {
    trust: &'a Trust,
    /// Roots that checkpoints kept elsewhere name, by size.
    elsewhere: BTreeMap<u64, Vec<TreeHash>>,
    tree: Frontier,
    /// Size of the last checkpoint that holds.
    since: u64,
    checkpoints: u64,
}

impl Walk<'_> {
    /// Whether what was signed over the entries so far is what they are.
    fn signed<'h>(&mut self, kept: impl Iterator<Item = &'h KeptHead>) -> Result<(), BadAccess> {
        let size = self.tree.size();
        for kept in kept {
            if kept.checkpoint.size <= self.since {
                return Err(AccessReason::CheckpointTwice.at(size));
            }
            kept.compare(&self.tree, self.since, &self.trust.keys)?;
            (self.since, self.checkpoints) = (size, self.checkpoints + 1);
        }
        for root in self.elsewhere.remove(&size).unwrap_or_default() {
            if root != self.tree.root() {
                return Err(AccessReason::CheckpointRoot { since: self.since }.at(size));
            }
            (self.since, self.checkpoints) = (size, self.checkpoints + 1);
        }
        Ok(())
    }
}

impl Ledger {
    /// Recomputes the access log and compares it with all that was signed of it, up to the first place that is wrong. It
    /// may grow meanwhile. `progress` is told how many entries were read, and of how many.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn audit_accesses(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<AccessAudit, StoreError> {
        let mut elsewhere: BTreeMap<u64, Vec<TreeHash>> = BTreeMap::new();
        for checkpoint in &trust.accesses {
            elsewhere.entry(checkpoint.size).or_default().push(checkpoint.root);
        }
        let (tree, since, checkpoints) = (Frontier::default(), 0, 0);
        let mut walk = Walk { trust, elsewhere, tree, since, checkpoints };
        let first_bad = self.walk_accesses(&mut walk, progress).await?.err();
        let Walk { tree, checkpoints, .. } = walk;
        Ok(AccessAudit { entries: tree.size(), root: tree.root(), checkpoints, first_bad })
    }

    async fn walk_accesses(
        &self,
        walk: &mut Walk<'_>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Result<(), BadAccess>, StoreError> {
        if let Err(bad) = self.below_first_access().await? {
            return Ok(Err(bad));
        }
        // Before the entries: what is signed by now must all be there. One that cannot be read is met among them, or
        // after them.
        let last = self.last_access_checkpoint().await;
        let last = AccessReason::damaged(last, 0, |detail| AccessReason::CheckpointUnreadable { detail })?;
        let kept = last.as_ref().ok().and_then(Option::as_ref).map(|kept| kept.size);
        let signed = kept.max(walk.elsewhere.keys().next_back().copied());
        let all = AccessReason::damaged(self.accesses_logged().await, 0, |detail| {
            AccessReason::Unreadable { detail }
        })?
        .unwrap_or_default();
        let mut limit = PAGE;
        loop {
            let (page, heads) = match self.access_page(walk.tree.size(), limit).await? {
                Ok(page) => page,
                // One at a time, up to the one that cannot be read.
                Err(_) if limit > 1 => {
                    limit = 1;
                    continue;
                }
                Err(bad) => return Ok(Err(bad)),
            };
            if page.is_empty() {
                break;
            }
            let mut heads = heads.iter().peekable();
            for entry in &page {
                let checked = grow(&mut walk.tree, entry).and_then(|()| {
                    // Each is compared: whoever makes the table anew can do without its key.
                    let up_to_here = |head: &&KeptHead| head.checkpoint.size <= entry.number;
                    walk.signed(std::iter::from_fn(|| heads.next_if(up_to_here)))
                });
                if checked.is_err() {
                    return Ok(checked);
                }
            }
            progress(walk.tree.size(), all.max(walk.tree.size()));
        }
        let next = walk.tree.size() + 1;
        if let Some(size) = signed.filter(|signed| *signed >= next) {
            return Ok(Err(AccessReason::CheckpointBeyond { size }.at(next)));
        }
        Ok(last.map(drop).map_err(|unreadable| unreadable.reason.at(next)))
    }

    /// The next entries, and the checkpoints that end among them; what is wrong with the first when it cannot be read,
    /// as far as one is read at a time.
    async fn access_page(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Result<(Vec<Entry>, Vec<KeptHead>), BadAccess>, StoreError> {
        let entries = self.accesses(None, after, limit).await;
        let entries =
            match AccessReason::damaged(entries, after + 1, |detail| AccessReason::Unreadable { detail })? {
                Ok(entries) => entries,
                Err(bad) => return Ok(Err(bad)),
            };
        let Some(last) = entries.last() else { return Ok(Ok((entries, Vec::new()))) };
        let heads = self.access_heads(after, last.number).await;
        let heads = AccessReason::damaged(heads, last.number, |detail| AccessReason::CheckpointUnreadable {
            detail,
        })?;
        Ok(heads.map(|heads| (entries, heads)))
    }
}
