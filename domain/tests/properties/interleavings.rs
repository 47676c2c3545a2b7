//! The order of recording does not matter: whatever keeps references backward is admitted, in any batches,
//! and believed alike.

use domain::StreamId;
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq, proptest};
use serde_json::{Value, json};

use crate::cases;
use crate::common::histories::{Histories, Line};
use crate::common::id;
use crate::households::{Told, households, stream};

/// Two programmes, open since 2000.
fn programmes() -> Vec<Line> {
    ["plateforme", "elia"].into_iter().flat_map(programme).collect()
}

fn programme(code: &str) -> [Line; 2] {
    let line = |name: &str, data: Value| Line {
        event: id(&format!("{name} {code}")),
        stream: StreamId::Programme(code.parse().expect("a code")),
        name: name.to_owned(),
        on: "2000-01-01".parse().expect("a date"),
        data,
    };
    let registered = json!({
        "programme": code, "level": "scheme", "name": code, "operator": "mep", "kind": "global_support", "sensitive": false,
    });
    [line("programme_registered", registered), line("programme_status_set", json!({ "state": "open" }))]
}

/// Histories in which both programmes are open.
pub(crate) fn open() -> Histories {
    let mut histories = Histories::default();
    record(&mut histories, &programmes());
    histories
}

/// Records lines together; the contradictions otherwise.
pub(crate) fn try_record(histories: &mut Histories, lines: &[Line]) -> Result<(), String> {
    let submissions =
        lines.iter().map(|line| line.submission().map_err(|faults| format!("{line:?}: {faults:?}")));
    let submissions = submissions.collect::<Result<Vec<_>, String>>()?;
    histories
        .record(submissions)
        .map(drop)
        .map_err(|refused| format!("{:#?} in {lines:#?}", refused.contradictions))
}

#[track_caller]
pub(crate) fn record(histories: &mut Histories, lines: &[Line]) {
    if let Err(refused) = try_record(histories, lines) {
        panic!("refused: {refused}");
    }
}

/// Event, date and fact of everything believed of a stream, in believed order.
pub(crate) fn believed(histories: &Histories, stream: &StreamId) -> Vec<(String, String, String)> {
    let told = |fact: &domain::Believed<'_>| {
        (fact.id().to_string(), fact.on.to_string(), fact.fact.write().to_string())
    };
    histories.timeline(stream).iter().map(told).collect()
}

/// The lines in the order of their priorities, each after those that it rests on.
pub(crate) fn interleaved(told: &[Told], priorities: &[u32]) -> Vec<Line> {
    let priority = |place: &usize| priorities.get(*place % priorities.len()).copied().unwrap_or_default();
    let mut recorded = vec![false; told.len()];
    let mut lines = Vec::new();
    while lines.len() < told.len() {
        let ready =
            |place: &usize| !recorded[*place] && told[*place].rests_on.iter().all(|other| recorded[*other]);
        let next = (0..told.len()).filter(ready).min_by_key(priority).expect("references go backward");
        recorded[next] = true;
        lines.push(told[next].line.clone());
    }
    lines
}

/// The lines cut into batches.
fn cut<'l>(lines: &'l [Line], sizes: &[usize]) -> Vec<&'l [Line]> {
    let mut batches = Vec::new();
    let mut rest = lines;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (batch, others) = rest.split_at((*size).min(rest.len()));
        batches.push(batch);
        rest = others;
    }
    batches
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_order_of_recording_does_not_change_what_is_believed(
        told in households(), priorities in vec(any::<u32>(), 48), sizes in vec(1_usize..7, 1..9),
    ) {
        let mut as_it_happened = open();
        for one in &told {
            record(&mut as_it_happened, std::slice::from_ref(&one.line));
        }
        let mut otherwise = open();
        for batch in cut(&interleaved(&told, &priorities), &sizes) {
            record(&mut otherwise, batch);
        }
        prop_assert_eq!(believed(&as_it_happened, &stream()), believed(&otherwise, &stream()));
        prop_assert_eq!(believed(&otherwise, &stream()).len(), told.len());
    }

    #[test]
    fn a_whole_history_may_be_recorded_at_once(told in households(), priorities in vec(any::<u32>(), 48)) {
        let mut histories = Histories::default();
        let lines: Vec<Line> = programmes().into_iter().chain(interleaved(&told, &priorities)).collect();
        record(&mut histories, &lines);
        prop_assert_eq!(believed(&histories, &stream()).len(), told.len());
    }
}
