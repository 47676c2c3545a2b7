//! What is asked of an import, what it tells on the way, and what it reports at the end.

use std::path::PathBuf;

use domain::Rule;
use domain::admission::{Contradiction, OtherFact};
use domain::wire::ShapeFault;

use event_store::{AppendError, Appended, StoreError};

use crate::error::Fault;

use super::groups::{Group, Names, Place};

/// Refusals kept for the report; the rest are counted.
const KEPT: usize = 10_000;

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Report without writing.
    pub dry_run: bool,
    /// Write the lines that are accepted though others are refused.
    pub partial: bool,
    /// Take `recordedtime` as the ledger’s own: a migration or a restore into an empty ledger.
    pub as_recorded: bool,
}

/// A contradiction of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// JSON pointer into the line.
    pub pointer: String,
    /// The rule that does not hold.
    pub rule: Rule,
    /// The value found, shortened.
    pub value: String,
    /// The fact that disagrees, when there is one.
    pub other: Option<OtherFact>,
    /// What is expected, where the value has another form: as in [`ShapeFault`].
    pub expected: Option<&'static str>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Events written, or that would be.
    pub accepted: u64,
    /// Lines recorded before with the same content.
    pub ignored: u64,
    /// Events accepted with a warning.
    pub warnings: u64,
    /// The first ten thousand contradictions, in the order of the lines.
    pub refused: Vec<Refusal>,
    /// How many there are in all.
    pub refused_in_all: u64,
    /// Position of the first event written.
    pub first_position: Option<u64>,
    /// Position of the last event written.
    pub last_position: Option<u64>,
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// Lines read.
    pub lines: u64,
}

impl Report {
    pub(super) fn new(options: Options) -> Self {
        Self { dry_run: options.dry_run, ..Self::default() }
    }

    /// Notes the lines of a group whose shape is not sound.
    pub(super) fn shape(&mut self, names: &Names, group: &Group) {
        self.lines += group.lines.len() as u64;
        for (place, line) in &group.lines {
            for fault in line.as_ref().err().iter().flat_map(|malformed| &malformed.faults) {
                self.fault(names, *place, fault);
            }
        }
    }

    fn fault(&mut self, names: &Names, place: Place, fault: &ShapeFault) {
        let (pointer, value) = (fault.pointer.clone(), fault.value.clone());
        self.refuse(Refusal {
            file: names.file(place),
            line: place.line,
            pointer,
            rule: fault.rule,
            value,
            other: None,
            expected: fault.expected,
        });
    }

    /// Notes a contradiction at a line.
    pub(super) fn contradiction(&mut self, names: &Names, place: Place, contradiction: Contradiction) {
        let Contradiction { rule, pointer, value, other, .. } = contradiction;
        self.refuse(Refusal {
            file: names.file(place),
            line: place.line,
            pointer,
            rule,
            value,
            other,
            expected: None,
        });
    }

    /// Notes what became of a request. Only a fault of the store can stop it, for nobody else writes.
    pub(super) fn written(&mut self, answer: Result<Appended, AppendError>) -> Result<(), Fault> {
        match answer {
            Ok(Appended::Accepted { first, last, .. }) => {
                self.accepted += last - first + 1;
                self.first_position.get_or_insert(first);
                self.last_position = Some(last);
                Ok(())
            }
            Err(AppendError::Fault(fault)) => Err(fault.into()),
            Err(AppendError::Busy { waited }) => Err(Fault::Busy { waited }),
            Ok(Appended::Repeated { .. }) | Err(AppendError::Conflict(_) | AppendError::IdReused { .. }) => {
                Err(StoreError::Broken.into())
            }
        }
    }

    /// Puts the refusals in the order of the lines: those of shape were found first.
    pub(crate) fn sort(&mut self) {
        self.refused.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    }

    /// Counts a refusal, and keeps it when there are not too many.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refused_in_all += 1;
        if self.refused.len() < KEPT {
            self.refused.push(refusal);
        }
    }
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The shape of the lines is checked.
    Checking,
    /// The facts are admitted and written.
    Writing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// In which stage.
    pub stage: Stage,
    /// Bytes read in this stage.
    pub bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
    /// Lines read in this stage.
    pub lines: u64,
}

/// Tells the progress.
pub(super) struct Watch<'p> {
    tell: &'p mut (dyn FnMut(Progress) + Send),
    progress: Progress,
}

impl<'p> Watch<'p> {
    pub(super) fn new(files: &[PathBuf], tell: &'p mut (dyn FnMut(Progress) + Send)) -> Result<Self, Fault> {
        let mut total_bytes = 0;
        for path in files {
            let file = |source| Fault::File { path: path.display().to_string(), action: "read", source };
            total_bytes += std::fs::metadata(path).map_err(file)?.len();
        }
        let progress = Progress { stage: Stage::Checking, bytes: 0, total_bytes, lines: 0 };
        Ok(Self { tell, progress })
    }

    pub(super) fn begin(&mut self, stage: Stage) {
        self.progress = Progress { stage, bytes: 0, lines: 0, ..self.progress };
        (self.tell)(self.progress);
    }

    pub(super) fn saw(&mut self, group: &Group) {
        let before = self.progress.lines;
        self.progress.bytes += group.bytes;
        self.progress.lines += group.lines.len() as u64;
        // The first is told as well: whoever waits for it learns that it came.
        if before == 0 || before / 1000 != self.progress.lines / 1000 {
            (self.tell)(self.progress);
        }
    }
}
