//! What belongs to a household and has a global identifier: members, enrolments, leases.

use application::Replayed;
use async_graphql::{Context, ID, Object};
use domain::codes::Coded;
use domain::ids::{EnrolmentId, LeaseId, PersonId};
use projections::pathway_state;

use super::episodes::Episode;
use super::household::Household;
use super::id::Part;
use super::scalars::{PartialDay, Uuid};
use super::state::uuids;
use super::{Field, label};

/// What the household tells that lasted, of one of its parts.
async fn episodes(ctx: &Context<'_>, household: &Household, subject: uuid::Uuid) -> Field<Vec<Episode>> {
    let replayed = household.replayed(ctx).await;
    Some(replayed.map(|replayed| {
        let all = replayed.episodes().into_iter();
        all.filter(|episode| episode.subject == subject).map(Episode).collect()
    }))
}

/// A member of a household.
pub(crate) struct Member {
    household: Household,
    told: pathway_state::Member,
    is_current: bool,
}

impl Member {
    /// Those on the day looked at.
    pub(super) fn all(household: &Household, of: &Replayed) -> Vec<Self> {
        let told = of.state.members.iter().cloned();
        told.map(|told| Self { household: household.clone(), told, is_current: true }).collect()
    }

    pub(super) fn find(household: &Household, of: &Replayed, person: PersonId) -> Option<Self> {
        let is_current = of.state.members.iter().any(|member| member.person == person);
        Some(Self { household: household.clone(), told: of.member(person)?, is_current })
    }
}

/// A person as a member of a household, which is looked at on a day as it was known at an instant. The same person in another
/// household is another object.
#[Object]
impl Member {
    /// Identifies the member at the coordinates of the household; opaque. `node` answers the same, also when the person is not
    /// a member on that day.
    pub async fn id(&self) -> ID {
        self.household.part(Part::Member(self.told.person))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// Who.
    async fn person(&self) -> Uuid {
        Uuid(self.told.person.0)
    }

    /// The place in the household, by its code; that of the last arrival of who is not a member on the day looked at.
    async fn role(&self) -> &str {
        self.told.role.code()
    }

    /// The place in the household, in words.
    async fn role_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.role)
    }

    /// Birth, as precisely as known; null when it was erased.
    async fn birth(&self) -> Option<PartialDay> {
        (!self.told.birth.is_unknown()).then_some(PartialDay(self.told.birth))
    }

    /// Whether the person is a member on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// The stays in the household, by beginning.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        episodes(ctx, &self.household, self.told.person.0).await
    }
}

/// An enrolment of a household.
pub(crate) struct Enrolment {
    household: Household,
    told: pathway_state::Enrolment,
    is_current: bool,
}

impl Enrolment {
    /// Those open on the day looked at.
    pub(super) fn all(household: &Household, of: &Replayed) -> Vec<Self> {
        let told = of.state.enrolments.iter().cloned();
        told.map(|told| Self { household: household.clone(), told, is_current: true }).collect()
    }

    pub(super) fn find(household: &Household, of: &Replayed, id: EnrolmentId) -> Option<Self> {
        let told = of.enrolment(id)?;
        let is_current = !told.persons.is_empty();
        Some(Self { household: household.clone(), told, is_current })
    }
}

/// An enrolment of members of a household in a programme.
#[Object]
impl Enrolment {
    /// Identifies the enrolment at the coordinates of the household; opaque. `node` answers the same, also when it is not open
    /// on that day.
    pub async fn id(&self) -> ID {
        self.household.part(Part::Enrolment(self.told.enrolment))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The enrolment.
    async fn enrolment(&self) -> Uuid {
        Uuid(self.told.enrolment.0)
    }

    /// In which programme, by its code.
    async fn programme(&self) -> &str {
        self.told.programme.as_str()
    }

    /// For whom it is open on the day looked at.
    async fn persons(&self) -> Vec<Uuid> {
        uuids(&self.told.persons)
    }

    /// Whether it is open for somebody on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        episodes(ctx, &self.household, self.told.enrolment.0).await
    }
}

/// A lease of a household.
pub(crate) struct Lease {
    household: Household,
    told: pathway_state::Lease,
    is_current: bool,
}

impl Lease {
    /// Those in force on the day looked at.
    pub(super) fn all(household: &Household, of: &Replayed) -> Vec<Self> {
        let told = of.state.leases.iter().cloned();
        told.map(|told| Self { household: household.clone(), told, is_current: true }).collect()
    }

    pub(super) fn find(household: &Household, of: &Replayed, id: LeaseId) -> Option<Self> {
        let is_current = of.state.leases.iter().any(|lease| lease.lease == id);
        Some(Self { household: household.clone(), told: of.lease(id)?, is_current })
    }
}

/// A lease of a household, or another title to occupy.
#[Object]
impl Lease {
    /// Identifies the lease at the coordinates of the household; opaque. `node` answers the same, also when it is not in force
    /// on that day.
    pub async fn id(&self) -> ID {
        self.household.part(Part::Lease(self.told.lease))
    }

    /// The household.
    async fn household(&self) -> &Household {
        &self.household
    }

    /// The lease.
    async fn lease(&self) -> Uuid {
        Uuid(self.told.lease.0)
    }

    /// Its kind, by its code.
    async fn kind(&self) -> &str {
        self.told.kind.code()
    }

    /// Its kind, in words.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.told.kind)
    }

    /// The stay that it covers.
    async fn occupancy(&self) -> Option<Uuid> {
        self.told.occupancy.map(|occupancy| Uuid(occupancy.0))
    }

    /// Who signed.
    async fn signatories(&self) -> Vec<Uuid> {
        uuids(&self.told.signatories)
    }

    /// Whether it is in force on the day looked at.
    async fn current(&self) -> bool {
        self.is_current
    }

    /// From when to when it lasted, and what went wrong with it, by beginning.
    async fn episodes(&self, ctx: &Context<'_>) -> Field<Vec<Episode>> {
        episodes(ctx, &self.household, self.told.lease.0).await
    }
}
