use std::ops::Range;
use std::thread::available_parallelism;

use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::checkpoint::Trust;
use super::noted::Noted;
use super::pages::{self, PAGE, Page, joined};
use super::reason::{FirstBad, Reason};
use super::tiles::WIDTH;
use super::tree::{TreeHash, empty_root};
use super::walk::Walk;
use super::{ends, tiles};
use crate::archive::{Archive, Runs, Slicing};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};

/// Pages read ahead of those being compared.
const AHEAD: usize = 2;

/// Most pages under way at once: each holds a connection.
const UNDER_WAY_MAX: usize = 6;

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
    /// stored: events, positions, versions and times in their order, tiles, sums,
    /// checkpoints and the heads. Stops at the first place that is wrong. The ledger may grow meanwhile.
    ///
    /// Blocks of which the archive has segments, if one is given, are read from there instead of the database: as fast
    /// as files are, and what the rows of these blocks hold is not looked at.
    ///
    /// `progress` is told how many events were read, and of how many.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn audit(
        &self,
        trust: &Trust,
        archive: Option<&Archive>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Audit, StoreError> {
        Ok(self.audit_all(trust, archive, None, progress).await?.0)
    }

    /// The same, and what was noted on the way of the events that were read: `noting` is empty, and says what is noted.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn audit_noting(
        &self,
        trust: &Trust,
        archive: Option<&Archive>,
        noting: Noted,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(Audit, Noted), StoreError> {
        let (audit, noted) = self.audit_all(trust, archive, Some(&noting), progress).await?;
        Ok((audit, noted.unwrap_or(noting)))
    }

    async fn audit_all(
        &self,
        trust: &Trust,
        archive: Option<&Archive>,
        noting: Option<&Noted>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(Audit, Option<Noted>), StoreError> {
        if let Some(count) = reading!(self.store().impossible_sum())? {
            // Before it is read as a sum, which it is not.
            let position = u64::try_from(count).unwrap_or_default();
            let (events, head) = (0, self.head().await?.position);
            let first_bad = Some(Reason::SumImpossible { count }.at(position));
            let audit = Audit { events, head, root: empty_root(), checkpoints: 0, first_bad };
            return Ok((audit, noting.cloned()));
        }
        // Before the head, which is then beyond all of it.
        let tiled = self.tiles_promised().await?;
        let summed = self.last_kept_sum().await?.count.max(tiled.saturating_mul(WIDTH));
        let head = self.head().await?;
        let none = Archive::empty(Slicing { name: "", of: |_| 0 });
        let runs = self.runs(archive.unwrap_or(&none), head.position).await?;
        let (pages, reading) = mpsc::channel(AHEAD);
        let walk = Walk::new(trust.clone(), tiled, summed, noting.cloned());
        let comparing = spawn_blocking(move || compare(walk, reading));
        let sent = self.send(&runs, head.position, noting, pages, progress).await;
        let walk = joined(comparing.await)?;
        sent?;
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
        Ok((audit, walk.noted))
    }

    /// How many full tiles of level 0 there must be: those before the last one stored, and
    /// those that the last checkpoint covers. Sums are kept before tiles are, so there must be as many of them.
    async fn tiles_promised(&self) -> Result<u64, StoreError> {
        let stored = reading!(self.store().last_tiles())?;
        let signed = self.last_checkpoint().await?;
        let signed = signed.map_or(0, |kept| kept.size / WIDTH);
        // A tile of a higher level promises those under it.
        let covered = stored.into_iter().map(|(level, index)| tiles::under(level, index + 1));
        Ok(covered.chain([signed]).max().unwrap_or(0))
    }

    /// Reads pages for the one who compares, until it has seen enough: several at once, each hashed on a core of
    /// its own, and sent in their order.
    async fn send(
        &self,
        runs: &Runs,
        head: u64,
        noting: Option<&Noted>,
        pages: mpsc::Sender<Page>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(), StoreError> {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        let read = |span: Range<u64>| {
            let (ledger, runs, noting, last) = (self.clone(), runs.clone(), noting.cloned(), span.end);
            tokio::spawn(async move { (pages::read(&ledger, span, &runs, noting).await, last) })
        };
        let mut reading = stream::iter(runs.spans(PAGE)).map(read).buffered(UNDER_WAY_MAX.min(cores + 1));
        while let Some(page) = reading.next().await {
            let (page, last) = joined(page)?;
            let page = page?;
            let ends = page.bad.is_some();
            if pages.send(page).await.is_err() || ends {
                break;
            }
            progress(last, head);
        }
        Ok(())
    }
}

fn compare(mut walk: Walk, mut pages: mpsc::Receiver<Page>) -> Walk {
    while let Some(page) = pages.blocking_recv() {
        if !walk.go_on(page) {
            break;
        }
    }
    walk
}
