//! What persons carry with them from household to household.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::{ContractEndReason, LegalStatus, RequestOutcome};
use domain::facts::contract_signed::ContractSigned;
use domain::facts::permit_issued::PermitIssued;
use domain::facts::training_started::TrainingStarted;
use domain::facts::{Fact, Kind};
use domain::ids::{ConsentId, ContractId, PairingId, PermitId, PersonId, RequestId, RightId, TrainingId};
use domain::pathway::{Book, Entry};
use domain::wire::Sealed;
use domain::{Believed, PartialDate, Timeline};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Consent, Contract, Coordinates, OpenRequest, Pairing, Permit, Right, Training};

/// What the members on a day carry with them.
pub(super) struct Carried<'c, 'a> {
    pub(super) book: &'c Book<'a>,
    pub(super) persons: &'c BTreeSet<PersonId>,
    pub(super) at: &'c Coordinates,
}

/// The latest status of each member whose day is on or before `day`; equal days: the one recorded last.
pub(super) fn status<'t, 'a: 't>(
    timelines: impl Iterator<Item = &'t Timeline<'a>>,
    persons: &BTreeSet<PersonId>,
    day: Date,
) -> BTreeMap<PersonId, LegalStatus> {
    let mut latest: BTreeMap<PersonId, (Date, (u64, u32), LegalStatus)> = BTreeMap::new();
    for believed in timelines.flatten() {
        let Fact::LegalStatusRecorded(fact) = believed.fact else { continue };
        let on = believed.on.representative();
        if on > day || !persons.contains(&fact.person) {
            continue;
        }
        let candidate = (on, believed.event.recording_order(), fact.status);
        let entry = latest.entry(fact.person).or_insert(candidate);
        if (entry.0, entry.1) < (candidate.0, candidate.1) {
            *entry = candidate;
        }
    }
    latest.into_iter().map(|(person, (_, _, status))| (person, status)).collect()
}

/// Whether it has begun on `day` and no end has taken effect; an end before the beginning takes its day.
fn is_open(entry: &Entry<'_>, from: PartialDate, day: Date) -> bool {
    let from = from.representative();
    from <= day && !entry.ends.iter().any(|end| end.on.representative().max(from) <= day)
}

fn not_expired(last: Option<Date>, day: Date) -> bool {
    last.is_none_or(|last| day <= last)
}

impl Carried<'_, '_> {
    fn each<T>(&self, kind: Kind, read: impl Fn(Uuid, &Entry<'_>) -> Option<T>) -> Vec<T> {
        self.book.of_kind(kind).into_iter().filter_map(|(id, entry)| read(id, entry)).collect()
    }

    fn here(&self, persons: &[PersonId]) -> Option<Vec<PersonId>> {
        let mut here: Vec<PersonId> =
            persons.iter().copied().filter(|person| self.persons.contains(person)).collect();
        here.sort_unstable();
        (!here.is_empty()).then_some(here)
    }

    /// Issued by then, within validity, not ended early.
    pub(super) fn permits(&self) -> Vec<Permit> {
        let day = self.at.as_of;
        self.each(Kind::Permit, |id, entry| {
            let Fact::PermitIssued(fact) = entry.opening.fact else { return None };
            self.here(&[fact.person])?;
            // Bounds that were erased may have been any day.
            let begun = fact.valid_from.known().is_none_or(|from| *from <= day);
            let last = fact.valid_to.as_ref().and_then(Sealed::known).copied();
            let valid = begun && not_expired(last, day);
            (valid && is_open(entry, entry.opening.on, day)).then(|| Permit::issued(PermitId(id), fact))
        })
    }

    /// Active from `starts_on`, even if signed later, to the end or the planned end as amended by then.
    pub(super) fn contracts(&self) -> Vec<Contract> {
        let day = self.at.as_of;
        self.each(Kind::Contract, |id, entry| {
            let Fact::ContractSigned(fact) = entry.opening.fact else { return None };
            self.here(&[fact.person])?;
            let contract = Contract::amended(ContractId(id), fact, entry, day);
            let never = entry.ends.iter().any(never_started);
            let over = contract.planned_end_on.is_some_and(|planned| planned.latest() < day);
            (is_open(entry, fact.starts_on, day) && !never && !over).then_some(contract)
        })
    }

    /// Started, not ended, its planned end not past.
    pub(super) fn trainings(&self) -> Vec<Training> {
        let day = self.at.as_of;
        self.each(Kind::Training, |id, entry| {
            let Fact::TrainingStarted(fact) = entry.opening.fact else { return None };
            self.here(&[fact.person])?;
            let open = is_open(entry, entry.opening.on, day) && not_expired(fact.planned_end_on, day);
            open.then(|| Training::started(TrainingId(id), fact))
        })
    }

    /// Opened, not closed, still valid.
    pub(super) fn rights(&self) -> Vec<Right> {
        let day = self.at.as_of;
        self.each(Kind::Right, |id, entry| {
            let Fact::RightOpened(fact) = entry.opening.fact else { return None };
            let holders = self.here(&fact.holders)?;
            let open = is_open(entry, entry.opening.on, day) && not_expired(fact.valid_to, day);
            open.then_some(Right { right: RightId(id), kind: fact.kind, holders })
        })
    }

    /// Submitted, and the latest outcome by then is none, a waiting list or an adjournment.
    pub(super) fn open_requests(&self) -> Vec<OpenRequest> {
        let day = self.at.as_of;
        self.each(Kind::Request, |id, entry| {
            let Fact::RequestSubmitted(fact) = entry.opening.fact else { return None };
            let persons = self.here(&fact.persons)?;
            let decisions = entry.changes.iter().filter(|decision| decision.on.representative() <= day);
            let outcome = decisions.filter_map(outcome).next_back();
            let waits =
                matches!(outcome, None | Some(RequestOutcome::Waitlisted | RequestOutcome::Adjourned));
            let submitted = entry.opening.on.representative() <= day;
            (submitted && waits).then_some(OpenRequest {
                request: RequestId(id),
                kind: fact.kind,
                outcome,
                persons,
            })
        })
    }

    /// Begun and not ended.
    pub(super) fn pairings(&self) -> Vec<Pairing> {
        let day = self.at.as_of;
        self.each(Kind::Pairing, |id, entry| {
            let Fact::PairingStarted(fact) = entry.opening.fact else { return None };
            let persons = self.here(&fact.persons)?;
            let open = is_open(entry, entry.opening.on, day);
            open.then_some(Pairing { pairing: PairingId(id), kind: fact.kind, persons })
        })
    }

    /// Given, still valid, and not withdrawn: a withdrawal acts from the day of its recording.
    pub(super) fn consents(&self) -> Vec<Consent> {
        let day = self.at.as_of;
        self.each(Kind::Consent, |id, entry| {
            let Fact::ConsentGiven(fact) = entry.opening.fact else { return None };
            self.here(&[fact.person])?;
            let recorded_on =
                |end: &Believed<'_>| self.at.time_zone.to_datetime(end.event.recorded_at).date();
            let withdrawn = entry.ends.iter().any(|end| recorded_on(end) <= day);
            let given = entry.opening.on.representative() <= day && not_expired(fact.valid_to, day);
            let consent = Consent { consent: ConsentId(id), person: fact.person, purpose: fact.purpose };
            (given && !withdrawn).then_some(consent)
        })
    }
}

impl Permit {
    fn issued(permit: PermitId, fact: &PermitIssued) -> Self {
        let PermitIssued { person, kind, valid_to, work_authorised, .. } = *fact;
        Self { permit, person, kind, valid_to, work_authorised }
    }

