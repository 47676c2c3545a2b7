//! Reading the list: filters, order, pages by key.

use std::collections::BTreeSet;

use domain::codes::{AccommodationKind, Coded as _};
use domain::ids::{HouseholdId, ProgrammeCode};
use event_store::{Cell, Snapshot, StoreError};
use jiff::civil::Date;

use super::sight;
use crate::access::Look;
use crate::conditions::Conditions;
use crate::deadlines::DeadlineKind;
use crate::projection::{at, day, read, read_day};

/// After every day: where households stand that have none.
const NO_DAY: &str = "9999-12-31";

/// A household in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Which household.
    pub id: HouseholdId,
    /// The version of its stream.
    pub version: u32,
    /// Position of its last event; `None` when that may be hidden.
    pub position: Option<u64>,
    /// Day of the first enrolment, or of the opening of the file.
    pub entered_on: Option<Date>,
    /// The latest day on which anything happened.
    pub last_event_on: Option<Date>,
    /// How many members.
    pub members: u32,
    /// Where it lives, or went.
    pub housing_kind: Option<AccommodationKind>,
    /// The class of that home.
    pub housing_class: Option<String>,
    /// Whether any enrolment is open.
    pub is_open: bool,
    /// The programmes of the open enrolments.
    pub programmes: Vec<ProgrammeCode>,
    /// The first deadline that nothing has settled, past ones included.
    pub next_deadline: Option<(Date, DeadlineKind)>,
}

/// The order of the list; equal ones are ordered by identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By identifier.
    #[default]
    Id,
    /// By day of entry.
    Entered,
    /// By the latest day on which anything happened.
    LastEvent,
    /// By the next deadline; households without any come last.
    Deadline,
}

/// Where a page begins: after this value of what is sorted by and this identifier.
pub type Place = (String, String);

/// Which households are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The identifier begins with this.
    pub id_prefix: Option<String>,
    /// One of these: as many as a statement has parameters for.
    pub among: Option<BTreeSet<HouseholdId>>,
    /// In this programme now.
    pub programme: Option<ProgrammeCode>,
    /// In a home of this kind.
    pub housing_kind: Option<AccommodationKind>,
    /// With an open enrolment, or without.
    pub is_open: Option<bool>,
    /// With a deadline before this day.
    pub deadline_before: Option<Date>,
    /// The order.
    pub sort: Sort,
    /// Whether the order is turned around.
    pub descending: bool,
    /// After this place.
    pub after: Option<Place>,
    /// At most so many.
    pub limit: u32,
}

impl Household {
    /// Its place in the list.
    #[must_use]
    pub fn place(&self, sort: Sort) -> Place {
        let day = match sort {
            Sort::Id => None,
            Sort::Entered => Some(self.entered_on),
            Sort::LastEvent => Some(self.last_event_on),
            Sort::Deadline => Some(self.next_deadline.map(|(day, _)| day)),
        };
        let value = day.map(|day| day.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string()));
        (value.unwrap_or_default(), self.id.to_string())
    }
}

const COLUMNS: &str = "SELECT h.id, h.version, h.last_position, h.entered_on, h.last_event_on, h.members, \
                       h.housing_kind, h.housing_class, h.is_open, h.programmes, d.due_on, d.kind \
                       FROM households_v1 AS h LEFT JOIN household_deadlines_v1 AS d \
                       ON d.generation = h.generation AND d.owner = h.owner AND d.place = 0 \
                       WHERE h.generation = $1";

