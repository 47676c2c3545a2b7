//! Lists as somebody sees them. They reflect everything recorded when they are asked for, so that what was withdrawn
//! before opens nothing after.

use domain::ids::{HouseholdId, ProgrammeCode};
use jiff::civil::Date;
use projections::access::{Look, sensitive, standings};
use projections::deadlines::{self, Deadline, Deadlines};
use projections::household_list::{self, Household, HouseholdList, Sort};
use projections::occupancy::ProgrammeOccupancy;

use super::{Forbidden, Sight, SightError};
use crate::error::Fault;
use crate::lists::ProgrammeRow;
use crate::read_models::{ReadError, Reflected};

impl Sight {
    /// A page of the household list, at least at a position.
    ///
    /// # Errors
    /// What may not be asked, a projection that is not there yet, and faults of the store.
    pub async fn household_list(
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
        Ok(Reflected { position: snapshot.position, answer: answer.map_err(ReadError::from)? })
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
        Ok(answer.map_err(ReadError::from)?)
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
        let Some(look) = self.look() else {
            return Ok(self.application.deadlines(asked, at_least).await?);
        };
        let asked_position = self.end(at_least).await?;
        let (mut snapshot, generation) =
            self.application.snapshot_beside_access(&Deadlines, asked_position).await?;
        let answer = deadlines::list(&mut snapshot, asked, Some((&look, generation))).await;
        Ok(Reflected { position: snapshot.position, answer: answer.map_err(ReadError::from)? })
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
        let (mut found, mut after) = (Vec::new(), after.cloned());
        loop {
            let page = self.application.programmes(after.as_ref(), limit).await?;
            let is_last = page.len() < wanted;
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
        Ok(self.application.occupancy(programme, on, at_least).await?)
    }

    fn shows(&self, row: &ProgrammeRow) -> bool {
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
