//! The facts of a programme, its place in the tree, and its closing.

use crate::codes::ProgrammeState;
use crate::event::{Event, StreamId};
use crate::facts::Fact;
use crate::finding::Findings;
use crate::ids::ProgrammeCode;
use crate::partial_date::PartialDate;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::{Believed, Timeline};

use super::generic::taken_elsewhere;
use super::world::{View, World};

/// Checks every fact of a programme.
pub(super) fn check(
    code: &ProgrammeCode,
    view: &View<'_>,
    world: &World,
    pending: &[Event],
    found: &mut Findings,
) {
    let stream = StreamId::Programme(code.clone());
    let timeline = Timeline::of(view.events(&stream).iter().copied(), None);
    let Some(book) = view.programmes.get(code).and_then(Option::as_deref) else { return };
    for believed in &timeline {
        found.at(believed.id());
        let new = pending.iter().any(|event| {
            event.id() == believed.id()
                || believed.correction.is_some_and(|correction| correction.id() == event.id())
        });
        let fact = believed.fact.admissible();
        if let Some(link) = fact.opens() {
            let again = |other: &&Believed<'_>| {
                let earlier = other.event.version < believed.event.version;
                earlier && other.fact.admissible().opens().is_some_and(|opened| opened.id == link.id)
            };
            if let Some(other) = timeline.iter().find(again) {
                found.against(Rule::IdTaken, other.id(), link.pointer, link.id);
            } else if new {
                taken_elsewhere(link, *believed, view, world, found);
            }
        }
        if let (Fact::ProgrammeRegistered(registered), true) = (believed.fact, new) {
            parent(code, registered.parent.as_ref(), view, found);
        }
        if let (Fact::ProgrammeStatusSet(status), true) = (believed.fact, new)
            && status.state == ProgrammeState::Closed
        {
            closing(code, believed.on, view, found);
        }
        fact.programme_contradictions(*believed, book, found);
    }
}

/// The parent exists and is not a descendant.
fn parent(code: &ProgrammeCode, parent: Option<&ProgrammeCode>, view: &View<'_>, found: &mut Findings) {
    let Some(parent) = parent else { return };
    let book = |code: &ProgrammeCode| view.programmes.get(code).and_then(Option::as_deref);
    let above = |code: &ProgrammeCode| book(code).and_then(ProgrammeBook::parent).cloned();
    let mut chain = std::iter::successors(Some(parent.clone()), above).take(100);
    if book(parent).is_none() || chain.any(|ancestor| ancestor == *code) {
        found.add(Rule::ProgrammeParent, "/data/parent", parent);
    }
}

/// At closing no enrolment remains open.
fn closing(code: &ProgrammeCode, on: PartialDate, view: &View<'_>, found: &mut Findings) {
    for household in view.households.values() {
        for episode in &household.episodes {
            let Fact::EnrolmentStarted(enrolment) = episode.opening.fact else { continue };
            let outlasts = episode.period().until.is_none_or(|until| on.certainly_before(until));
            if enrolment.programme == *code && outlasts {
                found.against(Rule::StatusClosing, episode.opening.id(), "/occurredon", on);
            }
        }
    }
}
