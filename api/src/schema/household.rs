//! A household at its coordinates, replayed when its state or its history is asked for.

use std::collections::HashMap;
use std::sync::Arc;

use application::sight::Sight;
use application::{Fault, Replayed};
use async_graphql::{Context, ID, Object, Result};
use domain::ids::HouseholdId;
use domain::{Event, FactKind, StreamId};
use jiff::civil;
use projections::household_list;
use tokio::sync::OnceCell;

use super::changes::Change;
use super::episodes::Episode;
use super::history::{HistoryEntry, Revision};
use super::households::HouseholdOverview;
use super::id::{Coordinates, GlobalId, Part};
use super::latest::LatestEvent;
use super::page::Listed;
use super::scalars::{Date, DateTime, Position, Uuid};
use super::state::PathwayState;
use super::ties::Tie;
use super::together::Together;
use super::{Field, failed, language, sight, unread};
use crate::http::Code;

/// A household at its coordinates. Clones share the replay.
#[derive(Clone)]
pub(crate) struct Household(Arc<Inner>);

struct Inner {
    id: HouseholdId,
    asked: Coordinates,
    as_of: civil::Date,
    version: u32,
    /// That of its last event; known once it is replayed, when the list does not tell it.
    position: Option<u64>,
    replayed: OnceCell<Replayed>,
    /// Its row in the list, when it was read there.
    row: Option<household_list::Household>,
    /// The page that it stands on.
    page: Option<Arc<Together>>,
    logged: OnceCell<()>,
}

impl Household {
    /// The household of that identifier, if there is one.
    pub(super) async fn find(
        sight: &Sight,
        id: HouseholdId,
        asked: Coordinates,
    ) -> Result<Option<Self>, Fault> {
        let found = sight.household(id, asked.as_of, asked.known_at).await?;
        Ok(found.map(|replayed| {
            Self(Arc::new(Inner {
                id,
                asked,
                as_of: replayed.state.as_of,
                version: replayed.state.version,
                position: Some(last_position(&replayed)),
                replayed: OnceCell::new_with(Some(replayed)),
                row: None,
                page: None,
                logged: OnceCell::new(),
            }))
        }))
    }

    /// A household as it would be, today.
    pub(super) fn rehearsed(replayed: Replayed) -> Self {
        // One that does not exist yet holds nothing that was not just typed: nobody reads it.
        let exists = replayed.events().iter().any(|event| event.position > 0);
        Self(Arc::new(Inner {
            id: replayed.state.household,
            asked: Coordinates::default(),
            as_of: replayed.state.as_of,
            version: replayed.state.version,
            position: Some(last_position(&replayed)),
            replayed: OnceCell::new_with(Some(replayed)),
            row: None,
            page: None,
            logged: OnceCell::new_with((!exists).then_some(())),
        }))
    }

    /// The households of a page of a list, today and as known now; nothing more is read of them yet, and then of all
    /// at once.
    pub(super) fn listed(rows: Vec<household_list::Household>, today: civil::Date) -> Vec<Self> {
        let page = Arc::new(Together::of(&rows, today));
        rows.into_iter().map(|row| Self::of_page(row, today, Arc::clone(&page))).collect()
    }

    fn of_page(row: household_list::Household, today: civil::Date, page: Arc<Together>) -> Self {
        Self(Arc::new(Inner {
            id: row.id,
            asked: Coordinates::default(),
            as_of: today,
            version: row.version,
            position: row.position,
            replayed: OnceCell::new(),
            row: Some(row),
            page: Some(page),
            logged: OnceCell::new(),
        }))
    }

    /// The global identifier of something that belongs to it.
    pub(super) fn part(&self, part: Part) -> ID {
        GlobalId::Part(self.0.id, part, self.0.asked).write()
    }

    /// The replay, shared by everything that is asked of this household.
    pub(super) async fn replayed(&self, ctx: &Context<'_>) -> Result<&Replayed> {
        let Inner { id, asked, as_of, replayed, page, .. } = &*self.0;
        self.log(ctx).await?;
        if let Some(page) = page
            && let Some(replayed) = page.replayed(sight(ctx)?, *id).await
        {
            return Ok(replayed);
        }
        let replay = async || {
            let replayed = sight(ctx)?.household(*id, Some(*as_of), asked.known_at).await;
            let replayed = replayed.map_err(failed)?;
            replayed.ok_or_else(|| Code::NotFound.error(format!("household {id} is unknown")))
        };
        replayed.get_or_try_init(replay).await
    }

    /// Logs the reading, once for everything that one request asks of it, and before anything is told.
    async fn log(&self, ctx: &Context<'_>) -> Result<()> {
        let Inner { id, page, logged, .. } = &*self.0;
        if let Some(page) = page {
            return page.log(sight(ctx)?).await;
        }
        let log = async || {
            let logging = sight(ctx)?.log_reading(&[StreamId::Household(*id)]).await;
            logging.map_err(failed)
        };
        logged.get_or_try_init(log).await.copied()
    }

    /// The last event of its stream, of those known.
    async fn last_event(&self, ctx: &Context<'_>) -> Result<Option<&Event>> {
        if let Some(page) = &self.0.page {
            self.log(ctx).await?;
            if let Some(last) = page.last_event(sight(ctx)?, self.0.id).await {
                return Ok(Some(last));
            }
        }
        Ok(last_event(self.replayed(ctx).await?))
    }
}

