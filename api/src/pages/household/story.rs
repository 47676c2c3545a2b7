//! The history as a list, and what is believed otherwise: who recorded what when, and what became of it.

use domain::{FactKind, PartialDate};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::answer::{Actor, Change, ChangeKind, Entry, Revision};
use super::people::People;
use crate::pages::texts::Texts;

/// A fact recorded more days than this after it was certainly true was learnt late.
const LATE_DAYS: i32 = 31;

/// What the texts of a story are made with.
pub(in crate::pages) struct Teller<'a> {
    pub(in crate::pages) texts: Texts,
    pub(in crate::pages) people: &'a People,
    pub(in crate::pages) zone: &'a TimeZone,
    pub(in crate::pages) as_of: Date,
}

/// One fact.
pub(in crate::pages) struct Fact {
    pub(in crate::pages) id: String,
    pub(in crate::pages) position: u64,
    pub(in crate::pages) on: String,
    pub(in crate::pages) what: String,
    pub(in crate::pages) details: String,
    pub(in crate::pages) who: String,
    pub(in crate::pages) recorded: String,
    /// `later`, `corrected`, `retracted`: any of them.
    pub(in crate::pages) marks: Vec<&'static str>,
    pub(in crate::pages) late: bool,
    /// Whether the reader may correct it in a form, and retract it.
    pub(in crate::pages) corrects: bool,
    pub(in crate::pages) retracts: bool,
    pub(in crate::pages) became: Vec<String>,
}

/// A fact that is believed otherwise.
pub(super) struct Changed {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) fields: Option<String>,
    pub(super) recorded: String,
    pub(super) href: Option<String>,
}

