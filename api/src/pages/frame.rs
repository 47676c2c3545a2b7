//! What stands around every page: its language, and where it is.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::messages::Language;

use super::reader::Reader;
use super::texts::Texts;
use crate::{cookies, percent};

/// The name of the cookie, and of the parameter, that choose the language.
const LANG: &str = "lang";

/// The frame of one page.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) texts: Texts,
    /// The address without the choice of language: `/households/…?as-of=2010-12-31`.
    here: String,
    /// The language, when the address just chose it: then it is remembered.
    pub(super) chosen: Option<Language>,
    pairs: Vec<(String, String)>,
    /// Who reads it.
    pub(super) reader: Reader,
}

impl Frame {
    /// The frame of a request: the language that its address chooses, else that of the cookie, else what the browser
    /// prefers.
    pub(super) fn of(parts: &Parts) -> Self {
        let pairs = query_pairs(parts.uri.query().unwrap_or_default());
        let chosen = pairs.iter().find(|(name, _)| name == LANG).and_then(|(_, code)| code.parse().ok());
        let language = chosen.or_else(|| of_cookie(&parts.headers));
        let language = language.unwrap_or_else(|| of_browser(&parts.headers));
        let pairs: Vec<_> = pairs.into_iter().filter(|(name, _)| name != LANG).collect();
        let here = address(parts.uri.path(), &pairs);
        Self { texts: Texts(language), here, chosen, pairs, reader: Reader::of(parts) }
    }

    /// A parameter of the address; nothing when it is absent or blank.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same address with parameters set to other values, or taken away.
    pub(super) fn here_with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let set = changes.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.to_owned())));
        let pairs: Vec<_> = kept.cloned().chain(set).collect();
        address(self.here.split('?').next().unwrap_or("/"), &pairs)
    }

    /// For whom, and as what, whoever reads has signed in, in words.
    pub(super) fn who(&self) -> Option<String> {
        self.reader.who(self.texts)
    }

    /// Where this page is, to come back to it.
    pub(super) fn here(&self) -> &str {
        &self.here
    }

    /// A text of the page.
    pub(super) fn say(&self, id: &str) -> String {
        self.texts.say(id)
    }

    /// The code of the language, for `lang`.
    pub(super) fn lang(&self) -> &'static str {
        self.texts.0.code()
    }

    /// Whether this is the page at a path, or one below it.
    pub(super) fn is_below(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or_default();
        here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether this is the page at a path.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.here.split('?').next() == Some(path)
    }

    /// The languages to choose from: code, name, address, and whether it is this one.
    pub(super) fn languages(&self) -> Vec<(&'static str, &'static str, String, bool)> {
        let named = Language::ALL.iter().map(|language| {
            let name = match language {
                Language::French => "Français",
                Language::English => "English",
            };
            let there = self.here_with(&[(LANG, Some(language.code()))]);
            (language.code(), name, there, *language == self.texts.0)
        });
        named.collect()
    }
}

/// The parameters of a query, in their order; what is not UTF-8 is replaced.
fn query_pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent::decoded(&text)
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// An address of a path and parameters, on this server: two slashes before it would name another one.
pub(super) fn address(path: &str, pairs: &[(String, String)]) -> String {
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent::encoded(name), percent::encoded(value)))
        .collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

fn of_cookie(headers: &HeaderMap) -> Option<Language> {
    cookies::named(headers, LANG).next().and_then(|code| code.parse().ok())
}

fn of_browser(headers: &HeaderMap) -> Language {
    let wishes = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let wishes: Vec<&str> = wishes.filter_map(|wish| wish.to_str().ok()).collect();
    Language::from_accept(&wishes.join(","))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn frame(uri: &str, headers: &[(&str, &str)]) -> Frame {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Frame::of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_address_chooses_the_language_then_the_cookie_then_the_browser() {
        let english = ("accept-language", "en-GB,fr;q=0.5");
        assert_eq!(frame("/", &[]).lang(), "fr");
        assert_eq!(frame("/", &[english]).lang(), "en");
        assert_eq!(frame("/", &[english, ("cookie", "a=b; lang=fr")]).lang(), "fr");
        let chosen = frame("/?lang=en", &[("cookie", "lang=fr")]);
        assert_eq!((chosen.lang(), chosen.chosen), ("en", Some(Language::English)));
        assert_eq!(frame("/?lang=xx", &[english]).lang(), "en");
    }

    #[test]
    fn the_other_language_is_at_the_same_address() {
        let frame = frame("/households/x?as-of=2010-12-31&lang=fr&a=%C3%A9+%2", &[]);
        assert_eq!(frame.here_with(&[]), "/households/x?as-of=2010-12-31&a=%C3%A9%20%252");
        let [_, (code, _, there, current)] = &frame.languages()[..] else { panic!("two languages") };
        assert_eq!((*code, *current), ("en", false));
        assert_eq!(there, "/households/x?as-of=2010-12-31&a=%C3%A9%20%252&lang=en");
        assert_eq!(frame.here_with(&[("a", None), ("as-of", Some("2011"))]), "/households/x?as-of=2011");
    }

    #[test]
    fn a_blank_parameter_is_absent() {
        let frame = frame("/?a=&b=+&c=1&c=2", &[]);
        assert_eq!(
            (frame.parameter("a"), frame.parameter("b"), frame.parameter("c")),
            (None, None, Some("1"))
        );
    }
}
