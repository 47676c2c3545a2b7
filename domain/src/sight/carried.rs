//! What persons carry with them from household to household, as far as it may show.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Group;
use crate::event::StreamId;
use crate::facts::Fact;
use crate::ids::PersonId;

/// What of the streams of other households may show in one: what names those who are members of it once everything
/// recorded has taken effect. Who has left takes along what is recorded elsewhere, whatever day is looked at.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// The household’s own stream, and those that splits and mergers tie to it: they are one history.
    pub lineage: BTreeSet<StreamId>,
    members: BTreeSet<PersonId>,
    /// Those who are or were members.
    been: BTreeSet<PersonId>,
    /// What was opened for a member.
    opened: BTreeSet<Uuid>,
}

impl Carried {
    /// What may show where these are members, of these facts.
    #[must_use]
    pub fn of(
        lineage: BTreeSet<StreamId>,
        members: BTreeSet<PersonId>,
        been: BTreeSet<PersonId>,
        facts: &[&Fact],
    ) -> Self {
        let mut carried = Self { lineage, members, been, opened: BTreeSet::new() };
        let opened = facts.iter().filter(|fact| carried.names_member(fact));
        let opened = opened.filter_map(|fact| fact.admissible().opens()).map(|link| link.id).collect();
        carried.opened = opened;
        carried
    }

    /// Whether a person is or was a member.
    pub(super) fn knew(&self, person: PersonId) -> bool {
        self.been.contains(&person)
    }

    fn names_member(&self, fact: &Fact) -> bool {
        fact.admissible().persons().0.iter().any(|person| self.members.contains(person))
    }

    /// Whether a fact of a stream may show.
    pub(super) fn shows(&self, stream: &StreamId, fact: &Fact) -> bool {
        if self.lineage.contains(stream) {
            return true;
        }
        let follows = [fact.admissible().ends(), fact.admissible().changes()];
        let follows = follows.into_iter().flatten().any(|link| self.opened.contains(&link.id));
        fact.kind().group() != Some(Group::Composition) && (follows || self.names_member(fact))
    }
}
