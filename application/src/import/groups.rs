//! Lines that belong together: a batch, or one line; from one file after the other, or merged by the
//! recording time that the source asserts.

use std::path::PathBuf;

use domain::Rule;
use domain::ids::BatchId;
use domain::wire::ShapeFault;
use jiff::{SignedDuration, Timestamp};

use crate::error::Fault;
use crate::interchange::{Belongs, Line, Malformed, Reading};

use super::lines::{Lines, NumberedLine};
use super::report::Options;

/// Events admitted between two writes to the database, and the bytes of their lines.
const CHUNK: usize = 512;
const CHUNK_BYTES: u64 = 8 * 1024 * 1024;

/// Largest batch, in lines and in bytes: what is decided together is held in memory together.
const LARGEST_BATCH: usize = 10_000;
const LARGEST_BATCH_BYTES: u64 = 64 * 1024 * 1024;

/// By how much the clock of a source may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_hours(24);

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    file: usize,
    pub(super) line: u64,
}

/// Lines that are accepted or refused together.
pub(super) struct Group {
    pub(super) lines: Vec<(Place, Result<Line, Malformed>)>,
    pub(super) batch: Option<BatchId>,
    /// The recording time asserted for the group: that of its last line.
    pub(super) asserted: Option<Timestamp>,
    pub(super) bytes: u64,
}

/// Where lines come from.
enum Origin {
    File(PathBuf),
    /// Taken when it is opened, which happens once.
    Text(String),
}

impl Origin {
    fn open(&mut self, reading: Reading) -> Result<Lines, Fault> {
        match self {
            Self::File(path) => Lines::open(path, reading),
            Self::Text(text) => Ok(Lines::of_text(std::mem::take(text), reading)),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Text(_) => String::new(),
        }
    }
}

/// One file, one line ahead. It is open only while it is read: without asserted times there may be more files than a
/// process may open.
struct Source {
    origin: Origin,
    reading: Reading,
    lines: Option<Lines>,
    /// What was read of it, in short, once it is at its end.
    digest: Option<u64>,
    ahead: Option<NumberedLine>,
    /// The group that comes next, when several files are merged.
    group: Option<Group>,
    latest: Option<Timestamp>,
}

/// What the files are called.
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn of(files: &[PathBuf]) -> Self {
        Self(files.iter().map(|path| path.display().to_string()).collect())
    }

    /// The name of the file of a place.
    pub(super) fn file(&self, place: Place) -> String {
        self.0.get(place.file).cloned().unwrap_or_default()
    }
}

/// The groups of all files, in the order in which they are recorded.
pub(super) struct Groups {
    sources: Vec<Source>,
    /// Nothing was recorded later than this; nothing when recording times are not taken over.
    not_after: Option<Timestamp>,
}

impl Groups {
    /// Those of `files`, as they may be recorded at `now`.
    pub(super) fn of(files: &[PathBuf], options: Options, now: Timestamp) -> Self {
        let reading = if options.as_recorded { Reading::Restored } else { Reading::Submitted };
        let sources = files.iter().map(|path| Source::new(Origin::File(path.clone()), reading)).collect();
        let not_after = now.checked_add(SKEW).unwrap_or(now);
        Self { sources, not_after: options.as_recorded.then_some(not_after) }
    }

    /// Those of a text.
    pub(super) fn of_text(text: String) -> Self {
        let source = Source::new(Origin::Text(text), Reading::Submitted);
        Self { sources: vec![source], not_after: None }
    }

    /// What each file says, in short, once it was read to its end.
    pub(super) fn digests(&self) -> Vec<u64> {
        self.sources.iter().map(|source| source.digest.unwrap_or_default()).collect()
    }

    /// Refuses files that do not say what they said when these digests were made.
    pub(super) fn same_as(&self, digests: &[u64]) -> Result<(), Fault> {
        let mut read = self.sources.iter().zip(self.digests()).zip(digests);
        let Some(((changed, _), _)) = read.find(|((_, now), before)| now != *before) else { return Ok(()) };
        let source = std::io::Error::other(
            "it changed between being checked and being written; a pipe says nothing twice",
        );
        Err(Fault::File { path: changed.origin.name(), action: "read", source })
    }

    /// Groups of some hundred events together; empty at the end.
    pub(super) fn chunk(&mut self) -> Result<Vec<Group>, Fault> {
        let mut chunk = Vec::new();
        let (mut events, mut bytes) = (0, 0);
        while events < CHUNK && bytes < CHUNK_BYTES {
            let Some(group) = self.next()? else { break };
            events += group.lines.len();
            bytes += group.bytes;
            chunk.push(group);
        }
        Ok(chunk)
    }

