//! The lines of a file, in bounded memory.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{BufRead, BufReader, Cursor};
use std::path::Path;

use domain::Rule;
use domain::wire::ShapeFault;

use crate::error::Fault;
use crate::interchange::{Belongs, Line, Malformed, Reading, read_line_as};

/// Longest line read: far more than any fact, far less than memory.
const LONGEST: usize = 4 * 1024 * 1024;

/// A file, or a text, read line by line.
pub(super) struct Lines {
    path: String,
    reading: Reading,
    reader: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    number: u64,
    digest: DefaultHasher,
}

/// One line: its number from 1, its length in bytes, and the fact or the faults of its shape.
pub(super) struct NumberedLine {
    pub(super) number: u64,
    pub(super) bytes: u64,
    pub(super) line: Result<Line, Malformed>,
}

impl Lines {
    pub(super) fn open(path: &Path, reading: Reading) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let file =
            File::open(path).map_err(|source| Fault::File { path: name.clone(), action: "read", source })?;
        Ok(Self::of(name, reading, Box::new(BufReader::with_capacity(1 << 16, file))))
    }

    /// Those of a text, which has no name.
    pub(super) fn of_text(text: String, reading: Reading) -> Self {
        Self::of(String::new(), reading, Box::new(Cursor::new(text)))
    }

    fn of(path: String, reading: Reading, reader: Box<dyn BufRead + Send>) -> Self {
        Self { path, reading, reader, buffer: Vec::new(), number: 0, digest: DefaultHasher::new() }
    }

    /// What was read so far, in short: two readings of one file are compared by it.
    pub(super) fn digest(&self) -> u64 {
        self.digest.finish()
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<NumberedLine>, Fault> {
        loop {
            let bytes = self.fill()?;
            if bytes == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.digest.write(&self.buffer);
            self.digest.write_u64(bytes);
            let text = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
            let text =
                if self.number == 1 { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) } else { text };
            if text.trim_ascii().is_empty() && bytes <= LONGEST as u64 {
                continue;
            }
            let line =
                if bytes > LONGEST as u64 { Err(too_long(bytes)) } else { read_line_as(text, self.reading) };
            return Ok(Some(NumberedLine { number: self.number, bytes, line }));
        }
    }

    /// Reads up to the next line break into the buffer, no more than the longest line; answers the length of
    /// the whole line, 0 at the end of the file.
    fn fill(&mut self) -> Result<u64, Fault> {
        self.buffer.clear();
        let mut length = 0_u64;
        loop {
            let read = self.reader.fill_buf();
            let available =
                read.map_err(|source| Fault::File { path: self.path.clone(), action: "read", source })?;
            if available.is_empty() {
                return Ok(length);
            }
            let end = available.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let used = end.unwrap_or(available.len());
            if length <= LONGEST as u64 {
                self.buffer.extend(available.iter().take(used));
            }
            length += used as u64;
            self.reader.consume(used);
            if end.is_some() {
                return Ok(length);
            }
        }
    }
}

fn too_long(bytes: u64) -> Malformed {
    let value = format!("too-long {bytes}");
    let faults = vec![ShapeFault { rule: Rule::Json, pointer: String::new(), value, expected: None }];
    Malformed { faults, belongs: Belongs::Unknown }
}
