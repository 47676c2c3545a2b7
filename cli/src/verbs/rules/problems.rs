//! What is wrong with files of rules and figures, in words.

use projections::rules::Problem;

use crate::output::plain;
use crate::texts::Texts;

/// `file:line:column: what it is about: what is wrong`.
pub(in crate::verbs) fn told(problem: &Problem, texts: Texts) -> String {
    let subject = if problem.subject.is_empty() { String::new() } else { format!("{}: ", problem.subject) };
    plain(&format!("{}{subject}{}", problem.location(), sentence(problem, texts)))
}

pub(super) fn sentence(problem: &Problem, texts: Texts) -> String {
    let (code, mut args) = problem.fault.parts();
    for (name, text) in &mut args {
        if *name == "expected" {
            *text = texts.said("expected", &expected(text)).unwrap_or_else(|| text.clone());
        }
    }
    let args: Vec<(&str, &str)> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    texts.say(&format!("rules-{code}"), &args)
}

/// The first words, as a message calls them: `list of codes`, `window (…)`.
fn expected(text: &str) -> String {
    text.split(" (").next().unwrap_or(text).replace(' ', "-")
}
