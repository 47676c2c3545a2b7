//! Where in time a household is looked at: a day, a belief, and an earlier belief to compare with.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::answer::{Entry, Episode};
use crate::pages::failure::Failure;
use crate::pages::frame::Frame;

/// Years that a pathway may span.
const LIFE: i16 = 110;

/// The dates of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day looked at; today when absent.
    pub(super) as_of: Option<Date>,
    /// What was recorded by the end of this day counts; everything when absent.
    pub(super) known: Option<Date>,
    /// The earlier belief; nothing is compared when absent.
    pub(super) since: Option<Date>,
    /// Whether time is drawn evenly.
    pub(super) even: bool,
}

impl Moment {
    /// # Errors
    /// A text that is no date.
    pub(super) fn of(frame: &Frame) -> Result<Self, Failure> {
        let chosen = |name: &str| {
            let day = frame.parameter(name).map(|text| day(text).ok_or(Failure::BadDate));
            day.transpose()
        };
        let (as_of, known, since) = (chosen("as-of")?, chosen("known-at")?, chosen("since")?);
        // Of two beliefs, the earlier one is what the later is compared with.
        let (known, since) = match (known, since) {
            (Some(known), Some(since)) if since > known => (Some(since), Some(known)),
            both => both,
        };
        Ok(Self { as_of, known, since, even: frame.parameter("scale") == Some("even") })
    }

    pub(super) fn variables(&self, id: &str, zone: &TimeZone) -> Value {
        let instant = |day: Option<Date>| day.and_then(|day| end_of(day, zone)).map(|at| at.to_string());
        json!({
            "id": id,
            "uuid": id,
            "asOf": self.as_of.map(|day| day.to_string()),
            "knownAt": instant(self.known),
            // Asked for in any case, and left out of the answer when there is nothing to compare.
            "since": instant(self.since).unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_string()),
            "compared": self.since.is_some(),
        })
    }
}

/// How far back there is something to look at.
pub(super) struct Reach {
    /// The first day of the pathway, and the last that may be looked at.
    pub(super) first: Date,
    pub(super) last: Date,
    /// The day on which the first fact was recorded.
    pub(super) learnt: Date,
    pub(super) today: Date,
}

impl Reach {
    pub(super) fn of(
        episodes: &[Episode],
        history: &[Entry],
        as_of: Date,
        today: Date,
        zone: &TimeZone,
    ) -> Self {
        // Not before anybody alive was born: a day nobody knows may be any.
        let alive = |day: &Date| (today.year() - LIFE..=today.year()).contains(&day.year());
        let begun = episodes.iter().map(|episode| episode.from.0.earliest()).filter(alive);
        let learnt = history.iter().map(|entry| zone.to_datetime(entry.recorded_at.0).date());
        Self {
            first: begun.chain([as_of, today]).min().unwrap_or(today),
            last: as_of.max(today),
            learnt: learnt.chain([today]).min().unwrap_or(today),
            today,
        }
    }
}

/// A day as forms write it, `2010-12-31`, of our era: nothing else, so that what an address says is what is shown.
fn day(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.starts_with(|first: char| first.is_ascii_digit());
    let day: Date = text.parse().ok().filter(|_| plain)?;
    (day.year() > 0).then_some(day)
}

/// The last instant of a day: what was recorded in its course was known then. Nothing for the last day that exists.
fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = zone.to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0)).ok()?;
    next.checked_sub(jiff::SignedDuration::from_nanos(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_recorded_in_the_course_of_a_day_was_known_at_its_end() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let end = end_of(jiff::civil::date(2011, 1, 5), &paris).unwrap();
        assert_eq!(end.to_string(), "2011-01-05T22:59:59.999999999Z");
        assert_eq!(end_of(Date::MAX, &paris), None);
    }

    #[test]
    fn a_day_is_written_as_forms_write_it() {
        assert_eq!(day("2010-12-31"), Some(jiff::civil::date(2010, 12, 31)));
        for other in [
            "",
            "2010",
            "20101231",
            "2010-12-31T00:00",
            "2010-02-30",
            "0000-01-01",
            "-00999-1-1",
            "-009999-01-01",
        ] {
            assert_eq!(day(other), None, "{other}");
        }
    }
}