impl Teller<'_> {
    /// The facts by the days on which they were true; corrections and retractions are told with theirs.
    pub(in crate::pages) fn facts(&self, history: &[Entry]) -> Vec<Fact> {
        let facts = history
            .iter()
            .filter(|entry| !matches!(entry.kind.as_str(), "event_corrected" | "event_retracted"));
        let mut facts: Vec<(Date, Fact)> = facts.map(|entry| self.fact(entry)).collect();
        facts.sort_by_key(|(day, _)| *day);
        facts.into_iter().map(|(_, fact)| fact).collect()
    }

    fn fact(&self, entry: &Entry) -> (Date, Fact) {
        let first = entry.occurred_on.0;
        let on = entry.believed_occurred_on.map_or(first, |on| on.0);
        let details = entry.believed_details.as_ref().unwrap_or(&entry.details);
        let mut marks = Vec::new();
        let mut became = Vec::new();
        if let Some(by) = &entry.corrected_by {
            marks.push("corrected");
            let before = self.told(first, &entry.details);
            became.push(self.revised("corrected-by", by));
            if before != self.told(on, details) {
                became.push(self.texts.with("before", &[("text", &before)]));
            }
            became.extend(self.fields(&entry.changed_fields));
        }
        if let Some(by) = &entry.retracted_by {
            marks.push("retracted");
            became.push(self.revised("retracted-by", by));
        }
        if on.representative() > self.as_of {
            marks.push("later");
        }
        let about = entry.about.iter().filter(|about| !details.contains(about));
        let fact = Fact {
            id: entry.id.clone(),
            position: entry.position,
            on: self.texts.date(on),
            what: entry.type_label.clone(),
            details: about.chain(details).cloned().collect::<Vec<_>>().join(", "),
            who: self.people.names(&entry.persons),
            recorded: self.recorded(entry.recorded_at.0, &entry.actor, &entry.origin),
            corrects: entry.changeable
                && FactKind::parse(&entry.kind).is_some_and(crate::pages::record::is_corrected),
            retracts: entry.changeable
                && FactKind::parse(&entry.kind).is_some_and(crate::pages::record::is_retracted),
            late: self.is_late(entry.recorded_at.0, first),
            marks,
            became,
        };
        (on.representative(), fact)
    }

    /// One fact in a sentence, with who recorded it: what somebody else did meanwhile.
    pub(in crate::pages) fn since(&self, entry: &Entry) -> String {
        let recorded = self.recorded(entry.recorded_at.0, &entry.actor, &entry.origin);
        format!("{} ({recorded})", self.said(entry, entry.occurred_on.0, &entry.details))
    }

    /// One fact as it is believed, in a sentence.
    pub(in crate::pages) fn believed(&self, entry: &Entry) -> String {
        let on = entry.believed_occurred_on.unwrap_or(entry.occurred_on).0;
        self.said(entry, on, entry.believed_details.as_ref().unwrap_or(&entry.details))
    }

    fn said(&self, entry: &Entry, on: PartialDate, details: &[String]) -> String {
        let details = entry.about.iter().chain(details).cloned().collect::<Vec<_>>().join(", ");
        let what =
            [entry.type_label.clone(), details, self.texts.date(on), self.people.names(&entry.persons)];
        what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// What is believed otherwise.
    pub(super) fn changed(&self, change: &Change, history: &[Entry]) -> Changed {
        let entry = history.iter().find(|entry| Some(&entry.id) == change.event.as_ref());
        let about = entry.and_then(|entry| entry.about.as_ref());
        let about = about.filter(|about| !change.details.contains(about)).map(|about| format!(", {about}"));
        let persons = entry.map_or(&change.persons, |entry| &entry.persons);
        let (kind, id) = match change.kind {
            ChangeKind::Added => ("added", "change-added"),
            ChangeKind::Corrected => ("corrected", "change-corrected"),
            ChangeKind::Retracted => ("retracted", "change-retracted"),
        };
        let told = |on: Option<PartialDate>, details: &[String]| on.map(|on| self.told(on, details));
        let by = match (&change.retracted_by, &change.corrected_by) {
            (Some(by), _) => Some(self.revised("retracted-by", by)),
            (None, Some(by)) => Some(self.revised("corrected-by", by)),
            (None, None) => {
                change.recorded_at.map(|at| self.texts.with("recorded-on", &[("day", &self.day(at.0))]))
            }
        };
        Changed {
            kind,
            name: self.texts.say(id),
            what: format!("{}{}", change.type_label.clone().unwrap_or_default(), about.unwrap_or_default()),
            who: self.people.names(persons),
            fields: self.fields(&change.changed_fields),
            before: told(change.occurred_on_before.map(|on| on.0), &change.details_before),
            after: told(change.occurred_on.map(|on| on.0), &change.details),
            recorded: by.unwrap_or_default(),
            href: change.event.as_ref().map(|event| format!("#fact-{event}")),
        }
    }

    /// Which fields a correction changed.
    fn fields(&self, names: &[String]) -> Option<String> {
        (!names.is_empty()).then(|| self.texts.with("changed-fields", &[("fields", &names.join(", "))]))
    }

    fn told(&self, on: PartialDate, details: &[String]) -> String {
        let on = self.texts.date(on);
        std::iter::once(on).chain(details.iter().cloned()).collect::<Vec<_>>().join(", ")
    }

    fn recorded(&self, at: Timestamp, actor: &Actor, origin: &str) -> String {
        let (day, by) = (self.day(at), self.actor(actor));
        let how = self.texts.of("origin", origin);
        self.texts.with("recorded", &[("day", &day), ("by", &by), ("how", &how)])
    }

    fn revised(&self, id: &str, by: &Revision) -> String {
        let (day, actor) = (self.day(by.recorded_at.0), self.actor(&by.actor));
        let reason = by.reason_label.clone().unwrap_or_default();
        self.texts.with(id, &[("day", &day), ("by", &actor), ("reason", &reason)])
    }

    /// The organisation, and the role when it was told.
    fn actor(&self, actor: &Actor) -> String {
        let role = actor.role.as_deref().map(|role| self.texts.of("actor", role));
        role.map_or_else(|| actor.organisation.clone(), |role| format!("{} ({role})", actor.organisation))
    }

    fn day(&self, at: Timestamp) -> String {
        self.texts.day(self.zone.to_datetime(at).date())
    }

    fn is_late(&self, at: Timestamp, on: PartialDate) -> bool {
        is_late(self.zone.to_datetime(at).date(), on)
    }
}

/// Whether what was true then and is learnt on a day is learnt late.
pub(in crate::pages) fn is_late(recorded_on: Date, on: PartialDate) -> bool {
    (recorded_on - on.latest().min(recorded_on)).get_days() > LATE_DAYS
}
