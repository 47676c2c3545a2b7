//! Who is in a household, and in which programmes.

use async_graphql::{Context, ID, Object};
use domain::codes::Coded;
use projections::pathway_state;

use super::super::episodes::Episode;
use super::super::household::Household;
use super::super::id::Part as GlobalPart;
use super::super::scalars::{PartialDay, Uuid};
use super::super::{Field, label};
use super::{Part, uuids};

/// A member of a household.
pub(crate) type Member = Part<pathway_state::Member>;

/// A person as a member of a household, which is looked at on a day as it was known at an instant. The same person in another
/// household is another object.
#[Object(name = "Member")]
impl Part<pathway_state::Member> {
    /// Identifies the member at the coordinates of the household; opaque. `node` answers the same, also when the person is not
    /// a member on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Member(self.told.person))
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
        self.lasted(ctx, self.told.person.0).await
    }
}

/// An enrolment of a household.
pub(crate) type Enrolment = Part<pathway_state::Enrolment>;

/// An enrolment of members of a household in a programme.
#[Object(name = "Enrolment")]
impl Part<pathway_state::Enrolment> {
    /// Identifies the enrolment at the coordinates of the household; opaque. `node` answers the same, also when it is not open
    /// on that day.
    pub async fn id(&self) -> ID {
        self.household.part(GlobalPart::Enrolment(self.told.enrolment))
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
        self.lasted(ctx, self.told.enrolment.0).await
    }
}
