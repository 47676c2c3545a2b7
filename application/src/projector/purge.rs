//! After an erasure: no row may hold what the ledger no longer tells.

use std::collections::BTreeSet;

use domain::StreamId;
use domain::ids::HouseholdId;
use event_store::WriteError;

use super::advance::{StepError, fold};
use super::basis::Basis;
use crate::Application;
use crate::error::Fault;

/// How often rows are computed again because the projection moved on meanwhile.
const ATTEMPTS: u32 = 64;

impl Application {
    /// Computes all rows of these households anew, and of every household whose rows depend on theirs, then removes
    /// the traces of the old ones. For erasures: the same events say less than before.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn purge(&self, households: &[HouseholdId]) -> Result<(), Fault> {
        let models = self.read_models().await?;
        let streams: Vec<StreamId> = households.iter().copied().map(StreamId::Household).collect();
        let names: Vec<String> = streams.iter().map(ToString::to_string).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let projections = projections::all();
        let mut there = Vec::new();
        for projection in &projections {
            let model = projection.model();
            let mut attempts = 0;
            loop {
                let Some(snapshot) = models.snapshot(model).await? else { break };
                let (generation, position) = (snapshot.generation, snapshot.position);
                drop(snapshot);
                let mut owners: BTreeSet<StreamId> = streams.iter().cloned().collect();
                let dependents = models.dependents(model, generation, &names).await?;
                owners.extend(dependents.iter().filter_map(|name| name.parse().ok()));
                let owners: Vec<StreamId> = owners.into_iter().collect();
                let rows =
                    fold(&self.ledger, projection, &owners, &Basis::at(position)).await.map_err(fault)?;
                match models.refresh(model, generation, position, &rows).await {
                    Ok(()) => {
                        there.push(model);
                        break;
                    }
                    Err(WriteError::Store(error)) => return Err(error.into()),
                    Err(WriteError::LeaseLost | WriteError::BeingRebuilt | WriteError::Behind)
                        if attempts < ATTEMPTS =>
                    {
                        attempts += 1;
                    }
                    Err(error) => return Err(fault(error.into())),
                }
            }
        }
        models.vacate(&there).await?;
        Ok(())
    }
}

fn fault(error: StepError) -> Fault {
    let error = match error {
        StepError::Write(WriteError::Store(error)) => error,
        other @ (StepError::Poison(_) | StepError::Write(_)) => {
            event_store::StoreError::Invalid { detail: other.to_string() }
        }
    };
    error.into()
}
