//! S6: a rebuild gives the same rows to the byte, however often, with however many workers, and while facts are
//! recorded.

use serde_json::json;

use super::{Working, rows, settled, with_programmes};
use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![
    s6_rebuilds_with_one_four_and_sixteen_workers_are_identical,
    s6_what_is_followed_step_by_step_is_what_is_rebuilt,
    s6_a_rebuild_while_facts_are_recorded_is_identical_after_catching_up,
];

async fn s6_rebuilds_with_one_four_and_sixteen_workers_are_identical(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises", "masi-besancon", "elan"]).await;
    let head = node.ledger().head().await.unwrap().position;
    let mut digests = Vec::new();
    let mut all_rows = Vec::new();
    for workers in [1, 1, 4, 16] {
        let rebuilt = node.rebuild(&[], workers, None, &mut |_, _| {}).await.unwrap();
        assert_eq!((rebuilt.events, rebuilt.position), (head, head));
        digests.push(rebuilt.digest);
        all_rows.push(rows(&place).await);
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
    assert!(all_rows.iter().all(|rows| *rows == all_rows[0]), "{all_rows:?}");
    settled(&node).await;
    node.close().await;
}

/// Everything that changes rows elsewhere than in its own stream: splits, corrections, terms of programmes.
async fn s6_what_is_followed_step_by_step_is_what_is_rebuilt(place: Place) {
    let node = node(&place).await;
    let working = Working::start(&node);
    let (scheme, opened) = programme();
    record(&node, opened).await.unwrap();
    let families: Vec<Family> = (0..6).map(|_| Family::new()).collect();
    for family in &families {
        record(&node, family.opened()).await.unwrap();
        record(&node, [family.enrolled(id(), &scheme, "2020-02-01")]).await.unwrap();
        record(&node, [family.housed(id())]).await.unwrap();
        let permit = json!({
            "permit": id(), "person": family.person, "kind": "vpf_temporary", "valid_from": "2024-01-01",
            "valid_to": "2024-12-31", "work_authorised": true,
        });
        record(&node, [fact(&family.stream, "permit_issued", "2024-01-01", &permit)]).await.unwrap();
    }
    let (leaving, partner) = (id(), &families[0]);
    record(&node, [partner.joined(leaving, "partner", "2020-01-06")]).await.unwrap();
    let right = json!({ "right": id(), "holders": [leaving], "kind": "rsa", "valid_to": "2024-06-30" });
    record(&node, [fact(&partner.stream, "right_opened", "2021", &right)]).await.unwrap();
    let new = Family::new();
    let split = partner.split(&new, leaving);
    let mut split = split;
    if let domain::Fact::HouseholdSplit(fact) = &mut split[0].fact {
        // Every open episode is listed: they stay.
        let stored =
            node.ledger().read_streams(&[partner.stream.to_string().parse().unwrap()], 0).await.unwrap();
        let opened = stored
            .iter()
            .filter(|event| ["enrolment_started", "occupancy_started"].contains(&event.event_type.as_str()));
        for event in opened {
            let payload: serde_json::Value = serde_json::from_slice(&event.payload).unwrap();
            let episode = payload.get("enrolment").or(payload.get("occupancy")).unwrap();
            fact.episodes.push(domain::facts::household_split::EpisodeFate {
                episode: domain::ids::EpisodeId(episode.as_str().unwrap().parse().unwrap()),
                fate: domain::codes::Fate::Stays,
            });
        }
    }
    record(&node, split).await.unwrap();
    settled(&node).await;
    // The right of whoever left is recorded where it was opened, and falls due where they are now.
    let list = |household: &Family| {
        let domain::StreamId::Household(id) = household.stream else { panic!() };
        projections::deadlines::Query { household: Some(id), limit: 10, ..Default::default() }
    };
    let due = node.deadlines(&list(&new), None).await.unwrap().answer;
    assert_eq!(due.iter().map(|due| due.kind.code()).collect::<Vec<_>>(), ["right"]);
    let closed = json!({ "right": right["right"], "reason": "lost" });
    record(&node, [fact(&partner.stream, "right_closed", "2023", &closed)]).await.unwrap();
    settled(&node).await;
    assert_eq!(node.deadlines(&list(&new), None).await.unwrap().answer, []);

    let terms = json!({ "terms": { "term": "P12M" } });
    record(&node, [fact(&scheme, "terms_set", "2019", &terms)]).await.unwrap();
    settled(&node).await;
    let due = node.deadlines(&list(&families[5]), None).await.unwrap().answer;
    let told: Vec<_> = due.iter().map(|due| (due.kind.code(), due.due_on.to_string())).collect();
    assert_eq!(told, [("enrolment_term", "2021-02-01".into()), ("permit", "2024-12-31".into())]);

    working.stop().await;
    let followed = rows(&place).await;
    node.rebuild(&[], 4, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(followed, rows(&place).await);
    node.close().await;
}

async fn s6_a_rebuild_while_facts_are_recorded_is_identical_after_catching_up(place: Place) {
    let node = with_programmes(&place, &["masi-besancon"]).await;
    let working = Working::start(&node);
    let writing = {
        let node = node.clone();
        tokio::spawn(async move {
            for _ in 0..40 {
                let family = Family::new();
                record(&node, family.opened()).await.unwrap();
                record(&node, [family.status("2021")]).await.unwrap();
            }
        })
    };
    for workers in [1, 4] {
        node.rebuild(&[], workers, None, &mut |_, _| {}).await.unwrap();
    }
    writing.await.unwrap();
    settled(&node).await;
    working.stop().await;
    let while_recording = rows(&place).await;
    node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(while_recording, rows(&place).await);
    node.close().await;
}
