//! What a form is filled in against: the household as its reader sees it, and what can be chosen from it.

use std::collections::BTreeMap;

use axum::http::request::Parts;
use domain::codes::{AssessmentKind, Coded as _};
use domain::facts::FactKind;
use domain::ids::HouseholdId;
use domain::messages::{code_label, grade};
use serde::Deserialize;
use serde_json::{Value, json};

use super::activities;
use super::kinds::{ENDINGS, OPENINGS};
use super::known::{Known, KnownProgramme};
use super::other::Other;
use super::subject::Subject;
use crate::pages::ask::{Desk, ask};
use crate::pages::failure::Failure;
use crate::pages::frame::Frame;
use crate::pages::frieze::abbreviation;
use crate::pages::household::answer::{Entry, Household};
use crate::pages::household::people::People;
use crate::pages::households::answer::Nodes;
use crate::pages::households::short;
use crate::pages::texts::Texts;

pub(super) const HOUSEHOLD: &str = concat!(
    include_str!("query.graphql"),
    "\n",
    include_str!("../household/pathway.graphql"),
    "\n",
    include_str!("../household/history.graphql")
);
const PROGRAMME: &str =
    concat!(include_str!("programme.graphql"), "\n", include_str!("../household/history.graphql"));

/// The household or the programme of a form.
pub(super) struct Context {
    pub(super) texts: Texts,
    /// The reader’s own organisation; nobody’s where nobody signs in.
    pub(super) organisation: Option<String>,
    pub(super) household: Option<Household>,
    pub(super) programme: Option<Programme>,
    pub(super) people: People,
    pub(super) programmes: BTreeMap<String, String>,
    pub(super) known: Known,
    /// What programmes held, where that is asked for.
    pub(super) activities: Vec<Choice>,
    /// Another household that the form names.
    pub(super) other: Option<Other>,
    /// The households in which other facts were recorded together with the one that is retracted.
    pub(super) tied: Vec<Other>,
}

/// A programme as its reader sees it.
#[derive(Deserialize)]
pub(super) struct Programme {
    pub(super) name: Option<String>,
    version: u32,
    recordable: Vec<String>,
    history: Option<Vec<Entry>>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    /// The group that it stands in, by the message of its name.
    pub(super) group: Option<String>,
}

impl Choice {
    pub(super) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), group: None }
    }

    /// Those who are or have been in a household; those who have left are told so.
    pub(super) fn persons(people: &People, texts: Texts) -> Vec<Self> {
        let choice = |person: &String| {
            let name = people.name(person);
            let left = people.left(person).map(|day| texts.day(day));
            let label = left.map(|day| texts.with("choice-left", &[("name", &name), ("day", &day)]));
            Self::new(person.as_str(), label.unwrap_or(name))
        };
        people.order().iter().map(choice).collect()
    }
}

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) household: Option<Household>,
    pub(super) programmes: Nodes<KnownProgramme>,
}

#[derive(Deserialize)]
struct ProgrammeAnswer {
    programme: Option<Programme>,
    programmes: Nodes<KnownProgramme>,
}

impl Context {
    fn new(frame: &Frame, household: Option<Household>, programmes: &[KnownProgramme]) -> Self {
        let texts = frame.texts;
        let names = programmes.iter().map(KnownProgramme::named).collect();
        let household = household.map(|household| household.with_names(&names));
        let episodes = household.as_ref().and_then(|one| one.episodes.clone()).unwrap_or_default();
        let history = household.as_ref().and_then(|one| one.history.as_deref()).unwrap_or_default();
        let people = People::of(&episodes, history, texts);
        let known = Known::of(frame, programmes, history);
        let organisation = frame.reader.organisation().map(str::to_owned);
        Self {
            texts,
            organisation,
            household,
            programme: None,
            people,
            programmes: names,
            known,
            activities: Vec::new(),
            other: None,
            tied: Vec::new(),
        }
    }

