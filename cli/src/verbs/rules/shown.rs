//! Rule sets for people and for programs.

use std::collections::BTreeMap;

use application::publication::PublishedRules;
use projections::rules::{Indicator, Kind, Parameter, Problem, RuleSet, RuleSets, Slot, Value, placeholder};
use serde_json::{Map, Value as Json, json};

use super::problems;
use crate::output::{DIM, NOTICE, TITLE, plain, styled};
use crate::table::table;
use crate::texts::Texts;

/// Digits of a digest that people are shown.
pub(super) const DIGEST_SHOWN: usize = 12;

/// When each version was published that is.
pub(super) type Published = BTreeMap<(String, u32), PublishedRules>;

fn published_at(set: &RuleSet, published: &Published) -> Option<String> {
    published.get(&(set.code.clone(), set.version)).map(|one| one.published_at.to_string())
}

pub(super) fn list_table(sets: &RuleSets, published: &Published, texts: Texts) -> String {
    let head = ["set", "label", "base", "differences", "digest", "published"];
    let head = head.iter().map(|column| texts.say(&format!("rules-{column}"), &[])).collect();
    let row = |set: &std::sync::Arc<RuleSet>| {
        vec![
            set.name(),
            plain(set.label.say(texts.language)),
            set.base.as_ref().map(|base| base.name()).unwrap_or_default(),
            differences(set).join(", "),
            set.digest.chars().take(DIGEST_SHOWN).collect(),
            published_at(set, published).unwrap_or_default(),
        ]
    };
    table(head, sets.all().map(row).collect(), &[])
}

/// The values that are not those by default, `RP04 = any`.
fn differences(set: &RuleSet) -> Vec<String> {
    set.differences().iter().map(|(name, value)| format!("{name} = {value}")).collect()
}

pub(super) fn list_json(sets: &RuleSets, published: &Published) -> Json {
    let set = |set: &std::sync::Arc<RuleSet>| {
        json!({
            "rule_set": set.code,
            "version": set.version,
            "published_at": published_at(set, published),
            "label": label(&set.label),
            "base": set.base.as_ref().map(|base| base.name()),
            "differences": values(&set.differences()),
            "digest": set.digest,
        })
    };
    sets.all().map(set).collect()
}

pub(in crate::verbs) fn label(label: &projections::rules::Label) -> Json {
    use domain::messages::Language::{English, French};
    json!({ "fr": label.say(French), "en": label.say(English) })
}

pub(in crate::verbs) fn values(values: &projections::rules::Values) -> Json {
    Json::Object(values.iter().map(|(name, value)| (name.clone(), value.to_json())).collect())
}

pub(super) fn set_text(set: &RuleSet, texts: Texts) -> String {
    let say = |id: &str| texts.say(id, &[]);
    let mut lines = vec![
        styled(TITLE, format!("{} {}", set.name(), plain(set.label.say(texts.language)))),
        format!("{} {}", say("rules-digest"), set.digest),
    ];
    if let Some(base) = &set.base {
        lines.push(format!("{} {}", say("rules-base"), base.name()));
    }
    lines.push(format!("\n{}", styled(TITLE, say("rules-parameters"))));
    for (id, parameter) in &set.parameters {
        lines.extend(parameter_lines(set, id, parameter, texts));
    }
    lines.push(format!("\n{}", styled(TITLE, say("rules-indicators"))));
    let head = ["indicator", "label", "unit", "measure", "uses"];
    let head = head.iter().map(|column| texts.say(&format!("rules-{column}"), &[])).collect();
    let row = |indicator: &std::sync::Arc<Indicator>| {
        vec![
            indicator.id.clone(),
            plain(indicator.label.say(texts.language)),
            plain(&indicator.unit),
            indicator.measure.code().to_owned(),
            indicator.uses.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(" "),
        ]
    };
    lines.push(table(head, set.indicators.values().map(row).collect(), &[]));
    lines.join("\n")
}

