//! How full a programme is.

use application::Reflected;
use async_graphql::{Context, Object, SimpleObject};
use domain::codes::Coded;
use projections::occupancy::{self, Capacity, Change, Counted, Flow};

use super::label;
use super::scalars::{Date, Position};

/// How full a programme is on a day, and how it came to be.
pub(crate) struct ProgrammeOccupancy(pub(super) Reflected<occupancy::ProgrammeOccupancy>);

/// How full a programme is on a day, and how it came to be. What its strands count is not added.
#[Object]
impl ProgrammeOccupancy {
    /// Everything recorded up to this position is in the figures, and nothing after it.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// How many are in the programme on that day.
    async fn count(&self) -> OccupancyCount {
        self.0.answer.counted.into()
    }

    /// The capacities in force on that day.
    async fn capacities(&self) -> Vec<OccupancyCapacity> {
        self.0.answer.capacities.iter().cloned().map(OccupancyCapacity).collect()
    }

    /// The days on which the figures changed, up to that day: at most the last 1000 of them.
    async fn changes(&self) -> Vec<OccupancyChange> {
        let changes = &self.0.answer.changes;
        let from = changes.len().saturating_sub(1000);
        changes.iter().skip(from).map(OccupancyChange::from).collect()
    }

    /// Every capacity set up to that day, in the order of their days; how much of each is taken is not told here.
    async fn capacities_set(&self) -> Vec<OccupancyCapacity> {
        self.0.answer.set.iter().cloned().map(OccupancyCapacity).collect()
    }

    /// How many came and left, for each month in which anybody did, up to that day.
    async fn flows(&self) -> Vec<OccupancyFlow> {
        self.0.answer.flows.iter().map(OccupancyFlow::from).collect()
    }
}

/// How many are in a programme, by what is counted.
#[derive(SimpleObject)]
pub(crate) struct OccupancyCount {
    /// Persons; places are counted as persons.
    persons: u32,
    /// Households with at least one of them.
    households: u32,
    /// Enrolments of at least one of them.
    measures: u32,
}

impl From<Counted> for OccupancyCount {
    fn from(counted: Counted) -> Self {
        let Counted { persons, households, measures } = counted;
        Self { persons, households, measures }
    }
}

/// How many are in a programme from a day on.
#[derive(SimpleObject)]
pub(crate) struct OccupancyChange {
    /// The day.
    on: Date,
    /// How many from then on.
    count: OccupancyCount,
}

impl From<&Change> for OccupancyChange {
    fn from(change: &Change) -> Self {
        Self { on: Date(change.on), count: change.counted.into() }
    }
}

/// How many came to a programme, and left it, in a month. Who comes back on the day of leaving does neither.
#[derive(SimpleObject)]
pub(crate) struct OccupancyFlow {
    /// The first day of the month.
    month: Date,
    /// How many came.
    entered: OccupancyCount,
    /// How many left.
    left: OccupancyCount,
}

impl From<&Flow> for OccupancyFlow {
    fn from(flow: &Flow) -> Self {
        Self { month: Date(flow.month), entered: flow.entered.into(), left: flow.left.into() }
    }
}

/// A capacity in force.
pub(crate) struct OccupancyCapacity(Capacity);

/// A capacity in force, and how much of it is taken.
#[Object]
impl OccupancyCapacity {
    /// The code of what is counted: `place`, `household`, `measure`…
    async fn unit(&self) -> &'static str {
        self.0.unit.code()
    }

    /// That in words.
    async fn unit_label(&self, ctx: &Context<'_>) -> String {
        label(ctx, self.0.unit)
    }

    /// For whom it is; null when for everybody.
    async fn segment(&self) -> Option<&str> {
        Some(self.0.segment.as_str()).filter(|segment| !segment.is_empty())
    }

    /// The code of its basis: `authorised`, `funded`, `open`, `target` or `declared`.
    async fn basis(&self) -> &'static str {
        self.0.basis.code()
    }

    /// Since when it holds.
    async fn since(&self) -> Date {
        Date(self.0.since)
    }

    /// How many.
    async fn value(&self) -> u32 {
        self.0.value
    }

    /// How many are taken; null when that cannot be counted: of dwellings and of segments.
    async fn taken(&self) -> Option<u32> {
        self.0.counted
    }

    /// Whether more are taken than there are (`CP-exceeded`): an information.
    async fn exceeded(&self) -> bool {
        self.0.is_exceeded()
    }
}