    /// That of a household or a programme.
    ///
    /// # Errors
    /// No such one, or none that the reader may see; faults.
    pub(super) async fn about(
        desk: &Desk,
        parts: &Parts,
        frame: &Frame,
        of: &Subject,
    ) -> Result<Self, Failure> {
        let language = frame.texts.0;
        match of {
            Subject::Household(id) => {
                let id = json!({ "id": id.to_string() });
                let answer: Answer = ask(desk, parts, language, HOUSEHOLD, id).await?;
                let household = answer.household.ok_or(Failure::NotFound)?;
                Ok(Self::new(frame, Some(household), &answer.programmes.nodes))
            }
            Subject::Programme(code) => {
                let code = json!({ "code": code.as_str() });
                let answer: ProgrammeAnswer = ask(desk, parts, language, PROGRAMME, code).await?;
                let programme = answer.programme.ok_or(Failure::NotFound)?;
                let context = Self::new(frame, None, &answer.programmes.nodes);
                Ok(Self { programme: Some(programme), ..context })
            }
        }
    }

    /// Learns what a form of some kinds of facts chooses from beside that: what programmes held.
    ///
    /// # Errors
    /// Faults.
    pub(super) async fn learn(&mut self, desk: &Desk, parts: &Parts, kind: FactKind) -> Result<(), Failure> {
        if kind == FactKind::ActivityAttended {
            self.activities = activities::held(desk, parts, self.texts).await?;
        }
        Ok(())
    }

    /// That of a household or a programme that does not exist yet.
    ///
    /// # Errors
    /// Faults.
    pub(super) async fn of_nobody(desk: &Desk, parts: &Parts, frame: &Frame) -> Result<Self, Failure> {
        // An identifier that is never one of a household.
        let nobody = json!({ "id": HouseholdId(uuid::Uuid::nil()).to_string() });
        let answer: Answer = ask(desk, parts, frame.texts.0, HOUSEHOLD, nobody).await?;
        Ok(Self::new(frame, None, &answer.programmes.nodes))
    }

    pub(super) fn history(&self) -> &[Entry] {
        let household = self.household.as_ref().and_then(|household| household.history.as_deref());
        let programme = self.programme.as_ref().and_then(|programme| programme.history.as_deref());
        household.or(programme).unwrap_or_default()
    }

    pub(super) fn version(&self) -> u32 {
        let household = self.household.as_ref().map(|household| household.version);
        household.or(self.programme.as_ref().map(|programme| programme.version)).unwrap_or(0)
    }

    pub(super) fn may_record(&self, kind: FactKind) -> bool {
        let household = self.household.as_ref().and_then(|household| household.recordable.as_ref());
        let recordable = household.or(self.programme.as_ref().map(|programme| &programme.recordable));
        recordable.is_some_and(|kinds| kinds.iter().any(|one| one == kind.name()))
    }

    /// What the page of a form is about, by name.
    pub(super) fn name_of(&self, of: &Subject) -> String {
        match of {
            Subject::Household(id) => self.texts.with("household-title", &[("id", &short(&id.to_string()))]),
            Subject::Programme(code) => {
                let name = self.programme.as_ref().and_then(|programme| programme.name.clone());
                name.unwrap_or_else(|| code.to_string())
            }
        }
    }

    /// The organisation that recorded last: what somebody proposes who does not sign in.
    pub(super) fn last_organisation(&self) -> &str {
        self.history().last().map_or("", |entry| entry.actor.organisation.as_str())
    }

    /// Those who are or have been members.
    pub(super) fn persons(&self) -> Vec<Choice> {
        Choice::persons(&self.people, self.texts)
    }

    /// Those who are members.
    pub(super) fn members(&self) -> Vec<Choice> {
        let mut members = self.persons();
        members.retain(|choice| self.people.left(&choice.value).is_none());
        members
    }

