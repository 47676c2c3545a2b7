//! Another household that a form names: where it goes, or where somebody comes from.

use axum::http::request::Parts;
use domain::ids::HouseholdId;
use serde::Deserialize;
use serde_json::json;

use super::context::{Answer, Choice, Context, HOUSEHOLD};
use super::known::KnownProgramme;
use crate::pages::ask::{Desk, ask};
use crate::pages::failure::Failure;
use crate::pages::household::answer::{Entry, Episode, Household};
use crate::pages::household::people::People;
use crate::pages::households::answer::Nodes;
use crate::pages::households::short;
use crate::pages::texts::Texts;

const NUMBERED: &str = include_str!("other.graphql");

/// Fewest digits of a number that tell households apart.
const DIGITS_MIN: usize = 4;

/// A household that the reader may look into.
pub(super) struct Other {
    pub(super) id: HouseholdId,
    household: Household,
}

#[derive(Deserialize)]
struct Numbers {
    households: Nodes<Numbered>,
}

#[derive(Deserialize)]
struct Numbered {
    uuid: String,
}

impl Other {
    /// The household of a number, whole or only its beginning; `None` when there is none that the reader may look into, or
    /// several.
    ///
    /// # Errors
    /// Faults.
    pub(super) async fn find(
        desk: &Desk,
        parts: &Parts,
        context: &Context,
        typed: &str,
    ) -> Result<Option<Self>, Failure> {
        let language = context.texts.0;
        let prefix = typed.trim().trim_start_matches("household/").to_lowercase();
        let is_number = (DIGITS_MIN..=36).contains(&prefix.len())
            && prefix.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if !is_number {
            return Ok(None);
        }
        let mut id: Option<HouseholdId> = prefix.parse().ok();
        if id.is_none() {
            let variables = json!({ "prefix": prefix });
            let numbers: Numbers = ask(desk, parts, language, NUMBERED, variables).await?;
            if let [one] = &numbers.households.nodes[..] {
                id = one.uuid.parse().ok();
            }
        }
        let Some(id) = id else { return Ok(None) };
        Self::of(desk, parts, context.texts, id).await
    }

    /// A household; `None` when the reader may not look into it.
    ///
    /// # Errors
    /// Faults.
    async fn of(desk: &Desk, parts: &Parts, texts: Texts, id: HouseholdId) -> Result<Option<Self>, Failure> {
        let variables = json!({ "id": id.to_string() });
        let answer: Answer = ask(desk, parts, texts.0, HOUSEHOLD, variables).await?;
        let names = answer.programmes.nodes.iter().map(KnownProgramme::named).collect();
        Ok(answer.household.map(|household| Self { id, household: household.with_names(&names) }))
    }

    /// Those of some households that the reader may look into.
    ///
    /// # Errors
    /// Faults.
    pub(super) async fn all(
        desk: &Desk,
        parts: &Parts,
        texts: Texts,
        ids: &[HouseholdId],
    ) -> Result<Vec<Self>, Failure> {
        let mut all = Vec::new();
        for id in ids {
            all.extend(Self::of(desk, parts, texts, *id).await?);
        }
        Ok(all)
    }

    /// What pages call it.
    pub(super) fn name(&self, texts: Texts) -> String {
        texts.with("household-title", &[("id", &short(&self.id.to_string()))])
    }

    pub(super) fn version(&self) -> u32 {
        self.household.version
    }

    pub(super) fn history(&self) -> &[Entry] {
        self.household.history.as_deref().unwrap_or_default()
    }

    /// Those who are or have been in it, as its reader knows them.
    pub(super) fn people(&self, texts: Texts) -> People {
        People::of(self.episodes(), self.history(), texts)
    }

    /// Its enrolments, stays and leases.
    pub(super) fn episodes(&self) -> &[Episode] {
        self.household.episodes.as_deref().unwrap_or_default()
    }

    /// Those who are or have been in it.
    pub(super) fn persons(&self, context: &Context) -> Vec<Choice> {
        let texts = context.texts;
        let group = self.name(texts);
        let grouped = |choice| Choice { group: Some(group.clone()), ..choice };
        Choice::persons(&self.people(texts), texts).into_iter().map(grouped).collect()
    }
}
