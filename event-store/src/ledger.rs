use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Now;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::access::AccessLog;
use crate::append::{AppendRequest, Appended, GuardState, Head, StreamHead};
use crate::coordinator::{Asked, Claim, Coordinator, Job, raise};
use crate::error::{AppendError, StoreError};
use crate::event::StoredEvent;
use crate::exclusive::Exclusive;
use crate::hold::Hold;
use crate::metrics::{Collect, Gathered, Metrics};
use crate::migrations::latest;
use crate::names::{GuardKey, StreamName};
use crate::seal::KeyRing;
use crate::session::Session;
use crate::settings::Settings;
use crate::store::{Engine, Store};
use crate::traced::TRACED;

/// An ordered, append-only list of events in a database. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    store: Arc<Store>,
    queue: mpsc::Sender<Job>,
    head: watch::Sender<u64>,
    settings: Arc<Settings>,
    pub(crate) metrics: Arc<Metrics>,
    keys: KeyRing,
    access: AccessLog,
}

/// What a follower found that wants some events only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// The events wanted, in order.
    pub events: Vec<StoredEvent>,
    /// Every event up to this position was looked at.
    pub upto: u64,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

/// Reads again when the connection turned out to be dead: a read changes nothing. After a restart of the server all
/// that are kept are dead, and each is found out by using it.
macro_rules! reading {
    ($read:expr) => {{
        let mut dead = 0;
        loop {
            match $read.await {
                Err(error) if error.was_cut() && dead < $crate::settings::READERS_MOST => dead += 1,
                Err(error) if error.is_lost() && dead == 0 => dead = $crate::settings::READERS_MOST,
                other => break other,
            }
        }
    }};
}
pub(crate) use reading;

impl Ledger {
    /// Opens the ledger at `sqlite:PATH` or `postgres://…`, creates what is missing and
    /// brings it to this program's schema. `clock` tells the time of recording.
    ///
    /// # Errors
    /// An address that cannot be used or reached, and a database that belongs to
    /// something else or to a newer program; neither is touched.
    pub async fn open(
        url: &str,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ) -> Result<Self, StoreError> {
        Self::open_with(url, clock, Settings::default()).await
    }

