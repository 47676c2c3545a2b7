//! Import: facts from files, all or nothing however large the files, in bounded memory.
//!
//! The lines are first checked for their shape, without touching the ledger. Then one transaction admits
//! and writes them in order, chunk by chunk, one being written while the next is read and decided on; a refused
//! line takes everything back unless the import is partial. Other writers wait meanwhile, or are told that the
//! ledger is busy.

mod flight;
mod groups;
mod lines;
mod rehearsal;
mod report;
mod writer;

use std::path::PathBuf;
use std::time::Instant;

pub(crate) use rehearsal::Lines;
pub use rehearsal::{lines_of, work_of};
pub use report::{Options, Progress, Refusal, Report, Stage};

use event_store::StoreError;

use crate::Application;
use crate::error::Fault;
use crate::operations::milliseconds;

use groups::{Groups, Names};
use report::Watch;
use writer::Writer;

impl Application {
    /// Imports files of interchange lines.
    ///
    /// # Errors
    /// Files that cannot be read and faults of the store: nothing was written. Refused lines are no errors
    /// but part of the report.
    pub async fn import(
        &self,
        files: &[PathBuf],
        options: Options,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Report, Fault> {
        let since = Instant::now();
        let done = self.import_all(files, options, progress).await;
        match &done {
            Ok(report) => tracing::info!(
                accepted = report.accepted,
                ignored = report.ignored,
                refused = report.refused_in_all,
                first = report.first_position,
                last = report.last_position,
                dry_run = options.dry_run,
                ms = milliseconds(since.elapsed()),
                "imported"
            ),
            Err(fault) => tracing::warn!(error = fault as &dyn std::error::Error, "not imported"),
        }
        done
    }

    async fn import_all(
        &self,
        files: &[PathBuf],
        options: Options,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Report, Fault> {
        let mut watch = Watch::new(files, progress)?;
        let mut report = Report::new(options);
        if options.as_recorded {
            let events = self.ledger.head().await?.position;
            if events > 0 {
                return Err(Fault::NotEmpty { events });
            }
        }
        let now = self.clock.now();
        let names = Names::of(files);
        let mut groups = Groups::of(files, options, now);
        watch.begin(Stage::Checking);
        while let Some(group) = groups.next()? {
            watch.saw(&group);
            report.shape(&names, &group);
        }
        if report.lines == 0 {
            return Ok(report);
        }
        let checked = groups.digests();
        watch.begin(Stage::Writing);
        let mut writer = Writer::begin(self, options).await?;
        let mut ahead = writer.read_ahead(Groups::of(files, options, now));
        let groups = loop {
            // A reading that panicked has said why.
            let (groups, chunk) = ahead.await.map_err(|_stopped| StoreError::Broken)??;
            if chunk.is_empty() {
                break groups;
            }
            ahead = writer.read_ahead(groups);
            for group in &chunk {
                watch.saw(group);
            }
            writer.write(chunk, &names, &mut report).await?;
        };
        // Its shape was checked before: what has changed since was not.
        groups.same_as(&checked)?;
        let keep = !options.dry_run && (options.partial || report.refused_in_all == 0);
        writer.end(keep, &mut report).await?;
        report.sort();
        Ok(report)
    }
}
