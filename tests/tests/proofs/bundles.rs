//! Audit bundles: what they prove, and that nothing else passes for one.

use std::path::PathBuf;

use application::Application;
use application::bundle::{Bundle, BundleError, BundleFault, SealedValues, open_bundle};
use application::import::Options;
use application::verify::{NoteError, SigningKeys, Trust};
use domain::ids::HouseholdId;
use event_store::{Checkpoint, SigningKey, Tree, canonical_json, hex, text_digest};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::programmes;
use crate::store::{Clock, NOON, Place, contracts};

contracts![
    a_bundle_replays_to_the_same_state_offline,
    whoever_remakes_a_bundle_is_found_out,
    a_bundle_is_compared_with_checkpoints_kept_elsewhere,
    without_a_checkpoint_there_is_no_bundle,
];

/// Famille K.
fn household() -> HouseholdId {
    "dbbf675a-0ce3-55c1-9667-ec123fe0da3b".parse().unwrap()
}

struct Made {
    application: Application,
    _folder: tempfile::TempDir,
    key_file: PathBuf,
}

impl Made {
    /// The example programmes.
    async fn at(place: &Place) -> Self {
        let clock = Clock::at(NOON).shared();
        let clock = application::Clock::with(move || clock());
        let application =
            Application::open_with(&place.url(), clock, crate::store::settings()).await.unwrap();
        let options = Options { as_recorded: true, ..Options::default() };
        application.import(&programmes(), options, &mut |_| {}).await.unwrap();
        let folder = tests::scratch();
        let key_file = folder.path().join("key");
        Self { application, _folder: folder, key_file }
    }

    async fn bundle(&self) -> Vec<u8> {
        let key_file = Some(self.key_file.clone());
        self.application.audit_bundle(household(), key_file, &[], SealedValues::Opened).await.unwrap().bytes
    }

    /// What the owner of the key believes.
    fn trust(&self) -> Trust {
        let keys = SigningKeys::read(&self.key_file).unwrap().unwrap().trusted().to_vec();
        Trust::of(keys)
    }
}

async fn a_bundle_replays_to_the_same_state_offline(place: Place) {
    let made = Made::at(&place).await;
    let bytes = made.bundle().await;
    let bundle = open_bundle(&bytes, &made.trust()).unwrap();
    assert!(bundle.key_known);
    assert_eq!(bundle.position, made.application.ledger().head().await.unwrap().position);
    let names: Vec<&str> = bundle.streams.keys().map(event_store::StreamName::as_str).collect();
    assert!(names.contains(&"programme/plateforme-regularises"), "{names:?}");
    // Nobody gave a key: the bundle vouches for itself, and says so.
    assert!(!open_bundle(&bytes, &Trust::default()).unwrap().key_known);
    let clock = made.application.clock();
    let moments = [("2010-02-28", None), ("2010-12-31", None), ("2011-03-31", Some("2011-01-05T23:59:59Z"))];
    for (as_of, known_at) in moments {
        let (as_of, known_at) = (Some(as_of.parse().unwrap()), known_at.map(|at| at.parse().unwrap()));
        let there = made.application.replay(household(), as_of, known_at).await.unwrap().unwrap();
        let here = bundle.replay(clock, as_of, known_at).unwrap().unwrap();
        assert_eq!(here.state.to_json(), there.state.to_json());
        assert_eq!(here.history().len(), there.history().len());
    }
    // What is appended later is not in a bundle made before, nor does it disturb it.
    assert_eq!(made.bundle().await, bytes);
    every_other_byte_is_refused(&bytes, &made.trust());
}

