use std::collections::BTreeMap;

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::append::{AppendRequest, Appended, GuardState};
use crate::coordinator::{ATTEMPTS, pause};
use crate::error::{AppendError, StoreError};
use crate::event::StoredEvent;
use crate::names::{GuardKey, StreamName};
use crate::session::{Mode, Session};
use crate::store::{Asked, Found};

/// The session on its way back to the coordinator.
pub(crate) struct Returned {
    pub(crate) session: Session,
    /// Position of the head after a commit, 0 without one.
    pub(crate) committed: u64,
}

/// The only writer of the ledger while it lives: one transaction over as many requests
/// as a file needs, in bounded memory. Dropping it rolls back.
///
/// Other writers of this process queue meanwhile, and are refused as busy when they have
/// waited too long; those of other processes likewise, by their lock timeout.
pub struct Exclusive {
    session: Option<Session>,
    home: Option<oneshot::Sender<Returned>>,
    /// One event of this transaction, by which a commit without answer is recognised.
    witness: Option<Uuid>,
    committed: u64,
    broken: bool,
}

impl std::fmt::Debug for Exclusive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exclusive").field("broken", &self.broken).finish_non_exhaustive()
    }
}

impl Exclusive {
    pub(crate) fn new(session: Session, home: oneshot::Sender<Returned>) -> Self {
        Self { session: Some(session), home: Some(home), witness: None, committed: 0, broken: false }
    }

    /// Appends requests; each is accepted or refused on its own, and sees those before it.
    /// Nothing is visible to readers before [`commit`](Self::commit).
    ///
    /// # Errors
    /// A failure of the store, or a call that was cancelled before: the transaction is
    /// then broken and can only be rolled back.
    pub async fn append(
        &mut self,
        requests: Vec<AppendRequest>,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        let session = self.session.as_mut().ok_or(StoreError::Broken)?;
        // Until the answer is there: a cancelled call leaves the transaction unknown.
        self.broken = true;
        let answers = session.apply(&requests).await?;
        self.broken = false;
        for (request, answer) in requests.iter().zip(&answers) {
            if let (Ok(Appended::Accepted { .. }), Some(event)) = (answer, request.events.last()) {
                self.witness = Some(event.event_id);
            }
        }
        Ok(answers)
    }

    /// The events of streams, by position, with what this transaction appended.
    ///
    /// # Errors
    /// A failure of the store; the transaction can only be rolled back.
    pub async fn read_streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError> {
        match self.look_up(&Asked::Streams(streams)).await? {
            Found::Events(events) => Ok(events),
            Found::Guards(_) => Err(StoreError::Broken),
        }
    }

    /// The events of these ids, by position, with what this transaction appended.
    ///
    /// # Errors
    /// As [`read_streams`](Self::read_streams).
    pub async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        match self.look_up(&Asked::Ids(ids)).await? {
            Found::Events(events) => Ok(events),
            Found::Guards(_) => Err(StoreError::Broken),
        }
    }

    /// The guards of these keys that exist, with what this transaction moved.
    ///
    /// # Errors
    /// As [`read_streams`](Self::read_streams).
    pub async fn guards(&mut self, keys: &[GuardKey]) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        match self.look_up(&Asked::Guards(keys)).await? {
            Found::Guards(guards) => Ok(guards),
            Found::Events(_) => Err(StoreError::Broken),
        }
    }

    async fn look_up(&mut self, asked: &Asked<'_>) -> Result<Found, StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        let session = self.session.as_mut().ok_or(StoreError::Broken)?;
        self.broken = true;
        let found = session.look_up(asked).await?;
        self.broken = false;
        Ok(found)
    }

    /// Makes everything that was accepted durable and visible, all at once.
    ///
    /// # Errors
    /// A failure of the store: nothing was stored, except for
    /// [`StoreError::CommitUnknown`], after which the ids tell.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        let mut session = self.session.take().ok_or(StoreError::Broken)?;
        let head = session.head().map_or(0, |head| head.position);
        let done = match session.commit().await {
            Err(error) if error.is_lost() => self.ask_again(&mut session, error).await,
            other => other,
        };
        if done.is_ok() {
            self.committed = head;
        }
        self.session = Some(session);
        done
    }

    /// Undoes everything. Dropping does the same, without waiting for it.
    pub async fn rollback(mut self) {
        if let Some(session) = self.session.as_mut() {
            session.rollback().await;
        }
    }

    /// Finds out whether a commit that was not answered happened. The lock of the head is
    /// free only once the engine has ended the old transaction, one way or the other.
    async fn ask_again(&self, session: &mut Session, lost: StoreError) -> Result<(), StoreError> {
        let Some(witness) = self.witness else {
            return Ok(());
        };
        for wait in ATTEMPTS {
            pause(wait).await;
            if session.begin(Mode::Batch).await.is_err() {
                continue;
            }
            let stored = session.holds(witness).await;
            session.rollback().await;
            match stored {
                Ok(true) => return Ok(()),
                Ok(false) => return Err(lost),
                Err(_again) => {}
            }
        }
        Err(StoreError::CommitUnknown)
    }
}

impl Drop for Exclusive {
    fn drop(&mut self) {
        if let (Some(session), Some(home)) = (self.session.take(), self.home.take()) {
            // Without a coordinator the session is dropped, and its connection with it.
            let _ = home.send(Returned { session, committed: self.committed });
        }
    }
}
