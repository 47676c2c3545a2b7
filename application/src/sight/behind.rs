//! Who is behind the figures of programmes, as somebody sees it.
//!
//! They are told to those who may try rules, who are told which households move: of units that may not be looked into, that
//! they are there and where they stand.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{HouseholdId, ProgrammeCode};
use domain::{Event, Fact};
use projections::comparison::Standing;
use projections::explanation::{Alternative, Change};
use projections::rules::{Row, Value};

use super::personal::{PERSONAL, reads_persons};
use super::{Extent, Sight, SightError};
use crate::behind::Behind;
use crate::error::Fault;
use crate::lists::ProgrammeRow;
use crate::replay::Replayed;

/// Units that are told apart by nothing of a person.
const IMPERSONAL: [&str; 7] = ["activity", "figure", "partner", "place", "programme", "session", "term"];

/// A unit of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitBehind {
    /// Which; none when it may not be looked into.
    pub unit: Option<String>,
    /// The household that it belongs to; none when that may not be looked into, and of what belongs to none.
    pub household: Option<HouseholdId>,
    /// Where it stands.
    pub standing: Standing,
    /// Why it is in neither number, by a code.
    pub left_out: Option<String>,
}

/// Where a household stands in a figure, and why.
#[derive(Debug, Clone)]
pub struct WhyBehind {
    /// Where: the best of its units.
    pub standing: Standing,
    /// Its units that may be looked into.
    pub units: Vec<UnitBehind>,
    /// Single changes of the question by which it would stand better; none are tried of one that is counted.
    pub alternatives: Vec<Alternative>,
    /// The events behind what the figure reads of it, in the order in which they were recorded.
    pub events: Vec<Event>,
    /// Whether changes could be tried: not of a figure that counts households together.
    pub is_explained: bool,
}

