//! Where a household lives, and by which title.

use async_graphql::{Context, ID, Object};
use domain::codes::Coded;
use projections::pathway_state;

use super::super::episodes::Episode;
use super::super::household::Household;
use super::super::id::Part as GlobalPart;
use super::super::scalars::Uuid;
use super::super::{Field, label};
use super::{Part, uuids};

/// A lease of a household.
pub(crate) type Lease = Part<pathway_state::Lease>;

/// A lease of a household, or another title to occupy.
#[Object(name = "Lease")]
impl Part<pathway_state::Lease> {
    /// Identifies the lease at the coordinates of the household; opaque. `node` answers the same, also when it is not in force
    /// on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Lease(self.told.lease))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The lease.
    async fn lease(&self) -> Uuid {
        Uuid(self.told.lease.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// The stay that it covers.
    async fn occupancy(&self) -> Option<Uuid> {
        self.told.occupancy.map(|occupancy| Uuid(occupancy.0))
    }

    /// Who signed.
    async fn signatories(&self) -> Vec<Uuid> {
        uuids(&self.told.signatories)
    }

    /// Whether it is in force on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted, and what went wrong with it, by beginning.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        self.lasted(ctx, self.told.lease.0).await
    }
}

/// A stay in a home.
pub(crate) type Occupancy = Part<pathway_state::Occupancy>;

/// A stay in a home, and who lives there.
#[Object(name = "Occupancy")]
impl Part<pathway_state::Occupancy> {
    /// Identifies the stay at the coordinates of the household; opaque. `node` answers the same, also when it is not
    /// lived in on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Occupancy(self.told.occupancy))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The stay.
    async fn occupancy(&self) -> Uuid {
        Uuid(self.told.occupancy.0)
    }

    /// The kind of home, by its code; that of the direct lease after a slide.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// The kind of home, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// Who lives there.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.told.persons)
    }

    /// Whether it is lived in on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        self.lasted(ctx, self.told.occupancy.0).await
    }
}