fn parameter_lines(set: &RuleSet, id: &str, parameter: &Parameter, texts: Texts) -> Vec<String> {
    let slot = |(member, slot): (&String, &Slot)| {
        let value = set.values.get(&placeholder(id, member)).unwrap_or(&slot.default);
        let name = if member.is_empty() { String::new() } else { format!("{member} ") };
        let shown = format!("{name}= {value}");
        if *value == slot.default {
            return shown;
        }
        let default = texts.say("rules-default", &[("default", &slot.default.to_string())]);
        format!("{} {}", styled(NOTICE, shown), styled(DIM, default))
    };
    let chosen: Vec<String> = parameter.slots.iter().map(slot).collect();
    let label = plain(parameter.label.say(texts.language));
    let mut lines = vec![format!("{id} {label} {}", chosen.join(", "))];
    let allowed = parameter.slots.values().map(|slot| allowed(slot, texts)).collect::<Vec<_>>().join("; ");
    lines.push(format!("     {}", styled(DIM, allowed)));
    if !parameter.reason.is_empty() {
        let source =
            if parameter.source.is_empty() { String::new() } else { format!(" ({})", parameter.source) };
        lines.push(format!("     {}", styled(DIM, plain(&format!("{}{source}", parameter.reason)))));
    }
    lines
}

/// What a value may be.
fn allowed(slot: &Slot, texts: Texts) -> String {
    let domain = &slot.domain;
    if !domain.allowed.is_empty() {
        return domain.allowed.join(" | ");
    }
    match (domain.kind, domain.min, domain.max) {
        (Kind::Integer, Some(min), Some(max)) => format!("{min}–{max}"),
        (kind, _, _) => texts.said("expected", kind.name()).unwrap_or_else(|| kind.name().to_owned()),
    }
}

pub(super) fn set_json(set: &RuleSet, published: &Published) -> Json {
    let slot = |id: &str, (member, slot): (&String, &Slot)| {
        let name = placeholder(id, member);
        let body = json!({
            "type": slot.domain.kind.name(),
            "allowed": slot.domain.allowed,
            "min": slot.domain.min,
            "max": slot.domain.max,
            "default": slot.default.to_json(),
            "value": set.values.get(&name).map_or(Json::Null, Value::to_json),
        });
        (name, body)
    };
    let parameter = |(id, parameter): (&String, &Parameter)| {
        let slots: Map<String, Json> = parameter.slots.iter().map(|one| slot(id, one)).collect();
        json!({
            "id": id,
            "label": label(&parameter.label),
            "reason": parameter.reason,
            "source": parameter.source,
            "values": slots,
        })
    };
    let indicator = |indicator: &std::sync::Arc<Indicator>| {
        json!({
            "id": indicator.id,
            "label": label(&indicator.label),
            "unit": indicator.unit,
            "measure": indicator.measure.code(),
            "about": indicator.about,
            "uses": indicator.uses.iter().map(|(_, id)| id).collect::<Vec<_>>(),
            "arguments": indicator.arguments.iter().map(argument).collect::<Map<String, Json>>(),
        })
    };
    json!({
        "rule_set": set.code,
        "version": set.version,
        "published_at": published_at(set, published),
        "label": label(&set.label),
        "base": set.base.as_ref().map(|base| base.name()),
        "digest": set.digest,
        "parameters": set.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "views": set.views.iter().map(|(name, view)| (name.clone(), json!(view.about()))).collect::<Map<_, _>>(),
        "indicators": set.indicators.values().map(indicator).collect::<Vec<_>>(),
    })
}

fn argument((name, argument): (&String, &projections::rules::Argument)) -> (String, Json) {
    let body = json!({
        "type": argument.domain.kind.name(),
        "allowed": argument.domain.allowed,
        "required": argument.required,
        "default": argument.default.to_json(),
    });
    (name.clone(), body)
}

pub(super) fn problems_json(all: &[Problem], texts: Texts) -> Json {
    let problem = |problem: &Problem| {
        json!({
            "file": problem.file,
            "line": problem.place.map(|place| place.line),
            "column": problem.place.map(|place| place.column),
            "subject": problem.subject,
            "code": problem.fault.parts().0,
            "message": problems::sentence(problem, texts),
        })
    };
    all.iter().map(problem).collect()
}
