//! The lanes: which episodes are drawn in which rows.

use std::collections::BTreeMap;

use domain::messages::Language;

use super::axis::Axis;
use super::item::{Span, label};
use super::{Bar, Drawn, Lane, Mark, Novelty, Row};
use crate::pages::household::answer::{Episode, EpisodeEnd, EpisodeKind};
use crate::pages::household::people::People;
use crate::pages::texts::Texts;

/// Height of the title of a lane, and of the room below it.
const TITLE: f64 = 24.0;
const BELOW: f64 = 8.0;
/// Height of the label over bars whose thickness tells something.
const OVER: f64 = 15.0;
/// Hours a week that fill the height of a row of work, and that height.
const FULL_WEEK: f64 = 35.0;
const THICKEST: f64 = 24.0;
const THINNEST: f64 = 4.0;
/// Characters of a name that fit beside the picture.
const NAME_MAX: usize = 24;

/// What lanes are drawn with.
pub(super) struct Drawing<'a> {
    pub(super) axis: &'a Axis,
    pub(super) people: &'a People,
    pub(super) texts: Texts,
    pub(super) changed: &'a BTreeMap<String, Novelty>,
    pub(super) as_of: jiff::civil::Date,
    pub(super) known_events: &'a dyn Fn(&str) -> bool,
}

/// How the rows of one kind look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Wide,
    Thin,
    Hours,
}

impl Look {
    fn height(self) -> f64 {
        match self {
            Self::Wide => 24.0,
            Self::Thin => 17.0,
            Self::Hours => OVER + THICKEST,
        }
    }

    /// Height and blank below.
    fn room(self) -> f64 {
        self.height() + 5.0
    }
}

