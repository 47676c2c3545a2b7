//! How far the household has come on the day: months from entry to a home of its own, class of its home.

use domain::Fact;
use domain::codes::{AccommodationKind, HomeClass};
use domain::facts::values::Destination;
use jiff::civil::Date;

use crate::output::{GOOD, TITLE, styled};

use super::Page;
use super::span::months;

impl Page<'_> {
    pub(super) fn summary(&self) -> String {
        let lines = [self.way(), self.home_now()];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// The first day of the first enrolment, as believed.
    pub(super) fn entry(&self) -> Option<Date> {
        let starts = self.believed().filter(|believed| matches!(believed.fact, Fact::EnrolmentStarted(_)));
        starts.map(|believed| believed.on.representative()).min()
    }

    /// From entry to the first home of its own: months by calendar month.
    fn way(&self) -> Option<String> {
        let as_of = self.replayed.state.as_of;
        let entry = self.entry().filter(|entry| *entry <= as_of)?;
        let reached = self.believed().filter(|believed| gives_home(believed.fact));
        let reached = reached.map(|believed| believed.on.representative());
        let reached = reached.filter(|day| (entry..=as_of).contains(day)).min();
        let count = self.texts.count("months", months(entry, reached.unwrap_or(as_of)));
        let month = |day: Date| day.strftime("%Y-%m").to_string();
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

    /// The class of the homes lived in on the day.
    fn home_now(&self) -> Option<String> {
        let homes = &self.replayed.state.occupancies;
        let mut classes: Vec<HomeClass> = homes.iter().map(|home| home.kind.class()).collect();
        classes.sort_unstable();
        classes.dedup();
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
