//! What admission asks of every fact.

use uuid::Uuid;

use crate::finding::Findings;
use crate::ids::{ActivityId, CounterpartId, EpisodeId, PersonId, ProgrammeCode};
use crate::pathway::Pathway;
use crate::programme_book::ProgrammeBook;
use crate::timeline::Believed;
use crate::wire::Sealed;

/// What has an opening, perhaps changes, and at most one end (regularity R2 of the catalogue).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Enrolment in a programme.
    Enrolment,
    /// Stay in a home.
    Occupancy,
    /// Lease or other title.
    Lease,
    /// Residence permit.
    Permit,
    /// Request.
    Request,
    /// Right.
    Right,
    /// Job contract.
    Contract,
    /// Training.
    Training,
    /// Pairing.
    Pairing,
    /// Consent.
    Consent,
    /// Activity held by a programme.
    Activity,
}

/// One identifier in a payload: of what, which, and the JSON pointer where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Of what.
    pub kind: Kind,
    /// Which.
    pub id: Uuid,
    /// Where in the line.
    pub pointer: &'static str,
}

/// A link, in short.
pub(crate) fn link(kind: Kind, id: Uuid, pointer: &'static str) -> Link {
    Link { kind, id, pointer }
}

/// What a fact opens, follows and names, and the invariants of its own. Everything is optional: the generic
/// rules (members, references, openings and ends) are checked for all facts alike from these answers.
pub trait Admissible {
    /// The episode or thing that it opens.
    fn opens(&self) -> Option<Link> {
        None
    }

    /// The episode that it ends, wholly or for some persons.
    fn ends(&self) -> Option<Link> {
        None
    }

    /// The episode that it changes or decides without ending it.
    fn changes(&self) -> Option<Link> {
        None
    }

    /// Every other identifier that it names and that must exist.
    fn refers(&self) -> Vec<Link> {
        Vec::new()
    }

    /// The episode that it continues after a split or a merger.
    fn continues(&self) -> Option<EpisodeId> {
        None
    }

    /// The activity of a programme that it names.
    fn activity(&self) -> Option<ActivityId> {
        None
    }

    /// The programme that a household fact names.
    fn programme(&self) -> Option<&ProgrammeCode> {
        None
    }

    /// The persons that it names, and where they stand.
    fn persons(&self) -> (&[PersonId], &'static str) {
        (&[], "/data")
    }

    /// Whether it carries a quasi-identifying or identifying value of the persons it names (ER-later).
    fn seals(&self) -> Sealing {
        Sealing::Nothing
    }

    /// Whose key seals the value of a field of class Q or N.
    fn owner(&self, field: &str) -> Owner {
        let _ = field;
        Owner::Household
    }

    /// Notes what in the pathway contradicts it, for facts of a household.
    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let _ = (this, pathway, found);
    }

    /// Notes what in the programme contradicts it, for facts of a programme.
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        let _ = (this, book, found);
    }
}

/// Whose key seals a value: erasing them erases it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A person.
    Person(PersonId),
    /// The household of the stream.
    Household,
    /// A host, sponsor or mentor, who is in no household.
    Counterpart(CounterpartId),
}

/// Whether a value that may be left out is there and known.
pub(crate) fn known<T>(value: Option<&Sealed<T>>) -> bool {
    value.is_some_and(Sealed::is_known)
}

/// The sealed classes that a fact carries about the persons it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sealing {
    /// None.
    Nothing,
    /// Quasi-identifiers (class Q).
    Quasi,
    /// Identifying values too (class N).
    Identity,
}
