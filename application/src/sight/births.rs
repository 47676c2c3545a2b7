//! The day of a birth that is the date of a fact.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::codes::JoinReason;
use domain::ids::EventId;
use domain::{Event, Fact, PartialDate};

use super::household::Streams;
use crate::projector::basis;

/// A child that is born joins its household on the day of its birth: whoever may not see when somebody was born sees the
/// year of such an arrival, and no day. Everything that follows from it is folded from that.
pub(super) fn hide_days(streams: &mut Streams) {
    let born: BTreeSet<EventId> = streams.values().flatten().filter_map(birth).collect();
    for event in streams.values_mut().flatten() {
        let submission = &event.submission;
        let corrects = matches!(&submission.fact, Fact::EventCorrected(fact) if born.contains(&fact.target));
        if !corrects && !born.contains(&submission.id) {
            continue;
        }
        let submission = Arc::make_mut(&mut event.submission);
        submission.on = year(submission.on);
        if let Fact::EventCorrected(correction) = &mut submission.fact {
            correction.occurred_on = year(correction.occurred_on);
        }
    }
}

/// The arrival that is a birth, as an event tells it or corrects it.
fn birth(event: &Event) -> Option<EventId> {
    let is_birth =
        |fact: &Fact| matches!(fact, Fact::MemberJoined(joined) if joined.reason == JoinReason::Birth);
    basis::facts(event).any(is_birth).then(|| event.fact().target().unwrap_or_else(|| event.id()))
}

/// The year of a date; a date of which not even that is known stays as it is.
fn year(date: PartialDate) -> PartialDate {
    let year = date.earliest().year();
    let known = (date.latest().year() == year).then(|| format!("{year:04}").parse().ok()).flatten();
    known.unwrap_or(date)
}
