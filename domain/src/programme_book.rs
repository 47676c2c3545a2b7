//! A programme as believed: its states, terms, partners and activities. Owned, so that it can be kept
//! between admissions.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::codes::{ActivityKind, PartnerRole, ProgrammeState};
use crate::facts::Fact;
use crate::facts::programme_registered::ProgrammeRegistered;
use crate::facts::terms_set::TermsSet;
use crate::ids::{ActivityId, EventId, OrgCode, ProgrammeCode};
use crate::partial_date::PartialDate;
use crate::pathway::Period;
use crate::timeline::Timeline;

/// One dated entry of the book.
#[derive(Debug, Clone)]
pub struct Dated<T> {
    /// The event behind it.
    pub by: EventId,
    /// From when it holds.
    pub on: PartialDate,
    /// What holds.
    pub value: T,
}

/// A partner’s participation.
#[derive(Debug, Clone)]
pub struct Partnership {
    /// Who.
    pub partner: OrgCode,
    /// As what.
    pub role: PartnerRole,
    /// The event that opens it.
    pub by: EventId,
    /// Since when.
    pub from: PartialDate,
    /// The event that ends it, and when.
    pub until: Option<(EventId, PartialDate)>,
}

/// An activity held.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Its kind.
    pub kind: ActivityKind,
    /// Its first day, as known.
    pub on: PartialDate,
    /// Its last day, when it lasts.
    pub ends_on: Option<Date>,
}

/// A programme, as believed.
#[derive(Debug, Clone, Default)]
pub struct ProgrammeBook {
    /// The registration.
    pub registered: Option<Dated<ProgrammeRegistered>>,
    /// The states, in believed order.
    pub states: Vec<Dated<ProgrammeState>>,
    /// The terms, in believed order; each replaces the former.
    pub terms: Vec<Dated<TermsSet>>,
    /// The partners, in believed order.
    pub partners: Vec<Partnership>,
    /// Ends of participations that nothing opened: the contradictions of PT-.
    pub stray_ends: Vec<EventId>,
    /// The activities.
    pub activities: BTreeMap<ActivityId, Activity>,
}

impl ProgrammeBook {
    /// The book of a programme stream’s timeline.
    #[must_use]
    pub fn of(timeline: &Timeline<'_>) -> Self {
        let mut book = Self::default();
        for believed in timeline {
            let (by, on) = (believed.id(), believed.on);
            if let Fact::ProgrammeRegistered(fact) = believed.fact {
                book.registered.get_or_insert_with(|| Dated { by, on, value: fact.clone() });
            } else if let Fact::ProgrammeStatusSet(fact) = believed.fact {
                book.states.push(Dated { by, on, value: fact.state });
            } else if let Fact::TermsSet(fact) = believed.fact {
                book.terms.push(Dated { by, on, value: fact.clone() });
            } else if let Fact::ActivityHeld(fact) = believed.fact {
                book.activities.entry(fact.activity).or_insert(Activity {
                    kind: fact.kind,
                    on,
                    ends_on: fact.ends_on,
                });
            } else if let Fact::PartnerJoined(fact) = believed.fact {
                let (partner, role) = (fact.partner.clone(), fact.role);
                book.partners.push(Partnership { partner, role, by, from: on, until: None });
            }
        }
        book.end_partnerships(timeline);
        book
    }

    /// The n-th departure of a partner in a role ends its n-th participation.
    fn end_partnerships(&mut self, timeline: &Timeline<'_>) {
        for believed in timeline {
            let Fact::PartnerLeft(left) = believed.fact else { continue };
            let open = self.partners.iter_mut().find(|partnership| {
                partnership.partner == left.partner
                    && partnership.role == left.role
                    && partnership.until.is_none()
            });
            match open {
                Some(partnership) if !believed.on.certainly_before(partnership.from) => {
                    partnership.until = Some((believed.id(), believed.on));
                }
                Some(_) | None => self.stray_ends.push(believed.id()),
            }
        }
    }

    /// Whether the programme may have been in one of `states` on that date.
    #[must_use]
    pub fn possibly_in(&self, states: &[ProgrammeState], on: PartialDate) -> bool {
        let until = |index: usize| self.states.get(index + 1).map(|next| next.on);
        self.states.iter().enumerate().any(|(index, state)| {
            let period = Period { from: state.on, until: until(index) };
            states.contains(&state.value) && period.possibly_covers(on)
        })
    }

    /// Whether the programme may have been open on that date.
    #[must_use]
    pub fn possibly_open(&self, on: PartialDate) -> bool {
        self.possibly_in(&[ProgrammeState::Open], on)
    }

    /// The terms in force on a day, by representative days.
    #[must_use]
    pub fn terms_on(&self, day: Date) -> Option<&TermsSet> {
        let in_force = self.terms.iter().filter(|terms| terms.on.representative() <= day);
        in_force.max_by_key(|terms| terms.on.representative()).map(|terms| &terms.value)
    }

    /// The programme above it.
    #[must_use]
    pub fn parent(&self) -> Option<&ProgrammeCode> {
        self.registered.as_ref().and_then(|registered| registered.value.parent.as_ref())
    }
}
