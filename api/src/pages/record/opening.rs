//! The form of a new household: the opening of its file, those who are in it, and a programme that it enters.

use domain::ids::{EventId, HouseholdId};
use domain::{FactKind, FieldSpec, StreamId};
use serde_json::json;
use uuid::Uuid;

use super::act::Section;
use super::context::Context;
use super::control::Control;
use super::form::{Faults, Filling, new_id};
use super::read::Reading;
use super::sending::Sent;
use super::typed::Typed;

/// What is asked of each member, in the order asked.
const MEMBER: [&str; 6] = ["identity", "role", "birth", "sex", "arrival_route", "nationality"];

const OPENED_ON: &str = "0/occurredOn";
const OPENED_BY: &str = "0/data/opened_by";
const MEMBERS: &str = "members";
const PROGRAMME: &str = "enrolment/programme";
const ENROLLED_ON: &str = "enrolment/occurredOn";

/// Members of one form.
const MEMBERS_MAX: usize = 20;

/// The household that the file is of.
pub(super) fn household(event: EventId) -> HouseholdId {
    HouseholdId(derived(event, "household"))
}

/// An identifier that follows from the event, so that a form sent twice opens one file.
fn derived(event: EventId, name: &str) -> Uuid {
    Uuid::new_v5(&event.0, name.as_bytes())
}

pub(super) fn first(context: &Context, typed: &mut Typed) {
    typed.set(OPENED_BY, context.organisation.as_deref().unwrap_or_default());
    typed.set("members/0/role", "reference_person");
}

pub(super) fn sections(context: &Context, typed: &Typed, faults: &Faults, event: EventId) -> Vec<Section> {
    let filling = |kind| Filling { context, typed, faults, kind, event, stored: None };
    let file = filling(FactKind::HouseholdOpened);
    let own = [file.date(OPENED_ON)].into_iter().chain(shown(&file, "0/data", &["opened_by"]));
    let mut sections = vec![Section::plain(own.collect())];
    let count = typed.items(MEMBERS).clamp(1, MEMBERS_MAX);
    for at in 0..count {
        let controls = shown(&filling(FactKind::MemberJoined), &format!("{MEMBERS}/{at}"), &MEMBER);
        let title = context.texts.with("open-member", &[("n", &(at + 1).to_string())]);
        let more = (at + 1 == count && count < MEMBERS_MAX).then_some(MEMBERS);
        sections.push(Section { title, controls, more, look: None });
    }
    let entry = filling(FactKind::EnrolmentStarted);
    let programme = entry.kind.fields().iter().find(|field| field.name == "programme");
    // Of the enrolment, but nobody need be enrolled yet.
    let programme = programme.map(|field| entry.control(&FieldSpec { optional: true, ..*field }, PROGRAMME));
    let controls = programme.into_iter().chain([entry.date(ENROLLED_ON).left_out()]).collect();
    sections.push(Section { title: context.texts.say("open-programme"), controls, more: None, look: None });
    sections
}

/// Some fields of a fact, in that order.
fn shown(filling: &Filling<'_>, root: &str, names: &[&str]) -> Vec<Control> {
    let fields =
        names.iter().filter_map(|name| filling.kind.fields().iter().find(|field| field.name == *name));
    fields.map(|field| filling.control(field, &format!("{root}/{}", field.name))).collect()
}

pub(super) fn compact(typed: &mut Typed) {
    // A member who never has a name, a birth or anything else was only room for one.
    typed.compact(MEMBERS);
    for at in 0..typed.items(MEMBERS) {
        typed.compact(&format!("{MEMBERS}/{at}/nationality"));
    }
}

pub(super) fn facts(reading: &mut Reading<'_>, event: EventId) -> Vec<Sent> {
    let stream = StreamId::Household(household(event));
    let on = reading.date(OPENED_ON).map(|on| on.to_string());
    let data = reading.payload(FactKind::HouseholdOpened, "0/data", event, None);
    let mut facts = vec![Sent::about(event, &stream, FactKind::HouseholdOpened, on.clone(), data)];
    let mut persons = Vec::new();
    for at in 0..reading.typed.items(MEMBERS).clamp(1, MEMBERS_MAX) {
        let own = EventId(derived(event, &format!("member-{at}")));
        let mut data = reading.payload(FactKind::MemberJoined, &format!("{MEMBERS}/{at}"), own, None);
        let person = new_id(own, "person");
        data["person"] = person.as_str().into();
        data["reason"] = "initial".into();
        persons.push(person);
        facts.push(Sent::about(own, &stream, FactKind::MemberJoined, on.clone(), data));
    }
    let programme = reading.text(PROGRAMME);
    let enrolled_on = reading.date(ENROLLED_ON).map(|on| on.to_string());
    if programme.is_some() || enrolled_on.is_some() {
        let own = EventId(derived(event, "enrolment"));
        let mut data = json!({ "enrolment": new_id(own, "enrolment"), "persons": persons });
        if let Some(programme) = programme {
            data["programme"] = programme.into();
        }
        facts.push(Sent::about(own, &stream, FactKind::EnrolmentStarted, enrolled_on, data));
    }
    facts
}

/// Faults of the second fact are those of the first member, and so on; those of the last one, of the programme.
pub(super) fn field(name: &str, typed: &Typed) -> String {
    // Whoever does not sign in records for the organisation that opens the file.
    if name == "organisation" {
        return OPENED_BY.to_owned();
    }
    let (at, rest) = name.split_once('/').unwrap_or((name, ""));
    let Some(at) = at.parse::<usize>().ok().filter(|at| *at > 0) else { return name.to_owned() };
    let data = rest.strip_prefix("data/");
    if at > typed.items(MEMBERS).clamp(1, MEMBERS_MAX) {
        return match data {
            Some("programme") => PROGRAMME.to_owned(),
            _ => ENROLLED_ON.to_owned(),
        };
    }
    match data {
        Some("person" | "reason") | None => OPENED_ON.to_owned(),
        Some(field) => format!("{MEMBERS}/{}/{field}", at - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_a_member_are_fields_of_an_arrival() {
        for name in MEMBER {
            let field = FactKind::MemberJoined.fields().iter().find(|field| field.name == name);
            assert!(field.is_some(), "{name}");
        }
    }

    #[test]
    fn faults_are_told_where_they_were_typed() {
        let typed = Typed::of(vec![("members/1/birth".to_owned(), "2".to_owned())]).unwrap();
        for (told, shown) in [
            ("0/data/opened_by", "0/data/opened_by"),
            ("0/occurredOn", "0/occurredOn"),
            ("1/data/birth", "members/0/birth"),
            ("2/data/nationality/0", "members/1/nationality/0"),
            ("2/data/person", "0/occurredOn"),
            ("3/data/programme", "enrolment/programme"),
            ("3/occurredOn", "enrolment/occurredOn"),
            ("3/data/persons/0", "enrolment/occurredOn"),
            ("organisation", "0/data/opened_by"),
        ] {
            assert_eq!(field(told, &typed), shown, "{told}");
        }
    }
}
