//! Rule sets that are published: which, and that those in use are the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::facts::Fact;
use domain::facts::rule_published::RulePublished;
use domain::facts::values::TextCode;
use domain::ids::OrgCode;
use domain::wire::{Object, Text};
use domain::{Actor, Origin, PartialDate, StreamId, Submission};
use event_store::{hex, sha256};
use jiff::Timestamp;
use projections::rules::{RuleSet, parameter_of};
use serde_json::{Map, json};

use crate::belief::BeliefError;
use crate::projector::RebuildError;
use crate::projector::basis::Cut;
use crate::projector::load::events_of;
use crate::record::{Submitted, new_event_id};
use crate::{Application, RecordError};

/// A published version of a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRules {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// The digest of its files.
    pub digest: String,
    /// Where its publication stands in the ledger.
    pub position: u64,
    /// When it was recorded.
    pub published_at: Timestamp,
}

/// Why a rule set is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishRulesError {
    /// What is published cannot be read, or this version is published with other files.
    #[error(transparent)]
    Belief(#[from] BeliefError),
    /// What it is called, or why it is published, cannot be kept.
    #[error("{value} cannot be kept as {what}")]
    Unfit {
        /// What does not fit.
        what: &'static str,
        /// As given.
        value: String,
    },
    /// The history refuses it: versions follow one another.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Application {
    /// The published rule sets, by code and version. A publication that does not list the files says nothing of what the
    /// version is, and counts for none.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub async fn published_rules(&self) -> Result<BTreeMap<(String, u32), PublishedRules>, BeliefError> {
        let fault = |fault| BeliefError::Facts(RebuildError::Fault(fault));
        let read = events_of(&self.ledger, &[StreamId::Rules], &Cut::at(u64::MAX)).await.map_err(fault)?;
        let mut published = BTreeMap::new();
        for event in read.values().flatten() {
            let Fact::RulePublished(rules) = event.fact() else { continue };
            let (code, version) = (rules.rule_set.to_string(), rules.version);
            let Some(list) = &rules.document else { continue };
            let digest = hex(&sha256(list.as_str().as_bytes()));
            let (position, published_at) = (event.position, event.recorded_at);
            let one = PublishedRules { code: code.clone(), version, digest, position, published_at };
            published.entry((code, version)).or_insert(one);
        }
        Ok(published)
    }

    /// That rule sets are what was published under their code and version, if anything was.
    ///
    /// # Errors
    /// The first that is not; faults of the store.
    pub async fn as_published<'s>(
        &self,
        sets: impl IntoIterator<Item = &'s Arc<RuleSet>> + Send,
    ) -> Result<(), BeliefError> {
        let published = self.published_rules().await?;
        for set in sets {
            let one = published.get(&(set.code.clone(), set.version));
            if let Some(one) = one.filter(|one| one.digest != set.digest) {
                let (published, found) = (one.digest.clone(), set.digest.clone());
                return Err(BeliefError::Altered { rule_set: set.name(), published, found });
            }
        }
        Ok(())
    }

    /// Publishes a rule set: the list of its files with their digests, its parameters and indicators. Safe to repeat.
    ///
    /// # Errors
    /// Other files under the same version, versions that do not follow one another, faults of the store.
    pub async fn publish_rules(
        &self,
        set: &Arc<RuleSet>,
        rationale: &str,
        organisation: OrgCode,
    ) -> Result<PublishedRules, PublishRulesError> {
        self.as_published([set]).await?;
        let key = (set.code.clone(), set.version);
        if let Some(published) = self.published_rules().await?.remove(&key) {
            return Ok(published);
        }
        let text = |what: &'static str, text: &str| {
            Text::parse(text).ok_or_else(|| PublishRulesError::Unfit { what, value: text.to_owned() })
        };
        let unfit = || PublishRulesError::Unfit { what: "rule set", value: set.code.clone() };
        let fact = Fact::RulePublished(RulePublished {
            rule_set: TextCode::parse(&set.code).ok_or_else(unfit)?,
            version: set.version,
            supersedes: set.version.checked_sub(1).filter(|before| *before > 0),
            parameters: parameters(set),
            indicators: set.indicators.values().map(|indicator| definition(indicator)).collect(),
            document: Some(text("document", &set.list)?),
            rationale: text("rationale", rationale)?,
        });
        let submission = self.declared(StreamId::Rules, organisation, fact);
        self.record(Submitted { facts: vec![submission], batch: None, expected: Vec::new() }).await?;
        let published = self.published_rules().await?.remove(&key);
        published.ok_or_else(unfit)
    }

    /// A fact of today, by hand.
    pub(super) fn declared(&self, stream: StreamId, organisation: OrgCode, fact: Fact) -> Submission {
        Submission {
            id: new_event_id(),
            stream,
            on: PartialDate::day(self.clock.today()),
            actor: Actor { organisation, role: None, user: None },
            origin: Origin::Manual,
            source_recorded_at: None,
            fact,
        }
    }
}

/// The parameters in force; those with members as tables.
fn parameters(set: &RuleSet) -> Object {
    let mut all = Map::new();
    for (name, value) in &set.values {
        let parameter = parameter_of(name);
        let member = name.strip_prefix(parameter).and_then(|rest| rest.strip_prefix('_'));
        let value = value.to_json();
        match member {
            None => drop(all.insert(parameter.to_owned(), value)),
            Some(member) => {
                let table = all.entry(parameter).or_insert_with(|| json!({}));
                if let Some(table) = table.as_object_mut() {
                    table.insert(member.to_owned(), value);
                }
            }
        }
    }
    Object(all)
}

/// What an indicator is, in few words; its file is in the list.
fn definition(indicator: &projections::rules::Indicator) -> Object {
    let uses: Vec<&str> = indicator.uses.iter().map(|(_, parameter)| parameter.as_str()).collect();
    let body = json!({
        "id": indicator.id,
        "unit": indicator.unit,
        "measure": indicator.measure.code(),
        "uses": uses,
    });
    Object(body.as_object().cloned().unwrap_or_default())
}
