//! What was typed into a form: names of fields, which are places in the arguments of `record`, and texts.

use std::collections::BTreeSet;

/// Longest value of a field, in characters, and the most fields that a form sends.
pub(super) const LONGEST: usize = 500;
const FIELDS_MAX: usize = 400;

/// Names and values, in the order sent; a list of choices has its name several times.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(Vec<(String, String)>);

impl Typed {
    /// What a browser sent; `None` when no form of ours sends so much.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Option<Self> {
        let known = |name: &str| {
            let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_');
            name.len() <= 80 && name.bytes().all(letter)
        };
        let fits = pairs.len() <= FIELDS_MAX && pairs.iter().all(|(name, _)| known(name));
        fits.then_some(Self(pairs))
    }

    /// The value of a field, without the blanks around it; empty when it is not there.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field that is not blank.
    pub(super) fn all<'t>(&'t self, name: &str) -> Vec<&'t str> {
        let values = self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty()).collect()
    }

    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.0.retain(|(given, _)| *given != name);
        self.0.push((name, value.into()));
    }

    /// Leaves out a field, and what is inside it.
    pub(super) fn clear(&mut self, name: &str) {
        self.0.retain(|(given, _)| !is_of(given, name));
    }

    /// Whether nothing was typed into a field, nor inside it.
    pub(super) fn is_blank(&self, name: &str) -> bool {
        self.0.iter().all(|(given, value)| !is_of(given, name) || value.trim().is_empty())
    }

    /// Whether the same was typed into a field, and inside it, as into that of another form.
    pub(super) fn is_as_in(&self, other: &Self, name: &str) -> bool {
        let told = |of: &Self| {
            let of = of.0.iter().filter(|(given, value)| is_of(given, name) && !value.trim().is_empty());
            let pairs = of.map(|(given, value)| (given.clone(), value.trim().to_owned()));
            pairs.collect::<BTreeSet<_>>()
        };
        told(self) == told(other)
    }

    pub(super) fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Everything but the button pressed, to be sent again.
    pub(super) fn kept(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, value)| name != "step" && !value.trim().is_empty())
    }

    /// How many items of a list were sent.
    pub(super) fn items(&self, list: &str) -> usize {
        self.0.iter().filter_map(|(name, _)| place(name, list)).max().map_or(0, |last| last + 1)
    }

    /// Leaves out the items of a list of which nothing was typed, and numbers the others from 0 again.
    pub(super) fn compact(&mut self, list: &str) {
        let told = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        let told: BTreeSet<usize> = told.filter_map(|(name, _)| place(name, list)).collect();
        let pairs = std::mem::take(&mut self.0).into_iter();
        let numbered = pairs.filter_map(|(name, value)| match place(&name, list) {
            None => Some((name, value)),
            Some(at) => {
                let new = told.iter().position(|one| *one == at)?;
                let (_, rest) = split(&name, list)?;
                Some((format!("{list}/{new}{rest}"), value))
            }
        });
        self.0 = numbered.collect();
    }
}

/// Whether a name is that of a field, or of something inside it.
fn is_of(given: &str, name: &str) -> bool {
    given.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Which item of a list a name is of.
fn place(name: &str, list: &str) -> Option<usize> {
    split(name, list)?.0.parse().ok().filter(|at| *at < FIELDS_MAX)
}

/// The number of an item and the rest of the name: `2` and `/birth`.
fn split<'n>(name: &'n str, list: &str) -> Option<(&'n str, &'n str)> {
    let rest = name.strip_prefix(list)?.strip_prefix('/')?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
            .unwrap()
    }

    #[test]
    fn items_without_anything_are_left_out() {
        let mut typed = typed(&[
            ("a/0/x", " "),
            ("a/1/x", "one"),
            ("a/1/y", ""),
            ("a/3/x", "two"),
            ("b", "c"),
            ("a/x", ""),
        ]);
        assert_eq!(typed.items("a"), 4);
        typed.compact("a");
        assert_eq!((typed.one("a/0/x"), typed.one("a/1/x"), typed.one("b")), ("one", "two", "c"));
        assert_eq!(typed.items("a"), 2);
    }

    #[test]
    fn what_no_form_sends_is_no_form() {
        let pair = |name: &str| vec![(name.to_owned(), String::new())];
        assert!(Typed::of(pair("0/data/kind")).is_some());
        assert!(Typed::of(pair("0/data/<b>")).is_none());
        assert!(Typed::of(pair(&"a".repeat(81))).is_none());
        let many = (0..=FIELDS_MAX).map(|at| (at.to_string(), String::new())).collect();
        assert!(Typed::of(many).is_none());
    }
}
