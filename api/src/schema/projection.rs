//! How the projections are doing.

use application::sight::{Sight, SightError};
use application::{ProjectionStatus, State};
use async_graphql::{Enum, SimpleObject};

use super::scalars::Position;

/// Whether a projection is kept up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ProjectionState {
    /// It follows the ledger.
    Running,
    /// It stopped at an event that it cannot apply.
    Paused,
    /// A new generation that does not serve yet.
    Building,
}

/// A read model that follows the ledger, and how far it has come.
#[derive(SimpleObject)]
pub(crate) struct Projection {
    /// Its name.
    name: String,
    /// The version of what it computes.
    version: u32,
    /// Everything recorded up to this position is in it, and nothing after.
    position: Position,
    /// How many events it is behind.
    lag: u64,
    /// Whether it is kept up to date.
    state: ProjectionState,
    /// Whether the events that it applied are exactly those that the ledger holds up to its position, by count and
    /// digest: none skipped, none applied twice.
    complete: bool,
    /// Why it is paused; null when it is not.
    last_error: Option<String>,
    /// The position of the event that it stopped at, until that is applied.
    stopped_at: Option<Position>,
    /// How often that event was tried.
    attempts: Option<u32>,
}

impl Projection {
    pub(super) async fn all(sight: &Sight) -> Result<Vec<Self>, SightError> {
        Ok(sight.projections().await?.into_iter().map(Self::of).collect())
    }

    pub(super) fn of(told: ProjectionStatus) -> Self {
        let ProjectionStatus { status, lag, is_complete } = told;
        let letter = status.dead_letter;
        Self {
            name: status.name,
            version: u32::try_from(status.version).unwrap_or(u32::MAX),
            position: Position(status.position),
            lag,
            state: match status.state {
                State::Running => ProjectionState::Running,
                State::Paused => ProjectionState::Paused,
                State::Building => ProjectionState::Building,
            },
            complete: is_complete,
            stopped_at: letter.as_ref().map(|letter| Position(letter.position)),
            attempts: letter.as_ref().map(|letter| u32::try_from(letter.attempts).unwrap_or(u32::MAX)),
            last_error: letter.map(|letter| letter.error),
        }
    }
}
