//! Homes that are lived in.

use async_graphql::{Context, Object};
use domain::codes::Coded;
use projections::pathway_state;

use super::super::label;
use super::super::scalars::Uuid;
use super::uuids;

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
