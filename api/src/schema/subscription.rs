//! What is told as it happens.

use application::Fault;
use application::sight::Ended;
use async_graphql::{Context, ID, Object, Result, Subscription as Subscribed};
use domain::Event;
use domain::ids::HouseholdId;
use domain::messages::fact_label;
use futures_util::{Stream, StreamExt as _};

use super::history::Actor;
use super::scalars::{DateTime, PartialDay, Position, Uuid};
use super::streams::Streams;
use super::{failed, language, sight};
use crate::http::Code;

const TOO_MANY: &str = "too many streams are open with this token";

/// What may be subscribed to.
#[derive(Debug)]
pub struct Subscription;

/// What may be subscribed to: over a WebSocket (`graphql-transport-ws`), or over server-sent events, for which the operation
/// is sent by POST with `Accept: text/event-stream`.
#[Subscribed]
impl Subscription {
    /// Everything recorded after a position that you may see: what is recorded already, then what is recorded from now
    /// on, in the order of positions, each once. Whoever was cut off goes on after the last position seen, without a gap
    /// and without anything twice; over server-sent events `Last-Event-ID` says the same.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Begins after this position; with what is recorded from now on when absent.")] after: Option<
            Position,
        >,
        #[graphql(desc = "Only of this household, by its UUID.")] household: Option<Uuid>,
    ) -> Result<impl Stream<Item = Result<RecordedEvent>>> {
        let sight = sight(ctx)?;
        let after = match ctx.data_opt::<Resumed>().map(|resumed| resumed.0).or(after.map(|after| after.0)) {
            Some(after) => after,
            None => sight.ledger().head().await.map_err(|error| failed(Fault::from(error)))?.position,
        };
        let household = household.map(|id| HouseholdId(id.0));
        let streams = ctx.data::<Streams>()?;
        let place = streams.place(sight).ok_or_else(|| Code::RateLimited.error(TOO_MANY))?;
        let events = sight.follow(after, household).take_until(streams.clone().ended());
        Ok(events.map(move |event| {
            let _held = &place;
            match event {
                Ok(event) => Ok(RecordedEvent(event)),
                Err(Ended::SignedOut) => {
                    Err(Code::Unauthenticated.error("the token expired, or was revoked"))
                }
                Err(Ended::Fault(fault)) => Err(failed(fault)),
            }
        }))
    }
}

/// The position after which a subscription goes on that was cut off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resumed(pub(crate) u64);

/// An event as it was recorded.
pub(crate) struct RecordedEvent(Event);

/// An event as it was recorded. What it says is in the history of its household.
#[Object]
impl RecordedEvent {
    /// The event.
    async fn id(&self) -> ID {
        ID(self.0.id().to_string())
    }

    /// Its place in the ledger.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Its stream: `household/` and a UUID, `programme/` and a code, or `rules`.
    async fn stream(&self) -> String {
        self.0.stream().to_string()
    }

    /// The kind of fact, by the event catalogue’s name: `lease_transferred`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &'static str {
        self.0.fact().kind().name()
    }

    /// The kind of fact in words.
    async fn type_label(&self, ctx: &Context<'_>) -> String {
        fact_label(language(ctx), self.0.fact().kind())
    }

    /// When it was true, as recorded.
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
}
