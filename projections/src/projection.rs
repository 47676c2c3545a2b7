//! What a projection is: the rows of one stream as they follow from everything believed of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::facts::FactKind;
use domain::ids::{HouseholdId, PersonId, ProgrammeCode};
use domain::pathway::{Book, Household};
use domain::{Event, ProgrammeBook, StreamId, Timeline};
use event_store::{Cell, Model};
use jiff::civil::Date;

use crate::pathway_state::members;

/// The rows of one owner, by table in the order of the model's tables.
pub type Rows = Vec<Vec<Vec<Cell>>>;

/// A projection into tables.
///
/// Rows are computed anew from the whole timeline of whoever owns them, never changed by single events: applying
/// an event twice changes nothing, corrections and late facts need no code of their own, and a rebuild gives the
/// same rows. They are a function of the ledger up to a position: they depend on no clock.
pub trait Projection: Send + Sync {
    /// Name, version and tables.
    fn model(&self) -> &'static Model;

    /// The rows of a stream.
    ///
    /// # Errors
    /// Events that cannot be folded: the projection pauses there. The text holds no personal data.
    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String>;

    /// Whether an event of this kind in the stream of a programme changes the rows of the households in it.
    fn spreads(&self, _kind: FactKind) -> bool {
        false
    }
}

/// Every projection of the program.
#[must_use]
pub fn all() -> Vec<Arc<dyn Projection>> {
    vec![
        Arc::new(crate::household_list::HouseholdList),
        Arc::new(crate::deadlines::Deadlines),
        Arc::new(crate::occupancy::Occupancy),
        Arc::new(crate::access::Access),
    ]
}

/// What the rows of a stream are computed from.
pub enum Subject<'a> {
    /// A household.
    Household(HouseholdSubject<'a>),
    /// A programme.
    Programme(ProgrammeSubject<'a>),
    /// The rules.
    Rules,
}

/// A household, with what its members carry from elsewhere.
pub struct HouseholdSubject<'a> {
    /// Its identifier.
    pub id: HouseholdId,
    /// Its own events, in stream order.
    pub events: &'a [Event],
    /// The household as believed.
    pub household: Household<'a>,
    /// Everything opened in its stream and in those that it is related to.
    pub book: Book<'a>,
    /// The programmes in which it is enrolled.
    pub programmes: &'a BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    /// Those who are members once everything recorded has taken effect.
    pub members: BTreeSet<PersonId>,
}

/// A programme.
pub struct ProgrammeSubject<'a> {
    /// Its code.
    pub code: &'a ProgrammeCode,
    /// Its facts as believed.
    pub timeline: Timeline<'a>,
    /// What they amount to.
    pub book: ProgrammeBook,
}

/// The day on which everything recorded has taken effect. Rows that depended on today would change without an
/// event; what depends on it is asked for on reading.
pub const AT_LAST: Date = Date::MAX;

impl<'a> Subject<'a> {
    /// The subject of `stream`, from its events and those of the streams it is related to.
    #[must_use]
    pub fn of(
        stream: &'a StreamId,
        streams: &'a BTreeMap<StreamId, Vec<Event>>,
        programmes: &'a BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    ) -> Self {
        let events = streams.get(stream).map_or(&[][..], Vec::as_slice);
        match stream {
            StreamId::Household(id) => {
                let timelines: Vec<Timeline<'a>> =
                    streams.values().map(|events| Timeline::of(events, None)).collect();
                let household = Household::of(*id, Timeline::of(events, None));
                let members = members(&household, AT_LAST).into_iter().map(|member| member.person).collect();
                let book = Book::of(&timelines);
                Self::Household(HouseholdSubject { id: *id, events, household, book, programmes, members })
            }
            StreamId::Programme(code) => {
                let timeline = Timeline::of(events, None);
                let book = ProgrammeBook::of(&timeline);
                Self::Programme(ProgrammeSubject { code, timeline, book })
            }
            StreamId::Rules => Self::Rules,
        }
    }
}

/// A day as rows keep it, so that the order of texts is that of days.
pub(crate) fn day(date: Date) -> Cell {
    Cell::Text(date.to_string())
}

/// A day read from a row.
pub(crate) fn read_day(cell: &Cell) -> Result<Option<Date>, event_store::StoreError> {
    let wrong = || event_store::StoreError::Invalid { detail: "a row holds no day".to_owned() };
    let text = cell.optional_text()?;
    text.map(|text| text.parse().map_err(|_| wrong())).transpose()
}

/// A value of a row, read by its form.
pub(crate) fn read<T: std::str::FromStr>(cell: &Cell) -> Result<T, event_store::StoreError> {
    let wrong =
        || event_store::StoreError::Invalid { detail: "a row holds a value of another form".to_owned() };
    cell.text()?.parse().map_err(|_| wrong())
}

/// A column of a row.
pub(crate) fn at(row: &[Cell], index: usize) -> &Cell {
    row.get(index).unwrap_or(&Cell::Null)
}
