use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use domain::ids::HouseholdId;
use domain::{Event, StreamId};
use event_store::{
    Checkpoint, KeptCheckpoint, ProofError, StoredEvent, StreamName, Tree, TreeHash, VerifierKey,
    envelope_json, hex, text_digest, verify_consistency, verify_inclusion,
};

use super::lines::{Consistency, EventLine, Header, end, openings, push};
use super::{BundleFault, Bundled, Opening, SealedValues};
use crate::Application;
use crate::codec::stream_name;
use crate::error::Fault;
use crate::projector::basis;
use crate::seals::Opened;
use crate::verify::{CheckpointError, SigningKeys};

impl Application {
    /// Makes the audit bundle of a household: what is stored of it and of the streams that its replay rests on, the
    /// proof of each event, and the checkpoint that they lead to, which is signed first when it can be. Agreement with
    /// checkpoints that were kept elsewhere is proved too.
    ///
    /// # Errors
    /// A household that is unknown, no checkpoint that covers it, and a ledger that does not fit its checkpoint.
    pub async fn audit_bundle(
        &self,
        household: HouseholdId,
        key_file: Option<PathBuf>,
        against: &[Checkpoint],
        sealed: SealedValues,
    ) -> Result<Bundled, BundleFault> {
        let own = stream_name(&StreamId::Household(household))?;
        if self.ledger.stream_versions(std::slice::from_ref(&own)).await?.is_empty() {
            return Err(BundleFault::Unknown);
        }
        let kept = self.signed(key_file.clone()).await?;
        // Which may just have been made.
        let keys = SigningKeys::trusted_in(key_file.as_deref()).map_err(CheckpointError::from)?;
        let said = Checkpoint::open(&kept.note, Tree::Ledger, &keys);
        // Keys that are not known here are not in the bundle either: whoever verifies it has them.
        let keys: Vec<VerifierKey> = if said.is_ok() { keys } else { Vec::new() };
        let (size, root) = (kept.size, kept.root);
        let events = self.bundled_events(household, size).await?;
        if !events.iter().any(|event| event.stream == own) {
            return Err(BundleFault::NoCheckpoint);
        }
        let header = Header {
            household: household.0,
            checkpoint: kept.note,
            position: size,
            known_at: self.recorded_at(size).await?,
            keys,
            streams: versions(&events),
            consistency: self.consistency(against, size, &root).await?,
        };
        let mut out = Vec::new();
        push(&mut out, &header.write());
        let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
        let proofs = self.ledger.inclusion_proofs(&positions, size).await?;
        for (event, proof) in events.iter().zip(proofs) {
            push(&mut out, &line(event, proof, size, &root)?.write());
        }
        let opened = match sealed {
            SealedValues::Opened => self.openings(&events).await?,
            SealedValues::Closed => Vec::new(),
        };
        push(&mut out, &openings(&opened));
        let digest = hex(&text_digest(&out));
        let count = u64::try_from(events.len()).unwrap_or(u64::MAX);
        push(&mut out, &end(count, &digest));
        let parsed = header.streams.keys().filter_map(|stream| stream.as_str().parse().ok());
        let households = parsed.filter(|stream| matches!(stream, StreamId::Household(_))).collect();
        Ok(Bundled { bytes: out, households, events: count, position: size })
    }

    /// The sealed values, opened.
    async fn openings(&self, events: &[StoredEvent]) -> Result<Vec<Opening>, Fault> {
        let opened = self.seals.openings(events).await?.into_iter();
        let hand_out = |opened: Opened| {
            let Opened { event, pointer, subject, opening, value } = opened;
            Opening { event, pointer, subject, proof: opening.to_secret_text().to_string(), value }
        };
        Ok(opened.map(hand_out).collect())
    }

    /// A checkpoint of the ledger as it stands, or the last one when none can be signed here.
    async fn signed(&self, key_file: Option<PathBuf>) -> Result<KeptCheckpoint, BundleFault> {
        let signed = match self.checkpoint(key_file).await {
            // What is wrong with the access log is for whoever verifies it.
            Err(
                CheckpointError::NoKeyFile
                | CheckpointError::KeyLost { .. }
                | CheckpointError::Proof(ProofError::Access(_)),
            ) => self.ledger.last_checkpoint().await?,
            signed => signed?.ledger,
        };
        signed.ok_or(BundleFault::NoCheckpoint)
    }

    /// The events up to a position of every stream that replaying the household rests on, by position: its own, those
    /// it is tied to, those in which its persons have been, the programmes that all these name, and the rules.
    async fn bundled_events(
        &self,
        household: HouseholdId,
        size: u64,
    ) -> Result<Vec<StoredEvent>, BundleFault> {
        let related = self.related_streams(household).await?;
        let mut streams: BTreeSet<StreamId> = related.keys().cloned().collect();
        streams.extend(related.values().flatten().flat_map(named).map(StreamId::Programme));
        streams.insert(StreamId::Rules);
        let names = streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
        let mut events = self.ledger.read_streams(&names, 0).await?;
        events.retain(|event| event.position <= size);
        Ok(events)
    }

    async fn recorded_at(&self, position: u64) -> Result<jiff::Timestamp, BundleFault> {
        let last = self.ledger.read_positions(position - 1, 1).await?;
        let last = last.first().ok_or(BundleFault::Altered { position })?;
        Ok(last.recorded_at)
    }

    /// Proves that the trees of other checkpoints are beginnings of this one.
    async fn consistency(
        &self,
        against: &[Checkpoint],
        size: u64,
        root: &TreeHash,
    ) -> Result<Vec<Consistency>, BundleFault> {
        let mut proved = Vec::new();
        for other in against {
            if other.size > size {
                return Err(BundleFault::Altered { position: size + 1 });
            }
            let proof = self.ledger.consistency_proof(other.size, size).await?;
            if !verify_consistency(other.size, &other.root, size, root, &proof) {
                return Err(BundleFault::Altered { position: other.size });
            }
            proved.push(Consistency { size: other.size, root: other.root, proof });
        }
        Ok(proved)
    }
}

/// The programmes that a fact names, corrected or not.
fn named(event: &Event) -> impl Iterator<Item = domain::ids::ProgrammeCode> {
    basis::facts(event).filter_map(|fact| fact.admissible().programme().cloned())
}

fn versions(events: &[StoredEvent]) -> BTreeMap<StreamName, u32> {
    let mut versions = BTreeMap::new();
    for event in events {
        versions.insert(event.stream.clone(), event.version);
    }
    versions
}

/// The line of an event that is in the tree.
fn line(
    event: &StoredEvent,
    proof: Vec<TreeHash>,
    size: u64,
    root: &TreeHash,
) -> Result<EventLine, BundleFault> {
    let (envelope, position) = (envelope_json(event), event.position);
    let hash = event_store::written_leaf_hash(&envelope, &event.payload);
    if !verify_inclusion(&hash, position, size, &proof, root) {
        return Err(BundleFault::Altered { position });
    }
    let payload = String::from_utf8(event.payload.clone()).map_err(|_| Fault::Unreadable {
        stream: event.stream.to_string(),
        version: event.version,
        detail: "payload is not UTF-8".to_owned(),
    })?;
    Ok(EventLine { envelope, payload, proof })
}
