//! Recording as somebody may.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::time::Duration;

use domain::admission::GuardKey;
use domain::facts::FactKind;
use domain::ids::{HouseholdId, OrgCode, PersonId, ProgrammeCode};
use domain::sight::{Denied, Grant, Group, Lens};
use domain::{Fact, StreamId, Submission};
use projections::Subject;
use projections::access::{Insider, Look, consenting, standings};

use super::household::{Books, Streams};
use super::seen::Seen;
use super::{Extent, Role, Sight, Viewer};
use crate::error::{Fault, RecordError};
use crate::loader::guard_key;
use crate::record::{Recorded, Submitted};

/// How often a right is decided on again because what it rested on has moved.
const ATTEMPTS: u32 = 64;

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
    household: HouseholdId,
    insider: Insider,
    pub(super) lens: Lens,
    pub(super) streams: Streams,
    /// Whether anything of it is hidden, once that was asked.
    hidden: OnceLock<bool>,
}

impl Sight {
    /// Records facts that are accepted or refused together, if whoever asks may record each of them.
    ///
    /// # Errors
    /// The first fact that may not be recorded, and all those of [`record`](crate::Application::record). What they tell
    /// of other facts is only what may be seen.
    pub async fn record(&self, submitted: Submitted) -> Result<Recorded, NotRecorded> {
        if matches!(self.viewer, Viewer::Local) {
            return Ok(self.application.record(submitted).await?);
        }
        // Whoever may not keeps nobody waiting.
        let mut decided = self.places_and_basis(&submitted).await?;
        // What the right rests on is looked at again in turn, or others of this process would take it away each time.
        let _turns = self.application.turns.of(&submitted.facts).await;
        for _attempt in 0..ATTEMPTS {
            let (places, basis) = decided;
            let seen = Seen::of(&submitted.facts, &places.unwrap_or_default());
            let mut resting = submitted.clone();
            resting.expected.extend(basis.versions());
            match self.application.record_in_turn(resting).await {
                // What the right was decided on has moved, and not what the caller expects.
                Err(RecordError::Conflict(conflict)) if !submitted.expects(&conflict) => {}
                done => return Ok(seen.without_warnings(done.map_err(|error| seen.hide(error))?)),
            }
            decided = self.places_and_basis(&submitted).await?;
        }
        // Which streams move may not be for whoever asks to know.
        Err(Fault::Busy { waited: Duration::ZERO }.into())
    }

