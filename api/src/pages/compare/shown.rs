//! Figures side by side, and who moved in each.

use std::collections::BTreeMap;

use super::answer::{Comparison, Line, Movers, Step};
use super::choice::told;
use crate::pages::figures::values_text;
use crate::pages::frame::Frame;
use crate::pages::households::short;
use crate::pages::programme::period;
use crate::pages::rules::answer::Parameter;
use crate::pages::texts::Texts;

/// Figures whose movers stand in the page; of the others one asks.
const DETAILED_MAX: usize = 8;

/// What came of a comparison.
pub(super) struct Shown {
    pub(super) rows: Vec<Row>,
    pub(super) summary: String,
    /// Whether some figures are withheld.
    pub(super) withholds: bool,
    pub(super) details: Vec<Moved>,
    pub(super) position: Option<String>,
    /// Back to all figures, when one was chosen.
    pub(super) all: Option<String>,
}

/// A figure.
pub(super) struct Row {
    pub(super) label: String,
    /// Whether the label is what a source printed, in French.
    pub(super) is_quote: bool,
    pub(super) about: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) moved: String,
    /// Who moved in it.
    pub(super) href: Option<String>,
}

/// Who moved in a figure.
pub(super) struct Moved {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) is_quote: bool,
    pub(super) values: String,
    pub(super) steps: Vec<String>,
    pub(super) movers: Vec<Mover>,
    pub(super) partial: Option<String>,
    /// All of them.
    pub(super) all: Option<String>,
}

/// A household.
pub(super) struct Mover {
    pub(super) household: String,
    pub(super) short: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) why: String,
}

impl Shown {
    pub(super) fn of(comparison: Comparison, frame: &Frame, parameters: &[Parameter]) -> Self {
        let texts = frame.texts;
        let Comparison { position, untouched, lines, line: chosen, .. } = comparison;
        let is_changed = |line: &&Line| {
            let values = |of: &[_]| values_text(of, line.measure.as_deref(), texts);
            // Of what is withheld nobody knows whether it changed.
            line.moved != Some(false) || line.failed || values(&line.before) != values(&line.after)
        };
        let changed: Vec<&Line> = lines.iter().filter(is_changed).collect();
        let same = (lines.len() - changed.len()).to_string();
        let summary =
            [("changed", changed.len().to_string()), ("same", same), ("untouched", untouched.to_string())];
        let summary: Vec<(&str, &str)> = summary.iter().map(|(name, n)| (*name, n.as_str())).collect();
        let (chosen_id, mut chosen_movers) = match chosen {
            Some(chosen) => (Some(chosen.id), Some(chosen.movers)),
            None => (None, None),
        };
        let rows = changed.iter().map(|line| Row::of(line, frame)).collect();
        let detailed = changed.iter().filter(|line| match &chosen_id {
            Some(id) => line.id == *id,
            None => line.moved == Some(true),
        });
        let mut movers_of: BTreeMap<&str, &Movers> =
            lines.iter().filter_map(|line| Some((line.id.as_str(), line.movers.as_ref()?))).collect();
        let taken = chosen_movers.take();
        if let (Some(id), Some(movers)) = (&chosen_id, &taken) {
            movers_of.insert(id, movers);
        }
        let details = detailed.take(DETAILED_MAX).filter_map(|line| {
            let movers = movers_of.get(line.id.as_str())?;
            Some(Moved::of(line, movers, chosen_id.is_some(), frame, parameters))
        });
        Self {
            rows,
            summary: texts.with("try-summary", &summary),
            withholds: lines.iter().any(|line| !line.failed && line.moved.is_none()),
            details: details.collect(),
            position: position.map(|position| position.to_string()),
            all: chosen_id.as_ref().map(|_| frame.here_with(&[("line", None)])),
        }
    }
}