/// The last event of the own stream, of those known.
fn last_event(replayed: &Replayed) -> Option<&Event> {
    let known = |at| replayed.state.known_at.is_none_or(|instant| at <= instant);
    replayed.events().iter().rev().find(|event| known(event.recorded_at))
}

fn last_position(replayed: &Replayed) -> u64 {
    last_event(replayed).map_or(0, |event| event.position)
}

impl Listed for Household {
    const TYPE: &'static str = "Household";
    const LIST: &'static str = "households";

    fn key(&self) -> String {
        self.0.id.to_string()
    }
}

/// A household, looked at on a day (`asOf`) as it was known at an instant (`knownAt`).
#[Object]
impl Household {
    /// Identifies the household at the coordinates that were asked for; opaque. `node` answers the
    /// same household at the same coordinates.
    pub async fn id(&self) -> ID {
        GlobalId::Household(self.0.id, self.0.asked).write()
    }

    /// The household’s own identifier, the same whatever the coordinates: its stream is
    /// `household/` and this.
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.id.0)
    }

    /// The day looked at; today in the ledger’s time zone when none was asked for.
    async fn as_of(&self) -> Date {
        Date(self.0.as_of)
    }

    /// What was recorded by then counts; null when everything recorded to date counts.
    async fn known_at(&self) -> Option<DateTime> {
        self.0.asked.known_at.map(DateTime)
    }

    /// Position of the last event of its stream that you may see, as known; 0 when nothing was known yet.
    async fn position(&self, ctx: &Context<'_>) -> Field<Position> {
        if let Some(position) = self.0.position {
            return Some(Ok(Position(position)));
        }
        Some(self.replayed(ctx).await.map(|replayed| Position(last_position(replayed))))
    }

    /// How many events its stream has, as known: what `expected` takes to record only if nothing
    /// was recorded meanwhile.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// Whether you are shown personal data of it. Where you are not, it reads as if it were erased: births are null, and
    /// payloads have `{"erased": true}`.
    async fn personal_data_shown(&self, ctx: &Context<'_>) -> bool {
        sight(ctx).is_ok_and(Sight::shows_personal_data)
    }

    /// What the list of households tells of it, as known now whatever the coordinates; null when the list does not
    /// have it yet.
    async fn overview(&self, ctx: &Context<'_>) -> Field<HouseholdOverview> {
        if let Some(row) = &self.0.row {
            return Some(Ok(HouseholdOverview::of(row, language(ctx))));
        }
        let read = async {
            let row = sight(ctx)?.listed_household(self.0.id).await.map_err(unread)?;
            Ok(row.map(|row| HouseholdOverview::of(&row, language(ctx))))
        };
        read.await.transpose()
    }

    /// What was true of the household on that day.
    async fn state(&self, ctx: &Context<'_>) -> Field<PathwayState<'_>> {
        let replayed = self.replayed(ctx).await;
        Some(replayed.map(|replayed| PathwayState::of(self, replayed)))
    }

    /// Everything recorded in its stream, in the order of recording, with what became of it.
    async fn history(&self, ctx: &Context<'_>) -> Field<Vec<HistoryEntry<'_>>> {
        let replayed = self.replayed(ctx).await;
        Some(replayed.map(HistoryEntry::of_household))
    }

    /// The last event of its stream that you may see, as known; null when nothing was known yet. On a page of households
    /// it is read quickly, unlike `history`.
    async fn latest(&self, ctx: &Context<'_>) -> Field<LatestEvent<'_>> {
        let last = self.last_event(ctx).await.transpose()?;
        Some(last.map(LatestEvent))
    }

    /// The households that splits and mergers tie to it, of those that you may look into, as known.
    async fn ties(&self, ctx: &Context<'_>) -> Field<Vec<Tie>> {
        let read = async {
            let ties = sight(ctx)?.ties(self.replayed(ctx).await?).await.map_err(failed)?;
            Ok(ties.into_iter().map(Tie).collect())
        };
        Some(read.await)
    }

    /// The kinds of facts that you may record about it, by the event catalogue’s names and in its order, as far as that can
    /// be told before they are written: a fact may still be refused for the programme that it belongs to, or for a person
    /// from elsewhere.
    async fn recordable(&self, ctx: &Context<'_>) -> Field<Vec<&'static str>> {
        let replayed = self.replayed(ctx).await;
        Some(replayed.map(|replayed| replayed.recordable().into_iter().map(FactKind::name).collect()))
    }

    /// Everything that lasted, from when to when, by beginning; whatever the day looked at, later ones included. What
    /// persons carry with them is told here too when they were members, wherever it was recorded.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        let replayed = self.replayed(ctx).await;
        Some(replayed.map(|replayed| replayed.episodes().into_iter().map(Episode).collect()))
    }

    /// What of its stream is believed otherwise than at an earlier instant, in the order of first recording.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The earlier instant: what was recorded by then was believed.")] since: DateTime,
    ) -> Field<Vec<Change<'_>>> {
        let replayed = self.replayed(ctx).await;
        Some(replayed.map(|replayed| {
            let history = replayed.history();
            let retractions =
                history.iter().filter_map(|entry| Some((entry.event.id(), entry.retracted_by?)));
            let retractions: HashMap<_, _> = retractions.collect();
            let told = replayed.changes(since.0).into_iter().map(|change| {
                let retraction = change.event().and_then(|event| retractions.get(&event.id()).copied());
                Change { change, retraction: retraction.map(Revision) }
            });
            told.collect()
        }))
    }
}
