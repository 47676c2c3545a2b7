//! Which figures rest on personal data when rules are tried: who moves in them, and how their numbers move, shows some.
//!
//! What is known to be harmless is named, everything else is taken to be personal.

use projections::comparison::{Compared, Move};
use projections::rules::Instance;

/// Parameters about ages, communes and families: who moves with them shows how old somebody is, or from where.
pub(super) const PERSONAL: [&str; 5] = ["RP01", "RP02", "RP19", "RP27", "RP30"];

/// Parameters about what persons hold: contracts and homes. With others a person moves by the day of coming and going, which
/// of a child may be its birth.
const HELD: [&str; 6] = ["RP06", "RP07", "RP08", "RP09", "RP14", "RP15"];

/// Facts that are personal data through and through: who counts among them shows what they hold.
const PERSONAL_TABLES: [&str; 3] = ["permits", "resources", "rights"];

/// Units that are told apart by age.
const BY_AGE: [&str; 2] = ["adult", "child"];

/// Names in queries of what is sealed in the ledger, and of what is made of it.
const PERSONAL_NAMES: [&str; 20] = [
    "age_band",
    "age_group",
    "age_group_at_exit",
    "age_on",
    "amount_eur",
    "birth",
    "birth_latest",
    "birth_on",
    "commune",
    "counterpart",
    "department_of",
    "destination_commune",
    "dwelling",
    "host",
    "lowest_age",
    "monthly_charge_eur",
    "protected_persons",
    "sector",
    "single_parents",
    "total_eur",
];

/// Views that hand such columns on, or put a unit in its group of age: only what is made of them above decides. Households
/// in which an adult has a durable job are told by their jobs.
const HANDING_ON: [&str; 19] = [
    "counted_entries",
    "counted_exits",
    "counted_presences",
    "destination_homes",
    "durable_households",
    "dwellings",
    "ended_parts",
    "housing",
    "participations",
    "person_destinations",
    "person_homes",
    "persons",
    "spell_ages",
    "spell_parts",
    "spells",
    "unit_dwellings",
    "unit_homes",
    "unit_parts",
    "whole_enrolments",
];

/// Whether who moved between two answers shows personal data, or their numbers would when a parameter is tried again and
/// again.
pub(super) fn rests_on_persons(compared: &Compared) -> bool {
    let instances = [&compared.before.instance, &compared.after.instance];
    let by_persons = instances.iter().any(|one| one.unit == "person");
    let moves_persons = compared.steps.iter().any(|step| match &step.moved {
        Move::Parameter(id) => {
            let id = id.as_str();
            PERSONAL.contains(&id) || (by_persons && !HELD.contains(&id))
        }
        // Another query may read anything.
        Move::View(_) | Move::Indicator => true,
        Move::Belief => false,
    });
    moves_persons || instances.iter().any(|one| reads_persons(one))
}

/// Whether a figure reads personal data to tell what it counts.
pub(super) fn reads_persons(one: &Instance) -> bool {
    let tables = one.facts_tables();
    let views = one.query.views().filter(|name| !HANDING_ON.contains(name));
    let texts = views.filter_map(|name| one.rule_set.views.get(name)).chain([&one.indicator.population]);
    BY_AGE.contains(&one.unit.as_str())
        || PERSONAL_TABLES.iter().any(|name| tables.contains(*name))
        || texts.into_iter().any(|sql| names_persons(&sql.text))
}

/// Whether a query names anything personal; what its comments say is no part of it.
fn names_persons(text: &str) -> bool {
    let lines = text.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.into_iter().any(|line| {
        let mut words = line.split(|one: char| !one.is_alphanumeric() && one != '_');
        words.any(|word| PERSONAL_NAMES.contains(&word))
    })
}
