//! A form of a fact, made from what the domain declares of it.

use domain::codes::{Coded as _, Fate};
use domain::facts::FactKind;
use domain::facts::figure_declared::Period;
use domain::ids::EventId;
use domain::messages::{country, field_label, label as code_label};
use domain::wire::{Shape, TextShape};
use domain::{FieldSpec, Payload as _};
use serde_json::Value;

use super::act::is_list;
use super::context::{Choice, Context};
use super::control::{Control, Part};
use super::kinds::{Entry, entry, is_shown};
use super::known::List;
use super::lasting::{BOTH, Lasting, NOTHING, Shared, date_of, fate_name};
use super::read::country_of;
use super::typed::Typed;
use super::{duration, when};
use crate::pages::texts::Texts;

/// What is wrong with fields, in the order found: the name of a field, and a sentence.
pub(super) type Faults = [(String, String)];

/// What a form is made with.
#[derive(Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) context: &'a Context,
    pub(super) typed: &'a Typed,
    pub(super) faults: &'a Faults,
    pub(super) kind: FactKind,
    pub(super) event: EventId,
    /// What a correction replaces.
    pub(super) stored: Option<&'a Value>,
}

impl Filling<'_> {
    fn texts(&self) -> Texts {
        self.context.texts
    }

    /// The fields of the fact, their names under `root`.
    pub(super) fn controls(&self, root: &str) -> Vec<Control> {
        // Where nothing goes on there is nothing to say of it.
        let goes_on = !self.lasting(&format!("{root}/episodes")).is_empty();
        let has_room = |field: &&FieldSpec| {
            goes_on || !matches!(entry(self.kind, field), Entry::Episodes | Entry::Fates)
        };
        let shown = self.kind.fields().iter().filter(|field| is_shown(self.kind, field)).filter(has_room);
        shown.map(|field| self.control(field, &format!("{root}/{}", field.name))).collect()
    }

    /// The date of the fact.
    pub(super) fn date(&self, name: &str) -> Control {
        let kind = self.kind.name().replace('_', "-");
        let own = self.texts().try_say(&format!("occurred-{kind}"));
        let label = own.unwrap_or_else(|| self.texts().say("occurred"));
        self.made(name, label, self.texts().say("date-hint"), true, self.day(name))
    }

    /// A field that is none of the fact’s own.
    pub(super) fn coded(&self, name: &str, label_id: &str, shape: Shape) -> Control {
        let label = self.texts().say(label_id);
        let part = self.plain(name, shape, &label, false);
        self.made(name, label, String::new(), true, part)
    }

    /// A text that is none of the fact’s own.
    pub(super) fn text(&self, name: &str, id: &str, list: Option<List>, required: bool) -> Control {
        let hint = self.texts().try_say(&format!("{id}-hint")).unwrap_or_default();
        let part = self.written(name, "text", list);
        self.made(name, self.texts().say(id), hint, required, part)
    }

    pub(super) fn control(&self, field: &FieldSpec, name: &str) -> Control {
        let (label, hint) = self.words(field);
        let part = if self.is_unchanged(field) { Part::Unchanged } else { self.part(field, name, &label) };
        // A list may have nothing in it, but of each thing that goes on it must be said what becomes of it.
        let may_be_empty = is_list(field.shape) && entry(self.kind, field) != Entry::Fates;
        let required = !field.optional && !may_be_empty;
        self.made(name, label, hint, required, part)
    }

    /// What may go on at the date of the fact, and what was chosen of what went on.
    fn lasting(&self, name: &str) -> Vec<Lasting> {
        let (chosen, on) = (self.typed.all(name), date_of(self.typed));
        let mut lasting = self.context.lasting(on);
        let chosen = self.context.all_lasting().into_iter().filter(|one| chosen.contains(&one.id.as_str()));
        lasting
            .extend(chosen.filter(|one| lasting.iter().all(|other| other.id != one.id)).collect::<Vec<_>>());
        lasting
    }

    /// A choice that is none of the fact’s own; `empty` is what stands there until something is chosen.
    pub(super) fn choice(
        &self,
        name: &str,
        label: String,
        choices: Vec<Choice>,
        empty: Option<&str>,
    ) -> Control {
        let mut part = self.one(name, choices, empty.is_some());
        if let (Some(id), Part::One { empty, .. }) = (empty, &mut part) {
            *empty = self.texts().say(id);
        }
        self.made(name, label, String::new(), true, part)
    }

    /// A date that is none of the fact’s own.
    pub(super) fn dated(&self, name: &str, label: String) -> Control {
        self.made(name, label, self.texts().say("field-birth-hint"), true, self.day(name))
    }

    fn made(&self, name: &str, label: String, hint: String, required: bool, part: Part) -> Control {
        let inside = format!("{name}/");
        let whole = matches!(part, Part::Any { .. });
        let here = self.faults.iter().filter(|(at, _)| at == name || whole && at.starts_with(&inside));
        let errors = here.map(|(_, sentence)| sentence.clone()).collect();
        let id = name.replace('/', "-");
        Control { texts: self.texts(), name: name.to_owned(), id, label, hint, required, errors, part }
    }

    /// The label of a field and what helps to fill it in: of the kind of fact, else of the field wherever it stands.
    fn words(&self, field: &FieldSpec) -> (String, String) {
        let (kind, name) = (self.kind.name().replace('_', "-"), field.name.replace('_', "-"));
        let find = |end: &str| {
            let own = self.texts().try_say(&format!("field-{kind}-{name}{end}"));
            own.or_else(|| self.texts().try_say(&format!("field-{name}{end}")))
        };
        let label = find("").unwrap_or_else(|| field_label(self.texts().0, field.name));
        (label, find("-hint").unwrap_or_default())
    }

    fn is_unchanged(&self, field: &FieldSpec) -> bool {
        self.stored.is_some_and(|stored| stored[field.name]["erased"] == Value::Bool(true))
    }

    fn part(&self, field: &FieldSpec, name: &str, label: &str) -> Part {
        match entry(self.kind, field) {
            Entry::Opened | Entry::Kept | Entry::Given(_) => Part::Unchanged,
            Entry::Person => {
                let mut persons = self.context.persons();
                if self.kind == FactKind::MemberJoined && self.stored.is_none() {
                    persons.retain(|choice| self.context.people.left(&choice.value).is_some());
                    persons.insert(0, self.new_one(field.name));
                    persons.extend(self.context.other.iter().flat_map(|other| other.persons(self.context)));
                }
                self.one(name, persons, field.optional)
            }
            Entry::Persons => {
                // Those who have left too: a fact may be about a day when they were there.
                self.any(name, self.context.persons())
            }
            Entry::Episodes => {
                let shared = self.lasting(name).into_iter().filter(|one| one.kind != Shared::Lease);
                let nothing = Choice::new(NOTHING, self.texts().say("choice-no-episode"));
                self.any(name, shared.map(|one| Choice::new(one.id, one.label)).chain([nothing]).collect())
            }
            Entry::Fates => {
                let fates = self.lasting(name).into_iter().map(|one| vec![self.fate(name, one)]);
                Part::Set { items: fates.collect(), more: false }
            }
            Entry::Activity => self.one(name, self.context.activities.clone(), field.optional),
            Entry::Window => {
                let day = |day: &FieldSpec| {
                    self.control(&FieldSpec { optional: true, ..*day }, &format!("{name}/{}", day.name))
                };
                Part::Set { items: vec![Period::FIELDS.iter().map(day).collect()], more: false }
            }
            Entry::Household => self.written(name, "text", None),
            Entry::Reference => self.one(name, self.context.references(field.name), field.optional),
            Entry::Outside => {
                let mut known = self.context.outside(field.name);
                known.push(self.new_one(field.name));
                self.one(name, known, field.optional)
            }
            Entry::Programme => self.one(name, self.context.programmes(), field.optional),
            Entry::Level => self.one(name, self.context.levels(), field.optional),
            Entry::Grade => self.one(name, self.context.grades(), field.optional),
            Entry::Organisation => self.written(name, "text", Some(List::Organisations)),
            Entry::Plain(shape) => self.plain(name, shape, label, field.optional),
        }
    }

    /// What becomes of something that goes on.
    fn fate(&self, name: &str, of: Lasting) -> Control {
        let language = self.texts().0;
        let coded = |fate: Fate| Choice::new(fate.code(), code_label(language, Fate::NAME, fate.code()));
        let choices = if self.kind == FactKind::HouseholdSplit {
            let both = Choice::new(BOTH, self.texts().say("choice-both"));
            vec![coded(Fate::Stays), both, coded(Fate::Moves), coded(Fate::Ends)]
        } else {
            vec![coded(Fate::Moves), coded(Fate::Ends)]
        };
        self.choice(&fate_name(name, &of.id), of.label, choices, None)
    }

    /// Any of some choices.
    fn any(&self, name: &str, choices: Vec<Choice>) -> Part {
        let typed = self.typed.all(name);
        let chosen = |choice: Choice| {
            let is = typed.contains(&choice.value.as_str());
            (choice, is)
        };
        Part::Any { choices: choices.into_iter().map(chosen).collect() }
    }

    /// Somebody or something that no fact has told of yet.
    fn new_one(&self, field: &str) -> Choice {
        Choice::new(new_id(self.event, field), self.texts().say(&format!("choice-new-{field}")))
    }

    /// What a shape asks for; `label` is that of the field.
    fn plain(&self, name: &str, shape: Shape, label: &str, optional: bool) -> Part {
        match shape {
            Shape::Text(text) => self.worded(name, text),
            Shape::Id | Shape::Instant | Shape::Json => self.written(name, "text", None),
            Shape::Whole => self.written(name, "numeric", None),
            Shape::Number => self.written(name, "decimal", None),
            Shape::Day | Shape::PartialDay => self.day(name),
            Shape::Flag => {
                let choice = |value| Choice::new(value, self.texts().say(value));
                self.one(name, ["yes", "no"].map(choice).into(), optional)
            }
            Shape::Code(codes) => {
                let language = self.texts().0;
                let choices =
                    codes.all().map(|code| Choice::new(code, code_label(language, codes.name, code)));
                self.one(name, choices.collect(), optional)
            }
            Shape::List(item) => {
                let count = self.typed.items(name).max(1);
                let items = (0..count).map(|at| {
                    let label = format!("{label} {}", at + 1);
                    self.inside(&format!("{name}/{at}"), *item, label)
                });
                Part::Set { items: items.collect(), more: true }
            }
            Shape::Object(_) => {
                Part::Set { items: vec![self.inside(name, shape, String::new())], more: false }
            }
        }
    }

    /// The fields of an item.
    fn inside(&self, name: &str, shape: Shape, label: String) -> Vec<Control> {
        if let Shape::Object(object) = shape {
            return object
                .fields
                .iter()
                .map(|field| self.control(field, &format!("{name}/{}", field.name)))
                .collect();
        }
        let part = self.plain(name, shape, &label, true);
        vec![self.made(name, label, String::new(), true, part)]
    }

    fn written(&self, name: &str, mode: &'static str, list: Option<List>) -> Part {
        Part::Text { value: self.typed.one(name).to_owned(), mode, understood: String::new(), list }
    }

    /// A text, with how it is understood where codes stand for words.
    fn worded(&self, name: &str, text: TextShape) -> Part {
        let (value, texts) = (self.typed.one(name).to_owned(), self.texts());
        let understood = if text == TextShape::Nationality {
            country_of(&value).and_then(|code| country(texts.0, &code))
        } else if text == TextShape::Duration {
            Some(duration::told(&duration::read(&value), texts))
        } else {
            None
        };
        let understood = understood.filter(|words| *words != value).unwrap_or_default();
        Part::Text { value, mode: "text", understood, list: List::of(Shape::Text(text)) }
    }

    fn day(&self, name: &str) -> Part {
        let value = self.typed.one(name).to_owned();
        let understood = when::read(&value).map(|date| self.texts().date(date));
        Part::Text { value, mode: "text", understood: understood.unwrap_or_default(), list: None }
    }

    /// One of some choices; the only one is chosen where one must be.
    fn one(&self, name: &str, choices: Vec<Choice>, optional: bool) -> Part {
        let alone = choices.len() == 1 && !optional;
        let typed = self.typed.one(name);
        let none = match (choices.is_empty(), optional) {
            (true, _) if self.kind == FactKind::ActivityAttended => "choice-no-activity",
            (true, _) => "choice-nothing",
            (false, true) => "choice-unsaid",
            (false, false) => "choice-none",
        };
        let mut groups: Vec<(String, Vec<(Choice, bool)>)> = Vec::new();
        for choice in choices {
            let chosen = choice.value == typed || alone && typed.is_empty();
            let group = choice.group.clone().unwrap_or_default();
            match groups.last_mut().filter(|(last, _)| *last == group) {
                Some((_, into)) => into.push((choice, chosen)),
                None => groups.push((group, vec![(choice, chosen)])),
            }
        }
        let empty = if alone { String::new() } else { self.texts().say(none) };
        Part::One { groups, empty }
    }
}

/// The identifier that a fact gives to what it opens or names first: it follows from the event, so that a form sent twice
/// says the same twice.
pub(super) fn new_id(event: EventId, field: &str) -> String {
    uuid::Uuid::new_v5(&event.0, field.as_bytes()).to_string()
}
