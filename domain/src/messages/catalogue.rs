//! Messages in Fluent, one bundle per language; other crates build theirs from their own files.

use std::collections::BTreeSet;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::Language;

/// Messages by language and identifier, read once.
pub struct Catalogue {
    french: Messages,
    english: Messages,
    faults: Vec<String>,
}

/// The messages of one language.
struct Messages {
    bundle: FluentBundle<FluentResource>,
    ids: BTreeSet<String>,
}

/// Why a message cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// No message has that identifier.
    #[error("no message {id} in {language}")]
    Unknown {
        /// The identifier asked for.
        id: String,
        /// The language asked for.
        language: Language,
    },
    /// It refers to an argument that was not given, or to a message that does not exist.
    #[error("message {id} in {language} refers to something missing: {faults}")]
    Incomplete {
        /// The identifier asked for.
        id: String,
        /// The language asked for.
        language: Language,
        /// What is missing, as Fluent says it.
        faults: String,
    },
}

impl Catalogue {
    /// Reads the text of Fluent files, each with its language.
    ///
    /// Files are part of the program, so there is no error to handle: what cannot be read is left out and
    /// told by [`faults`](Self::faults), which a test of the crate that owns the files finds empty.
    #[must_use]
    pub fn new(sources: &[(Language, &str)]) -> Self {
        let mut faults = Vec::new();
        let mut read = |language| Messages::read(language, sources, &mut faults);
        let (french, english) = (read(Language::French), read(Language::English));
        Self { french, english, faults }
    }

    /// What could not be read: syntax errors, identifiers defined twice.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// The identifiers of a language.
    #[must_use]
    pub fn ids(&self, language: Language) -> &BTreeSet<String> {
        &self.of(language).ids
    }

    /// The message `id`, its variables replaced by `args`; the identifier itself when it cannot be written.
    ///
    /// Arguments are texts: whatever they hold is printed, never read as Fluent.
    #[must_use]
    pub fn format(&self, language: Language, id: &str, args: &[(&str, &str)]) -> String {
        self.try_format(language, id, args).unwrap_or_else(|_| id.to_owned())
    }

    /// The message `id`, its variables replaced by `args`.
    ///
    /// # Errors
    /// When there is no such message, or when it refers to something missing.
    pub fn try_format(
        &self,
        language: Language,
        id: &str,
        args: &[(&str, &str)],
    ) -> Result<String, MessageError> {
        let bundle = &self.of(language).bundle;
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let pattern = pattern.ok_or_else(|| MessageError::Unknown { id: id.to_owned(), language })?;
        let args: FluentArgs<'_> = args.iter().copied().collect();
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
        if faults.is_empty() {
            return Ok(text);
        }
        let faults = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Err(MessageError::Incomplete { id: id.to_owned(), language, faults })
    }

    fn of(&self, language: Language) -> &Messages {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }
}

impl Messages {
    fn read(language: Language, sources: &[(Language, &str)], faults: &mut Vec<String>) -> Self {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks protect mixed writing directions; both languages are written left to right.
        bundle.set_use_isolating(false);
        let mut ids = BTreeSet::new();
        for (_, text) in sources.iter().filter(|(of, _)| *of == language) {
            ids.extend(identifiers(text).map(str::to_owned));
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                    faults.extend(errors.iter().map(|error| format!("{language}: {error}")));
                    resource
                });
            if let Err(errors) = bundle.add_resource(resource) {
                faults.extend(errors.iter().map(|error| format!("{language}: {error}")));
            }
        }
        Self { bundle, ids }
    }
}

/// The identifiers that a Fluent file defines: only a message begins a line with a letter.
fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let definitions = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    definitions.filter_map(|line| line.split_once('=')).map(|(id, _)| id.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &[(Language, &str)] = &[
        (
            Language::French,
            "bonjour = bonjour { $who }\n-terme = x\n# note = rien\nadieu =\n    au\n    revoir\n",
        ),
        (Language::English, "bonjour = hello { $who }\n"),
    ];

    #[test]
    fn a_message_is_written_in_the_language_asked_for() {
        let catalogue = Catalogue::new(SOURCES);
        assert_eq!(catalogue.faults(), [""; 0]);
        assert_eq!(catalogue.format(Language::French, "bonjour", &[("who", "Aïcha")]), "bonjour Aïcha");
        assert_eq!(catalogue.format(Language::English, "bonjour", &[("who", "Aïcha")]), "hello Aïcha");
    }

    #[test]
    fn an_argument_is_never_read_as_fluent() {
        let catalogue = Catalogue::new(SOURCES);
        let who = "{ $who } { bonjour }\n-terme = { -terme }\u{2068}";
        assert_eq!(catalogue.format(Language::English, "bonjour", &[("who", who)]), format!("hello {who}"));
    }

    #[test]
    fn a_message_that_cannot_be_written_gives_its_identifier() {
        let catalogue = Catalogue::new(SOURCES);
        assert_eq!(catalogue.format(Language::English, "adieu", &[]), "adieu");
        assert_eq!(catalogue.format(Language::English, "bonjour", &[("whom", "Aïcha")]), "bonjour");
        let error = catalogue.try_format(Language::English, "adieu", &[]).unwrap_err();
        assert_eq!(error.to_string(), "no message adieu in en");
        let error = catalogue.try_format(Language::English, "bonjour", &[]).unwrap_err();
        assert!(error.to_string().contains("$who"), "{error}");
    }

    #[test]
    fn identifiers_are_those_of_messages() {
        let catalogue = Catalogue::new(SOURCES);
        assert_eq!(catalogue.ids(Language::French).iter().collect::<Vec<_>>(), ["adieu", "bonjour"]);
        assert_eq!(catalogue.ids(Language::English).iter().collect::<Vec<_>>(), ["bonjour"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_kept() {
        let catalogue = Catalogue::new(&[(Language::French, "a = }\nb = first\nb = second\n")]);
        assert_eq!(catalogue.faults().len(), 2, "{:?}", catalogue.faults());
        assert_eq!(catalogue.format(Language::French, "b", &[]), "first");
    }
}
