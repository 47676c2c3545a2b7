//! Deadlines as an organisation sees them.

use std::collections::BTreeMap;

use domain::sight::{Group, Standing};
use event_store::Cell;

use super::DeadlineKind;
use crate::access::{Condition, Insider, Look};

/// That a deadline, `d`, follows from facts that may be seen: of its own programme, or of none, through a standing that
/// opens such facts; of other programmes that are not sensitive through one that opens all; of a person who consents.
pub(super) fn seen(look: &Look, generation: i64) -> Condition {
    match look {
        Look::Oversight => overseen(generation),
        Look::Organisation(insider) => seen_by(insider, generation),
    }
}

/// Nothing of sensitive programmes, and no day of a permit, which is quasi-identifying.
fn overseen(generation: i64) -> Condition {
    let sql = format!(
        "d.kind <> '{}' AND (d.programme IS NULL OR d.programme NOT IN (SELECT g.programme \
         FROM access_partners_v2 AS g WHERE g.generation = ? AND g.sensitive = 1))",
        DeadlineKind::Permit.code()
    );
    Condition::of(&sql, [Cell::Int(generation)])
}

fn seen_by(look: &Insider, generation: i64) -> Condition {
    let mut kinds: BTreeMap<Group, Vec<&str>> = BTreeMap::new();
    for kind in DeadlineKind::ALL {
        kinds.entry(kind.group()).or_default().push(kind.code());
    }
    let elsewhere = " AND d.programme NOT IN (SELECT g.programme FROM access_partners_v2 AS g \
                     WHERE g.generation = e.generation AND g.sensitive = 1)";
    let not_sensitive = " AND (d.programme IS NULL OR NOT EXISTS (SELECT 1 FROM access_partners_v2 AS g \
                         WHERE g.generation = c.generation AND g.programme = d.programme AND g.sensitive = 1)) \
                         AND c.person = d.person";
    let mut seen = look.consented(generation, "d.owner", not_sensitive);
    for (group, kinds) in kinds {
        let kinds = kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
        let own = format!(" AND d.kind IN ({kinds}) AND (d.programme IS NULL OR d.programme = e.programme)");
        seen = seen.then("OR", look.enrolled(generation, "d.owner", |one| one.opens(group), &own));
        let other = format!(" AND d.kind IN ({kinds}){elsewhere}");
        let fits = |one: Standing| one.opens_elsewhere(group);
        seen = seen.then("OR", look.enrolled(generation, "d.owner", fits, &other));
    }
    seen.within("(", ")")
}
