//! What whoever follows may look at: as much as there is to spend. What costs more is waited for.

use std::time::Duration;

use tokio::time::sleep;

use super::Sight;
use super::follow::Ended;

/// How often it is asked whether whoever waits is signed in still.
const RECOGNISED_EVERY: Duration = Duration::from_secs(1);

/// Takes a cost, or says how long there is not enough for it.
type Take = Box<dyn FnMut(u64) -> Result<(), Duration> + Send + Sync>;

/// What a follower spends. Looking costs, in the unit of those who limit it, whether or not anything of it may be seen:
/// otherwise whoever sees little could have much looked at for nothing.
pub struct Allowance(Take);

impl Allowance {
    /// As much as `take` gives: it takes a cost, or answers how long there is not enough.
    pub fn new(take: impl FnMut(u64) -> Result<(), Duration> + Send + Sync + 'static) -> Self {
        Self(Box::new(take))
    }

    /// Takes a cost, once there is enough for it.
    pub(super) async fn spend(&mut self, cost: u64, sight: &Sight) -> Result<(), Ended> {
        while let Err(wait) = (self.0)(cost) {
            sleep(wait.min(RECOGNISED_EVERY)).await;
            if !sight.holds().await? {
                return Err(Ended::SignedOut);
            }
        }
        Ok(())
    }
}

impl Default for Allowance {
    /// Whatever it costs.
    fn default() -> Self {
        Self::new(|_cost| Ok(()))
    }
}
