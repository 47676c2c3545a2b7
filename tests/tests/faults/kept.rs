//! Two nodes on one database, each with histories that it keeps and that the other makes stale: never a wrong
//! refusal, never a wrong acceptance.

use super::facts::{Family, id, programme, registered, state};
use super::{ledger, node, record, rules};
use crate::store::{Place, contracts};

contracts![
    what_another_node_recorded_can_be_ended,
    what_another_node_ended_cannot_be_ended_again,
    two_nodes_take_turns_on_the_same_households,
    a_person_whom_another_node_put_elsewhere_is_not_taken_in,
    a_person_whom_another_node_let_go_is_taken_in,
    a_programme_that_another_node_closed_takes_nobody,
    a_programme_that_another_node_emptied_can_be_closed,
    an_identifier_that_another_node_opened_is_taken,
];

async fn what_another_node_recorded_can_be_ended(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let (family, lease, home) = (Family::new(), id(), id());
    record(&b, family.opened()).await.unwrap();
    record(&b, [family.housed(home)]).await.unwrap();
    record(&a, [family.leased(lease, home)]).await.unwrap();
    record(&b, [family.lease_ended(lease)]).await.unwrap();
    assert_eq!(ledger(&a).await.len(), 5);
}

async fn what_another_node_ended_cannot_be_ended_again(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let ((stream, opening), family, enrolment) = (programme(), Family::new(), id());
    record(&a, opening).await.unwrap();
    record(&b, family.opened()).await.unwrap();
    record(&b, [family.enrolled(enrolment, &stream, "2020-03")]).await.unwrap();
    record(&a, [family.enrolment_ended(enrolment, "2021-06")]).await.unwrap();
    assert_eq!(rules(record(&b, [family.enrolment_ended(enrolment, "2021-06")]).await), ["G5-closed"]);

    let (lease, home) = (id(), id());
    record(&b, [family.housed(home), family.leased(lease, home)]).await.unwrap();
    record(&a, [family.lease_ended(lease)]).await.unwrap();
    assert_eq!(rules(record(&b, [family.lease_ended(lease)]).await), ["G5-closed"]);
    assert_eq!(ledger(&a).await.len(), 9);
}

async fn two_nodes_take_turns_on_the_same_households(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    let (stream, opening) = programme();
    record(&nodes[0], opening).await.unwrap();
    let families = [Family::since("2009"), Family::since("2009"), Family::since("2009")];
    for (turn, family) in families.iter().enumerate() {
        record(&nodes[turn % 2], family.opened()).await.unwrap();
    }
    for turn in 0..6_u16 {
        let (node, other) = (&nodes[usize::from(turn % 2)], &nodes[usize::from((turn + 1) % 2)]);
        let year = 2010 + turn;
        for family in &families {
            // Each step rests on one that the other node took.
            let enrolment = id();
            record(node, [family.enrolled(enrolment, &stream, &format!("{year}-02"))]).await.unwrap();
            let twice = [family.enrolled(id(), &stream, &format!("{year}-03"))];
            assert_eq!(rules(record(other, twice).await), ["EN-twice"], "turn {turn}");
            let ended = || [family.enrolment_ended(enrolment, &format!("{year}-06"))];
            record(other, ended()).await.unwrap();
            assert_eq!(rules(record(node, ended()).await), ["G5-closed"], "turn {turn}");
            record(other, [family.status("2021")]).await.unwrap();
        }
    }
    assert_eq!(ledger(&nodes[0]).await.len(), 2 + families.len() * (2 + 6 * 3));
}

async fn a_person_whom_another_node_put_elsewhere_is_not_taken_in(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let (here, there, child) = (Family::new(), Family::new(), id());
    // Node a keeps both households, and nothing of the child.
    record(&a, here.opened()).await.unwrap();
    record(&a, there.opened()).await.unwrap();
    record(&b, [there.joined(child, "child", "2021-05-01")]).await.unwrap();
    let twice = record(&a, [here.joined(child, "child", "2021-06-01")]).await;
    assert_eq!(rules(twice), ["MJ-one-household"]);
    assert_eq!(ledger(&a).await.len(), 5);
}

async fn a_person_whom_another_node_let_go_is_taken_in(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let (here, there, child) = (Family::new(), Family::new(), id());
    record(&a, here.opened()).await.unwrap();
    record(&a, there.opened()).await.unwrap();
    // Node a learns that nobody knows the child yet.
    assert!(record(&a, [here.left(child, "2021-01-01")]).await.is_err());
    record(&b, [there.joined(child, "child", "2021-05-01")]).await.unwrap();
    // Node a sees the child there.
    record(&a, [there.status("2021")]).await.unwrap();
    record(&b, [there.left(child, "2021-06-01")]).await.unwrap();
    record(&a, [here.joined(child, "child", "2021-07-01")]).await.unwrap();
    assert_eq!(ledger(&a).await.len(), 8);
}

async fn a_programme_that_another_node_closed_takes_nobody(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let ((stream, opening), family, enrolment) = (programme(), Family::new(), id());
    record(&b, opening).await.unwrap();
    record(&a, family.opened()).await.unwrap();
    // Node a keeps the programme as it is while open.
    record(&a, [family.enrolled(enrolment, &stream, "2020-03")]).await.unwrap();
    record(&a, [family.enrolment_ended(enrolment, "2021-06")]).await.unwrap();
    record(&b, [state(&stream, "2022-01-01", "closed")]).await.unwrap();
    // Node a reads the stream of the programme anew for this.
    assert!(rules(record(&a, [registered(&stream)]).await).contains(&"G2-once"));
    let late = record(&a, [family.enrolled(id(), &stream, "2022-03-01")]).await;
    assert_eq!(rules(late), ["EN-programme-open"]);
    assert_eq!(ledger(&a).await.len(), 7);
}

async fn a_programme_that_another_node_emptied_can_be_closed(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let ((stream, opening), family, enrolment) = (programme(), Family::new(), id());
    record(&a, opening).await.unwrap();
    record(&a, family.opened()).await.unwrap();
    record(&a, [family.enrolled(enrolment, &stream, "2020-03")]).await.unwrap();
    let early = record(&a, [state(&stream, "2022-01-01", "closed")]).await;
    assert_eq!(rules(early), ["PS-closing"]);
    record(&b, [family.enrolment_ended(enrolment, "2021-06")]).await.unwrap();
    record(&a, [state(&stream, "2022-01-01", "closed")]).await.unwrap();
    assert_eq!(ledger(&a).await.len(), 7);
}

async fn an_identifier_that_another_node_opened_is_taken(place: Place) {
    let (a, b) = (node(&place).await, node(&place).await);
    let (here, there, home) = (Family::new(), Family::new(), id());
    record(&a, here.opened()).await.unwrap();
    record(&a, there.opened()).await.unwrap();
    record(&b, [there.housed(home)]).await.unwrap();
    assert_eq!(rules(record(&a, [here.housed(home)]).await), ["G6-id-taken"]);
    assert_eq!(ledger(&a).await.len(), 5);
}
