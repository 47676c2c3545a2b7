//! Undoing what was recorded together: a split or a merger with what it brought into the other household, the opening of a
//! file with those who were in it. None of that is retracted by itself, so all of it is retracted at once.

use axum::http::request::Parts;
use domain::ids::{EventId, HouseholdId};
use domain::{FactKind, StreamId};
use serde_json::json;
use uuid::Uuid;

use super::act::{REASON, Target};
use super::context::Context;
use super::kinds::is_tied;
use super::other::Other;
use super::read::Reading;
use super::sending::Sent;
use super::subject::Subject;
use super::typed::Typed;
use crate::pages::ask::Desk;
use crate::pages::failure::Failure;
use crate::pages::household::answer::Entry;
use crate::pages::household::story::Teller;
use crate::pages::texts::Texts;

/// Facts that one call of `record` takes at most.
const FACTS_MAX: usize = 100;

/// What is retracted with a fact.
#[derive(Default)]
pub(super) struct With {
    facts: Vec<Recorded>,
    /// Titles of files, and what of each is retracted, in words.
    pub(super) told: Vec<(String, Vec<String>)>,
    /// Where one reads that it is undone, when the file of the form is none any more: another household, and its fact.
    pub(super) elsewhere: Option<(HouseholdId, String)>,
    /// Whether some of it is not for the reader to retract, as far as that can be told before.
    pub(super) is_withheld: bool,
}

/// A fact recorded together with another one.
struct Recorded {
    stream: StreamId,
    id: String,
    on: String,
}

/// Whether a fact stands and falls with facts of another household.
pub(in crate::pages) fn binds(entry: &Entry) -> bool {
    let says = |field: &str| entry.believed_payload.as_ref().map(|payload| &payload[field]);
    match FactKind::parse(&entry.kind) {
        Some(kind) if is_tied(kind) => true,
        Some(FactKind::HouseholdOpened) => says("from_household").is_some_and(|from| !from.is_null()),
        Some(FactKind::MemberJoined) => says("reason").is_some_and(|why| *why == "split" || *why == "merge"),
        Some(_) => says("continues").is_some_and(|before| !before.is_null()),
        None => false,
    }
}

/// The field with the version that another household had when the form was filled in.
fn version_name(other: &Other) -> String {
    format!("{VERSIONS}{}", other.id.to_string().replace('-', ""))
}

/// What names of such fields begin with.
pub(super) const VERSIONS: &str = "versions/";

/// Learns what is retracted with a fact, and the other households in which it was recorded.
///
/// # Errors
/// Faults.
pub(super) async fn learn(
    desk: &Desk,
    parts: &Parts,
    (of, target): (&Subject, &mut Target),
    context: &mut Context,
) -> Result<(), Failure> {
    let Subject::Household(here) = of else { return Ok(()) };
    let own = context.history().iter().find(|entry| entry.id == target.id.to_string());
    let Some(entry) = own.filter(|entry| entry.batch.is_some()) else { return Ok(()) };
    let (batch, binds) = (entry.batch.clone(), binds(entry));
    if !binds && target.kind != FactKind::HouseholdOpened {
        return Ok(());
    }
    let ties = context.household.iter().flat_map(|household| household.ties.iter().flatten());
    let mut ids: Vec<HouseholdId> =
        ties.filter(|tie| tie.batch == batch).filter_map(|tie| tie.household.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    context.tied = Other::all(desk, parts, context.texts, &ids).await?;
    let texts = context.texts;
    let zone = desk.time_zone();
    let mut with = With { is_withheld: binds && context.tied.is_empty(), ..With::default() };
    let own = (*here, context.name_of(of), &context.people, context.history());
    let people: Vec<_> = context.tied.iter().map(|other| other.people(texts)).collect();
    let others = context.tied.iter().zip(&people);
    let others = others.map(|(other, people)| (other.id, other.name(texts), people, other.history()));
    let mut loses_its_file = false;
    for (household, title, people, history) in std::iter::once(own).chain(others) {
        let teller = Teller { texts, people, zone: &zone, as_of: desk.today() };
        let (together, is_gone) = together(history, batch.as_deref(), target.id);
        loses_its_file |= household == *here && is_gone;
        for entry in &together {
            with.is_withheld |= !entry.changeable;
            if household != *here && entry.kind == FactKind::HouseholdSplit.name() {
                with.elsewhere = Some((household, entry.id.clone()));
            }
        }
        let others = together.iter().filter(|entry| entry.id != target.id.to_string());
        with.facts.extend(others.map(|entry| Recorded {
            stream: StreamId::Household(household),
            id: entry.id.clone(),
            on: entry.believed_occurred_on.unwrap_or(entry.occurred_on).0.to_string(),
        }));
        let told: Vec<String> = together.iter().map(|entry| teller.believed(entry)).collect();
        if !told.is_empty() {
            with.told.push((title, told));
        }
    }
    if !loses_its_file {
        with.elsewhere = None;
    }
    with.is_withheld |= with.facts.len() >= FACTS_MAX;
    // Alone, it is told as any other fact is.
    if with.facts.is_empty() {
        with.told.clear();
    }
    target.with = with;
    Ok(())
}

/// What of a file is undone with a fact, and whether nothing is left of the file: all that was recorded together with its
/// opening, when that goes; else what stands and falls with another household, and nothing that happens to be in the same batch.
fn together<'e>(history: &'e [Entry], batch: Option<&str>, target: EventId) -> (Vec<&'e Entry>, bool) {
    let target = target.to_string();
    let mut together: Vec<&Entry> =
        history.iter().filter(|entry| entry.believed && entry.batch.as_deref() == batch).collect();
    // What was erased stays so.
    together.retain(|entry| entry.kind != FactKind::PersonalDataErased.name());
    let is_opening = |entry: &&&Entry| entry.kind == FactKind::HouseholdOpened.name();
    let is_gone = together.iter().filter(is_opening).any(|entry| binds(entry) || entry.id == target);
    together.retain(|entry| is_gone || binds(entry));
    (together, is_gone)
}

