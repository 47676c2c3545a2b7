//! `activity_attended`: payload and invariants.

use super::payload::payload;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{ActivityId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Pathway;
use crate::pathway::Period;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// Members take part in an activity (participation à une activité).
    ///
    /// Source: catalogue, `AT`.
    pub struct ActivityAttended {
        /// The activity, held by a programme.
        [S] activity: ActivityId,
        /// Who.
        [S] persons: NonEmpty<PersonId>,
    }
}

impl Admissible for ActivityAttended {
    fn refers(&self) -> Vec<Link> {
        [Some(link(Kind::Activity, self.activity.0, "/data/activity"))].into_iter().flatten().collect()
    }

    fn activity(&self) -> Option<ActivityId> {
        Some(self.activity)
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(activity) = pathway.activity(self.activity) else { return };
        let period =
            Period { from: activity.on, until: Some(activity.ends_on.map_or(activity.on, PartialDate::day)) };
        if !period.possibly_covers(this.on) {
            found.add(Rule::AttendanceDates, "/occurredon", this.on);
        }
    }
}
