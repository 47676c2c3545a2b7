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
    let mut altered = std::fs::read(&segments[4]).unwrap();
    altered[2000] ^= 1;
    std::fs::write(&segments[4], altered).unwrap();
    assert_same(&facts(&archived).await, &expected, "from what is left of the archive");
    let checked = archived.check_archive(&mut |_, _| ()).await.unwrap().unwrap();
    assert!(checked.first_bad.is_some());
    archived.close().await;
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
