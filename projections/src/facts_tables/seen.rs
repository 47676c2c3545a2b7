//! What is looked up while rows are made: facts by event, and the positions of the events behind a row.

use std::collections::HashMap;

use domain::ids::EventId;
use domain::{Believed, Decimal, PartialDate, Timeline};
use rust_decimal::prelude::ToPrimitive as _;

/// The facts of a timeline by their events.
pub(super) struct Seen<'a> {
    facts: HashMap<EventId, Believed<'a>>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(timeline: &Timeline<'a>) -> Self {
        Self { facts: timeline.iter().map(|fact| (fact.id(), *fact)).collect() }
    }

    /// The fact of an event, as believed.
    pub(super) fn fact(&self, id: EventId) -> Option<&Believed<'a>> {
        self.facts.get(&id)
    }
}

/// The positions of the events behind some facts, corrections included, in order.
pub(super) fn positions<'b, 'a: 'b>(facts: impl IntoIterator<Item = &'b Believed<'a>>) -> Vec<u64> {
    let mut positions = Vec::new();
    for fact in facts {
        positions.push(fact.event.position);
        positions.extend(fact.correction.map(|correction| correction.position));
    }
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The day that stands for a date, if it is known.
pub(super) fn day(date: PartialDate) -> Option<jiff::civil::Date> {
    (!date.is_unknown()).then(|| date.representative())
}

/// Euros or hours as a table holds them.
pub(super) fn amount(decimal: Decimal) -> Option<f64> {
    decimal.to_f64()
}
