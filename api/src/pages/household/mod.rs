//! One household: its frieze, what is true on a day, its history, and what is believed otherwise.

pub(super) mod answer;
mod moment;
mod now;
pub(super) mod people;
pub(super) mod story;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::frame::Frame;
use super::frieze::{At, Frieze, Novelty};
use super::households::answer::names;
use super::households::{left, short};
use super::record::activities;
use super::respond::html;
use super::texts::Texts;
use answer::{Answer, Deadline, Household, TieKind};
use moment::{Moment, Reach};
use now::{Card, Now, Person};
use people::People;
use story::{Changed, Fact, Teller};

const DOCUMENT: &str = concat!(
    include_str!("query.graphql"),
    "\n",
    include_str!("pathway.graphql"),
    "\n",
    include_str!("history.graphql")
);

/// The page.
pub(super) async fn page(State(desk): State<Desk>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let page = async {
        // Whatever is no identifier identifies nothing.
        let id: domain::ids::HouseholdId = id.parse().map_err(|_| Failure::NotFound)?;
        let moment = Moment::of(&frame)?;
        let zone = desk.time_zone();
        let variables = moment.variables(&id.to_string(), &zone);
        let language = frame.texts.0;
        let Answer { household, deadlines, programmes } =
            ask(&desk, &parts, language, DOCUMENT, variables).await?;
        let mut household = household.ok_or(Failure::NotFound)?;
        if let Some(history) = &mut household.history {
            activities::tell(&desk, &parts, frame.texts, history).await?;
        }
        let names = names(programmes);
        let household = household.with_names(&names);
        Ok(Page::of(&frame, household, &deadlines.nodes, &names, moment, &zone, desk.today()))
    };
    match page.await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

#[derive(Template)]
#[template(path = "household/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    id: String,
    /// Where this page is.
    base: String,
    people: String,
    support: String,
    moment: Moment,
    as_of: Date,
    on: String,
    known: Option<String>,
    since: Option<String>,
    recorded: String,
    ties: Vec<Tied>,
    /// Whether the reader records facts about it.
    records: bool,
    /// The fact that was recorded just now.
    saved: Option<Saved>,
    cards: Vec<Card>,
    members: Vec<Person>,
    /// Whether there are members and none is the reference person.
    unreferenced: bool,
    due: Vec<Due>,
    /// Whether personal data are not for the reader.
    hidden: bool,
    frieze: Frieze,
    facts: Vec<Fact>,
    changes: Vec<Changed>,
    reach: Reach,
    /// The position after which the page is watched: none when an earlier belief is shown, which nothing changes.
    watched: Option<u64>,
}

/// A fact just recorded, corrected or retracted.
pub(super) struct Saved {
    pub(super) id: String,
    pub(super) what: String,
}

impl Saved {
    pub(super) fn of(entry: &answer::Entry, texts: Texts) -> Self {
        let what = match entry.novelty() {
            Novelty::Added | Novelty::Changed => "saved-recorded",
            Novelty::Corrected => "saved-corrected",
            Novelty::Retracted => "saved-retracted",
        };
        Self { id: entry.id.clone(), what: texts.with(what, &[("fact", &entry.type_label)]) }
    }
}

/// Another household that a split or a merger ties to it.
struct Tied {
    how: String,
    id: String,
    name: String,
    on: String,
}

struct Due {
    day: String,
    iso: String,
    left: String,
    late: bool,
    what: String,
    who: String,
}

