//! What may be asked.

use std::sync::Arc;

use application::{Replayed, rule_sets};
use async_graphql::{Context, ID, Interface, Object, Result};
use axum::http::Method;
use domain::ids::HouseholdId;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::accesses::Access;
use super::deadlines::{AskedDeadlines, DeadlineConnection};
use super::household::Household;
use super::households::{AskedList, HouseholdConnection, HouseholdFilter, HouseholdOrder};
use super::id::{Coordinates, GlobalId, Part};
use super::integrity::{self, Checkpoint, Proof, Verification};
use super::page::{Asked, Connection, Listed};
use super::parts::{Contract, Enrolment, Lease, Member, Occupancy, Permit, Training};
use super::programme::Programme;
use super::projection::Projection;
use super::report::ProgrammeReport;
use super::rules::RuleSet;
use super::scalars::{self, Date, DateTime, Position, Uuid};
use super::server_info::ServerInfo;
use super::trial::{AskedTrial, RuleChange, RuleComparison};
use super::{Field, failed, sight, unread};
use crate::http::Code;

/// Identifiers that `nodes` takes.
pub(crate) const NODES_MAX: usize = 100;

/// Nodes looked up at once: the database has few connections for readers.
const NODES_AT_ONCE: usize = 4;

/// What has a global identifier.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Identifies the object; opaque."))]
pub(crate) enum Node {
    /// A household.
    Household(Household),
    /// A programme.
    Programme(Programme),
    /// A person as a member of a household.
    Member(Member),
    /// An enrolment of a household.
    Enrolment(Enrolment),
    /// A stay of a household in a home.
    Occupancy(Occupancy),
    /// A lease of a household.
    Lease(Lease),
    /// A residence permit of a member of a household.
    Permit(Permit),
    /// A job contract of a member of a household.
    Contract(Contract),
    /// A training of a member of a household.
    Training(Training),
}

impl Node {
    async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Self>> {
        let sight = sight(ctx)?;
        match GlobalId::read(id) {
            Some(GlobalId::Household(id, at)) => {
                let found = Household::find(sight, id, at).await.map_err(failed)?;
                Ok(found.map(Self::Household))
            }
            Some(GlobalId::Programme(code)) => {
                let found = Programme::find(sight, &code).await.map_err(failed)?;
                Ok(found.map(Self::Programme))
            }
            Some(GlobalId::Part(household, part, at)) => {
                // Seen as its household is, and through it alone.
                let household = Household::find(sight, household, at).await.map_err(failed)?;
                let Some(household) = household else { return Ok(None) };
                let replayed = household.replayed(ctx).await?;
                Ok(Self::part(&household, replayed, part))
            }
            None => Ok(None),
        }
    }

    /// Something of a household, whether or not it is so on the day looked at.
    fn part(of: &Household, replayed: &Replayed, part: Part) -> Option<Self> {
        let now = &replayed.state;
        match part {
            Part::Member(id) => Member::of(of, &now.members, replayed.member(id)).map(Self::Member),
            Part::Enrolment(id) => {
                Enrolment::of(of, &now.enrolments, replayed.enrolment(id)).map(Self::Enrolment)
            }
            Part::Occupancy(id) => {
                Occupancy::of(of, &now.occupancies, replayed.occupancy(id)).map(Self::Occupancy)
            }
            Part::Lease(id) => Lease::of(of, &now.leases, replayed.lease(id)).map(Self::Lease),
            Part::Permit(id) => Permit::of(of, &now.permits, replayed.permit(id)).map(Self::Permit),
            Part::Contract(id) => Contract::of(of, &now.contracts, replayed.contract(id)).map(Self::Contract),
            Part::Training(id) => Training::of(of, &now.trainings, replayed.training(id)).map(Self::Training),
        }
    }
}

/// The household that an argument names, and the coordinates that its identifier carries.
pub(super) fn household(id: &ID) -> Option<(HouseholdId, Coordinates)> {
    if let Some(id) = scalars::read(id) {
        return Some((id, Coordinates::default()));
    }
    match GlobalId::read(id)? {
        GlobalId::Household(id, at) => Some((id, at)),
        GlobalId::Programme(_) | GlobalId::Part(..) => None,
    }
}

/// The questions.
#[derive(Debug)]
pub struct Query;

