//! Facts tables kept in files: a folder for each table with a Parquet file for each bucket, and `facts.json`, which says
//! of what the files were built. A file that is not what `facts.json` says is one that was interrupted or is foreign: its
//! bucket is built anew. While all of them are built it tells of those that were.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use domain::StreamId;
use event_store::Sum;
use projections::facts_tables::{
    Bucket, Buckets, Described, Stamp, VERSION, described, read_parquet, stamp_of_parquet, write_parquet,
};
use serde::{Deserialize, Serialize};

use super::{Facts, Part};
use crate::error::{Fault, file};

/// What the files were built of.
const INDEX: &str = "facts.json";

/// How a file ends that is being written.
const PART: &str = ".part";

/// A folder of facts tables.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: PathBuf,
}

/// What `facts.json` says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Index {
    version: u32,
    /// The state of the keys when they were read.
    pub(super) keys: String,
    position: u64,
    buckets: u16,
    parts: BTreeMap<String, Held>,
}

impl Index {
    fn of(keys: &str, built: &Built) -> Self {
        let held = |sum: &Sum| Held { events: sum.count, digest: sum.hex() };
        let parts = built.sums.iter().map(|(bucket, sum)| (bucket.to_string(), held(sum))).collect();
        let (position, buckets) = (built.position, built.buckets.count());
        Self { version: VERSION, keys: keys.to_owned(), position, buckets, parts }
    }

    /// Whether it tells of every bucket.
    pub(super) fn is_whole(&self) -> bool {
        self.buckets().is_some_and(|buckets| buckets.all().count() == self.parts.len())
    }

    fn buckets(&self) -> Option<Buckets> {
        Buckets::of_count(self.buckets).filter(|_| self.version == VERSION)
    }
}

/// What is in the files of those buckets that were built.
#[derive(Debug, Clone)]
pub(super) struct Built {
    /// Everything recorded up to here, and nothing after.
    pub(super) position: u64,
    pub(super) buckets: Buckets,
    /// The events of each.
    pub(super) sums: BTreeMap<Bucket, Sum>,
}

/// The events of a bucket.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    events: u64,
    digest: String,
}

impl Kept {
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the files were built of, if that is said.
    pub(super) fn index(&self) -> Option<Index> {
        serde_json::from_slice(&std::fs::read(self.folder.join(INDEX)).ok()?).ok()
    }

    /// What is kept: facts, of which buckets may be missing.
    pub(super) fn read(&self, index: Index) -> Option<Facts> {
        let buckets = index.buckets()?;
        let tables = described();
        let mut parts = BTreeMap::new();
        for bucket in buckets.all() {
            let Some(held) = index.parts.get(&bucket.to_string()) else { continue };
            if let Some(part) = self.part(&tables, bucket, held) {
                parts.insert(bucket, part);
            }
        }
        Some(Facts {
            parts,
            buckets,
            keys: index.keys,
            position: index.position,
            proof: Sum::default(),
            known_at: None,
            known_on: None,
        })
    }

    /// The tables of a bucket, if all of them are there as the index says.
    fn part(&self, tables: &[Described], bucket: Bucket, held: &Held) -> Option<Part> {
        let mut part = Part::default();
        for table in tables.iter().filter(|table| is_in(table, bucket)) {
            let file = File::open(self.path(table, bucket)).ok()?;
            let (stamp, rows) = read_parquet(&file, &table.schema).ok()??;
            if stamp.events != held.events || stamp.digest != held.digest {
                return None;
            }
            part.tables.extend(table, rows);
        }
        part.sum = Sum::of_hex(held.events, &held.digest)?;
        Some(part)
    }

    /// Which buckets were built when building all of them was interrupted.
    pub(super) fn begun(&self, index: &Index) -> Option<Built> {
        let (buckets, position) = (index.buckets()?, index.position);
        let tables = described();
        let sum = |bucket: Bucket| {
            let held = index.parts.get(&bucket.to_string())?;
            let stamp = Stamp { position, events: held.events, digest: held.digest.clone() };
            let is_there = |table: &&Described| {
                let file = File::open(self.path(table, bucket)).ok();
                let told = file.and_then(|file| stamp_of_parquet(&file, &table.schema).ok());
                told.flatten().as_ref() == Some(&stamp)
            };
            let are_there = tables.iter().filter(|table| is_in(table, bucket)).all(|table| is_there(&table));
            Some((bucket, Sum::of_hex(held.events, &held.digest)?)).filter(|_| are_there)
        };
        Some(Built { position, buckets, sums: buckets.all().filter_map(sum).collect() })
    }

    /// Writes the tables of a bucket. Until the index says so they count for nothing.
    pub(super) fn write(&self, bucket: Bucket, part: &Part, position: u64) -> io::Result<()> {
        let stamp = Stamp { position, events: part.sum.count, digest: part.sum.hex() };
        for table in described().iter().filter(|table| is_in(table, bucket)) {
            let path = self.path(table, bucket);
            if let Some(folder) = path.parent() {
                private_folder(folder)?;
            }
            replaced(&path, |file| {
                let parts = part.tables.parts_of(table.name);
                write_parquet(file, table.schema.clone(), parts, &stamp).map_err(io::Error::other)
            })?;
        }
        Ok(())
    }

