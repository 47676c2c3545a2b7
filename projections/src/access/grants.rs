//! What opens a household, straight from its facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::ProgrammeBook;
use domain::ids::{PersonId, ProgrammeCode};
use domain::sight::{Grant, Standing};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Consented, Insider, consents, enrolments, involved, is_sensitive, opener};
use crate::projection::HouseholdSubject;

/// How long whoever ran a programme may look back at a household that has left it, from the day of the end or from that of its
/// recording, whichever is later. Source: catalogue, section 4, “Erasure and retention”.
const LOOKING_BACK: i32 = 2;

/// Whether what begins on a day and is over on another holds on a third.
fn holds(from: Date, until: Option<Date>, on: Date) -> bool {
    from <= on && until.is_none_or(|until| on < until)
}

/// What who looks is in a programme.
#[must_use]
pub fn standings(book: &ProgrammeBook, insider: &Insider) -> Vec<Standing> {
    let Insider { organisation, operates, moment } = insider;
    let today = moment.today;
    let own =
        involved(book).filter(|one| one.organisation == organisation && holds(one.from, one.until, today));
    own.map(|one| one.standing).filter(|one| *operates || *one != Standing::Operator).collect()
}

/// Why an organisation may look into a household; `books` holds the programmes in which it is enrolled.
#[must_use]
pub fn grants(
    of: &HouseholdSubject<'_>,
    books: &BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    insider: &Insider,
) -> Vec<Grant> {
    let Insider { organisation, moment, .. } = insider;
    let today = moment.today;
    let programmes: BTreeSet<&ProgrammeCode> = enrolments(of)
        .filter(|enrolled| holds(enrolled.from, enrolled.until, today))
        .map(|enrolled| enrolled.programme)
        .collect();
    let mut found = Vec::new();
    for programme in programmes {
        let standings = books.get(programme).map(|book| standings(book, insider));
        found.extend(
            standings
                .into_iter()
                .flatten()
                .map(|standing| Grant::Programme { programme: programme.clone(), standing }),
        );
    }
    found.extend(former(of, books, insider));
    let held = held(of, insider).filter(|consent| consent.is_member);
    found.extend(held.map(|consent| Grant::Consent { person: consent.person }));
    found.extend(opener(of).filter(|opener| *opener == organisation).map(|_| Grant::Opener));
    found
}

/// Those who consent, in the household’s file, to share with the organisation: whoever has left too, for a move.
#[must_use]
pub fn consenting(of: &HouseholdSubject<'_>, insider: &Insider) -> BTreeSet<PersonId> {
    held(of, insider).map(|consent| consent.person).collect()
}

/// The consents to share with an organisation that hold.
fn held<'s>(of: &'s HouseholdSubject<'_>, insider: &'s Insider) -> impl Iterator<Item = Consented<'s>> {
    let (today, now) = (insider.moment.today, insider.moment.now.as_microsecond());
    consents(of).filter(move |consent| {
        *consent.recipient == insider.organisation
            && consent.given_on <= today
            && consent.valid_to.is_none_or(|last| today <= last)
            && consent.withdrawn_at.is_none_or(|at| now < at)
    })
}

/// Programmes that the household has left, run by the organisation now, where it may look back and no grant above says more.
fn former(
    of: &HouseholdSubject<'_>,
    books: &BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    insider: &Insider,
) -> Vec<Grant> {
    let today = insider.moment.today;
    let is_near = |day: Date, now: Date| day.saturating_add(Span::new().years(LOOKING_BACK)) > now;
    // Each side in days of one time zone.
    let day_of = |instant: Timestamp| TimeZone::UTC.to_datetime(instant).date();
    // What was entered late has just been told, and whoever told it may have to mend it.
    let is_news = |at: Timestamp| is_near(day_of(at), day_of(insider.moment.now));
    let left: BTreeSet<&ProgrammeCode> = enrolments(of)
        .filter(|enrolled| {
            let over = enrolled.until.filter(|until| *until <= today);
            over.is_some_and(|until| is_near(until, today) || is_news(enrolled.recorded_at(of)))
        })
        .map(|enrolled| enrolled.programme)
        .collect();
    let runs = |programme: &&ProgrammeCode| {
        books.get(*programme).is_some_and(|book| standings(book, insider).iter().any(|one| one.runs()))
    };
    left.into_iter().filter(runs).map(|programme| Grant::Former { programme: programme.clone() }).collect()
}

/// Which of these programmes are sensitive.
#[must_use]
pub fn sensitive(books: &BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>) -> BTreeSet<ProgrammeCode> {
    books.iter().filter(|(_, book)| is_sensitive(book)).map(|(code, _)| code.clone()).collect()
}
