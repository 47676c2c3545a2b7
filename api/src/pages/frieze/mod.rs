//! A pathway as a picture: swim-lanes of what lasted, in SVG made here. What is drawn is also told: each thing has its
//! text and leads to its fact, and the same episodes stand in a table.

mod axis;
mod item;
mod lanes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use askama::Template;
use jiff::civil::Date;

use super::household::answer::{Episode, EpisodeEnd, EpisodeKind};
use super::household::people::People;
use super::texts::Texts;
use axis::{Axis, Squeezed, Tick};
use item::{Label, Span, Stretch};
use lanes::Drawing;
pub(in crate::pages) use lanes::abbreviation;

/// Width of the picture, names aside; and the height of the axis.
const WIDTH: f64 = 960.0;
const AXIS: f64 = 40.0;
/// Room below the lanes for the label of a belief.
const BELOW: f64 = 14.0;

/// The picture, with its legend and its table.
#[derive(Template)]
#[template(path = "frieze/frieze.html")]
pub(super) struct Frieze {
    texts: Texts,
    width: f64,
    height: f64,
    ticks: Vec<Tick>,
    squeezed: Vec<Squeezed>,
    lanes: Vec<Lane>,
    as_of: Line,
    known: Option<Line>,
    gradients: BTreeSet<String>,
    legend: Vec<Legend>,
    table: Vec<Told>,
    description: String,
}

/// A line across the lanes.
struct Line {
    x: f64,
    label: String,
    /// At which side of the line its label is.
    anchor: &'static str,
    label_x: f64,
}

struct Lane {
    title: String,
    y: f64,
    height: f64,
    rows: Vec<Row>,
    drawn: Drawn,
}

struct Row {
    y: f64,
    name: String,
}

#[derive(Default)]
struct Drawn {
    bars: Vec<Bar>,
    marks: Vec<Mark>,
    gaps: Vec<Gap>,
}

struct Bar {
    class: String,
    y: f64,
    height: f64,
    fade_in: Option<Stretch>,
    solid: Stretch,
    fade_out: Option<Stretch>,
    /// `vague` when no day is certain, `unknown` when its thickness tells nothing.
    look: &'static str,
    label: Option<Label>,
    label_y: f64,
    hatched: bool,
    /// It slid into what follows.
    slid: bool,
    about: About,
}

struct Mark {
    x: f64,
    y: f64,
    span: Span,
    incident: bool,
    text: String,
    about: About,
}

struct Gap {
    x: f64,
    width: f64,
    y: f64,
    height: f64,
    title: String,
}

/// What a thing says when it is looked at.
struct About {
    text: String,
    /// Its fact in the history, when it is there.
    href: Option<String>,
    change: Option<&'static str>,
}

struct Legend {
    class: String,
    hatched: bool,
    text: String,
}

/// An episode in the table.
struct Told {
    lane: String,
    what: String,
    who: String,
    from: String,
    until: String,
}

impl Frieze {
    pub(super) fn of(
        episodes: &[Episode],
        events: &BTreeSet<String>,
        changed: &BTreeMap<String, Novelty>,
        people: &People,
        texts: Texts,
        at: At,
    ) -> Self {
        let At { as_of, known, even } = at;
        let drawn: Vec<Episode> =
            episodes.iter().filter(|one| one.kind != EpisodeKind::Membership).cloned().collect();
        let axis = Axis::of(&days(&drawn), as_of, WIDTH, even);
        let known_events = |event: &str| events.contains(event);
        let drawing = Drawing { axis: &axis, people, texts, changed, as_of, known_events: &known_events };
        let lanes = drawing.lanes(&drawn, AXIS);
        let height = lanes.iter().map(|lane| lane.height).sum::<f64>() + AXIS + known.map_or(0.0, |_| BELOW);
        let line = |day: Date, id: &str| {
            let x = axis.x(day.tomorrow().unwrap_or(day));
            let left = x > WIDTH * 0.75;
            let (anchor, label_x) = if left { ("end", x - 5.0) } else { ("start", x + 5.0) };
            Line { x, label: texts.with(id, &[("day", &texts.day(day))]), anchor, label_x }
        };
        let bars = || lanes.iter().flat_map(|lane| &lane.drawn.bars);
        let fading = bars().filter(|bar| bar.fade_in.is_some() || bar.fade_out.is_some());
        Self {
            texts,
            width: WIDTH,
            height,
            ticks: axis.ticks(|month| texts.of("month", &month.to_string())),
            squeezed: axis.squeezed(),
            as_of: line(as_of, "line-as-of"),
            known: known.map(|day| line(day, "line-known")),
            gradients: fading.map(|bar| bar.class.clone()).collect(),
            legend: legend(&lanes, texts),
            table: drawn.iter().map(|episode| told(episode, people, texts)).collect(),
            description: texts.count("frieze-description", drawn.len() as u64),
            lanes,
        }
    }

