//! Corrections and retractions: their targets, in the order of recording.

use std::collections::HashMap;

use crate::event::Event;
use crate::facts::{Fact, FactKind};
use crate::finding::Findings;
use crate::ids::EventId;
use crate::rule::Rule;

/// The rules of one of the two kinds.
struct Rules {
    target: Rule,
    original: Rule,
    retracted: Rule,
}

const CORRECTION: Rules = Rules {
    target: Rule::CorrectionTarget,
    original: Rule::CorrectionOriginal,
    retracted: Rule::CorrectionRetracted,
};

const RETRACTION: Rules = Rules {
    target: Rule::RetractionTarget,
    original: Rule::RetractionOriginal,
    retracted: Rule::RetractionRetracted,
};

/// Checks the corrections and retractions of one stream, given in stream order.
pub(super) fn check(events: &[&Event], found: &mut Findings) {
    let changes = |event: &&Event| matches!(event.fact(), Fact::EventCorrected(_) | Fact::EventRetracted(_));
    if !events.iter().any(changes) {
        return;
    }
    let mut before: HashMap<EventId, &Event> = HashMap::with_capacity(events.len());
    let mut retracted: HashMap<EventId, EventId> = HashMap::new();
    for event in events {
        found.at(event.id());
        if let Fact::EventCorrected(correction) = event.fact() {
            target(&CORRECTION, correction.target, &before, &retracted, found);
        } else if let Fact::EventRetracted(retraction) = event.fact() {
            target(&RETRACTION, retraction.target, &before, &retracted, found);
            retracted.entry(retraction.target).or_insert(event.id());
        }
        before.insert(event.id(), event);
    }
    for (opening, retraction) in &retracted {
        let opens = before.get(opening).is_some_and(|event| opens_stream(event.fact().kind()));
        let stands = |event: &&&Event| {
            let meta = matches!(event.fact().kind(), FactKind::EventCorrected | FactKind::EventRetracted);
            !meta && !retracted.contains_key(&event.id())
        };
        if let (true, Some(standing)) = (opens, events.iter().find(stands)) {
            found.at(*retraction);
            found.against(Rule::RetractionOpening, standing.id(), "/data/target", opening);
        }
    }
}

fn target(
    rules: &Rules,
    target: EventId,
    before: &HashMap<EventId, &Event>,
    retracted: &HashMap<EventId, EventId>,
    found: &mut Findings,
) {
    let Some(event) = before.get(&target) else {
        return found.add(rules.target, "/data/target", target);
    };
    let kind = event.fact().kind();
    if matches!(kind, FactKind::EventCorrected | FactKind::EventRetracted | FactKind::PersonalDataErased) {
        found.against(rules.original, target, "/data/target", target);
    } else if let Some(by) = retracted.get(&target) {
        found.against(rules.retracted, *by, "/data/target", target);
    }
}

fn opens_stream(kind: FactKind) -> bool {
    matches!(kind, FactKind::HouseholdOpened | FactKind::ProgrammeRegistered)
}
