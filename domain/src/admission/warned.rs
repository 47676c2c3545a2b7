//! Which submitted fact carries a warning: the one at which it shows, the one that corrects that, or the one whose
//! admission makes it show at a fact recorded before.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::facts::Fact;
use crate::finding::Finding;
use crate::ids::EventId;
use crate::rule::Rule;

use super::refusal;
use super::world::{Batch, World};

/// Warnings as submitted facts carry them: of those at facts recorded before, what the batch brings goes to the fact
/// that brings it. The histories are not checked as they stood where corrections and retractions are out of play and
/// each of these facts carries its warning already.
pub(super) fn carried(
    warnings: Vec<Finding>,
    world: &World,
    batch: &Batch,
    pending: &[Event],
) -> Vec<Finding> {
    let (mut here, elsewhere): (Vec<_>, Vec<_>) =
        warnings.into_iter().partition(|finding| pending.iter().any(|event| tells(event, finding.fact)));
    let changes = pending.iter().any(refusal::changes_another);
    let untold: Vec<Finding> =
        elsewhere.into_iter().filter(|finding| changes || !is_told(finding, world)).collect();
    if untold.is_empty() {
        return here;
    }
    let known: BTreeSet<(Rule, EventId)> =
        super::found_before(world, batch).iter().map(|finding| (finding.rule, finding.fact)).collect();
    let brought = untold.into_iter().filter(|finding| !known.contains(&(finding.rule, finding.fact)));
    here.extend(brought.filter_map(|finding| {
        let by = refusal::culprit(finding.fact, finding.other, pending, world)?;
        Some(Finding { fact: by.id(), ..finding })
    }));
    here
}

/// Stores each warning with the new fact that it concerns; a correction carries those of its target.
pub(super) fn keep(events: &mut [Event], warnings: &[Finding]) {
    for event in events {
        let concerns = warnings.iter().filter(|finding| tells(event, finding.fact));
        let codes: BTreeSet<&str> = concerns.map(|finding| finding.rule.code()).collect();
        event.warnings = codes.into_iter().map(str::to_owned).collect();
    }
}

/// Whether an event is that fact, or corrects it.
fn tells(event: &Event, fact: EventId) -> bool {
    event.id() == fact
        || matches!(event.fact(), Fact::EventCorrected(correction) if correction.target == fact)
}

/// Whether the fact at which it shows carries it since it was recorded, or corrected.
fn is_told(finding: &Finding, world: &World) -> bool {
    let events = world.streams.values().flat_map(|events| events.iter());
    let code = finding.rule.code();
    events
        .filter(|event| tells(event, finding.fact))
        .any(|event| event.warnings.iter().any(|told| told == code))
}
