//! What a form does: records a fact, corrects or retracts one, opens the file of a household or registers a programme.

use domain::codes::{Coded as _, CorrectionReason};
use domain::ids::EventId;
use domain::messages::fact_label;
use domain::wire::{CodeShape, Shape};
use domain::{FactKind, StreamId};
use serde_json::{Value, json};

use super::context::Context;
use super::control::Control;
use super::form::{Faults, Filling};
use super::kinds::{Entry, entry, is_shown, is_tied};
use super::known::List;
use super::read::{Reading, typed_of};
use super::sending::Sent;
use super::subject::Subject;
use super::typed::Typed;
use super::undo::With;
use super::{joining, opening, tied, undo};

/// Where a correction says what is true, and what for.
const CORRECTED: &str = "0/data/payload";
const CORRECTED_ON: &str = "0/data/occurred_on";
pub(super) const REASON: &str = "0/data/reason";

/// The number of the household into which another one goes, and of the one from which somebody comes.
const INTO: &str = "0/data/into";
pub(super) const ELSEWHERE: &str = "elsewhere";

/// The code that a new programme is given.
pub(super) const REGISTERED: &str = "0/data/programme";

/// Why something is corrected or retracted.
const REASONS: Shape =
    Shape::Code(CodeShape { name: CorrectionReason::NAME, codes: &[CorrectionReason::CODES] });

/// What a form does.
pub(super) enum Act {
    /// Records a fact.
    Record { of: Subject, kind: FactKind },
    /// Corrects one.
    Correct { of: Subject, target: Target },
    /// Says that one did not happen.
    Retract { of: Subject, target: Target },
    /// Opens the file of a household with those who are in it.
    Open,
    /// Registers a programme.
    Register,
}

/// The fact that is changed.
pub(super) struct Target {
    pub(super) id: EventId,
    pub(super) kind: FactKind,
    /// As it is believed.
    pub(super) on: String,
    pub(super) payload: Value,
    /// What it says, and who recorded it.
    pub(super) told: String,
    /// Whether the reader may change it.
    pub(super) is_changeable: bool,
    /// What is retracted with it.
    pub(super) with: With,
}

/// Fields under one heading.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) controls: Vec<Control>,
    /// The list that they are an item of, when there may be one more.
    pub(super) more: Option<&'static str>,
    /// What the button says that looks for the household whose number is in them.
    pub(super) look: Option<String>,
}

impl Section {
    pub(super) fn plain(controls: Vec<Control>) -> Self {
        Self { title: String::new(), controls, more: None, look: None }
    }
}

impl Act {
    /// What exists already and facts go to.
    pub(super) fn existing(&self) -> Option<&Subject> {
        match self {
            Self::Record { of, .. } | Self::Correct { of, .. } | Self::Retract { of, .. } => Some(of),
            Self::Open | Self::Register => None,
        }
    }

    /// The stream that must not have moved since the form was filled in.
    pub(super) fn stream(&self, event: EventId) -> Option<StreamId> {
        match self {
            Self::Record { of, .. } | Self::Correct { of, .. } | Self::Retract { of, .. } => {
                Some(of.stream())
            }
            Self::Open => Some(StreamId::Household(opening::household(event))),
            // Its code is typed: that it is taken is told beside it.
            Self::Register => None,
        }
    }

