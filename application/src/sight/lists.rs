//! Lists as somebody sees them. They reflect everything recorded when they are asked for, so that what was withdrawn
//! before opens nothing after.

use std::collections::BTreeSet;

use domain::StreamId;
use domain::ids::{HouseholdId, ProgrammeCode};
use jiff::civil::Date;
use projections::access::{Look, sensitive, standings};
use projections::deadlines::{self, Deadline, DeadlineKind, Deadlines};
use projections::household_list::{self, Household, HouseholdList, Sort};
use projections::occupancy::ProgrammeOccupancy;

use super::{Forbidden, Sight, SightError};
use crate::error::Fault;
use crate::lists::ProgrammeRow;
use crate::names::Typed;
use crate::read_models::{ReadError, Reflected};

/// Programmes looked at at a time: many may be hidden.
const AT_ONCE: u32 = 200;

impl Sight {
    /// A page of the household list, at least at a position; of those in which somebody is called so, when a name is
    /// given.
    ///
    /// # Errors
    /// What may not be asked, a projection that is not there yet, and faults of the store.
    pub async fn household_list(
        &self,
        asked: &household_list::Query,
        called: Option<&str>,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Household>>, SightError> {
        let Some(called) = called else { return self.listed(asked, at_least).await };
        if !self.shows_personal_data() {
            return Err(SightError::Forbidden(Forbidden::Names));
        }
        let typed = Typed::of(called)?;
        let seen = match self.look() {
            None => None,
            Some(look) => {
                let asked = self.end(at_least).await?;
                let beside = self.application.snapshot_beside_access(&HouseholdList, asked).await;
                let (mut snapshot, generation) = beside?;
                let seen = household_list::seen(&mut snapshot, &look, generation).await;
                Some(seen.map_err(ReadError::from)?)
            }
        };
        let among = Some(self.application.called(&typed, seen.as_ref()).await??);
        let mut asked = household_list::Query { among, ..asked.clone() };
        let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let position = loop {
            let Reflected { position, answer } = self.listed(&asked, at_least).await?;
            let is_last = answer.len() < limit;
            asked.after = answer.last().map(|row| row.place(asked.sort));
            for row in answer {
                // Whether the name is among what is seen of the household is decided where that is.
                let seen = self.household(row.id, None, None).await?;
                if found.len() < limit && seen.is_some_and(|seen| seen.is_called(&typed)) {
                    found.push(row);
                }
            }
            if is_last || found.len() == limit {
                break position;
            }
        };
        // The last of as many as were asked for only says that there are more.
        let told = found.iter().take(limit.saturating_sub(1).max(1));
        self.log_all(told.map(|row| row.id)).await?;
        Ok(Reflected { position, answer: found })
    }

    async fn listed(
        &self,
        asked: &household_list::Query,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Household>>, SightError> {
        let Some(look) = self.look() else {
            return Ok(self.application.household_list(asked, at_least).await?);
        };
        if look == Look::Oversight && (asked.deadline_before.is_some() || asked.sort == Sort::Deadline) {
            return Err(SightError::Forbidden(Forbidden::Deadlines));
        }
        let asked_position = self.end(at_least).await?;
        let beside = self.application.snapshot_beside_access(&HouseholdList, asked_position).await;
        let (mut snapshot, generation) = beside?;
        let answer = household_list::list(&mut snapshot, asked, Some((&look, generation))).await;
        let answer = answer.map_err(ReadError::from)?;
        let position = snapshot.position;
        drop(snapshot);
        self.log_all(answer.iter().filter_map(tells_permit)).await?;
        Ok(Reflected { position, answer })
    }

    /// One household of the list.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn listed_household(&self, id: HouseholdId) -> Result<Option<Household>, SightError> {
        let Some(look) = self.look() else {
            return Ok(self.application.listed_household(id, None).await?.answer);
        };
        let asked = self.end(None).await?;
        let (mut snapshot, generation) =
            self.application.snapshot_beside_access(&HouseholdList, asked).await?;
        let answer = household_list::get(&mut snapshot, id, Some((&look, generation))).await;
        let answer = answer.map_err(ReadError::from)?;
        drop(snapshot);
        self.log_all(answer.iter().filter_map(tells_permit)).await?;
        Ok(answer)
    }

    /// A page of deadlines, at least at a position.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn deadlines(
        &self,
        asked: &deadlines::Query,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Deadline>>, SightError> {
        let read = self.read_deadlines(asked, at_least).await?;
        self.log_permits(&read.answer).await?;
        Ok(read)
    }

    /// The same of which nothing is told yet: what is must be [logged](Self::log_permits) first.
    pub(super) async fn read_deadlines(
        &self,
        asked: &deadlines::Query,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Deadline>>, SightError> {
        let Some(look) = self.look() else {
            return Ok(self.application.deadlines(asked, at_least).await?);
        };
        let asked_position = self.end(at_least).await?;
        let (mut snapshot, generation) =
            self.application.snapshot_beside_access(&Deadlines, asked_position).await?;
        let answer = deadlines::list(&mut snapshot, asked, Some((&look, generation))).await;
        let answer = answer.map_err(ReadError::from)?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    /// Logs that the days of permits among these are about to be told.
    pub(super) async fn log_permits(&self, told: &[Deadline]) -> Result<(), Fault> {
        // Where nobody signs in, nobody is logged.
        if self.look().is_none() {
            return Ok(());
        }
        self.log_all(told.iter().filter(|one| one.kind == DeadlineKind::Permit).map(|one| one.household))
            .await
    }

    /// A programme as believed now; `None` when there is none of that code, or it is sensitive and not one’s own.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn programme(&self, code: &ProgrammeCode) -> Result<Option<ProgrammeRow>, Fault> {
        let found = self.application.programme(code).await?;
        Ok(found.filter(|row| self.shows(row)))
    }

    /// Programmes after `after`, by code, as believed now: at most `limit`, and one more than that is not there.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn programmes(
        &self,
        after: Option<&ProgrammeCode>,
        limit: u32,
    ) -> Result<Vec<ProgrammeRow>, Fault> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let at_once = limit.max(AT_ONCE);
        let (mut found, mut after) = (Vec::new(), after.cloned());
        loop {
            let page = self.application.programmes(after.as_ref(), at_once).await?;
            let is_last = page.len() < usize::try_from(at_once).unwrap_or(usize::MAX);
            after = page.last().map(|row| row.code.clone());
            found.extend(page.into_iter().filter(|row| self.shows(row)));
            if is_last || found.len() >= wanted {
                found.truncate(wanted);
                return Ok(found);
            }
        }
    }

