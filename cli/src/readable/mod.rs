//! A replay as a person reads it: the household on a day, then its history, then how far it has come.

mod details;
mod people;
mod span;
mod state;
mod story;
mod summary;

use application::Replayed;
use domain::{Believed, Fact};
use jiff::tz::TimeZone;
use projections::history::Entry;

use crate::output::{DIM, TITLE, styled};
use crate::texts::Texts;

use people::People;

/// What every part of the page looks at.
struct Page<'a> {
    replayed: &'a Replayed,
    /// The events of the household’s stream as known, facts in believed order; corrections and retractions
    /// are told with their targets.
    facts: Vec<Entry<'a>>,
    people: People,
    texts: Texts,
    time_zone: &'a TimeZone,
}

/// The whole page.
pub(crate) fn page(replayed: &Replayed, texts: Texts, time_zone: &TimeZone) -> String {
    let is_fact =
        |entry: &Entry<'_>| !matches!(entry.event.fact(), Fact::EventCorrected(_) | Fact::EventRetracted(_));
    let mut facts: Vec<Entry<'_>> = replayed.history().into_iter().filter(is_fact).collect();
    facts.sort_by_key(|entry| {
        let on = entry.believed.map_or(entry.event.on(), |believed| believed.on);
        (on.earliest(), entry.event.recorded_at, entry.event.version)
    });
    let people = People::of(&facts, &replayed.state, texts);
    let page = Page { replayed, facts, people, texts, time_zone };
    let parts = [page.header(), page.state(), page.story(), page.summary()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

impl<'a> Page<'a> {
    /// The facts believed, in their order.
    fn believed(&self) -> impl Iterator<Item = Believed<'a>> {
        self.facts.iter().filter_map(|entry| entry.believed)
    }

    fn header(&self) -> String {
        let state = &self.replayed.state;
        let household = state.household.to_string();
        let day = self.texts.day(state.as_of);
        let known = match state.known_at {
            Some(instant) => self.texts.say("known-at", &[("instant", &instant.to_string())]),
            None => self.texts.say("known-now", &[]),
        };
        let title = self.texts.say("household", &[("household", &household)]);
        let when = self.texts.say("as-of", &[("day", &day), ("known", &known)]);
        let (position, version) = (state.position.to_string(), state.version.to_string());
        let place = self.texts.say("place", &[("position", &position), ("version", &version)]);
        format!("{}\n{when} {}", styled(TITLE, title), styled(DIM, place))
    }
}