    /// Where its form is.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Record { of, kind } => format!("{}/record/{}", of.address(), kind.name()),
            Self::Correct { of, target } => format!("{}/events/{}/correct", of.address(), target.id),
            Self::Retract { of, target } => format!("{}/events/{}/retract", of.address(), target.id),
            Self::Open => "/households/new".to_owned(),
            // Below the programmes it would be the address of one.
            Self::Register => "/new-programme".to_owned(),
        }
    }

    /// Where one goes once it is recorded: to the page on which it is marked. The same when it is sent twice.
    pub(super) fn after(&self, context: &Context, typed: &Typed, event: EventId) -> String {
        let (subject, marked) = match self {
            Self::Record { of, kind: FactKind::HouseholdMerged } => match &context.other {
                Some(other) => (Subject::Household(other.id).address(), tied::arrival(typed, event)),
                None => (of.address(), Some(event)),
            },
            Self::Record { of, .. } => (of.address(), Some(event)),
            Self::Retract {
                target: Target { with: With { elsewhere: Some((id, fact)), .. }, .. }, ..
            } => (Subject::Household(*id).address(), fact.parse().ok()),
            Self::Correct { of, target } | Self::Retract { of, target } => (of.address(), Some(target.id)),
            Self::Open => (Subject::Household(opening::household(event)).address(), Some(event)),
            Self::Register => {
                let code = typed.one(REGISTERED).to_lowercase().parse().ok().map(Subject::Programme);
                (code.map_or_else(|| "/programmes".to_owned(), |of| of.address()), Some(event))
            }
        };
        marked.map_or_else(|| subject.clone(), |marked| format!("{subject}?recorded={marked}#fact-{marked}"))
    }

    /// Whether what it does can never be undone.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Record { kind: FactKind::PersonalDataErased, .. })
    }

    /// Whether it makes two files of one, or one of two.
    pub(super) fn ties(&self) -> bool {
        matches!(self, Self::Record { kind, .. } if is_tied(*kind))
    }

    /// The field with the number of another household.
    pub(super) fn other(&self) -> Option<&'static str> {
        match self {
            Self::Record { kind: FactKind::HouseholdMerged, .. } => Some(INTO),
            Self::Record { kind: FactKind::MemberJoined, .. } => Some(ELSEWHERE),
            Self::Record { .. }
            | Self::Correct { .. }
            | Self::Retract { .. }
            | Self::Open
            | Self::Register => None,
        }
    }

    pub(super) fn title(&self, context: &Context) -> String {
        let texts = context.texts;
        let with = |id: &str, kind: FactKind| texts.with(id, &[("fact", &fact_label(texts.0, kind))]);
        match self {
            Self::Record { kind, .. } => with("record-title", *kind),
            Self::Correct { target, .. } => with("correct-title", target.kind),
            Self::Retract { target, .. } => with("retract-title", target.kind),
            Self::Open => texts.say("open-title"),
            Self::Register => texts.say("register-title"),
        }
    }

    /// What it is, in one plain line.
    pub(super) fn about(&self, context: &Context) -> String {
        match self {
            Self::Record { kind, .. } => context.texts.of("about", kind.name()),
            Self::Correct { .. } => context.texts.say("correct-about"),
            Self::Retract { target, .. } => {
                let fact = context.texts.with("retract-target", &[("fact", &target.told)]);
                format!("{fact} {}", context.texts.say("retract-about"))
            }
            Self::Open => context.texts.say("open-about"),
            Self::Register => context.texts.say("register-about"),
        }
    }

    /// What stands in the form at first.
    pub(super) fn first(&self, context: &Context, event: EventId) -> Typed {
        let mut typed = Typed::default();
        typed.set("event", event.to_string());
        typed.set("version", context.version().to_string());
        if context.organisation.is_none() {
            typed.set("organisation", context.last_organisation());
        }
        match self {
            Self::Record { kind, .. } => {
                preset(*kind, context, &mut typed);
                tied::first(*kind, context, &mut typed);
            }
            Self::Correct { target, .. } => {
                let on = target.on.parse().map_or_else(|_| target.on.clone(), |on| context.texts.date(on));
                typed.set(CORRECTED_ON, on);
                typed_of(target.kind, CORRECTED, &target.payload, context.texts, &mut typed);
            }
            Self::Retract { .. } => undo::first(context, &mut typed),
            Self::Open => opening::first(context, &mut typed),
            Self::Register => {
                typed.set("0/data/operator", context.organisation.as_deref().unwrap_or_default());
            }
        }
        typed
    }

    /// The fields, and what is wrong with them.
    pub(super) fn sections(
        &self,
        context: &Context,
        typed: &Typed,
        faults: &Faults,
        event: EventId,
    ) -> Vec<Section> {
        let filling = |kind, stored| Filling { context, typed, faults, kind, event, stored };
        let of_fact = |kind: FactKind| {
            let filling = filling(kind, None);
            let date = filling.date("0/occurredOn");
            Section::plain(std::iter::once(date).chain(filling.controls("0/data")).collect())
        };
        let mut sections = match self {
            Self::Record { kind: FactKind::MemberJoined, .. } => {
                let mut fact = of_fact(FactKind::MemberJoined);
                fact.controls.retain(|control| control.name != joining::PERSON);
                vec![joining::section(&filling(FactKind::MemberJoined, None)), fact]
            }
            Self::Record { kind, .. } if is_tied(*kind) => {
                vec![of_fact(*kind), tied::section(&filling(*kind, None))]
            }
            Self::Record { kind, .. } => vec![of_fact(*kind)],
            Self::Correct { target, .. } => {
                let filling = filling(target.kind, Some(&target.payload));
                let reason = filling.coded(REASON, "correction-reason", REASONS);
                let date = filling.date(CORRECTED_ON);
                let own = filling.controls(CORRECTED);
                vec![Section::plain(std::iter::once(reason).chain([date]).chain(own).collect())]
            }
            Self::Retract { target, .. } => {
                let reason = filling(target.kind, None).coded(REASON, "retraction-reason", REASONS);
                vec![Section::plain(vec![reason])]
            }
            Self::Open => opening::sections(context, typed, faults, event),
            Self::Register => vec![of_fact(FactKind::ProgrammeRegistered)],
        };
        if context.organisation.is_none() && !matches!(self, Self::Open) {
            let filling = filling(FactKind::HouseholdOpened, None);
            let organisation = filling.text("organisation", "organisation", Some(List::Organisations), true);
            sections.push(Section::plain(vec![organisation]));
        }
        sections
    }

    /// The kind of fact that its fields are of, and the name above them; nothing of several.
    fn root(&self) -> Option<(FactKind, &'static str)> {
        match self {
            Self::Record { kind, .. } => Some((*kind, "0/data")),
            Self::Register => Some((FactKind::ProgrammeRegistered, "0/data")),
            Self::Correct { target, .. } => Some((target.kind, CORRECTED)),
            Self::Retract { .. } | Self::Open => None,
        }
    }

    /// Leaves out what of lists is blank.
    pub(super) fn compact(&self, typed: &mut Typed) {
        if matches!(self, Self::Open) {
            return opening::compact(typed);
        }
        let Some((kind, root)) = self.root() else { return };
        for field in kind.fields().iter().filter(|field| is_shown(kind, field)) {
            compact(typed, &format!("{root}/{}", field.name), field.shape);
        }
    }

    /// The facts of what was typed.
    pub(super) fn facts(&self, reading: &mut Reading<'_>, event: EventId) -> Vec<Sent> {
        match self {
            Self::Record { of: Subject::Household(here), kind } if is_tied(*kind) => {
                tied::facts(reading, *kind, *here, event)
            }
            Self::Record { of, kind } => {
                let on = reading.date("0/occurredOn").map(|on| on.to_string());
                let data = reading.payload(*kind, "0/data", event, None);
                vec![Sent::about(event, &of.stream(), *kind, on, data)]
            }
            Self::Register => {
                let kind = FactKind::ProgrammeRegistered;
                let on = reading.date("0/occurredOn").map(|on| on.to_string());
                let data = reading.payload(kind, "0/data", event, None);
                let stream = format!("programme/{}", data["programme"].as_str().unwrap_or_default());
                vec![Sent::about(event, &stream, kind, on, data)]
            }
            Self::Correct { of, target } => {
                let on = reading.date(CORRECTED_ON).map(|on| on.to_string());
                let payload = reading.payload(target.kind, CORRECTED, event, Some(&target.payload));
                let mut data = json!({ "target": target.id.to_string(), "payload": payload });
                let reason = reading.text(REASON);
                for (name, value) in [("occurred_on", on.clone()), ("reason", reason)] {
                    if let Some(value) = value {
                        data[name] = value.into();
                    }
                }
                vec![Sent::about(event, &of.stream(), FactKind::EventCorrected, on, data)]
            }
            Self::Retract { of, target } => undo::facts(reading, of, target, event),
            Self::Open => opening::facts(reading, event),
        }
    }

    /// The field at which a fault is shown that is told at a place of the arguments.
    pub(super) fn field(&self, name: &str, facts: &[Sent], context: &Context, typed: &Typed) -> String {
        match self {
            Self::Correct { .. } if name == "0/occurredOn" => CORRECTED_ON.to_owned(),
            Self::Open => opening::field(name, typed),
            Self::Record { kind, .. } if is_tied(*kind) => tied::field(name, facts, context, typed),
            Self::Retract { .. } => undo::field(name),
            Self::Record { .. } | Self::Correct { .. } | Self::Register => name.to_owned(),
        }
    }

    /// What is retracted together: titles of files, and what of each, in words.
    pub(super) fn undone(&self) -> &[(String, Vec<String>)] {
        match self {
            Self::Retract { target, .. } => &target.with.told,
            Self::Record { .. } | Self::Correct { .. } | Self::Open | Self::Register => &[],
        }
    }
}