impl Drawing<'_> {
    /// Every lane that has something, from the top.
    pub(super) fn lanes(&self, episodes: &[Episode], top: f64) -> Vec<Lane> {
        use EpisodeKind::{Assessment, Contract, Enrolment, Incident, Lease, Permit, Status, Stay, Training};
        let of = |kinds: &[EpisodeKind]| -> Vec<&Episode> {
            episodes.iter().filter(|one| kinds.contains(&one.kind)).collect()
        };
        let mut lanes = Vec::new();
        let mut y = top;
        let mut lane = |id: &str, rows: Vec<Group<'_>>| {
            let rows: Vec<_> = rows.into_iter().filter(|row| !row.episodes.is_empty()).collect();
            if rows.is_empty() {
                return;
            }
            let lane = self.lane(self.texts.say(id), rows, y);
            y += lane.height;
            lanes.push(lane);
        };
        let shared = |name: &str, look, kinds: &[EpisodeKind]| Group {
            name: self.texts.say(name),
            look,
            episodes: of(kinds),
        };
        lane("lane-support", vec![shared("row-support", Look::Wide, &[Enrolment])]);
        lane(
            "lane-home",
            vec![
                shared("row-home", Look::Wide, &[Stay]),
                shared("row-lease", Look::Thin, &[Lease, Incident]),
            ],
        );
        lane("lane-status", self.each(&of(&[Status, Permit]), Look::Thin));
        lane("lane-work", self.each(&of(&[Contract]), Look::Hours));
        lane("lane-training", self.each(&of(&[Training, Assessment]), Look::Thin));
        lanes
    }

    /// One group for each person.
    fn each<'e>(&self, episodes: &[&'e Episode], look: Look) -> Vec<Group<'e>> {
        let mut groups: BTreeMap<(usize, &str), Vec<&'e Episode>> = BTreeMap::new();
        for episode in episodes {
            for person in &episode.persons {
                groups.entry((self.people.place(person), person)).or_default().push(episode);
            }
        }
        let named = groups.into_iter().map(|((_, person), episodes)| {
            let name = self.people.name(person);
            Group { name, look, episodes }
        });
        named.collect()
    }

    fn lane(&self, title: String, groups: Vec<Group<'_>>, top: f64) -> Lane {
        let mut y = top + TITLE;
        let mut rows = Vec::new();
        let mut drawn = Drawn::default();
        for group in groups {
            let mut name = Some(group.name);
            for packed in packed(&group.episodes) {
                let look = if packed.iter().all(|one| one.kind == EpisodeKind::Status) {
                    Look::Thin
                } else {
                    group.look
                };
                rows.push(Row { y: y + look.height() / 2.0, name: cut(&name.take().unwrap_or_default()) });
                self.gaps(&packed, &group.episodes, y, look, &mut drawn);
                for (at, episode) in packed.iter().enumerate() {
                    self.draw(episode, packed.get(at + 1).copied(), y, look, &mut drawn);
                }
                y += look.room();
            }
        }
        let height = y - top + BELOW;
        Lane { title, y: top, height, rows, drawn }
    }

    fn draw(&self, episode: &Episode, next: Option<&Episode>, y: f64, look: Look, drawn: &mut Drawn) {
        let about = self.about(episode);
        if episode.end == EpisodeEnd::Moment {
            let span = Span::of(self.axis, episode.from.0, Some(episode.from.0));
            let x = span.x() + span.width() / 2.0;
            let incident = episode.kind == EpisodeKind::Incident;
            let text = episode.value.clone().unwrap_or_default().to_uppercase();
            drawn.marks.push(Mark { x, y: y + look.height() / 2.0, span, incident, text, about });
            return;
        }
        let span = Span::of(self.axis, episode.from.0, episode.until.map(|until| until.0));
        let (fade_in, solid, fade_out) = span.parts();
        let (top, height) = if look == Look::Hours {
            let thick = thickness(episode);
            (y + OVER + THICKEST - thick, thick)
        } else {
            (y, look.height())
        };
        let over = look == Look::Hours;
        let limit = next.map_or(self.axis.width(), |next| Span::of(self.axis, next.from.0, None).x());
        let limit = if over || span.width() < 40.0 { limit } else { limit.min(solid.0 + solid.1) };
        // A bar too small for its label has it beside, as long as nothing follows there.
        let start = if over || span.width() >= 40.0 { solid.0 } else { span.x() + span.width() };
        let (text, shorter) = self.labels(episode);
        let untold = over && episode.weekly_hours.is_none() && episode.full_time != Some(true);
        let drawn_as = match (span.is_vague(), untold) {
            (true, _) => "vague",
            (false, true) => "unknown",
            (false, false) => "",
        };
        drawn.bars.push(Bar {
            class: class(episode),
            y: top,
            height,
            fade_in,
            solid,
            fade_out,
            look: drawn_as,
            label: label(&text, &shorter, start, limit),
            label_y: if over { y + OVER - 4.0 } else { y + look.height() / 2.0 + 4.0 },
            hatched: !span.is_vague() && matches!(episode.class.as_deref(), Some("precarious" | "emergency")),
            slid: episode.end == EpisodeEnd::Followed
                && matches!(episode.kind, EpisodeKind::Stay | EpisodeKind::Lease),
            about,
        });
    }

    /// The label of a bar and a shorter one, each with the hours of a contract: `CDI · 20 h`.
    fn labels(&self, episode: &Episode) -> (String, String) {
        let label = episode.label.as_str();
        let short = abbreviation(label).unwrap_or(label);
        let hours = episode.weekly_hours.map(|hours| {
            let hours = match self.texts.0 {
                Language::French => hours.to_string().replace('.', ","),
                Language::English => hours.to_string(),
            };
            self.texts.with("hours", &[("hours", &hours)])
        });
        let hours = hours.or_else(|| episode.working_time.clone());
        let with =
            |label: &str| hours.as_ref().map_or_else(|| label.to_owned(), |time| format!("{label} · {time}"));
        (with(label), with(short))
    }

    /// Time after a permit of a row in which its holder, still a member, had no other one that is recorded: `all` may hold
    /// one that was issued before it expired, in another row.
    fn gaps(&self, row: &[&Episode], all: &[&Episode], y: f64, look: Look, drawn: &mut Drawn) {
        for permit in row.iter().filter(|one| one.kind == EpisodeKind::Permit) {
            let Some(until) = permit.until.map(|until| until.0.latest()) else { continue };
            let Ok(from) = until.tomorrow() else { continue };
            let others =
                || all.iter().filter(|one| one.kind == EpisodeKind::Permit && one.persons == permit.persons);
            let covers = |other: &&&Episode| {
                other.from.0.earliest() <= from && other.until.is_none_or(|until| until.0.latest() >= from)
            };
            let next = others().map(|other| other.from.0.earliest()).filter(|next| *next > from).min();
            let left = permit.persons.iter().filter_map(|person| self.people.left(person)).min();
            let to = [next, left]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(self.as_of)
                .min(next.unwrap_or(self.as_of));
            if from >= to || others().any(|other| covers(&other)) {
                continue;
            }
            let (x, end) = (self.axis.x(from), self.axis.x(to));
            let days = [("from", self.texts.day(from)), ("to", self.texts.day(to))];
            let days: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
            let who = self.people.names(&permit.persons);
            let title = format!("{} · {who}", self.texts.with("gap", &days));
            drawn.gaps.push(super::Gap { x, width: (end - x).max(2.0), y, height: look.height(), title });
        }
    }

    fn about(&self, episode: &Episode) -> super::About {
        let told = self.texts;
        let words = |id: &str, on| told.with(id, &[("date", &told.date(on))]);
        let from = episode.from.0;
        let when = match (episode.end, episode.until.map(|until| until.0)) {
            (EpisodeEnd::Moment, _) => told.date(from),
            (EpisodeEnd::GoesOn, _) | (_, None) => {
                format!("{}, {}", words("since", from), told.say("goes-on"))
            }
            (EpisodeEnd::Ended | EpisodeEnd::Followed, Some(until)) => {
                format!("{} ; {}", words("since", from), words("until", until))
            }
            (EpisodeEnd::Expires, Some(until)) => {
                format!("{} ; {}", words("since", from), words("expires", until))
            }
        };
        let what = [Some(episode.label.clone()), episode.value.clone(), episode.working_time.clone()];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let change = self.changed.get(&episode.event).map(|novelty| novelty.look());
        let change = change.map(|(class, id)| (class, self.texts.say(id)));
        let mut text = format!("{what} · {when} · {}", self.people.names(&episode.persons));
        if let Some((_, name)) = &change {
            text = format!("{name} · {text}");
        }
        let known = (self.known_events)(&episode.event);
        super::About {
            text,
            href: known.then(|| format!("#fact-{}", episode.event)),
            change: change.map(|(code, _)| code),
        }
    }
}

