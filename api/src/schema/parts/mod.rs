//! What belongs to a household and has a global identifier: members, enrolments, stays, leases, permits, contracts, trainings.

mod carried;
mod home;
mod people;

use async_graphql::Context;
use domain::ids::PersonId;

use super::Field;
use super::episodes::Episode;
use super::household::Household;
use super::scalars::Uuid;

pub(crate) use carried::{Contract, Permit, Training};
pub(crate) use home::{Lease, Occupancy};
pub(crate) use people::{Enrolment, Member};

/// One of these, looked at with its household.
pub(crate) struct Part<T> {
    household: Household,
    told: T,
    /// Whether it is one of those on the day looked at.
    is_current: bool,
}

impl<T: Clone + PartialEq> Part<T> {
    /// Those on the day looked at.
    pub(super) fn all(household: &Household, now: &[T]) -> Vec<Self> {
        let told = now.iter().cloned();
        told.map(|told| Self { household: household.clone(), told, is_current: true }).collect()
    }

    /// One, whether or not it is among those on the day looked at.
    pub(super) fn of(household: &Household, now: &[T], told: Option<T>) -> Option<Self> {
        let told = told?;
        let is_current = now.contains(&told);
        Some(Self { household: household.clone(), told, is_current })
    }
}

impl<T> Part<T> {
    /// What the household tells that lasted, of this.
    async fn lasted(&self, ctx: &Context<'_>, subject: uuid::Uuid) -> Field<Vec<Episode>> {
        let replayed = self.household.replayed(ctx).await;
        Some(replayed.map(|replayed| {
            let all = replayed.episodes().into_iter();
            all.filter(|episode| episode.subject == subject).map(Episode).collect()
        }))
    }
}

pub(super) fn uuids(persons: &[PersonId]) -> Vec<Uuid> {
    persons.iter().map(|person| Uuid(person.0)).collect()
}
