//! Programmes, as believed now.

use std::sync::Arc;

use application::sight::{self, Sight};
use application::{Fault, ProgrammeRow};
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::codes::{Coded, PartnerRole, ProgrammeState};
use domain::facts::programme_registered::ProgrammeRegistered;
use domain::ids::{ActivityId, OrgCode, ProgrammeCode};
use domain::{Activity, FactKind, PartialDate, ProgrammeBook};
use jiff::civil::Date;

use super::history::HistoryEntry;
use super::id::GlobalId;
use super::occupancy::ProgrammeOccupancy;
use super::page::Listed;
use super::scalars::{PartialDay, Position, Uuid};
use super::{Field, label, sight, unread};

/// Activities told of a programme.
const ACTIVITIES_MAX: usize = 50;

/// What is told of the figures of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "sight::FiguresTold")]
pub(crate) enum FiguresTold {
    /// None of them.
    Nothing,
    /// No number of people below five, nor what would tell one.
    FromFive,
    /// All of them.
    Everything,
}

/// A programme, as believed now. Clones share the book.
#[derive(Clone)]
pub(crate) struct Programme(Arc<Inner>);

struct Inner {
    row: ProgrammeRow,
    today: Date,
}

impl Programme {
    pub(super) fn of(row: ProgrammeRow, today: Date) -> Self {
        Self(Arc::new(Inner { row, today }))
    }

    /// The programme of that code, if there is one.
    pub(super) async fn find(sight: &Sight, code: &ProgrammeCode) -> Result<Option<Self>, Fault> {
        let row = sight.programme(code).await?;
        Ok(row.map(|row| Self::of(row, sight.clock().today())))
    }

    fn book(&self) -> &ProgrammeBook {
        &self.0.row.book
    }

    fn registered(&self) -> Option<&ProgrammeRegistered> {
        let registered = self.book().registered.as_ref();
        registered.map(|registered| &registered.value)
    }

    fn state_today(&self) -> Option<ProgrammeState> {
        let mut latest_first = self.book().states.iter().rev();
        let reached = latest_first.find(|state| state.on.representative() <= self.0.today);
        reached.map(|state| state.value)
    }
}

impl Listed for Programme {
    const TYPE: &'static str = "Programme";
    const LIST: &'static str = "programmes";

    fn key(&self) -> String {
        self.0.row.code.to_string()
    }
}

/// A programme (dispositif) in which households are enrolled, as believed now.
#[Object]
impl Programme {
    /// Identifies the programme; opaque.
    pub async fn id(&self) -> ID {
        GlobalId::Programme(self.0.row.code.clone()).write()
    }

    /// Its code, chosen by whoever registered it: its stream is `programme/` and this.
    async fn code(&self) -> &str {
        self.0.row.code.as_str()
    }

    /// Its name; null when its registration was retracted.
    async fn name(&self) -> Option<&str> {
        self.registered().map(|registered| registered.name.as_str())
    }

    /// The code of the programme above it in the tree.
    async fn parent_code(&self) -> Option<&str> {
        self.book().parent().map(ProgrammeCode::as_str)
    }

    /// Its place in the tree, by its code.
    async fn level(&self) -> Option<&str> {
        self.registered().map(|registered| registered.level.code())
    }