    /// Whether there is nothing in the folder but facts tables, or no folder.
    pub(super) fn is_ours(&self) -> bool {
        let Ok(mut entries) = std::fs::read_dir(&self.folder) else { return true };
        self.folder.join(INDEX).exists()
            || entries.all(|entry| {
                entry.is_ok_and(|entry| is_table(&entry.file_name()) || is_part(&entry.file_name()))
            })
    }

    /// Says what the files hold, and removes those that hold something else.
    pub(super) fn settle(&self, keys: &str, built: &Built) -> io::Result<()> {
        private_folder(&self.folder)?;
        let index = Index::of(keys, built);
        for (path, bucket) in self.files()? {
            if bucket.is_none_or(|bucket| !index.parts.contains_key(&bucket)) {
                removed(&path)?;
            }
        }
        self.note(&index)
    }

    /// Says which files were built so far, so that who builds on need not build them again.
    pub(super) fn begin(&self, keys: &str, built: &Built) -> io::Result<()> {
        self.note(&Index::of(keys, built))
    }

    fn note(&self, index: &Index) -> io::Result<()> {
        replaced(&self.folder.join(INDEX), |file| {
            serde_json::to_writer_pretty(&mut *file, index)?;
            file.write_all(b"\n")
        })
    }

    /// Says nothing of the files any more.
    pub(super) fn unsettle(&self) -> io::Result<()> {
        match std::fs::remove_file(self.folder.join(INDEX)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes over and removes the tables in which rows of these streams stand; all when none are named.
    pub(crate) fn forget(&self, streams: Option<&BTreeSet<StreamId>>) -> Result<(), Fault> {
        self.forgotten(streams).map_err(|error| file(&self.folder, "written", error))
    }

    fn forgotten(&self, streams: Option<&BTreeSet<StreamId>>) -> io::Result<()> {
        // What no index tells of may be of any bucket, and of any number of them.
        let buckets = self.index().filter(Index::is_whole).and_then(|index| Buckets::of_count(index.buckets));
        let gone: Option<BTreeSet<String>> = buckets
            .zip(streams)
            .map(|(buckets, streams)| streams.iter().map(|stream| buckets.of(stream).to_string()).collect());
        for (path, bucket) in self.files()? {
            if gone.as_ref().zip(bucket).is_none_or(|(gone, bucket)| gone.contains(&bucket)) {
                removed(&path)?;
            }
        }
        Ok(())
    }

    /// Every file of a table, and the bucket that it is named after; none of a file that was not finished, which may be
    /// of a time when there were fewer buckets. Other files are none of ours.
    fn files(&self) -> io::Result<Vec<(PathBuf, Option<String>)>> {
        let mut files = Vec::new();
        for table in described() {
            let Ok(entries) = std::fs::read_dir(self.folder.join(table.name)) else { continue };
            for entry in entries {
                let path = entry?.path();
                let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
                let bucket = name.split('.').next().unwrap_or_default().to_owned();
                let is_bucket = bucket == Bucket::Programmes.to_string()
                    || (bucket.len() == 4 && bucket.bytes().all(|byte| byte.is_ascii_digit()));
                let is_part = name.ends_with(PART);
                let is_ours = is_bucket && (name.ends_with(".parquet") || is_part);
                if is_ours && path.symlink_metadata()?.is_file() {
                    files.push((path, Some(bucket).filter(|_| !is_part)));
                }
            }
        }
        Ok(files)
    }

    fn path(&self, table: &Described, bucket: Bucket) -> PathBuf {
        self.folder.join(table.name).join(format!("{bucket}.parquet"))
    }
}

/// Whether a table has rows of a bucket.
fn is_in(table: &Described, bucket: Bucket) -> bool {
    table.is_of_households() == matches!(bucket, Bucket::Households(_))
}

/// Whether that is the name of a table.
fn is_table(name: &OsStr) -> bool {
    described().iter().any(|table| name == table.name)
}

/// Whether that is the name of an index that was not finished.
fn is_part(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("facts.") && name.ends_with(PART))
}

/// Writes a file beside `path` and puts it in its place once it is whole and on the disk.
pub(super) fn replaced(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    // Readable by its owner alone, its name nobody else's, and gone if it is not finished.
    let mut part = tempfile::Builder::new().prefix(&format!("{stem}.")).suffix(PART).tempfile_in(folder)?;
    write(part.as_file_mut())?;
    part.as_file().sync_all()?;
    part.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A folder that only its owner may look into: its files tell days of birth.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Overwrites a file, so that a disk that does so keeps nothing of it, and removes it; another may have done so.
fn removed(path: &Path) -> io::Result<()> {
    let overwritten = File::options().write(true).open(path).and_then(|mut file| {
        let length = file.metadata()?.len();
        io::copy(&mut io::repeat(0).take(length), &mut file)?;
        file.sync_all()
    });
    match overwritten.and_then(|()| std::fs::remove_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
