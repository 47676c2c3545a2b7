//! Admission: whether a batch of facts leaves every history coherent.
//!
//! What is submitted *is* the fact; the decision is whether the believed timelines that result hold their
//! invariants. The whole result is checked again, so facts may arrive late and in any order, and every
//! contradiction is reported. What stood before the batch and is not its doing is left alone: a rule
//! tightened tomorrow must not make yesterday unreadable.
//!
//! The caller first asks [`needs`] what to load, until nothing more is needed, then calls [`admit`].

mod corrections;
mod generic;
mod guards;
mod needs;
mod programmes;
mod reference;
mod refusal;
mod unsupported;
mod world;

use std::collections::{BTreeMap, BTreeSet};

pub use guards::{GuardKey, GuardUse, moved_guards};
pub use needs::{Need, needs, tied_by};
pub use refusal::{Contradiction, OtherFact, Refused};
pub use world::{Batch, Guard, World};

use crate::event::{Event, StreamId};
use crate::facts::Fact;
use crate::finding::{Finding, Findings};
use crate::ids::EventId;
use crate::rule::Severity;

use world::View;

/// A batch that leaves every history coherent, ready to be appended.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The events, in the order submitted, with their versions and warnings; positions are still 0.
    pub events: Vec<Event>,
    /// The version of each stream that the decision rests on: nothing may have been appended since.
    pub expected: BTreeMap<StreamId, u32>,
    /// The guards that the decision rests on, and those that it moves.
    pub guards: Vec<GuardUse>,
}

/// Decides on a batch; everything that [`needs`] names must have been loaded.
///
/// # Errors
/// Every contradiction that the batch brings.
pub fn admit(world: &World, batch: &Batch) -> Result<Admitted, Refused> {
    let mut shape = Findings::default();
    let mut events = world.pending(batch, &mut shape);
    let after = View::of(world, &events);
    let mut found = shape.into_vec();
    found.extend(check(&after, world, batch, &events));
    let (refusals, mut warnings) = split(found);
    let refusals = if refusals.is_empty() { refusals } else { new_ones(refusals, world, batch) };
    if !refusals.is_empty() {
        return Err(Refused::of(refusals, &events, world));
    }
    warnings.extend(unsupported::warnings(&after, world, batch, &events));
    warnings.extend(reference::warnings(&after, world, batch, &events));
    let guards = guards::uses(world, &events);
    let expected = after
        .lineage
        .iter()
        .chain(after.subjects.iter())
        .map(|stream| (stream.clone(), world.version(stream)));
    let expected = expected.collect();
    drop(after);
    keep_warnings(&mut events, &warnings);
    for event in &mut events {
        event.position = 0;
    }
    Ok(Admitted { events, expected, guards })
}

/// Everything that the checks find in the streams that the batch touches, and in their lineages.
fn check(view: &View<'_>, world: &World, batch: &Batch, events: &[Event]) -> Vec<Finding> {
    let mut found = Findings::default();
    for event in events {
        generic::recorded(event, batch, world, &mut found);
    }
    let streams: BTreeSet<&StreamId> = view.lineage.iter().chain(view.subjects.iter()).collect();
    for stream in streams {
        corrections::check(view.events(stream), &mut found);
        match stream {
            StreamId::Household(id) => generic::household(*id, view, world, events, &mut found),
            StreamId::Programme(code) => programmes::check(code, view, world, events, &mut found),
            StreamId::Rules => {
                crate::rule_book::RuleBook::check(view.events(stream).iter().copied(), &mut found);
            }
        }
    }
    found.into_vec()
}

fn split(found: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    found.into_iter().partition(|finding| finding.severity() == Severity::Refuse)
}

/// Leaves out what was found before the batch too.
fn new_ones(mut refusals: Vec<Finding>, world: &World, batch: &Batch) -> Vec<Finding> {
    let nothing = Batch { submissions: Vec::new(), ..batch.clone() };
    let before = View::with_streams_of(world, batch);
    let known: BTreeSet<Finding> = check(&before, world, &nothing, &[]).into_iter().collect();
    refusals.retain(|finding| !known.contains(finding));
    let mut seen = BTreeSet::new();
    refusals.retain(|finding| seen.insert(finding.clone()));
    refusals
}

/// Stores each warning with the new fact that it concerns; a correction carries those of its target.
fn keep_warnings(events: &mut [Event], warnings: &[Finding]) {
    for event in events {
        let target: Option<EventId> =
            if let Fact::EventCorrected(correction) = event.fact() { Some(correction.target) } else { None };
        let concerns =
            |finding: &&Finding| finding.fact == event.submission.id || Some(finding.fact) == target;
        let codes: BTreeSet<&str> =
            warnings.iter().filter(concerns).map(|finding| finding.rule.code()).collect();
        event.warnings = codes.into_iter().map(str::to_owned).collect();
    }
}
