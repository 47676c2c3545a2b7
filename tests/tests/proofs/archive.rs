//! Complete blocks in files: what was written, or nothing, and never needed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use event_store::archive::{Archive, ArchiveError, Archived, Look, SLICES, Slicing};
use event_store::{Ledger, StoredEvent, StreamName};

use super::{grow, trust, unlock};
use crate::store::{Place, contracts, everything};

contracts![
    complete_blocks_are_archived_once,
    what_is_read_from_segments_is_what_the_ledger_holds,
    segments_that_are_gone_are_made_up_for,
    no_damage_of_a_segment_is_taken_for_events,
    segments_of_another_ledger_are_not_read,
    streams_are_not_torn_by_other_slices,
    an_archive_stands_in_any_store_of_objects,
    what_does_not_verify_is_not_archived,
    an_archive_is_verified_in_place_of_the_rows,
];

/// 600 events: two small blocks, and 88 events more.
const EVENTS: u64 = 600;

const SLICING: Slicing = Slicing { name: "letters", of: slice };

fn slice(stream: &StreamName) -> u16 {
    stream.as_str().bytes().fold(7, |sum, byte| sum * 3 % 61 + u16::from(byte)) % SLICES
}

fn archive(folder: &Path) -> Archive {
    Archive::in_folder(folder, SLICING).unwrap().of_small_blocks()
}

async fn keep(ledger: &Ledger, archive: &Archive) -> Archived {
    let mut told = Vec::new();
    let kept = ledger.archive(archive, Look::Inside, &mut |done, all| told.push((done, all))).await.unwrap();
    assert_eq!(told, (1..=kept.segments).map(|done| (done, kept.segments)).collect::<Vec<_>>());
    kept
}

async fn grown(place: &Place) -> Ledger {
    let ledger = place.ledger().await;
    grow(&ledger, EVENTS.into()).await;
    ledger
}

/// The segments in a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// The events of all slices: whole streams in one slice each, in their order.
async fn sliced(ledger: &Ledger, archive: &Archive) -> Vec<StoredEvent> {
    let runs = ledger.runs(archive, EVENTS).await.unwrap();
    let (mut all, mut slice_of) = (Vec::new(), BTreeMap::new());
    for slice in 0..SLICES {
        let events = runs.slice(slice).await.unwrap();
        for event in &events {
            assert_eq!(*slice_of.entry(event.stream.clone()).or_insert(slice), slice);
        }
        assert!(events.is_sorted_by_key(|event| event.position));
        all.extend(events);
    }
    all.sort_by_key(|event| event.position);
    all
}

/// The same read from one end to the other, from within a block on.
async fn in_order(ledger: &Ledger, archive: &Archive, after: u64) -> Vec<StoredEvent> {
    let runs = ledger.runs(archive, EVENTS).await.unwrap();
    let mut all: Vec<StoredEvent> = Vec::new();
    loop {
        let events = runs.after(all.last().map_or(after, |event| event.position)).await.unwrap();
        if events.is_empty() {
            return all;
        }
        all.extend(events);
    }
}

async fn complete_blocks_are_archived_once(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = place.ledger().await;
    grow(&ledger, 255).await;
    assert_eq!(keep(&ledger, &archive).await, Archived { written: 0, segments: 0, upto: 0 });
    grow(&ledger, EVENTS.into()).await;
    assert_eq!(keep(&ledger, &archive).await, Archived { written: 2, segments: 2, upto: 512 });
    let written = files(folder.path());
    let names: Vec<_> = written.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(
        names,
        ["events-000000000001-000000000256.parquet", "events-000000000257-000000000512.parquet"]
    );
    assert_eq!(keep(&ledger, &archive).await, Archived { written: 0, segments: 2, upto: 512 });
    assert_eq!(files(folder.path()), written);
}

async fn what_is_read_from_segments_is_what_the_ledger_holds(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    let held = everything(&ledger).await;
    assert!(sliced(&ledger, &archive).await == held, "without segments");
    keep(&ledger, &archive).await;
    let runs = ledger.runs(&archive, EVENTS).await.unwrap();
    assert_eq!(runs.loose(), EVENTS - 512);
    assert!(sliced(&ledger, &archive).await == held, "from segments");
    for after in [0, 1, 255, 256, 300, 512, 599] {
        assert!(
            in_order(&ledger, &archive, after).await == held[usize::try_from(after).unwrap()..],
            "{after}"
        );
    }
    // As it was within a block, and without it.
    let early = ledger.runs(&archive, 300).await.unwrap();
    assert_eq!(early.loose(), 44);
    let mut events = Vec::new();
    for slice in 0..SLICES {
        events.extend(early.slice(slice).await.unwrap());
    }
    events.sort_by_key(|event| event.position);
    assert!(events == held[..300], "as it was");
}

async fn segments_that_are_gone_are_made_up_for(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    let held = everything(&ledger).await;
    keep(&ledger, &archive).await;
    archive.delete(0).await.unwrap();
    assert!(sliced(&ledger, &archive).await == held);
    assert!(in_order(&ledger, &archive, 0).await == held);
    assert_eq!(keep(&ledger, &archive).await.written, 1);
    std::fs::remove_dir_all(folder.path()).unwrap();
    assert!(sliced(&ledger, &archive).await == held, "without the folder");
}

