//! Persons by their role and the beginning of their identifier; never by name.

use std::collections::{BTreeMap, BTreeSet};

use domain::Fact;
use domain::codes::Role;
use domain::ids::PersonId;
use projections::pathway_state::PathwayState;

use crate::texts::Texts;

use super::steps::Step;

pub(super) struct People {
    roles: BTreeMap<PersonId, Role>,
    texts: Texts,
}

impl People {
    /// Everybody who has been in the household, as known.
    pub(super) fn of(steps: &[Step<'_>], state: &PathwayState, texts: Texts) -> Self {
        let believed = steps.iter().filter(|step| step.retracted_by.is_none());
        let joined = believed.filter_map(|step| {
            let Fact::MemberJoined(fact) = step.fact else { return None };
            Some((fact.person, fact.role))
        });
        let here = state.members.iter().map(|member| (member.person, member.role));
        Self { roles: joined.chain(here).collect(), texts }
    }

    /// `personne de référence c0f18a44`
    pub(super) fn name(&self, person: PersonId) -> String {
        let role = self.roles.get(&person).map(|role| self.texts.label(*role));
        let role = role.unwrap_or_else(|| self.texts.say("person", &[]));
        format!("{role} {}", short(person))
    }

    /// Several names, or the whole household.
    pub(super) fn names(&self, persons: &[PersonId]) -> String {
        let named: BTreeSet<&PersonId> = persons.iter().collect();
        if named.len() > 1 && named.into_iter().eq(self.roles.keys()) {
            return self.texts.say("everybody", &[]);
        }
        persons.iter().map(|person| self.name(*person)).collect::<Vec<_>>().join(", ")
    }
}

/// The first eight digits of an identifier: enough to tell persons of one household apart.
pub(super) fn short(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(8).collect()
}
