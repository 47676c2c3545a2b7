//! A form of a fact, made from what the domain declares of it.

use askama::Template;
use domain::FieldSpec;
use domain::facts::FactKind;
use domain::ids::EventId;
use domain::messages::{field_label, label as code_label};
use domain::wire::Shape;
use serde_json::Value;

use super::context::{Choice, Context};
use super::kinds::{Entry, entry, is_shown};
use super::typed::Typed;
use super::when;
use crate::pages::texts::Texts;

/// What is wrong with fields, in the order found: the name of a field, and a sentence.
pub(super) type Faults = [(String, String)];

/// One field, with everything that stands around it.
#[derive(Template)]
#[template(path = "record/control.html")]
pub(super) struct Control {
    texts: Texts,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) label: String,
    hint: String,
    required: bool,
    errors: Vec<String>,
    part: Part,
}

enum Part {
    /// A text; how it was understood, when it is a date.
    Text { value: String, mode: &'static str, understood: String },
    /// One of several.
    One { groups: Vec<(String, Vec<(Choice, bool)>)>, empty: String },
    /// Any of several.
    Any { choices: Vec<(Choice, bool)> },
    /// Fields that belong together, once or several times.
    Set { items: Vec<Vec<Control>>, more: bool },
    /// A value that the reader may not see, or that was erased: it stays as it is.
    Unchanged,
}

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
        let shown = self.kind.fields().iter().filter(|field| is_shown(self.kind, field));
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
    pub(super) fn text(&self, name: &str, id: &str) -> Control {
        let hint = self.texts().try_say(&format!("{id}-hint")).unwrap_or_default();
        self.made(name, self.texts().say(id), hint, true, self.written(name, "text"))
    }

    pub(super) fn control(&self, field: &FieldSpec, name: &str) -> Control {
        let (label, hint) = self.words(field);
        let part = if self.is_unchanged(field) { Part::Unchanged } else { self.part(field, name, &label) };
        self.made(name, label, hint, !field.optional, part)
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
            Entry::Opened | Entry::Kept => Part::Unchanged,
            Entry::Person => {
                let mut persons = self.context.persons();
                if self.kind == FactKind::MemberJoined && self.stored.is_none() {
                    persons.retain(|choice| self.context.people.left(&choice.value).is_some());
                    persons.insert(0, self.new_one(field.name));
                }
                self.one(name, persons, field.optional)
            }
            Entry::Persons => {
                let typed = self.typed.all(name);
                // Those who have left too: a fact may be about a day when they were there.
                let choices = self.context.persons();
                let chosen = |choice: Choice| {
                    let is = typed.contains(&choice.value.as_str());
                    (choice, is)
                };
                Part::Any { choices: choices.into_iter().map(chosen).collect() }
            }
            Entry::Reference => self.one(name, self.context.references(field.name), field.optional),
            Entry::Outside => {
                let mut known = self.context.outside(field.name);
                known.push(self.new_one(field.name));
                self.one(name, known, field.optional)
            }
            Entry::Programme => self.one(name, self.context.programmes(), field.optional),
            Entry::Level => self.one(name, self.context.levels(), field.optional),
            Entry::Grade => self.one(name, self.context.grades(), field.optional),
            Entry::Organisation => self.written(name, "text"),
            Entry::Plain(shape) => self.plain(name, shape, label, field.optional),
        }
    }

    /// Somebody or something that no fact has told of yet.
    fn new_one(&self, field: &str) -> Choice {
        Choice::new(new_id(self.event, field), self.texts().say(&format!("choice-new-{field}")))
    }

    /// What a shape asks for; `label` is that of the field.
    fn plain(&self, name: &str, shape: Shape, label: &str, optional: bool) -> Part {
        match shape {
            Shape::Text | Shape::Id | Shape::Instant | Shape::Json => self.written(name, "text"),
            Shape::Whole => self.written(name, "numeric"),
            Shape::Number => self.written(name, "decimal"),
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

    fn written(&self, name: &str, mode: &'static str) -> Part {
        Part::Text { value: self.typed.one(name).to_owned(), mode, understood: String::new() }
    }

    fn day(&self, name: &str) -> Part {
        let value = self.typed.one(name).to_owned();
        let understood = when::read(&value).map(|date| self.texts().date(date));
        Part::Text { value, mode: "text", understood: understood.unwrap_or_default() }
    }

    /// One of some choices; the only one is chosen where one must be.
    fn one(&self, name: &str, choices: Vec<Choice>, optional: bool) -> Part {
        let alone = choices.len() == 1 && !optional;
        let typed = self.typed.one(name);
        let none = match (choices.is_empty(), optional) {
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

impl Control {
    /// The same, where it may be left out.
    pub(super) fn left_out(mut self) -> Self {
        self.required = false;
        self
    }

    /// What was typed, in words: nothing where nothing was.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        let chosen = |choices: &[(Choice, bool)]| {
            let chosen = choices.iter().filter(|(_, is)| *is).map(|(choice, _)| choice.label.clone());
            chosen.collect::<Vec<_>>().join(", ")
        };
        let value = match &self.part {
            Part::Text { value, understood, .. } => {
                if understood.is_empty() { value } else { understood }.clone()
            }
            Part::One { groups, .. } => groups
                .iter()
                .map(|(_, choices)| chosen(choices))
                .find(|label| !label.is_empty())
                .unwrap_or_default(),
            Part::Any { choices } => chosen(choices),
            Part::Unchanged => String::new(),
            Part::Set { items, .. } => {
                let told = |item: &Vec<Self>| {
                    let inside = item.iter().flat_map(Self::told).map(|(_, value)| value);
                    inside.collect::<Vec<_>>().join(", ")
                };
                items.iter().map(told).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(" ; ")
            }
        };
        if value.is_empty() { Vec::new() } else { vec![(self.label.clone(), value)] }
    }

    /// The field that shows what is wrong at a name: itself, or one inside.
    pub(super) fn showing(&self, name: &str) -> Option<&Self> {
        if let Part::Set { items, .. } = &self.part
            && let Some(inside) = items.iter().flatten().find_map(|control| control.showing(name))
        {
            return Some(inside);
        }
        let whole = matches!(self.part, Part::Any { .. })
            && name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('/'));
        (name == self.name || whole).then_some(self)
    }

    /// What describes the field, for `aria-describedby`.
    fn described(&self) -> String {
        let parts = [
            (!self.hint.is_empty(), "hint"),
            (self.has_understood(), "understood"),
            (!self.errors.is_empty(), "error"),
        ];
        let ids = parts.iter().filter(|(is, _)| *is).map(|(_, part)| format!("{}-{part}", self.id));
        ids.collect::<Vec<_>>().join(" ")
    }

    fn has_understood(&self) -> bool {
        matches!(&self.part, Part::Text { understood, .. } if !understood.is_empty())
    }
}
