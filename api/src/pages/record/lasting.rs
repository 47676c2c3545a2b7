//! What of a household lasts and is shared: enrolments, stays and leases. Whoever joins takes part in them; splits and mergers
//! say what becomes of each.

use domain::PartialDate;
use domain::facts::FactKind;
use serde_json::Value;

use super::context::Context;
use super::kinds::OPENINGS;
use super::typed::Typed;
use super::when;
use crate::pages::frieze::abbreviation;
use crate::pages::household::answer::{Entry, EpisodeKind};

/// Something of the household that lasts: an enrolment, a stay or a lease.
#[derive(Debug, Clone)]
pub(super) struct Lasting {
    pub(super) kind: Shared,
    pub(super) id: String,
    pub(super) persons: Vec<String>,
    /// The programme, or the kind of home or lease.
    pub(super) code: String,
    pub(super) label: String,
    from: PartialDate,
    until: Option<PartialDate>,
}

/// What lasts and is shared. Of an enrolment first: a stay tells which one provides it, a lease which stay it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shared {
    Enrolment,
    Stay,
    Lease,
}

impl Shared {
    pub(super) fn of(kind: EpisodeKind) -> Option<Self> {
        let shared = [
            (EpisodeKind::Enrolment, Self::Enrolment),
            (EpisodeKind::Stay, Self::Stay),
            (EpisodeKind::Lease, Self::Lease),
        ];
        shared.into_iter().find(|(one, _)| *one == kind).map(|(_, shared)| shared)
    }
}

/// What is chosen by whoever joins nothing of what goes on.
pub(super) const NOTHING: &str = "none";
/// A fate of something that goes on in both households after a split.
pub(super) const BOTH: &str = "both";

/// The name of the field with the fate of something.
pub(super) fn fate_name(list: &str, id: &str) -> String {
    format!("{list}/{}/fate", id.replace('-', ""))
}

/// The date that was typed of a fact, or of what a correction makes of it.
pub(super) fn date_of(typed: &Typed) -> Option<PartialDate> {
    ["0/occurredOn", "0/data/occurred_on"].iter().find_map(|name| when::read(typed.one(name)))
}

impl Context {
    /// Enrolments, stays and leases that may go on at a date, by beginning; those that go on now when the date is not known.
    pub(super) fn lasting(&self, on: Option<PartialDate>) -> Vec<Lasting> {
        let goes_on = |one: &Lasting| match on {
            None => one.until.is_none(),
            Some(on) => {
                let began = one.from.earliest() <= on.latest();
                began && one.until.is_none_or(|until| until.latest() > on.earliest())
            }
        };
        self.all_lasting().into_iter().filter(goes_on).collect()
    }

    /// All of them, past ones included.
    pub(super) fn all_lasting(&self) -> Vec<Lasting> {
        let mut all: Vec<Lasting> = Vec::new();
        let episodes = self.household.iter().flat_map(|household| household.episodes.iter().flatten());
        for episode in episodes {
            let Some(kind) = Shared::of(episode.kind) else { continue };
            let until = episode.until.map(|until| until.0);
            // A stay whose lease slid is told in two pieces.
            if let Some(first) = all.iter_mut().find(|one| one.id == episode.subject) {
                (first.until, first.code) = (until, episode.code.clone());
                continue;
            }
            let what = self.programmes.get(&episode.label).unwrap_or(&episode.label);
            let what = abbreviation(what).unwrap_or(what);
            let who = self.people.names(&episode.persons);
            all.push(Lasting {
                kind,
                id: episode.subject.clone(),
                persons: episode.persons.clone(),
                code: episode.code.clone(),
                label: [what, &self.texts.date(episode.from.0), &who].join(" · "),
                from: episode.from.0,
                until,
            });
        }
        all
    }

    /// What is believed of the opening of something that the household has: the kind of fact, and its payload.
    pub(super) fn opening(&self, id: &str) -> Option<(FactKind, &Value)> {
        self.believed().find_map(|(entry, payload)| {
            let kind = FactKind::parse(&entry.kind)?;
            let (_, own, _) = OPENINGS.iter().find(|(opening, _, _)| *opening == kind)?;
            (payload[*own] == id).then_some((kind, payload))
        })
    }

    /// What is believed of the arrival of a person, the last one.
    pub(super) fn arrival(&self, person: &str) -> Option<&Value> {
        let joined = FactKind::MemberJoined.name();
        let of = |(entry, payload): &(&Entry, &Value)| entry.kind == joined && payload["person"] == person;
        self.believed().filter(of).map(|(_, payload)| payload).last()
    }
}