async fn no_damage_of_a_segment_is_taken_for_events(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    let held = everything(&ledger).await;
    keep(&ledger, &archive).await;
    let file = files(folder.path()).remove(0);
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = vec![whole[..whole.len() / 2].to_vec(), Vec::new(), b"PAR1".repeat(9)];
    // A few of the first, the middle and the last: pages, and what the file tells of itself.
    let places = (0..whole.len()).step_by(whole.len() / 40).chain(whole.len() - 40..whole.len());
    damaged.extend(places.map(|at| {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        damaged
    }));
    let mut found = 0;
    for (number, bytes) in damaged.into_iter().enumerate() {
        std::fs::write(&file, bytes).unwrap();
        assert!(sliced(&ledger, &archive).await == held, "damage {number}");
        let checked = ledger.check_archive(&archive, &mut |_, _| ()).await.unwrap();
        if let Some(bad) = checked.first_bad {
            assert_eq!(bad.segment, "events-000000000001-000000000256.parquet");
            found += 1;
        }
    }
    // Some bytes say nothing that anybody needs.
    assert!(found > 20, "{found}");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(keep(&ledger, &archive).await.written, 1);
    let checked = ledger.check_archive(&archive, &mut |_, _| ()).await.unwrap();
    assert_eq!((checked.segments, checked.first_bad), (2, None));
}

async fn segments_of_another_ledger_are_not_read(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    keep(&ledger, &archive).await;
    // The same events, but for the first, which is another one.
    let elsewhere = place.another().await;
    let other = elsewhere.ledger().await;
    let first = crate::store::request([crate::store::event(1_000_000, "other")]);
    other.append(first).await.unwrap();
    grow(&other, EVENTS.into()).await;
    while other.extend_tree(1000).await.unwrap() < EVENTS {}
    let held = everything(&other).await;
    assert_ne!(held, everything(&ledger).await);
    assert!(sliced(&other, &archive).await == held);
    let checked = other.check_archive(&archive, &mut |_, _| ()).await.unwrap();
    assert!(checked.first_bad.is_some());
    // They are replaced by its own.
    assert_eq!(keep(&other, &archive).await.written, 2);
    assert!(sliced(&other, &archive).await == held);
    let checked = other.check_archive(&archive, &mut |_, _| ()).await.unwrap();
    assert_eq!((checked.segments, checked.first_bad), (2, None));
    // What reaches beyond the ledger is of another one too.
    let short = place.another().await;
    let short_ledger = short.ledger().await;
    grow(&short_ledger, 100).await;
    let checked = short_ledger.check_archive(&archive, &mut |_, _| ()).await.unwrap();
    assert!(checked.first_bad.is_some());
}

async fn streams_are_not_torn_by_other_slices(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    let held = everything(&ledger).await;
    let other = |name| {
        let other = Slicing { name, of: |stream| (slice(stream) + 1) % SLICES };
        Archive::in_folder(folder.path(), other).unwrap().of_small_blocks()
    };
    ledger.archive(&other("digits"), Look::Outside, &mut |_, _| ()).await.unwrap();
    assert!(sliced(&ledger, &archive).await == held);
    assert_eq!(keep(&ledger, &archive).await.written, 2);
    // Nor when they claim to be ours.
    archive.delete(0).await.unwrap();
    ledger.archive(&other(SLICING.name), Look::Outside, &mut |_, _| ()).await.unwrap();
    let checked = ledger.check_archive(&archive, &mut |_, _| ()).await.unwrap();
    assert!(checked.first_bad.is_some_and(|bad| bad.detail.contains("other slices")));
}

async fn an_archive_stands_in_any_store_of_objects(place: Place) {
    let ledger = grown(&place).await;
    let archive = Archive::empty(SLICING).of_small_blocks();
    assert_eq!(keep(&ledger, &archive).await.written, 2);
    let held = everything(&ledger).await;
    assert!(sliced(&ledger, &archive).await == held && in_order(&ledger, &archive, 0).await == held);
    archive.delete(1).await.unwrap();
    assert_eq!(keep(&ledger, &archive).await, Archived { written: 1, segments: 2, upto: 512 });
}

async fn what_does_not_verify_is_not_archived(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    while ledger.extend_tree(1000).await.unwrap() < EVENTS {}
    unlock(&place).await;
    place.execute("UPDATE event SET occurred_on = '2024-03' WHERE position = 300").await.unwrap();
    let refused = ledger.archive(&archive, Look::Outside, &mut |_, _| ()).await.unwrap_err();
    assert!(matches!(refused, ArchiveError::NotOfTree { first: 257, last: 512 }), "{refused}");
    assert_eq!(files(folder.path()).len(), 1);
}

async fn an_archive_is_verified_in_place_of_the_rows(place: Place) {
    let folder = tests::scratch();
    let archive = archive(folder.path());
    let ledger = grown(&place).await;
    keep(&ledger, &archive).await;
    let of_rows = ledger.audit(&trust(), None, &mut |_, _| ()).await.unwrap();
    let mut told = Vec::new();
    let of_files = ledger.audit(&trust(), Some(&archive), &mut |done, _| told.push(done)).await.unwrap();
    assert_eq!(of_files, of_rows);
    assert_eq!(told, [256, 512, EVENTS]);
    // What the rows of an archived block hold is not looked at; those of no segment are.
    unlock(&place).await;
    place.execute("UPDATE event SET occurred_on = '2024-03' WHERE position = 300").await.unwrap();
    assert_eq!(ledger.audit(&trust(), Some(&archive), &mut |_, _| ()).await.unwrap(), of_rows);
    let of_rows = ledger.audit(&trust(), None, &mut |_, _| ()).await.unwrap();
    assert_eq!(of_rows.first_bad.map(|bad| bad.position), Some(300));
    place.execute("UPDATE event SET occurred_on = '2024-03' WHERE position = 590").await.unwrap();
    let of_files = ledger.audit(&trust(), Some(&archive), &mut |_, _| ()).await.unwrap();
    assert_eq!(of_files.first_bad.map(|bad| bad.position), Some(590));
}
