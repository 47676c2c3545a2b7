//! Facts tables in files: kept up to date, built anew when they are not what they should be, coarse when they leave.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use application::erase::Erasure;
use application::import::Options;
use application::{Application, Clock, Facts, KeepError, KeptFacts, Settings};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use arrow_array::{Array as _, RecordBatch};
use domain::codes::{ErasureBasis, ErasureLevel};
use projections::facts_tables::{Stamp, described, read_parquet};

use super::tables::rows;
use crate::store::{self, Place};

/// Each test has a ledger with one programme, to which others are added.
pub(super) const FIRST: &str = "masi-besancon";

pub(super) async fn node(place: &Place, folder: &Path) -> Application {
    let settings = Settings { facts_folder: Some(folder.to_owned()), ..store::settings() };
    Application::open_with(&place.url(), Clock::system(), settings).await.unwrap()
}

pub(super) async fn import(node: &Application, programme: &str) {
    let file = tests::workspace::root().join("programmes").join(programme).join("events.ndjson");
    let report = node.import(&[file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!(report.refused_in_all, 0, "{:?}", report.refused);
}

pub(super) async fn keep(node: &Application) -> KeptFacts {
    node.keep_facts(2, &mut |_, _| {}).await.unwrap()
}

/// The tables as read from the files of a folder, each with its stamp.
fn kept(folder: &Path, table: &str) -> Vec<(Stamp, Vec<RecordBatch>)> {
    let schema = described().into_iter().find(|one| one.name == table).unwrap().schema;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder.join(table)).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| read_parquet(&File::open(file).unwrap(), &schema).unwrap().unwrap()).collect()
}

/// What a node tells that has no files is what this one tells.
pub(super) async fn assert_as_built(node: &Application, place: &Place) {
    assert_as(&node.facts_tables(None, 2, &mut |_, _| {}).await.unwrap(), place).await;
}

