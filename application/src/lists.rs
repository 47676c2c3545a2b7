//! The list of programmes, read from the stream heads page by page.

use std::collections::BTreeMap;

use domain::ids::ProgrammeCode;
use domain::{Event, ProgrammeBook, StreamId, Timeline};
use event_store::StreamName;
use projections::history;

use crate::Application;
use crate::codec::stream_name;
use crate::error::Fault;
use crate::loader::read_streams;

/// A programme in a list.
#[derive(Debug, Clone)]
pub struct ProgrammeRow {
    /// Its code.
    pub code: ProgrammeCode,
    /// What is believed of it now.
    pub book: ProgrammeBook,
    /// Everything recorded in its stream, in stream order.
    events: Vec<Event>,
}

impl ProgrammeRow {
    /// How many events its stream has.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.events.last().map_or(0, |event| event.version)
    }

    /// What was recorded about it, with what became of it.
    #[must_use]
    pub fn history(&self) -> Vec<history::Entry<'_>> {
        history::history(&self.events, None)
    }
}

impl Application {
    /// A programme as believed now; `None` when no stream has that code.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn programme(&self, code: &ProgrammeCode) -> Result<Option<ProgrammeRow>, Fault> {
        let stream = StreamId::Programme(code.clone());
        let events = read_streams(&mut &self.ledger, &self.seals, std::slice::from_ref(&stream)).await?;
        Ok(events.into_iter().find_map(programme_row))
    }

    /// At most `limit` programmes after `after`, by code, as believed now.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn programmes(
        &self,
        after: Option<&ProgrammeCode>,
        limit: u32,
    ) -> Result<Vec<ProgrammeRow>, Fault> {
        let after = after.map(|code| stream_name(&StreamId::Programme(code.clone()))).transpose()?;
        let heads = self.ledger.streams("programme/", after.as_ref(), limit).await?;
        let parse = |name: &StreamName| name.as_str().parse().ok();
        let streams: Vec<StreamId> = heads.iter().filter_map(|head| parse(&head.stream)).collect();
        let events: BTreeMap<StreamId, Vec<Event>> =
            read_streams(&mut &self.ledger, &self.seals, &streams).await?;
        Ok(events.into_iter().filter_map(programme_row).collect())
    }
}

fn programme_row((stream, events): (StreamId, Vec<Event>)) -> Option<ProgrammeRow> {
    let StreamId::Programme(code) = stream else { return None };
    let book = ProgrammeBook::of(&Timeline::of(&events, None));
    Some(ProgrammeRow { code, book, events })
}
