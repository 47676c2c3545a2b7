//! Whatever was admitted piece by piece satisfies every invariant when it is checked from nothing.

use domain::{Event, StreamId, Submission};
use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::cases;
use crate::common::histories::{Histories, Line};
use crate::common::samples::story;
use crate::households::{households, stream};
use crate::interleavings::{believed, open, try_record};
use crate::mutations::{Mutation, mutated, mutation};

/// Records what is admitted of mutated lines, in order, and says how many were refused.
fn record_what_is_admitted(histories: &mut Histories, lines: &[Line], mutations: &[Mutation]) -> usize {
    let mut refused = 0;
    for place in 0..lines.len() {
        for line in mutated(lines, place, &mutations[place % mutations.len()]) {
            refused += usize::from(try_record(histories, &[line]).is_err());
        }
    }
    refused
}

fn resubmitted(events: &[Event]) -> Vec<Submission> {
    events.iter().map(|event| event.submission.as_ref().clone()).collect()
}

/// What is believed, as if it had been right from the start.
fn restated(histories: &Histories, stream: &StreamId) -> Vec<Submission> {
    let restate = |fact: &domain::Believed<'_>| Submission {
        on: fact.on,
        fact: fact.fact.clone(),
        ..fact.event.submission.as_ref().clone()
    };
    let mut facts: Vec<(u32, Submission)> =
        histories.timeline(stream).iter().map(|fact| (fact.event.version, restate(fact))).collect();
    facts.sort_by_key(|(version, _)| *version);
    facts.into_iter().map(|(_, submission)| submission).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn an_admitted_history_is_admitted_again_from_nothing(told in households(), mutations in vec(mutation(), 40)) {
        let lines: Vec<Line> = told.into_iter().map(|one| one.line).collect();
        let mut histories = open();
        record_what_is_admitted(&mut histories, &lines, &mutations);

        let mut again = open();
        for submission in resubmitted(histories.events(&stream())) {
            let recorded = again.record(vec![submission]);
            prop_assert!(recorded.is_ok(), "one by one: {recorded:#?}");
        }
        prop_assert_eq!(believed(&again, &stream()), believed(&histories, &stream()));

        let mut at_once = open();
        let recorded = at_once.record(resubmitted(histories.events(&stream())));
        prop_assert!(recorded.is_ok(), "at once: {recorded:#?}");
        prop_assert_eq!(believed(&at_once, &stream()), believed(&histories, &stream()));
    }

    #[test]
    fn what_is_believed_is_coherent_by_itself(told in households(), mutations in vec(mutation(), 40)) {
        let lines: Vec<Line> = told.into_iter().map(|one| one.line).collect();
        let mut histories = open();
        record_what_is_admitted(&mut histories, &lines, &mutations);
        let facts = restated(&histories, &stream());
        if !facts.is_empty() {
            let recorded = open().record(facts);
            prop_assert!(recorded.is_ok(), "{recorded:#?}");
        }
    }

    #[test]
    fn the_story_of_all_facts_is_admitted_again_from_nothing(mutations in vec(mutation(), 7..90)) {
        let chapters = story();
        let lines: Vec<Line> = chapters.iter().flatten().cloned().collect();
        let mut histories = Histories::default();
        let mut place = 0;
        for chapter in chapters {
            let mutation = |place: usize| &mutations[place % mutations.len()];
            let batch: Vec<Line> = (place..place + chapter.len()).flat_map(|at| mutated(&lines, at, mutation(at))).collect();
            place += chapter.len();
            if try_record(&mut histories, &batch).is_err() {
                // As it was written, when it still can be.
                let _refused = try_record(&mut histories, &chapter);
            }
        }
        let at_once = Histories::default().record(resubmitted(&histories.ledger()));
        prop_assert!(at_once.is_ok(), "{at_once:#?}");
    }
}

#[test]
fn mutations_are_refused_and_admitted_alike() {
    // Otherwise the properties above would look at nothing.
    let mut runner = TestRunner::deterministic();
    let sample = (households(), vec(mutation(), 40));
    let (mut refused, mut told) = (0, 0);
    for _sample in 0..32 {
        let (household, mutations) = sample.new_tree(&mut runner).expect("a sample").current();
        let lines: Vec<Line> = household.into_iter().map(|one| one.line).collect();
        told += lines.len();
        refused += record_what_is_admitted(&mut open(), &lines, &mutations);
    }
    assert!(told / 10 < refused && refused < told * 3 / 4, "{refused} refused of {told} told");
}
