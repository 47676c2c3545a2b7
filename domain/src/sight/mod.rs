//! Who may see and record what of a household: the rules, without anybody who asks.
//!
//! Facts stand in [`Group`]s. An organisation has a [`Standing`] in a programme, which opens some of them; why it may
//! look into a household at all is a [`Grant`]. A [`Lens`] puts these together and lets through what may be seen of
//! the household’s events: states and histories are folded from those alone, so that nothing hidden can show in what
//! follows from it.

mod arrivals;
mod carried;
mod grant;
mod group;
mod lens;
mod recording;
mod standing;
mod ties;

pub use carried::Carried;
pub use grant::Grant;
pub use group::Group;
pub use lens::Lens;
pub use recording::Denied;
pub use standing::Standing;
pub use ties::Ties;
