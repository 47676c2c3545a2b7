//! The transaction of an import: at hand, or away writing what was admitted while the next lines are decided on.

use event_store::{AppendError, AppendRequest, Appended, Exclusive, StoreError};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::Instrument as _;

use crate::error::Fault;
use crate::loader::Reader;

use super::report::Report;

/// What a writing brings back.
type Landed = Result<(Exclusive, Vec<Result<Appended, AppendError>>), StoreError>;

/// Works on a thread of its own: a task that is spawned waits until whoever spawns it does, and deciding hardly ever
/// waits.
pub(super) fn beside<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let (runtime, work) = (Handle::current(), work.in_current_span());
    spawn_blocking(move || runtime.block_on(work))
}

/// Where admitted facts go.
pub(super) trait Sink {
    type Ledger: Reader;

    /// The ledger with everything that was sent.
    async fn landed(&mut self, report: &mut Report) -> Result<&mut Self::Ledger, Fault>;

    /// Sends requests off, after those before them.
    async fn send(&mut self, requests: Vec<AppendRequest>, report: &mut Report) -> Result<(), Fault>;
}

/// The only writer of the ledger, which writes beside whoever holds this.
pub(super) struct Flight {
    ledger: Option<Exclusive>,
    away: Option<JoinHandle<Landed>>,
}

impl Flight {
    pub(super) fn new(ledger: Exclusive) -> Self {
        Self { ledger: Some(ledger), away: None }
    }

    /// The transaction, to be ended.
    pub(super) async fn end(mut self, report: &mut Report) -> Result<Exclusive, Fault> {
        self.landed(report).await?;
        Ok(self.ledger.take().ok_or(StoreError::Broken)?)
    }
}

impl Sink for Flight {
    type Ledger = Exclusive;

    async fn landed(&mut self, report: &mut Report) -> Result<&mut Exclusive, Fault> {
        if let Some(away) = self.away.take() {
            // A writing that panicked has lost the transaction, which is then rolled back.
            let (ledger, answers) = away.await.map_err(|_stopped| StoreError::Broken)??;
            self.ledger = Some(ledger);
            for answer in answers {
                report.written(answer)?;
            }
        }
        Ok(self.ledger.as_mut().ok_or(StoreError::Broken)?)
    }

    async fn send(&mut self, requests: Vec<AppendRequest>, report: &mut Report) -> Result<(), Fault> {
        if requests.is_empty() {
            return Ok(());
        }
        self.landed(report).await?;
        let mut ledger = self.ledger.take().ok_or(StoreError::Broken)?;
        let writing = async move {
            let answers = ledger.append(requests).await?;
            Ok((ledger, answers))
        };
        self.away = Some(beside(writing));
        Ok(())
    }
}
