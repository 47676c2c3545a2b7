//! The list of households, as the projection has it.

use application::Reflected;
use async_graphql::{Enum, InputObject, Result, SimpleObject};
use domain::codes::{AccommodationKind, Coded};
use domain::messages::Language;
use projections::household_list::{self, Place, Query, Sort};

use super::household::Household;
use super::page::{Asked, Listed as _, PageInfo};
use super::scalars::{Date, Position};
use crate::http::Code;

/// A page of households, with the position that it reflects.
#[derive(SimpleObject)]
pub(crate) struct HouseholdConnection {
    /// The items with their cursors.
    edges: Vec<HouseholdEdge>,
    /// The items alone.
    nodes: Vec<Household>,
    /// Where the page stands in the list.
    page_info: PageInfo,
    /// Everything recorded up to this position is in the list, and nothing after it.
    position: Position,
}

/// A household of the list.
#[derive(SimpleObject)]
pub(crate) struct HouseholdEdge {
    /// The place of the item, for `after` in the same order.
    cursor: String,
    /// The item.
    node: Household,
}

/// What a list of households is ordered by; equal ones are ordered by identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum HouseholdOrder {
    /// By identifier.
    Id,
    /// By day of entry: that of the first enrolment, else of the opening of the file.
    EnteredOn,
    /// By the latest day on which anything happened.
    LastEventOn,
    /// By the next deadline that nothing has settled; households without any come last.
    NextDeadline,
}

impl HouseholdOrder {
    fn sort(self) -> (Sort, &'static str) {
        match self {
            Self::Id => (Sort::Id, "id"),
            Self::EnteredOn => (Sort::Entered, "entered"),
            Self::LastEventOn => (Sort::LastEvent, "event"),
            Self::NextDeadline => (Sort::Deadline, "deadline"),
        }
    }
}

/// Which households are asked for; those that meet every condition given.
#[derive(Debug, Default, InputObject)]
pub(crate) struct HouseholdFilter {
    /// The identifier begins with this.
    id_prefix: Option<String>,
    /// Somebody in it is, was, or was told to be called so: one or more words or beginnings of words, accents and capitals
    /// aside. Two letters at least. For those who see personal data; each household that is told is kept in the access log.
    /// Send it as a variable: a query may be logged on its way, and names belong in no log.
    name: Option<String>,
    /// Enrolled now in this programme, by its code.
    programme: Option<String>,
    /// Living now in a home of this kind, by its code: `shared_flat`.
    housing_kind: Option<String>,
    /// With an open enrolment, or without any.
    open: Option<bool>,
    /// With a deadline before this day that nothing has settled, past ones included.
    deadline_before: Option<Date>,
}

/// What is asked of the list.
pub(super) struct AskedList {
    asked: Asked,
    query: Query,
    name: Option<String>,
    order: HouseholdOrder,
}

impl AskedList {
    /// # Errors
    /// A page size out of bounds, a cursor of another list or order, codes that do not exist.
    pub(super) fn read(
        first: Option<i32>,
        after: Option<String>,
        filter: HouseholdFilter,
        order: HouseholdOrder,
        descending: bool,
    ) -> Result<Self> {
        let asked = Asked::of::<Household>(first, after)?;
        let wrong = |what: &str| Code::BadUserInput.error(format!("{what} is not known"));
        let programme = filter.programme.map(|code| code.parse().map_err(|_| wrong("programme")));
        let kind = filter
            .housing_kind
            .map(|code| AccommodationKind::parse(&code).ok_or_else(|| wrong("housingKind")));
        let (sort, name) = order.sort();
        let after = asked.key().map(|key| place(key, name)).transpose()?;
        let query = Query {
            id_prefix: filter.id_prefix,
            among: None,
            programme: programme.transpose()?,
            housing_kind: kind.transpose()?,
            is_open: filter.open,
            deadline_before: filter.deadline_before.map(|day| day.0),
            sort,
            descending,
            after,
            limit: asked.limit(),
        };
        Ok(Self { asked, query, name: filter.name, order })
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The page of what was read.
    pub(super) fn page(
        self,
        read: Reflected<Vec<household_list::Household>>,
        today: jiff::civil::Date,
    ) -> HouseholdConnection {
        let Reflected { position, mut answer } = read;
        let (sort, name) = self.order.sort();
        let cursor = |row: &household_list::Household| {
            let (value, id) = row.place(sort);
            format!("{name}:{value}:{id}")
        };
        let (cursors, page_info) = self.asked.cut(Household::LIST, &mut answer, cursor);
        let nodes = Household::listed(answer, today);
        let edges = cursors.into_iter().zip(&nodes);
        let edges = edges.map(|(cursor, node)| HouseholdEdge { cursor, node: node.clone() }).collect();
        HouseholdConnection { edges, nodes, page_info, position: Position(position) }
    }
}

/// The place that a cursor tells, if it is one of this order.
fn place(key: &str, order: &str) -> Result<Place> {
    let mut parts = key.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(value), Some(id)) if name == order => Ok((value.to_owned(), id.to_owned())),
        _ => Err(Code::BadUserInput.error("after is not a cursor of households in this order")),
    }
}

/// What the list tells of a household. Nothing in it identifies anybody.
#[derive(SimpleObject)]
pub(crate) struct HouseholdOverview {
    /// Day of the first enrolment, else of the opening of the file.
    entered_on: Option<Date>,
    /// The latest day on which anything happened.
    last_event_on: Option<Date>,
    /// How many members.
    members: u32,
    /// Where it lives, or where its last exit led: the code of the kind of home.
    housing_kind: Option<&'static str>,
    /// That kind in words.
    housing_kind_label: Option<String>,
    /// The class of that home: `permanent`, `transitional`…
    housing_class: Option<String>,
    /// Whether any enrolment is open.
    open: bool,
    /// The codes of the programmes of the open enrolments.
    programmes: Vec<String>,
    /// The first deadline that nothing has settled, past ones included.
    next_deadline_on: Option<Date>,
    /// What that deadline is about: `permit`, `right`, `contract`, `training`, `enrolment_planned_end`,
    /// `enrolment_term` or `enrolment_max_term`.
    next_deadline_kind: Option<&'static str>,
}

impl HouseholdOverview {
    pub(super) fn of(row: &household_list::Household, language: Language) -> Self {
        let label = |kind| domain::messages::code_label(language, kind);
        Self {
            entered_on: row.entered_on.map(Date),
            last_event_on: row.last_event_on.map(Date),
            members: row.members,
            housing_kind: row.housing_kind.map(Coded::code),
            housing_kind_label: row.housing_kind.map(label),
            housing_class: row.housing_class.clone(),
            open: row.is_open,
            programmes: row.programmes.iter().map(ToString::to_string).collect(),
            next_deadline_on: row.next_deadline.map(|(day, _)| Date(day)),
            next_deadline_kind: row.next_deadline.map(|(_, kind)| kind.code()),
        }
    }
}