    /// The next group.
    pub(super) fn next(&mut self) -> Result<Option<Group>, Fault> {
        for (file, source) in self.sources.iter_mut().enumerate() {
            if source.group.is_none() {
                source.group = source.read(file, self.not_after)?;
            }
            // Without asserted times, one file after the other.
            if self.not_after.is_none() && source.group.is_some() {
                return Ok(source.group.take());
            }
        }
        let waiting = self.sources.iter_mut().filter(|source| source.group.is_some());
        // Of equal times the first file goes first: `min_by_key` keeps the first minimum.
        let earliest = waiting.min_by_key(|source| source.group.as_ref().and_then(|group| group.asserted));
        Ok(earliest.and_then(|source| source.group.take()))
    }
}

impl Source {
    fn new(origin: Origin, reading: Reading) -> Self {
        Self { origin, reading, lines: None, digest: None, ahead: None, group: None, latest: None }
    }

    /// The next line; none at the end, at which the file is closed.
    fn line(&mut self) -> Result<Option<NumberedLine>, Fault> {
        if self.digest.is_some() {
            return Ok(None);
        }
        let lines = match &mut self.lines {
            Some(lines) => lines,
            None => self.lines.insert(self.origin.open(self.reading)?),
        };
        let next = lines.next()?;
        if next.is_none() {
            self.digest = Some(lines.digest());
            self.lines = None;
        }
        Ok(next)
    }

    /// A batch is never torn apart: a line that cannot be read may belong to the batch before it and to the
    /// one after, and then takes both with it.
    fn read(&mut self, file: usize, not_after: Option<Timestamp>) -> Result<Option<Group>, Fault> {
        let first = match self.ahead.take() {
            Some(first) => Some(first),
            None => self.line()?,
        };
        let Some(first) = first else { return Ok(None) };
        let mut belongs = belongs(&first);
        let mut group = Group { lines: Vec::new(), batch: None, asserted: None, bytes: 0 };
        let (mut next, mut held, mut overfull) = (Some(first), 0, false);
        while let Some(mut line) = next.take() {
            if let Some(not_after) = not_after {
                self.check_time(&mut line, not_after);
            }
            group.bytes += line.bytes;
            held += if line.line.is_ok() { line.bytes } else { 0 };
            let room = group.lines.len() < LARGEST_BATCH && held <= LARGEST_BATCH_BYTES;
            if !room && !overfull {
                line.line = Err(malformed(too_large()));
            }
            if room || !overfull {
                group.lines.push((Place { file, line: line.number }, line.line));
            }
            overfull |= !room;
            let whole = group.lines.len() >= LARGEST_BATCH;
            self.ahead = self.line()?;
            let together = match (belongs, self.ahead.as_ref().map(self::belongs)) {
                (Belongs::Alone, _) | (_, None | Some(Belongs::Alone)) => false,
                (Belongs::To(one), Some(Belongs::To(other))) => one == other,
                // Each of endless lines that say nothing is still told, however many.
                (Belongs::Unknown, Some(Belongs::Unknown)) if whole => false,
                (Belongs::Unknown, Some(ahead)) | (Belongs::To(_), Some(ahead @ Belongs::Unknown)) => {
                    belongs = ahead;
                    true
                }
            };
            if together {
                next = self.ahead.take();
            }
        }
        if let Belongs::To(batch) = belongs {
            group.batch = Some(batch);
        }
        group.asserted = self.latest;
        Ok(Some(group))
    }

    /// With `--as-recorded` every line has a recording time, which never decreases in a file and is not to come: the
    /// ledger would never again record anything before it.
    fn check_time(&mut self, line: &mut NumberedLine, not_after: Timestamp) {
        let Ok(sound) = &line.line else { return };
        let pointer = || "/recordedtime".to_owned();
        let fault = |rule, value: String| ShapeFault { rule, pointer: pointer(), value, expected: None };
        match (sound.submission.source_recorded_at, self.latest) {
            (None, _) => line.line = Err(malformed(fault(Rule::Required, "null".to_owned()))),
            (Some(time), Some(latest)) if time < latest => {
                line.line = Err(malformed(fault(Rule::RecordedOrder, time.to_string())));
            }
            (Some(time), _) if time > not_after => {
                line.line = Err(malformed(fault(Rule::Future, time.to_string())));
            }
            (Some(time), _) => self.latest = Some(time),
        }
    }
}

/// What a line belongs to.
fn belongs(line: &NumberedLine) -> Belongs {
    match &line.line {
        Ok(line) => line.batch.map_or(Belongs::Alone, Belongs::To),
        Err(malformed) => malformed.belongs,
    }
}

/// A line of its group that is refused by itself: its batch was read before.
fn malformed(fault: ShapeFault) -> Malformed {
    Malformed { faults: vec![fault], belongs: Belongs::Alone }
}

fn too_large() -> ShapeFault {
    let mebibytes = LARGEST_BATCH_BYTES / 1024 / 1024;
    let value = format!("more than {LARGEST_BATCH} lines or {mebibytes} MiB");
    ShapeFault { rule: Rule::Format, pointer: "/batch".to_owned(), value, expected: Some("batch-size") }
}
