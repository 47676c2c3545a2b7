//! Recording as somebody may.

use std::collections::{BTreeMap, BTreeSet};

use domain::admission::GuardKey;
use domain::facts::FactKind;
use domain::ids::{EventId, HouseholdId, OrgCode, PersonId, ProgrammeCode};
use domain::sight::{Denied, Grant, Group, Lens};
use domain::{Fact, StreamId, Submission};
use projections::access::{Insider, Look, standings};

use super::household::{Books, Streams};
use super::seen::Seen;
use super::{Extent, Role, Sight, Viewer};
use crate::error::{Fault, RecordError};
use crate::loader::guard_key;
use crate::record::{Recorded, Submitted};

/// Why facts were not recorded.
#[derive(Debug, thiserror::Error)]
pub enum NotRecorded {
    /// Whoever asks may not record one of them.
    #[error("fact {at} is not for whoever asks to record")]
    Denied {
        /// Its place among those submitted.
        at: usize,
        /// Why not.
        why: Denied,
    },
    /// They cannot be.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<Fault> for NotRecorded {
    fn from(fault: Fault) -> Self {
        Self::Record(fault.into())
    }
}

/// A household to which facts go.
pub(super) struct Place {
    pub(super) lens: Lens,
    pub(super) streams: Streams,
}

impl Sight {
    /// Records facts that are accepted or refused together, if whoever asks may record each of them.
    ///
    /// # Errors
    /// The first fact that may not be recorded, and all those of [`record`](crate::Application::record). What they tell
    /// of other facts is only what may be seen.
    pub async fn record(&self, submitted: Submitted) -> Result<Recorded, NotRecorded> {
        let Viewer::Account(account) = &self.viewer else {
            return Ok(self.application.record(submitted).await?);
        };
        let (true, Extent::Some(Look::Organisation(insider))) = (account.role.records(), self.extent())
        else {
            return Err(NotRecorded::Denied { at: 0, why: Denied::Role });
        };
        let places = self.places(&submitted.facts, &insider).await?;
        let denied =
            self.denied(&submitted.facts, &places, &insider, account.role == Role::Caseworker).await?;
        if let Some((at, why)) = denied
            && !self.is_repeated(&submitted.facts, &insider).await?
        {
            return Err(NotRecorded::Denied { at, why });
        }
        let sight = Seen::of(&submitted.facts, &places);
        let recorded = self.application.record(submitted).await.map_err(|error| match error {
            RecordError::Refused(refused) => RecordError::Refused(sight.hide(refused)),
            error @ (RecordError::IdReused { .. } | RecordError::Conflict(_) | RecordError::Fault(_)) => {
                error
            }
        })?;
        Ok(sight.without_warnings(recorded))
    }

    /// The first fact that may not be recorded, and why not.
    async fn denied(
        &self,
        facts: &[Submission],
        places: &BTreeMap<HouseholdId, Place>,
        insider: &Insider,
        registers: bool,
    ) -> Result<Option<(usize, Denied)>, Fault> {
        for (at, submission) in facts.iter().enumerate() {
            let checked = match &submission.stream {
                StreamId::Household(id) => match places.get(id) {
                    Some(place) => self.about_household(submission, place, places).await?,
                    None => Err(Denied::Household),
                },
                StreamId::Programme(code) => {
                    let registered = facts.iter().find_map(|other| registers_for(other, code));
                    let own = registers && registered == Some(&insider.organisation);
                    self.about_programme(code, insider, own).await?
                }
                StreamId::Rules => Err(Denied::Role),
            };
            if let Err(why) = checked {
                return Ok(Some((at, why)));
            }
        }
        Ok(None)
    }

    /// Whether all of these were recorded before, by the same organisation: a call repeated is answered as it was, even
    /// though what it recorded may have ended the right to record it. What they say is compared when they are recorded.
    async fn is_repeated(&self, facts: &[Submission], insider: &Insider) -> Result<bool, Fault> {
        let ids: Vec<_> = facts.iter().map(|fact| fact.id.0).collect();
        let stored = self.application.ledger.events_by_id(&ids).await?;
        let own =
            |event: &event_store::StoredEvent| event.actor.organisation == insider.organisation.as_str();
        Ok(!ids.is_empty()
            && ids.iter().all(|id| stored.iter().any(|event| event.event_id == *id && own(event))))
    }

