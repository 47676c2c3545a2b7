//! What was recorded, by whom, when, and what became of it.

use std::collections::HashMap;

use application::Replayed;
use async_graphql::{Context, Enum, ID, Object};
use domain::codes::{Coded, CorrectionReason};
use domain::messages::{changed_fields, fact_details, fact_label};
use domain::{Believed, Event, Fact};
use projections::history::Entry;

use super::scalars::{DateTime, Json, PartialDay, Position, Uuid};
use super::{label, language};

/// How an event arrived.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::Origin")]
pub(crate) enum Origin {
    /// Typed by a person.
    Manual,
    /// Read from a file.
    Import,
    /// Sent by a partner’s program.
    Partner,
    /// Taken over with the recording time that a source asserts, not one that was witnessed.
    Migration,
}

/// Who recorded an event.
pub(crate) struct Actor<'a>(pub(super) &'a domain::Actor);

/// Who recorded an event: never a name, always a pseudonym.
#[Object]
impl Actor<'_> {
    /// The organisation that recorded, by its code.
    async fn organisation(&self) -> &str {
        self.0.organisation.as_str()
    }

    /// The role of whoever recorded.
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }

    /// A pseudonymous user.
    async fn user(&self) -> Option<&str> {
        self.0.user.as_deref()
    }
}

/// An event of a history.
pub(crate) struct HistoryEntry<'a> {
    entry: Entry<'a>,
    /// The opening of what it changes or ends.
    about: Option<&'a Fact>,
    changeable: bool,
}

impl<'a> HistoryEntry<'a> {
    /// The history of a household.
    pub(super) fn of_household(of: &'a Replayed) -> Vec<Self> {
        Self::all(of.history(), |event| of.is_changeable(event))
    }

    /// The history of any stream; `may_change` tells of events whether the reader may correct or retract them.
    pub(super) fn all(entries: Vec<Entry<'a>>, may_change: impl Fn(&Event) -> bool) -> Vec<Self> {
        let told = |entry: &Entry<'a>| entry.believed.map_or(entry.event.fact(), |believed| believed.fact);
        let opened = entries.iter().filter(|entry| entry.believed.is_some()).filter_map(|entry| {
            let link = told(entry).admissible().opens()?;
            Some(((link.kind, link.id), told(entry)))
        });
        let opened: HashMap<_, _> = opened.collect();
        let about = |entry: &Entry<'a>| {
            let fact = told(entry).admissible();
            let link = fact.ends().or_else(|| fact.changes())?;
            opened.get(&(link.kind, link.id)).copied()
        };
        let made = |entry: Entry<'a>| {
            let changeable = entry.believed.is_some() && may_change(entry.event);
            Self { about: about(&entry), entry, changeable }
        };
        entries.into_iter().map(made).collect()
    }
}

