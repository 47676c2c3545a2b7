//! `activity_held`: payload and invariants.

use std::num::NonZeroU32;

use jiff::civil::Date;

use super::payload::payload;
use crate::codes::ActivityKind;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{ActivityId, SiteId};
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A programme holds an activity or a session (tenue d’une activité).
    ///
    /// Source: catalogue, `AH`.
    pub struct ActivityHeld {
        /// The activity.
        [S] activity: ActivityId,
        /// Its kind.
        [S] kind: ActivityKind,
        /// Last day, for a stay or a course.
        [S] ends_on: Option<Date>,
        /// Where.
        [S] site: Option<SiteId>,
        /// Number of sessions; 1 when absent.
        [S] sessions: Option<NonZeroU32>,
    }
}

impl Admissible for ActivityHeld {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Activity, self.activity.0, "/data/activity"))
    }

    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        if !book.possibly_open(this.on) {
            found.add(Rule::ActivityOpen, "/occurredon", this.on);
        }
        if let Some(ends_on) = self.ends_on.filter(|ends_on| *ends_on < this.on.earliest()) {
            found.add(Rule::ActivityEnds, "/data/ends_on", ends_on);
        }
    }
}
