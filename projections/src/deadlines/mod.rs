//! Deadlines: what must be renewed, decided or confirmed by when. Unit: deadlines of one thing in one household.
//!
//! Permits, rights, planned ends of contracts, trainings and enrolments, and the terms of programmes. The days of
//! permits are class Q: the table is personal.

pub(crate) mod fold;
mod sight;

use std::fmt;
use std::str::FromStr;

use domain::facts::FactKind;
use domain::ids::{HouseholdId, PersonId, ProgrammeCode};
use domain::sight::Group;
use event_store::{Cell, Column, Model, Snapshot, StoreError, Table};
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::Look;
use crate::conditions::Conditions;
use crate::projection::{Projection, Rows, Subject, at, day, read, read_day};

/// What a deadline is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeadlineKind {
    /// The last day of a permit.
    Permit,
    /// The last day of a right.
    Right,
    /// The planned end of a contract.
    Contract,
    /// The planned end of a training.
    Training,
    /// The planned end of an enrolment.
    EnrolmentPlannedEnd,
    /// The term that the programme sets.
    EnrolmentTerm,
    /// The longest term that the programme sets.
    EnrolmentMaxTerm,
}

impl DeadlineKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Permit,
        Self::Right,
        Self::Contract,
        Self::Training,
        Self::EnrolmentPlannedEnd,
        Self::EnrolmentTerm,
        Self::EnrolmentMaxTerm,
    ];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Right => "right",
            Self::Contract => "contract",
            Self::Training => "training",
            Self::EnrolmentPlannedEnd => "enrolment_planned_end",
            Self::EnrolmentTerm => "enrolment_term",
            Self::EnrolmentMaxTerm => "enrolment_max_term",
        }
    }
}

impl DeadlineKind {
    /// The group of the facts that it follows from.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::Permit => Group::Papers,
            Self::Right => Group::Rights,
            Self::Contract => Group::Employment,
            Self::Training => Group::Training,
            Self::EnrolmentPlannedEnd | Self::EnrolmentTerm | Self::EnrolmentMaxTerm => Group::Enrolments,
        }
    }
}

impl fmt::Display for DeadlineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that is no kind of deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = DeadlineKind::ALL.map(DeadlineKind::code);
        write!(f, "expected one of {}", codes.join(", "))
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for DeadlineKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(UnknownKind)
    }
}

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines;

static MODEL: Model = Model {
    name: "deadlines",
    version: 2,
    tables: &[Table {
        name: "deadlines_v2",
        columns: &[
            Column::text("household"),
            Column::text("due_on"),
            Column::text("kind"),
            Column::text("subject"),
            Column::text("person"),
            Column::text("programme"),
            Column::text("about"),
        ],
        indexes: &[&["due_on", "household", "kind", "subject"]],
        personal: true,
    }],
};

impl Projection for Deadlines {
    fn model(&self) -> &'static Model {
        &MODEL
    }

    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String> {
        let Subject::Household(of) = subject else { return Ok(vec![Vec::new()]) };
        let rows = fold::open(of).into_iter().map(|open| {
            vec![
                of.id.to_string().into(),
                day(open.on),
                open.kind.code().into(),
                open.subject.to_string().into(),
                open.person.map(|person| person.to_string()).into(),
                open.programme.map(|programme| programme.to_string()).into(),
                open.about.into(),
            ]
        });
        Ok(vec![rows.collect()])
    }

    fn spreads(&self, kind: FactKind) -> bool {
        spreads(kind)
    }
}

/// Deadlines follow the terms of programmes.
pub(crate) fn spreads(kind: FactKind) -> bool {
    matches!(kind, FactKind::TermsSet | FactKind::EventCorrected | FactKind::EventRetracted)
}

/// A deadline in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Whose.
    pub household: HouseholdId,
    /// The last day.
    pub due_on: Date,
    /// What it is about.
    pub kind: DeadlineKind,
    /// The permit, right, contract, training or enrolment.
    pub subject: Uuid,
    /// The person, when it is one's own.
    pub person: Option<PersonId>,
    /// The programme of an enrolment, or of that to which a contract or a training belongs.
    pub programme: Option<ProgrammeCode>,
    /// The code of the kind of permit, right, contract or training.
    pub about: Option<String>,
}

/// Which deadlines are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// From this day on.
    pub from: Option<Date>,
    /// Before this day.
    pub before: Option<Date>,
    /// Of this kind.
    pub kind: Option<DeadlineKind>,
    /// Of this household.
    pub household: Option<HouseholdId>,
    /// After this one, in the order of the list: day, household, kind, subject.
    pub after: Option<[String; 4]>,
    /// At most so many.
    pub limit: u32,
}

impl Deadline {
    /// Its place in the list.
    #[must_use]
    pub fn key(&self) -> [String; 4] {
        let Self { due_on, household, kind, subject, .. } = self;
        [due_on.to_string(), household.to_string(), kind.code().to_owned(), subject.to_string()]
    }
}

/// Deadlines by day; those that an organisation sees when one looks, with the generation of the projection of access.
///
/// # Errors
/// A failure of the store.
pub async fn list(
    snapshot: &mut Snapshot,
    asked: &Query,
    look: Option<(&Look, i64)>,
) -> Result<Vec<Deadline>, StoreError> {
    let mut query = Conditions::of(
        "SELECT household, due_on, kind, subject, person, programme, about FROM deadlines_v2 AS d \
         WHERE generation = $1",
    );
    if let Some((look, generation)) = look {
        let seen = sight::seen(look, generation);
        query.and(&seen.sql, seen.cells);
    }
    if let Some(from) = asked.from {
        query.and("due_on >= ?", [day(from)]);
    }
    if let Some(before) = asked.before {
        query.and("due_on < ?", [day(before)]);
    }
    if let Some(kind) = asked.kind {
        query.and("kind = ?", [kind.code().into()]);
    }
    if let Some(household) = asked.household {
        query.and("household = ?", [household.to_string().into()]);
    }
    if let Some(after) = &asked.after {
        query.and("(due_on, household, kind, subject) > (?, ?, ?, ?)", after.clone().map(Cell::Text));
    }
    let Conditions { sql, cells } = query;
    let sql = format!("{sql} ORDER BY due_on, household, kind, subject LIMIT {}", asked.limit);
    snapshot.rows(&sql, &cells).await?.iter().map(|row| deadline(row)).collect()
}

fn deadline(row: &[Cell]) -> Result<Deadline, StoreError> {
    let optional = |index| if *at(row, index) == Cell::Null { None } else { Some(at(row, index)) };
    let no_day = || StoreError::Invalid { detail: "a deadline has no day".to_owned() };
    Ok(Deadline {
        household: read(at(row, 0))?,
        due_on: read_day(at(row, 1))?.ok_or_else(no_day)?,
        kind: read(at(row, 2))?,
        subject: read(at(row, 3))?,
        person: optional(4).map(read).transpose()?,
        programme: optional(5).map(read).transpose()?,
        about: at(row, 6).optional_text()?.map(str::to_owned),
    })
}
