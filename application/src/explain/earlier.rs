//! Whether a household stood better as it was known before.

use domain::{Event, StreamId};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::comparison::Standing;
use projections::explanation::{Alternative, Change, standing_in};
use projections::facts_tables::Tables;
use projections::figures::{Figure, Known, Rules, at};
use projections::rules::File;

use crate::Application;
use crate::belief::BeliefError;
use crate::projector::basis::Cut;

/// Earlier instants that are tried.
const INSTANTS_MAX: usize = 40;

/// A figure that is asked about a household.
pub(super) struct Asked<'a> {
    pub(super) household: &'a str,
    /// Its stream and those that it is tied to: its persons may have been there.
    pub(super) streams: &'a [StreamId],
    pub(super) file: &'a File,
    pub(super) figure: &'a Figure,
    pub(super) rules: &'a Rules,
    /// Everything recorded up to here is known, and on which day.
    pub(super) known: (u64, Option<Date>),
}

impl Application {
    /// The last instant at which what was known of the household made it stand better than it does, programmes being
    /// known as they are. `events` are those of its streams, in the order in which they were recorded.
    pub(super) async fn stood_better(
        &self,
        asked: &Asked<'_>,
        events: &[Event],
        standing: Standing,
    ) -> Result<Option<Alternative>, BeliefError> {
        let programmes = self.programmes_at(asked.known.0).await?;
        // Asked of it alone, the figure must say what it says of all.
        if self.stood(asked, &programmes, asked.known).await? != Some(standing) {
            return Ok(None);
        }
        self.better_before(asked, &programmes, events, standing).await
    }

    /// The same, where the figure says of the household alone what it says of all.
    pub(super) async fn better_before(
        &self,
        asked: &Asked<'_>,
        programmes: &Tables,
        events: &[Event],
        standing: Standing,
    ) -> Result<Option<Alternative>, BeliefError> {
        for (event, instant) in moments(events).take(INSTANTS_MAX) {
            let known = (event.position, Some(self.clock.day_of(instant)));
            if let Some(there) = self.stood(asked, programmes, known).await?.filter(|there| *there > standing)
            {
                return Ok(Some(Alternative { change: Change::Known(instant), standing: there }));
            }
        }
        Ok(None)
    }

    /// The facts of programmes at a position.
    pub(super) async fn programmes_at(&self, position: u64) -> Result<Tables, BeliefError> {
        let programmes = self.programme_streams().await?;
        Ok(self.facts_of(&programmes, Cut::at(position)).await?)
    }

    /// Where the household stood; nothing when the figure cannot be asked of so little.
    async fn stood(
        &self,
        asked: &Asked<'_>,
        programmes: &Tables,
        (position, known_on): (u64, Option<Date>),
    ) -> Result<Option<Standing>, BeliefError> {
        let engine = self.engine_of(asked.streams, Cut::at(position), programmes).await?;
        let known = Known { engine: &engine, known_on, position };
        let side = at(asked.file, asked.figure, asked.rules, known).await.ok();
        Ok(side.map(|side| standing_in(asked.household, &side.answer)))
    }
}

/// The instants after which more was recorded, the last first, each with the last event known then.
fn moments(events: &[Event]) -> impl Iterator<Item = (&Event, Timestamp)> {
    let next = events.iter().skip(1);
    let pairs = events.iter().zip(next).filter(|(event, next)| event.recorded_at < next.recorded_at);
    pairs.map(|(event, _)| (event, event.recorded_at)).rev()
}
