//! Which organisation may read which household: from partners, enrolments and consents. Unit: facts that open a
//! right to read, joined on reading, so that a partner who joins a programme of thousands is one row.

mod ask;

use domain::codes::{Coded as _, ConsentPurpose};
use domain::facts::{Fact, Kind};
use event_store::{Cell, Column, Model, Table};

use crate::projection::{HouseholdSubject, ProgrammeSubject, Projection, Rows, Subject, day};

pub use ask::{Grant, Moment, households_of, organisations_of};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct Access;

static MODEL: Model = Model {
    name: "access",
    version: 1,
    tables: &[
        Table {
            name: "access_enrolments_v1",
            columns: &[
                Column::text("household"),
                Column::text("programme"),
                Column::text("from_on"),
                Column::text("until_on"),
            ],
            indexes: &[&["household"], &["programme", "household"]],
            personal: false,
        },
        Table {
            name: "access_partners_v1",
            columns: &[
                Column::text("programme"),
                Column::text("organisation"),
                Column::text("role"),
                Column::text("from_on"),
                Column::text("until_on"),
            ],
            indexes: &[&["programme"], &["organisation"]],
            personal: false,
        },
        Table {
            name: "access_consents_v1",
            columns: &[
                Column::text("household"),
                Column::text("person"),
                Column::text("organisation"),
                Column::text("given_on"),
                Column::text("valid_to"),
                Column::int("withdrawn_at"),
            ],
            indexes: &[&["household"], &["organisation", "household"]],
            personal: false,
        },
    ],
};

impl Projection for Access {
    fn model(&self) -> &'static Model {
        &MODEL
    }

    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String> {
        Ok(match subject {
            Subject::Household(of) => vec![enrolments(of), Vec::new(), consents(of)],
            Subject::Programme(of) => vec![Vec::new(), partners(of), Vec::new()],
            Subject::Rules => vec![Vec::new(); 3],
        })
    }
}

fn enrolments(of: &HouseholdSubject<'_>) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for episode in &of.household.episodes {
        let Fact::EnrolmentStarted(fact) = episode.opening.fact else { continue };
        let period = episode.period();
        let from = period.from.representative();
        let until = period.until.map(|until| until.representative().max(from));
        rows.push(vec![
            of.id.to_string().into(),
            fact.programme.to_string().into(),
            day(from),
            until.map(day).into(),
        ]);
    }
    rows.sort();
    rows
}

/// The partners of a programme, and its operator.
fn partners(of: &ProgrammeSubject<'_>) -> Vec<Vec<Cell>> {
    let programme = || Cell::Text(of.code.to_string());
    let mut rows: Vec<Vec<Cell>> = of
        .book
        .partners
        .iter()
        .map(|partner| {
            let from = partner.from.representative();
            let until = partner.until.map(|(_, on)| day(on.representative().max(from)));
            let organisation = partner.partner.to_string().into();
            vec![programme(), organisation, partner.role.code().into(), day(from), until.into()]
        })
        .collect();
    rows.extend(of.book.registered.as_ref().map(|registered| {
        let operator = registered.value.operator.to_string().into();
        vec![programme(), operator, "operator".into(), day(registered.on.representative()), Cell::Null]
    }));
    rows.sort();
    rows
}

/// Consents of the members to share with an organisation. A withdrawal acts from its recording.
fn consents(of: &HouseholdSubject<'_>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (_, entry) in of.book.of_kind(Kind::Consent) {
        let Fact::ConsentGiven(fact) = entry.opening.fact else { continue };
        let (ConsentPurpose::PartnerSharing, Some(recipient)) = (fact.purpose, &fact.recipient) else {
            continue;
        };
        if !of.members.contains(&fact.person) {
            continue;
        }
        let withdrawn = entry.ends.iter().map(|end| end.event.recorded_at.as_microsecond()).min();
        rows.push(vec![
            of.id.to_string().into(),
            fact.person.to_string().into(),
            recipient.to_string().into(),
            day(entry.opening.on.representative()),
            fact.valid_to.map(day).into(),
            withdrawn.into(),
        ]);
    }
    rows.sort();
    rows
}
