//! Connections for the read that decisions wait for. The pool asks the server about every connection that comes back,
//! which is a second trip for each read.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::PgStore;
use crate::error::StoreError;

/// A bounded number of connections that only read, opened as they are needed.
pub(super) struct Lending {
    idle: Mutex<Vec<PgConnection>>,
    places: Semaphore,
}

/// A connection that is lent. It is kept when it is given back; one whose answer was not read to its end is dropped.
pub(super) struct Lent<'l> {
    pub(super) connection: PgConnection,
    lending: &'l Lending,
    _place: SemaphorePermit<'l>,
}

impl Lending {
    pub(super) fn of(most: u32) -> Self {
        let places = usize::try_from(most.max(1)).unwrap_or(1);
        Self { idle: Mutex::default(), places: Semaphore::new(places) }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<PgConnection>> {
        // A panic elsewhere cannot leave a list half changed.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            let _ = connection.close().await;
        }
    }
}

impl Lent<'_> {
    pub(super) fn give_back(self) {
        self.lending.idle().push(self.connection);
    }
}

impl PgStore {
    /// A connection that only reads.
    pub(super) async fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let waited = self.settings.connect_wait;
        let place = timeout(waited, self.lending.places.acquire()).await;
        let silent = |_elapsed| StoreError::Silent { location: self.location.clone(), waited };
        let place = place.map_err(silent)?.map_err(|_closed| StoreError::Closed)?;
        let kept = self.lending.idle().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.reading_connection().await?,
        };
        Ok(Lent { connection, lending: &self.lending, _place: place })
    }
}
