//! Proofs of the ledger and what they find out, on both engines.

mod accesses;
mod accesses_owned;
mod archive;
mod bundles;
mod checkpoints;
mod command_line;
mod copies;
mod external;
mod guards;
mod honest;
mod paths;
mod tampering;

use std::path::PathBuf;

use event_store::{Audit, KeptCheckpoint, Ledger, SigningKey, Trust, VerifierKey};

use crate::store::{NOON, Place, event, micro, request};

/// The events of both example programmes.
fn programmes() -> Vec<PathBuf> {
    let programmes = ["plateforme-regularises", "para"];
    let file = |name| tests::workspace::root().join("programmes").join(name).join("events.ndjson");
    programmes.map(file).to_vec()
}

/// The key that signs here.
fn key() -> SigningKey {
    SigningKey::ed25519("parcours/tests", &[7; 32]).unwrap()
}

fn keys() -> Vec<VerifierKey> {
    vec![key().verifier().clone()]
}

fn trust() -> Trust {
    Trust::of(keys())
}

/// Appends events up to this position, in three streams by turns; event ids are positions.
async fn grow(ledger: &Ledger, to: u128) {
    let from = u128::from(ledger.head().await.unwrap().position) + 1;
    let events: Vec<_> = (from..=to).map(|id| event(id, &format!("s{}", id % 3))).collect();
    if !events.is_empty() {
        ledger.append(request(events)).await.unwrap();
    }
}

/// Adds everything to the tree.
async fn extend(ledger: &Ledger) {
    let head = ledger.head().await.unwrap().position;
    while ledger.extend_tree(256).await.unwrap() < head {}
}

async fn sign(ledger: &Ledger) -> Option<KeptCheckpoint> {
    ledger.checkpoint(&key(), &keys(), micro(NOON)).await.unwrap()
}

async fn audit(ledger: &Ledger) -> Audit {
    ledger.audit(&trust(), None, &mut |_, _| ()).await.unwrap()
}

/// Position and code of the first thing that is wrong.
async fn first_bad(ledger: &Ledger) -> (u64, &'static str) {
    let audit = audit(ledger).await;
    let bad = audit.first_bad.unwrap_or_else(|| panic!("nothing is wrong with {} events", audit.events));
    (bad.position, bad.reason.code())
}

/// Everything is right, up to this position and with so many checkpoints.
async fn assert_right(ledger: &Ledger, events: u64, checkpoints: u64) {
    let audit = audit(ledger).await;
    assert_eq!(audit.first_bad, None);
    assert_eq!((audit.events, audit.head, audit.checkpoints), (events, events, checkpoints));
}

/// Takes away what keeps the owner of the database from altering events.
pub(crate) async fn unlock(place: &Place) {
    for table in ["event", "log_tile", "log_sum", "checkpoint"] {
        let sql = match place {
            Place::Sqlite(_) => {
                let drop = |what| format!("DROP TRIGGER {table}_no_{what}");
                ["update", "delete", "replace"].map(drop).join(";")
            }
            Place::Postgres(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
        };
        place.execute(&sql).await.unwrap();
    }
}
