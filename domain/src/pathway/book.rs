//! What is opened, changed and ended in a lineage: one entry for each permit, contract, enrolment…

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

impl<'a> Entry<'a> {
    fn of(opening: Believed<'a>) -> Self {
        Self { opening, again: Vec::new(), changes: Vec::new(), ends: Vec::new() }
    }

    /// From the opening to the first end.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.opening.on, until: self.ends.first().map(|end| end.on) }
    }
}

/// Everything opened in the streams of a lineage.
#[derive(Debug, Default)]
pub struct Book<'a> {
    /// Sorted, by identifier first: whatever it opens stands together.
    entries: Vec<((Uuid, Kind), Entry<'a>)>,
}

impl<'a> Book<'a> {
    /// The book of the given timelines.
    #[must_use]
    pub fn of<'t>(timelines: impl IntoIterator<Item = &'t Timeline<'a>> + Clone) -> Self
    where
        'a: 't,
    {
        let opened = timelines.clone().into_iter().flatten();
        let mut book = Self::opening(opened.filter_map(|believed| {
            let link = believed.fact.admissible().opens()?;
            Some(((link.id, link.kind), *believed))
        }));
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
        for (_, entry) in &mut book.entries {
            let order =
                |b: &Believed<'a>| (b.on.earliest(), b.event.recorded_at, b.event.position, b.event.version);
            entry.ends.sort_by_key(order);
            entry.changes.sort_by_key(order);
        }
        book
    }

    fn opening(openings: impl Iterator<Item = ((Uuid, Kind), Believed<'a>)>) -> Self {
        let mut openings: Vec<_> = openings.collect();
        openings.sort_by_key(|(key, _)| *key);
        let mut entries: Vec<((Uuid, Kind), Entry<'a>)> = Vec::with_capacity(openings.len());
        for (key, opening) in openings {
            match entries.last_mut() {
                Some((last, entry)) if *last == key => entry.again.push(opening),
                _ => entries.push((key, Entry::of(opening))),
            }
        }
        Self { entries }
    }

    fn place(&self, key: (Uuid, Kind)) -> Option<usize> {
        self.entries.binary_search_by_key(&key, |(key, _)| *key).ok()
    }

    fn entry_mut(&mut self, link: Link) -> Option<&mut Entry<'a>> {
        let place = self.place((link.id, link.kind))?;
        self.entries.get_mut(place).map(|(_, entry)| entry)
    }

    /// The entry of an identifier.
    #[must_use]
    pub fn entry(&self, kind: Kind, id: Uuid) -> Option<&Entry<'a>> {
        self.entries.get(self.place((id, kind))?).map(|(_, entry)| entry)
    }

    /// Whatever the identifier was opened as: opening identifiers are unique in the ledger.
    pub fn openings(&self, id: Uuid) -> impl Iterator<Item = &Entry<'a>> {
        let first = self.entries.partition_point(|((of, _), _)| *of < id);
        let from = self.entries.iter().skip(first);
        from.take_while(move |((of, _), _)| *of == id).map(|(_, entry)| entry)
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
