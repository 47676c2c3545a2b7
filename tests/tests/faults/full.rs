//! A disk or a database without room: said as such, nothing written, and with room the same import succeeds.

use std::path::Path;
use std::process::Command;

use application::import::Options;
use application::{Application, Clock, Fault, Settings, StoreError};
use tests::binary::parcours;

use super::facts::Family;
use super::files::{counts, report, some_thousand};
use super::{ledger, node, record};
use crate::store::Place;

/// Mounts a small disk that only this shell and its children see, imports, makes room, imports again.
const SCRIPT: &str = r#"
set -u
disk=$1; file=$2; parcours=$3; size=$4
mount -t tmpfs -o "size=$size" none "$disk" || exit 77
attempt() {
    "$parcours" import "$file" --database "sqlite:$disk/ledger.db" --format json --lang en \
        >"$1.out" 2>"$1.err"
    echo $? >"$1.code"
}
attempt "$disk.full"
mount -o remount,size=256m "$disk" || exit 77
"$parcours" export --database "sqlite:$disk/ledger.db" >"$disk.export" 2>&1 || exit 1
attempt "$disk.roomy"
"#;

/// The code and texts that an attempt left.
fn attempt(disk: &Path, name: &str) -> tests::binary::Ran {
    let read = |what: &str| std::fs::read_to_string(format!("{}.{name}.{what}", disk.display())).unwrap();
    let code = read("code").trim().parse().unwrap();
    tests::binary::Ran { code: Some(code), stdout: read("out"), stderr: read("err") }
}

/// Imports on a disk of this size, as root or in a user namespace of our own.
fn import_on_disk_of(size: &str) {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let program = parcours();
    let ways: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    let mut told = Vec::new();
    let done = ways.iter().any(|way| {
        let mut command = Command::new("unshare");
        command.args(*way).args(["sh", "-c", SCRIPT, "sh"]).args([&disk, &file]);
        let out = command.arg(program.get_program()).arg(size).output().unwrap();
        told.push(String::from_utf8_lossy(&out.stderr).into_owned());
        out.status.success()
    });
    assert!(
        done,
        "a small disk could not be mounted with `unshare`, neither as root nor in a user namespace: {told:?}"
    );
    let full = attempt(&disk, "full");
    assert_eq!((full.code, full.stdout.as_str()), (Some(3), ""), "{size}: {full:?}");
    assert!(full.stderr.contains("the database or its disk is full, nothing was written"), "{full:?}");
    assert_eq!(full.stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{full:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("disk.export")).unwrap(), "");
    let roomy = attempt(&disk, "roomy");
    assert_eq!((roomy.code, counts(&roomy)), (Some(0), (lines, 0)), "{size}: {roomy:?}");
    assert_eq!(report(&roomy)["last_position"], lines);
}

#[test]
fn a_disk_that_fills_during_an_import_takes_nothing_of_it() {
    import_on_disk_of("2m");
}

#[test]
fn a_disk_that_is_full_from_the_start() {
    // Room for the file, none for a ledger.
    import_on_disk_of("32k");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_at_its_limit_takes_nothing_of_an_import() {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let place = Place::sqlite();
    let size_limit = Some(2 * 1024 * 1024);
    let settings = Settings { size_limit, ..crate::store::settings() };
    let small = Application::open_with(&place.url(), Clock::system(), settings).await.unwrap();
    for partial in [false, true] {
        let options = Options { partial, ..Options::default() };
        let full = small.import(std::slice::from_ref(&file), options, &mut |_| {}).await;
        assert!(matches!(full, Err(Fault::Store(StoreError::Full { .. }))), "{full:?}");
        assert!(ledger(&small).await.is_empty());
    }
    // What fits is still recorded.
    let family = Family::new();
    record(&small, family.opened()).await.unwrap();
    small.close().await;

    let roomy = node(&place).await;
    let report = roomy.import(&[file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!(report.accepted, u64::try_from(lines).unwrap());
    assert_eq!(ledger(&roomy).await.len(), lines + 2);
}
