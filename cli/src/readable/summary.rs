//! How far the household has come on the day: months from entry to a home of its own, class of its home.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::{AccommodationKind, HomeClass};
use domain::facts::values::Destination;
use domain::{Fact, StreamId};
use jiff::civil::Date;
use projections::pathway_state::{Coordinates, PathwayState};

use crate::output::{GOOD, TITLE, styled};

use super::Page;
use super::span::months;

impl Page<'_> {
    pub(super) fn summary(&self) -> String {
        let lines = [self.way(), self.home_now()];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// The first day of the first enrolment, as believed; `None` as well when that one continues an enrolment of
    /// another household, for the entry is told there.
    pub(super) fn entry(&self) -> Option<Date> {
        let starts = self.believed().filter_map(|step| {
            let Fact::EnrolmentStarted(fact) = step.fact else { return None };
            Some((step.on.representative(), fact.continues.is_some()))
        });
        // Of several on one day, one that continues another decides.
        let first = starts.min_by_key(|(day, continues)| (*day, !continues));
        first.filter(|(_, continues)| !continues).map(|(day, _)| day)
    }

    /// From entry to the first home of its own: months by calendar month.
    fn way(&self) -> Option<String> {
        let as_of = self.replayed.state.as_of;
        let entry = self.entry().filter(|entry| *entry <= as_of)?;
        let month = |day: Date| day.strftime("%Y-%m").to_string();
        if self.was_settled(entry) {
            return Some(styled(GOOD, self.texts.say("permanent-already", &[("entry", &month(entry))])));
        }
        let reached = self.believed().filter(|step| gives_home(step.fact));
        let reached = reached.map(|step| step.on.representative());
        let reached = reached.filter(|day| (entry..=as_of).contains(day)).min();
        if reached.is_none() && !self.is_on_the_way() {
            return None;
        }
        let count = self.texts.count("months", months(entry, reached.unwrap_or(as_of)));
        let args = [
            ("months", count.as_str()),
            ("entry", &month(entry)),
            ("reached", &reached.map(month).unwrap_or_default()),
        ];
        Some(match reached {
            Some(_) => styled(GOOD, self.texts.say("permanent-reached", &args)),
            None => self.texts.say("permanent-not-yet", &args),
        })
    }

    /// Whether the household came to its entry from a home of its own, and stayed there on the day.
    fn was_settled(&self, entry: Date) -> bool {
        let settled = |day: Date| classes(&self.own_state(day)).contains(&HomeClass::Permanent);
        entry.yesterday().is_ok_and(settled) && settled(entry)
    }

    /// Whether a home of its own is still to come: enrolled on the day, and in a home known to be another.
    fn is_on_the_way(&self) -> bool {
        let (state, classes) = (&self.replayed.state, classes(&self.replayed.state));
        let unsettled = !classes.contains(&HomeClass::Permanent) && !classes.contains(&HomeClass::Unknown);
        !state.enrolments.is_empty() && !classes.is_empty() && unsettled
    }

    /// What the stream of the household alone says of another day.
    fn own_state(&self, as_of: Date) -> PathwayState {
        let PathwayState { household, known_at, .. } = self.replayed.state;
        let streams = BTreeMap::from([(StreamId::Household(household), self.replayed.events().to_vec())]);
        PathwayState::of(
            household,
            &streams,
            &Coordinates { as_of, known_at, time_zone: self.time_zone.clone() },
        )
    }

    /// The class of the homes lived in on the day.
    fn home_now(&self) -> Option<String> {
        let classes = classes(&self.replayed.state);
        let names: Vec<String> = classes.into_iter().map(|class| self.class_name(class)).collect();
        let class = styled(TITLE, names.join(", "));
        (!names.is_empty()).then(|| self.texts.say("home-now", &[("class", &class)]))
    }

    pub(super) fn home_class(&self, kind: AccommodationKind) -> String {
        self.class_name(kind.class())
    }

    fn class_name(&self, class: HomeClass) -> String {
        let id = match class {
            HomeClass::Precarious => "class-precarious",
            HomeClass::Emergency => "class-emergency",
            HomeClass::Shelter => "class-shelter",
            HomeClass::Transitional => "class-transitional",
            HomeClass::Adapted => "class-adapted",
            HomeClass::Permanent => "class-permanent",
            HomeClass::Institution => "class-institution",
            HomeClass::Unknown => "class-unknown",
        };
        self.texts.say(id, &[])
    }
}

/// The classes of the homes lived in, each once.
fn classes(state: &PathwayState) -> BTreeSet<HomeClass> {
    state.occupancies.iter().map(|home| home.kind.class()).collect()
}

/// Whether a fact puts the household in a home of its own: moving in, a slide, leaving towards one.
fn gives_home(fact: &Fact) -> bool {
    let permanent = |kind: AccommodationKind| kind.class() == HomeClass::Permanent;
    if let Fact::OccupancyStarted(fact) = fact {
        return permanent(fact.kind);
    }
    if let Fact::EnrolmentEnded(fact) = fact {
        return matches!(fact.destination, Destination::Home(kind) if permanent(kind));
    }
    matches!(fact, Fact::LeaseTransferred(_))
}
