//! The same of a figure that was counted already: its changes are tried on the household alone, so that it takes as long
//! however many others there are.

use std::collections::BTreeSet;

use domain::ids::HouseholdId;
use domain::{Event, StreamId};
use projections::comparison::Standing;
use projections::explanation::{Explanation, standing_in};
use projections::figures::{self, Known};

use super::earlier::Asked;
use crate::Application;
use crate::behind::Behind;
use crate::counting::CountError;
use crate::projector::basis::Cut;

impl Application {
    /// What explains where a household stands in a figure of a year, from the events that may be told of it; nothing when
    /// the figure says something else of the household alone than of all, as where households are counted together.
    ///
    /// # Errors
    /// Too many wait for their turn; faults of the store, events that cannot be read.
    pub(crate) async fn explained_alone(
        &self,
        household: HouseholdId,
        behind: &Behind<'_>,
        events: &[Event],
        account: Option<&str>,
    ) -> Result<Option<Explanation>, CountError> {
        let asking = self.counting.ask(account)?;
        let _turn = asking.turn().await?;
        let (stream, named) = (StreamId::Household(household), household.to_string());
        let Behind { figure, file, rules, position, .. } = behind;
        let known = (*position, behind.known_at.map(|instant| self.clock.day_of(instant)));
        let programmes = self.programmes_at(*position).await?;
        let streams = self.tied_to(&stream, *position).await?;
        let engine = self.engine_of(&streams, Cut::at(*position), &programmes).await?;
        let days: BTreeSet<_> = events.iter().map(|event| event.on().earliest()).collect();
        let alone = Known { engine: &engine, position: known.0, known_on: known.1 };
        let told = figures::explain((&named, &days), file, figure, rules, alone).await.ok();
        let standing = standing_in(&named, behind.answer);
        let Some(mut explanation) = told.filter(|told| told.standing == standing) else { return Ok(None) };
        if standing != Standing::Kept {
            let asked = Asked { household: &named, streams: &streams, file, figure, rules, known };
            let before = self.better_before(&asked, &programmes, events, standing).await?;
            explanation.alternatives.extend(before);
        }
        Ok(Some(explanation))
    }
}
