//! Between the domain’s events and the ledger’s bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::facts::{FactKind, SCHEMA};
use domain::ids::{BatchId, EventId};
use domain::wire::{Json, ShapeFaults};
use domain::{Actor, At, Event, Origin, StreamId, Submission};
use event_store::{NewEvent, StoredEvent, StreamName};
use serde_json::Value;
use uuid::Uuid;

use crate::error::Fault;
use crate::seals::{Draft, Keys, Seals, open_without_keys};

pub(crate) fn stream_name(stream: &StreamId) -> Result<StreamName, Fault> {
    Ok(StreamName::new(stream.to_string())?)
}

fn origin(origin: Origin) -> event_store::Origin {
    match origin {
        Origin::Manual => event_store::Origin::Manual,
        Origin::Import => event_store::Origin::Import,
        Origin::Partner => event_store::Origin::Partner,
        Origin::Migration => event_store::Origin::Migration,
    }
}

fn origin_of(origin: event_store::Origin) -> Origin {
    match origin {
        event_store::Origin::Manual => Origin::Manual,
        event_store::Origin::Import => Origin::Import,
        event_store::Origin::Partner => Origin::Partner,
        event_store::Origin::Migration => Origin::Migration,
    }
}

/// Why an admitted event cannot be stored.
pub(crate) enum Unsealed {
    /// It tells something of somebody who was erased, there.
    Erased(EventId, String),
    Fault(Fault),
}

impl From<Fault> for Unsealed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// An admitted event as the ledger takes it, sealed.
pub(crate) fn encode(event: &Event, draft: Draft, keys: &Keys) -> Result<NewEvent, Unsealed> {
    let submission = &event.submission;
    Ok(NewEvent {
        event_id: submission.id.0,
        stream: stream_name(&submission.stream)?,
        event_type: submission.fact.kind().name().to_owned(),
        schema: SCHEMA,
        occurred_on: submission.on.to_string(),
        actor: event_store::Actor {
            organisation: submission.actor.organisation.to_string(),
            role: submission.actor.role.clone(),
            user: submission.actor.user.clone(),
        },
        origin: origin(submission.origin),
        batch: event.batch.map(|batch| batch.0),
        warnings: event.warnings.clone(),
        payload: draft.seal(keys).map_err(|pointer| Unsealed::Erased(event.id(), pointer))?,
        source_recorded_at: submission.source_recorded_at,
    })
}

/// A stored event as the domain knows it; corrections still need [`resolve`].
fn decode(stored: &StoredEvent, value: &dyn Json) -> Result<Event, Fault> {
    let fault = |detail: String| Fault::Unreadable {
        stream: stored.stream.to_string(),
        version: stored.version,
        detail,
    };
    let kind = FactKind::parse(&stored.event_type)
        .ok_or_else(|| fault(format!("unknown type {}", stored.event_type)))?;
    if stored.schema != SCHEMA {
        return Err(fault(format!("unknown schema {} of {}", stored.schema, kind.name())));
    }
    let mut faults = ShapeFaults::default();
    let fact = kind.read(value, &At::Root("/data"), &mut faults).ok_or_else(|| {
        let places: Vec<String> =
            faults.0.iter().map(|f| format!("{} at {}", f.rule.code(), f.pointer)).collect();
        fault(places.join(", "))
    })?;
    let stream = stored.stream.as_str().parse().map_err(|_| fault("unknown kind of stream".to_owned()))?;
    let on = stored.occurred_on.parse().map_err(|_| fault("occurred_on is no partial date".to_owned()))?;
    let organisation =
        stored.actor.organisation.parse().map_err(|_| fault("organisation is no code".to_owned()))?;
    Ok(Event {
        position: stored.position,
        version: stored.version,
        recorded_at: stored.recorded_at,
        batch: stored.batch.map(BatchId),
        warnings: stored.warnings.clone(),
        corrected: None,
        submission: Arc::new(Submission {
            id: EventId(stored.event_id),
            stream,
            on,
            actor: Actor { organisation, role: stored.actor.role.clone(), user: stored.actor.user.clone() },
            origin: origin_of(stored.origin),
            source_recorded_at: stored.source_recorded_at,
            fact,
        }),
    })
}

/// Events of any streams, each by itself: corrections are not resolved.
pub(crate) async fn decode_each(seals: &Seals, stored: &[StoredEvent]) -> Result<Vec<Event>, Fault> {
    let payloads = seals.open(stored).await?;
    stored.iter().zip(&payloads).map(|(event, value)| decode(event, value)).collect()
}

/// The events of whole streams, corrections resolved.
pub(crate) async fn decode_all(seals: &Seals, stored: &[StoredEvent]) -> Result<Vec<Event>, Fault> {
    let mut events = decode_each(seals, stored).await?;
    resolve(&mut events)?;
    Ok(events)
}

/// The same, by stream; one look for keys serves all of them.
pub(crate) async fn decode_by_stream(
    seals: &Seals,
    stored: &[StoredEvent],
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    let mut streams: BTreeMap<StreamId, Vec<Event>> = BTreeMap::new();
    for event in decode_all(seals, stored).await? {
        match streams.get_mut(event.stream()) {
            Some(events) => events.push(event),
            None => drop(streams.insert(event.stream().clone(), vec![event])),
        }
    }
    Ok(streams)
}

/// The events of whole streams where there are no keys: sealed values that `opened` does not tell read as erased.
pub(crate) fn decode_without_keys<'s>(
    stored: impl IntoIterator<Item = &'s StoredEvent>,
    opened: impl Fn(Uuid, &str) -> Option<Value>,
) -> Result<Vec<Event>, Fault> {
    let read = |event: &StoredEvent| decode(event, &open_without_keys(event, &opened)?);
    let mut events = stored.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    resolve(&mut events)?;
    Ok(events)
}

/// Reads the payload of each correction as one of its target’s kind.
fn resolve(events: &mut [Event]) -> Result<(), Fault> {
    let corrects = |event: &Event| event.fact().kind() == FactKind::EventCorrected;
    if !events.iter().any(corrects) {
        return Ok(());
    }
    let kinds: HashMap<EventId, FactKind> =
        events.iter().map(|event| (event.id(), event.fact().kind())).collect();
    for event in events {
        let domain::Fact::EventCorrected(correction) = event.fact() else { continue };
        let mut faults = ShapeFaults::default();
        if let Some(kind) = kinds.get(&correction.target) {
            event.resolve(*kind, &mut faults);
        }
        if event.corrected.is_none() {
            return Err(Fault::Unreadable {
                stream: event.stream().to_string(),
                version: event.version,
                detail: "the correction does not fit its target".to_owned(),
            });
        }
    }
    Ok(())
}
