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
    /// How much of an identifier is told.
    length: usize,
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
        let roles: BTreeMap<PersonId, Role> = joined.chain(here).collect();
        let length = telling(roles.keys());
        Self { roles, length, texts }
    }

    /// `personne de référence c0f18a44`
    pub(super) fn name(&self, person: PersonId) -> String {
        let role = self.roles.get(&person).map(|role| self.texts.label(*role));
        let role = role.unwrap_or_else(|| self.texts.say("person", &[]));
        format!("{role} {:.*}", self.length, person.to_string())
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

/// How much of the identifiers of a household tells its persons apart: eight digits as a rule, and one group more at a
/// time for those that were made within a minute, which begin alike.
fn telling<'p>(persons: impl Iterator<Item = &'p PersonId>) -> usize {
    let all: Vec<String> = persons.map(ToString::to_string).collect();
    let tells = |length: &usize| {
        let starts: BTreeSet<&str> = all.iter().filter_map(|one| one.get(..*length)).collect();
        starts.len() == all.len()
    };
    [8, 13, 18, 23].into_iter().find(tells).unwrap_or(36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_told_as_tells_persons_apart() {
        let length = |ids: [&str; 2]| {
            let ids: Vec<PersonId> = ids.iter().map(|id| id.parse().unwrap()).collect();
            telling(ids.iter())
        };
        let one = "0190f3a2-7c11-7d01-8a55-3f1d5b0c9e01";
        assert_eq!(length([one, "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a"]), 8);
        assert_eq!(length([one, "0190f3a2-7d90-7d01-8a55-3f1d5b0c9e01"]), 13);
        assert_eq!(length([one, "0190f3a2-7c11-7d01-8a55-3f1d5b0c9e02"]), 36);
    }
}
