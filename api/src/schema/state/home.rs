//! What belongs to the household itself: members, enrolments, homes, leases.

use async_graphql::{Context, Object};
use domain::codes::Coded;
use projections::pathway_state;

use super::super::label;
use super::super::scalars::{PartialDay, Uuid};
use super::uuids;

/// A member.
pub(crate) struct Member<'a>(pub(super) &'a pathway_state::Member);

/// A member of the household on the day looked at.
#[Object]
impl Member<'_> {
    /// Who.
    async fn person(&self) -> Uuid {
        Uuid(self.0.person.0)
    }

    /// The place in the household, by its code.
    async fn role(&self) -> &str {
        self.0.role.code()
    }

    /// The place in the household, in words.
    async fn role_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.role)
    }

    /// Birth, as precisely as known; null when it was erased.
    async fn birth(&self) -> Option<PartialDay> {
        (!self.0.birth.is_unknown()).then_some(PartialDay(self.0.birth))
    }
}

/// An enrolment.
pub(crate) struct Enrolment<'a>(pub(super) &'a pathway_state::Enrolment);

/// An enrolment in a programme, open for `persons`.
#[Object]
impl Enrolment<'_> {
    /// The enrolment.
    async fn enrolment(&self) -> Uuid {
        Uuid(self.0.enrolment.0)
    }

    /// In which programme, by its code.
    async fn programme(&self) -> &str {
        self.0.programme.as_str()
    }

    /// For whom it is open.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.0.persons)
    }
}

/// A stay in a home.
pub(crate) struct Occupancy<'a>(pub(super) &'a pathway_state::Occupancy);

/// A home lived in by `persons`.
#[Object]
impl Occupancy<'_> {
    /// The stay.
    async fn occupancy(&self) -> Uuid {
        Uuid(self.0.occupancy.0)
    }

    /// The kind of home, by its code; that of the direct lease after a slide.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// The kind of home, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// Who lives there.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.0.persons)
    }
}

/// A lease.
pub(crate) struct Lease<'a>(pub(super) &'a pathway_state::Lease);

/// A lease in force.
#[Object]
impl Lease<'_> {
    /// The lease.
    async fn lease(&self) -> Uuid {
        Uuid(self.0.lease.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.0.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.kind)
    }

    /// The stay that it covers.
    async fn occupancy(&self) -> Option<Uuid> {
        self.0.occupancy.map(|occupancy| Uuid(occupancy.0))
    }

    /// Who signed.
    async fn signatories(&self) -> Vec<Uuid> {
        uuids(&self.0.signatories)
    }
}
