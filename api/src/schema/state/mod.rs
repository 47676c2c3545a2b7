//! What was true of a household on a day, object by object.

mod carried;

use application::Replayed;
use async_graphql::{Context, Object};
use domain::codes::{Coded, LegalStatus};
use domain::ids::PersonId;
use projections::pathway_state;

use super::household::Household;
use super::label;
use super::parts::{Contract, Enrolment, Lease, Member, Occupancy, Permit, Training};
use super::scalars::{Date, DateTime, Position, Uuid};
use carried::{Consent, OpenRequest, Pairing, Right};

/// The state of a household.
pub(crate) struct PathwayState<'a> {
    household: &'a Household,
    replayed: &'a Replayed,
}

impl<'a> PathwayState<'a> {
    pub(super) fn of(household: &'a Household, replayed: &'a Replayed) -> Self {
        Self { household, replayed }
    }

    fn told(&self) -> &'a pathway_state::PathwayState {
        &self.replayed.state
    }
}

/// What was true of a household on a day, as known at an instant. A fact counts when its day is on
/// or before the day looked at; an ending on that day has taken effect. Lists are sorted by
/// identifier.
#[Object]
impl PathwayState<'_> {
    /// The household.
    async fn household(&self) -> Uuid {
        Uuid(self.told().household.0)
    }

    /// The day looked at.
    async fn as_of(&self) -> Date {
        Date(self.told().as_of)
    }

    /// What was recorded by then counts; null when everything recorded to date counts.
    async fn known_at(&self) -> Option<DateTime> {
        self.told().known_at.map(DateTime)
    }

    /// Position of the latest event that the answer rests on, in whatever stream; 0 when nothing
    /// was known yet.
    async fn position(&self) -> Position {
        Position(self.told().position)
    }

    /// Version of the household’s stream, as known.
    async fn version(&self) -> u32 {
        self.told().version
    }

    /// Members on that day.
    async fn members(&self) -> Vec<Member> {
        Member::all(self.household, &self.told().members)
    }

    /// The status of each member who has one.
    async fn status(&self) -> Vec<StatusEntry> {
        let status = self.told().status.iter();
        let entry = |(person, status): (&PersonId, &LegalStatus)| StatusEntry(*person, *status);
        status.map(entry).collect()
    }

    /// Residence permits in force.
    async fn permits(&self) -> Vec<Permit> {
        Permit::all(self.household, &self.told().permits)
    }

    /// Enrolments in programmes, open for at least one person.
    async fn enrolments(&self) -> Vec<Enrolment> {
        Enrolment::all(self.household, &self.told().enrolments)
    }

    /// Homes in which at least one person lives.
    async fn occupancies(&self) -> Vec<Occupancy> {
        Occupancy::all(self.household, &self.told().occupancies)
    }

    /// Leases signed and neither ended nor transferred.
    async fn leases(&self) -> Vec<Lease> {
        Lease::all(self.household, &self.told().leases)
    }

    /// Job contracts active.
    async fn contracts(&self) -> Vec<Contract> {
        Contract::all(self.household, &self.told().contracts)
    }

    /// Trainings under way.
    async fn trainings(&self) -> Vec<Training> {
        Training::all(self.household, &self.told().trainings)
    }

    /// Rights open.
    async fn rights(&self) -> Vec<Right<'_>> {
        self.told().rights.iter().map(Right).collect()
    }

    /// Requests without a decision that settles them.
    async fn open_requests(&self) -> Vec<OpenRequest<'_>> {
        self.told().open_requests.iter().map(OpenRequest).collect()
    }

    /// Pairings under way.
    async fn pairings(&self) -> Vec<Pairing<'_>> {
        self.told().pairings.iter().map(Pairing).collect()
    }

    /// Consents in force.
    async fn consents(&self) -> Vec<Consent<'_>> {
        self.told().consents.iter().map(Consent).collect()
    }
}

/// The status of a person.
pub(crate) struct StatusEntry(PersonId, LegalStatus);

/// The latest status of a person, recorded on or before the day looked at.
#[Object]
impl StatusEntry {
    /// Whose.
    async fn person(&self) -> Uuid {
        Uuid(self.0.0)
    }

    /// The status, by its code.
    async fn status(&self) -> &str {
        self.1.code()
    }

    /// The status, in words.
    async fn status_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.1)
    }
}