/// What may be asked. Every answer holds what you may see, and is made of nothing else: what you may not see is null,
/// left out, or as if it did not exist.
#[Object]
impl Query {
    /// A household on a day, as known at an instant; null when there is none of that identifier.
    async fn household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household’s UUID, or the opaque `id` of a household.")] id: ID,
        #[graphql(desc = "The day looked at. When absent: the day in `id`, else today.")] as_of: Option<Date>,
        #[graphql(
            desc = "What was recorded by then counts. When absent: the instant in `id`, else everything recorded."
        )]
        known_at: Option<DateTime>,
    ) -> Field<Household> {
        let (id, in_id) = household(&id)?;
        let at = Coordinates {
            as_of: as_of.map(|day| day.0).or(in_id.as_of),
            known_at: known_at.map(|instant| instant.0).or(in_id.known_at),
        };
        let find = async { Household::find(sight(ctx)?, id, at).await.map_err(failed) };
        find.await.transpose()
    }

    /// Households, looked at today with everything recorded up to the position that the page tells. A filter or an
    /// order that rests on facts of a household which you may not see leaves that household out.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the schema")]
    async fn households(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; required.")] first: Option<i32>,
        #[graphql(desc = "The page begins after the item of this cursor.")] after: Option<String>,
        #[graphql(desc = "Which households; all of them when absent.")] filter: Option<HouseholdFilter>,
        #[graphql(desc = "The order.", default_with = "HouseholdOrder::Id")] order_by: HouseholdOrder,
        #[graphql(desc = "Whether the order is turned around.", default)] descending: bool,
        #[graphql(
            desc = "Waits a few seconds for the list to reflect at least this position: that of what was just recorded."
        )]
        min_position: Option<Position>,
    ) -> Result<HouseholdConnection> {
        let asked = AskedList::read(first, after, filter.unwrap_or_default(), order_by, descending)?;
        if asked.name().is_some() && ctx.data_opt() == Some(&Method::GET) {
            return Err(Code::BadUserInput.error("a name is sent by POST: it belongs in no address"));
        }
        let sight = sight(ctx)?;
        let at_least = min_position.map(|position| position.0);
        let read = sight.household_list(asked.query(), asked.name(), at_least).await;
        Ok(asked.page(read.map_err(unread)?, sight.clock().today()))
    }

    /// Deadlines that nothing has settled yet, by day, past ones included.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the schema")]
    async fn deadlines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; required.")] first: Option<i32>,
        #[graphql(desc = "The page begins after the item of this cursor.")] after: Option<String>,
        #[graphql(desc = "From this day on.")] from: Option<Date>,
        #[graphql(desc = "Before this day.")] before: Option<Date>,
        #[graphql(desc = "Of this kind: `permit`, `right`…")] kind: Option<String>,
        #[graphql(desc = "Of this household, by its UUID.")] household: Option<Uuid>,
        #[graphql(desc = "Waits a few seconds for the list to reflect at least this position.")]
        min_position: Option<Position>,
    ) -> Result<DeadlineConnection> {
        let asked = AskedDeadlines::read(first, after, from, before, kind, household)?;
        let at_least = min_position.map(|position| position.0);
        let read = sight(ctx)?.deadlines(asked.query(), at_least).await;
        Ok(asked.page(read.map_err(unread)?))
    }

    /// How the projections are doing that lists and figures are read from; for auditors and administrators.
    async fn projections(&self, ctx: &Context<'_>) -> Field<Vec<Projection>> {
        let read = async { Projection::all(sight(ctx)?).await.map_err(unread) };
        Some(read.await)
    }

    /// A programme; null when there is none of that code.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code: `plateforme-regularises`.")] code: String,
    ) -> Field<Programme> {
        let code = code.parse().ok()?;
        let find = async { Programme::find(sight(ctx)?, &code).await.map_err(failed) };
        find.await.transpose()
    }

    /// Every programme, by code, as believed now.
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; required.")] first: Option<i32>,
        #[graphql(desc = "The page begins after the item of this cursor.")] after: Option<String>,
    ) -> Result<Connection<Programme>> {
        let asked = Asked::of::<Programme>(first, after)?;
        let after = asked.after(Programme::LIST)?;
        let sight = sight(ctx)?;
        let rows = sight.programmes(after.as_ref(), asked.limit()).await;
        let today = sight.clock().today();
        let programmes = rows.map_err(failed)?.into_iter();
        Ok(asked.page(programmes.map(|row| Programme::of(row, today)).collect()))
    }

    /// A year of a programme: its report, how its leavers left, and what was printed beside what is computed. Null when
    /// there is no such programme, year or rule set. Counting takes a few seconds when nobody asked before; one question is
    /// counted at a time.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme, by its code; those below it are counted with it.")]
        programme: String,
        #[graphql(desc = "The year: 2017.")] year: i32,
        #[graphql(
            desc = "The rule set, as `CODE` or `CODE/VERSION`. When absent: that by which most figures of the programme \
                    were printed, else the base."
        )]
        rules: Option<String>,
    ) -> Field<ProgrammeReport> {
        let (code, year) = (programme.parse().ok()?, i16::try_from(year).ok()?);
        let read = async { sight(ctx)?.year(&code, year, rules.as_deref()).await.map_err(unread) };
        read.await.transpose().map(|report| report.map(ProgrammeReport))
    }

    /// Every version of every rule set, by code.
    async fn rule_sets(&self) -> Vec<RuleSet> {
        rule_sets().all().map(|set| RuleSet(Arc::clone(set))).collect()
    }

    /// A rule set; null when there is none of that name.
    async fn rule_set(
        &self,
        #[graphql(desc = "`CODE/VERSION`, or `CODE` for its newest version.")] name: String,
    ) -> Option<RuleSet> {
        rule_sets().find(&name).cloned().map(RuleSet)
    }

    /// The figures of a programme under two rules, and who moved; null when there is no such programme or year. For those
    /// who run the programme, and those who look at all.
    async fn rule_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme, by its code.")] programme: String,
        #[graphql(desc = "The year whose report is counted, beside the figures that were printed.")]
        year: i32,
        #[graphql(desc = "The rules before; each figure’s own when absent.")] before: Option<String>,
        #[graphql(desc = "The rules after; those before when absent.")] after: Option<String>,
        #[graphql(desc = "Parameters changed on top of the rules after; at most 8.", default)] changes: Vec<
            RuleChange,
        >,
    ) -> Field<RuleComparison> {
        let year = i16::try_from(year).ok()?;
        let asked = AskedTrial { programme, year, before, after, changes };
        RuleComparison::read(ctx, asked).await.transpose()
    }

    /// The object of a global identifier; null when there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of a household, a programme, a member, an enrolment or a lease.")] id: ID,
    ) -> Field<Node> {
        let find = async { Node::find(ctx, &id).await };
        find.await.transpose()
    }

    /// The objects of global identifiers, in their order, null where there is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 identifiers, as `node` takes them.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > NODES_MAX {
            let message = format!("ids holds {}, and may hold {NODES_MAX}", ids.len());
            return Err(Code::BadUserInput.error(message));
        }
        let find = |id| async move { Node::find(ctx, &id).await };
        let found = stream::iter(ids).map(find);
        found.buffered(NODES_AT_ONCE).try_collect().await
    }

    /// The newest signed checkpoint of the ledger; null when none was signed yet.
    async fn checkpoint(&self, ctx: &Context<'_>) -> Field<Checkpoint> {
        let read = async { sight(ctx)?.checkpoint().await.map_err(failed) };
        read.await.transpose().map(|kept| kept.map(Checkpoint::from))
    }

    /// The newest signed checkpoint of the access log; null when none was signed yet.
    async fn access_checkpoint(&self, ctx: &Context<'_>) -> Field<Checkpoint> {
        let read = async { sight(ctx)?.access_checkpoint().await.map_err(failed) };
        read.await.transpose().map(|kept| kept.map(Checkpoint::from))
    }

    /// The public half of the key that signs checkpoints, as `parcours verify --key` takes it; null when this server has
    /// none. Keep it elsewhere, too: a bundle that says by which key it is signed proves nothing about the key.
    async fn verifier_key(&self, ctx: &Context<'_>) -> Field<String> {
        sight(ctx).map(application::sight::Sight::verifier_key).transpose()
    }

    /// The proof that an event is part of the ledger that was signed: hashes, which tell nothing of the event itself.
    /// Null when there is no such event, or when no checkpoint covers it yet.
    async fn proof(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The position of the event.")] position: Position,
    ) -> Field<Proof> {
        let prove = async { integrity::proof(sight(ctx)?.prove(position.0).await) };
        prove.await.transpose()
    }

    /// What the newest verification of the ledger has come to; for auditors and administrators.
    async fn verification(&self, ctx: &Context<'_>) -> Field<Verification> {
        let read = || sight(ctx)?.verification().map_err(unread);
        Some(read().map(Verification::from))
    }

    /// Who has read personal data, the newest first; for auditors and administrators.
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; required.")] first: Option<i32>,
        #[graphql(desc = "The page begins after the item of this cursor.")] after: Option<String>,
        #[graphql(desc = "Of this household, by its UUID.")] household: Option<Uuid>,
    ) -> Result<Connection<Access>> {
        let asked = Asked::of::<Access>(first, after)?;
        let before = asked.after(Access::LIST)?;
        let household = household.map(|id| HouseholdId(id.0));
        let read = sight(ctx)?.accesses(household, before, asked.limit()).await.map_err(unread)?;
        Ok(asked.page(read.into_iter().map(Access::from).collect()))
    }

    /// The program that answers, and the end of its ledger.
    async fn server_info(&self, ctx: &Context<'_>) -> Field<ServerInfo> {
        let read = async { ServerInfo::read(sight(ctx)?).await.map_err(failed) };
        Some(read.await)
    }
}
