//! Clocks that go back, or far ahead: what was known when stays a cut through the ledger.

use application::import::Options;
use domain::StreamId;
use domain::ids::HouseholdId;
use jiff::Timestamp;

use super::facts::Family;
use super::files::write;
use super::{ledger, node_at, record, rules};
use crate::store::{Clock, Place, contracts, micro};

contracts![
    time_does_not_go_back_with_the_clock,
    a_fact_of_today_is_recorded_though_the_clock_went_back_over_midnight,
    a_line_of_today_is_imported_though_the_clock_went_back_over_midnight,
    a_clock_far_ahead_is_followed_and_never_undone,
    a_clock_that_was_set_back_is_told,
];

const HOUR: i64 = 3_600_000_000;

/// Half past midnight in Paris on the second of March.
const AFTER_MIDNIGHT: i64 = 1_709_335_800_000_000;

fn household(family: &Family) -> HouseholdId {
    let StreamId::Household(id) = family.stream else { panic!("{} is no household", family.stream) };
    id
}

async fn known(node: &application::Application, family: &Family, at: Timestamp) -> usize {
    let replayed = node.replay(household(family), None, Some(at)).await.unwrap();
    replayed.unwrap().history().len()
}

async fn time_does_not_go_back_with_the_clock(place: Place) {
    let clock = Clock::at(AFTER_MIDNIGHT);
    let node = node_at(&place, &clock).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    clock.set(AFTER_MIDNIGHT - HOUR);
    record(&node, [family.status("2021")]).await.unwrap();
    clock.set(AFTER_MIDNIGHT + 1);
    record(&node, [family.status("2022")]).await.unwrap();

    let times: Vec<_> = ledger(&node).await.iter().map(|event| event.recorded_at).collect();
    let first = micro(AFTER_MIDNIGHT);
    assert_eq!(times, [first, first, first, micro(AFTER_MIDNIGHT + 1)]);
    // Whatever is known at an instant is a beginning of the stream.
    assert_eq!(known(&node, &family, micro(AFTER_MIDNIGHT - HOUR)).await, 0);
    assert_eq!(known(&node, &family, first).await, 3);
    assert_eq!(known(&node, &family, micro(AFTER_MIDNIGHT + 1)).await, 4);
}

async fn a_fact_of_today_is_recorded_though_the_clock_went_back_over_midnight(place: Place) {
    let clock = Clock::at(AFTER_MIDNIGHT);
    let node = node_at(&place, &clock).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    clock.set(AFTER_MIDNIGHT - HOUR);
    record(&node, [family.status("2024-03-02")]).await.unwrap();
    let last = ledger(&node).await.pop().unwrap();
    assert_eq!(last.recorded_at, micro(AFTER_MIDNIGHT));
    // The day of recording is that of the stamp; the day after it is still the future.
    assert_eq!(rules(record(&node, [family.status("2024-03-03")]).await), ["G3-future"]);
}

async fn a_line_of_today_is_imported_though_the_clock_went_back_over_midnight(place: Place) {
    let folder = tests::scratch();
    let clock = Clock::at(AFTER_MIDNIGHT);
    let node = node_at(&place, &clock).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    clock.set(AFTER_MIDNIGHT - HOUR);
    let data = serde_json::json!({ "person": family.person, "status": "refugee" });
    let line = |on| super::facts::line(&family.stream.to_string(), "legal_status_recorded", on, &data);
    let import = async |on| {
        let file = write(folder.path(), "today.ndjson", &line(on).to_string());
        node.import(&[file], Options::default(), &mut |_| {}).await.unwrap()
    };
    assert_eq!(import("2024-03-02").await.accepted, 1);
    let refused = import("2024-03-03").await.refused;
    assert_eq!(refused.iter().map(|one| one.rule.code()).collect::<Vec<_>>(), ["G3-future"]);
}

async fn a_clock_far_ahead_is_followed_and_never_undone(place: Place) {
    const CENTURY: i64 = 100 * 366 * 24 * HOUR;
    let clock = Clock::at(AFTER_MIDNIGHT + CENTURY);
    let node = node_at(&place, &clock).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    clock.set(AFTER_MIDNIGHT);
    for on in ["2021", "2022"] {
        record(&node, [family.status(on)]).await.unwrap();
    }
    let ahead = micro(AFTER_MIDNIGHT + CENTURY);
    let events = ledger(&node).await;
    assert!(events.iter().all(|event| event.recorded_at == ahead));
    assert_eq!(known(&node, &family, micro(AFTER_MIDNIGHT)).await, 0);
    assert_eq!(known(&node, &family, ahead).await, 4);
    // Another node, whose clock was right all along, goes on after it.
    let other = node_at(&place, &clock).await;
    record(&other, [family.status("2023")]).await.unwrap();
    assert_eq!(ledger(&other).await.len(), 5);
}

async fn a_clock_that_was_set_back_is_told(place: Place) {
    let clock = Clock::at(AFTER_MIDNIGHT);
    let node = node_at(&place, &clock).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    clock.set(AFTER_MIDNIGHT - HOUR);
    record(&node, [family.status("2021")]).await.unwrap();
    assert!(node.metrics().await.contains("\nparcours_clock_behind_seconds 3600\n"));
    clock.set(AFTER_MIDNIGHT);
    record(&node, [family.status("2022")]).await.unwrap();
    assert!(node.metrics().await.contains("\nparcours_clock_behind_seconds 0\n"));
    // A program whose clock is right, on a ledger whose last event comes from one that was a century ahead.
    clock.set(AFTER_MIDNIGHT + 100 * 366 * 24 * HOUR);
    record(&node, [family.status("2023")]).await.unwrap();
    let folder = tests::scratch();
    let data = serde_json::json!({ "person": family.person, "status": "refugee" });
    let line = super::facts::line(&family.stream.to_string(), "legal_status_recorded", "2021", &data);
    let file = write(folder.path(), "one.ndjson", &line.to_string());
    let ran = super::files::run(super::files::import(&place.url(), &[&file], &[]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stderr.matches("the clock is behind the last event").count(), 1, "{}", ran.stderr);
}