    /// What the household has that a field may refer to: what goes on first.
    pub(super) fn references(&self, field: &str) -> Vec<Choice> {
        let field = if field == "renews" { "permit" } else { field };
        let mut going_on = Vec::new();
        let mut over = Vec::new();
        for (entry, payload) in self.believed() {
            let opening = OPENINGS.iter().find(|(kind, _, name)| kind.name() == entry.kind && *name == field);
            let Some(id) = opening.and_then(|(_, own, _)| payload[*own].as_str()) else { continue };
            let is_over = self.is_over(field, id);
            let group = self.texts.say(if is_over { "choice-over" } else { "choice-open" });
            let choice = Choice { group: Some(group), ..Choice::new(id, self.label(entry)) };
            if is_over { over.push(choice) } else { going_on.push(choice) }
        }
        going_on.into_iter().chain(over).collect()
    }

    /// Homes, hosts and sponsors that the household has had.
    pub(super) fn outside(&self, field: &str) -> Vec<Choice> {
        let mut known: Vec<Choice> = Vec::new();
        for (entry, payload) in self.believed() {
            if let Some(id) = payload[field].as_str().filter(|id| known.iter().all(|one| one.value != *id)) {
                known.push(Choice::new(id, self.label(entry)));
            }
        }
        known
    }

    pub(super) fn programmes(&self) -> Vec<Choice> {
        self.programmes.iter().map(|(code, name)| Choice::new(code, name)).collect()
    }

    /// Values of assessments, by kind.
    pub(super) fn grades(&self) -> Vec<Choice> {
        let language = self.texts.0;
        let of = |kind: &AssessmentKind| {
            let group = code_label(language, *kind);
            let choice = |value: &&'static str| {
                let label = match kind {
                    AssessmentKind::LanguageLevel => self.level(value),
                    AssessmentKind::DrivingPrerequisites
                    | AssessmentKind::LeaseReadiness
                    | AssessmentKind::JobReadiness
                    | AssessmentKind::Autonomy
                    | AssessmentKind::Satisfaction => grade(language, value),
                };
                Choice { group: Some(group.clone()), ..Choice::new(*value, label) }
            };
            kind.scale().iter().map(choice).collect::<Vec<_>>()
        };
        AssessmentKind::ALL.iter().flat_map(of).collect()
    }

    /// Levels of French.
    pub(super) fn levels(&self) -> Vec<Choice> {
        let levels = AssessmentKind::LanguageLevel.scale().iter();
        levels.map(|level| Choice::new(*level, self.level(level))).collect()
    }

    fn level(&self, level: &str) -> String {
        let level = level.to_uppercase().replace('_', ".");
        level
            .strip_prefix("INFRA.")
            .map_or(level.clone(), |level| self.texts.with("level-below", &[("level", level)]))
    }

    /// A sentence in which persons are named, not numbered.
    pub(super) fn named(&self, sentence: &str) -> String {
        let persons = self.people.order().iter();
        persons.fold(sentence.to_owned(), |told, person| {
            told.replace(person.as_str(), &self.people.name(person))
        })
    }

    pub(super) fn believed(&self) -> impl Iterator<Item = (&Entry, &Value)> {
        self.history().iter().filter_map(|entry| Some((entry, entry.believed_payload.as_ref()?)))
    }

    fn is_over(&self, field: &str, id: &str) -> bool {
        self.believed().any(|(entry, payload)| {
            let ends = ENDINGS.iter().any(|(kind, name)| kind.name() == entry.kind && *name == field);
            ends && payload[field] == id && payload["persons"].is_null()
        })
    }

    /// What was opened, when, and whose it is.
    fn label(&self, entry: &Entry) -> String {
        let details = entry.believed_details.as_ref().unwrap_or(&entry.details);
        let what = details.first().map_or(entry.type_label.as_str(), String::as_str);
        let what = abbreviation(what).unwrap_or(what);
        let on = entry.believed_occurred_on.map_or(entry.occurred_on.0, |on| on.0);
        let who = self.people.names(&entry.persons);
        [what.to_owned(), self.texts.date(on), who]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}
