//! What Parcours is about, without I/O: the facts of a pathway, the timeline that is believed at an
//! instant, and the admission of new facts.
//!
//! - [`Fact`]: the 44 things that can be recorded, one file each under [`facts`].
//! - [`Timeline`]: the facts of a stream as believed at an instant, corrections and retractions applied,
//!   in valid-time order.
//! - [`sight`]: who may see and record which of these facts.
//! - [`admission`]: whether a batch of facts leaves every history coherent, and every contradiction if not.
//!
//! Nothing here reads a clock, makes an identifier, waits, or touches a disk.

pub mod admission;
pub mod codes;
pub mod event;
pub mod facts;
mod finding;
pub mod ids;
pub mod messages;
mod partial_date;
pub mod pathway;
mod programme_book;
mod rule;
mod rule_book;
pub mod sight;
mod timeline;
pub mod wire;

pub use rust_decimal::Decimal;

pub use event::{Actor, Event, Origin, StreamId, Submission};
pub use facts::{Fact, FactKind, Payload};
pub use finding::{Finding, Findings};
pub use partial_date::{PartialDate, PartialDateError, Precision};
pub use programme_book::{Activity, ProgrammeBook};
pub use rule::{Rule, Severity};
pub use rule_book::RuleBook;
pub use timeline::{Believed, Timeline};
pub use wire::{At, FieldSpec, PrivacyClass, Wire};
