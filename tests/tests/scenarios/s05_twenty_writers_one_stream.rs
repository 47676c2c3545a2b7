//! S5: twenty writers of one stream: exactly one wins each version, and there are as many rows as successes.

use event_store::{AppendError, Conflict, ExpectedVersion, Ledger};

use crate::store::{Place, assert_sound, contracts, everything, expecting, stream};

contracts![s5_of_twenty_writers_of_one_stream_one_wins_each_version];

async fn s5_of_twenty_writers_of_one_stream_one_wins_each_version(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let writers: Vec<_> = (0..20_u128)
        .map(|writer| {
            let ledger = nodes[usize::from(writer % 2 == 1)].clone();
            tokio::spawn(append_with_retries(ledger, writer * 100))
        })
        .collect();
    let mut won = Vec::new();
    for writer in writers {
        won.extend(writer.await.unwrap());
    }
    won.sort_unstable();
    assert!(won.iter().copied().eq(1..=100), "versions won: {won:?}");
    let events = everything(&nodes[0]).await;
    assert_eq!(events.len(), 100);
    assert_sound(&events);
}

/// Five events, each at the version that was read before; answers the versions that they became.
async fn append_with_retries(ledger: Ledger, first_id: u128) -> Vec<u32> {
    let name = stream("s");
    let mut won = Vec::new();
    for id in first_id..first_id + 5 {
        loop {
            let versions = ledger.stream_versions(std::slice::from_ref(&name)).await.unwrap();
            let version = versions.get(&name).copied().unwrap_or(0);
            match ledger.append(expecting(id, "s", ExpectedVersion::Exact(version))).await {
                Ok(_) => {
                    won.push(version + 1);
                    break;
                }
                Err(AppendError::Conflict(Conflict::Stream { actual, .. })) => {
                    assert!(actual > version);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    won
}
