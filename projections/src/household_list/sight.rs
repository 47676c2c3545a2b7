//! The list as an organisation sees it.

use domain::sight::Group;
use event_store::{Snapshot, StoreError};

use super::{Household, Query, Sort};
use crate::access::{Look, looked};
use crate::conditions::Conditions;

/// Leaves the households that it may look into; where the list is filtered or ordered by what follows from all facts of
/// a household, only those of which it sees all.
pub(super) fn restrict(query: &mut Conditions, asked: &Query, look: &Look, generation: i64) {
    let Query { housing_kind, is_open, deadline_before, sort, .. } = asked;
    let is_derived =
        housing_kind.is_some() || is_open.is_some() || deadline_before.is_some() || *sort != Sort::Id;
    let seen =
        if is_derived { look.sees_all(generation, "h.owner") } else { look.sees_any(generation, "h.owner") };
    query.and(&seen.sql, seen.cells);
    if let Some(programme) = &asked.programme {
        let seen = look.in_programme(generation, "h.owner", programme);
        query.and(&seen.sql, seen.cells);
    }
}

/// Leaves out households of which nothing may be seen, and of the others what may not.
pub(super) async fn hide(
    snapshot: &mut Snapshot,
    found: &mut Vec<Household>,
    look: &Look,
    generation: i64,
) -> Result<(), StoreError> {
    let ids: Vec<_> = found.iter().map(|household| household.id).collect();
    let mut looked = looked(snapshot, generation, look, &ids).await?;
    found.retain_mut(|household| {
        let Some(looked) = looked.remove(&household.id).filter(|looked| looked.opens(Group::Composition))
        else {
            return false;
        };
        household.programmes.retain(|programme| looked.shows(programme));
        if !looked.shows_all() {
            household.is_open = !household.programmes.is_empty();
            household.entered_on = None;
            household.last_event_on = None;
            household.housing_kind = None;
            household.housing_class = None;
            household.position = None;
        }
        // The day of a permit is quasi-identifying.
        if !looked.shows_all() || *look == Look::Oversight {
            household.next_deadline = None;
        }
        true
    });
    Ok(())
}
