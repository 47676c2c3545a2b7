//! Persons as a reader of one household knows them: by name, else by their place in it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::pages::texts::Texts;

use super::answer::{Entry, Episode, EpisodeKind};

/// Everybody who has been in the household, as known.
pub(in crate::pages) struct People {
    names: BTreeMap<String, String>,
    order: Vec<String>,
    /// When those left who are no members any more.
    left: BTreeMap<String, Date>,
    texts: Texts,
}

impl People {
    pub(in crate::pages) fn of(episodes: &[Episode], history: &[Entry], texts: Texts) -> Self {
        let members = episodes.iter().filter(|episode| episode.kind == EpisodeKind::Membership);
        let mut members: Vec<(&str, &Episode)> =
            members.filter_map(|episode| Some((episode.persons.first()?.as_str(), episode))).collect();
        // Who is asked first comes first, then the eldest.
        members.sort_by_key(|(person, episode)| (rank(&episode.code), told(history, person, "birth")));
        let mut left: BTreeMap<String, Option<Date>> = BTreeMap::new();
        for (person, episode) in &members {
            let until = episode.until.map(|until| until.0.latest());
            let last = left.entry((*person).to_owned()).or_insert(until);
            // Whoever is there for good in any stay has not left.
            *last = last.zip(until).map(|(one, other)| one.max(other));
        }
        let left = left.into_iter().filter_map(|(person, day)| Some((person, day?))).collect();
        let mut order: Vec<String> = Vec::new();
        let mut names = BTreeMap::new();
        for (person, episode) in &members {
            if names.contains_key(*person) {
                continue;
            }
            // Whoever left and came back is one person.
            let mut alike: Vec<&str> = Vec::new();
            for (person, _) in members.iter().filter(|(_, other)| other.code == episode.code) {
                if !alike.contains(person) {
                    alike.push(person);
                }
            }
            let place = alike.iter().position(|other| other == person).unwrap_or_default() + 1;
            let role =
                if alike.len() > 1 { format!("{} {place}", episode.label) } else { episode.label.clone() };
            names.insert((*person).to_owned(), told(history, person, "identity").unwrap_or(role));
            order.push((*person).to_owned());
        }
        Self { names, order, left, texts }
    }

    /// One person.
    pub(in crate::pages) fn name(&self, person: &str) -> String {
        let named = self.names.get(person).cloned();
        named.unwrap_or_else(|| {
            let short: String = person.chars().take(8).collect();
            self.texts.with("person", &[("id", &short)])
        })
    }

    /// The identifiers of everybody, in order.
    pub(in crate::pages) fn order(&self) -> &[String] {
        &self.order
    }

    /// When a person left who is no member any more.
    pub(in crate::pages) fn left(&self, person: &str) -> Option<Date> {
        self.left.get(person).copied()
    }

    /// Everybody, in order.
    pub(in crate::pages) fn everybody(&self) -> String {
        self.order.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ")
    }

    /// Several persons, or the whole household.
    pub(in crate::pages) fn names(&self, persons: &[String]) -> String {
        let everybody = self.order.len() > 1 && self.order.iter().all(|person| persons.contains(person));
        if everybody {
            return self.texts.say("everybody");
        }
        persons.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ")
    }

    /// The place of a person among the others.
    pub(in crate::pages) fn place(&self, person: &str) -> usize {
        self.order.iter().position(|other| other == person).unwrap_or(usize::MAX)
    }
}

/// The order of roles.
fn rank(role: &str) -> u8 {
    match role {
        "reference_person" => 0,
        "partner" => 1,
        "child" => 3,
        _ => 2,
    }
}

/// What the arrival of a person told, if the reader may see it and it was not erased.
fn told(history: &[Entry], person: &str, field: &str) -> Option<String> {
    let joined = history.iter().filter(|entry| entry.kind == "member_joined" && entry.believed);
    let mut payloads = joined.filter_map(|entry| entry.believed_payload.as_ref());
    let payload = payloads.find(|payload| payload["person"] == person)?;
    payload[field].as_str().map(str::to_owned)
}
