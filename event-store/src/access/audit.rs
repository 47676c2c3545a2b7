//! Recomputing the access log, and comparing it with what was signed.

use std::collections::BTreeMap;

use super::PAGE;
use super::checkpoint::{KeptHead, grow};
use super::reason::{AccessReason, BadAccess};
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
        // Before the entries: what is signed by now must all be there.
        let kept = self.last_access_checkpoint().await?.map(|kept| kept.size);
        let signed = kept.max(walk.elsewhere.keys().next_back().copied());
        let all = self.accesses_logged().await?;
        loop {
            let page = self.accesses(None, walk.tree.size(), PAGE).await?;
            let Some(last) = page.last() else { break };
            let heads = self.access_heads(walk.tree.size(), last.number).await?;
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
        let beyond = signed.filter(|signed| *signed > walk.tree.size());
        Ok(beyond
            .map_or(Ok(()), |size| Err(AccessReason::CheckpointBeyond { size }.at(walk.tree.size() + 1))))
    }
}
