//! The households that splits and mergers tie to one.

use application::sight::{self, TieKind};
use async_graphql::{Enum, ID, Object};

use super::scalars::{PartialDay, Uuid};

/// How a household is tied to another one.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "TieKind", name = "TieKind")]
pub(crate) enum Kind {
    /// Some of it form the other one.
    SplitInto,
    /// It was formed by some of the other one.
    SplitFrom,
    /// It went into the other one.
    MergedInto,
    /// The other one went into it.
    MergedFrom,
}

/// Another household that a split or a merger ties to one.
pub(crate) struct Tie(pub(super) sight::Tie);

/// Another household that a split or a merger ties to this one.
#[Object]
impl Tie {
    /// How.
    async fn kind(&self) -> Kind {
        self.0.kind.into()
    }

    /// The other household, by its own identifier.
    async fn household(&self) -> Uuid {
        Uuid(self.0.household.0)
    }

    /// What tells it in the history of this household: the split, the opening, the merger, or the first arrival.
    async fn event(&self) -> ID {
        ID(self.0.event.to_string())
    }

    /// When that was true, as believed.
    async fn occurred_on(&self) -> PartialDay {
        PartialDay(self.0.on)
    }

    /// Shared by the events, in both households, that were accepted together with it.
    async fn batch(&self) -> Option<Uuid> {
        self.0.batch.map(|batch| Uuid(batch.0))
    }
}
