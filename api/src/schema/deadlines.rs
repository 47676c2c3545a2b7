//! Deadlines of all households, by day.

use application::Reflected;
use async_graphql::{Result, SimpleObject};
use projections::deadlines::{self, DeadlineKind, Query, UnknownKind};

use super::page::{Asked, PageInfo};
use super::scalars::{Date, Position, Uuid};
use crate::http::Code;

/// The name of the list in its cursors.
const LIST: &str = "deadlines";

/// A page of deadlines, with the position that it reflects.
#[derive(SimpleObject)]
pub(crate) struct DeadlineConnection {
    /// The items with their cursors.
    edges: Vec<DeadlineEdge>,
    /// The items alone.
    nodes: Vec<Deadline>,
    /// Where the page stands in the list.
    page_info: PageInfo,
    /// Everything recorded up to this position is in the list, and nothing after it.
    position: Position,
}

/// A deadline of the list.
#[derive(SimpleObject)]
pub(crate) struct DeadlineEdge {
    /// The place of the item, for `after`.
    cursor: String,
    /// The item.
    node: Deadline,
}

/// Something that must be renewed, decided or confirmed by a day, and that nothing has settled yet.
#[derive(SimpleObject, Clone)]
pub(crate) struct Deadline {
    /// The last day.
    due_on: Date,
    /// What it is about: `permit`, `right`, `contract`, `training`, `enrolment_planned_end`, `enrolment_term` or
    /// `enrolment_max_term`.
    kind: &'static str,
    /// The identifier of the household.
    household: Uuid,
    /// The identifier of the permit, right, contract, training or enrolment.
    subject: Uuid,
    /// The person, when the deadline is one’s own.
    person: Option<Uuid>,
    /// The code of the programme, for enrolments.
    programme: Option<String>,
    /// The code of the kind of permit, right, contract or training.
    about: Option<String>,
}

/// What is asked of the list.
pub(super) struct AskedDeadlines {
    asked: Asked,
    query: Query,
}

impl AskedDeadlines {
    /// # Errors
    /// A page size out of bounds, a cursor of another list, a kind that does not exist.
    pub(super) fn read(
        first: Option<i32>,
        after: Option<String>,
        from: Option<Date>,
        before: Option<Date>,
        kind: Option<String>,
        household: Option<Uuid>,
    ) -> Result<Self> {
        let asked = Asked::of_list(LIST, first, after)?;
        let foreign = || Code::BadUserInput.error("after is not a cursor of deadlines");
        let key = |key: &str| {
            let parts: Vec<String> = key.split(':').map(str::to_owned).collect();
            parts.try_into().map_err(|_| foreign())
        };
        let after = asked.key().map(key).transpose()?;
        let query = Query {
            from: from.map(|day| day.0),
            before: before.map(|day| day.0),
            kind: kind_of(kind)?,
            household: household.map(|id| domain::ids::HouseholdId(id.0)),
            after,
            limit: asked.limit(),
        };
        Ok(Self { asked, query })
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// The page of what was read.
    pub(super) fn page(self, read: Reflected<Vec<deadlines::Deadline>>) -> DeadlineConnection {
        let Reflected { position, mut answer } = read;
        let (cursors, page_info) = self.asked.cut(LIST, &mut answer, |row| row.key().join(":"));
        let nodes: Vec<Deadline> = answer.into_iter().map(Deadline::from).collect();
        let edges = cursors.into_iter().zip(&nodes);
        let edges = edges.map(|(cursor, node)| DeadlineEdge { cursor, node: node.clone() }).collect();
        DeadlineConnection { edges, nodes, page_info, position: Position(position) }
    }
}

/// The kind of a code.
///
/// # Errors
/// A code of none.
pub(super) fn kind_of(code: Option<String>) -> Result<Option<DeadlineKind>> {
    let kind = code.map(|code| code.parse()).transpose();
    kind.map_err(|error: UnknownKind| Code::BadUserInput.error(format!("kind: {error}")))
}

impl From<deadlines::Deadline> for Deadline {
    fn from(row: deadlines::Deadline) -> Self {
        Self {
            due_on: Date(row.due_on),
            kind: row.kind.code(),
            household: Uuid(row.household.0),
            subject: Uuid(row.subject),
            person: row.person.map(|person| Uuid(person.0)),
            programme: row.programme.map(|programme| programme.to_string()),
            about: row.about,
        }
    }
}
