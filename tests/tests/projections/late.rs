//! S13: a late correction changes what is known now, and nothing of what was known then.

use domain::StreamId;
use projections::household_list::Query;
use serde_json::json;

use super::{Working, settled};
use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::{node_at, record};
use crate::store::{Clock, NOON, Place, contracts, micro};

contracts![s13_a_late_correction_changes_as_of_now_and_not_as_known_then];

async fn s13_a_late_correction_changes_as_of_now_and_not_as_known_then(place: Place) {
    const DAY: i64 = 86_400_000_000;
    let clock = Clock::at(NOON);
    let node = node_at(&place, &clock).await;
    let working = Working::start(&node);
    let (scheme, opened) = programme();
    record(&node, opened).await.unwrap();
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    let enrolled = family.enrolled(id(), &scheme, "2020-02-01");
    let target = enrolled.id;
    let mut data = enrolled.fact.write();
    record(&node, [enrolled]).await.unwrap();
    settled(&node).await;
    let StreamId::Household(household) = family.stream else { panic!() };
    let entered = async || {
        let list = node.household_list(&Query { limit: 10, ..Query::default() }, None).await.unwrap();
        assert_eq!(list.answer[0].id, household);
        list.answer[0].entered_on.unwrap().to_string()
    };
    assert_eq!(entered().await, "2020-02-01");
    let then = node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();

    clock.set(NOON + DAY);
    data["cohort"] = "late".into();
    let correction = json!({
        "target": target.to_string(), "occurred_on": "2020-03-15", "payload": data, "reason": "typing_error",
    });
    let correction = fact(&family.stream, "event_corrected", "2024-03-01", &correction);
    record(&node, [correction]).await.unwrap();
    settled(&node).await;
    assert_eq!(entered().await, "2020-03-15");

    let now = node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();
    assert_ne!(now.digest, then.digest);
    let again = node.rebuild(&[], 4, Some(micro(NOON)), &mut |_, _| {}).await.unwrap();
    assert_eq!((again.position, again.digest), (then.position, then.digest));
    // Looking back changed nothing of what serves.
    assert_eq!(entered().await, "2020-03-15");
    working.stop().await;
    node.close().await;
}
