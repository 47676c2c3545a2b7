//! What an erasure destroys: the keys of a person, and with the last member of a household, its own.

use std::collections::{BTreeMap, BTreeSet};

use domain::admission::GuardKey;
use domain::codes::ErasureLevel;
use domain::facts::Owner;
use domain::ids::{EventId, HouseholdId, OrgCode, PersonId};
use domain::pathway::Household;
use domain::{Event, Fact, StreamId, Timeline};
use event_store::{Holder, KeyClass};

use crate::error::Fault;
use crate::loader::{Reader, guard_key, read_streams};
use crate::seals::{Seals, holder};

/// An erasure among facts that are being recorded, its keys fenced.
pub(crate) struct Doomed {
    pub(super) event: EventId,
    pub(super) person: PersonId,
    pub(super) level: ErasureLevel,
    pub(super) holders: BTreeSet<Holder>,
    /// Those in which the person has been.
    pub(crate) streams: BTreeSet<StreamId>,
}

impl Doomed {
    /// The households whose own values go too: everybody who has been in them is erased then.
    pub(crate) fn households(&self) -> impl Iterator<Item = HouseholdId> {
        self.holders.iter().filter_map(|holder| match holder.subject.parse() {
            Ok(StreamId::Household(id)) => Some(id),
            Ok(StreamId::Programme(_) | StreamId::Rules) | Err(_) => None,
        })
    }
}

/// What an erasure that is told of destroys.
pub(super) struct Told {
    pub(super) event: EventId,
    pub(super) person: PersonId,
    pub(super) level: ErasureLevel,
}

impl Told {
    pub(super) fn of(fact: &Fact, event: EventId) -> Option<Self> {
        let Fact::PersonalDataErased(erased) = fact else { return None };
        Some(Self { event, person: erased.person, level: erased.level })
    }
}

/// Fences what erasures destroy that are about to be committed by the only writer.
pub(crate) async fn fence_in(
    reader: &mut impl Reader,
    seals: &Seals,
    erasures: &[(EventId, PersonId, ErasureLevel)],
) -> Result<Vec<Doomed>, Fault> {
    let mut all = Vec::new();
    for (event, person, level) in erasures.iter().copied() {
        let doomed = doomed(reader, seals, &Told { event, person, level }).await?;
        seals.ring().fence(event.0, &doomed.holders).await?;
        all.push(doomed);
    }
    Ok(all)
}

/// The keys that an erasure destroys: those of the person, and with the last member of a household, its own.
pub(super) async fn doomed(reader: &mut impl Reader, seals: &Seals, told: &Told) -> Result<Doomed, Fault> {
    let own = |class| holder(Owner::Person(told.person), class, &StreamId::Rules);
    let mut holders = BTreeSet::from([own(KeyClass::Identity)]);
    let streams = streams_of(reader, seals, told.person).await?;
    if told.level == ErasureLevel::All {
        holders.insert(own(KeyClass::Quasi));
        for (stream, events) in &streams {
            let others: BTreeSet<PersonId> =
                events.iter().flat_map(joined).filter(|person| *person != told.person).collect();
            if all_erased(reader, seals, &others).await? {
                holders.insert(holder(Owner::Household, KeyClass::Quasi, stream));
            }
        }
    }
    let Told { event, person, level } = *told;
    Ok(Doomed { event, person, level, holders, streams: streams.into_keys().collect() })
}

async fn all_erased(
    reader: &mut impl Reader,
    seals: &Seals,
    persons: &BTreeSet<PersonId>,
) -> Result<bool, Fault> {
    for person in persons {
        let streams = streams_of(reader, seals, *person).await?;
        let erased = streams.values().flatten().any(|event| covers(event, *person, ErasureLevel::All));
        if !erased {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The streams in which a person has been.
pub(super) async fn streams_of(
    reader: &mut impl Reader,
    seals: &Seals,
    person: PersonId,
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    let guards = reader.guards(&[guard_key(&GuardKey::Person(person))?]).await?;
    let named = guards.values().flat_map(|guard| &guard.streams);
    let streams: Vec<StreamId> = named.filter_map(|stream| stream.as_str().parse().ok()).collect();
    read_streams(reader, seals, &streams).await
}

/// Everybody whom an event has ever said to join.
pub(crate) fn joined(event: &Event) -> impl Iterator<Item = PersonId> {
    let facts = std::iter::once(event.fact()).chain(event.corrected.as_deref());
    facts.filter_map(|fact| if let Fact::MemberJoined(joined) = fact { Some(joined.person) } else { None })
}

/// Whether an event tells of an erasure of the person that goes as far.
pub(super) fn covers(event: &Event, person: PersonId, level: ErasureLevel) -> bool {
    Told::of(event.fact(), event.id())
        .is_some_and(|told| told.person == person && (told.level == ErasureLevel::All || told.level == level))
}

/// The stream in which a person is, or was last; and the organisation that opened it.
pub(super) fn place_of(
    person: PersonId,
    streams: &BTreeMap<StreamId, Vec<Event>>,
) -> Option<(StreamId, OrgCode)> {
    let stays = streams.iter().filter_map(|(stream, events)| {
        let StreamId::Household(id) = stream else { return None };
        let household = Household::of(*id, Timeline::of(events, None));
        let stays = household.memberships_of(person).map(|stay| (stay.left.is_none(), stay.order));
        let organisation = events.first()?.submission.actor.organisation.clone();
        Some((stays.max()?, stream.clone(), organisation))
    });
    stays.max_by_key(|(last, _, _)| *last).map(|(_, stream, organisation)| (stream, organisation))
}
