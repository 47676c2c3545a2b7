//! `right_opened`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use crate::codes::RightKind;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::{PersonId, RequestId, RightId};
use crate::wire::NonEmpty;

payload! {
    /// A right opens (ouverture d’un droit).
    ///
    /// Source: catalogue, `RI+`.
    pub struct RightOpened {
        /// The right.
        [S] right: RightId,
        /// Who holds it.
        [S] holders: NonEmpty<PersonId>,
        /// Its kind.
        [S] kind: RightKind,
        /// Last day of validity.
        [S] valid_to: Option<Date>,
        /// The request behind it.
        [S] request: Option<RequestId>,
    }
}

impl Admissible for RightOpened {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Right, self.right.0, "/data/right"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.request.map(|id| link(Kind::Request, id.0, "/data/request"))].into_iter().flatten().collect()
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.holders, "/data/holders")
    }
}