    /// The households to which facts go, each with what may be seen and recorded of it once these facts are there.
    async fn places(
        &self,
        facts: &[Submission],
        insider: &Insider,
    ) -> Result<BTreeMap<HouseholdId, Place>, Fault> {
        let look = Look::Organisation(insider.clone());
        let mut places = BTreeMap::new();
        for submission in facts {
            let StreamId::Household(id) = submission.stream else { continue };
            if places.contains_key(&id) {
                continue;
            }
            let streams = self.application.related_streams(id).await?;
            let mut lens = self.lens(id, &streams, &look, facts.iter()).await?;
            if !streams.contains_key(&submission.stream) && opens(facts, id) {
                lens.grants = vec![Grant::Opener];
            }
            let here = facts.iter().filter(|other| other.stream == submission.stream);
            let (mut enrols, mut asks) = (BTreeSet::new(), BTreeSet::new());
            for fact in here.map(|other| &other.fact) {
                let named = fact.admissible().programme().cloned();
                match fact.kind().group() {
                    Some(Group::Enrolments) if lens.answers() => enrols.extend(named),
                    Some(Group::Requests) if lens.opens_all() => asks.extend(named),
                    Some(_) | None => {}
                }
            }
            lens.joining = standing_in(&self.books(&enrols).await?, insider, Group::Enrolments);
            lens.asking = standing_in(&self.books(&asks).await?, insider, Group::Requests);
            places.insert(id, Place { lens, streams });
        }
        Ok(places)
    }

    async fn about_household(
        &self,
        submission: &Submission,
        place: &Place,
        places: &BTreeMap<HouseholdId, Place>,
    ) -> Result<Result<(), Denied>, Fault> {
        if !place.lens.is_open() {
            return Ok(Err(Denied::Household));
        }
        let fact = &submission.fact;
        let mut corrected = None;
        let allowed = match changed(fact) {
            None => place.lens.may_record(fact),
            Some(target) => {
                let stored = place.streams.get(&submission.stream).map_or(&[][..], Vec::as_slice);
                // What is not recorded yet is sent as it should be, not corrected in the same breath.
                let Some(event) = stored.iter().find(|event| event.id() == target) else {
                    return Ok(Err(Denied::Target));
                };
                if place.is_own_consent(event.fact()) {
                    return Ok(Err(Denied::OwnConsent));
                }
                if let Fact::EventCorrected(correction) = fact {
                    corrected = FactKind::corrected(event.fact(), correction);
                }
                place.lens.may_change(event, corrected.as_ref())
            }
        };
        if allowed.is_err() {
            return Ok(allowed);
        }
        for fact in [Some(fact), corrected.as_ref()].into_iter().flatten() {
            if !self.ties_are_open(fact, submission, places).await? {
                return Ok(Err(Denied::Person));
            }
        }
        Ok(Ok(()))
    }

    /// Whether everybody who joins, and every household that this one is tied to, is open: whoever shares a household
    /// with a person sees what that person carries from elsewhere.
    async fn ties_are_open(
        &self,
        fact: &Fact,
        submission: &Submission,
        places: &BTreeMap<HouseholdId, Place>,
    ) -> Result<bool, Fault> {
        let (person, households) = if let Fact::MemberJoined(joined) = fact {
            let elsewhere = self.been(joined.person, &submission.stream).await?;
            (Some(joined.person), elsewhere)
        } else if let Fact::HouseholdMerged(merged) = fact {
            (None, vec![merged.into])
        } else if let Fact::HouseholdSplit(split) = fact {
            (None, vec![split.new_household])
        } else {
            return Ok(true);
        };
        let mut opened = households.is_empty();
        for household in households {
            opened |= match places.get(&household) {
                Some(place) => opens_person(&place.lens, person),
                None => self.opens_elsewhere(household, person).await?,
            };
        }
        Ok(opened)
    }

