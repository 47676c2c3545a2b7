//! `enrolment_started`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use super::values::TextCode;
use crate::codes::AccommodationKind;
use crate::codes::LegalStatus;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::EpisodeId;
use crate::ids::{EnrolmentId, PersonId, ProgrammeCode, RequestId};
use crate::partial_date::PartialDate;
use crate::pathway::Part;
use crate::pathway::Pathway;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// Members enter a programme (entrée dans le dispositif).
    ///
    /// Source: catalogue, `EN+`.
    pub struct EnrolmentStarted {
        /// The enrolment.
        [S] enrolment: EnrolmentId,
        /// Leaf or strand of the programme tree.
        [S] programme: ProgrammeCode,
        /// The members covered.
        [S] persons: NonEmpty<PersonId>,
        /// The request behind it.
        [S] request: Option<RequestId>,
        /// Promotion, such as tours-1.
        [S] cohort: Option<TextCode>,
        /// Planned last day.
        [S] planned_end_on: Option<Date>,
        /// Budget line, such as bop104.
        [S] funding: Option<TextCode>,
        /// The home just before, when no occupancy tells it.
        [S] origin_kind: Option<AccommodationKind>,
        /// The enrolment that it continues after a split or a merger.
        [S] continues: Option<EnrolmentId>,
    }
}

impl Admissible for EnrolmentStarted {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Enrolment, self.enrolment.0, "/data/enrolment"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.request.map(|id| link(Kind::Request, id.0, "/data/request"))].into_iter().flatten().collect()
    }

    fn continues(&self) -> Option<EpisodeId> {
        self.continues.map(EpisodeId::from)
    }

    fn programme(&self) -> Option<&ProgrammeCode> {
        Some(&self.programme)
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        match pathway.programme(&self.programme) {
            Some(None) => found.add(Rule::Unknown, "/data/programme", &self.programme),
            Some(Some(book)) if !book.possibly_open(this.on) => {
                found.add(Rule::EnrolmentProgrammeOpen, "/data/programme", &self.programme);
            }
            Some(Some(book)) => self.check_eligibility(this, book, pathway, found),
            None => {}
        }
        checks::continues(self.continues.map(EpisodeId::from), this, pathway, found);
        self.check_twice(this, pathway, found);
    }
}

impl EnrolmentStarted {
    /// No person has two open enrolments in the same programme.
    fn check_twice(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let household = pathway.household;
        let Some(own) = household.episode(self.enrolment.into()) else { return };
        for other in &household.episodes {
            let Fact::EnrolmentStarted(enrolment) = other.opening.fact else { continue };
            let earlier = other.opening.event.version < this.event.version;
            if !earlier || enrolment.programme != self.programme {
                continue;
            }
            let twice = own.parts.iter().find(|part| {
                let same =
                    |former: &&Part| former.person == part.person && former.period().clashes(part.period());
                other.parts.iter().find(same).is_some()
            });
            if let Some(part) = twice {
                found.against(Rule::EnrolmentTwice, other.opening.id(), "/data/persons", part.person);
            }
        }
    }

    /// Age and status against the terms of the programme: a warning, never a refusal.
    fn check_eligibility(
        &self,
        this: Believed<'_>,
        book: &ProgrammeBook,
        pathway: &Pathway<'_>,
        found: &mut Findings,
    ) {
        let terms = book.terms_on(this.on.representative());
        let Some(eligibility) = terms.and_then(|terms| terms.eligibility.as_ref()) else { return };
        for person in &self.persons {
            let birth = pathway.household.memberships_of(*person).map(|stay| stay.birth).next();
            if birth.is_some_and(|birth| eligibility.excludes_age(birth, this.on)) {
                found.add(Rule::EligibilityAge, "/data/persons", person);
            }
            let status = latest_status(*person, this.on, pathway);
            if let (Some(status), Some(statuses)) = (status, &eligibility.statuses)
                && !statuses.contains(&status)
            {
                found.add(Rule::EligibilityStatus, "/data/persons", person);
            }
        }
    }
}

/// The status recorded last by that day, in this household.
fn latest_status(person: PersonId, on: PartialDate, pathway: &Pathway<'_>) -> Option<LegalStatus> {
    let mut statuses = pathway.household.timeline.iter().filter_map(|believed| {
        let Fact::LegalStatusRecorded(status) = believed.fact else { return None };
        let known = status.person == person && !on.certainly_before(believed.on);
        known.then_some(status.status)
    });
    statuses.next_back()
}
