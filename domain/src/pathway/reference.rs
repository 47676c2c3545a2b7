//! When a household has members and no reference person.

use jiff::civil::Date;

use crate::codes::Role;
use crate::ids::EventId;
use crate::pathway::Household;

/// Days on which somebody is certainly a member and nobody can be the reference person, whatever days the partial dates
/// stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unreferenced {
    /// The first of them.
    pub(crate) from: Date,
    /// The day after the last; none when they go on.
    until: Option<Date>,
    /// The departure of the last reference person before.
    pub(crate) departure: Option<EventId>,
    /// The arrival of a member that begins them, when one does.
    pub(crate) arrival: Option<EventId>,
}

impl Unreferenced {
    /// Whether all days of another are among these.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let ends = other.until.is_some_and(|end| self.until.is_some_and(|until| end <= until));
        self.from <= other.from && (self.until.is_none() || ends)
    }
}

/// What a day changes.
enum Turn {
    ReferenceComes,
    ReferenceGoes(EventId),
    MemberComes(EventId),
    MemberGoes,
}

impl Household<'_> {
    /// Every time without a reference person, in order.
    ///
    /// Initial members count from their arrival, for nobody tells who answered for the household before its file; an
    /// initial reference person counts from birth.
    pub(crate) fn unreferenced(&self) -> Vec<Unreferenced> {
        let (mut references, mut members) = (0_u32, 0_u32);
        let (mut open, mut departure, mut found) = (None, None, Vec::new());
        let turns = self.turns();
        for day in turns.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((date, _)) = day.first() else { continue };
            let mut arrival = None;
            for (_, turn) in day {
                match turn {
                    Turn::ReferenceComes => references += 1,
                    Turn::ReferenceGoes(by) => {
                        references = references.saturating_sub(1);
                        departure = Some(*by);
                    }
                    Turn::MemberComes(by) => {
                        members += 1;
                        arrival = arrival.or(Some(*by));
                    }
                    Turn::MemberGoes => members = members.saturating_sub(1),
                }
            }
            let lacks = members > 0 && references == 0;
            match open.take() {
                Some(time) if lacks => open = Some(time),
                Some(time) => found.push(Unreferenced { until: Some(*date), ..time }),
                None if lacks => open = Some(Unreferenced { from: *date, until: None, departure, arrival }),
                None => {}
            }
        }
        found.extend(open);
        found
    }

    /// The days from which members are certainly there and reference persons may be, and those from which they may have
    /// left and certainly have, in order.
    fn turns(&self) -> Vec<(Date, Turn)> {
        let mut turns = Vec::with_capacity(self.memberships.len() * 4);
        for stay in &self.memberships {
            let (from, left) = (stay.period().from.earliest(), stay.left.map(|(on, _)| on));
            if stay.role == Role::ReferencePerson && left.is_none_or(|on| from < on.latest()) {
                turns.push((from, Turn::ReferenceComes));
                let goes = stay.left.map(|(on, by)| (on.latest(), Turn::ReferenceGoes(by)));
                turns.extend(goes);
            }
            let from = stay.joined_on.latest();
            if left.is_none_or(|on| from < on.earliest()) {
                turns.push((from, Turn::MemberComes(stay.joined)));
                turns.extend(left.map(|on| (on.earliest(), Turn::MemberGoes)));
            }
        }
        turns.sort_by_key(|(date, _)| *date);
        turns
    }
}