    /// A permit in a book, whatever the day.
    #[must_use]
    pub fn find(book: &Book<'_>, permit: PermitId) -> Option<Self> {
        let Fact::PermitIssued(fact) = book.entry(Kind::Permit, permit.0)?.opening.fact else { return None };
        Some(Self::issued(permit, fact))
    }
}

impl Contract {
    /// With its terms as amended by a day.
    fn amended(contract: ContractId, fact: &ContractSigned, entry: &Entry<'_>, day: Date) -> Self {
        let ContractSigned { person, kind, weekly_hours, full_time, planned_end_on, .. } = *fact;
        let mut contract = Self { contract, person, kind, weekly_hours, full_time, planned_end_on };
        for change in entry.changes.iter().filter(|change| change.on.representative() <= day) {
            amend(&mut contract, change);
        }
        contract
    }

    /// A contract in a book, whether or not it is active, with its terms as amended by a day.
    #[must_use]
    pub fn find(book: &Book<'_>, contract: ContractId, day: Date) -> Option<Self> {
        let entry = book.entry(Kind::Contract, contract.0)?;
        let Fact::ContractSigned(fact) = entry.opening.fact else { return None };
        Some(Self::amended(contract, fact, entry, day))
    }
}

impl Training {
    fn started(training: TrainingId, fact: &TrainingStarted) -> Self {
        Self { training, person: fact.person, kind: fact.kind }
    }

    /// A training in a book, whatever the day.
    #[must_use]
    pub fn find(book: &Book<'_>, training: TrainingId) -> Option<Self> {
        let Fact::TrainingStarted(fact) = book.entry(Kind::Training, training.0)?.opening.fact else {
            return None;
        };
        Some(Self::started(training, fact))
    }
}

fn amend(contract: &mut Contract, change: &Believed<'_>) {
    let Fact::ContractAmended(amended) = change.fact else { return };
    contract.kind = amended.kind.unwrap_or(contract.kind);
    (contract.weekly_hours, contract.full_time) =
        amended.working_time(contract.weekly_hours, contract.full_time);
    contract.planned_end_on = amended.planned_end_on.or(contract.planned_end_on);
}

fn never_started(end: &Believed<'_>) -> bool {
    matches!(end.fact, Fact::ContractEnded(ended) if ended.reason == ContractEndReason::NeverStarted)
}

fn outcome(decision: &Believed<'_>) -> Option<RequestOutcome> {
    let Fact::RequestDecided(decided) = decision.fact else { return None };
    Some(decided.outcome)
}
