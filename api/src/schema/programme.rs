//! Programmes, as believed now.

use std::sync::Arc;

use application::sight::{self, Sight};
use application::{Fault, ProgrammeRow};
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::codes::{Coded, PartnerRole, ProgrammeState};
use domain::facts::programme_registered::ProgrammeRegistered;
use domain::ids::{OrgCode, ProgrammeCode};
use domain::{PartialDate, ProgrammeBook};
use jiff::civil::Date;

use super::id::GlobalId;
use super::occupancy::ProgrammeOccupancy;
use super::page::Listed;
use super::scalars::{PartialDay, Position};
use super::{Field, label, sight, unread};

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
    code: ProgrammeCode,
    book: ProgrammeBook,
    today: Date,
}

impl Programme {
    pub(super) fn of(row: ProgrammeRow, today: Date) -> Self {
        let ProgrammeRow { code, book } = row;
        Self(Arc::new(Inner { code, book, today }))
    }

    /// The programme of that code, if there is one.
    pub(super) async fn find(sight: &Sight, code: &ProgrammeCode) -> Result<Option<Self>, Fault> {
        let row = sight.programme(code).await?;
        Ok(row.map(|row| Self::of(row, sight.clock().today())))
    }

    fn row(&self) -> ProgrammeRow {
        ProgrammeRow { code: self.0.code.clone(), book: self.0.book.clone() }
    }

    fn registered(&self) -> Option<&ProgrammeRegistered> {
        let registered = self.0.book.registered.as_ref();
        registered.map(|registered| &registered.value)
    }

    fn state_today(&self) -> Option<ProgrammeState> {
        let mut latest_first = self.0.book.states.iter().rev();
        let reached = latest_first.find(|state| state.on.representative() <= self.0.today);
        reached.map(|state| state.value)
    }
}

impl Listed for Programme {
    const TYPE: &'static str = "Programme";
    const LIST: &'static str = "programmes";

    fn key(&self) -> String {
        self.0.code.to_string()
    }
}

/// A programme (dispositif) in which households are enrolled, as believed now.
#[Object]
impl Programme {
    /// Identifies the programme; opaque.
    pub async fn id(&self) -> ID {
        GlobalId::Programme(self.0.code.clone()).write()
    }

    /// Its code, chosen by whoever registered it: its stream is `programme/` and this.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// Its name; null when its registration was retracted.
    async fn name(&self) -> Option<&str> {
        self.registered().map(|registered| registered.name.as_str())
    }

    /// The code of the programme above it in the tree.
    async fn parent_code(&self) -> Option<&str> {
        self.0.book.parent().map(ProgrammeCode::as_str)
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
        let states = self.0.book.states.iter();
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
            let read = sight(ctx)?.occupancy(&self.0.code, on, at_least).await;
            read.map(ProgrammeOccupancy).map_err(unread)
        };
        Some(read.await)
    }

    /// What you are told of its figures.
    fn figures_told(&self, ctx: &Context<'_>) -> Result<FiguresTold> {
        Ok(sight(ctx)?.figures_told(&self.row()).into())
    }

    /// Whether you may try other rules on its figures, and see who moves.
    fn rules_tried(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(sight(ctx)?.tries_rules(&self.row()))
    }

    /// Its partners, past ones included, in the order in which they joined.
    async fn partners(&self) -> Vec<Partner> {
        let partners = self.0.book.partners.iter();
        let partner = partners.map(|partnership| Partner {
            organisation: partnership.partner.clone(),
            role: partnership.role,
            from: partnership.from,
            until: partnership.until.map(|(_, on)| on),
        });
        partner.collect()
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
