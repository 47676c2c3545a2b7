//! What an import of interchange lines would come to, as somebody may see it.

use std::collections::BTreeSet;

use domain::StreamId;
use domain::sight::Denied;

use super::recording::NotRecorded;
use super::seen::Seen;
use super::{Sight, Viewer};
use crate::error::{Fault, RecordError};
use crate::import::{Lines, Report};
use crate::publication::is_of_publishing;
use crate::record::Submitted;

/// What an import would come to.
#[derive(Debug, Clone)]
pub struct ImportRehearsed {
    /// What it would report.
    pub report: Report,
    /// To how many households its facts go.
    pub households: usize,
    /// Whether its warnings may be told: they may tell of facts that whoever asks may not see.
    pub tells_warnings: bool,
}

/// Why an import was not decided on.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// Whoever asks may not record the fact of a line.
    #[error("a line is not for whoever asks to record")]
    Denied {
        /// The line, from 1; none when there is no sound one.
        line: Option<u64>,
        /// Why not.
        why: Denied,
    },
    /// A line states what publishing alone states.
    #[error("line {line} states what publishing alone states")]
    Publishing {
        /// The line, from 1.
        line: u64,
    },
    /// It cannot be decided on.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Sight {
    /// Decides on interchange lines as an import does, and writes nothing: what is answered holds as long as nothing else
    /// is recorded. Whoever asks must be allowed to record each of the facts, as if all of them were recorded by one call.
    ///
    /// # Errors
    /// The first line that may not be recorded, and faults of the store. Refused lines are no errors but part of the report.
    pub async fn rehearse_import(&self, text: String) -> Result<ImportRehearsed, NotImported> {
        let mut lines = Lines::of(text)?;
        if let Viewer::Account(account) = &self.viewer {
            lines.of_organisation(&account.organisation);
        }
        let (numbers, facts): (Vec<u64>, Vec<_>) =
            lines.facts().map(|(line, fact)| (line, fact.clone())).unzip();
        if let Some((line, _)) = lines.facts().find(|(_, fact)| is_of_publishing(&fact.fact)) {
            return Err(NotImported::Publishing { line });
        }
        let submitted = Submitted { facts, batch: None, expected: Vec::new() };
        let places = self.allowed(&submitted).await.map_err(|error| match error {
            NotRecorded::Denied { at, why } => NotImported::Denied { line: numbers.get(at).copied(), why },
            NotRecorded::Record(error) => NotImported::Fault(fault_of(error)),
        })?;
        let seen = places.map(|places| Seen::of(&submitted.facts, &places));
        let mut report = self.application.rehearse_import(lines).await?;
        if let Some(seen) = &seen {
            for refusal in &mut report.refused {
                seen.hide_of(&mut refusal.value, &mut refusal.other);
            }
        }
        let streams: BTreeSet<&StreamId> = submitted.facts.iter().map(|fact| &fact.stream).collect();
        let households = streams.iter().filter(|stream| matches!(stream, StreamId::Household(_))).count();
        let tells_warnings = seen.is_none_or(|seen| !seen.hides());
        Ok(ImportRehearsed { report, households, tells_warnings })
    }
}

/// Looking at what may be recorded decides on nothing: only a fault keeps it from an answer.
fn fault_of(error: RecordError) -> Fault {
    match error {
        RecordError::Fault(fault) => fault,
        RecordError::Refused(_) | RecordError::IdReused { .. } | RecordError::Conflict(_) => {
            Fault::Store(event_store::StoreError::Broken)
        }
    }
}
