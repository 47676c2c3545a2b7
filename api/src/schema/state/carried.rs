//! What persons carry with them and has no identifier of its own here: rights, requests, pairings, consents.

use async_graphql::{Context, Object};
use domain::codes::Coded;
use projections::pathway_state;

use super::super::label;
use super::super::parts::uuids;
use super::super::scalars::Uuid;

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