/// Keeps in the form the versions of the other households.
pub(super) fn first(context: &Context, typed: &mut Typed) {
    for other in &context.tied {
        typed.set(version_name(other), other.version().to_string());
    }
}

/// The versions that the other households must still have, of those to which facts go.
pub(super) fn expected(context: &Context, typed: &Typed, facts: &[Sent]) -> Vec<(StreamId, u32)> {
    let version = |other: &Other| {
        let stream = StreamId::Household(other.id);
        let version = typed.one(&version_name(other)).parse::<i32>().ok();
        let version = version.map_or(other.version(), i32::unsigned_abs);
        facts.iter().any(|fact| fact.stream == stream.to_string()).then_some((stream, version))
    };
    context.tied.iter().filter_map(version).collect()
}

/// What was recorded in the other households since the form was filled in.
pub(super) fn since(context: &Context, typed: &Typed, desk: &Desk) -> Vec<String> {
    let (texts, zone) = (context.texts, desk.time_zone());
    let told = context.tied.iter().flat_map(|other| {
        let version = typed.one(&version_name(other)).parse().unwrap_or(other.version());
        let people = other.people(texts);
        let teller = Teller { texts, people: &people, zone: &zone, as_of: desk.today() };
        let since = other.history().iter().filter(|entry| entry.version > version);
        since.map(|entry| there(texts, other, &teller.since(entry))).collect::<Vec<_>>()
    });
    told.collect()
}

/// A fact in another file.
fn there(texts: Texts, other: &Other, told: &str) -> String {
    texts.with("undo-there", &[("household", &other.name(texts)), ("fact", told)])
}

/// The retractions of a fact and of all that goes with it. Their identifiers follow from the event, so that a form sent
/// twice retracts once.
pub(super) fn facts(reading: &mut Reading<'_>, of: &Subject, target: &Target, event: EventId) -> Vec<Sent> {
    let reason = reading.text(REASON);
    let retracts = |event: EventId, stream: &StreamId, id: &str, on: &str| {
        let mut data = json!({ "target": id });
        if let Some(reason) = &reason {
            data["reason"] = reason.as_str().into();
        }
        Sent::about(event, stream, FactKind::EventRetracted, Some(on.to_owned()), data)
    };
    let own = retracts(event, &of.stream(), &target.id.to_string(), &target.on);
    let with = target.with.facts.iter().map(|fact| {
        let own = EventId(Uuid::new_v5(&event.0, fact.id.as_bytes()));
        retracts(own, &fact.stream, &fact.id, &fact.on)
    });
    std::iter::once(own).chain(with).collect()
}

/// The field at which a fault is shown: the reason is asked once for all of it.
pub(super) fn field(name: &str) -> String {
    match name.split_once('/') {
        Some((_, "data/reason")) => REASON.to_owned(),
        Some((_, "data/target")) => "0/data/target".to_owned(),
        Some(_) | None => name.to_owned(),
    }
}

impl Context {
    /// A fact that stands in the way of a retraction, in words, when it is in a file that the reader has before them.
    pub(super) fn standing(&self, event: &str, desk: &Desk) -> Option<String> {
        let (texts, zone) = (self.texts, desk.time_zone());
        let is_it = |entry: &&Entry| entry.id == event;
        if let Some(entry) = self.history().iter().find(is_it) {
            let teller = Teller { texts, people: &self.people, zone: &zone, as_of: desk.today() };
            return Some(teller.since(entry));
        }
        self.tied.iter().find_map(|other| {
            let entry = other.history().iter().find(is_it)?;
            let people = other.people(texts);
            let teller = Teller { texts, people: &people, zone: &zone, as_of: desk.today() };
            Some(there(texts, other, &teller.since(entry)))
        })
    }
}
