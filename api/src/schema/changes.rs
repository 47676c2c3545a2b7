//! What became of a belief.

use async_graphql::{Context, Enum, ID, Object};
use domain::Believed;
use domain::messages::{changed_fields, fact_details, fact_label};
use projections::changes;

use super::history::Revision;
use super::language;
use super::scalars::{DateTime, PartialDay, Uuid};

/// How a belief changed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// The fact was not believed before.
    Added,
    /// It is believed otherwise.
    Corrected,
    /// It is not believed any more.
    Retracted,
}

/// A change.
pub(crate) struct Change<'a> {
    pub(super) change: changes::Change<'a>,
    /// The retraction, when there is one.
    pub(super) retraction: Option<Revision<'a>>,
}

impl<'a> Change<'a> {
    fn told(&self) -> Option<Believed<'a>> {
        self.change.after.or(self.change.before)
    }
}

/// A fact that is believed otherwise than at an earlier instant.
#[Object]
impl Change<'_> {
    /// How the belief changed.
    async fn kind(&self) -> ChangeKind {
        match (&self.change.before, &self.change.after) {
            (None, _) => ChangeKind::Added,
            (Some(_), Some(_)) => ChangeKind::Corrected,
            (Some(_), None) => ChangeKind::Retracted,
        }
    }

    /// The event that first recorded the fact.
    async fn event(&self) -> Option<ID> {
        self.change.event().map(|event| ID(event.id().to_string()))
    }

    /// When the ledger first learnt the fact.
    async fn recorded_at(&self) -> Option<DateTime> {
        self.change.event().map(|event| DateTime(event.recorded_at))
    }

    /// The kind of fact, by the event catalogue’s name.
    #[graphql(name = "type")]
    async fn fact(&self) -> Option<&'static str> {
        self.told().map(|told| told.fact.kind().name())
    }

    /// The kind of fact in words.
    async fn type_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.told().map(|told| fact_label(language(ctx), told.fact.kind()))
    }

    /// The persons whom the fact names.
    async fn persons(&self) -> Vec<Uuid> {
        let persons = self.told().map(|told| told.fact.admissible().persons().0);
        persons.into_iter().flatten().map(|person| Uuid(person.0)).collect()
    }

    /// When it was true, as believed before; null when it was not.
    async fn occurred_on_before(&self) -> Option<PartialDay> {
        self.change.before.map(|before| PartialDay(before.on))
    }

    /// When it was true, as believed now; null when it is not.
    async fn occurred_on(&self) -> Option<PartialDay> {
        self.change.after.map(|after| PartialDay(after.on))
    }

    /// What it said before, in words; empty when it was not believed.
    async fn details_before(&self, ctx: &Context<'_>) -> Vec<String> {
        self.change.before.map(|before| fact_details(language(ctx), before.fact)).unwrap_or_default()
    }

    /// What it says now, in words; empty when it is not believed.
    async fn details(&self, ctx: &Context<'_>) -> Vec<String> {
        self.change.after.map(|after| fact_details(language(ctx), after.fact)).unwrap_or_default()
    }

    /// The fields in which both beliefs differ, in words, sealed ones included: never their values. Empty when only one
    /// has the fact.
    async fn changed_fields(&self, ctx: &Context<'_>) -> Vec<String> {
        let both = self.change.before.zip(self.change.after);
        both.map(|(before, after)| changed_fields(language(ctx), before.fact, after.fact)).unwrap_or_default()
    }

    /// The correction that holds now.
    async fn corrected_by(&self) -> Option<Revision<'_>> {
        self.change.after.and_then(|after| after.correction).map(Revision)
    }

    /// The retraction; null for what is believed.
    async fn retracted_by(&self) -> Option<Revision<'_>> {
        self.retraction.as_ref().map(|retraction| Revision(retraction.0))
    }
}
