//! Rule sets: how figures are counted.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use projections::rules::{self, Parameter, Slot, Value, placeholder};

use super::language;

/// A version of a rule set.
#[derive(Clone)]
pub(crate) struct RuleSet(pub(super) Arc<rules::RuleSet>);

/// A version of a rule set: the parameters, views and indicators by which figures are counted.
#[Object]
impl RuleSet {
    /// Its code and its version: `PARA-2017/1`.
    async fn name(&self) -> String {
        self.0.name()
    }

    /// Its code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its version, from 1.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// What it is called.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        self.0.label.say(language(ctx))
    }

    /// The rule set from which it states differences, by its name; null when it states everything.
    async fn base(&self) -> Option<String> {
        self.0.base.as_ref().map(|base| base.name())
    }

    /// SHA-256 of the list of its files, in hexadecimal digits: what is published under its version.
    async fn digest(&self) -> &str {
        &self.0.digest
    }

    /// The values that are not those by default.
    async fn differences(&self) -> Vec<RuleValue> {
        let value = |(name, value): (&String, &Value)| RuleValue {
            parameter: name.replacen('_', ".", 1),
            value: value.to_string(),
        };
        self.0.differences().iter().map(value).collect()
    }

    /// The choices that it makes.
    async fn parameters(&self, ctx: &Context<'_>) -> Vec<RuleParameter> {
        let language = language(ctx);
        let parameters = self.0.parameters.iter();
        parameters.map(|(id, parameter)| RuleParameter::of(&self.0, id, parameter, language)).collect()
    }

    /// What it counts.
    async fn indicators(&self, ctx: &Context<'_>) -> Vec<RuleIndicator> {
        let language = language(ctx);
        let indicator = |one: &Arc<rules::Indicator>| RuleIndicator {
            id: one.id.clone(),
            label: one.label.say(language).to_owned(),
            about: one.about.split_whitespace().collect::<Vec<_>>().join(" "),
            uses: one.uses.iter().map(|(_, id)| id.clone()).collect(),
        };
        self.0.indicators.values().map(indicator).collect()
    }
}

/// A value of a parameter.
#[derive(SimpleObject)]
pub(crate) struct RuleValue {
    /// The parameter, as `RP01`, or `RP06.set` for a member of a table.
    parameter: String,
    /// Its value.
    value: String,
}

/// A choice that the sources of figures leave open.
#[derive(SimpleObject)]
pub(crate) struct RuleParameter {
    /// Its code: `RP06`.
    id: String,
    /// What it is called.
    label: String,
    /// Why it is a choice, and why the default is what it is; in English, as its file has it.
    reason: String,
    /// Where the sources ask for it.
    source: String,
    /// What is chosen: one value, or one for each member of a table.
    choices: Vec<RuleChoice>,
}

/// A value to choose.
#[derive(SimpleObject)]
pub(crate) struct RuleChoice {
    /// What `changes` calls it: `RP01`, `RP06.set`.
    name: String,
    /// The member of the table; empty when the parameter is one value.
    member: String,
    /// Its type: `code`, `codes`, `text`, `integer` or `boolean`.
    kind: &'static str,
    /// The codes there are; none when any may stand.
    allowed: Vec<String>,
    /// The least number.
    min: Option<i64>,
    /// The greatest number.
    max: Option<i64>,
    /// What it is in this rule set; codes of a list have commas between.
    value: String,
    /// What it is unless a rule set says otherwise.
    default: String,
    /// Why, for a member.
    reason: String,
}

impl RuleParameter {
    fn of(
        set: &rules::RuleSet,
        id: &str,
        parameter: &Parameter,
        language: domain::messages::Language,
    ) -> Self {
        let choice = |(member, slot): (&String, &Slot)| RuleChoice {
            name: if member.is_empty() { id.to_owned() } else { format!("{id}.{member}") },
            member: member.clone(),
            kind: slot.domain.kind.name(),
            allowed: slot.domain.allowed.clone(),
            min: slot.domain.min,
            max: slot.domain.max,
            value: set.values.get(&placeholder(id, member)).unwrap_or(&slot.default).to_string(),
            default: slot.default.to_string(),
            reason: slot.reason.clone(),
        };
        Self {
            id: id.to_owned(),
            label: parameter.label.say(language).to_owned(),
            reason: parameter.reason.clone(),
            source: parameter.source.clone(),
            choices: parameter.slots.iter().map(choice).collect(),
        }
    }
}

/// What a rule set counts.
#[derive(SimpleObject)]
pub(crate) struct RuleIndicator {
    /// Its code: `T07`.
    id: String,
    /// What it is called.
    label: String,
    /// What it counts; in English, as its file has it.
    about: String,
    /// The parameters that it rests on.
    uses: Vec<String>,
}
