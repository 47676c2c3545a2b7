//! What somebody may see and record: the one place where it is decided.
//!
//! Whoever answers questions of others asks a [`Sight`] and never the application itself. The rules are the domain’s
//! ([`domain::sight`]); what opens a household is read from the ledger when one is asked for, and from projections that
//! have reached the end of the ledger when lists are: a withdrawal acts on the next question.

mod allowance;
mod basis;
mod behind;
mod due;
mod erasing;
mod figures;
mod follow;
mod household;
mod importing;
mod integrity;
mod lists;
mod personal;
mod programmes;
mod progress;
mod recording;
mod rehearsal;
mod rights;
mod seen;
mod tied;
mod viewer;

use domain::StreamId;
use jiff::Timestamp;
use projections::access::{Insider, Look, Moment};

pub use allowance::Allowance;
pub use behind::{UnitBehind, WhyBehind};
pub use domain::sight::Denied;
pub use due::{Due, FOLLOWED_MOST, Followed};
pub use erasing::ErasureTold;
pub use figures::{FiguresTold, Moved, Movers};
pub use follow::Ended;
pub use importing::{ImportRehearsed, NotImported};
pub use integrity::Unbundled;
pub use recording::NotRecorded;
pub use rehearsal::Rehearsed;
pub(crate) use rights::Rights;
pub use tied::{Tie, TieKind};
pub use viewer::{Account, Credential, Role, UnknownRole, Viewer};

use basis::Basis;

use crate::access::Reading;
use crate::error::Fault;
use crate::read_models::{ProjectionStatus, ReadError};
use crate::{Application, Clock, CountError, Vague};

/// The application as somebody sees it. Cheap to clone.
#[derive(Clone)]
pub struct Sight {
    application: Application,
    viewer: Viewer,
    reason: Option<Reason>,
    /// Where it is noted what was looked at, while a right to record is decided on.
    basis: Option<Basis>,
}

/// Why an auditor looks at personal data.
#[derive(Debug, Clone)]
pub struct Reason {
    /// In words, kept in the access log.
    pub text: String,
    /// How long it counts: what stays open for days needs a new one each day.
    pub until: Timestamp,
}

/// How much is seen.
enum Extent {
    Everything,
    Some(Look),
}

/// What may not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// Deadlines of households may be days of permits, which are personal data.
    Deadlines,
    /// Who is called so: names are personal data.
    Names,
    /// How the installation is doing.
    Operations,
    /// How full a programme of others is.
    Occupancy,
    /// Everything of a household, in a file.
    Bundle,
    /// The figures of a programme of others, or of one with a sensitive programme below it.
    Figures,
    /// The figures of a programme under rules that are not its own.
    Rules,
    /// Who is behind the figures of a programme.
    Behind,
    /// What was recorded about a programme of others.
    History,
}

/// Why a question is not answered.
#[derive(Debug, thiserror::Error)]
pub enum SightError {
    /// Whoever asks may not ask that.
    #[error("not for whoever asks")]
    Forbidden(Forbidden),
    /// It cannot be answered.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
    /// Nothing is looked for by so little of a name.
    #[error(transparent)]
    Vague(#[from] Vague),
}

impl From<Fault> for SightError {
    fn from(fault: Fault) -> Self {
        Self::Read(fault.into())
    }
}

impl Sight {
    /// The application as `viewer` sees it; `reason` is why an auditor looks at personal data.
    #[must_use]
    pub fn new(application: Application, viewer: Viewer, reason: Option<Reason>) -> Self {
        Self { application, viewer, reason, basis: None }
    }

    /// Who looks.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The clock of the ledger.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.application.clock()
    }

    /// Whether personal data is shown at all: where it is not, it reads as if it were erased.
    #[must_use]
    pub fn shows_personal_data(&self) -> bool {
        match self.extent() {
            Extent::Everything | Extent::Some(Look::Organisation(_)) => true,
            Extent::Some(Look::Oversight) => false,
        }
    }

    fn extent(&self) -> Extent {
        let Viewer::Account(account) = &self.viewer else { return Extent::Everything };
        match account.role {
            Role::Auditor if self.reason().is_some() => Extent::Everything,
            Role::Analyst | Role::Auditor | Role::Administrator => Extent::Some(Look::Oversight),
            Role::Caseworker | Role::Partner => {
                let now = self.application.clock().now();
                let moment = Moment { now, today: self.application.clock().day_of(now) };
                let operates = account.role == Role::Caseworker;
                let organisation = account.organisation.clone();
                Extent::Some(Look::Organisation(Insider { organisation, operates, moment }))
            }
        }
    }

    /// As lists are seen: an auditor with a reason looks at households one by one.
    fn look(&self) -> Option<Look> {
        match (&self.viewer, self.extent()) {
            (Viewer::Local, _) => None,
            (Viewer::Account(_), Extent::Everything) => Some(Look::Oversight),
            (Viewer::Account(_), Extent::Some(look)) => Some(look),
        }
    }

    /// Why an auditor looks at personal data.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        let now = self.clock().now();
        self.reason.as_ref().filter(|reason| now < reason.until).map(|reason| reason.text.as_str())
    }

    /// Logs that personal data of households is about to be told.
    ///
    /// # Errors
    /// Faults of the store: nothing may be told then.
    pub async fn log_reading(&self, households: &[StreamId]) -> Result<(), Fault> {
        self.log_reading_by("graphql", households).await
    }

    async fn log_reading_by(&self, via: &'static str, households: &[StreamId]) -> Result<(), Fault> {
        if households.is_empty() || !self.shows_personal_data() {
            return Ok(());
        }
        // Told with what it opened, though it may have run out since.
        let reason = self.reason.as_ref().map(|reason| reason.text.clone());
        let how = Reading { reader: self.viewer.name().to_owned(), via, reason };
        self.application.log_reading(Some(households), &how).await
    }

    /// How every projection is doing.
    ///
    /// # Errors
    /// Those who only work in programmes, and faults of the store.
    pub async fn projections(&self) -> Result<Vec<ProjectionStatus>, SightError> {
        self.operates()?;
        Ok(self.application.projections().await?)
    }

    /// Whether whoever asks is told how the installation is doing.
    #[must_use]
    pub fn is_operating(&self) -> bool {
        match &self.viewer {
            Viewer::Local => true,
            Viewer::Account(account) => account.role.operates(),
        }
    }

    fn operates(&self) -> Result<(), SightError> {
        if self.is_operating() { Ok(()) } else { Err(SightError::Forbidden(Forbidden::Operations)) }
    }

    /// The engine of the ledger and its end, which are told to everybody.
    #[must_use]
    pub fn ledger(&self) -> &event_store::Ledger {
        self.application.ledger()
    }
}