    /// How full a programme is on a day, of those that may be seen.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn occupancy(
        &self,
        programme: &ProgrammeCode,
        on: Option<Date>,
        at_least: Option<u64>,
    ) -> Result<Reflected<ProgrammeOccupancy>, SightError> {
        if let Some(Look::Organisation(insider)) = self.look() {
            let row = self.application.programme(programme).await?;
            // Few people show in small programmes.
            if row.is_none_or(|row| standings(&row.book, &insider).is_empty()) {
                return Err(SightError::Forbidden(Forbidden::Occupancy));
            }
        }
        Ok(self.application.occupancy(programme, on, at_least).await?)
    }

    /// Logs that days of permits of these are about to be told.
    pub(super) async fn log_all(&self, households: impl Iterator<Item = HouseholdId>) -> Result<(), Fault> {
        let households: BTreeSet<StreamId> = households.map(StreamId::Household).collect();
        self.log_reading(&households.into_iter().collect::<Vec<_>>()).await
    }

    pub(super) fn shows(&self, row: &ProgrammeRow) -> bool {
        let books = std::iter::once((row.code.clone(), std::sync::Arc::new(row.book.clone()))).collect();
        let is_sensitive = !sensitive(&books).is_empty();
        match self.look() {
            Some(_) if !is_sensitive => true,
            Some(Look::Organisation(insider)) => !standings(&row.book, &insider).is_empty(),
            Some(Look::Oversight) => false,
            None => true,
        }
    }

    /// The end of the ledger, or what is asked for when that is farther.
    async fn end(&self, at_least: Option<u64>) -> Result<u64, SightError> {
        let head = self.application.ledger.head().await.map_err(Fault::from)?;
        Ok(at_least.unwrap_or(0).max(head.position))
    }
}

/// The household of a row that tells the last day of a permit.
fn tells_permit(row: &Household) -> Option<HouseholdId> {
    row.next_deadline.filter(|(_, kind)| *kind == DeadlineKind::Permit).map(|_| row.id)
}
