//! What is told as it happens.

use std::sync::Arc;

use application::sight::{Allowance, Due, Ended, Followed, Sight, Viewer};
use async_graphql::{Context, Error, ID, Object, Result, SimpleObject, Subscription as Subscribed};
use domain::Event;
use domain::ids::HouseholdId;
use domain::messages::fact_label;
use futures_util::{Stream, StreamExt as _};
use projections::deadlines::DeadlineKind;

use super::deadlines::{Deadline, kind_of};
use super::history::Actor;
use super::projection::Projection;
use super::scalars::{DateTime, PartialDay, Position, Uuid};
use super::streams::Streams;
use super::{failed, language, sight, unread};
use crate::http::Code;
use crate::server::Counter;

const TOO_MANY: &str = "too many streams are open with this token";

/// Days ahead that deadlines are followed, when nothing is said, and at most.
const DAYS: (u16, u16) = (30, 366);

/// What may be subscribed to.
#[derive(Debug)]
pub struct Subscription;

/// What may be subscribed to: over a WebSocket (`graphql-transport-ws`), or over server-sent events, for which the operation
/// is sent by POST with `Accept: text/event-stream`.
///
/// What a subscription looks at is taken from what you may spend, whether or not you may see it: 1 for each event and for each
/// history that decides what you see of it, 1 for each deadline or projection of a list each time it is looked at. When it
/// is spent the subscription waits, and leaves nothing out.
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
            None => sight.ledger().head().await.map_err(|error| failed(error.into()))?.position,
        };
        let household = household.map(|id| HouseholdId(id.0));
        told(ctx, sight, sight.follow(after, household, allowance(ctx, sight)), RecordedEvent)
    }

    /// Deadlines as they fall due, past ones included: those that are due when you subscribe, by day, then each one as soon
    /// as it is, because a day passes or something is recorded. One that moves to another day is told again; what is
    /// settled is told no more. This is a list and no log: whoever was cut off is told again everything that is due.
    #[expect(clippy::unused_async, reason = "the library takes no other")]
    async fn deadlines_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Due within so many days from today, 0 to 366.",
            default_with = "i32::from(DAYS.0)"
        )]
        within: i32,
        #[graphql(desc = "Of this kind: `permit`, `right`…")] kind: Option<String>,
        #[graphql(desc = "Of this household, by its UUID.")] household: Option<Uuid>,
    ) -> Result<impl Stream<Item = Result<DueDeadline>>> {
        let sight = sight(ctx)?;
        let within = u16::try_from(within).ok().filter(|days| *days <= DAYS.1);
        let within = within.ok_or_else(|| Code::BadUserInput.error("within is from 0 to 366 days"))?;
        let kind: Option<DeadlineKind> = kind_of(kind)?;
        let followed = Followed { within, kind, household: household.map(|id| HouseholdId(id.0)) };
        told(ctx, sight, sight.follow_deadlines(followed, allowance(ctx, sight)), DueDeadline::of)
    }

    /// How the projections are doing that lists and figures are read from: each one when you subscribe, then each one that
    /// has come farther or is otherwise, once a second at most; for auditors and administrators.
    #[expect(clippy::unused_async, reason = "the library takes no other")]
    async fn projection_progress(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Result<Projection>>> {
        let sight = sight(ctx)?;
        told(ctx, sight, sight.follow_projections(allowance(ctx, sight)), Projection::of)
    }
}

/// What is followed, in a place among the streams of whoever asks, until the server ends.
fn told<T, U, S, F>(
    ctx: &Context<'_>,
    sight: &Sight,
    followed: S,
    shown: F,
) -> Result<impl Stream<Item = Result<U>> + use<T, U, S, F>>
where
    S: Stream<Item = Result<T, Ended>>,
    F: Fn(T) -> U,
{
    let streams = ctx.data::<Streams>()?;
    let place = streams.place(sight).ok_or_else(|| Code::RateLimited.error(TOO_MANY))?;
    Ok(followed.take_until(streams.clone().ended()).map(move |next| {
        let _held = &place;
        next.map(&shown).map_err(ended)
    }))
}

/// What whoever follows has to spend: what there is for everything else that is asked.
fn allowance(ctx: &Context<'_>, sight: &Sight) -> Allowance {
    match (sight.viewer(), ctx.data_opt::<Arc<Counter>>()) {
        (Viewer::Account(account), Some(counter)) => counter.allowance(account),
        (Viewer::Account(_) | Viewer::Local, _) => Allowance::default(),
    }
}

fn ended(why: Ended) -> Error {
    match why {
        Ended::SignedOut => Code::Unauthenticated.error("the token expired, or was revoked"),
        Ended::TooMany { most } => Code::TooComplex
            .error(format!("more than {most} are due: ask for fewer days, or read `deadlines`")),
        Ended::Unread(error) => unread(error),
    }
}

/// The position after which a subscription goes on that was cut off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resumed(pub(crate) u64);

/// A deadline that is due.
#[derive(SimpleObject)]
pub(crate) struct DueDeadline {
    /// What was recorded up to this position is what it follows from.
    position: Position,
    /// Which one.
    deadline: Deadline,
}

impl DueDeadline {
    fn of(due: Due) -> Self {
        Self { position: Position(due.position), deadline: due.deadline.into() }
    }
}

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
