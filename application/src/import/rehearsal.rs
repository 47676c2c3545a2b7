//! What an import of a text would come to, found out beside whoever writes: nobody waits for it, and nothing is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::ids::OrgCode;
use domain::wire::ShapeFault;
use domain::{Rule, Submission};
use event_store::{
    AppendRequest, GuardKey, GuardState, Ledger, StoreError, StoredEvent, StreamName, Together,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::Application;
use crate::error::Fault;
use crate::histories::Histories;
use crate::interchange::{Belongs, Malformed};
use crate::loader::Reader;

use super::flight::Sink;
use super::groups::{Group, Groups, Names};
use super::report::{Options, Report};
use super::writer::Writer;

/// Everything that is admitted is kept until the end: it can be read back from nowhere.
const EVERYTHING: usize = usize::MAX;

/// How many interchange lines a text has; blank ones do not count.
#[must_use]
pub fn lines_of(text: &str) -> usize {
    text.split('\n').filter(|line| !line.trim_ascii().is_empty()).count()
}

/// What it takes to read one more household, in lines.
const HOUSEHOLD: usize = 10;

/// So many lines are looked at once more for each household in the time in which one is decided on.
const LOOKED_AT: usize = 100;

/// How much it takes to decide on the interchange lines of a text, in lines that all go to one stream. Each other stream is
/// read, and all lines are looked at to find out what may be seen of it.
#[must_use]
pub fn work_of(text: &str) -> usize {
    let lines = lines_of(text);
    let subjects = text.split('\n').filter_map(|line| serde_json::from_str::<Subject<'_>>(line).ok());
    let streams = subjects.map(|line| line.subject).collect::<BTreeSet<_>>().len();
    let others = streams.saturating_sub(1);
    lines.saturating_add(others.saturating_mul(HOUSEHOLD + lines / LOOKED_AT))
}

/// To what a line goes.
#[derive(Deserialize)]
struct Subject<'l> {
    #[serde(borrow)]
    subject: Cow<'l, str>,
}

/// The interchange lines of a text, read and not decided on.
pub(crate) struct Lines(Vec<Group>);

impl Lines {
    pub(crate) fn of(text: String) -> Result<Self, Fault> {
        let mut groups = Groups::of_text(text);
        let mut read = Vec::new();
        while let Some(group) = groups.next()? {
            read.push(group);
        }
        Ok(Self(read))
    }

    /// Refuses the lines that name another organisation as the one that records.
    pub(crate) fn of_organisation(&mut self, own: &OrgCode) {
        for group in &mut self.0 {
            for (_, line) in &mut group.lines {
                let Ok(sound) = line else { continue };
                let named = &sound.submission.actor.organisation;
                if named == own {
                    continue;
                }
                let belongs = sound.batch.map_or(Belongs::Alone, Belongs::To);
                let (pointer, value) = ("/source".to_owned(), named.to_string());
                let fault = ShapeFault { rule: Rule::Format, pointer, value, expected: None };
                *line = Err(Malformed { faults: vec![fault], belongs });
            }
        }
    }

    /// The facts of the lines whose shape is sound, each with the number of its line, from 1.
    pub(crate) fn facts(&self) -> impl Iterator<Item = (u64, &Submission)> {
        let lines = self.0.iter().flat_map(|group| &group.lines);
        lines.filter_map(|(place, line)| Some((place.line, &line.as_ref().ok()?.submission)))
    }
}

impl Application {
    /// What an import of these lines would report, on top of the ledger as it is now.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn rehearse_import(&self, lines: Lines) -> Result<Report, Fault> {
        let options = Options { dry_run: true, ..Options::default() };
        let mut report = Report::new(options);
        let names = Names::of(&[]);
        for group in &lines.0 {
            report.shape(&names, group);
        }
        let head = self.ledger.head().await?;
        let sink = Ahead { ledger: self.ledger.clone(), moved: BTreeMap::new() };
        let mut writer = Writer::new(self, options, sink, self.seals.dry()?, Histories::of(EVERYTHING), head);
        writer.write(lines.0, &names, &mut report).await?;
        writer.send(&mut report).await?;
        report.sort();
        Ok(report)
    }
}

/// The ledger, and on top of it what of it the facts admitted so far would move. Their events are in the histories of
/// whoever admits them.
struct Ahead {
    ledger: Ledger,
    moved: BTreeMap<GuardKey, BTreeSet<StreamName>>,
}

impl Ahead {
    fn on_top(&self, keys: &[GuardKey], guards: &mut BTreeMap<GuardKey, GuardState>) {
        let keys: BTreeSet<GuardKey> = guards.keys().chain(keys).cloned().collect();
        for key in keys {
            let Some(streams) = self.moved.get(&key) else { continue };
            let guard = guards.entry(key).or_default();
            guard.version += 1;
            let all: BTreeSet<StreamName> = guard.streams.drain(..).chain(streams.iter().cloned()).collect();
            guard.streams = all.into_iter().collect();
        }
    }
}

impl Reader for Ahead {
    async fn streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError> {
        self.ledger.read_streams(streams, 0).await
    }

    async fn guards(&mut self, keys: &[GuardKey]) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        let mut guards = self.ledger.guards(keys).await?;
        self.on_top(keys, &mut guards);
        Ok(guards)
    }

    async fn together(
        &mut self,
        streams: &[StreamName],
        guards: &[GuardKey],
    ) -> Result<Together, StoreError> {
        let mut together = self.ledger.read_together(streams, guards).await?;
        self.on_top(guards, &mut together.guards);
        Ok(together)
    }

    async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        self.ledger.events_by_id(ids).await
    }
}

impl Sink for Ahead {
    type Ledger = Self;

    async fn landed(&mut self, _report: &mut Report) -> Result<&mut Self, Fault> {
        Ok(self)
    }

    async fn send(&mut self, requests: Vec<AppendRequest>, report: &mut Report) -> Result<(), Fault> {
        for request in requests {
            report.accepted += request.events.len() as u64;
            for used in request.guards.into_iter().filter(|used| used.bump) {
                self.moved.entry(used.key).or_default().extend(used.stream);
            }
        }
        Ok(())
    }
}
