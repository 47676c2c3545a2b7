//! What somebody may record about a household, and change of what is recorded.

use super::ties::Tied;
use super::{Grant, Group, Lens, Standing};
use crate::codes::Fate;
use crate::event::Event;
use crate::facts::household_split::EpisodeFate;
use crate::facts::{Fact, FactKind};
use crate::ids::ProgrammeCode;

/// Why a fact may not be recorded by whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There is no such household, or none that the organisation may look into: which of these is not told.
    Household,
    /// Its standing does not record facts of this group.
    Group,
    /// The fact belongs to a programme in which the organisation has no standing that records it.
    Programme,
    /// The event to change was recorded by another organisation, whose programme it does not run, or is hidden, or is
    /// itself only about to be recorded.
    Target,
    /// The person has a pathway elsewhere that the organisation may not look into.
    Person,
    /// A household is divided, or joined to another, only by whoever sees all that goes on in it.
    Part,
    /// A consent to share with an organisation is not recorded, corrected or revived by that organisation itself.
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
        if let Fact::ConsentGiven(given) = fact
            && given.recipient.is_some()
            && given.recipient == self.organisation
        {
            return Err(Denied::OwnConsent);
        }
        if let Fact::PersonalDataErased(erased) = fact {
            if !self.carried.knew(erased.person) {
                return Err(Denied::Person);
            }
            return if self.runs() || self.ran() { Ok(()) } else { Err(Denied::Runs) };
        }
        // Who divides or joins households decides who sees them.
        if matches!(fact.kind(), FactKind::HouseholdSplit | FactKind::HouseholdMerged) && !self.answers() {
            return Err(Denied::Runs);
        }
        let Tied::To(mut programmes) = self.ties.programmes(fact) else { return Err(Denied::Programme) };
        programmes.extend(cut(fact).flat_map(|fate| self.ties.of_id(fate.episode.0)).cloned());
        // Whoever answers for a household asks for it wherever it likes.
        let asks = fact.kind() == FactKind::RequestSubmitted
            && (self.runs() || self.grants.contains(&Grant::Opener));
        if asks {
            return Ok(());
        }
        if !self.records(None, group, fact.kind()) {
            return Err(Denied::Group);
        }
        let everywhere = programmes.iter().all(|programme| self.records(Some(programme), group, fact.kind()));
        if everywhere { Ok(()) } else { Err(Denied::Programme) }
    }

    /// Whether some fact of a kind may be recorded: which ones, the programmes tell that they belong to, and
    /// [`may_record`](Self::may_record).
    #[must_use]
    pub fn may_record_some(&self, kind: FactKind) -> bool {
        let Some(group) = kind.group() else { return false };
        if kind == FactKind::PersonalDataErased {
            return self.runs() || self.ran();
        }
        if matches!(kind, FactKind::HouseholdSplit | FactKind::HouseholdMerged) {
            return self.answers();
        }
        // Whoever answers for a household enrols it, and asks for it, where it may.
        let widens = matches!(kind, FactKind::EnrolmentStarted | FactKind::RequestSubmitted);
        widens && self.answers() || self.records(None, group, kind)
    }

    /// Whether an event may be corrected or retracted; `corrected` is what a correction makes of it.
    ///
    /// # Errors
    /// Why not.
    pub fn may_change(&self, target: &Event, corrected: Option<&Fact>) -> Result<(), Denied> {
        for fact in std::iter::once(target.fact()).chain(corrected) {
            if !self.sees(target, fact) {
                return Err(Denied::Target);
            }
            let Tied::To(programmes) = self.ties.programmes(fact) else { return Err(Denied::Target) };
            let all = |fits: &dyn Fn(&Grant) -> Option<&ProgrammeCode>| {
                programmes
                    .iter()
                    .all(|programme| self.grants.iter().filter_map(fits).any(|own| own == programme))
            };
            let looks_back = self.ran() && all(&former);
            if self.is_own(target) {
                let is_consent = fact.kind().group() == Some(Group::Consents);
                self.may_record(fact)
                    .or_else(|why| if looks_back && !is_consent { Ok(()) } else { Err(why) })?;
            } else if !(self.runs() && all(&run) || looks_back && !programmes.is_empty()) {
                return Err(Denied::Target);
            }
        }
        Ok(())
    }

    /// Whether facts of a group are recorded in a programme, or, when none is named, about the household itself.
    fn records(&self, programme: Option<&ProgrammeCode>, group: Group, kind: FactKind) -> bool {
        let fits = |grant: &Grant| match grant {
            Grant::Programme { programme: own, standing } => {
                programme.is_none_or(|of| of == own) && standing.records(group)
            }
            Grant::Opener => programme.is_none() && grant.opens(group),
            // It comes back.
            Grant::Former { programme: own } => {
                kind == FactKind::EnrolmentStarted && programme.is_none_or(|of| of == own)
            }
            Grant::Consent { .. } | Grant::Oversight => false,
        };
        let asked = group == Group::Requests && self.asking.iter().any(fits);
        asked || self.grants.iter().chain(&self.joining).any(fits)
    }

    /// Whether it runs a programme that the household is in.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.grants.iter().any(Grant::runs)
    }

    /// Whether it runs one that the household has left, and may look back.
    #[must_use]
    pub fn ran(&self) -> bool {
        self.grants.iter().any(|grant| matches!(grant, Grant::Former { .. }))
    }

    /// Whether it answers for the household: as who runs a programme that it is in, or opened its file. Only then may it
    /// enrol it elsewhere, which widens what is seen.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.runs() || self.grants.contains(&Grant::Opener)
    }

    /// Whether it sees all groups of the household: only then may it tie it to another household, or take somebody of it
    /// into another one.
    #[must_use]
    pub fn opens_all(&self) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Programme { standing, .. } => Standing::opens_all(*standing),
            Grant::Opener => true,
            Grant::Former { .. } | Grant::Consent { .. } | Grant::Oversight => false,
        })
    }
}

/// The programme of a grant to look back.
fn former(grant: &Grant) -> Option<&ProgrammeCode> {
    match grant {
        Grant::Former { programme } => Some(programme),
        Grant::Programme { .. } | Grant::Consent { .. } | Grant::Opener | Grant::Oversight => None,
    }
}

/// The programme of a grant of whoever runs it.
fn run(grant: &Grant) -> Option<&ProgrammeCode> {
    match grant {
        Grant::Programme { programme, standing } if standing.runs() => Some(programme),
        Grant::Programme { .. }
        | Grant::Former { .. }
        | Grant::Consent { .. }
        | Grant::Opener
        | Grant::Oversight => None,
    }
}

/// The episodes that a split or a merger takes from where they are.
fn cut(fact: &Fact) -> impl Iterator<Item = &EpisodeFate> {
    let fates: &[EpisodeFate] = if let Fact::HouseholdSplit(split) = fact {
        &split.episodes
    } else if let Fact::HouseholdMerged(merged) = fact {
        &merged.episodes
    } else {
        &[]
    };
    fates.iter().filter(|fate| fate.fate != Fate::Stays)
}
