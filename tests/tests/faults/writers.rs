//! Writers who meet on one household: one wins where only one can, everybody where all can.

use application::{Conflict, RecordError};
use futures_util::future::join_all;

use super::facts::{Family, id, programme, state};
use super::{expecting, ledger, node, record, rules};
use crate::store::{Place, contracts};

contracts![
    of_two_who_saw_the_same_version_one_wins,
    sixteen_writers_of_one_household_are_all_accepted,
    a_person_who_joins_two_households_at_once_is_in_one,
    a_programme_that_closes_while_somebody_enrols_does_one_or_the_other,
];

async fn of_two_who_saw_the_same_version_one_wins(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    let family = Family::new();
    record(&nodes[0], family.opened()).await.unwrap();
    for version in 2..102 {
        // On one node and on two, in turn.
        let other = &nodes[usize::from(version % 2 == 0)];
        let save = || expecting(&family.stream, version, [family.status("2021")]);
        let (one, two) = tokio::join!(nodes[0].record(save()), other.record(save()));
        let (Ok(_), Err(lost)) = (if one.is_ok() { (one, two) } else { (two, one) }) else {
            panic!("both or neither at version {version}");
        };
        let RecordError::Conflict(Conflict::Stream { actual, .. }) = lost else {
            panic!("{lost:?} at version {version}");
        };
        assert_eq!(actual, version + 1);
    }
    assert_eq!(ledger(&nodes[0]).await.len(), 102);
}

async fn sixteen_writers_of_one_household_are_all_accepted(place: Place) {
    const WRITERS: usize = 16;
    const FACTS: usize = 8;
    let nodes = [node(&place).await, node(&place).await];
    let family = Family::new();
    record(&nodes[0], family.opened()).await.unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (node, family) = (nodes[writer % 2].clone(), family.clone());
            tokio::spawn(async move {
                for _ in 0..FACTS {
                    record(&node, [family.status("2021")]).await?;
                }
                Ok::<_, RecordError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    // Versions are contiguous, or the order would not be sound.
    assert_eq!(ledger(&nodes[0]).await.len(), 2 + WRITERS * FACTS);
}

async fn a_person_who_joins_two_households_at_once_is_in_one(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    let families = [Family::new(), Family::new()];
    for (node, family) in nodes.iter().zip(&families) {
        record(node, family.opened()).await.unwrap();
    }
    for round in 0..25 {
        let child = id();
        let joins = nodes.iter().zip(&families).map(|(node, family)| async move {
            record(node, [family.joined(child, "child", "2021-05-01")]).await
        });
        let (won, lost): (Vec<_>, Vec<_>) = join_all(joins).await.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 1), "round {round}");
        for lost in lost {
            assert_eq!(rules(lost), ["MJ-one-household"], "round {round}");
        }
    }
    assert_eq!(ledger(&nodes[0]).await.len(), 4 + 25);
}

async fn a_programme_that_closes_while_somebody_enrols_does_one_or_the_other(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    let mut closed = 0;
    for round in 0..20 {
        let (stream, opening) = programme();
        let family = Family::new();
        record(&nodes[1], opening).await.unwrap();
        record(&nodes[0], family.opened()).await.unwrap();
        let (close, enrol) = tokio::join!(
            record(&nodes[0], [state(&stream, "2022-01-01", "closed")]),
            record(&nodes[1], [family.enrolled(id(), &stream, "2022-03-01")]),
        );
        assert_ne!(close.is_ok(), enrol.is_ok(), "round {round}: {close:?} {enrol:?}");
        if close.is_ok() {
            assert_eq!(rules(enrol), ["EN-programme-open"], "round {round}");
            closed += 1;
        } else {
            assert_eq!(rules(close), ["PS-closing"], "round {round}");
        }
    }
    assert_eq!(ledger(&nodes[0]).await.len(), 20 * 4 + 20, "{closed} of 20 closed");
}
