//! One story in which each of the 44 facts happens, every field of every payload filled somewhere.

mod ends;
mod household;
mod programme;

use domain::StreamId;
use domain::ids::HouseholdId;
use serde_json::Value;

use super::histories::Line;
use super::id;

/// The chapters, each a batch.
pub(crate) fn story() -> Vec<Vec<Line>> {
    let alone = [
        programme::programmes(),
        household::arrivals(),
        household::papers(),
        household::housing(),
        household::work(),
        household::links(),
        household::exits(),
    ]
    .concat();
    let mut chapters: Vec<Vec<Line>> = alone.into_iter().map(|line| vec![line]).collect();
    chapters.push(ends::split());
    chapters.push(ends::merger());
    chapters.extend(ends::corrections().into_iter().map(|line| vec![line]));
    chapters
}

fn told(stream: StreamId, name: &str, on: &str, data: Value) -> Line {
    let event = id(&format!("{name} {on} {data}"));
    Line { event, stream, name: name.to_owned(), on: on.parse().expect("a partial date"), data }
}

fn home(name: &str, on: &str, data: Value) -> Line {
    told(StreamId::Household(HouseholdId(id("home"))), name, on, data)
}

fn new(name: &str, on: &str, data: Value) -> Line {
    told(StreamId::Household(HouseholdId(id("new"))), name, on, data)
}

fn programme(name: &str, on: &str, data: Value) -> Line {
    told(StreamId::Programme("plateforme".parse().expect("a code")), name, on, data)
}
