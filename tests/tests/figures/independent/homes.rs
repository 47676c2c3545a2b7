//! Where somebody lives, of which class that is, and which sliding leases have succeeded.

use jiff::civil::Date;

use super::known::{Fact, Part};
use super::stays::{Known, Stay};
use super::work::Stretch;

/// A stretch of living somewhere, from a day to the day of its end.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) person: String,
    household: String,
    pub(super) class: &'static str,
    pub(super) from: Date,
    pub(super) to: Option<Date>,
    is_destination: bool,
    position: usize,
}

/// A sliding sublease.
pub(super) struct Sublease {
    pub(super) lease: String,
    pub(super) household: String,
    pub(super) holder: String,
    occupancy: String,
    pub(super) signed: Date,
    pub(super) ended: Option<Date>,
    pub(super) slid: Option<Date>,
    pub(super) succeeded: Option<Date>,
    kind_after: &'static str,
}

impl Known {
    pub(super) fn subleases(&self) -> Vec<Sublease> {
        let signed = self.facts.iter().filter(|fact| fact.kind == "lease_signed");
        signed.map(|fact| self.sublease(fact)).collect()
    }

    fn sublease(&self, signed: &Fact) -> Sublease {
        let lease = signed.text("lease").unwrap();
        let of_it = |kind: &str| self.facts.iter().find(|fact| fact.kind == kind && fact.has("lease", lease));
        let (transfer, ended) = (of_it("lease_transferred"), of_it("lease_ended"));
        let (day, slid) = (self.day(signed.on), transfer.map(|fact| self.day(fact.on)));
        Sublease {
            lease: lease.to_owned(),
            household: self.counted(&signed.stream),
            holder: signed.data["signatories"][0].as_str().unwrap().to_owned(),
            occupancy: signed.text("occupancy").unwrap().to_owned(),
            signed: day,
            ended: ended.map(|fact| self.day(fact.on)),
            slid,
            succeeded: if self.chosen.slide == "sublease" { Some(day) } else { slid },
            kind_after: match transfer.and_then(|fact| fact.text("new_kind")) {
                Some("direct_social") => "social_housing",
                Some("direct_private") => "private_rental",
                _ => "ordinary_unspecified",
            },
        }
    }

    /// Every home of everybody, or those of their households; a destination is one for those who live in no dwelling that
    /// is recorded.
    pub(super) fn homes(&self, of_households: bool) -> Vec<Home> {
        let dwellings = self.dwellings();
        let destinations = self.destinations(&dwellings, of_households);
        [dwellings, destinations].concat()
    }

    fn dwellings(&self) -> Vec<Home> {
        let subleases = self.subleases();
        let mut homes = Vec::new();
        for part in &self.housed {
            let occupancy = part.opening.text("occupancy").unwrap();
            let from = self.day(part.from);
            let to = part.end.as_ref().map(|end| self.day(end.on).max(from));
            let home = Home {
                person: part.person.clone(),
                household: self.counted(&part.opening.stream),
                class: self.class(part.opening.text("kind").unwrap()),
                from,
                to,
                is_destination: false,
                position: part.opening.position,
            };
            let sublease = subleases.iter().find(|sublease| sublease.occupancy == occupancy);
            let Some((sublease, day)) = sublease.and_then(|one| one.succeeded.map(|day| (one, day))) else {
                homes.push(home);
                continue;
            };
            let class = self.class(sublease.kind_after);
            homes.push(Home { class, from: from.max(day), ..home.clone() });
            homes.push(Home { to: Some(to.map_or(day, |to| to.min(day))), ..home });
        }
        homes.retain(|home| home.to.is_none_or(|to| to > home.from));
        homes
    }