/// Whatever happens to a file on its way.
fn every_other_byte_is_refused(bytes: &[u8], trust: &Trust) {
    let length = bytes.len();
    let refused = |altered: &[u8]| altered == bytes || open_bundle(altered, trust).is_err();
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() });
    let flips = (0..length, 1_u8..=255);
    runner
        .run(&flips, |(at, flip)| {
            let mut altered = bytes.to_vec();
            altered[at] ^= flip;
            prop_assert!(refused(&altered), "byte {at} xor {flip}");
            Ok(())
        })
        .unwrap();
    runner
        .run(&(0..length, 0..length), |(from, to)| {
            prop_assert!(refused(&bytes[..from]), "cut at {from}");
            let mut altered = bytes.to_vec();
            altered.drain(from.min(to)..from.max(to));
            prop_assert!(refused(&altered), "without {from} to {to}");
            altered = bytes.to_vec();
            altered.swap(from, to);
            prop_assert!(refused(&altered), "{from} and {to} swapped");
            Ok(())
        })
        .unwrap();
    // The end, byte by byte: it is not under the digest.
    for at in length - 120..length {
        for flip in [1, 0x20, 0x80] {
            let mut altered = bytes.to_vec();
            altered[at] ^= flip;
            assert!(refused(&altered), "byte {at} xor {flip}");
        }
    }
    for other in [&b""[..], b"\n", b"{}\n", b"{}\n{}\n", b"\xFF\n\n", b"[[[[[[[[\n"] {
        assert_eq!(open_bundle(other, trust).unwrap_err(), BundleError::CutOff);
    }
}

/// The lines of a bundle, without its end.
fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.pop();
    lines
}

/// Written again, with an end that fits: what somebody does who knows the format.
fn remade(lines: &[Value]) -> Vec<u8> {
    let mut out: Vec<u8> =
        lines.iter().flat_map(|line| [canonical_json(line), b"\n".to_vec()].concat()).collect();
    let end = json!({ "end": { "events": lines.len() - 2, "sha256": hex(&text_digest(&out)) } });
    out.extend([canonical_json(&end), b"\n".to_vec()].concat());
    out
}

/// The place of an event in the middle of the household’s stream, and its envelope.
fn middle(lines: &[Value]) -> (usize, Value) {
    let envelope = |line: &Value| -> Value {
        line["envelope"].as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
    };
    let own = format!("household/{}", household());
    let of_own = |line: &Value| envelope(line)["stream"] == own.as_str() && envelope(line)["version"] == 5;
    let at = lines.iter().position(of_own).unwrap();
    (at, envelope(&lines[at]))
}

