//! The steps of a history: each fact as last corrected, with everything that was made of it.

use std::collections::HashMap;

use domain::ids::EventId;
use domain::{Event, Fact, PartialDate};
use projections::history::Entry;

/// When something was true, and what.
pub(super) type Told<'a> = (PartialDate, &'a Fact);

/// One fact of the stream; corrections and retractions are told with their targets.
pub(super) struct Step<'a> {
    /// The event as first recorded.
    pub(super) event: &'a Event,
    /// When it was true, as last corrected; also when it was retracted afterwards.
    pub(super) on: PartialDate,
    /// The fact, as last corrected.
    pub(super) fact: &'a Fact,
    /// Every correction, in the order of recording.
    pub(super) corrections: Vec<Correction<'a>>,
    /// The retraction.
    pub(super) retracted_by: Option<&'a Event>,
}

/// One correction of a fact.
pub(super) struct Correction<'a> {
    pub(super) by: &'a Event,
    /// What stood there until then.
    pub(super) before: Told<'a>,
    pub(super) after: Told<'a>,
}

/// The steps of what is known of a stream: by representative day, then in believed order.
///
/// Believed order itself goes by the earliest day possible: an open beginning (`≤ 2009-09`) would stand
/// before everything.
pub(super) fn steps<'a>(history: &[Entry<'a>]) -> Vec<Step<'a>> {
    let mut corrections: HashMap<EventId, Vec<(&'a Event, Told<'a>)>> = HashMap::new();
    for entry in history {
        if let (Fact::EventCorrected(correction), Some(fact)) =
            (entry.event.fact(), entry.event.corrected.as_deref())
        {
            corrections
                .entry(correction.target)
                .or_default()
                .push((entry.event, (correction.occurred_on, fact)));
        }
    }
    let is_fact =
        |entry: &&Entry<'_>| !matches!(entry.event.fact(), Fact::EventCorrected(_) | Fact::EventRetracted(_));
    let mut steps: Vec<Step<'a>> = history
        .iter()
        .filter(is_fact)
        .map(|entry| step(entry, corrections.remove(&entry.event.id()).unwrap_or_default()))
        .collect();
    steps.sort_by_key(|step| {
        (step.on.representative(), step.on.earliest(), step.event.recorded_at, step.event.version)
    });
    steps
}

fn step<'a>(entry: &Entry<'a>, corrections: Vec<(&'a Event, Told<'a>)>) -> Step<'a> {
    let event = entry.event;
    let mut now: Told<'a> = (event.on(), event.fact());
    let corrections = corrections
        .into_iter()
        .map(|(by, after)| {
            let before = std::mem::replace(&mut now, after);
            Correction { by, before, after }
        })
        .collect();
    Step { event, on: now.0, fact: now.1, corrections, retracted_by: entry.retracted_by }
}
