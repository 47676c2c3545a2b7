//! Global identifiers and cursors: opaque to clients, typed for us.

use async_graphql::ID;
use async_graphql::connection::{CursorType, OpaqueCursor};
use domain::Wire;
use domain::ids::{
    ContractId, EnrolmentId, HouseholdId, LeaseId, OccupancyId, PermitId, PersonId, ProgrammeCode, TrainingId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::scalars::read;

/// The day and the instant that a question names; nothing stands for today and for everything
/// recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Coordinates {
    pub(super) as_of: Option<Date>,
    pub(super) known_at: Option<Timestamp>,
}

/// What a global identifier names.
///
/// A household looked at on a day is another object than the same household looked at on another
/// day: clients that keep objects by identifier would mix the two up. So its coordinates are part
/// of the identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GlobalId {
    Household(HouseholdId, Coordinates),
    Programme(ProgrammeCode),
    /// Something of a household at these coordinates.
    Part(HouseholdId, Part, Coordinates),
}

/// What belongs to a household, and is looked at with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Member(PersonId),
    Enrolment(EnrolmentId),
    Occupancy(OccupancyId),
    Lease(LeaseId),
    Permit(PermitId),
    Contract(ContractId),
    Training(TrainingId),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Household {
        id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_of: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known_at: Option<String>,
    },
    Programme {
        code: String,
    },
    Member(WrittenPart),
    Enrolment(WrittenPart),
    Occupancy(WrittenPart),
    Lease(WrittenPart),
    Permit(WrittenPart),
    Contract(WrittenPart),
    Training(WrittenPart),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    household: String,
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_at: Option<String>,
}

impl WrittenPart {
    fn of(household: HouseholdId, id: &impl ToString, at: Coordinates) -> Self {
        let (as_of, known_at) = at.write();
        Self { household: household.to_string(), id: id.to_string(), as_of, known_at }
    }

    fn read<T: Wire>(self, part: impl FnOnce(T) -> Part) -> Option<GlobalId> {
        let at = Coordinates::read(self.as_of, self.known_at)?;
        Some(GlobalId::Part(read(&self.household)?, part(read(&self.id)?), at))
    }
}

impl Coordinates {
    fn write(self) -> (Option<String>, Option<String>) {
        (self.as_of.map(|day| day.to_string()), self.known_at.map(|instant| instant.to_string()))
    }

    /// Nothing when they cannot be ours.
    fn read(as_of: Option<String>, known_at: Option<String>) -> Option<Self> {
        let as_of = as_of.map(|text| read(&text).ok_or(())).transpose();
        let known_at = known_at.map(|text| read(&text).ok_or(())).transpose();
        Some(Self { as_of: as_of.ok()?, known_at: known_at.ok()? })
    }
}

impl GlobalId {
    pub(super) fn write(&self) -> ID {
        let written = match self {
            Self::Household(id, at) => {
                let (as_of, known_at) = at.write();
                Written::Household { id: id.to_string(), as_of, known_at }
            }
            Self::Programme(code) => Written::Programme { code: code.to_string() },
            Self::Part(household, part, at) => match part {
                Part::Member(id) => Written::Member(WrittenPart::of(*household, id, *at)),
                Part::Enrolment(id) => Written::Enrolment(WrittenPart::of(*household, id, *at)),
                Part::Occupancy(id) => Written::Occupancy(WrittenPart::of(*household, id, *at)),
                Part::Lease(id) => Written::Lease(WrittenPart::of(*household, id, *at)),
                Part::Permit(id) => Written::Permit(WrittenPart::of(*household, id, *at)),
                Part::Contract(id) => Written::Contract(WrittenPart::of(*household, id, *at)),
                Part::Training(id) => Written::Training(WrittenPart::of(*household, id, *at)),
            },
        };
        ID(OpaqueCursor(written).encode_cursor())
    }

    /// Nothing when it is none of ours: then it identifies nothing.
    pub(super) fn read(id: &str) -> Option<Self> {
        let OpaqueCursor(written) = OpaqueCursor::<Written>::decode_cursor(id).ok()?;
        match written {
            Written::Household { id, as_of, known_at } => {
                Some(Self::Household(read(&id)?, Coordinates::read(as_of, known_at)?))
            }
            Written::Programme { code } => Some(Self::Programme(read(&code)?)),
            Written::Member(part) => part.read(Part::Member),
            Written::Enrolment(part) => part.read(Part::Enrolment),
            Written::Occupancy(part) => part.read(Part::Occupancy),
            Written::Lease(part) => part.read(Part::Lease),
            Written::Permit(part) => part.read(Part::Permit),
            Written::Contract(part) => part.read(Part::Contract),
            Written::Training(part) => part.read(Part::Training),
        }
    }
}

/// The cursor of an item of a list: the name of the list, then the key that it is ordered by.
pub(super) fn cursor(list: &str, key: &str) -> String {
    OpaqueCursor((list.to_owned(), key.to_owned())).encode_cursor()
}

/// The key in a cursor of that list.
pub(super) fn key(list: &str, cursor: &str) -> Option<String> {
    let OpaqueCursor((of, key)) = OpaqueCursor::<(String, String)>::decode_cursor(cursor).ok()?;
    (of == list).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSEHOLD: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";

    fn round_trips(id: &GlobalId) {
        assert_eq!(GlobalId::read(&id.write()).as_ref(), Some(id));
    }

    #[test]
    fn an_identifier_is_read_back_with_its_coordinates() {
        let household: HouseholdId = HOUSEHOLD.parse().unwrap();
        let at = Coordinates { as_of: read("2010-12-31"), known_at: read("2011-01-05T23:59:59.5Z") };
        assert!(at.as_of.is_some() && at.known_at.is_some());
        round_trips(&GlobalId::Household(household, Coordinates::default()));
        round_trips(&GlobalId::Household(household, at));
        round_trips(&GlobalId::Programme("avdl".parse().unwrap()));
        let id = HOUSEHOLD.parse().unwrap();
        for part in [
            Part::Member(PersonId(id)),
            Part::Enrolment(EnrolmentId(id)),
            Part::Occupancy(OccupancyId(id)),
            Part::Lease(LeaseId(id)),
            Part::Permit(PermitId(id)),
            Part::Contract(ContractId(id)),
            Part::Training(TrainingId(id)),
        ] {
            round_trips(&GlobalId::Part(household, part, at));
            round_trips(&GlobalId::Part(household, part, Coordinates::default()));
        }
    }

    #[test]
    fn what_is_none_of_ours_identifies_nothing() {
        let forged = [
            Written::Household { id: "dbbf675a".to_owned(), as_of: None, known_at: None },
            Written::Household {
                id: HOUSEHOLD.to_owned(),
                as_of: Some("2010-02-30".to_owned()),
                known_at: None,
            },
            Written::Programme { code: "Not A Code".to_owned() },
        ];
        let forged = forged.map(|written| OpaqueCursor(written).encode_cursor());
        for id in forged.iter().map(String::as_str).chain(["", "é", "AAAA"]) {
            assert_eq!(GlobalId::read(id), None, "{id}");
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let cursor = cursor("programmes", "avdl");
        assert_eq!(key("programmes", &cursor).as_deref(), Some("avdl"));
        assert_eq!(key("households", &cursor), None);
        assert_eq!(key("programmes", "avdl"), None);
    }
}