/// An event as it was recorded, and what later events made of it.
#[Object]
impl HistoryEntry<'_> {
    /// The event.
    async fn id(&self) -> ID {
        ID(self.entry.event.id().to_string())
    }

    /// Its place in the ledger.
    async fn position(&self) -> Position {
        Position(self.entry.event.position)
    }

    /// Its place in its stream, from 1.
    async fn version(&self) -> u32 {
        self.entry.event.version
    }

    /// The kind of fact, by the event catalogue’s name: `lease_transferred`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        self.entry.event.fact().kind().name()
    }

    /// The kind of fact in words.
    async fn type_label(&self, ctx: &Context<'_>) -> String {
        fact_label(language(ctx), self.entry.event.fact().kind())
    }

    /// When it was true, as first recorded.
    async fn occurred_on(&self) -> PartialDay {
        PartialDay(self.entry.event.on())
    }

    /// When the ledger learnt it.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.entry.event.recorded_at)
    }

    /// Who recorded it.
    async fn actor(&self) -> Actor<'_> {
        Actor(&self.entry.event.submission.actor)
    }

    /// How it arrived.
    async fn origin(&self) -> Origin {
        self.entry.event.submission.origin.into()
    }

    /// Shared by the events that were accepted together; null for an event on its own.
    async fn batch(&self) -> Option<Uuid> {
        self.entry.event.batch.map(|batch| Uuid(batch.0))
    }

    /// Codes of the rules of which it carries a warning: legal usage that it broke when it was recorded, a household that it left
    /// without a reference person, and what it left households without support for.
    async fn warnings(&self) -> &[String] {
        &self.entry.event.warnings
    }

    /// Its payload, as first recorded.
    async fn payload(&self) -> Json {
        Json(self.entry.event.fact().write())
    }

    /// What it says in words, the most telling first, as first recorded; empty when `typeLabel` says it all. Nobody is
    /// named.
    async fn details(&self, ctx: &Context<'_>) -> Vec<String> {
        fact_details(language(ctx), self.entry.event.fact())
    }

    /// What it says in words, as believed; null when it is not believed.
    async fn believed_details(&self, ctx: &Context<'_>) -> Option<Vec<String>> {
        self.entry.believed.map(|believed| fact_details(language(ctx), believed.fact))
    }

    /// The fields that the correction that holds changed, in words, sealed ones included: never their values.
    async fn changed_fields(&self, ctx: &Context<'_>) -> Vec<String> {
        let changed =
            |believed: Believed<'_>| changed_fields(language(ctx), self.entry.event.fact(), believed.fact);
        self.entry.believed.map(changed).unwrap_or_default()
    }

    /// What it changes or ends, in words; null when it opens something, or when that is not in this history.
    async fn about(&self, ctx: &Context<'_>) -> Option<String> {
        fact_details(language(ctx), self.about?).into_iter().next()
    }

    /// The persons whom it names, else those of what it changes or ends.
    async fn persons(&self) -> Vec<Uuid> {
        let told = self.entry.believed.map_or(self.entry.event.fact(), |believed| believed.fact);
        let named = told.admissible().persons().0;
        let about = self.about.filter(|_| named.is_empty()).map(|about| about.admissible().persons().0);
        about.unwrap_or(named).iter().map(|person| Uuid(person.0)).collect()
    }

    /// Whether you may correct or retract it, as far as that can be told before it is done.
    async fn changeable(&self) -> bool {
        self.changeable
    }

    /// The last correction: the one that holds or, of what was retracted, the one that held until then.
    async fn corrected_by(&self) -> Option<Revision<'_>> {
        self.entry.corrected_by.map(Revision)
    }

    /// The retraction.
    async fn retracted_by(&self) -> Option<Revision<'_>> {
        self.entry.retracted_by.map(Revision)
    }

    /// Whether the fact is believed. Retracted facts are not, and corrections and retractions are
    /// no facts of the pathway themselves.
    async fn believed(&self) -> bool {
        self.entry.believed.is_some()
    }

    /// When it was true, as believed; null when it is not believed.
    async fn believed_occurred_on(&self) -> Option<PartialDay> {
        self.entry.believed.map(|believed| PartialDay(believed.on))
    }

    /// Its payload, as believed; null when it is not believed.
    async fn believed_payload(&self) -> Option<Json> {
        self.entry.believed.map(|believed| Json(believed.fact.write()))
    }
}

/// A correction or a retraction.
pub(crate) struct Revision<'a>(pub(super) &'a Event);

impl Revision<'_> {
    fn why(&self) -> Option<CorrectionReason> {
        if let Fact::EventCorrected(correction) = self.0.fact() {
            return Some(correction.reason);
        }
        if let Fact::EventRetracted(retraction) = self.0.fact() {
            return Some(retraction.reason);
        }
        None
    }
}

/// The correction or the retraction of an event.
#[Object]
impl Revision<'_> {
    /// The event that corrects or retracts.
    async fn id(&self) -> ID {
        ID(self.0.id().to_string())
    }

    /// Its place in the ledger.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// When the ledger learnt it.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// Who recorded it.
    async fn actor(&self) -> Actor<'_> {
        Actor(&self.0.submission.actor)
    }

    /// Why, by its code.
    async fn reason(&self) -> Option<&str> {
        self.why().map(Coded::code)
    }

    /// Why, in words.
    async fn reason_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.why().map(|reason| label(ctx, reason))
    }
}