    async fn opens_elsewhere(&self, household: HouseholdId, person: Option<PersonId>) -> Result<bool, Fault> {
        let Extent::Some(look @ Look::Organisation(_)) = self.extent() else { return Ok(false) };
        let streams = self.application.related_streams(household).await?;
        let lens = self.lens(household, &streams, &look, std::iter::empty()).await?;
        Ok(opens_person(&lens, person))
    }

    /// The other households in which a person has been.
    async fn been(&self, person: PersonId, here: &StreamId) -> Result<Vec<HouseholdId>, Fault> {
        let key = guard_key(&GuardKey::Person(person))?;
        let guards = self.application.ledger.guards(std::slice::from_ref(&key)).await?;
        let streams = guards.values().flat_map(|guard| &guard.streams);
        let households = streams.filter_map(|stream| match stream.as_str().parse() {
            Ok(StreamId::Household(id)) => Some(id).filter(|_| stream.as_str() != here.to_string()),
            Ok(StreamId::Programme(_) | StreamId::Rules) | Err(_) => None,
        });
        Ok(households.collect())
    }

    /// Facts about a programme are for whoever runs it; a new one is registered by whoever will.
    async fn about_programme(
        &self,
        code: &ProgrammeCode,
        insider: &Insider,
        registers: bool,
    ) -> Result<Result<(), Denied>, Fault> {
        let books = self.books(&BTreeSet::from([code.clone()])).await?;
        let runs = match books.get(code) {
            Some(book) => standings(book, insider).iter().any(|one| one.runs()),
            None => registers,
        };
        Ok(if runs { Ok(()) } else { Err(Denied::Runs) })
    }
}

impl Place {
    /// Whether a fact is, or ends, a consent to share with whoever asks.
    fn is_own_consent(&self, fact: &Fact) -> bool {
        let is_own =
            |recipient: &Option<OrgCode>| recipient.is_some() && *recipient == self.lens.organisation;
        if let Fact::ConsentGiven(given) = fact {
            return is_own(&given.recipient);
        }
        let Fact::ConsentWithdrawn(withdrawn) = fact else { return false };
        self.streams.values().flatten().any(|event| {
            let facts = [Some(event.fact()), event.corrected.as_deref()];
            facts.into_iter().flatten().any(|fact| {
                matches!(fact, Fact::ConsentGiven(given) if given.consent == withdrawn.consent && is_own(&given.recipient))
            })
        })
    }
}

/// Whether all groups of a household are open, or a person of it consents.
fn opens_person(lens: &Lens, person: Option<PersonId>) -> bool {
    let consents = |grant: &Grant| matches!(grant, Grant::Consent { person: of } if Some(*of) == person);
    lens.opens_all() || lens.grants.iter().any(consents)
}

/// Whether the facts open the file of a household.
fn opens(facts: &[Submission], id: HouseholdId) -> bool {
    let stream = StreamId::Household(id);
    facts.iter().any(|fact| fact.stream == stream && fact.fact.kind() == FactKind::HouseholdOpened)
}

/// The operator of a programme that a fact registers.
fn registers_for<'f>(submission: &'f Submission, code: &ProgrammeCode) -> Option<&'f OrgCode> {
    let Fact::ProgrammeRegistered(registered) = &submission.fact else { return None };
    (submission.stream == StreamId::Programme(code.clone())).then_some(&registered.operator)
}

/// What the organisation is in programmes, where that records a group.
fn standing_in(books: &Books, insider: &Insider, group: Group) -> Vec<Grant> {
    let standing = |(code, book): (&ProgrammeCode, &std::sync::Arc<domain::ProgrammeBook>)| {
        let records = standings(book, insider).into_iter().filter(|one| one.records(group));
        records.map(|standing| Grant::Programme { programme: code.clone(), standing }).collect::<Vec<_>>()
    };
    books.iter().flat_map(standing).collect()
}

/// What a correction or a retraction changes.
fn changed(fact: &Fact) -> Option<EventId> {
    if let Fact::EventCorrected(correction) = fact {
        return Some(correction.target);
    }
    if let Fact::EventRetracted(retraction) = fact {
        return Some(retraction.target);
    }
    None
}
