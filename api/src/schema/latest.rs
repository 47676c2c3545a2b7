//! The last event of a stream, by itself.

use async_graphql::{Context, ID, Object};
use domain::Event;
use domain::messages::{fact_details, fact_label};

use super::history::{Actor, Origin};
use super::language;
use super::scalars::{DateTime, Json, PartialDay, Position};

/// The last event of a stream, without its history.
pub(crate) struct LatestEvent<'a>(pub(super) &'a Event);

/// The last event of a stream, as it was recorded: nothing has come of it yet.
#[Object]
impl LatestEvent<'_> {
    /// The event.
    async fn id(&self) -> ID {
        ID(self.0.id().to_string())
    }

    /// Its place in the ledger.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Its place in its stream, from 1.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The kind of fact, by the event catalogue’s name: `lease_transferred`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        self.0.fact().kind().name()
    }

    /// The kind of fact in words.
    async fn type_label(&self, ctx: &Context<'_>) -> String {
        fact_label(language(ctx), self.0.fact().kind())
    }

    /// When it was true.
    async fn occurred_on(&self) -> PartialDay {
        PartialDay(self.0.on())
    }

    /// When the ledger learnt it.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// Who recorded it.
    async fn actor(&self) -> Actor<'_> {
        Actor(&self.0.submission.actor)
    }

    /// How it arrived.
    async fn origin(&self) -> Origin {
        self.0.submission.origin.into()
    }

    /// Its payload.
    async fn payload(&self) -> Json {
        Json(self.0.fact().write())
    }

    /// What it says in words, the most telling first; empty when `typeLabel` says it all. Nobody is named.
    async fn details(&self, ctx: &Context<'_>) -> Vec<String> {
        fact_details(language(ctx), self.0.fact())
    }
}