async fn assert_as(told: &Facts, place: &Place) {
    let empty = tests::scratch();
    let other = self::node(place, &empty.path().join("none")).await;
    let built = other.facts_tables(None, 2, &mut |_, _| {}).await.unwrap();
    assert_eq!((told.position, told.proof), (built.position, built.proof));
    for ((table, told), (_, built)) in rows(told).into_iter().zip(rows(&built)) {
        assert!(told == built, "{table}: not the rows built from nothing");
    }
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_facts_are_brought_up_to_date() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let scratch = tests::scratch();
        let folder = scratch.path().join("facts");
        let node = node(&place, &folder).await;
        import(&node, FIRST).await;
        let first = keep(&node).await;
        assert_eq!((first.written, first.buckets), (2, 2));
        let told = kept(&folder, "enrolments");
        assert_eq!(told.first().map(|(stamp, _)| stamp.position), Some(first.position));
        assert_eq!(keep(&node).await, KeptFacts { written: 0, ..first.clone() });
        assert_as_built(&node, &place).await;

        import(&node, "air-rouen").await;
        assert_as_built(&node, &place).await;
        let second = keep(&node).await;
        assert_eq!((second.written, second.proof.count), (2, second.position));
        assert!(second.position > first.position);
        assert_as_built(&node, &place).await;
        node.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_not_as_they_were_written_are_built_anew() {
    let (place, scratch) = (Place::sqlite(), tests::scratch());
    let folder = scratch.path().join("facts");
    let node = node(&place, &folder).await;
    import(&node, FIRST).await;
    let whole = keep(&node).await;
    let file = folder.join("memberships/0000.parquet");
    let bytes = std::fs::read(&file).unwrap();
    for spoiled in
        [None, Some(&bytes[..bytes.len() / 2]), Some(b"".as_slice()), Some(b"no Parquet".as_slice())]
    {
        match spoiled {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        assert_as_built(&node, &place).await;
        assert_eq!(keep(&node).await, KeptFacts { written: 1, ..whole.clone() });
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
    std::fs::write(folder.join("facts.json"), "{").unwrap();
    assert_eq!(keep(&node).await, whole);

    // What is none of ours stays, also beside what is; a folder of others is not written into.
    let others =
        [folder.join("memberships/notes.txt"), folder.join("memberships/0000.csv"), folder.join("budget")];
    for path in &others {
        std::fs::write(path, "theirs").unwrap();
    }
    std::fs::remove_file(folder.join("facts.json")).unwrap();
    let refused = node.keep_facts(2, &mut |_, _| {}).await;
    assert!(matches!(refused, Err(KeepError::NotOurs { .. })), "{refused:?}");
    std::fs::remove_file(folder.join("budget")).unwrap();
    assert_eq!(keep(&node).await, whole);
    for path in &others[..2] {
        assert_eq!(std::fs::read(path).unwrap(), b"theirs");
        std::fs::remove_file(path).unwrap();
    }

    // The folder of another ledger: what is in it is true of nothing here.
    let other_place = Place::sqlite();
    let other = self::node(&other_place, &folder).await;
    import(&other, "air-rouen").await;
    assert_as_built(&other, &other_place).await;
    assert_eq!(keep(&other).await.written, 2);
    assert_as_built(&other, &other_place).await;
    other.close().await;
    node.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_removes_what_the_files_tell() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let scratch = tests::scratch();
        let folder = scratch.path().join("facts");
        let node = node(&place, &folder).await;
        import(&node, FIRST).await;
        keep(&node).await;
        let elsewhere = scratch.path().join("elsewhere");
        let other = self::node(&place, &elsewhere).await;
        keep(&other).await;
        other.close().await;
        let held = node.facts_tables(None, 2, &mut |_, _| {}).await.unwrap();
        let births = |folder: &Path| {
            let mut births = BTreeMap::new();
            for (_, parts) in kept(folder, "memberships") {
                for part in parts {
                    let persons = part.column_by_name("person").unwrap().as_string::<i32>().clone();
                    let days = part.column_by_name("birth_on").unwrap().as_primitive::<Date32Type>().clone();
                    births.extend(persons.iter().map(|text| text.unwrap().to_owned()).zip(days.iter()));
                }
            }
            births
        };
        let before = births(&folder);
        let (person, _) = before.iter().find(|(_, birth)| birth.is_some()).unwrap();
        // One that was not finished, of a time when there were more buckets.
        let part = folder.join("memberships/0700.abcdef.part");
        std::fs::write(&part, "births").unwrap();
        let erasure = Erasure {
            person: person.parse().unwrap(),
            basis: ErasureBasis::Request,
            level: ErasureLevel::All,
            residue: None,
            actor: None,
        };
        node.erase(erasure, false).await.unwrap().unwrap();
        assert!(!folder.join("memberships/0000.parquet").exists() && !part.exists());
        // Facts that are held in memory, and files on another machine, know it by the state of the keys.
        let fresh = node.refreshed(&held, 2).await.unwrap();
        assert_as(&fresh, &place).await;
        let remote = self::node(&place, &elsewhere).await;
        assert!(elsewhere.join("memberships/0000.parquet").exists());
        assert_as_built(&remote, &place).await;
        assert!(!elsewhere.join("memberships/0000.parquet").exists());
        remote.close().await;
        assert_as_built(&node, &place).await;
        keep(&node).await;
        let after = births(&folder);
        assert_eq!(after.get(person), Some(&None));
        assert_eq!(after.len(), before.len());
        node.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_the_machine_is_coarse_and_says_what_it_is_of() {
    let (place, scratch) = (Place::sqlite(), tests::scratch());
    let node = node(&place, &scratch.path().join("kept")).await;
    import(&node, FIRST).await;
    let folder = scratch.path().join("written");
    let facts = node.write_facts(&folder, None, 2, &mut |_, _| {}).await.unwrap();
    let again = node.write_facts(&folder, None, 2, &mut |_, _| {}).await;
    assert!(matches!(again, Err(KeepError::Exists { .. })), "{again:?}");
    let exact: BTreeMap<&str, RecordBatch> = rows(&facts).into_iter().collect();
    for table in described() {
        let file = File::open(folder.join(table.name).with_extension("parquet")).unwrap();
        let (stamp, parts) = read_parquet(&file, &table.schema).unwrap().unwrap();
        assert_eq!((stamp.position, stamp.events), (facts.position, facts.proof.count));
        assert_eq!(stamp.digest, facts.proof.hex());
        let written: usize = parts.iter().map(RecordBatch::num_rows).sum();
        assert_eq!(written, exact[table.name].num_rows(), "{}", table.name);
        for part in &parts {
            for (column, _) in table.coarse_columns() {
                let column = part.column_by_name(column).unwrap();
                assert!(column.len() == part.num_rows());
            }
        }
    }
    let schema = described().into_iter().find(|table| table.name == "memberships").unwrap().schema;
    let file = File::open(folder.join("memberships.parquet")).unwrap();
    let (_, parts) = read_parquet(&file, &schema).unwrap().unwrap();
    let told = parts[0].column_by_name("birth_on").unwrap().as_primitive::<Date32Type>().clone();
    let is_new_year = |days: i32| {
        let day = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
        day.day_of_year() == 1
    };
    assert!(told.iter().flatten().count() > 0 && told.iter().flatten().all(is_new_year));
    node.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_on_a_server_needs_a_folder_named() {
    let place = Place::postgres().await;
    let node = store::open(&place.url()).await.unwrap();
    let kept = node.keep_facts(2, &mut |_, _| {}).await;
    assert!(matches!(kept, Err(KeepError::NoFolder)), "{kept:?}");
    node.close().await;
}
