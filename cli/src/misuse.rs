//! What is said of a command line that cannot be read: clap’s own words in English, ours in French.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use domain::messages::Language;

use crate::output::{WRONG, plain, styled, tell};
use crate::session::language_of_environment;
use crate::texts::Texts;

/// Messages by what is wrong; of anything else only the help is shown.
const SENTENCES: [(ErrorKind, &str); 7] = [
    (ErrorKind::UnknownArgument, "misuse-unknown-argument"),
    (ErrorKind::InvalidSubcommand, "misuse-unknown-verb"),
    (ErrorKind::InvalidValue, "misuse-value"),
    (ErrorKind::ValueValidation, "misuse-value"),
    (ErrorKind::MissingRequiredArgument, "misuse-missing"),
    (ErrorKind::ArgumentConflict, "misuse-conflict"),
    (ErrorKind::MissingSubcommand, "misuse-no-verb"),
];

/// Exit code of misuse, as of clap itself.
const MISUSE: i32 = 2;

/// Says what is wrong, or shows the help that was asked for, and ends the program.
pub(crate) fn end(error: &clap::Error) -> ! {
    let texts = Texts {
        language: spoken(std::env::args_os().map(|argument| argument.to_string_lossy().into_owned())),
    };
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
    let mut id = SENTENCES.iter().find(|(kind, _)| *kind == error.kind())?.1;
    if error.kind() == ErrorKind::InvalidValue && told(error, ContextKind::InvalidValue).is_none() {
        id = "misuse-no-value";
    }
    let text = |kind| told(error, kind).unwrap_or_default();
    let mut subjects = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand].into_iter();
    let subject = subjects.find_map(|kind| told(error, kind)).unwrap_or_default();
    let mut said = texts.say(
        id,
        &[
            ("argument", &subject),
            ("value", &text(ContextKind::InvalidValue)),
            ("other", &text(ContextKind::PriorArg)),
        ],
    );
    if error.kind() == ErrorKind::ValueValidation
        && let Some(why) = std::error::Error::source(error)
    {
        said.push_str(&texts.say("misuse-why", &[("why", &plain(&why.to_string()))]));
    }
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
    let context = error.get(kind)?;
    let text = if let ContextValue::Strings(texts) = context {
        plain(&texts.join(", "))
    } else if let ContextValue::StyledStr(text) = context {
        text.to_string()
    } else {
        plain(&context.to_string())
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
