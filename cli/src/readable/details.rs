//! What a fact changed: the kind of what it changes or ends, then its own values in the words of the domain.

use domain::Decimal;
use domain::facts::{Fact, Link};
use jiff::civil::Date;

use super::Page;

impl Page<'_> {
    /// The fact that opened what this one changes or ends, when the stream has it.
    pub(super) fn opening(&self, fact: &Fact) -> Option<&Fact> {
        let fact = fact.admissible();
        let Link { kind, id, .. } = fact.ends().or_else(|| fact.changes())?;
        let opens =
            |fact: &&Fact| fact.admissible().opens().is_some_and(|link| (link.kind, link.id) == (kind, id));
        self.believed().map(|step| step.fact).find(opens)
    }

    /// The kind of what a fact changes or ends, then the values of the fact itself.
    pub(super) fn details(&self, fact: &Fact) -> Vec<String> {
        let about = self.opening(fact).and_then(|opening| self.values(opening).into_iter().next());
        about.into_iter().chain(self.values(fact)).collect()
    }

    /// The hours of a contract, in words.
    pub(super) fn working_time(&self, full_time: Option<bool>, weekly_hours: Option<Decimal>) -> Vec<String> {
        domain::messages::working_time(self.texts.language, full_time, weekly_hours)
    }

    /// The values of a fact, the most telling first.
    fn values(&self, fact: &Fact) -> Vec<String> {
        domain::messages::fact_details(self.texts.language, fact)
    }

    pub(super) fn planned_end(&self, end: Date) -> String {
        self.texts.say("planned-end", &[("date", &self.texts.day(end))])
    }
}
