use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::time::timeout;
use uuid::Uuid;

use crate::append::{Answers, AppendRequest, Head};
use crate::batch::{Batch, Known, Wanted, whole_microseconds};
use crate::error::StoreError;
use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::store::{Asked, Found, Store, Writer};

/// Tells the time.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long a transaction may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A few statements.
    Batch,
    /// As many as a file needs.
    Exclusive,
}

/// Past the engine's own limits, when it no longer keeps them.
const SILENCE: Duration = Duration::from_secs(10);

/// The writing connection and its transaction: the one path by which events enter.
///
/// Any step may be cancelled or fail; the connection is then dropped, which rolls back,
/// and the next transaction opens another.
pub(crate) struct Session {
    store: Arc<Store>,
    clock: Clock,
    settings: Settings,
    metrics: Arc<Metrics>,
    writer: Option<Writer>,
    open: Option<Open>,
    seen: Seen,
}

/// What the last transaction saw of the head.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// The head as it left it.
    head: Option<Head>,
    /// Whether it found the head as the one before had left it: nobody else writes.
    alone: bool,
}

/// The open transaction.
struct Open {
    mode: Mode,
    began_empty: Option<bool>,
    /// The head as it was found, and as it will be left.
    found: Option<Head>,
    head: Option<Head>,
    wrote: bool,
}

impl Session {
    pub(crate) fn new(store: Arc<Store>, clock: Clock, settings: Settings, metrics: Arc<Metrics>) -> Self {
        Self { store, clock, settings, metrics, writer: None, open: None, seen: Seen::default() }
    }

    /// Another session without a connection, to stand in for a lent one.
    pub(crate) fn spare(&self) -> Self {
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        Self::new(store, clock, self.settings.clone(), Arc::clone(&self.metrics))
    }

    /// Begins, connecting first when there is no connection.
    pub(crate) async fn begin(&mut self, mode: Mode) -> Result<(), StoreError> {
        let mut writer = match self.take_idle() {
            Some(writer) => writer,
            None => self.store.writer().await?,
        };
        let limit = self.settings.lock_wait + SILENCE;
        let since = Instant::now();
        let begun = bounded("beginning", limit, writer.begin(mode == Mode::Exclusive)).await;
        self.metrics.lock_wait.took(since.elapsed());
        match begun {
            Ok(()) => {
                self.writer = Some(writer);
                self.open = Some(Open { mode, began_empty: None, found: None, head: None, wrote: false });
                Ok(())
            }
            Err(error) => {
                // On PostgreSQL a lock that timed out leaves a failed transaction behind.
                if !error.is_lost() && self.settle(&mut writer).await {
                    self.writer = Some(writer);
                }
                Err(error)
            }
        }
    }

    /// Decides requests and writes what is accepted. After an error the transaction can
    /// only be rolled back.
    pub(crate) async fn apply(&mut self, requests: &[AppendRequest]) -> Result<Answers, StoreError> {
        let limit = self.limit();
        let (Some(mut writer), Some(mut open)) = (self.writer.take(), self.open.take()) else {
            return Err(StoreError::Broken);
        };
        let applied = apply(&mut writer, &mut open, requests, self.now(), &self.metrics);
        let answers = bounded("appending", limit, applied).await;
        if !matches!(&answers, Err(error) if error.is_lost()) {
            self.writer = Some(writer);
            self.open = Some(open);
        }
        answers
    }