async fn whoever_remakes_a_bundle_is_found_out(place: Place) {
    let made = Made::at(&place).await;
    let honest = lines(&made.bundle().await);
    let trust = made.trust();
    let open = |lines: &[Value]| open_bundle(&remade(lines), &trust);
    assert!(open(&honest).is_ok());
    let (at, envelope) = middle(&honest);
    let position = envelope["position"].as_u64().unwrap();
    let own = format!("household/{}", household());
    let altered = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut lines = honest.clone();
        change(&mut lines);
        open(&lines).unwrap_err()
    };
    let replaced = |key: &str, from: &str, to: &str| {
        let mut text = honest[at][key].as_str().unwrap().to_owned();
        assert!(text.contains(from), "{text}");
        text = text.replacen(from, to, 1);
        altered(&|lines| lines[at][key] = text.clone().into())
    };
    // Another payload, day, actor or version.
    let not_in_the_tree = BundleError::Proof { position };
    assert_eq!(replaced("payload", "{", "{\"x\":1,"), not_in_the_tree);
    let day = envelope["occurred_on"].as_str().unwrap();
    assert_eq!(replaced("envelope", day, "1999"), not_in_the_tree);
    let organisation = format!("\"organisation\":\"{}\"", envelope["organisation"].as_str().unwrap());
    assert_eq!(replaced("envelope", &organisation, "\"organisation\":\"x\""), not_in_the_tree);
    assert_eq!(replaced("envelope", "\"version\":5", "\"version\":6"), not_in_the_tree);
    let line = u64::try_from(at).unwrap() + 1;
    let no_event = BundleError::Line { line, expected: "an event" };
    assert_eq!(replaced("envelope", "{", "{ "), no_event);
    // Another proof.
    let other = honest[at + 1]["proof"].clone();
    assert!(matches!(altered(&|lines| lines[at]["proof"] = other.clone()), BundleError::Proof { .. }));
    // An event left out, from the middle and from the end of the stream; two in another order; one twice.
    let missing = |version| BundleError::Missing { stream: own.clone(), version };
    assert_eq!(altered(&|lines| drop(lines.remove(at))), missing(5));
    assert_eq!(altered(&|lines| lines.swap(at, at + 1)), BundleError::Order { position });
    assert_eq!(altered(&|lines| lines.insert(at, lines[at].clone())), BundleError::Order { position });
    let last = honest[0]["streams"][&own].as_u64().unwrap();
    let ends = |lines: &mut Vec<Value>| {
        lines.retain(|line| {
            let envelope: Value =
                line["envelope"].as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
            !(envelope["stream"] == own.as_str() && envelope["version"].as_u64() == Some(last))
        });
    };
    assert_eq!(altered(&|lines| ends(lines)), missing(u32::try_from(last).unwrap()));
    // With a header that agrees, the end of a stream can be left out: nothing proves that there was no more.
    let mut shorter = honest.clone();
    ends(&mut shorter);
    shorter[0]["streams"][&own] = (last - 1).into();
    assert!(open(&shorter).is_ok());
    // Header, openings, versions.
    assert_eq!(altered(&|lines| lines[0]["position"] = (position + 1).into()), BundleError::Header);
    assert_eq!(
        altered(&|lines| lines[0]["known_at"] = "2000-01-01T00:00:00.000000Z".into()),
        BundleError::Header
    );
    assert_eq!(altered(&|lines| lines[0]["version"] = 2.into()), BundleError::Version(2));
    assert!(matches!(altered(&|lines| lines[0]["more"] = 1.into()), BundleError::Line { line: 1, .. }));
    // Openings: of a value that is not there, of another value, with another value.
    let openings = honest.len() - 1;
    let first = honest[openings]["openings"][0].clone();
    let event = first["event"].as_str().unwrap().parse().unwrap();
    let second = honest[openings]["openings"][1]["opening"].clone();
    for (name, value) in [("pointer", json!("/nothing")), ("opening", second), ("value", json!("1900"))] {
        let replaced = |lines: &mut Vec<Value>| lines[openings]["openings"][0][name] = value.clone();
        assert_eq!(altered(&replaced), BundleError::Opening { event }, "{name}");
    }
    assert!(matches!(altered(&|lines| drop(lines.pop())), BundleError::Line { .. }));
    // A checkpoint of the same key over other events, one of another ledger, one that was altered.
    let size = honest[0]["position"].as_u64().unwrap();
    let key = std::fs::read_to_string(&made.key_file).unwrap().trim().parse::<SigningKey>().unwrap();
    let origin = key.verifier().name().to_owned();
    let other = Checkpoint { origin, size, root: [7; 32] }.sign(&key).to_string();
    assert!(matches!(
        altered(&|lines| lines[0]["checkpoint"] = other.clone().into()),
        BundleError::Proof { .. }
    ));
    let stranger = SigningKey::ed25519("parcours/stranger", &[8; 32]).unwrap();
    let root = open(&honest).unwrap().root;
    let strange = Checkpoint { origin: "parcours/stranger".into(), size, root }.sign(&stranger).to_string();
    let unknown = altered(&|lines| {
        lines[0]["checkpoint"] = strange.clone().into();
        lines[0]["keys"] = json!([stranger.verifier().to_string()]);
    });
    assert!(matches!(unknown, BundleError::Checkpoint(NoteError::UnknownKey(_))), "{unknown}");
    let note = honest[0]["checkpoint"].as_str().unwrap().replace("parcours/", "parcours+");
    assert!(matches!(
        altered(&|lines| lines[0]["checkpoint"] = note.clone().into()),
        BundleError::Checkpoint(_)
    ));
}

