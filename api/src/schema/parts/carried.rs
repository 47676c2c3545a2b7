//! What a person of a household carries along: permits, work, training.

use async_graphql::{Context, ID, Object};
use domain::Wire as _;
use domain::codes::Coded;
use domain::wire::Sealed;
use projections::pathway_state;

use super::super::episodes::Episode;
use super::super::household::Household;
use super::super::id::Part as GlobalPart;
use super::super::scalars::{Date, PartialDay, Uuid};
use super::super::{Field, label};
use super::Part;

/// A residence permit.
pub(crate) type Permit = Part<pathway_state::Permit>;

/// A residence permit of a member.
#[Object(name = "Permit")]
impl Part<pathway_state::Permit> {
    /// Identifies the permit at the coordinates of the household; opaque. `node` answers the same, also when it is not
    /// in force on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Permit(self.told.permit))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The permit.
    async fn permit(&self) -> Uuid {
        Uuid(self.told.permit.0)
    }

    /// Its holder.
    async fn person(&self) -> Uuid {
        Uuid(self.told.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// Its last day; null when unlimited, or when it was erased.
    async fn valid_to(&self) -> Option<Date> {
        self.told.valid_to.as_ref().and_then(Sealed::known).copied().map(Date)
    }

    /// Whether its last day was erased.
    async fn valid_to_erased(&self) -> bool {
        self.told.valid_to == Some(Sealed::Erased)
    }

    /// Whether it allows work.
    async fn work_authorised(&self) -> bool {
        self.told.work_authorised
    }

    /// Whether it is in force on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it was valid.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        self.lasted(ctx, self.told.permit.0).await
    }
}

/// A job contract.
pub(crate) type Contract = Part<pathway_state::Contract>;

/// A job contract of a member, with its terms as amended by the day looked at.
#[Object(name = "Contract")]
impl Part<pathway_state::Contract> {
    /// Identifies the contract at the coordinates of the household; opaque. `node` answers the same, also when it is not
    /// active on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Contract(self.told.contract))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The contract.
    async fn contract(&self) -> Uuid {
        Uuid(self.told.contract.0)
    }

    /// Who works.
    async fn person(&self) -> Uuid {
        Uuid(self.told.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// Hours a week.
    async fn weekly_hours(&self) -> Option<f64> {
        self.told.weekly_hours.write()?.as_f64()
    }

    /// Whether it is full time.
    async fn full_time(&self) -> Option<bool> {
        self.told.full_time
    }

    /// Its planned last day.
    async fn planned_end_on(&self) -> Option<PartialDay> {
        self.told.planned_end_on.map(PartialDay)
    }

    /// Whether it is active on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted, by its terms, by beginning.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        self.lasted(ctx, self.told.contract.0).await
    }
}

/// A training.
pub(crate) type Training = Part<pathway_state::Training>;

/// A training of a member.
#[Object(name = "Training")]
impl Part<pathway_state::Training> {
    /// Identifies the training at the coordinates of the household; opaque. `node` answers the same, also when it is not
    /// under way on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Training(self.told.training))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The training.
    async fn training(&self) -> Uuid {
        Uuid(self.told.training.0)
    }

    /// Who learns.
    async fn person(&self) -> Uuid {
        Uuid(self.told.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// Whether it is under way on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        self.lasted(ctx, self.told.training.0).await
    }
}
