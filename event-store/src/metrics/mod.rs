//! Numbers about the work that is done, for those who watch over it. Taking one is an atomic addition: no lock, no
//! allocation, no waiting. They never carry a name, an identifier or a value of a fact.

mod exposition;
mod kinds;
mod ledger;

pub use exposition::{Collect, Exposition};
pub use kinds::{Counter, Gauge, Histogram};
pub(crate) use ledger::{Gathered, Metrics};
