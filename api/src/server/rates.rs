//! How much may be asked in a time: by a token, and by everybody of an association together.

use std::num::NonZeroU32;
use std::sync::Arc;

use application::sight::{Account, Allowance};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::http::{Budget, Spent};

type Limiter = RateLimiter<String, HashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// What comes back each second, and the most that can be saved up, in the unit of costs: objects that an operation may
/// return.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Each second.
    pub restored: NonZeroU32,
    /// At most.
    pub saved: NonZeroU32,
}

/// The rates of the public endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Of one token.
    pub token: Rate,
    /// Of all tokens of one association together.
    pub association: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let of = |restored: u32, saved: u32| Rate {
            restored: NonZeroU32::new(restored).unwrap_or(NonZeroU32::MIN),
            saved: NonZeroU32::new(saved).unwrap_or(NonZeroU32::MIN),
        };
        Self { token: of(1_000, 100_000), association: of(4_000, 400_000) }
    }
}

/// Counts what is spent. It knows only those who have signed in, so that it does not grow with those who have not.
pub(crate) struct Counter {
    rates: Rates,
    tokens: Limiter,
    associations: Limiter,
}

fn limiter(rate: Rate) -> Limiter {
    let quota = Quota::per_second(rate.restored).allow_burst(rate.saved);
    RateLimiter::hashmap(quota).with_middleware()
}

impl Counter {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, tokens: limiter(rates.token), associations: limiter(rates.association) }
    }

    /// Takes the cost of an operation from what is left.
    pub(crate) fn charge(&self, account: &Account, cost: u64) -> Result<Budget, Spent> {
        // Its own first: what a token is refused takes nothing from the others of its association.
        let budget = self.own(account, cost)?;
        self.shared(account, cost)?;
        Ok(budget)
    }

    /// What somebody spends who follows: of the same, and whoever waits for the association does not pay twice meanwhile.
    pub(crate) fn allowance(self: &Arc<Self>, account: &Account) -> Allowance {
        let (counter, account, mut is_half_paid) = (Arc::clone(self), account.clone(), false);
        Allowance::new(move |cost| {
            if !is_half_paid {
                counter.own(&account, cost).map_err(|spent| spent.wait)?;
                is_half_paid = true;
            }
            counter.shared(&account, cost).map_err(|spent| spent.wait)?;
            is_half_paid = false;
            Ok(())
        })
    }

    fn own(&self, account: &Account, cost: u64) -> Result<Budget, Spent> {
        take(&self.tokens, self.rates.token, &account.name, cost)
    }

    fn shared(&self, account: &Account, cost: u64) -> Result<Budget, Spent> {
        take(&self.associations, self.rates.association, &account.organisation.to_string(), cost)
    }
}

fn take(limiter: &Limiter, rate: Rate, key: &String, cost: u64) -> Result<Budget, Spent> {
    let cost = NonZeroU32::new(u32::try_from(cost).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN);
    // What costs more than can ever be saved up takes all of it.
    let cost = cost.min(rate.saved);
    let budget = |remaining| Budget {
        limit: rate.saved.get().into(),
        remaining,
        restore_rate: rate.restored.get().into(),
    };
    match limiter.check_key_n(key, cost) {
        Ok(Ok(left)) => Ok(budget(left.remaining_burst_capacity().into())),
        Ok(Err(until)) => {
            Err(Spent { wait: until.wait_time_from(DefaultClock::default().now()), budget: budget(0) })
        }
        // It was cut to what can be saved up.
        Err(_more) => Ok(budget(0)),
    }
}