    /// The households to which facts go, once whoever asks may record all of them; `None` for whoever may everything.
    pub(super) async fn allowed(
        &self,
        submitted: &Submitted,
    ) -> Result<Option<BTreeMap<HouseholdId, Place>>, NotRecorded> {
        let Viewer::Account(account) = &self.viewer else { return Ok(None) };
        let (true, Extent::Some(Look::Organisation(insider))) = (account.role.records(), self.extent())
        else {
            return Err(NotRecorded::Denied { at: 0, why: Denied::Role });
        };
        let places = self.places(&submitted.facts, &insider).await?;
        let denied =
            self.denied(&submitted.facts, &places, &insider, account.role == Role::Caseworker).await?;
        if let Some((at, why)) = denied
            && !self.is_repeated(submitted, &insider).await?
        {
            return Err(NotRecorded::Denied { at, why });
        }
        Ok(Some(places))
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
            // Many facts of many households take long, and a request that takes too long is given up in between.
            tokio::task::yield_now().await;
            let checked = match &submission.stream {
                StreamId::Household(id) => match places.get(id) {
                    Some(place) => self.about_household(submission, place, places).await?,
                    None => Err(Denied::Household),
                },
                StreamId::Programme(code) => {
                    self.about_programme(submission, code, facts, insider, registers).await?
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
    /// though what it recorded may have ended the right to record it.
    async fn is_repeated(&self, submitted: &Submitted, insider: &Insider) -> Result<bool, Fault> {
        match self.application.sort_out(submitted).await {
            Ok(sorted) if sorted.new.is_empty() => {}
            Err(RecordError::Fault(fault)) => return Err(fault),
            Ok(_)
            | Err(RecordError::Refused(_) | RecordError::IdReused { .. } | RecordError::Conflict(_)) => {
                return Ok(false);
            }
        }
        let ids: Vec<_> = submitted.facts.iter().map(|fact| fact.id.0).collect();
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
            self.rest_on([&submission.stream], &streams);
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
            let (household, insider) = (id, insider.clone());
            places.insert(id, Place { household, insider, lens, streams, hidden: OnceLock::new() });
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
        let mut undone = None;
        let allowed = match fact.target() {
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
                } else {
                    undone = Some(event.fact());
                }
                if corrected.as_ref().is_some_and(|corrected| place.is_own_consent(corrected)) {
                    return Ok(Err(Denied::OwnConsent));
                }
                place.lens.may_change(event, corrected.as_ref())
            }
        };
        if allowed.is_err() {
            return Ok(allowed);
        }
        // What must be said of everything that goes on would tell what of it is hidden; so would what stands in the way of
        // saying it otherwise, or of undoing that.
        let ties = [Some(fact), corrected.as_ref(), undone];
        let ties = ties.into_iter().flatten().any(|fact| tied_to(fact).is_some());
        if ties && places.values().any(Place::is_hidden) {
            return Ok(Err(Denied::Part));
        }
        for fact in [Some(fact), corrected.as_ref()].into_iter().flatten() {
            if !self.ties_are_open(fact, submission, places).await? {
                return Ok(Err(Denied::Person));
            }
        }
        if let Some(other) = undone.and_then(tied_to)
            && !self.is_open(Asked::Untied, other, places).await?
        {
            return Ok(Err(Denied::Person));
        }
        Ok(Ok(()))
    }

    /// Whether everybody who joins, and every household that this one is tied to, is open: whoever shares a household
    /// with a person sees what that person carries from elsewhere, and whoever erases one erases it everywhere. Asked of
    /// every household where the person has been: who answers for it, or there consents to share.
    async fn ties_are_open(
        &self,
        fact: &Fact,
        submission: &Submission,
        places: &BTreeMap<HouseholdId, Place>,
    ) -> Result<bool, Fault> {
        let (asked, households) = if let Fact::MemberJoined(joined) = fact {
            (Asked::Joins(joined.person), self.been(joined.person, &submission.stream).await?)
        } else if let Fact::PersonalDataErased(erased) = fact {
            (Asked::Erased, self.been(erased.person, &submission.stream).await?)
        } else if let Some(other) = tied_to(fact) {
            (Asked::Tied, vec![other])
        } else {
            return Ok(true);
        };
        for household in households {
            if !self.is_open(asked, household, places).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether another household is open to what is asked of it.
    async fn is_open(
        &self,
        asked: Asked,
        household: HouseholdId,
        places: &BTreeMap<HouseholdId, Place>,
    ) -> Result<bool, Fault> {
        if let Some(place) = places.get(&household) {
            return Ok(asked.is_open(place));
        }
        let place = self.place(household).await?;
        Ok(place.is_some_and(|place| asked.is_open(&place)))
    }

    /// A household to which none of the facts goes.
    async fn place(&self, household: HouseholdId) -> Result<Option<Place>, Fault> {
        let Extent::Some(Look::Organisation(insider)) = self.extent() else { return Ok(None) };
        let look = Look::Organisation(insider.clone());
        let streams = self.application.related_streams(household).await?;
        self.rest_on([&StreamId::Household(household)], &streams);
        let lens = self.lens(household, &streams, &look, std::iter::empty()).await?;
        Ok(Some(Place { household, insider, lens, streams, hidden: OnceLock::new() }))
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
}

impl Place {
    /// What may be seen of it, and whether anything is hidden beside that.
    pub(super) fn visible(&self) -> (Streams, bool) {
        let mut visible = self.streams.clone();
        let is_hidden = self.lens.apply(&mut visible);
        (visible, is_hidden)
    }

    /// Whether anything of it is hidden; found out once.
    fn is_hidden(&self) -> bool {
        *self.hidden.get_or_init(|| self.visible().1)
    }

    /// Whether a person consents, in the file of the household, to share with whoever asks: it holds for the move to another
    /// household too.
    fn consents(&self, person: PersonId) -> bool {
        let stream = StreamId::Household(self.household);
        let books = BTreeMap::new();
        let subject = Subject::of(&stream, &self.streams, &books);
        let Subject::Household(of) = &subject else { return false };
        consenting(of, &self.insider).contains(&person)
    }

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

/// What is asked of another household.
#[derive(Clone, Copy)]
enum Asked {
    /// A person of it joins elsewhere.
    Joins(PersonId),
    /// The personal data of somebody who has been in it is erased.
    Erased,
    /// It is tied to another.
    Tied,
    /// It was, and is so no more: whoever ran what went on there may say so too.
    Untied,
}

impl Asked {
    fn is_open(self, place: &Place) -> bool {
        match self {
            Self::Joins(person) => place.lens.answers() || place.consents(person),
            Self::Erased => place.lens.runs() || place.lens.ran(),
            Self::Tied => place.lens.answers(),
            Self::Untied => place.lens.answers() || place.lens.ran(),
        }
    }
}

/// The household that a split or a merger ties to its own.
fn tied_to(fact: &Fact) -> Option<HouseholdId> {
    if let Fact::HouseholdMerged(merged) = fact {
        return Some(merged.into);
    }
    if let Fact::HouseholdSplit(split) = fact {
        return Some(split.new_household);
    }
    None
}

/// Whether the facts open the file of a household.
fn opens(facts: &[Submission], id: HouseholdId) -> bool {
    let stream = StreamId::Household(id);
    facts.iter().any(|fact| fact.stream == stream && fact.fact.kind() == FactKind::HouseholdOpened)
}

/// What the organisation is in programmes, where that records a group.
fn standing_in(books: &Books, insider: &Insider, group: Group) -> Vec<Grant> {
    let standing = |(code, book): (&ProgrammeCode, &std::sync::Arc<domain::ProgrammeBook>)| {
        let records = standings(book, insider).into_iter().filter(|one| one.records(group));
        records.map(|standing| Grant::Programme { programme: code.clone(), standing }).collect::<Vec<_>>()
    };
    books.iter().flat_map(standing).collect()
}
