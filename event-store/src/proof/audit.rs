use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::checkpoint::Trust;
use super::pages::{self, PAGE, Page};
use super::reason::{FirstBad, Reason};
use super::tiles::WIDTH;
use super::tree::TreeHash;
use super::walk::Walk;
use super::{ends, tiles};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};

/// Pages read ahead of those being hashed.
const AHEAD: usize = 4;

/// What recomputing the ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// How many events were found right.
    pub events: u64,
    /// Position of the head when the audit began.
    pub head: u64,
    /// Root of the tree over the events that were found right.
    pub root: TreeHash,
    /// How many checkpoints were found right, those kept elsewhere included.
    pub checkpoints: u64,
    /// The first place that is wrong; none when everything is right.
    pub first_bad: Option<FirstBad>,
}

impl Ledger {
    /// Recomputes every hash of the ledger up to its head and compares it with what is
    /// stored: events, positions, versions and times in their order, tiles, checkpoints and
    /// the heads. Stops at the first place that is wrong. The ledger may grow meanwhile.
    ///
    /// `progress` is told how many events were read, and of how many.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn audit(
        &self,
        trust: &Trust,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Audit, StoreError> {
        // Before the head, which is then beyond all of it.
        let tiled = self.tiles_promised().await?;
        let head = self.head().await?;
        let (pages, reading) = mpsc::channel(AHEAD);
        let walk = Walk::new(trust.clone(), tiled);
        let hashing = spawn_blocking(move || hash(walk, reading));
        self.send(head.position, pages, progress).await?;
        let walk = match hashing.await {
            Ok(walk) => walk,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        let mut audit = Audit {
            events: walk.tree.size(),
            head: head.position,
            root: walk.tree.root(),
            checkpoints: walk.checkpoints,
            first_bad: walk.bad,
        };
        if audit.first_bad.is_none() && walk.recorded_at != head.recorded_at {
            audit.first_bad = Some(Reason::LedgerHead.at(head.position));
        }
        if audit.first_bad.is_none() {
            let elsewhere = trust.checkpoints.iter().map(|checkpoint| checkpoint.size).max();
            audit.first_bad = ends::check(self, head, walk.streams, elsewhere).await?;
        }
        Ok(audit)
    }

    /// How many full tiles of level 0 there must be: those before the last one stored, and
    /// those that the last checkpoint covers.
    async fn tiles_promised(&self) -> Result<u64, StoreError> {
        let stored = reading!(self.store().last_tiles())?;
        let signed = self.last_checkpoint().await?;
        let signed = signed.map_or(0, |kept| kept.size / WIDTH);
        // A tile of a higher level promises those under it.
        let covered = stored.into_iter().map(|(level, index)| tiles::under(level, index + 1));
        Ok(covered.chain([signed]).max().unwrap_or(0))
    }

    /// Reads page after page for the one who hashes, until it has seen enough.
    async fn send(
        &self,
        head: u64,
        pages: mpsc::Sender<Page>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(), StoreError> {
        let mut after = 0;
        while after < head {
            let page = pages::read(self, after, head).await?;
            let ends = page.bad.is_some();
            if pages.send(page).await.is_err() || ends {
                break;
            }
            after = head.min(after + PAGE);
            progress(after, head);
        }
        Ok(())
    }
}

fn hash(mut walk: Walk, mut pages: mpsc::Receiver<Page>) -> Walk {
    while let Some(page) = pages.blocking_recv() {
        if !walk.go_on(page) {
            break;
        }
    }
    walk
}
