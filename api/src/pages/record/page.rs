//! The pages of a form: to fill in, to look at before it is recorded, and when somebody else recorded meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::EventId;
use domain::{PartialDate, Rule};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::act::{Act, Section};
use super::context::Context;
use super::control::Control;
use super::form::Faults;
use super::joining::FILLED;
use super::known::List;
use super::sending::{Accepted, Sent};
use super::sent::CONFIRMED;
use super::subject::Subject;
use super::typed::Typed;
use super::undo::VERSIONS;
use crate::pages::frame::Frame;
use crate::pages::frieze::{At, Frieze, Novelty};
use crate::pages::household::answer::{Episode, lacks_reference, named, roles};
use crate::pages::household::people::People;
use crate::pages::household::story::{Teller, is_late};
use crate::pages::respond::html;

/// Sentences about one field that are told at once.
const FAULTS_MAX: usize = 8;

/// A form as it is now.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) frame: &'a Frame,
    pub(super) act: &'a Act,
    pub(super) context: &'a Context,
    pub(super) typed: &'a Typed,
    pub(super) event: EventId,
}

/// What stands around every page of a form.
struct Around {
    title: String,
    about: String,
    action: String,
    /// The page of the household or programme, and its name.
    subject: Option<(String, String)>,
    /// The list that it is in, and its name.
    list: (&'static str, String),
    back: String,
    /// What the button says that leads to the preview, and what comes then.
    preview: String,
    next: String,
    people: String,
    /// What is retracted together: titles of files, and what of each.
    undone: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "record/form.html")]
struct Fill<'a> {
    frame: &'a Frame,
    around: Around,
    event: String,
    version: &'a str,
    /// What is kept and has no field: the versions of other households to which facts go, and of whom it was filled in what is
    /// known.
    kept: Vec<&'a (String, String)>,
    sections: Vec<Section>,
    /// What is wrong: a sentence, and the field that it is about.
    faults: Vec<Wrong>,
    /// How much is wrong, and how much of it is not told.
    count: String,
    more: Option<String>,
    /// What was recorded since the form was opened; nothing when nothing was.
    meanwhile: Option<Vec<String>>,
    /// What a change of the language does besides: what is wrong is told again.
    turn: &'static str,
    lists: Vec<Offered>,
}

/// What fields are typed from.
struct Offered {
    id: &'static str,
    options: Vec<(String, String)>,
}

struct Wrong {
    /// The field, by its identifier and label, when the form has it.
    field: Option<(String, String)>,
    sentence: String,
}

#[derive(Template)]
#[template(path = "record/preview.html")]
struct Preview<'a> {
    frame: &'a Frame,
    around: Around,
    told: Vec<(String, Vec<(String, String)>)>,
    late: bool,
    warnings: Vec<String>,
    frieze: Option<Frieze>,
    kept: Vec<&'a (String, String)>,
    turn: &'static str,
    /// Whether it can never be undone, and is to be confirmed.
    is_final: bool,
    /// That it makes two files, and is only taken back as a whole.
    tied: Option<String>,
    /// That nobody of the household would be its reference person any more.
    unreferenced: Option<String>,
    /// Whether it was sent without being confirmed.
    asks_again: bool,
}

