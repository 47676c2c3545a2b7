//! What was true of a household on a day, as known at an instant.
//!
//! By representative days (RP30): a fact counts when its day is on or before `as_of`; an ending on `as_of`
//! itself has taken effect. What persons carry with them (status, permits, contracts, rights, requests,
//! pairings, consents) is shown in the household where they are members on that day, wherever it was
//! recorded.

mod carried;
mod home;
mod json;

pub(crate) use home::{enrolments, members, occupancies, taking_part};

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::{
    AccommodationKind, ConsentPurpose, ContractKind, LeaseKind, LegalStatus, PairingKind, PermitKind,
    RequestKind, RequestOutcome, RightKind, Role, TrainingKind,
};
use domain::ids::{
    ConsentId, ContractId, EnrolmentId, HouseholdId, LeaseId, OccupancyId, PairingId, PermitId, PersonId,
    ProgrammeCode, RequestId, RightId, TrainingId,
};
use domain::pathway::{Book, Household};
use domain::wire::Sealed;
use domain::{Event, PartialDate, StreamId, Timeline};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The coordinates of a question: a day, an instant, and the time zone of the ledger’s days.
#[derive(Debug, Clone)]
pub struct Coordinates {
    /// The day looked at (valid time).
    pub as_of: Date,
    /// What was recorded by then counts (transaction time); everything when absent.
    pub known_at: Option<Timestamp>,
    /// In which instants become days.
    pub time_zone: TimeZone,
}

/// The state of one household at (`as_of`, `known_at`). Lists are sorted by identifier.
#[derive(Debug, Clone, PartialEq)]
pub struct PathwayState {
    /// The household.
    pub household: HouseholdId,
    /// The day looked at.
    pub as_of: Date,
    /// The belief looked at; everything recorded when absent.
    pub known_at: Option<Timestamp>,
    /// Position of the latest event that the answer rests on; 0 when nothing was known yet.
    pub position: u64,
    /// Version of the household’s stream, as known.
    pub version: u32,
    /// Members on that day.
    pub members: Vec<Member>,
    /// The status of each member who has one.
    pub status: BTreeMap<PersonId, LegalStatus>,
    /// Permits in force.
    pub permits: Vec<Permit>,
    /// Enrolments open for somebody.
    pub enrolments: Vec<Enrolment>,
    /// Homes lived in by somebody.
    pub occupancies: Vec<Occupancy>,
    /// Leases signed and neither ended nor transferred.
    pub leases: Vec<Lease>,
    /// Contracts active.
    pub contracts: Vec<Contract>,
    /// Trainings under way.
    pub trainings: Vec<Training>,
    /// Rights open.
    pub rights: Vec<Right>,
    /// Requests without a decision that settles them.
    pub open_requests: Vec<OpenRequest>,
    /// Pairings under way.
    pub pairings: Vec<Pairing>,
    /// Consents in force.
    pub consents: Vec<Consent>,
}

/// A member on the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// The place in the household.
    pub role: Role,
    /// Birth, as precisely as known; any day when it was erased.
    pub birth: PartialDate,
}

/// A permit in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    /// The permit.
    pub permit: PermitId,
    /// Its holder.
    pub person: PersonId,
    /// Its kind.
    pub kind: PermitKind,
    /// Its last day; `None` when unlimited.
    pub valid_to: Option<Sealed<Date>>,
    /// Whether it allows work.
    pub work_authorised: bool,
}

/// An enrolment open for `persons`.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// In which programme.
    pub programme: ProgrammeCode,
    /// For whom it is open.
    pub persons: Vec<PersonId>,
}

/// A home lived in by `persons`.
#[derive(Debug, Clone, PartialEq)]
pub struct Occupancy {
    /// The stay.
    pub occupancy: OccupancyId,
    /// The kind of home; that of the direct lease after a slide.
    pub kind: AccommodationKind,
    /// Who lives there.
    pub persons: Vec<PersonId>,
}

/// A lease in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Lease {
    /// The lease.
    pub lease: LeaseId,
    /// Its kind.
    pub kind: LeaseKind,
    /// The stay that it covers.
    pub occupancy: Option<OccupancyId>,
    /// Who signed.
    pub signatories: Vec<PersonId>,
}

/// A contract active, with its terms as amended by then.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The contract.
    pub contract: ContractId,
    /// Who works.
    pub person: PersonId,
    /// Its kind.
    pub kind: ContractKind,
    /// Hours a week, as on the wire.
    pub weekly_hours: Option<domain::Decimal>,
    /// Whether full time.
    pub full_time: Option<bool>,
    /// Planned last day.
    pub planned_end_on: Option<PartialDate>,
}

/// A training under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// The training.
    pub training: TrainingId,
    /// Who learns.
    pub person: PersonId,
    /// Its kind.
    pub kind: TrainingKind,
}

/// A right open.
#[derive(Debug, Clone, PartialEq)]
pub struct Right {
    /// The right.
    pub right: RightId,
    /// Its kind.
    pub kind: RightKind,
    /// Who holds it.
    pub holders: Vec<PersonId>,
}

/// A request that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRequest {
    /// The request.
    pub request: RequestId,
    /// What is asked for.
    pub kind: RequestKind,
    /// The latest outcome: none, waitlisted or adjourned.
    pub outcome: Option<RequestOutcome>,
    /// For whom.
    pub persons: Vec<PersonId>,
}

/// A pairing under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// The pairing.
    pub pairing: PairingId,
    /// Its kind.
    pub kind: PairingKind,
    /// The members paired.
    pub persons: Vec<PersonId>,
}

/// A consent in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// The consent.
    pub consent: ConsentId,
    /// Whose.
    pub person: PersonId,
    /// For what.
    pub purpose: ConsentPurpose,
}

impl PathwayState {
    /// The state of `household`, from the events of its stream and of every other household stream in which
    /// its members have been (`streams`, each in stream order).
    #[must_use]
    pub fn of(household: HouseholdId, streams: &BTreeMap<StreamId, Vec<Event>>, at: &Coordinates) -> Self {
        let timelines: BTreeMap<&StreamId, Timeline<'_>> =
            streams.iter().map(|(stream, events)| (stream, Timeline::of(events, at.known_at))).collect();
        let own = StreamId::Household(household);
        let own_events = streams.get(&own).map_or(&[][..], Vec::as_slice);
        let known = |event: &&Event| at.known_at.is_none_or(|instant| event.recorded_at <= instant);
        let version = own_events.iter().filter(known).map(|event| event.version).max().unwrap_or(0);
        let position =
            streams.values().flatten().filter(known).map(|event| event.position).max().unwrap_or(0);
        let pathway = Household::of(household, timelines.get(&own).cloned().unwrap_or_default());
        let book = Book::of(timelines.values().collect::<Vec<_>>());
        let members = home::members(&pathway, at.as_of);
        let persons: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
        let carried = carried::Carried { book: &book, persons: &persons, at };
        Self {
            household,
            as_of: at.as_of,
            known_at: at.known_at,
            position,
            version,
            status: carried::status(timelines.values(), &persons, at.as_of),
            permits: carried.permits(),
            enrolments: home::enrolments(&pathway, at.as_of),
            occupancies: home::occupancies(&pathway, at.as_of),
            leases: home::leases(&pathway, at.as_of),
            contracts: carried.contracts(),
            trainings: carried.trainings(),
            rights: carried.rights(),
            open_requests: carried.open_requests(),
            pairings: carried.pairings(),
            consents: carried.consents(),
            members,
        }
    }

    /// The state as JSON, in the shape that programs outside rely on.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        json::state(self)
    }
}
