//! What is read from the archive is what the database tells: facts tables, export, verification.

use std::path::Path;

use application::archive::ArchivingError;
use application::export::Selection;
use application::verify::Trust;
use application::{Application, Clock, Facts, Settings};

use super::tables::rows;
use crate::projections::with_programmes;
use crate::proofs::unlock;
use crate::store::{Place, contracts, settings};

contracts![
    facts_tables_are_the_same_from_the_archive,
    a_damaged_segment_is_written_again,
    more_than_fits_into_memory_is_archived_to_be_read,
    export_and_verification_are_the_same_from_the_archive,
];

/// Splits, mergers, corrections and retractions are among them.
const PROGRAMMES: [&str; 5] = ["arfog-dhli", "avdl", "air-rouen", "integracode", "para"];

/// In between of the blocks.
const EARLY: &str = "2017-11-05T23:59:59Z";

/// A node with small blocks.
async fn node(place: &Place, archive_folder: Option<&Path>) -> Application {
    let archive_folder = archive_folder.map(Path::to_owned);
    let settings = Settings { archive_folder, small_blocks: true, ..settings() };
    Application::open_with(&place.url(), Clock::system(), settings).await.unwrap()
}

async fn facts(node: &Application) -> [Facts; 2] {
    let early = node.facts_tables(Some(EARLY.parse().unwrap()), 2, &mut |_, _| {}).await.unwrap();
    [early, node.facts_tables(None, 2, &mut |_, _| {}).await.unwrap()]
}

fn assert_same(told: &[Facts; 2], expected: &[Facts; 2], when: &str) {
    for (told, expected) in told.iter().zip(expected) {
        assert_eq!((told.position, told.proof), (expected.position, expected.proof), "{when}");
        for ((table, told), (_, expected)) in rows(told).into_iter().zip(rows(expected)) {
            assert!(told == expected, "{table}: other rows {when}");
        }
    }
}

/// Alters a segment inside: what it tells of itself stays.
fn damage(segment: &Path) {
    let mut altered = std::fs::read(segment).unwrap();
    altered[2000..2100].iter_mut().for_each(|byte| *byte ^= 1);
    std::fs::write(segment, altered).unwrap();
}

async fn facts_tables_are_the_same_from_the_archive(place: Place) {
    let rows = with_programmes(&place, &PROGRAMMES).await;
    let expected = facts(&rows).await;
    rows.close().await;
    let folder = tests::scratch();
    let archived = node(&place, Some(folder.path())).await;
    let kept = archived.archive(&mut |_, _| ()).await.unwrap();
    assert!(kept.segments > 8 && kept.segments == kept.written, "{kept:?}");
    assert_same(&facts(&archived).await, &expected, "from the archive");
    // It is the archive that is read: what the rows say is not looked at.
    unlock(&place).await;
    place.execute("UPDATE event SET type = 'unknown' WHERE position = 600").await.unwrap();
    assert_same(&facts(&archived).await, &expected, "over rows that cannot be read");
    let mut segments: Vec<_> = folder.path().read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    segments.sort();
    std::fs::remove_file(&segments[1]).unwrap();
    std::fs::write(&segments[3], "no segment").unwrap();
    // More than are held in memory.
    for segment in &segments[4..] {
        damage(segment);
    }
    // The rows of one are not those that were written, so that it is not written again.
    place.execute("UPDATE event SET username = 'another' WHERE position = 1300").await.unwrap();
    assert_same(&facts(&archived).await, &expected, "from what is left of the archive");
    let checked = archived.check_archive(&mut |_, _| ()).await.unwrap().unwrap();
    assert!(checked.first_bad.unwrap().segment.ends_with("-000000001024.parquet"));
    std::fs::remove_file(&segments[3]).unwrap();
    let checked = archived.check_archive(&mut |_, _| ()).await.unwrap().unwrap();
    assert!(checked.first_bad.unwrap().segment.ends_with("-000000001536.parquet"));
    assert_eq!(checked.segments, 3);
    archived.close().await;
}

async fn a_damaged_segment_is_written_again(place: Place) {
    with_programmes(&place, &PROGRAMMES).await.close().await;
    let folder = tests::scratch();
    let node = node(&place, Some(folder.path())).await;
    let written = node.archive(&mut |_, _| ()).await.unwrap().written;
    let first = folder.path().join("events-000000000001-000000000256.parquet");
    let whole = std::fs::read(&first).unwrap();
    damage(&first);
    // Whoever asks for it reads what is there.
    let again = node.archive(&mut |_, _| ()).await.unwrap();
    assert_eq!((again.written, again.segments), (1, written));
    assert!(std::fs::read(&first).unwrap() == whole);
    assert_eq!(node.archive(&mut |_, _| ()).await.unwrap().written, 0);
    node.close().await;
}

async fn more_than_fits_into_memory_is_archived_to_be_read(place: Place) {
    let rows = with_programmes(&place, &PROGRAMMES).await;
    let expected = facts(&rows).await;
    rows.close().await;
    let small = node(&place, None).await;
    assert_same(&facts(&small).await, &expected, "archived to be read");
    let kept = small.archive(&mut |_, _| ()).await;
    match &place {
        // Beside the ledger, where it stays.
        Place::Sqlite(_) => {
            assert_eq!(kept.unwrap().written, 0);
            assert!(small.archive_folder().unwrap().is_dir());
        }
        Place::Postgres(_) => assert!(matches!(kept, Err(ArchivingError::NoFolder))),
    }
    small.close().await;
}

async fn export_and_verification_are_the_same_from_the_archive(place: Place) {
    let node = {
        with_programmes(&place, &PROGRAMMES).await.close().await;
        let folder = tests::scratch();
        let node = self::node(&place, Some(&folder.path().join("archive"))).await;
        (node, folder)
    };
    let (node, _folder) = node;
    let export = async |from, to| {
        let (mut lines, selection) = (Vec::new(), Selection { from, to, ..Selection::default() });
        let written = node.export(&selection, &mut lines).await.unwrap();
        (written, lines)
    };
    let selections = [(None, None), (Some(200), Some(700)), (Some(257), Some(512)), (Some(3000), None)];
    let mut expected = Vec::new();
    for (from, to) in selections {
        expected.push(export(from, to).await);
    }
    let (of_rows, in_rows) = node.verify_noting(&Trust::default(), &mut |_, _| ()).await.unwrap();
    assert!(matches!(
        node.verify_archived(&Trust::default(), &mut |_, _| ()).await,
        Err(ArchivingError::None)
    ));
    node.archive(&mut |_, _| ()).await.unwrap();
    for ((from, to), expected) in selections.into_iter().zip(expected) {
        assert!(export(from, to).await == expected, "from {from:?} to {to:?}");
    }
    let (of_files, in_files) = node.verify_archived(&Trust::default(), &mut |_, _| ()).await.unwrap();
    assert_eq!((of_files.events, of_files.root, of_files.first_bad), (of_rows.events, of_rows.root, None));
    assert_eq!(in_files.told(), in_rows.told());
    let (in_files, in_rows) = (in_files.into_keys(), in_rows.into_keys());
    assert!(!in_files.is_empty() && in_files == in_rows);
    node.close().await;
}