async fn a_bundle_is_compared_with_checkpoints_kept_elsewhere(place: Place) {
    let made = Made::at(&place).await;
    let key_file = Some(made.key_file.clone());
    let early = made.application.checkpoint(key_file.clone()).await.unwrap().ledger.unwrap();
    let trust = made.trust();
    let early = Checkpoint::open(&early.note, Tree::Ledger, &trust.keys).unwrap();
    let against = |checkpoint: &Checkpoint| Trust { checkpoints: vec![checkpoint.clone()], ..trust.clone() };
    assert_eq!(open_bundle(&made.bundle().await, &against(&early)).unwrap().against, 1);
    // The ledger grows: another checkpoint, which proves that it extends the first if it is asked to.
    let fact = json!({
        "specversion": "1.0", "id": uuid::Uuid::from_u128(77), "source": "urn:parcours:org:mep",
        "type": "parcours.household_opened.v1", "subject": format!("household/{}", uuid::Uuid::from_u128(78)),
        "occurredon": "2012-01-02", "data": { "opened_by": "mep" },
    });
    let file = made.key_file.with_file_name("line.ndjson");
    std::fs::write(&file, format!("{fact}\n")).unwrap();
    let report = made.application.import(&[file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!(report.accepted, 1, "{report:?}");
    let silent = made.bundle().await;
    let not_compared = BundleError::NotCompared { size: early.size };
    assert_eq!(open_bundle(&silent, &against(&early)).unwrap_err(), not_compared);
    let kept = std::slice::from_ref(&early);
    let proved = made
        .application
        .audit_bundle(household(), key_file.clone(), kept, SealedValues::Opened)
        .await
        .unwrap()
        .bytes;
    let bundle: Bundle = open_bundle(&proved, &against(&early)).unwrap();
    assert_eq!((bundle.against, bundle.position), (1, early.size + 1));
    // Others of the same size, or of another ledger, do not agree.
    let disagrees = BundleError::Against { size: early.size };
    let other = Checkpoint { root: [1; 32], ..early.clone() };
    assert_eq!(open_bundle(&proved, &against(&other)).unwrap_err(), disagrees);
    let other = Checkpoint { origin: "parcours/other".into(), ..early.clone() };
    assert_eq!(open_bundle(&proved, &against(&other)).unwrap_err(), disagrees);
    let other = Checkpoint { size: bundle.position, ..early.clone() };
    let disagrees = BundleError::Against { size: bundle.position };
    assert_eq!(open_bundle(&proved, &against(&other)).unwrap_err(), disagrees);
    // Nor is a bundle made that would have to contradict one.
    let longer = Checkpoint { size: early.size + 9, ..early.clone() };
    let refused = made
        .application
        .audit_bundle(household(), key_file.clone(), &[longer], SealedValues::Opened)
        .await
        .unwrap_err();
    assert!(matches!(refused, BundleFault::Altered { .. }), "{refused}");
    let other = Checkpoint { root: [1; 32], ..early };
    let refused = made
        .application
        .audit_bundle(household(), key_file, &[other], SealedValues::Opened)
        .await
        .unwrap_err();
    assert!(matches!(refused, BundleFault::Altered { .. }), "{refused}");
}

async fn without_a_checkpoint_there_is_no_bundle(place: Place) {
    let made = Made::at(&place).await;
    let asked = made.application.audit_bundle(household(), None, &[], SealedValues::Opened).await;
    assert!(matches!(asked, Err(BundleFault::NoCheckpoint)), "{asked:?}");
    let nobody = HouseholdId(uuid::Uuid::from_u128(1));
    let asked =
        made.application.audit_bundle(nobody, Some(made.key_file.clone()), &[], SealedValues::Opened).await;
    assert!(matches!(asked, Err(BundleFault::Unknown)), "{asked:?}");
    // One that is kept does, whoever asks; its keys are then not in the bundle.
    made.application.checkpoint(Some(made.key_file.clone())).await.unwrap();
    let bytes =
        made.application.audit_bundle(household(), None, &[], SealedValues::Opened).await.unwrap().bytes;
    assert!(open_bundle(&bytes, &made.trust()).is_ok());
    let unknown = open_bundle(&bytes, &Trust::default()).unwrap_err();
    assert!(matches!(unknown, BundleError::Checkpoint(NoteError::UnknownKey(_))), "{unknown}");
    // An altered event is not bundled.
    let other = place.another().await;
    let made = Made::at(&other).await;
    made.bundle().await;
    let unlock = match &other {
        Place::Sqlite(_) => "DROP TRIGGER event_no_update",
        Place::Postgres(_) => "ALTER TABLE event DISABLE TRIGGER ALL",
    };
    let own = format!("household/{}", household());
    let alter =
        format!("{unlock}; UPDATE event SET occurred_on = '2009' WHERE stream = '{own}' AND version = 3");
    other.execute(&alter).await.unwrap();
    let refused = made
        .application
        .audit_bundle(household(), Some(made.key_file.clone()), &[], SealedValues::Opened)
        .await;
    assert!(matches!(refused, Err(BundleFault::Altered { .. })), "{refused:?}");
}
