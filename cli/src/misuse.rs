//! What is said of a command line that cannot be read: clap’s own words in English, ours in French.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use domain::messages::Language;

use crate::output::{WRONG, plain, styled, tell};
use crate::session::language_of_environment;
use crate::texts::Texts;

/// Exit code of misuse, as of clap itself.
const MISUSE: i32 = 2;

/// Says what is wrong, or shows the help that was asked for, and ends the program.
pub(crate) fn end(error: &clap::Error) -> ! {
    let texts = Texts { language: spoken(std::env::args()) };
    match texts.language {
        Language::French if error.use_stderr() => match sentence(error, texts) {
            Some(sentence) => {
                tell(&format!("{} {sentence}", styled(WRONG, texts.say("error", &[]))));
                if let Some(usage) = told(error, ContextKind::Usage) {
                    let usage = usage.trim_start_matches("Usage:").trim();
                    tell(&format!("\n{}", texts.say("misuse-usage", &[("usage", usage)])));
                }
                tell(&format!("\n{}", texts.say("misuse-help", &[])));
                std::process::exit(MISUSE)
            }
            None => error.exit(),
        },
        Language::French | Language::English => error.exit(),
    }
}

/// The language asked for, though the rest cannot be read.
fn spoken(arguments: impl Iterator<Item = String>) -> Language {
    let mut asked = None;
    let mut is_next = false;
    for argument in arguments.take_while(|argument| argument != "--") {
        let value = if is_next { Some(argument.as_str()) } else { argument.strip_prefix("--lang=") };
        asked = value.and_then(|value| value.parse().ok()).or(asked);
        is_next = argument == "--lang";
    }
    asked.unwrap_or_else(language_of_environment)
}

/// What is wrong, in one sentence; nothing for what only shows the help.
fn sentence(error: &clap::Error, texts: Texts) -> Option<String> {
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "misuse-unknown-argument",
        ErrorKind::InvalidSubcommand => "misuse-unknown-verb",
        ErrorKind::InvalidValue if told(error, ContextKind::InvalidValue).is_none() => "misuse-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "misuse-value",
        ErrorKind::MissingRequiredArgument => "misuse-missing",
        ErrorKind::ArgumentConflict => "misuse-conflict",
        ErrorKind::MissingSubcommand => "misuse-no-verb",
        _other => return None,
    };
    let text = |kind| told(error, kind).unwrap_or_default();
    let subject = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand].into_iter();
    let subject = subject.filter_map(|kind| told(error, kind)).next().unwrap_or_default();
    let mut said = texts.say(
        id,
        &[
            ("argument", &subject),
            ("value", &text(ContextKind::InvalidValue)),
            ("other", &text(ContextKind::PriorArg)),
        ],
    );
    let hints = [
        ("misuse-possible", ContextKind::ValidValue),
        ("misuse-suggestion", ContextKind::SuggestedArg),
        ("misuse-suggestion", ContextKind::SuggestedSubcommand),
        ("misuse-suggestion", ContextKind::SuggestedValue),
    ];
    for (id, kind) in hints {
        if let Some(hint) = told(error, kind) {
            said.push_str(&texts.say(id, &[("hint", &hint)]));
        }
    }
    Some(said)
}

/// What the error tells of this kind, on one line; nothing when that is empty.
fn told(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => plain(text),
        ContextValue::Strings(texts) => plain(&texts.join(", ")),
        ContextValue::StyledStr(text) => text.to_string(),
        other => plain(&other.to_string()),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_in_what_cannot_be_read() {
        let spoken = |line: &str| spoken(line.split(' ').map(str::to_owned));
        assert_eq!(spoken("parcours dance --lang en"), Language::English);
        assert_eq!(spoken("parcours --lang=fr dance"), Language::French);
        assert_eq!(spoken("parcours --lang=en --lang fr dance"), Language::French);
    }
}
