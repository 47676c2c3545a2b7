//! The row of a household.

use std::collections::BTreeSet;

use domain::codes::{AccommodationKind, Coded};
use domain::facts::values::Destination;
use domain::facts::{Fact, Kind};
use domain::ids::EpisodeId;
use event_store::Cell;
use jiff::civil::Date;

use crate::deadlines::fold::open as open_deadlines;
use crate::pathway_state::{enrolments, occupancies};
use crate::projection::{AT_LAST, HouseholdSubject, Rows, day};

pub(super) fn rows(of: &HouseholdSubject<'_>) -> Rows {
    let Some(last) = of.events.last() else { return vec![Vec::new(); 3] };
    let enrolled = enrolments(&of.household, AT_LAST);
    let programmes: BTreeSet<String> =
        enrolled.iter().map(|enrolment| enrolment.programme.to_string()).collect();
    let home = home(of);
    let joined = programmes.iter().map(String::as_str).collect::<Vec<_>>().join(",");
    let row = vec![
        of.id.to_string().into(),
        last.version.into(),
        i64::try_from(last.position).unwrap_or(i64::MAX).into(),
        entered_on(of).map(day).into(),
        last_event_on(of).map(day).into(),
        u32::try_from(of.members.len()).unwrap_or(u32::MAX).into(),
        home.map(Coded::code).into(),
        home.map(|kind| kind.class().code()).into(),
        (!enrolled.is_empty()).into(),
        joined.into(),
    ];
    let programmes = programmes.into_iter().map(|programme| vec![Cell::Text(programme)]).collect();
    let next = open_deadlines(of).into_iter().next();
    let next = next.map(|next| vec![day(next.on), next.kind.code().into()]);
    vec![vec![row], programmes, next.into_iter().collect()]
}

/// The day of the first enrolment; that on which the file was opened when there is none.
fn entered_on(of: &HouseholdSubject<'_>) -> Option<Date> {
    let enrolments = of.household.episodes.iter().filter(|episode| episode.kind == Kind::Enrolment);
    let first = enrolments.map(|episode| episode.opening.on.representative()).min();
    first.or_else(|| {
        let opened =
            of.household.timeline.iter().filter(|fact| matches!(fact.fact, Fact::HouseholdOpened(_)));
        opened.map(|fact| fact.on.representative()).min()
    })
}

/// The latest day on which anything happened.
fn last_event_on(of: &HouseholdSubject<'_>) -> Option<Date> {
    of.household.timeline.iter().map(|fact| fact.on.representative()).max()
}

/// The home entered last among those lived in; without any, where the last exit led.
fn home(of: &HouseholdSubject<'_>) -> Option<AccommodationKind> {
    let entered = |id: EpisodeId| {
        let episode = of.household.episode(id)?;
        Some((episode.opening.on.representative(), episode.opening.event.recording_order()))
    };
    let homes = occupancies(&of.household, AT_LAST);
    let last = homes.iter().max_by_key(|home| entered(EpisodeId::from(home.occupancy)));
    if let Some(home) = last {
        return Some(home.kind);
    }
    let exits = of.household.timeline.iter().filter_map(|fact| {
        let Fact::EnrolmentEnded(ended) = fact.fact else { return None };
        let Destination::Home(kind) = ended.destination else { return None };
        Some(((fact.on.representative(), fact.event.recording_order()), kind))
    });
    exits.max_by_key(|(order, _)| *order).map(|(_, kind)| kind)
}