    /// Its place in the tree, in words.
    async fn level_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.registered().map(|registered| label(ctx, registered.level))
    }

    /// What it does, by its code.
    async fn kind(&self) -> Option<&str> {
        self.registered().map(|registered| registered.kind.code())
    }

    /// What it does, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.registered().map(|registered| label(ctx, registered.kind))
    }

    /// The organisation that runs it, by its code.
    async fn operator(&self) -> Option<&str> {
        self.registered().map(|registered| registered.operator.as_str())
    }

    /// Departments served, by their codes.
    async fn territory(&self) -> Vec<String> {
        let territory = self.registered().and_then(|one| one.territory.as_ref());
        territory.into_iter().flatten().map(ToString::to_string).collect()
    }

    /// Budget lines.
    async fn funding(&self) -> Vec<String> {
        let funding = self.registered().and_then(|one| one.funding.as_ref());
        funding.into_iter().flatten().map(ToString::to_string).collect()
    }

    /// Whether being in it reveals health, orientation or violence suffered.
    async fn sensitive(&self) -> Option<bool> {
        self.registered().map(|registered| registered.sensitive)
    }

    /// Its state today, by its code: planned, open, suspended or closed.
    async fn state(&self) -> Option<&str> {
        self.state_today().map(Coded::code)
    }

    /// Its state today, in words.
    async fn state_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.state_today().map(|state| label(ctx, state))
    }

    /// Its states, in the order in which they were reached.
    async fn states(&self) -> Vec<ProgrammeStatus> {
        let states = self.book().states.iter();
        let status = states.map(|state| ProgrammeStatus { state: state.value, on: state.on });
        status.collect()
    }

    /// How full it is against its capacity, as known now.
    async fn occupancy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day looked at; today when absent.")] on: Option<super::scalars::Date>,
        #[graphql(desc = "Waits a few seconds for the answer to reflect at least this position.")]
        min_position: Option<Position>,
    ) -> Field<ProgrammeOccupancy> {
        let read = async {
            let (on, at_least) = (on.map(|day| day.0), min_position.map(|position| position.0));
            let read = sight(ctx)?.occupancy(&self.0.row.code, on, at_least).await;
            read.map(ProgrammeOccupancy).map_err(unread)
        };
        Some(read.await)
    }

    /// What you are told of its figures.
    fn figures_told(&self, ctx: &Context<'_>) -> Result<FiguresTold> {
        Ok(sight(ctx)?.figures_told(&self.0.row).into())
    }

    /// Whether you may try other rules on its figures, and see who moves.
    fn rules_tried(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(sight(ctx)?.tries_rules(&self.0.row))
    }

    /// How many events its stream has: what `expected` takes to record only if nothing was recorded meanwhile.
    async fn version(&self) -> u32 {
        self.0.row.version()
    }

    /// The kinds of facts that you may record about it, by the event catalogue’s names and in its order, as far as that can
    /// be told before they are written.
    fn recordable(&self, ctx: &Context<'_>) -> Result<Vec<&'static str>> {
        let kinds = sight(ctx)?.recordable_of(&self.0.row);
        Ok(kinds.into_iter().map(FactKind::name).collect())
    }

    /// Everything recorded in its stream, in the order of recording, with what became of it: for those to whom all of its
    /// figures are told.
    async fn history(&self, ctx: &Context<'_>) -> Field<Vec<HistoryEntry<'_>>> {
        let read = || {
            let (sight, row) = (sight(ctx)?, &self.0.row);
            let entries = sight.history_of(row).map_err(unread)?;
            Ok(HistoryEntry::all(entries, |event| sight.may_change_of(row, event)))
        };
        Some(read())
    }

    /// The activities that it held, at most fifty, the latest first.
    async fn activities(&self) -> Vec<Held> {
        let held = self.book().activities.iter();
        let mut held: Vec<Held> =
            held.map(|(id, activity)| Held { id: *id, activity: activity.clone() }).collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.activity.on.representative()));
        held.truncate(ACTIVITIES_MAX);
        held
    }

    /// Its partners, past ones included, in the order in which they joined.
    async fn partners(&self) -> Vec<Partner> {
        let partners = self.book().partners.iter();
        let partner = partners.map(|partnership| Partner {
            organisation: partnership.partner.clone(),
            role: partnership.role,
            from: partnership.from,
            until: partnership.until.map(|(_, on)| on),
        });
        partner.collect()
    }
}

/// An activity of a programme.
pub(crate) struct Held {
    id: ActivityId,
    activity: Activity,
}

/// An activity or a session that a programme held.
#[Object(name = "ProgrammeActivity")]
impl Held {
    /// Its identifier: what attendance names.
    async fn id(&self) -> Uuid {
        Uuid(self.id.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.activity.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.activity.kind)
    }

    /// When, or from when on.
    async fn on(&self) -> PartialDay {
        PartialDay(self.activity.on)
    }

    /// Its last day; null when it has one day only.
    async fn ends_on(&self) -> Option<super::scalars::Date> {
        self.activity.ends_on.map(super::scalars::Date)
    }
}

/// A state of a programme.
pub(crate) struct ProgrammeStatus {
    state: ProgrammeState,
    on: PartialDate,
}

/// A state that a programme reached.
#[Object]
impl ProgrammeStatus {
    /// The state, by its code.
    async fn state(&self) -> &str {
        self.state.code()
    }

    /// The state, in words.
    async fn state_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.state)
    }

    /// From when on.
    async fn on(&self) -> PartialDay {
        PartialDay(self.on)
    }
}

/// An organisation in a programme.
pub(crate) struct Partner {
    organisation: OrgCode,
    role: PartnerRole,
    from: PartialDate,
    until: Option<PartialDate>,
}

/// An organisation that takes part in a programme in a role.
#[Object(name = "ProgrammePartner")]
impl Partner {
    /// The organisation, by its code.
    async fn organisation(&self) -> &str {
        self.organisation.as_str()
    }

    /// Its role, by its code.
    async fn role(&self) -> &str {
        self.role.code()
    }

    /// Its role, in words.
    async fn role_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.role)
    }

    /// Since when.
    async fn from(&self) -> PartialDay {
        PartialDay(self.from)
    }

    /// When it left; null when it has not.
    async fn until(&self) -> Option<PartialDay> {
        self.until.map(PartialDay)
    }
}