    fn say(&self, id: &str) -> String {
        self.texts.say(id)
    }

    /// A number of pixels, to a tenth.
    fn px(value: impl Display) -> String {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    }

    fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }
}

/// What is new of something that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Novelty {
    /// It was not there.
    Added,
    /// Another fact changes it.
    Changed,
    /// Its own fact is corrected.
    Corrected,
    /// Its own fact is retracted.
    Retracted,
}

impl Novelty {
    /// The class of how it looks, and the message of its name.
    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Added => ("added", "change-added"),
            Self::Changed => ("corrected", "change-changed"),
            Self::Corrected => ("corrected", "change-corrected"),
            Self::Retracted => ("retracted", "change-retracted"),
        }
    }
}

/// When the picture is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) as_of: Date,
    pub(super) known: Option<Date>,
    pub(super) even: bool,
}

/// Every day on which something begins or ends, as far as it is known.
fn days(episodes: &[Episode]) -> Vec<Date> {
    let bounds = episodes.iter().flat_map(|one| std::iter::once(one.from).chain(one.until));
    let days = bounds.flat_map(|on| [on.0.earliest(), on.0.latest()]);
    days.filter(|day| *day != Date::MIN && *day != Date::MAX).collect()
}

/// One entry for each look that the picture has.
fn legend(lanes: &[Lane], texts: Texts) -> Vec<Legend> {
    let mut seen = BTreeSet::new();
    let bars = lanes.iter().flat_map(|lane| &lane.drawn.bars);
    let classes = bars.filter(|bar| seen.insert(bar.class.clone()));
    let entry = |bar: &Bar| Legend {
        text: texts.say(&format!("legend-{}", bar.class)),
        class: bar.class.clone(),
        hatched: bar.hatched,
    };
    classes.map(entry).collect()
}

fn told(episode: &Episode, people: &People, texts: Texts) -> Told {
    let lane = match episode.kind {
        EpisodeKind::Enrolment | EpisodeKind::Membership => "lane-support",
        EpisodeKind::Stay | EpisodeKind::Lease | EpisodeKind::Incident => "lane-home",
        EpisodeKind::Status | EpisodeKind::Permit => "lane-status",
        EpisodeKind::Contract => "lane-work",
        EpisodeKind::Training | EpisodeKind::Assessment => "lane-training",
    };
    let what = [Some(&episode.label), episode.value.as_ref(), episode.working_time.as_ref()];
    let what = what.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let until = match (episode.end, episode.until) {
        (EpisodeEnd::Moment, _) => String::new(),
        (_, None) => texts.say("goes-on"),
        (_, Some(until)) => texts.date(until.0),
    };
    let (who, from) = (people.names(&episode.persons), texts.date(episode.from.0));
    Told { lane: texts.say(lane), what, who, from, until }
}

impl Frieze {
    fn has_gaps(&self) -> bool {
        self.lanes.iter().any(|lane| !lane.drawn.gaps.is_empty())
    }
}

impl Bar {
    fn start(&self) -> f64 {
        self.fade_in.map_or(self.solid.0, |(x, _)| x)
    }

    fn whole(&self) -> f64 {
        let end = self.fade_out.map_or(self.solid.0 + self.solid.1, |(x, width)| x + width);
        (end - self.start()).max(2.0)
    }
}
