//! Export: the ledger, or a part of it, as interchange lines in the order of positions.

use std::io::Write;

use domain::StreamId;

use crate::Application;
use crate::codec::{decode_all, decode_each, stream_name};
use crate::error::Fault;
use crate::interchange::write_line;

/// Events opened at a time.
const PAGE: usize = 1000;

/// What to export; everything when nothing is given.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only this stream.
    pub stream: Option<StreamId>,
    /// From this position on.
    pub from: Option<u64>,
    /// Up to this position, included.
    pub to: Option<u64>,
}

impl Application {
    /// Writes the events selected, one line each; answers how many. Of events, a block is held at a time.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read, and an output that cannot be written.
    pub async fn export(&self, selection: &Selection, out: &mut (dyn Write + Send)) -> Result<u64, Fault> {
        let first = selection.from.unwrap_or(1).max(1);
        let last = selection.to.unwrap_or(u64::MAX);
        if let Some(stream) = &selection.stream {
            let stored = self.ledger.read_streams(&[stream_name(stream)?], 0).await?;
            let events = decode_all(&self.seals, &stored).await?;
            let mut written = 0;
            for event in events.iter().filter(|event| (first..=last).contains(&event.position)) {
                write(event, out)?;
                written += 1;
            }
            return Ok(written);
        }
        let last = last.min(self.ledger.head().await?.position);
        let runs = self.ledger.runs(&self.archive_or_none(), last).await?;
        let (mut after, mut written) = (first - 1, 0);
        while after < last {
            let stored = runs.after(after).await?;
            let Some(end) = stored.last().map(|event| event.position) else { break };
            for page in stored.chunks(PAGE) {
                for event in decode_each(&self.seals, page).await? {
                    write(&event, out)?;
                    written += 1;
                }
            }
            after = end;
        }
        Ok(written)
    }
}

fn write(event: &domain::Event, out: &mut (dyn Write + Send)) -> Result<(), Fault> {
    let mut line = write_line(event);
    line.push(b'\n');
    let fault = |source| Fault::File { path: "the output".to_owned(), action: "written", source };
    out.write_all(&line).map_err(fault)
}
