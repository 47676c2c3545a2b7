//! Interchange lines repeated under new identifiers.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// Length of a hyphenated UUID.
const LENGTH: usize = 36;

/// Lines whose identifiers are known, so that copies are written without reading them again.
pub(super) struct Copies {
    lines: Vec<Line>,
    /// Every identifier of the lines, once.
    ids: Vec<Uuid>,
    /// Those that programmes hold: copies of households refer to the same activities.
    kept: HashSet<usize>,
}

struct Line {
    pieces: Vec<Piece>,
    of_a_programme: bool,
}

enum Piece {
    Text(String),
    Id(usize),
}

impl Copies {
    /// Takes the lines of files apart.
    pub(super) fn of<'t>(lines: impl IntoIterator<Item = &'t str>) -> Self {
        let mut copies = Self { lines: Vec::new(), ids: Vec::new(), kept: HashSet::new() };
        let mut known = HashMap::new();
        for text in lines.into_iter().filter(|line| !line.trim().is_empty()) {
            let of_a_programme = !text.contains("\"subject\":\"household/");
            let pieces = pieces(text, |id| {
                let index = *known.entry(id).or_insert(copies.ids.len());
                if index == copies.ids.len() {
                    copies.ids.push(id);
                }
                index
            });
            if of_a_programme {
                copies.kept.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::Id(index) => Some(*index),
                    Piece::Text(_) => None,
                }));
            }
            copies.lines.push(Line { pieces, of_a_programme });
        }
        copies
    }

    /// Lines of one copy. Copy 0 is the original, which alone has the lines of programmes: their codes stay,
    /// and a programme is registered once.
    pub(super) fn lines(&self, copy: u32) -> impl Iterator<Item = String> {
        let ids: Vec<String> = self.ids.iter().enumerate().map(|id| self.id(copy, id)).collect();
        let lines = self.lines.iter().filter(move |line| copy == 0 || !line.of_a_programme);
        lines.map(move |line| {
            let piece = |piece: &'_ Piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Id(index) => ids.get(*index).cloned().unwrap_or_default(),
            };
            line.pieces.iter().map(piece).collect()
        })
    }

    fn id(&self, copy: u32, (index, id): (usize, &Uuid)) -> String {
        if copy == 0 || self.kept.contains(&index) { id.to_string() } else { copied(*id, copy).to_string() }
    }
}

/// What an identifier is called in a copy.
pub(super) fn copied(id: Uuid, copy: u32) -> Uuid {
    Uuid::new_v5(&id, &copy.to_be_bytes())
}

/// Cuts a line at its UUIDs.
fn pieces(text: &str, mut index_of: impl FnMut(Uuid) -> usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while at + LENGTH <= rest.len() {
        let end = at + LENGTH;
        let Some(id) = rest.get(at..end).and_then(hyphenated) else {
            at += 1;
            continue;
        };
        pieces.push(Piece::Text(rest.get(..at).unwrap_or_default().to_owned()));
        pieces.push(Piece::Id(index_of(id)));
        rest = rest.get(end..).unwrap_or_default();
        at = 0;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

fn hyphenated(text: &str) -> Option<Uuid> {
    // Cheaper than parsing what begins at every character.
    if text.as_bytes().get(8) != Some(&b'-') {
        return None;
    }
    text.parse::<uuid::fmt::Hyphenated>().ok().map(uuid::fmt::Hyphenated::into_uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str = "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a";
    const ACTIVITY: &str = "b7661bd9-c10e-554b-a6e0-4ea2f97a7d2f";

    fn lines() -> [String; 2] {
        [
            format!(r#"{{"subject":"programme/elia","data":{{"activity":"{ACTIVITY}"}}}}"#),
            format!(
                r#"{{"subject":"household/{PERSON}","é":["{PERSON}"],"data":{{"activity":"{ACTIVITY}"}}}}"#
            ),
        ]
    }

    #[test]
    fn the_first_copy_is_the_original() {
        let copies = Copies::of(lines().iter().map(String::as_str));
        assert_eq!(copies.lines(0).collect::<Vec<_>>(), lines());
    }

    #[test]
    fn later_copies_are_other_households_of_the_same_programmes() {
        let copies = Copies::of(lines().iter().map(String::as_str));
        let [_, household] = lines();
        let other = copied(PERSON.parse().unwrap(), 2).to_string();
        assert_ne!(other, PERSON);
        assert_eq!(copies.lines(2).collect::<Vec<_>>(), [household.replace(PERSON, &other)]);
        assert_ne!(copied(PERSON.parse().unwrap(), 3).to_string(), other);
    }
}