/// Leaves out what is blank of a list, and of lists inside an object.
fn compact(typed: &mut Typed, name: &str, shape: Shape) {
    if is_list(shape) {
        typed.compact(name);
    } else if let Shape::Object(object) = shape {
        for field in object.fields {
            compact(typed, &format!("{name}/{}", field.name), field.shape);
        }
    }
}

/// Whether a shape is a list of anything but persons.
pub(super) fn is_list(shape: Shape) -> bool {
    match shape {
        Shape::List(item) => *item != Shape::Id,
        Shape::Id
        | Shape::Text(_)
        | Shape::Code(_)
        | Shape::Day
        | Shape::PartialDay
        | Shape::Instant
        | Shape::Flag
        | Shape::Whole
        | Shape::Number
        | Shape::Object(_)
        | Shape::Json => false,
    }
}

/// Whoever enters, moves in or asks does so with everybody unless it is said otherwise.
fn preset(kind: FactKind, context: &Context, typed: &mut Typed) {
    let everybody = matches!(
        kind,
        FactKind::EnrolmentStarted
            | FactKind::OccupancyStarted
            | FactKind::RequestSubmitted
            | FactKind::ResourcesDeclared
    );
    let members = context.members();
    for field in kind.fields().iter().filter(|field| entry(kind, field) == Entry::Persons && !field.optional)
    {
        if everybody || members.len() == 1 {
            for member in &members {
                typed.add(format!("0/data/{}", field.name), member.value.as_str());
            }
        }
    }
}
