//! Which organisation may read which household: from partners, enrolments and consents. Unit: facts that open a
//! right to read, joined on reading, so that a partner who joins a programme of thousands is one row.
//!
//! The same facts open a right in two ways: as rows, for lists, and straight from a household (`grants`), for whoever
//! reads one and must not wait for a projection. Both are made of the same three lists below.

mod ask;
mod grants;
mod look;

use std::collections::BTreeSet;

use domain::codes::ConsentPurpose;
use domain::facts::{Fact, Kind};
use domain::ids::{EventId, OrgCode, PersonId, ProgrammeCode};
use domain::pathway::Episode;
use domain::sight::Standing;
use domain::{Event, ProgrammeBook, StreamId};
use event_store::{Cell, Column, Model, Table};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::projection::{HouseholdSubject, ProgrammeSubject, Projection, Rows, Subject, day};

pub use ask::{Moment, Reader, organisations_of};
pub use grants::{consenting, grants, sensitive, standings};
pub(crate) use look::Condition;
pub use look::{Insider, Look, Looked, looked};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct Access;

static MODEL: Model = Model {
    name: "access",
    version: 2,
    tables: &[
        Table {
            name: "access_enrolments_v2",
            columns: &[
                Column::text("household"),
                Column::text("programme"),
                Column::text("from_on"),
                Column::text("until_on"),
            ],
            indexes: &[&["programme", "household"]],
            personal: false,
        },
        Table {
            name: "access_partners_v2",
            columns: &[
                Column::text("programme"),
                Column::text("organisation"),
                Column::text("role"),
                Column::text("from_on"),
                Column::text("until_on"),
                Column::int("sensitive"),
            ],
            indexes: &[&["programme"], &["organisation"], &["sensitive", "programme"]],
            personal: false,
        },
        Table {
            name: "access_consents_v2",
            columns: &[
                Column::text("household"),
                Column::text("person"),
                Column::text("organisation"),
                Column::text("given_on"),
                Column::text("valid_to"),
                Column::int("withdrawn_at"),
            ],
            indexes: &[&["organisation", "household"]],
            personal: false,
        },
        Table {
            name: "access_openers_v2",
            columns: &[Column::text("household"), Column::text("organisation")],
            indexes: &[&["organisation", "household"]],
            personal: false,
        },
        Table {
            name: "access_named_v2",
            columns: &[Column::text("household"), Column::text("programme")],
            indexes: &[&["programme", "household"]],
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
            Subject::Household(of) => household_rows(of),
            Subject::Programme(of) => vec![Vec::new(), partner_rows(of), Vec::new(), Vec::new(), Vec::new()],
            Subject::Rules => vec![Vec::new(); 5],
        })
    }
}

fn household_rows(of: &HouseholdSubject<'_>) -> Rows {
    let household = || Cell::Text(of.id.to_string());
    let enrolled = enrolments(of).map(|Enrolled { programme, from, until, .. }| {
        vec![household(), programme.to_string().into(), day(from), until.map(day).into()]
    });
    let here = consents(of).filter(|consent| consent.is_member);
    let consents = here.map(|Consented { person, recipient, given_on, valid_to, withdrawn_at, .. }| {
        vec![
            household(),
            person.to_string().into(),
            recipient.to_string().into(),
            day(given_on),
            valid_to.map(day).into(),
            withdrawn_at.into(),
        ]
    });
    let opener = opener(of).map(|organisation| vec![household(), organisation.to_string().into()]);
    let named = named(of).into_iter().map(|programme| vec![household(), programme.into()]);
    vec![
        sorted(enrolled.collect()),
        Vec::new(),
        sorted(consents.collect()),
        opener.into_iter().collect(),
        named.collect(),
    ]
}

fn partner_rows(of: &ProgrammeSubject<'_>) -> Vec<Vec<Cell>> {
    let sensitive = is_sensitive(&of.book);
    let row = |Involved { organisation, standing, from, until }: Involved<'_>| {
        vec![
            of.code.to_string().into(),
            organisation.to_string().into(),
            standing.code().into(),
            day(from),
            until.map(day).into(),
            sensitive.into(),
        ]
    };
    sorted(involved(&of.book).map(row).collect())
}

fn sorted(mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    rows.sort();
    rows
}

/// An enrolment, from its day on and before `until`.
struct Enrolled<'a> {
    programme: &'a ProgrammeCode,
    from: Date,
    until: Option<Date>,
    episode: &'a Episode<'a>,
}

