//! Erasing as somebody may.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::facts::personal_data_erased::PersonalDataErased;
use domain::ids::HouseholdId;
use domain::sight::Denied;
use domain::{Origin, StreamId};

use tokio::time::{Instant, sleep_until};

use super::recording::NotRecorded;
use super::seen::Seen;
use super::{Sight, Viewer};
use crate::erase::{Erasure, Planned};
use crate::error::{Fault, RecordError};
use crate::record::Submitted;

/// How long somebody waits who is refused an erasure: more than it takes to look up where a person has been, so that the
/// time does not tell whether anybody is known by an identifier.
const REFUSAL: Duration = Duration::from_millis(500);

/// What an erasure did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureTold {
    /// How many events hold values that nobody can read any more.
    pub events_sealed: u64,
    /// The households in which the person has been.
    pub households: BTreeSet<HouseholdId>,
    /// Those of them whose own values go too, for everybody who has been in them is erased then.
    pub households_erased: BTreeSet<HouseholdId>,
    /// Where the erasure is recorded; none when it is not.
    pub position: Option<u64>,
    /// Whether one that goes as far was recorded before.
    pub repeated: bool,
}

impl ErasureTold {
    fn of(planned: &Planned) -> Self {
        let household = |stream: &StreamId| match stream {
            StreamId::Household(id) => Some(*id),
            StreamId::Programme(_) | StreamId::Rules => None,
        };
        Self {
            events_sealed: planned.events_sealed,
            households: planned.doomed.streams.iter().filter_map(household).collect(),
            households_erased: planned.doomed.households().collect(),
            position: planned.before,
            repeated: planned.before.is_some(),
        }
    }
}

impl Sight {
    /// Erases a person, if whoever asks may record that; a dry run tells what would be destroyed, and destroys nothing.
    ///
    /// # Errors
    /// Nobody is known by that identifier, or not all households of that person answer to whoever asks: which of these is
    /// not told. All those of [`record`](crate::Application::record).
    pub async fn erase(&self, told: PersonalDataErased, dry_run: bool) -> Result<ErasureTold, NotRecorded> {
        let since = Instant::now();
        let done = self.erase_at_once(told, dry_run).await;
        if let Err(NotRecorded::Denied { why: Denied::Person, .. }) = done {
            // On a grid: what takes longer than one step tells no more.
            let mut answered = since + REFUSAL;
            while answered < Instant::now() {
                answered += REFUSAL;
            }
            sleep_until(answered).await;
        }
        done
    }

    async fn erase_at_once(
        &self,
        told: PersonalDataErased,
        dry_run: bool,
    ) -> Result<ErasureTold, NotRecorded> {
        let denied = |why| NotRecorded::Denied { at: 0, why };
        // Whoever records nothing is not told either who is known.
        if matches!(&self.viewer, Viewer::Account(account) if !account.role.records()) {
            return Err(denied(Denied::Role));
        }
        let PersonalDataErased { person, basis, level, residue } = told;
        let erasure = Erasure { person, basis, level, residue, actor: self.viewer.actor() };
        let planned = self
            .application
            .plan_erasure(erasure, Origin::Partner)
            .await?
            .ok_or_else(|| denied(Denied::Person))?;
        let submitted =
            Submitted { facts: vec![planned.submission.clone()], batch: None, expected: Vec::new() };
        let (places, basis) = self.places_and_basis(&submitted).await.map_err(|error| match error {
            NotRecorded::Denied { .. } => denied(Denied::Person),
            NotRecorded::Record(_) => error,
        })?;
        let expected = basis.versions().collect();
        let seen = places.map(|places| Seen::of(&submitted.facts, &places));
        let mut told = ErasureTold::of(&planned);
        let done = if !dry_run {
            self.application.carry_out(planned, expected).await.map(|erased| told.position = erased.position)
        } else if told.repeated {
            Ok(())
        } else {
            self.application.rehearse(&submitted).await.map(drop)
        };
        done.map_err(|error| match (&seen, error) {
            // Which households the right rested on may not be for whoever asks to know: to be asked again.
            (Some(_), RecordError::Conflict(_)) => Fault::Busy { waited: Duration::ZERO }.into(),
            (Some(seen), error) => seen.hide(error),
            (None, error) => error,
        })?;
        Ok(told)
    }
}