    /// As [`open`](Self::open), with other bounds.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(
        url: &str,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        settings: Settings,
    ) -> Result<Self, StoreError> {
        let store = Arc::new(Store::open(url, &settings).await?);
        let head = watch::Sender::new(store.head().await?.position);
        let (queue, jobs) = mpsc::channel(settings.queue.max(1));
        let metrics = Arc::new(Metrics::default());
        metrics.head.raise(*head.borrow());
        let keys = KeyRing::new(Arc::clone(&store), settings.master_key_file.clone(), Arc::clone(&clock));
        let access = AccessLog::new(Arc::clone(&clock));
        let session = Session::new(Arc::clone(&store), clock, settings.clone(), Arc::clone(&metrics));
        let (hold, counted) = (Hold::default(), Arc::clone(&metrics));
        let told = head.clone();
        tokio::spawn(Coordinator { queue: jobs, session, head: told, hold, metrics: counted }.run());
        Ok(Self { store, queue, head, settings: Arc::new(settings), metrics, keys, access })
    }

    /// Appends events, all or none. Several calls at once share a transaction; each is
    /// accepted or refused on its own. Safe to repeat with the same event ids.
    ///
    /// # Errors
    /// What the request relied on has moved; an id that was used for something else; a
    /// ledger that is busy for too long; a failure of the store.
    pub async fn append(&self, request: AppendRequest) -> Result<Appended, AppendError> {
        let (since, _under_way) = (Now::now(), self.metrics.under_way());
        let span = tracing::info_span!(target: TRACED, "append", facts = request.events.len());
        let answer = self.ask(request, Job::Append).instrument(span).await;
        self.metrics.answered(since.elapsed(), &answer);
        answer
    }

    /// Becomes the only writer, for a transaction of any size.
    ///
    /// # Errors
    /// A ledger that is busy for too long; a failure of the store.
    pub async fn exclusive(&self) -> Result<Exclusive, AppendError> {
        self.ask((), Job::Exclusive).await
    }

    /// Queues a question and waits for its answer, or gives up if nobody takes it.
    async fn ask<Q, A>(&self, ask: Q, job: impl FnOnce(Asked<Q, A>) -> Job) -> Result<A, AppendError> {
        let since = Now::now();
        let deadline = Instant::from_std(since) + self.settings.queue_wait;
        let busy = || AppendError::Busy { waited: since.elapsed() };
        let closed = |_| AppendError::Fault(StoreError::Closed);
        let place = timeout_at(deadline, self.queue.reserve()).await;
        let place = place.map_err(|_elapsed| busy())?.map_err(|_closed| StoreError::Closed)?;
        let claim = Claim::default();
        let (answer, mut answered) = oneshot::channel();
        place.send(job(Asked { ask, claim: claim.clone(), since, span: Span::current(), answer }));
        match timeout_at(deadline, &mut answered).await {
            Ok(answer) => answer.map_err(closed)?,
            Err(_elapsed) if claim.take() => Err(busy()),
            // It is being worked on: its outcome must be known.
            Err(_elapsed) => answered.await.map_err(closed)?,
        }
    }

    /// The keys that seal what the events of this ledger hold.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    pub(crate) fn access(&self) -> &AccessLog {
        &self.access
    }

    pub(crate) fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The file of the ledger, when it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.store.file()
    }

    /// The end of the ledger.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn head(&self) -> Result<Head, StoreError> {
        let _timed = self.metrics.reading();
        let head = reading!(self.store.head())?;
        self.metrics.head.raise(head.position);
        raise(&self.head, head.position);
        Ok(head)
    }

    /// The events of these streams with a version above `from_version`, by position.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn read_streams(
        &self,
        streams: &[StreamName],
        from_version: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let _timed = self.metrics.reading().traced("streams");
        reading!(self.store.read_streams(streams, from_version))
    }

    /// The versions of those of these streams that exist.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn stream_versions(
        &self,
        streams: &[StreamName],
    ) -> Result<BTreeMap<StreamName, u32>, StoreError> {
        let _timed = self.metrics.reading().traced("versions");
        reading!(self.store.stream_versions(streams))
    }

    /// At most `limit` events after a position, in order.
    ///
    /// # Errors
    /// A failure of the store, and [`StoreError::Gap`] when a position is missing: the
    /// ledger was damaged, and a follower must stop.
    pub async fn read_positions(&self, after: u64, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        let _timed = self.metrics.reading().traced("positions");
        reading!(self.store.read_positions(after, limit))
    }

    /// Those of at most `limit` events after a position that are `wanted`, with the position up to which was
    /// looked: a follower that wants few goes on from there, and never from a head that it read elsewhere.
    ///
    /// # Errors
    /// As [`read_positions`](Self::read_positions).
    pub async fn read_matching(
        &self,
        after: u64,
        limit: u32,
        wanted: impl Fn(&StoredEvent) -> bool,
    ) -> Result<Scanned, StoreError> {
        let mut events = self.read_positions(after, limit).await?;
        let upto = events.last().map_or(after, |event| event.position);
        events.retain(wanted);
        Ok(Scanned { events, upto })
    }

    /// Those of these guards that exist, with the streams registered under each.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn guards(&self, keys: &[GuardKey]) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        let _timed = self.metrics.reading().traced("guards");
        reading!(self.store.guards(keys))
    }

    /// At most `limit` guards whose key comes after `after`, by key, with the streams registered
    /// under each.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn guard_page(
        &self,
        after: Option<&GuardKey>,
        limit: u32,
    ) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        reading!(self.store.guard_page(after, limit))
    }

    /// At most `limit` of the guards under which several streams are registered, those whose keys begin with `prefix`
    /// and come after `after`, by key.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn shared_guards(
        &self,
        prefix: &str,
        after: Option<&GuardKey>,
        limit: u32,
    ) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        reading!(self.store.shared_guards(prefix, after, limit))
    }

    /// The events of these ids that are stored, by position.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn events_by_id(&self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        let _timed = self.metrics.reading().traced("events");
        reading!(self.store.events_by_id(ids))
    }

    /// The events at these positions, by position; those past the end are left out.
    ///
    /// # Errors
    /// A failure of the store, and positions that no ledger can have.
    pub async fn events_at(&self, positions: &[u64]) -> Result<Vec<StoredEvent>, StoreError> {
        let _timed = self.metrics.reading().traced("events");
        reading!(self.store.events_at(positions))
    }

    /// Lets the engine count its rows and make its plans anew, after much was written at once: those that it made for
    /// tables that were nearly empty no longer fit. Whoever does not own them leaves them to the engine.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn take_stock(&self) -> Result<(), StoreError> {
        match &*self.store {
            Store::Postgres(store) => store.take_stock().await,
            // It plans by the shape of the tables alone.
            Store::Sqlite(_) => Ok(()),
        }
    }

    /// At most `limit` streams whose name begins with `prefix` and comes after `after`,
    /// by name.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn streams(
        &self,
        prefix: &str,
        after: Option<&StreamName>,
        limit: u32,
    ) -> Result<Vec<StreamHead>, StoreError> {
        let _timed = self.metrics.reading().traced("names");
        reading!(self.store.streams(prefix, after, limit))
    }

    /// How many streams there are whose name begins with `prefix`.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn count_streams(&self, prefix: &str) -> Result<u64, StoreError> {
        reading!(self.store.count_streams(prefix))
    }

    /// Follows the head: the position after each commit of this process, and after each look at the head. What other
    /// processes commit shows up when somebody looks, so a follower also polls.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// What it tells about its work.
    #[must_use]
    pub fn metrics(&self) -> Arc<dyn Collect> {
        Arc::new(Gathered { metrics: Arc::clone(&self.metrics), queue: self.queue.downgrade() })
    }

    /// The schema of the database, and the last one that this program knows: another node may run a newer program
    /// and have migrated it since it was opened.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn schema(&self) -> Result<(i64, i64), StoreError> {
        Ok((reading!(self.store.schema())?, latest()))
    }

    /// The engine under this ledger.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.store.engine()
    }

    /// Version of the engine and how safely it commits, for people and benchmarks.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn durability(&self) -> Result<String, StoreError> {
        reading!(self.store.durability())
    }

    /// Answers what was accepted into the queue, then closes all connections. Waits for an
    /// exclusive writer to end. Clones answer [`StoreError::Closed`] from then on.
    pub async fn close(self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Job::Close(done)).await.is_ok() {
            // An error means that the coordinator is gone, and its connection with it.
            let _ = closed.await;
        }
        self.store.close().await;
    }
}