impl Enrolled<'_> {
    /// When all of it was on record: its opening, and what ended it for each person.
    fn recorded_at(&self, of: &HouseholdSubject<'_>) -> Timestamp {
        // A correction tells nothing new of when: it would renew what it opens for ever.
        let ends: BTreeSet<EventId> =
            self.episode.parts.iter().filter_map(|part| Some(part.end?.by)).collect();
        let ended = of.household.timeline.iter().filter(|fact| ends.contains(&fact.id()));
        let opened_at = self.episode.opening.event.recorded_at;
        ended.map(|fact| fact.event.recorded_at).fold(opened_at, Timestamp::max)
    }
}

fn enrolments<'s>(of: &'s HouseholdSubject<'_>) -> impl Iterator<Item = Enrolled<'s>> {
    of.household.episodes.iter().filter_map(|episode| {
        let Fact::EnrolmentStarted(fact) = episode.opening.fact else { return None };
        let period = episode.period();
        let from = period.from.representative();
        let until = period.until.map(|until| until.representative().max(from));
        Some(Enrolled { programme: &fact.programme, from, until, episode })
    })
}

/// An organisation in a programme.
struct Involved<'a> {
    organisation: &'a OrgCode,
    standing: Standing,
    from: Date,
    until: Option<Date>,
}

/// The partners of a programme, and its operator.
fn involved(book: &ProgrammeBook) -> impl Iterator<Item = Involved<'_>> {
    let partners = book.partners.iter().map(|partner| {
        let from = partner.from.representative();
        Involved {
            organisation: &partner.partner,
            standing: Standing::Partner(partner.role),
            from,
            until: partner.until.map(|(_, on)| on.representative().max(from)),
        }
    });
    let operator = book.registered.as_ref().map(|registered| Involved {
        organisation: &registered.value.operator,
        standing: Standing::Operator,
        from: registered.on.representative(),
        until: None,
    });
    partners.chain(operator)
}

/// Whether being in the programme reveals health, orientation or violence suffered. One whose registration was retracted
/// says so no longer, and may.
fn is_sensitive(book: &ProgrammeBook) -> bool {
    book.registered.as_ref().is_none_or(|registered| registered.value.sensitive)
}

/// Stands for a programme that is not known.
pub(crate) const UNKNOWN: &str = "*";

/// The programmes that facts other than enrolments name: requests, and attendance, whose programme is known only when
/// the household is enrolled in it.
fn named(of: &HouseholdSubject<'_>) -> BTreeSet<String> {
    let activity = |id| {
        let held = of.programmes.iter().find(|(_, book)| book.activities.contains_key(&id));
        held.map_or_else(|| UNKNOWN.to_owned(), |(code, _)| code.to_string())
    };
    let facts = of.household.timeline.iter().map(|believed| believed.fact.admissible());
    let names = facts.flat_map(|fact| {
        let programme = fact.programme().map(ToString::to_string);
        [programme, fact.activity().map(activity)].into_iter().flatten()
    });
    names.collect()
}

/// A consent of a member to share with an organisation, given in the household’s own file: one that was given in another
/// household opens that one. A withdrawal acts from its recording.
struct Consented<'a> {
    person: PersonId,
    is_member: bool,
    recipient: &'a OrgCode,
    given_on: Date,
    valid_to: Option<Date>,
    /// In microseconds since the epoch.
    withdrawn_at: Option<i64>,
}

/// Those of members, and of who has left.
fn consents<'s>(of: &'s HouseholdSubject<'_>) -> impl Iterator<Item = Consented<'s>> {
    of.book.of_kind(Kind::Consent).into_iter().filter_map(|(_, entry)| {
        let Fact::ConsentGiven(fact) = entry.opening.fact else { return None };
        let (ConsentPurpose::PartnerSharing, Some(recipient)) = (fact.purpose, &fact.recipient) else {
            return None;
        };
        (*entry.stream() == StreamId::Household(of.id)).then(|| Consented {
            is_member: of.members.contains(&fact.person),
            person: fact.person,
            recipient,
            given_on: entry.opening.on.representative(),
            valid_to: fact.valid_to,
            withdrawn_at: entry.ends.iter().map(|end| end.event.recorded_at.as_microsecond()).min(),
        })
    })
}

/// Who opened the file, as long as no programme has enrolled the household.
fn opener<'a>(of: &HouseholdSubject<'a>) -> Option<&'a OrgCode> {
    let is_enrolled = of.household.timeline.iter().any(|fact| matches!(fact.fact, Fact::EnrolmentStarted(_)));
    let opening = of.events.iter().find(|event: &&Event| matches!(event.fact(), Fact::HouseholdOpened(_)))?;
    (!is_enrolled).then_some(&opening.submission.actor.organisation)
}
