//! The tree beside an implementation that is not ours, and not in Rust: pymerkle.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use event_store::{envelope_json, hex};
use serde_json::json;

use super::{extend, grow};
use crate::store::{Place, contracts, everything};

contracts![pymerkle_agrees_on_roots_and_proofs];

const PACKAGE: &str = "pymerkle==7.0.0";
const SIZE: u64 = 600;

async fn pymerkle_agrees_on_roots_and_proofs(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, SIZE.into()).await;
    extend(&ledger).await;
    let entry = |event: &_| [envelope_json(event).as_bytes(), b"\n", event_payload(event)].concat();
    let leaves: Vec<String> = everything(&ledger).await.iter().map(|event| hex(&entry(event))).collect();
    let sizes = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, SIZE];
    let hexes = |hashes: Vec<event_store::TreeHash>| hashes.iter().map(|hash| hex(hash)).collect::<Vec<_>>();
    let mut roots = vec![json!([0, hex(&ledger.root(0).await.unwrap())])];
    let (mut inclusion, mut consistency) = (Vec::new(), Vec::new());
    for size in sizes {
        roots.push(json!([size, hex(&ledger.root(size).await.unwrap())]));
        let positions: Vec<u64> = (1..=size).step_by(37).chain([size]).collect();
        let proofs = ledger.inclusion_proofs(&positions, size).await.unwrap();
        assert_eq!(proofs[0], ledger.inclusion_proof(1, size).await.unwrap());
        for (position, proof) in positions.iter().zip(proofs) {
            inclusion.push(json!([position, size, hexes(proof)]));
        }
        for old in sizes.into_iter().filter(|old| *old <= size) {
            let proof = ledger.consistency_proof(old, size).await.unwrap();
            consistency.push(json!([old, size, hexes(proof)]));
        }
    }
    let given = json!({
        "leaves": leaves, "roots": roots, "inclusion": inclusion, "consistency": consistency,
    });
    let differs = tokio::task::spawn_blocking(move || compare(&given.to_string())).await.unwrap();
    assert_eq!(differs, "");
}

fn event_payload(event: &event_store::StoredEvent) -> &[u8] {
    &event.payload
}

/// What pymerkle says is different.
fn compare(given: &str) -> String {
    let python = tests::python::with(PACKAGE, Path::new(env!("CARGO_TARGET_TMPDIR")));
    let mut child = Command::new(python)
        .args(["-c", include_str!("pymerkle.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let (said, error) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    format!("{said}{}", if out.status.success() { "" } else { error.as_ref() })
}