/// Episodes of one name.
struct Group<'e> {
    name: String,
    look: Look,
    episodes: Vec<&'e Episode>,
}

/// Rows in which nothing certainly overlaps; a status and a permit never share one.
fn packed<'e>(episodes: &[&'e Episode]) -> Vec<Vec<&'e Episode>> {
    let mut rows: Vec<Vec<&'e Episode>> = Vec::new();
    for episode in episodes {
        let fits = |row: &&mut Vec<&'e Episode>| {
            row.iter().all(|other| {
                let alike = (other.kind == EpisodeKind::Status) == (episode.kind == EpisodeKind::Status);
                alike && (follows(episode, other) || follows(other, episode))
            })
        };
        match rows.iter_mut().find(fits) {
            Some(row) => row.push(episode),
            None => rows.push(vec![episode]),
        }
    }
    rows
}

/// Whether one may begin when the other may have ended.
fn follows(later: &Episode, earlier: &Episode) -> bool {
    if earlier.end == EpisodeEnd::Moment || later.end == EpisodeEnd::Moment {
        return earlier.kind != later.kind;
    }
    earlier.until.is_some_and(|until| until.0.earliest() <= later.from.0.latest())
}

fn thickness(episode: &Episode) -> f64 {
    let hours = episode.weekly_hours.or(episode.full_time.filter(|full| *full).map(|_| FULL_WEEK));
    hours.map_or(THICKEST / 2.0, |hours| (hours / FULL_WEEK * THICKEST).clamp(THINNEST, THICKEST))
}

fn class(episode: &Episode) -> String {
    match episode.kind {
        EpisodeKind::Stay => format!("home-{}", episode.class.as_deref().unwrap_or("unknown")),
        EpisodeKind::Lease => "lease".to_owned(),
        EpisodeKind::Status => "status".to_owned(),
        EpisodeKind::Permit => "permit".to_owned(),
        EpisodeKind::Contract => "work".to_owned(),
        EpisodeKind::Training | EpisodeKind::Assessment => "training".to_owned(),
        EpisodeKind::Enrolment => "support".to_owned(),
        EpisodeKind::Membership | EpisodeKind::Incident => "other".to_owned(),
    }
}

/// The letters by which a label is known too: `CDI` in `contrat à durée indéterminée (CDI)`.
pub(in crate::pages) fn abbreviation(label: &str) -> Option<&str> {
    let (_, rest) = label.split_once('(')?;
    let (letters, _) = rest.split_once(')')?;
    (letters.len() > 1 && letters.chars().all(char::is_uppercase)).then_some(letters)
}

/// A name, cut where its room ends.
fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_by_its_letters_when_it_tells_them() {
        assert_eq!(abbreviation("contrat à durée indéterminée (CDI)"), Some("CDI"));
        assert_eq!(abbreviation("foyer (de jeunes)"), None);
        assert_eq!(abbreviation("hôtel"), None);
    }

    #[test]
    fn a_long_name_is_cut_beside_the_picture() {
        assert_eq!(cut("Mme K."), "Mme K.");
        let name = cut("Mme K. (témoignage publié en 2011)");
        assert_eq!((name.chars().count(), name.ends_with('…')), (24, true));
    }
}
