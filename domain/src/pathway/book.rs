//! What is opened, changed and ended in a lineage: one entry for each permit, contract, enrolment…

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::event::StreamId;
use crate::facts::{Kind, Link};
use crate::pathway::Period;
use crate::timeline::{Believed, Timeline};

/// One thing that was opened, with everything that follows it, in believed order.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The opening.
    pub opening: Believed<'a>,
    /// Another opening of the same identifier, which is a contradiction.
    pub again: Vec<Believed<'a>>,
    /// Amendments and decisions.
    pub changes: Vec<Believed<'a>>,
    /// Ends; more than one is a contradiction except for enrolments and occupancies.
    pub ends: Vec<Believed<'a>>,
}

impl Entry<'_> {
    /// From the opening to the first end.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.opening.on, until: self.ends.first().map(|end| end.on) }
    }
}

/// Everything opened in the streams of a lineage.
#[derive(Debug, Default)]
pub struct Book<'a> {
    /// By identifier first: whatever it opens stands together.
    entries: BTreeMap<(Uuid, Kind), Entry<'a>>,
}

impl<'a> Book<'a> {
    /// The book of the given timelines.
    #[must_use]
    pub fn of<'t>(timelines: impl IntoIterator<Item = &'t Timeline<'a>> + Clone) -> Self
    where
        'a: 't,
    {
        let mut book = Self::default();
        for believed in timelines.clone().into_iter().flatten() {
            if let Some(link) = believed.fact.admissible().opens() {
                book.open(link, *believed);
            }
        }
        for believed in timelines.into_iter().flatten() {
            let fact = believed.fact.admissible();
            if let Some(entry) = fact.ends().and_then(|link| book.entry_mut(link)) {
                entry.ends.push(*believed);
            }
            if let Some(entry) = fact.changes().and_then(|link| book.entry_mut(link)) {
                entry.changes.push(*believed);
            }
        }
        // Streams follow one another above: order across the lineage is by day, then recording.
        for entry in book.entries.values_mut() {
            let order =
                |b: &Believed<'a>| (b.on.earliest(), b.event.recorded_at, b.event.position, b.event.version);
            entry.ends.sort_by_key(order);
            entry.changes.sort_by_key(order);
        }
        book
    }

    fn open(&mut self, link: Link, believed: Believed<'a>) {
        self.entries
            .entry((link.id, link.kind))
            .and_modify(|entry| entry.again.push(believed))
            .or_insert_with(|| Entry {
                opening: believed,
                again: Vec::new(),
                changes: Vec::new(),
                ends: Vec::new(),
            });
    }

    fn entry_mut(&mut self, link: Link) -> Option<&mut Entry<'a>> {
        self.entries.get_mut(&(link.id, link.kind))
    }

    /// The entry of an identifier.
    #[must_use]
    pub fn entry(&self, kind: Kind, id: Uuid) -> Option<&Entry<'a>> {
        self.entries.get(&(id, kind))
    }

    /// Whatever the identifier was opened as: opening identifiers are unique in the ledger.
    pub fn openings(&self, id: Uuid) -> impl Iterator<Item = &Entry<'a>> {
        let bounds = (id, Kind::Enrolment)..=(id, Kind::Activity);
        self.entries.range(bounds).map(|(_, entry)| entry)
    }

    /// Every entry of a kind, by identifier.
    #[must_use]
    pub fn of_kind(&self, kind: Kind) -> Vec<(Uuid, &Entry<'a>)> {
        self.entries.iter().filter(|((_, of), _)| *of == kind).map(|((id, _), entry)| (*id, entry)).collect()
    }
}

impl Entry<'_> {
    /// The stream of the opening.
    #[must_use]
    pub fn stream(&self) -> &StreamId {
        self.opening.event.stream()
    }
}
