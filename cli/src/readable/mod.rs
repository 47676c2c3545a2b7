//! A replay as a person reads it: the household on a day, then its history, then how far it has come.

mod details;
mod people;
mod recorded;
mod span;
mod state;
mod steps;
mod story;
mod summary;

use application::Replayed;
use jiff::tz::TimeZone;

use crate::output::{DIM, TITLE, styled};
use crate::texts::Texts;

use people::People;
use steps::{Step, steps};

/// What every part of the page looks at.
struct Page<'a> {
    replayed: &'a Replayed,
    /// The facts of the household’s stream as known, in the order of reading.
    steps: Vec<Step<'a>>,
    people: People,
    texts: Texts,
    time_zone: &'a TimeZone,
    /// Whether each step tells how it was recorded.
    recorded: bool,
}

/// The whole page; with how each fact was `recorded`, when asked.
pub(crate) fn page(replayed: &Replayed, texts: Texts, time_zone: &TimeZone, recorded: bool) -> String {
    let steps = steps(&replayed.history());
    let people = People::of(&steps, &replayed.state, texts);
    let page = Page { replayed, steps, people, texts, time_zone, recorded };
    let parts = [page.header(), page.state(), page.story(), page.summary()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

impl<'a> Page<'a> {
    /// The steps that were not retracted.
    fn believed(&self) -> impl Iterator<Item = &Step<'a>> {
        self.steps.iter().filter(|step| step.retracted_by.is_none())
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
