//! What persons carry with them: permits, work, training, rights, requests, pairings, consents.

use async_graphql::{Context, Object};
use domain::Wire as _;
use domain::codes::Coded;
use domain::wire::Sealed;
use projections::pathway_state;

use super::super::label;
use super::super::scalars::{Date, PartialDay, Uuid};
use super::uuids;

/// A residence permit.
pub(crate) struct Permit<'a>(pub(super) &'a pathway_state::Permit);

/// A residence permit in force.
#[Object]
impl Permit<'_> {
    /// The permit.
    async fn permit(&self) -> Uuid {
        Uuid(self.0.permit.0)
    }

    /// Its holder.
    async fn person(&self) -> Uuid {
        Uuid(self.0.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// Its last day; null when unlimited, or when it was erased.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.as_ref().and_then(Sealed::known).copied().map(Date)
    }

    /// Whether its last day was erased.
    async fn valid_to_erased(&self) -> bool {
        self.0.valid_to == Some(Sealed::Erased)
    }

    /// Whether it allows work.
    async fn work_authorised(&self) -> bool {
        self.0.work_authorised
    }
}

/// A job contract.
pub(crate) struct Contract<'a>(pub(super) &'a pathway_state::Contract);

/// A job contract, with its terms as amended by the day looked at.
#[Object]
impl Contract<'_> {
    /// The contract.
    async fn contract(&self) -> Uuid {
        Uuid(self.0.contract.0)
    }

    /// Who works.
    async fn person(&self) -> Uuid {
        Uuid(self.0.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// Hours a week.
    async fn weekly_hours(&self) -> Option<f64> {
        self.0.weekly_hours.write()?.as_f64()
    }

    /// Whether it is full time.
    async fn full_time(&self) -> Option<bool> {
        self.0.full_time
    }

    /// Its planned last day.
    async fn planned_end_on(&self) -> Option<PartialDay> {
        self.0.planned_end_on.map(PartialDay)
    }
}

/// A training.
pub(crate) struct Training<'a>(pub(super) &'a pathway_state::Training);

/// A training under way.
#[Object]
impl Training<'_> {
    /// The training.
    async fn training(&self) -> Uuid {
        Uuid(self.0.training.0)
    }

    /// Who learns.
    async fn person(&self) -> Uuid {
        Uuid(self.0.person.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }
}

/// A right.
pub(crate) struct Right<'a>(pub(super) &'a pathway_state::Right);

/// A right open: an allowance, health cover.
#[Object]
impl Right<'_> {
    /// The right.
    async fn right(&self) -> Uuid {
        Uuid(self.0.right.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// Who holds it.
    async fn holders(&self) -> Vec<Uuid> {
        uuids(&self.0.holders)
    }
}

/// A request.
pub(crate) struct OpenRequest<'a>(pub(super) &'a pathway_state::OpenRequest);

/// A request that waits for a decision.
#[Object]
impl OpenRequest<'_> {
    /// The request.
    async fn request(&self) -> Uuid {
        Uuid(self.0.request.0)
    }

    /// What is asked for, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// What is asked for, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// The latest outcome, by its code: null, waitlisted or adjourned.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.map(Coded::code)
    }

    /// The latest outcome, in words.
    async fn outcome_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.outcome.map(|outcome| label(ctx, outcome))
    }

    /// For whom.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.0.persons)
    }
}

/// A pairing.
pub(crate) struct Pairing<'a>(pub(super) &'a pathway_state::Pairing);

/// A pairing of members with a volunteer, a mentor or a host.
#[Object]
impl Pairing<'_> {
    /// The pairing.
    async fn pairing(&self) -> Uuid {
        Uuid(self.0.pairing.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// The members paired.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.0.persons)
    }
}

/// A consent.
pub(crate) struct Consent<'a>(pub(super) &'a pathway_state::Consent);

/// A consent in force.
#[Object]
impl Consent<'_> {
    /// The consent.
    async fn consent(&self) -> Uuid {
        Uuid(self.0.consent.0)
    }

    /// Whose.
    async fn person(&self) -> Uuid {
        Uuid(self.0.person.0)
    }

    /// For what, by its code.
    async fn purpose(&self) -> &str {
        self.0.purpose.code()
    }

    /// For what, in words.
    async fn purpose_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.purpose)
    }
}