impl Sight {
    /// Whether it is told who is behind the figures of a programme: to those who may try rules on it and all below it.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn looks_behind(&self, programme: &ProgrammeCode) -> Result<bool, SightError> {
        Ok(self.told_of_all(programme).await?.is_some_and(|(_, tries)| tries))
    }

    /// Whether it is told who is behind a figure of a year, by those who may look behind them: not where a number of it is
    /// hidden, nor where that would tell personal data that may not be seen.
    #[must_use]
    pub fn tells_units(&self, behind: &Behind<'_>) -> bool {
        let is_whole = behind.shown.hidden.is_empty();
        let rests_on_persons = behind.instance.unit == "person" || reads_persons(behind.instance);
        is_whole && (self.shows_personal_data() || !rests_on_persons)
    }

    /// Units of a figure in their order, from one on and at most `limit`: all, or those that stand somewhere.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn units_behind(
        &self,
        behind: &Behind<'_>,
        standing: Option<Standing>,
        (from, limit): (usize, usize),
    ) -> Result<Vec<UnitBehind>, Fault> {
        if !self.tells_units(behind) {
            return Ok(Vec::new());
        }
        let rows: Vec<&Row> = behind.units(standing).into_iter().skip(from).take(limit).collect();
        let wanted = rows.iter().filter_map(|row| household_of(behind, row)).collect();
        let seen = self.households(&wanted, None, None).await?;
        let units: Vec<UnitBehind> = rows.into_iter().map(|row| self.unit(behind, row, &seen)).collect();
        if reads_persons(behind.instance) || behind.instance.unit == "person" {
            let named: BTreeSet<HouseholdId> = units.iter().filter_map(|unit| unit.household).collect();
            self.log_all(named.into_iter()).await?;
        }
        Ok(units)
    }

    /// Where a household stands in a figure and why; nothing when it may not be looked into, or when it is not told who is
    /// behind the figure. What is tried, and told, is made of what may be seen of the household.
    ///
    /// # Errors
    /// Too many who wait for their turn, and faults of the store.
    pub async fn why_behind(
        &self,
        behind: &Behind<'_>,
        household: HouseholdId,
    ) -> Result<Option<WhyBehind>, SightError> {
        if !self.tells_units(behind) {
            return Ok(None);
        }
        let seen = self.households(&BTreeSet::from([household]), None, None).await?;
        let Some(replayed) = seen.get(&household) else { return Ok(None) };
        let own = behind.units(None).into_iter().filter(|row| household_of(behind, row) == Some(household));
        let units: Vec<UnitBehind> = own.map(|row| self.unit(behind, row, &seen)).collect();
        let standing = units.iter().map(|unit| unit.standing).max().unwrap_or(Standing::Outside);
        let known: Vec<Event> =
            replayed.events().iter().filter(|event| event.position <= behind.position).cloned().collect();
        let credential = self.viewer.credential();
        let explanation = self.application.explained_alone(household, behind, &known, credential).await?;
        self.log_all(std::iter::once(household)).await?;
        let Some(explanation) = explanation else {
            let (alternatives, events) = (Vec::new(), Vec::new());
            return Ok(Some(WhyBehind { standing, units, alternatives, events, is_explained: false }));
        };
        let programmes = self.programmes_in(&known).await?;
        let alternatives =
            explanation.alternatives.into_iter().filter(|one| self.tells_change(one, &programmes));
        let is_behind = |event: &&Event| explanation.positions.contains(&event.position);
        Ok(Some(WhyBehind {
            standing,
            units: units.into_iter().filter(|unit| unit.unit.is_some()).collect(),
            alternatives: alternatives.collect(),
            events: known.iter().filter(is_behind).cloned().collect(),
            is_explained: true,
        }))
    }

    /// A unit as far as it may be looked into: through its household, when some fact that may be seen names it.
    fn unit(&self, behind: &Behind<'_>, row: &Row, seen: &BTreeMap<HouseholdId, Replayed>) -> UnitBehind {
        let household = household_of(behind, row).filter(|household| seen.contains_key(household));
        let may = match household.and_then(|household| seen.get(&household)) {
            Some(replayed) => {
                let is_itself = Some(row.unit.as_str()) == behind.household_of(row);
                is_itself || matches!(self.extent(), Extent::Everything) || names(replayed, &row.unit)
            }
            None => behind.household_of(row).is_none() && IMPERSONAL.contains(&behind.instance.unit.as_str()),
        };
        UnitBehind {
            unit: may.then(|| row.unit.clone()),
            household: household.filter(|_| may),
            standing: Standing::of(row),
            left_out: row.left_out.clone(),
        }
    }

    /// Whether a change is told: neither that the household was in a programme that may not be seen, nor what a parameter
    /// about persons does where they may not be.
    fn tells_change(&self, one: &Alternative, programmes: &BTreeSet<String>) -> bool {
        match &one.change {
            Change::Argument { name, value: Value::Text(code) } if name == "programme" => {
                programmes.contains(code)
            }
            Change::Parameter { id, .. } => self.shows_personal_data() || !PERSONAL.contains(&id.as_str()),
            Change::Argument { .. }
            | Change::From(_)
            | Change::To(_)
            | Change::Always(_)
            | Change::Known(_) => true,
        }
    }

    /// The programmes that events name, with those above them, as far as they may be seen.
    async fn programmes_in(&self, events: &[Event]) -> Result<BTreeSet<String>, Fault> {
        let all = self.all_programmes().await?;
        let shown: BTreeMap<&ProgrammeCode, &ProgrammeRow> =
            all.iter().filter(|row| self.shows(row)).map(|row| (&row.code, row)).collect();
        let named = events.iter().filter_map(|event| believed(event).admissible().programme());
        let mut found = BTreeSet::new();
        for code in named {
            let mut next = Some(code);
            while let Some((code, row)) = next.and_then(|code| shown.get_key_value(code)) {
                if !found.insert(code.to_string()) {
                    break;
                }
                next = row.book.parent();
            }
        }
        Ok(found)
    }
}

fn household_of(behind: &Behind<'_>, row: &Row) -> Option<HouseholdId> {
    behind.household_of(row)?.parse().ok()
}

/// What an event says, corrected as it was.
fn believed(event: &Event) -> &Fact {
    event.corrected.as_deref().unwrap_or_else(|| event.fact())
}

/// Whether a fact that may be seen of a household names a unit.
fn names(replayed: &Replayed, unit: &str) -> bool {
    let facts = replayed.streams.values().flatten().map(believed);
    facts.map(|fact| fact.write().to_string()).any(|text| text.contains(unit))
}
