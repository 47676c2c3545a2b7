//! `right_closed`: payload and invariants.

use super::payload::payload;
use crate::codes::RightCloseReason;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::RightId;

payload! {
    /// A right closes (fin d’un droit).
    ///
    /// Source: catalogue, `RI-`.
    pub struct RightClosed {
        /// The right.
        [S] right: RightId,
        /// Why.
        [S] reason: RightCloseReason,
    }
}

impl Admissible for RightClosed {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Right, self.right.0, "/data/right"))
    }
}
