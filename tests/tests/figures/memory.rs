//! Facts without a database: lines of interchange, folded into the facts tables and asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use application::interchange::{Reading, read_line_as};
use domain::admission::tied_by;
use domain::ids::{EventId, PersonId, ProgrammeCode};
use domain::wire::ShapeFaults;
use domain::{Event, Fact, FactKind, ProgrammeBook, StreamId, Timeline};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use projections::Subject;
use projections::facts_tables::TablesBuilder;
use projections::rules::{
    Answer, Asked, Changes, Engine, Files, Given, Instance, Limits, RuleSets, Window, Wrong,
};
use serde_json::Value;

/// Events by stream, in the order of their lines; the n-th line has position n.
#[derive(Default)]
pub(super) struct Memory {
    streams: BTreeMap<StreamId, Vec<Event>>,
}

/// A question to the base rules or to another rule set.
#[derive(Clone, Default)]
pub(super) struct Question {
    pub(super) rule_set: String,
    pub(super) indicator: String,
    pub(super) arguments: BTreeMap<String, Given>,
    pub(super) window: Window,
    pub(super) known_on: Option<Date>,
    pub(super) changes: BTreeMap<String, Given>,
}

impl Memory {
    /// Lines recorded one after the other, each at its `recordedtime`.
    pub(super) fn of<'l>(lines: impl IntoIterator<Item = &'l Value>) -> Self {
        let mut memory = Self::default();
        for (position, line) in (1..).zip(lines) {
            memory.record(position, line);
        }
        memory.resolve();
        memory
    }

    fn record(&mut self, position: u64, line: &Value) {
        // As restored: a line may hold values that were erased.
        let read = read_line_as(line.to_string().as_bytes(), Reading::Restored);
        let line = read.unwrap_or_else(|malformed| panic!("{malformed:?}: {line}"));
        let events = self.streams.entry(line.submission.stream.clone()).or_default();
        events.push(Event {
            position,
            version: u32::try_from(events.len() + 1).unwrap(),
            recorded_at: line.submission.source_recorded_at.expect("a recordedtime"),
            batch: line.batch,
            warnings: Vec::new(),
            corrected: None,
            submission: Arc::new(line.submission),
        });
    }

    /// Reads each correction as a fact of its target’s kind.
    fn resolve(&mut self) {
        for events in self.streams.values_mut() {
            let kinds: BTreeMap<EventId, FactKind> =
                events.iter().map(|event| (event.id(), event.fact().kind())).collect();
            for event in events {
                let Fact::EventCorrected(correction) = event.fact() else { continue };
                let mut faults = ShapeFaults::default();
                event.resolve(kinds[&correction.target], &mut faults);
                assert!(faults.0.is_empty(), "{:?}", faults.0);
            }
        }
    }

    /// The last instant at which something was recorded.
    pub(super) fn last(&self) -> Timestamp {
        self.streams.values().flatten().map(|event| event.recorded_at).max().unwrap()
    }

    /// What answers questions about everything recorded by an instant.
    pub(super) fn engine(&self, known_at: Option<Timestamp>) -> Engine {
        let known = |event: &&Event| known_at.is_none_or(|instant| event.recorded_at <= instant);
        let streams: BTreeMap<StreamId, Vec<Event>> = self
            .streams
            .iter()
            .map(|(stream, events)| (stream.clone(), events.iter().filter(known).cloned().collect()))
            .filter(|(_, events): &(_, Vec<Event>)| !events.is_empty())
            .collect();
        let mut of_person: BTreeMap<PersonId, BTreeSet<&StreamId>> = BTreeMap::new();
        for (stream, events) in &streams {
            for person in events.iter().filter_map(joined) {
                of_person.entry(person).or_default().insert(stream);
            }
        }
        let mut builder = TablesBuilder::default();
        for stream in streams.keys() {
            let related = related(stream, &streams, &of_person);
            let book = |code: &ProgrammeCode| {
                let events = &streams[&StreamId::Programme(code.clone())];
                (code.clone(), Arc::new(ProgrammeBook::of(&Timeline::of(events, None))))
            };
            let books = streams[stream].iter().filter_map(enrolled).map(book).collect();
            builder.fold(&Subject::of(stream, &related, &books));
        }
        let mut tables = builder.finish().unwrap();
        tables.end().unwrap();
        Engine::of_facts(&tables, Limits::default()).unwrap()
    }
}

/// A household with those that its persons have been in, and with those split from it or merged into it.
fn related(
    stream: &StreamId,
    streams: &BTreeMap<StreamId, Vec<Event>>,
    of_person: &BTreeMap<PersonId, BTreeSet<&StreamId>>,
) -> BTreeMap<StreamId, Vec<Event>> {
    let mut wanted = vec![stream.clone()];
    let persons = streams[stream].iter().filter_map(joined);
    wanted.extend(persons.flat_map(|person| &of_person[&person]).map(|stream| (*stream).clone()));
    let mut related = BTreeMap::new();
    while let Some(stream) = wanted.pop() {
        let Some(events) = streams.get(&stream).filter(|_| !related.contains_key(&stream)) else { continue };
        wanted.extend(events.iter().flat_map(tied_by).map(StreamId::Household));
        related.insert(stream, events.clone());
    }
    related
}

fn joined(event: &Event) -> Option<PersonId> {
    if let Fact::MemberJoined(joined) = event.fact() { Some(joined.person) } else { None }
}

fn enrolled(event: &Event) -> Option<&ProgrammeCode> {
    if let Fact::EnrolmentStarted(started) = event.fact() { Some(&started.programme) } else { None }
}

/// The rules that are part of the program.
pub(super) fn rule_sets() -> RuleSets {
    let (rule_sets, problems) = RuleSets::load(&Files::bundled());
    assert!(problems.is_empty(), "{problems:#?}");
    rule_sets
}

/// The day of an instant, as the stories count days.
pub(super) fn day_of(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

impl Question {
    pub(super) fn instance(&self, rule_sets: &RuleSets) -> Instance {
        self.tried(rule_sets).unwrap_or_else(|wrong| panic!("{} cannot be asked: {wrong:?}", self.indicator))
    }

    /// The question as an instance, if it may be asked so.
    pub(super) fn tried(&self, rule_sets: &RuleSets) -> Result<Instance, Vec<Wrong>> {
        let placed = |values: &BTreeMap<String, Given>| -> Changes {
            values.iter().map(|(name, given)| (name.clone(), (0, given.clone()))).collect()
        };
        let rule_set = if self.rule_set.is_empty() { "base" } else { &self.rule_set };
        let rule_set = rule_sets.find(rule_set).unwrap_or_else(|| panic!("no rule set {rule_set}"));
        Instance::new(&Asked {
            rule_set,
            indicator: &self.indicator,
            arguments: &placed(&self.arguments),
            window: self.window,
            known_on: self.known_on,
            changes: &placed(&self.changes),
        })
    }

    pub(super) async fn answer(&self, engine: &Engine, rule_sets: &RuleSets) -> (Instance, Answer) {
        let instance = self.instance(rule_sets);
        let answer = engine.answer(&instance).await;
        (instance, answer.unwrap_or_else(|error| panic!("{}: {error:?}", self.indicator)))
    }
}
