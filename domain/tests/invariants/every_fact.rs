//! Each of the 44 facts, with all its fields, accepted once.

use std::collections::BTreeSet;

use domain::ids::EventId;
use domain::{Event, FactKind};

use crate::common::samples::story;
use crate::support::{Given, given, household};

#[test]
fn each_fact_is_accepted_with_all_its_fields() {
    let mut given = given([]);
    let mut told = BTreeSet::new();
    for chapter in story() {
        told.extend(chapter.iter().filter_map(|line| FactKind::parse(&line.name)));
        given = given.when_together(chapter).accepted();
    }
    let untold: Vec<&str> =
        FactKind::ALL.iter().filter(|kind| !told.contains(kind)).map(|kind| kind.name()).collect();
    assert!(untold.is_empty(), "not in the story: {untold:?}");
}

#[test]
fn the_whole_story_is_accepted_at_once() {
    let told = given([]).when_together(story().into_iter().flatten()).accepted();
    let one_by_one =
        story().into_iter().fold(given([]), |given, chapter| given.when_together(chapter).accepted());
    let order = |given: &Given| -> Vec<EventId> { given.histories.ledger().iter().map(Event::id).collect() };
    assert_eq!(order(&told), order(&one_by_one));
    for stream in ["home", "new"].map(household) {
        assert_eq!(told.believed(&stream), one_by_one.believed(&stream));
    }
}

#[test]
fn the_story_fills_every_field_of_every_fact() {
    let lines: Vec<_> = story().into_iter().flatten().collect();
    for kind in FactKind::ALL {
        for field in kind.fields() {
            let filled =
                lines.iter().any(|line| line.name == kind.name() && line.data.get(field.name).is_some());
            assert!(filled, "{} of {} is in no chapter", field.name, kind.name());
        }
    }
}