impl Row {
    fn of(line: &Line, frame: &Frame) -> Self {
        let texts = frame.texts;
        let values = |of: &[_]| {
            if line.failed {
                texts.say("figure-failed")
            } else {
                values_text(of, line.measure.as_deref(), texts)
            }
        };
        let kind = texts.say(if line.printed { "try-printed" } else { "try-report" });
        let days = period(line.from.as_ref().map(|day| day.0), line.to.as_ref().map(|day| day.0), texts);
        let moved = match line.households_moved {
            Some(households) => texts.count("households", households),
            None => texts.say("try-moved-withheld"),
        };
        Self {
            label: if line.printed { format!("« {} »", line.label) } else { line.label.clone() },
            is_quote: line.printed,
            about: format!("{kind} · {} · {days}", line.id),
            before: values(&line.before),
            after: values(&line.after),
            moved,
            href: (line.moved == Some(true))
                .then(|| format!("{}#who", frame.here_with(&[("line", Some(line.id.as_str()))]))),
        }
    }
}

impl Moved {
    fn of(line: &Line, movers: &Movers, is_chosen: bool, frame: &Frame, parameters: &[Parameter]) -> Self {
        let texts = frame.texts;
        let values = |of: &[_]| values_text(of, line.measure.as_deref(), texts);
        let partial = match (movers.nodes.is_empty(), movers.partial, is_chosen) {
            _ if line.moved.is_none() => Some("try-movers-withheld"),
            (true, true, _) | (false, true, true) => Some("try-movers-partial"),
            (_, false, _) | (false, true, false) => None,
        };
        let all = (movers.partial && !is_chosen && !movers.nodes.is_empty())
            .then(|| format!("{}#who", frame.here_with(&[("line", Some(line.id.as_str()))])));
        Self {
            id: format!("moved-{}", line.id.to_lowercase().replace(['.', '_'], "-")),
            is_quote: line.printed,
            title: if line.printed { format!("« {} »", line.label) } else { line.label.clone() },
            values: format!("{} → {}", values(&line.before), values(&line.after)),
            steps: line.steps.iter().map(|step| said(step, parameters, texts)).collect(),
            movers: movers
                .nodes
                .iter()
                .map(|one| Mover {
                    short: short(&one.household),
                    household: one.household.clone(),
                    from: texts.of("standing", &one.from),
                    to: texts.of("standing", &one.to),
                    why: causes(&one.causes, parameters, texts),
                })
                .collect(),
            partial: partial.map(|id| texts.say(id)),
            all,
        }
    }
}

/// `Emploi durable (RP06) : définition : à la Dares (D-DARES) → définition : strict (D-STRICT)`.
fn said(step: &Step, parameters: &[Parameter], texts: Texts) -> String {
    let name = named(&step.difference, parameters, texts);
    let parameter = parameters.iter().find(|one| one.id == step.difference);
    let words = |value: &String| parameter.map_or_else(|| value.clone(), |one| in_words(one, value, texts));
    match (&step.from, &step.to) {
        (Some(from), Some(to)) => {
            texts.with("try-step", &[("name", &name), ("from", &words(from)), ("to", &words(to))])
        }
        (None, _) | (_, None) => name,
    }
}

/// The values of a parameter, those of a table with what they are the values of.
fn in_words(parameter: &Parameter, values: &str, texts: Texts) -> String {
    let of = |member: &str, value: &str| {
        let choice = parameter.choices.iter().find(|choice| choice.member == member);
        choice.map_or_else(|| value.to_owned(), |choice| told(choice, value, texts))
    };
    let one = |text: &str| match text.split_once(" = ") {
        Some((member, value)) => {
            format!("{}{}{}", texts.of("rule-member", member), texts.say("colon"), of(member, value))
        }
        None => of("", text),
    };
    values.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

fn causes(causes: &[String], parameters: &[Parameter], texts: Texts) -> String {
    let together = |set: &String| {
        set.split(" + ").map(|one| named(one, parameters, texts)).collect::<Vec<_>>().join(" + ")
    };
    causes.iter().map(together).collect::<Vec<_>>().join(&format!(" {} ", texts.say("try-or")))
}

fn named(difference: &str, parameters: &[Parameter], texts: Texts) -> String {
    if let Some(parameter) = parameters.iter().find(|one| one.id == difference) {
        return format!("{} ({difference})", parameter.label);
    }
    match difference.strip_prefix("view ") {
        Some(view) => texts.with("try-view", &[("view", view)]),
        None if difference == "indicator" => texts.say("try-indicator"),
        None => difference.to_owned(),
    }
}