impl Shown<'_> {
    /// The form, with what is wrong with it.
    pub(super) fn form(self, faults: &Faults) -> Response {
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.filled(faults, None, status)
    }

    /// The form, with why it is not for the reader: nothing of what was typed is lost.
    pub(super) fn denied(self, sentence: String) -> Response {
        self.filled(&[(String::new(), sentence)], None, StatusCode::FORBIDDEN)
    }

    /// The form, with what was recorded since it was opened.
    pub(super) fn moved(
        self,
        version: u32,
        elsewhere: Vec<String>,
        zone: &TimeZone,
        today: Date,
    ) -> Response {
        let teller = Teller { texts: self.frame.texts, people: &self.context.people, zone, as_of: today };
        let since = self.context.history().iter().filter(|entry| entry.version > version);
        let told = since.map(|entry| teller.since(entry)).chain(elsewhere).collect();
        self.filled(&[], Some(told), StatusCode::CONFLICT)
    }

    fn filled(self, faults: &Faults, meanwhile: Option<Vec<String>>, status: StatusCode) -> Response {
        let count = self.frame.texts.count("form-wrong", faults.len() as u64);
        let all = faults.len();
        let faults = &some(faults);
        let more = all - faults.len();
        let sections = self.act.sections(self.context, self.typed, faults, self.event);
        let controls = || sections.iter().flat_map(|section| &section.controls);
        let lists: BTreeSet<List> = controls().flat_map(Control::lists).collect();
        let lists = lists.into_iter();
        let lists = lists.map(|list| Offered { id: list.id(), options: self.context.known.offered(list) });
        let lists = lists.collect();
        let wrong = |(name, sentence): &(String, String)| {
            let shown = controls().enumerate().find_map(|(at, control)| Some((at, control.showing(name)?)));
            let field = shown.map(|(_, control)| (control.id.clone(), control.label.clone()));
            (shown.map_or(usize::MAX, |(at, _)| at), Wrong { field, sentence: sentence.clone() })
        };
        let mut faults: Vec<(usize, Wrong)> = faults.iter().map(wrong).collect();
        // In the order of the fields, then what is about none of them.
        faults.sort_by_key(|(at, _)| *at);
        let faults = faults.into_iter().map(|(_, wrong)| wrong).collect();
        let page = Fill {
            frame: self.frame,
            around: self.around(),
            event: self.event.to_string(),
            version: self.typed.one("version"),
            kept: self
                .typed
                .kept()
                .filter(|(name, _)| name.starts_with(VERSIONS) || name == FILLED)
                .collect(),
            sections,
            turn: if status == StatusCode::UNPROCESSABLE_ENTITY { "preview" } else { "edit" },
            faults,
            count,
            more: (more > 0).then(|| self.frame.texts.count("wrong-more", more as u64)),
            meanwhile,
            lists,
        };
        html(self.frame, status, &page)
    }

    /// What would be, before it is recorded.
    pub(super) fn preview(
        self,
        facts: &[Sent],
        accepted: Accepted,
        asks_again: bool,
        today: Date,
    ) -> Response {
        let sections = self.act.sections(self.context, self.typed, &[], self.event);
        let told = sections.into_iter().map(|section| {
            let told = section.controls.iter().flat_map(Control::told).collect::<Vec<_>>();
            (section.title, told)
        });
        let told = told.filter(|(_, told)| !told.is_empty()).collect();
        let on = facts.iter().filter_map(|fact| fact.on.as_deref()?.parse::<PartialDate>().ok());
        let records = matches!(self.act, Act::Record { .. });
        let unprotected = unprotects(self.act, facts).then(|| self.frame.say("unprotected"));
        let before = self.context.household.as_ref().and_then(|one| one.episodes.as_deref());
        let after = accepted.preview.as_ref().and_then(|one| one.episodes.as_deref());
        let lacks = |episodes: Option<&[Episode]>| episodes.is_some_and(|all| lacks_reference(roles(all)));
        let warned = accepted.warnings.iter().any(|warning| warning.code == Rule::LeftReference.code());
        // Whoever may not see all of the household is told no warnings; this one follows from who is in it.
        let loses = lacks(after) && !lacks(before) && !warned;
        let warnings = accepted.warnings.into_iter().map(|warning| warning.message);
        let page = Preview {
            frame: self.frame,
            around: self.around(),
            told,
            late: records && on.into_iter().any(|on| is_late(today, on)),
            warnings: warnings.chain(unprotected).collect(),
            frieze: accepted.preview.map(|household| {
                let texts = self.frame.texts;
                let before = self.context.household.as_ref().and_then(|household| household.episodes.clone());
                let before = named(before, &self.context.programmes);
                let history = household.history.unwrap_or_default();
                let after = named(household.episodes, &self.context.programmes);
                let people = People::of(&after, &history, texts);
                let at = At { as_of: today, known: None, even: false };
                Frieze::of(&after, &BTreeSet::new(), &novelties(&before, &after), &people, texts, at)
            }),
            kept: self.typed.kept().filter(|(name, _)| name != CONFIRMED).collect(),
            turn: "preview",
            is_final: self.act.is_final(),
            tied: self.act.ties().then(|| self.frame.say("tied-final")),
            unreferenced: loses.then(|| self.frame.say("preview-unreferenced")),
            asks_again,
        };
        let status = if asks_again { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        html(self.frame, status, &page)
    }

    fn around(self) -> Around {
        let texts = self.frame.texts;
        let subject = self.act.existing().map(|of| (of.address(), self.context.name_of(of)));
        let is_programme = match self.act.existing() {
            Some(of) => of.is_programme(),
            None => matches!(self.act, Act::Register),
        };
        let is_final = self.act.is_final();
        let list = Subject::list_of(is_programme, texts);
        Around {
            title: self.act.title(self.context),
            about: self.act.about(self.context),
            action: self.act.address(),
            back: subject.as_ref().map_or_else(|| list.0.to_owned(), |(address, _)| address.clone()),
            preview: texts.say(if is_final { "form-preview-final" } else { "form-preview" }),
            next: texts.say(if is_programme { "form-next-programme" } else { "form-next" }),
            subject,
            list,
            people: self.context.people.everybody(),
            undone: self.act.undone().to_vec(),
        }
    }
}

/// Of each field the first of what is wrong with it: closing a programme is refused by each of those who are still in it.
fn some(faults: &Faults) -> Vec<(String, String)> {
    let mut some: Vec<(String, String)> = Vec::new();
    for fault in faults {
        if some.iter().filter(|(name, _)| *name == fault.0).count() < FAULTS_MAX {
            some.push(fault.clone());
        }
    }
    some
}

/// Whether a programme would no longer be a sensitive one.
fn unprotects(act: &Act, facts: &[Sent]) -> bool {
    let Act::Correct { target, .. } = act else { return false };
    let is_sensitive = |payload: &Value| payload["sensitive"] == true;
    is_sensitive(&target.payload) && !facts.iter().any(|fact| is_sensitive(&fact.data["payload"]))
}

/// What of a picture was not there before, or not so, by the event that began it.
fn novelties(before: &[Episode], after: &[Episode]) -> BTreeMap<String, Novelty> {
    let mut novelties = BTreeMap::new();
    for episode in after {
        let same = before.iter().find(|old| old.event == episode.event && old.persons == episode.persons);
        let novelty = match same {
            None => Some(Novelty::Added),
            Some(old) => (!old.looks_like(episode)).then_some(Novelty::Changed),
        };
        novelties.extend(novelty.map(|novelty| (episode.event.clone(), novelty)));
    }
    novelties
}
