//! What somebody may record about a household, and change of what is recorded.

use super::ties::Tied;
use super::{Grant, Group, Lens, Standing};
use crate::event::Event;
use crate::facts::{Fact, FactKind};

/// Why a fact may not be recorded by whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There is no such household, or none that the organisation may look into: which of these is not told.
    Household,
    /// Its standing does not record facts of this group.
    Group,
    /// The fact belongs to a programme in which the organisation has no standing that records it.
    Programme,
    /// The event to change was recorded by another organisation, whose programme it does not run, or is hidden.
    Target,
    /// The person has a pathway elsewhere that the organisation may not look into.
    Person,
    /// A consent to share with an organisation is not recorded by that organisation itself.
    OwnConsent,
    /// Only whoever runs the programme may.
    Runs,
    /// Whoever asks records nothing at all.
    Role,
}

impl Lens {
    /// Whether a fact may be recorded, by its kind and by the programmes that it belongs to.
    ///
    /// # Errors
    /// Why not.
    pub fn may_record(&self, fact: &Fact) -> Result<(), Denied> {
        let group = fact.kind().group().ok_or(Denied::Group)?;
        let runs = || self.standings().any(Standing::runs);
        if let Fact::ConsentGiven(given) = fact
            && given.recipient.is_some()
            && given.recipient == self.organisation
            && !runs()
        {
            return Err(Denied::OwnConsent);
        }
        if fact.kind() == FactKind::PersonalDataErased && !runs() {
            return Err(Denied::Runs);
        }
        self.records(fact, group, |standing| standing.records(group))
    }

    /// Whether an event may be corrected or retracted; `corrected` is what a correction makes of it.
    ///
    /// # Errors
    /// Why not.
    pub fn may_change(&self, target: &Event, corrected: Option<&Fact>) -> Result<(), Denied> {
        let own = self.organisation.as_ref() == Some(&target.submission.actor.organisation);
        for fact in std::iter::once(target.fact()).chain(corrected) {
            if !self.sees(fact) {
                return Err(Denied::Target);
            }
            if own {
                self.may_record(fact)?;
                continue;
            }
            let group = fact.kind().group().ok_or(Denied::Target)?;
            self.records(fact, group, Standing::runs).map_err(|_| Denied::Target)?;
        }
        Ok(())
    }

    /// Whether a standing of the right sort reaches the fact: in every programme that it belongs to, or in any when it
    /// belongs to none.
    fn records(&self, fact: &Fact, group: Group, fits: impl Fn(Standing) -> bool) -> Result<(), Denied> {
        let Tied::To(programmes) = self.ties.programmes(fact) else { return Err(Denied::Programme) };
        let fits_in = |of: Option<&_>| {
            self.grants.iter().any(|grant| match grant {
                Grant::Programme { programme, standing } => {
                    of.is_none_or(|of| of == programme) && fits(*standing)
                }
                Grant::Opener => of.is_none() && group == Group::Composition,
                Grant::Consent { .. } | Grant::Oversight => false,
            })
        };
        if !fits_in(None) {
            return Err(Denied::Group);
        }
        let everywhere = programmes.iter().all(|programme| fits_in(Some(programme)));
        if everywhere { Ok(()) } else { Err(Denied::Programme) }
    }

    fn standings(&self) -> impl Iterator<Item = Standing> {
        self.grants.iter().filter_map(|grant| match grant {
            Grant::Programme { standing, .. } => Some(*standing),
            Grant::Consent { .. } | Grant::Opener | Grant::Oversight => None,
        })
    }

    /// Whether the organisation sees all groups of the household: only then may it enrol it elsewhere, or tie it to
    /// another household, for both widen what is seen.
    #[must_use]
    pub fn opens_all(&self) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Programme { standing, .. } => standing.opens_all(),
            Grant::Opener => true,
            Grant::Consent { .. } | Grant::Oversight => false,
        })
    }
}
