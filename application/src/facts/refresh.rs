//! Brings facts tables up to what is known now: what has changed is folded again, everything else stays.

use std::collections::{BTreeMap, BTreeSet};

use domain::StreamId;
use event_store::Sum;
use projections::facts_tables::Bucket;

use super::build::{bucketed, unfit};
use super::{Facts, Part};
use crate::Application;
use crate::projector::RebuildError;
use crate::projector::load::dependents;

/// Events read at once.
const EVENTS: u32 = 4096;

/// What was recorded after the facts.
#[derive(Default)]
struct News {
    /// The streams that have changed.
    streams: BTreeSet<StreamId>,
    /// The events by the bucket of their streams.
    sums: BTreeMap<Bucket, Sum>,
}

impl Application {
    /// The same facts with everything recorded since; those given stay as they are.
    ///
    /// # Errors
    /// Events that cannot be read, a ledger that does not hold what was folded, faults of the store.
    pub async fn refreshed(&self, facts: &Facts, workers: usize) -> Result<Facts, RebuildError> {
        Ok(self.refresh(facts, workers).await?.0)
    }

    /// The same, with the buckets in which rows have changed. A bucket that the facts lack is built.
    pub(super) async fn refresh(
        &self,
        facts: &Facts,
        workers: usize,
    ) -> Result<(Facts, BTreeSet<Bucket>), RebuildError> {
        self.extend_sums().await?;
        let head = self.ledger.head().await?;
        let keys = self.seals.ring().state().await?;
        let (mut facts, buckets) = (facts.clone(), facts.buckets);
        if facts.keys != keys {
            // What was erased since may stand in any of them.
            facts.parts.clear();
        }
        facts.keys = keys;
        let mut changed: BTreeSet<Bucket> =
            buckets.all().filter(|bucket| !facts.parts.contains_key(bucket)).collect();
        let missing = self.streams_in(buckets, &changed).await?;
        let news = self.news(&facts, head.position).await?;
        for bucket in &changed {
            facts.parts.insert(*bucket, Part::default());
        }
        self.build(missing, head.position, workers, &mut |bucket, part| {
            facts.parts.insert(bucket, part);
            Ok(())
        })
        .await?;

        let mut again = dependents(&self.ledger, &news.streams, head.position).await?;
        again.retain(|stream| !changed.contains(&buckets.of(stream)));
        if again.iter().any(|stream| buckets.of(stream) == Bucket::Programmes) {
            // They are few, and stand above and below one another.
            again.extend(self.programme_streams().await?);
        }
        let mut names: BTreeMap<Bucket, BTreeSet<String>> = BTreeMap::new();
        for stream in &again {
            changed.insert(buckets.of(stream));
            if let StreamId::Household(household) = stream {
                names.entry(buckets.of(stream)).or_default().insert(household.to_string());
            }
        }
        let again = bucketed(again.into_iter().collect(), buckets);
        self.build(again, head.position, workers, &mut |bucket, part| {
            let old = facts.parts.entry(bucket).or_default();
            match names.get(&bucket) {
                Some(names) => old.tables.replace(names, part.tables).map_err(unfit)?,
                None => old.tables = part.tables,
            }
            Ok(())
        })
        .await?;
        for (bucket, sum) in &news.sums {
            facts.parts.entry(*bucket).or_default().sum.merge(sum);
        }
        facts.proof = Sum::default();
        for part in facts.parts.values() {
            facts.proof.merge(&part.sum);
        }
        self.complete(&facts.proof, head.position).await?;
        facts.position = head.position;
        facts.known_at = head.recorded_at;
        facts.known_on = facts.known_at.map(|instant| self.clock.day_of(instant));
        Ok((facts, changed))
    }

    /// What was recorded after the facts up to a position, in streams of the buckets that they have.
    async fn news(&self, facts: &Facts, upto: u64) -> Result<News, RebuildError> {
        let (mut news, mut after) = (News::default(), facts.position);
        while after < upto {
            let events = self.ledger.read_positions(after, EVENTS).await?;
            let Some(last) = events.last() else { break };
            after = last.position;
            for event in events.iter().filter(|event| event.position <= upto) {
                let no_stream = |_| RebuildError::Poison { detail: format!("{} is no stream", event.stream) };
                let stream: StreamId = event.stream.as_str().parse().map_err(no_stream)?;
                let bucket = facts.buckets.of(&stream);
                if facts.parts.contains_key(&bucket) {
                    news.sums.entry(bucket).or_default().add(&event.leaf_hash);
                }
                news.streams.insert(stream);
            }
        }
        Ok(news)
    }
}
