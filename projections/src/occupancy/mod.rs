//! How full a programme is, against its capacity. Units: persons, households and enrolments (measures); places are
//! counted as persons. Dwellings are not counted: nothing tells which dwelling belongs to which programme.
//!
//! Rows are stays and capacities, one for each; they are counted on reading. Strands are programmes of their own:
//! what they count is not added to the programme above them.

mod count;

use std::collections::BTreeMap;

use domain::codes::{CapacityUnit, Coded as _};
use domain::facts::Fact;
use event_store::{Column, Model, Table};

use crate::projection::{HouseholdSubject, ProgrammeSubject, Projection, Rows, Subject, day};

pub use count::{Capacity, Change, Counted, Flow, ProgrammeOccupancy, of_programme};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct Occupancy;

static MODEL: Model = Model {
    name: "programme_occupancy",
    version: 1,
    tables: &[
        // A child's part begins at birth when that is later than the opening, and births are class Q.
        Table {
            name: "programme_stays_v1",
            columns: &[
                Column::text("programme"),
                Column::text("enrolment"),
                Column::text("person"),
                Column::text("from_on"),
                Column::text("until_on"),
            ],
            indexes: &[&["programme", "from_on"]],
            personal: true,
        },
        Table {
            name: "programme_capacities_v1",
            columns: &[
                Column::text("programme"),
                Column::text("unit"),
                Column::text("segment"),
                Column::text("basis"),
                Column::text("from_on"),
                Column::int("capacity"),
            ],
            indexes: &[&["programme", "from_on"]],
            personal: false,
        },
    ],
};

impl Projection for Occupancy {
    fn model(&self) -> &'static Model {
        &MODEL
    }

    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String> {
        Ok(match subject {
            Subject::Household(of) => vec![stays(of), Vec::new()],
            Subject::Programme(of) => vec![Vec::new(), capacities(of)],
            Subject::Rules => vec![Vec::new(), Vec::new()],
        })
    }
}

fn stays(of: &HouseholdSubject<'_>) -> Vec<Vec<event_store::Cell>> {
    let mut rows = Vec::new();
    for episode in &of.household.episodes {
        let Fact::EnrolmentStarted(fact) = episode.opening.fact else { continue };
        for part in &episode.parts {
            let from = part.from.representative();
            let until = part.end.map(|end| end.on.representative().max(from));
            rows.push(vec![
                fact.programme.to_string().into(),
                episode.id.to_string().into(),
                part.person.to_string().into(),
                day(from),
                until.map(day).into(),
            ]);
        }
    }
    rows.sort();
    rows
}

fn capacities(of: &ProgrammeSubject<'_>) -> Vec<Vec<event_store::Cell>> {
    // Of several set on the same day the last one in believed order holds.
    let mut set = BTreeMap::new();
    for believed in &of.timeline {
        let Fact::CapacitySet(fact) = believed.fact else { continue };
        let segment = fact.segment.as_ref().map(|segment| segment.as_str().to_owned()).unwrap_or_default();
        let on = believed.on.representative();
        set.insert((unit(fact.unit), segment, fact.basis.code(), on), fact.value);
    }
    let row = |((unit, segment, basis, on), value): ((&str, String, &str, _), u32)| {
        let programme = of.code.to_string().into();
        vec![programme, unit.into(), segment.into(), basis.into(), day(on), value.into()]
    };
    set.into_iter().map(row).collect()
}

fn unit(unit: CapacityUnit) -> &'static str {
    unit.code()
}
