//! Rows about the household itself.

use std::collections::HashMap;

use domain::Fact;
use domain::codes::Coded;
use domain::facts::personal_data_erased::PersonalDataErased;
use domain::facts::values::{Department, TextCode};
use domain::ids::PersonId;

use super::builder::TablesBuilder;
use super::home_fold::cut;
use super::household_rows::{HouseholdRow, LineageRow, MembershipRow, ResourceRow};
use super::seen::{Seen, amount, positions};
use crate::projection::HouseholdSubject;

pub(super) fn fold(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>, seen: &Seen<'_>) {
    let household = subject.id.0;
    let mut erased: HashMap<PersonId, &PersonalDataErased> = HashMap::new();
    let merger = subject.household.timeline.iter().find_map(|fact| {
        let Fact::HouseholdMerged(merged) = fact.fact else { return None };
        Some((fact, merged))
    });
    for this in &subject.household.timeline {
        let behind = positions([this]);
        if let Fact::HouseholdOpened(opened) = this.fact {
            let all = positions(std::iter::once(this).chain(merger.map(|(fact, _)| fact)));
            tables.households.push(HouseholdRow {
                household,
                opened: Some(this.on),
                opened_by: opened.opened_by.as_str(),
                from_household: opened.from_household.map(|id| id.0),
                merged_into: merger.map(|(_, merged)| merged.into.0),
                merged: merger.map(|(fact, _)| fact.on),
                positions: &all,
            });
        } else if let Fact::HouseholdSplit(split) = this.fact {
            tables.lineages.push(LineageRow {
                household,
                other_household: split.new_household.0,
                kind: "split",
                happened: Some(this.on),
                positions: &behind,
            });
        } else if let Fact::HouseholdMerged(merged) = this.fact {
            tables.lineages.push(LineageRow {
                household,
                other_household: merged.into.0,
                kind: "merge",
                happened: Some(this.on),
                positions: &behind,
            });
        } else if let Fact::ResourcesDeclared(declared) = this.fact {
            tables.resources.push(ResourceRow {
                household,
                declaration: this.id().0,
                persons: i64::try_from(declared.persons.len()).ok(),
                declared: Some(this.on),
                total_eur: declared.total_eur.known().and_then(|euros| amount(euros.amount())),
                positions: &behind,
            });
        } else if let Fact::PersonalDataErased(erasure) = this.fact {
            erased.insert(erasure.person, erasure);
        }
    }
    memberships(tables, subject, seen, &erased);
}

fn memberships(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    seen: &Seen<'_>,
    erased: &HashMap<PersonId, &PersonalDataErased>,
) {
    for stay in &subject.household.memberships {
        let Some(arrival) = seen.fact(stay.joined) else { continue };
        let Fact::MemberJoined(joined) = arrival.fact else { continue };
        let departure = stay.left.and_then(|(_, by)| seen.fact(by));
        let leave_reason = departure.map(|departure| {
            if let Fact::MemberLeft(left) = departure.fact { left.reason.code() } else { cut(departure) }
        });
        let erasure = erased.get(&stay.person);
        let residue = erasure.and_then(|erasure| erasure.residue.as_ref());
        let route = residue.and_then(|residue| residue.route).or(joined.arrival_route);
        let behind = positions(std::iter::once(arrival).chain(departure));
        tables.memberships.push(MembershipRow {
            household: subject.id.0,
            person: stay.person.0,
            joined: Some(stay.joined_on),
            left: stay.left.map(|(on, _)| on),
            birth: joined.birth.known().copied(),
            sex: joined.sex.as_ref().and_then(|sex| sex.known()).map(|sex| sex.code()),
            role: joined.role.code(),
            join_reason: joined.reason.code(),
            leave_reason,
            arrival_route: route.map(Coded::code),
            erased: Some(erasure.is_some()),
            age_band: residue.and_then(|residue| residue.age_band.as_ref()).map(TextCode::as_str),
            department: residue.and_then(|residue| residue.department.as_ref()).map(Department::as_str),
            positions: &behind,
        });
    }
}
