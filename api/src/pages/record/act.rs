//! What a form does: records a fact, corrects or retracts one, or opens the file of a household.

use domain::FactKind;
use domain::codes::{Coded as _, CorrectionReason};
use domain::ids::{EventId, HouseholdId};
use domain::messages::fact_label;
use domain::wire::{CodeShape, Shape};
use serde_json::{Value, json};

use super::context::Context;
use super::form::{Control, Faults, Filling};
use super::kinds::{Entry, entry, is_shown};
use super::opening;
use super::read::{Reading, typed_of};
use super::sending::Sent;
use super::typed::Typed;

/// Where a correction says what is true, and what for.
const CORRECTED: &str = "0/data/payload";
const CORRECTED_ON: &str = "0/data/occurred_on";
const REASON: &str = "0/data/reason";

/// Why something is corrected or retracted.
const REASONS: Shape =
    Shape::Code(CodeShape { name: CorrectionReason::NAME, codes: &[CorrectionReason::CODES] });

/// What a form does.
pub(super) enum Act {
    /// Records a fact of a household.
    Record { household: HouseholdId, kind: FactKind },
    /// Corrects one.
    Correct { household: HouseholdId, target: Target },
    /// Says that one did not happen.
    Retract { household: HouseholdId, target: Target },
    /// Opens the file of a household with those who are in it.
    Open,
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
}

/// Fields under one heading.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) controls: Vec<Control>,
    /// The list that they are an item of, when there may be one more.
    pub(super) more: Option<&'static str>,
}

impl Section {
    pub(super) fn plain(controls: Vec<Control>) -> Self {
        Self { title: String::new(), controls, more: None }
    }
}

impl Act {
    /// The household that facts go to.
    pub(super) fn household(&self, event: EventId) -> HouseholdId {
        match self {
            Self::Record { household, .. }
            | Self::Correct { household, .. }
            | Self::Retract { household, .. } => *household,
            Self::Open => opening::household(event),
        }
    }

    /// The household that exists already.
    pub(super) fn existing(&self) -> Option<HouseholdId> {
        match self {
            Self::Record { household, .. }
            | Self::Correct { household, .. }
            | Self::Retract { household, .. } => Some(*household),
            Self::Open => None,
        }
    }

    /// Where its form is.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Record { household, kind } => format!("/households/{household}/record/{}", kind.name()),
            Self::Correct { household, target } => {
                format!("/households/{household}/events/{}/correct", target.id)
            }
            Self::Retract { household, target } => {
                format!("/households/{household}/events/{}/retract", target.id)
            }
            Self::Open => "/households/new".to_owned(),
        }
    }

    /// The event that tells of it on the page of the household.
    pub(super) fn marked(&self, event: EventId) -> EventId {
        match self {
            Self::Record { .. } | Self::Open => event,
            Self::Correct { target, .. } | Self::Retract { target, .. } => target.id,
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
            Self::Record { kind, .. } => preset(*kind, context, &mut typed),
            Self::Correct { target, .. } => {
                let on = target.on.parse().map_or_else(|_| target.on.clone(), |on| context.texts.date(on));
                typed.set(CORRECTED_ON, on);
                typed_of(target.kind, CORRECTED, &target.payload, context.texts, &mut typed);
            }
            Self::Retract { .. } => {}
            Self::Open => opening::first(context, &mut typed),
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
        let mut sections = match self {
            Self::Record { kind, .. } => {
                let filling = filling(*kind, None);
                let date = filling.date("0/occurredOn");
                vec![Section::plain(std::iter::once(date).chain(filling.controls("0/data")).collect())]
            }
            Self::Correct { target, .. } => {
                let filling = filling(target.kind, Some(&target.payload));
                let reason = filling.coded(REASON, "correction-reason", REASONS);
                let date = filling.date(CORRECTED_ON);
                let own = filling.controls(CORRECTED);
                vec![Section::plain(std::iter::once(reason).chain([date]).chain(own).collect())]
            }
            Self::Retract { target, .. } => {
                vec![Section::plain(vec![filling(target.kind, None).coded(
                    REASON,
                    "retraction-reason",
                    REASONS,
                )])]
            }
            Self::Open => opening::sections(context, typed, faults, event),
        };
        if context.organisation.is_none() && !matches!(self, Self::Open) {
            let organisation = filling(FactKind::HouseholdOpened, None).text("organisation", "organisation");
            sections.push(Section::plain(vec![organisation]));
        }
        sections
    }

    /// Leaves out what of lists is blank.
    pub(super) fn compact(&self, typed: &mut Typed) {
        let (kind, root) = match self {
            Self::Record { kind, .. } => (*kind, "0/data"),
            Self::Correct { target, .. } => (target.kind, CORRECTED),
            Self::Retract { .. } => return,
            Self::Open => return opening::compact(typed),
        };
        let lists = kind.fields().iter().filter(|field| is_list(field.shape) && is_shown(kind, field));
        lists.for_each(|field| typed.compact(&format!("{root}/{}", field.name)));
    }

    /// The facts of what was typed.
    pub(super) fn facts(&self, reading: &mut Reading<'_>, event: EventId) -> Vec<Sent> {
        match self {
            Self::Record { kind, .. } => {
                let on = reading.date("0/occurredOn").map(|on| on.to_string());
                let data = reading.payload(*kind, "0/data", event, None);
                vec![Sent { event, kind: *kind, on, data }]
            }
            Self::Correct { target, .. } => {
                let on = reading.date(CORRECTED_ON).map(|on| on.to_string());
                let payload = reading.payload(target.kind, CORRECTED, event, Some(&target.payload));
                let mut data = json!({ "target": target.id.to_string(), "payload": payload });
                let reason = reading.text(REASON);
                for (name, value) in [("occurred_on", on.clone()), ("reason", reason)] {
                    if let Some(value) = value {
                        data[name] = value.into();
                    }
                }
                vec![Sent { event, kind: FactKind::EventCorrected, on, data }]
            }
            Self::Retract { target, .. } => {
                let mut data = json!({ "target": target.id.to_string() });
                if let Some(reason) = reading.text(REASON) {
                    data["reason"] = reason.into();
                }
                vec![Sent { event, kind: FactKind::EventRetracted, on: Some(target.on.clone()), data }]
            }
            Self::Open => opening::facts(reading, event),
        }
    }

    /// The field at which a fault is shown that is told at a place of the arguments.
    pub(super) fn field(&self, name: &str, typed: &Typed) -> String {
        match self {
            Self::Correct { .. } if name == "0/occurredOn" => CORRECTED_ON.to_owned(),
            Self::Open => opening::field(name, typed),
            Self::Record { .. } | Self::Correct { .. } | Self::Retract { .. } => name.to_owned(),
        }
    }
}

/// Whether a shape is a list of anything but persons.
pub(super) fn is_list(shape: Shape) -> bool {
    match shape {
        Shape::List(item) => *item != Shape::Id,
        Shape::Id
        | Shape::Text
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