    /// Where somebody lives by the destination of an exit: the last one's, on the days without a dwelling.
    fn destinations(&self, dwellings: &[Home], of_households: bool) -> Vec<Home> {
        let led_to = |part: &Part| {
            let end = part.end.as_ref().filter(|end| end.kind == "enrolment_ended")?;
            let destination =
                end.text("destination").filter(|destination| *destination != "stays_in_place")?;
            let from = self.day(end.on).max(self.day(part.from));
            let household = self.counted(&part.opening.stream);
            Some(Home {
                person: part.person.clone(),
                household,
                class: self.class(destination),
                from,
                to: None,
                is_destination: true,
                position: part.opening.position,
            })
        };
        let all: Vec<Home> = self.enrolled.iter().filter_map(led_to).collect();
        let mut homes = Vec::new();
        for home in &all {
            let is_own = |other: &&Home| other.person == home.person;
            let next = all
                .iter()
                .filter(is_own)
                .filter(|other| (other.from, other.position) > (home.from, home.position));
            let mut free = vec![(home.from, next.map(|other| other.from).min())];
            let of_unit = |other: &&Home| {
                if of_households { other.household == home.household } else { other.person == home.person }
            };
            for taken in dwellings.iter().filter(of_unit) {
                free = free.into_iter().flat_map(|days| without(days, (taken.from, taken.to))).collect();
            }
            homes.extend(free.into_iter().map(|(from, to)| Home { from, to, ..home.clone() }));
        }
        homes.retain(|home| home.to.is_none_or(|to| to > home.from));
        homes
    }

    /// The class of the home that counts for a stay at the end of the window (RP15).
    pub(super) fn housing(&self, homes: &[Home], stay: &Stay, is_household: bool) -> Option<&'static str> {
        let to = self.chosen.to;
        let own = homes.iter().filter(|home| {
            let unit = if is_household { &home.household } else { &home.person };
            *unit == stay.unit && home.from <= to
        });
        // The dwelling entered last; a destination is for those without.
        let order = |home: &&Home| (!home.is_destination, home.from, home.position);
        match self.chosen.housing {
            "first" => own
                .filter(|home| home.from >= stay.entered && is_rehoused(home.class))
                .min_by_key(|home| (home.from, home.is_destination, std::cmp::Reverse(home.position))),
            "best" => own
                .filter(|home| home.to.is_none_or(|to| to > stay.entered))
                .max_by_key(|home| (standing(home.class), order(home))),
            _ => own.filter(|home| home.to.is_none_or(|day| day > to)).max_by_key(order),
        }
        .map(|home| home.class)
    }

    /// The class of a kind of home under the table of RP08.
    fn class(&self, kind: &str) -> &'static str {
        let (default, of_003, agir) = match kind {
            "hotel" => ("emergency", "emergency", "emergency"),
            "cada" => ("shelter", "shelter", "shelter"),
            "third_party" => ("precarious", "precarious", "precarious"),
            "shared_flat" | "relay_flat" | "sliding_sublease" => {
                ("transitional", "transitional", "unclassed")
            }
            "social_residence" => ("adapted", "transitional", "permanent"),
            "boarding_house" => ("adapted", "permanent", "unclassed"),
            "social_housing" | "private_rental" | "ordinary_unspecified" => {
                ("permanent", "permanent", "permanent")
            }
            _ => ("unknown", "unknown", "unknown"),
        };
        match self.chosen.classes {
            "003" => of_003,
            "AGIR" => agir,
            _ => default,
        }
    }
}

/// The days of a stretch that are not in another one.
fn without((from, to): Stretch, (since, until): Stretch) -> Vec<Stretch> {
    let before = (from, to.into_iter().chain([since]).min());
    let after = until.map(|until| (from.max(until), to));
    let has_days = |(from, to): &Stretch| to.is_none_or(|to| to > *from);
    [Some(before), after].into_iter().flatten().filter(has_days).collect()
}

pub(super) fn is_rehoused(class: &str) -> bool {
    matches!(class, "permanent" | "adapted" | "transitional")
}

fn standing(class: &str) -> u8 {
    match class {
        "permanent" => 6,
        "adapted" => 5,
        "transitional" => 4,
        "shelter" => 3,
        "emergency" => 2,
        "precarious" => 1,
        _ => 0,
    }
}