    /// Decides requests on what they take the ledger to be, without asking it; none when nobody could tell, when
    /// somebody else writes too, or when the engine gains nothing by it.
    pub(crate) fn decide_ahead<'r>(&self, requests: &'r [AppendRequest]) -> Option<(Batch<'r>, Answers)> {
        let head = self.seen.head.filter(|_| self.seen.alone)?;
        if !self.writer.as_ref()?.appends_at_once() || self.open.is_some() {
            return None;
        }
        let now = self.now();
        self.metrics.clock(now, head.recorded_at);
        let mut batch = Batch::new(Known::taken(head, requests)?, now, false);
        let answers = batch.decide(requests);
        (!batch.rows.is_empty()).then_some((batch, answers))
    }

    /// Writes and commits what was decided ahead, in one round trip; false, and nothing is written, when the ledger
    /// is not as it was taken to be. An error that is lost leaves unknown whether it happened.
    pub(crate) async fn append_at_once(&mut self, batch: &Batch<'_>) -> Result<bool, StoreError> {
        let Some(mut writer) = self.writer.take() else { return Ok(false) };
        let limit = self.limit();
        let since = Instant::now();
        let written = bounded("appending", limit, writer.append_at_once(batch)).await;
        self.metrics.commit.took(since.elapsed());
        self.seen = match written {
            Ok(true) => Seen { head: Some(batch.head()), alone: true },
            Ok(false) | Err(_) => Seen::default(),
        };
        if !matches!(&written, Err(error) if error.is_lost()) {
            self.writer = Some(writer);
        }
        written
    }

    /// Whether the ledger holds this event, seen under the lock of the open transaction.
    pub(crate) async fn holds(&mut self, event_id: Uuid) -> Result<bool, StoreError> {
        let (Some(mut writer), Some(open)) = (self.writer.take(), self.open.take()) else {
            return Err(StoreError::Broken);
        };
        let wanted = Wanted { ids: vec![event_id], streams: Vec::new(), guards: Vec::new() };
        let limit = self.settings.statement_limit + SILENCE;
        let known = bounded("looking up an event", limit, writer.known(&wanted)).await?;
        self.writer = Some(writer);
        self.open = Some(open);
        Ok(known.stored.contains_key(&event_id))
    }

    /// Reads as the open transaction sees it.
    pub(crate) async fn look_up(&mut self, asked: &Asked<'_>) -> Result<Found, StoreError> {
        let limit = self.settings.statement_limit + SILENCE;
        let (Some(mut writer), Some(open)) = (self.writer.take(), self.open.take()) else {
            return Err(StoreError::Broken);
        };
        let found = bounded("reading", limit, writer.look_up(asked)).await?;
        self.writer = Some(writer);
        self.open = Some(open);
        Ok(found)
    }

    /// Whether anything was written since the transaction began.
    pub(crate) fn wrote(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.wrote)
    }

    /// The head as this transaction leaves it, once it is known.
    pub(crate) fn head(&self) -> Option<Head> {
        self.open.as_ref().and_then(|open| open.head)
    }

    /// Whether a transaction is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Commits. An error that is lost leaves unknown whether it happened; after any
    /// other nothing was stored.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        let limit = self.limit();
        let (Some(mut writer), Some(open)) = (self.writer.take(), self.open.take()) else {
            return Err(StoreError::Broken);
        };
        let since = Instant::now();
        let committed = bounded("committing", limit, writer.commit()).await;
        self.metrics.commit.took(since.elapsed());
        let usable = match &committed {
            Ok(()) => true,
            Err(error) => !error.is_lost() && self.settle(&mut writer).await,
        };
        if usable {
            self.writer = Some(writer);
        }
        let alone = open.found.is_some() && open.found == self.seen.head;
        self.seen = match committed {
            Ok(()) => Seen { head: open.head, alone },
            Err(_) => Seen::default(),
        };
        committed
    }

    /// Rolls back, by dropping the connection if it must be.
    pub(crate) async fn rollback(&mut self) {
        self.open = None;
        if let Some(mut writer) = self.writer.take()
            && self.settle(&mut writer).await
        {
            self.writer = Some(writer);
        }
    }

    /// Closes the connection.
    pub(crate) async fn close(&mut self) {
        self.open = None;
        if let Some(writer) = self.writer.take() {
            let _ = timeout(SILENCE, writer.close()).await;
        }
    }

    /// The connection, unless it is in a transaction that nobody ended.
    fn take_idle(&mut self) -> Option<Writer> {
        let abandoned = self.open.take().is_some();
        self.writer.take().filter(|_| !abandoned)
    }

    /// Ends whatever transaction there is; false when the connection is of no more use.
    async fn settle(&self, writer: &mut Writer) -> bool {
        bounded("rolling back", SILENCE, writer.rollback()).await.is_ok()
    }

    fn now(&self) -> Timestamp {
        whole_microseconds((self.clock)())
    }

    fn limit(&self) -> Duration {
        let mode = self.open.as_ref().map_or(Mode::Batch, |open| open.mode);
        SILENCE
            + match mode {
                Mode::Batch => self.settings.statement_limit,
                Mode::Exclusive => self.settings.exclusive_limit,
            }
    }
}

async fn apply(
    writer: &mut Writer,
    open: &mut Open,
    requests: &[AppendRequest],
    now: Timestamp,
    metrics: &Metrics,
) -> Result<Answers, StoreError> {
    let known = writer.known(&Wanted::of(requests)).await?;
    open.found.get_or_insert(known.head);
    metrics.clock(now, known.head.recorded_at);
    let began_empty = *open.began_empty.get_or_insert(known.head.position == 0);
    let mut batch = Batch::new(known, now, began_empty && open.mode == Mode::Exclusive);
    let answers = batch.decide(requests);
    if !batch.rows.is_empty() {
        open.wrote = true;
        writer.write(&batch).await?;
    }
    open.head = Some(batch.head());
    Ok(answers)
}

/// An engine that neither answers nor fails counts as lost.
async fn bounded<T>(
    operation: &'static str,
    limit: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    match timeout(limit, work).await {
        Ok(done) => done,
        Err(_elapsed) => Err(StoreError::Lost { operation, source: None }),
    }
}