/// A page of the list; of what an organisation sees of it when one looks, with the generation of the projection of
/// access. What is derived from all facts of a household is asked about only where none of them is hidden.
///
/// # Errors
/// A failure of the store.
pub async fn list(
    snapshot: &mut Snapshot,
    asked: &Query,
    look: Option<(&Look, i64)>,
) -> Result<Vec<Household>, StoreError> {
    let mut query = Conditions::of(COLUMNS);
    if let Some((look, generation)) = look {
        sight::restrict(&mut query, asked, look, generation);
    }
    if let Some(prefix) = &asked.id_prefix {
        // Above every character that an identifier may have.
        query.and("h.id >= ? AND h.id < ?", [prefix.as_str().into(), format!("{prefix}~").into()]);
    }
    if let Some(among) = &asked.among {
        let places = vec!["?"; among.len()].join(", ");
        let condition = if among.is_empty() { "1 = 0".to_owned() } else { format!("h.id IN ({places})") };
        query.and(&condition, among.iter().map(|id| id.to_string().into()));
    }
    if let Some(programme) = &asked.programme {
        let condition = "h.owner IN (SELECT owner FROM household_programmes_v1 \
                         WHERE generation = $1 AND programme = ?)";
        query.and(condition, [programme.to_string().into()]);
    }
    if let Some(kind) = asked.housing_kind {
        query.and("h.housing_kind = ?", [kind.code().into()]);
    }
    if let Some(is_open) = asked.is_open {
        query.and("h.is_open = ?", [is_open.into()]);
    }
    if let Some(before) = asked.deadline_before {
        query.and("d.due_on < ?", [day(before)]);
    }
    let value = match asked.sort {
        Sort::Id => "h.id".to_owned(),
        Sort::Entered => format!("coalesce(h.entered_on, '{NO_DAY}')"),
        Sort::LastEvent => format!("coalesce(h.last_event_on, '{NO_DAY}')"),
        Sort::Deadline => format!("coalesce(d.due_on, '{NO_DAY}')"),
    };
    let (compared, direction) = if asked.descending { ("<", " DESC") } else { (">", "") };
    if let Some((after, id)) = &asked.after {
        let after = if asked.sort == Sort::Id { id } else { after };
        let condition = format!("({value}, h.id) {compared} (?, ?)");
        query.and(&condition, [after.as_str().into(), id.as_str().into()]);
    }
    let Conditions { sql, cells } = query;
    let limit = asked.limit;
    let sql = format!("{sql} ORDER BY {value}{direction}, h.id{direction} LIMIT {limit}");
    let rows = snapshot.rows(&sql, &cells).await?;
    let mut found = rows.iter().map(|row| household(row)).collect::<Result<Vec<_>, _>>()?;
    if let Some((look, generation)) = look {
        sight::hide(snapshot, &mut found, look, generation).await?;
    }
    Ok(found)
}

/// The households that an organisation sees anything of, with the generation of the projection of access.
///
/// # Errors
/// A failure of the store.
pub async fn seen(
    snapshot: &mut Snapshot,
    look: &Look,
    generation: i64,
) -> Result<BTreeSet<HouseholdId>, StoreError> {
    let mut query = Conditions::of("SELECT h.id FROM households_v1 AS h WHERE h.generation = $1");
    sight::restrict(&mut query, &Query::default(), look, generation);
    let rows = snapshot.rows(&query.sql, &query.cells).await?;
    rows.iter().map(|row| read(at(row, 0))).collect()
}

/// One household; `None` when the list does not have it, or shows nothing of it to who looks.
///
/// # Errors
/// A failure of the store.
pub async fn get(
    snapshot: &mut Snapshot,
    id: HouseholdId,
    look: Option<(&Look, i64)>,
) -> Result<Option<Household>, StoreError> {
    let rows = snapshot.rows(&format!("{COLUMNS} AND h.id = $2"), &[id.to_string().into()]).await?;
    let mut found = rows.iter().map(|row| household(row)).collect::<Result<Vec<_>, _>>()?;
    if let Some((look, generation)) = look {
        sight::hide(snapshot, &mut found, look, generation).await?;
    }
    Ok(found.into_iter().next())
}

fn household(row: &[Cell]) -> Result<Household, StoreError> {
    let small = |index| at(row, index).count().map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let wrong =
        |what: &str| StoreError::Invalid { detail: format!("a row of the household list has {what}") };
    let kind = at(row, 6).optional_text()?.map(|code| AccommodationKind::parse(code).ok_or(code));
    let kind = kind.transpose().map_err(|_| wrong("an unknown kind of home"))?;
    let programmes = at(row, 9).text()?.split(',').filter(|code| !code.is_empty());
    let programmes: Result<Vec<ProgrammeCode>, _> = programmes.map(str::parse).collect();
    let next_deadline = match read_day(at(row, 10))? {
        Some(day) => Some((day, read(at(row, 11))?)),
        None => None,
    };
    Ok(Household {
        id: read(at(row, 0))?,
        version: small(1)?,
        position: Some(at(row, 2).count()?),
        entered_on: read_day(at(row, 3))?,
        last_event_on: read_day(at(row, 4))?,
        members: small(5)?,
        housing_kind: kind,
        housing_class: at(row, 7).optional_text()?.map(str::to_owned),
        is_open: at(row, 8).int()? != 0,
        programmes: programmes.map_err(|_| wrong("a programme that is no code"))?,
        next_deadline,
    })
}
