//! The history: one line for each fact, by representative day, with what became of it.

use domain::facts::{Fact, Kind};
use domain::ids::PersonId;
use domain::messages::changed_fields;
use domain::{Event, PartialDate};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::output::{DIM, NOTICE, STRUCK, TITLE, styled};

use super::Page;
use super::span::months;
use super::steps::{Correction, Step, Told};

/// A fact recorded more days than this after it was certainly true was learnt late.
const LATE_DAYS: i32 = 31;

impl Page<'_> {
    pub(super) fn story(&self) -> String {
        if self.steps.is_empty() {
            return String::new();
        }
        let entered = self.entry();
        let dates: Vec<String> = self.steps.iter().map(|step| written(step.on)).collect();
        let since: Vec<String> = self.steps.iter().map(|step| self.elapsed(entered, step.on)).collect();
        let (left, right) = (width(&dates), width(&since));
        let day = self.texts.day(self.replayed.state.as_of);
        let mut lines = vec![styled(TITLE, self.texts.say("history", &[("day", &day)]))];
        // Under the text of the step: mark, date, count, and the blanks between them.
        let indent = " ".repeat(2 + left + 2 + right + 2);
        for ((step, date), since) in self.steps.iter().zip(dates).zip(since) {
            let line = format!("{date:left$}  {since:>right$}  {}", self.told(step.fact));
            lines.push(self.marked(step, &line));
            lines.extend(self.became(step).into_iter().map(|text| format!("{indent}{text}")));
        }
        lines.join("\n")
    }

    /// `  2010-04`, `› 2011-03` after the day looked at, `✗ 2010-11` when retracted, `~ 2010-12` when corrected.
    fn marked(&self, step: &Step<'_>, line: &str) -> String {
        let later = step.on.representative() > self.replayed.state.as_of;
        let late = self.is_late(step.event).then(|| self.dated("learnt", step.event.recorded_at, ""));
        let late = late.map(|late| format!(" {}", styled(NOTICE, late))).unwrap_or_default();
        let marked = if step.retracted_by.is_some() {
            format!("✗ {}", styled(STRUCK, line))
        } else if !step.corrections.is_empty() {
            format!("~ {line}")
        } else if later {
            styled(DIM, format!("› {line}"))
        } else {
            format!("  {line}")
        };
        marked + &late + &Self::recorder(step.event)
    }

    /// `+ 7 mois` since entry.
    fn elapsed(&self, entered: Option<Date>, on: PartialDate) -> String {
        let Some(entered) = entered else { return String::new() };
        let months = months(entered, on.representative());
        let sign = if months < 0 { "−" } else { "+" };
        format!("{sign} {}", self.texts.count("months", months.abs()))
    }

    /// What happened, what changed, for whom.
    fn told(&self, fact: &Fact) -> String {
        let mut line = domain::messages::fact_label(self.texts.language, fact.kind());
        let changed = self.details(fact);
        if !changed.is_empty() {
            line = format!("{line} — {}", changed.join(", "));
        }
        if ends_for_all(fact) {
            return format!("{line} · {}", self.texts.say("everybody", &[]));
        }
        let persons = self.persons(fact);
        if persons.is_empty() { line } else { format!("{line} · {}", self.people.names(persons)) }
    }

    /// The persons that a fact names, or those of what it changes or ends.
    fn persons<'f>(&'f self, fact: &'f Fact) -> &'f [PersonId] {
        let (named, _) = fact.admissible().persons();
        match self.opening(fact) {
            Some(opening) if named.is_empty() => opening.admissible().persons().0,
            Some(_) | None => named,
        }
    }

    /// How it was recorded, if asked; every correction and the retraction: when, why, by whom, and what stood
    /// there before.
    fn became(&self, step: &Step<'_>) -> Vec<String> {
        let mut lines: Vec<String> = self.recorded(step.event).into_iter().collect();
        for correction in &step.corrections {
            let changed = self.changed(correction.by).unwrap_or_default();
            lines.push(format!("{changed} — {}", self.before(correction)));
            lines.extend(self.recorded(correction.by));
        }
        if let Some(by) = step.retracted_by {
            lines.extend(self.changed(by));
            lines.extend(self.recorded(by));
        }
        lines
    }

    /// What stood there before a correction; the names of the fields when what changed is not shown.
    fn before(&self, correction: &Correction<'_>) -> String {
        let line = |(on, fact): Told<'_>| format!("{}  {}", written(on), self.told(fact));
        let before = line(correction.before);
        if before != line(correction.after) {
            return self.texts.say("before", &[("text", &styled(STRUCK, before))]);
        }
        let changed = changed_fields(self.texts.language, correction.before.1, correction.after.1);
        if changed.is_empty() {
            return self.texts.say("unchanged", &[]);
        }
        self.texts.say("changed-fields", &[("fields", &changed.join(", "))])
    }

    fn is_late(&self, event: &Event) -> bool {
        let recorded_on = self.time_zone.to_datetime(event.recorded_at).date();
        (recorded_on - event.on().latest().min(recorded_on)).get_days() > LATE_DAYS
    }

    pub(super) fn dated(&self, id: &str, instant: Timestamp, reason: &str) -> String {
        let day = self.texts.day(self.time_zone.to_datetime(instant).date());
        self.texts.say(id, &[("day", &day), ("reason", reason)])
    }
}

fn width(texts: &[String]) -> usize {
    texts.iter().map(|text| text.chars().count()).max().unwrap_or(0)
}

/// A partial date in a column: `2010-04`, `≤ 2009-09`, `≥ 2009-09`, `2009-09/2010-03`.
fn written(date: PartialDate) -> String {
    let text = date.to_string();
    match (text.strip_prefix("../"), text.strip_suffix("/..")) {
        (Some(".."), _) => "?".to_owned(),
        (Some(end), _) => format!("≤ {end}"),
        (None, Some(start)) => format!("≥ {start}"),
        (None, None) => text,
    }
}

/// Whether the fact ends an enrolment or a stay for all who remain: children who joined later included.
fn ends_for_all(fact: &Fact) -> bool {
    let link = fact.admissible().ends();
    let shared = link.is_some_and(|link| matches!(link.kind, Kind::Enrolment | Kind::Occupancy));
    shared && fact.admissible().persons().0.is_empty()
}