impl<'a> Page<'a> {
    fn of(
        frame: &'a Frame,
        household: Household,
        deadlines: &[Deadline],
        names: &BTreeMap<String, String>,
        moment: Moment,
        zone: &TimeZone,
        today: Date,
    ) -> Self {
        let texts = frame.texts;
        let as_of = household.as_of.0;
        let episodes = answer::named(household.episodes, names);
        let programme = |code: &str| names.get(code).cloned().unwrap_or_else(|| code.to_owned());
        let history = household.history.unwrap_or_default();
        let state = household.state.unwrap_or_default();
        let changes = household.changes.unwrap_or_default();
        let people = People::of(&episodes, &history, texts);
        let now = Now { texts, people: &people, episodes: &episodes, as_of, programme: &programme };
        let teller = Teller { texts, people: &people, zone, as_of };
        // One that went on through a merger is there twice.
        let mut support: Vec<String> = state.enrolments.iter().map(|one| programme(&one.programme)).collect();
        support.dedup();
        let day = |day: Option<Date>| day.map(|day| texts.day(day));
        let by_event = changes.iter().filter_map(|change| Some((change.event.clone()?, change.kind.into())));
        let mut by_event: BTreeMap<String, Novelty> = by_event.collect();
        let recorded_now = frame.parameter("recorded").and_then(|id| history.iter().find(|one| one.id == id));
        by_event.extend(recorded_now.map(|entry| (entry.id.clone(), entry.novelty())));
        let events = history.iter().map(|entry| entry.id.clone()).collect();
        let reach = Reach::of(&episodes, &history, as_of, today, zone);
        let last = history.iter().map(|entry| entry.position).max();
        let at = At { as_of, known: moment.known, even: moment.even };
        let ties = household.ties.unwrap_or_default();
        let mut facts = teller.facts(&history);
        // What stands and falls with facts of another household is retracted by those who look into that one too.
        let is_tied = |entry: &&answer::Entry| ties.iter().any(|tie| tie.batch == entry.batch);
        let withheld = history.iter().filter(|entry| crate::pages::record::binds(entry) && !is_tied(entry));
        let withheld: BTreeSet<&str> = withheld.map(|entry| entry.id.as_str()).collect();
        for fact in &mut facts {
            fact.retracts &= !withheld.contains(fact.id.as_str());
        }
        Self {
            frame,
            title: texts.with("household-title", &[("id", &short(&household.uuid))]),
            id: household.uuid.clone(),
            base: format!("/households/{}", household.uuid),
            people: people.everybody(),
            support: support.join(", "),
            on: texts.day(as_of),
            known: day(moment.known),
            since: day(moment.since),
            recorded: texts.count("facts", u64::from(household.version)),
            ties: ties.iter().map(|tie| tied(tie, texts)).collect(),
            records: household.recordable.is_some_and(|kinds| !kinds.is_empty()),
            saved: recorded_now.map(|entry| Saved::of(entry, texts)),
            cards: now.cards(&state),
            unreferenced: answer::lacks_reference(state.members.iter().map(|member| member.role.as_str())),
            members: now.members(&state),
            due: deadlines.iter().map(|one| due(one, frame, &people, &programme, today)).collect(),
            hidden: !household.personal_data_shown,
            frieze: Frieze::of(&episodes, &events, &by_event, &people, texts, at),
            facts,
            changes: changes.iter().map(|change| teller.changed(change, &history)).collect(),
            reach,
            watched: last.filter(|_| moment.known.is_none()),
            moment,
            as_of,
        }
    }
}

impl Page<'_> {
    fn count(&self) -> String {
        self.frame.texts.count("changes-count", self.changes.len() as u64)
    }

    /// The later one of two beliefs, in words.
    fn later(&self) -> String {
        self.known.clone().unwrap_or_else(|| self.frame.say("today"))
    }
}

fn tied(tie: &answer::Tie, texts: Texts) -> Tied {
    let how = match tie.kind {
        TieKind::SplitInto => "tie-split-into",
        TieKind::SplitFrom => "tie-split-from",
        TieKind::MergedInto => "tie-merged-into",
        TieKind::MergedFrom => "tie-merged-from",
    };
    Tied {
        how: texts.say(how),
        id: tie.household.clone(),
        name: texts.with("household-title", &[("id", &short(&tie.household))]),
        on: texts.date(tie.occurred_on.0),
    }
}

fn due(
    one: &Deadline,
    frame: &Frame,
    people: &People,
    programme: &impl Fn(&str) -> String,
    today: Date,
) -> Due {
    let (texts, day) = (frame.texts, one.due_on.0);
    let who = one.person.as_ref().map(|person| people.name(person));
    Due {
        day: texts.day(day),
        iso: day.to_string(),
        left: left(texts, day, today),
        late: day < today,
        what: texts.of("due", &one.kind),
        who: who.or_else(|| one.programme.as_deref().map(programme)).unwrap_or_default(),
    }
}
