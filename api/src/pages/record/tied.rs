//! Splits and mergers: what is recorded with them in the other household, so that everybody and everything that goes on has
//! its place there.

use std::collections::BTreeMap;

use domain::codes::{Coded as _, Fate, Role};
use domain::ids::{EventId, HouseholdId};
use domain::messages::label as code_label;
use domain::{FactKind, StreamId};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::act::Section;
use super::context::{Choice, Context};
use super::form::{Filling, new_id};
use super::lasting::{BOTH, Lasting, Shared, date_of, fate_name};
use super::read::Reading;
use super::sending::Sent;
use super::typed::Typed;

/// Where it is said what becomes of what goes on.
const FATES: &str = "0/data/episodes";

/// What arrivals tell of a person, and what is told again in the other household.
pub(super) const TOLD: [&str; 5] = ["birth", "sex", "arrival_route", "nationality", "identity"];

/// The field with the place of a member in the other household.
fn role_name(person: &str) -> String {
    format!("members/{}/role", person.replace('-', ""))
}

fn birth_name(person: &str) -> String {
    format!("members/{}/birth", person.replace('-', ""))
}

/// Who is there at the date, and may have a place in the other household.
fn members(context: &Context, typed: &Typed) -> Vec<Choice> {
    let on = date_of(typed);
    let mut members = context.persons();
    members.retain(|one| match (context.people.left(&one.value), on) {
        (None, _) => true,
        (Some(left), Some(on)) => left > on.earliest(),
        (Some(_), None) => false,
    });
    members
}

/// The places of members in the other household. Whoever has none stays when the household is split.
pub(super) fn section(filling: &Filling<'_>) -> Section {
    let Filling { context, typed, kind, .. } = *filling;
    let texts = context.texts;
    let splits = kind == FactKind::HouseholdSplit;
    let joins = Filling { kind: FactKind::MemberJoined, ..*filling };
    let roles = || {
        let choice = |code: &&'static str| Choice::new(*code, code_label(texts.0, Role::NAME, code));
        Role::CODES.iter().map(choice).collect::<Vec<_>>()
    };
    let mut controls = Vec::new();
    for member in members(context, typed) {
        let empty = splits.then_some("choice-stays");
        controls.push(joins.choice(&role_name(&member.value), member.label.clone(), roles(), empty));
        // Erased, or not for the reader to see: whoever knows it tells it.
        if told(context.arrival(&member.value)).get("birth").is_none() {
            let name = birth_name(&member.value);
            let label = texts.with("tied-birth", &[("name", &member.label)]);
            controls.push(joins.dated(&name, label));
        }
    }
    let title = texts.say(if splits { "split-members" } else { "merge-members" });
    Section { title, controls, ..Section::plain(Vec::new()) }
}

/// What an arrival tells of a person that the reader may see.
pub(super) fn told(arrival: Option<&Value>) -> Map<String, Value> {
    let known = |name: &&str| {
        let value = arrival?.get(*name)?;
        (!value.is_object()).then(|| ((*name).to_owned(), value.clone()))
    };
    TOLD.iter().filter_map(known).collect()
}

/// At first nobody leaves; in a merger everybody keeps a place, but there is one reference person.
pub(super) fn first(kind: FactKind, context: &Context, typed: &mut Typed) {
    if kind != FactKind::HouseholdMerged {
        return;
    }
    for member in context.members() {
        let role = context.arrival(&member.value).and_then(|arrival| arrival["role"].as_str());
        if let Some(role) = role.filter(|role| *role != Role::ReferencePerson.code()) {
            typed.set(role_name(&member.value), role);
        }
    }
}

/// Everything that is recorded together.
pub(super) struct Together<'r, 'a> {
    reading: &'r mut Reading<'a>,
    splits: bool,
    here: HouseholdId,
    there: Option<HouseholdId>,
    event: EventId,
    on: Option<String>,
    facts: Vec<Sent>,
}

/// The event with which somebody arrives in the other household.
fn arrives(event: EventId, person: &str) -> EventId {
    EventId(Uuid::new_v5(&event.0, format!("joins/{person}").as_bytes()))
}

/// The first arrival in the other household: where one reads there that it took somebody in.
pub(super) fn arrival(typed: &Typed, event: EventId) -> Option<EventId> {
    typed.kept().find_map(|(name, _)| {
        let person = name.strip_prefix("members/")?.strip_suffix("/role")?;
        let person = Uuid::try_parse(person).ok()?;
        Some(arrives(event, &person.to_string()))
    })
}

/// The facts of a split or a merger.
pub(super) fn facts(
    reading: &mut Reading<'_>,
    kind: FactKind,
    here: HouseholdId,
    event: EventId,
) -> Vec<Sent> {
    let splits = kind == FactKind::HouseholdSplit;
    let on = reading.date("0/occurredOn").map(|on| on.to_string());
    let mut data = reading.payload(kind, "0/data", event, None);
    let there = data[if splits { "new_household" } else { "into" }].as_str().and_then(|id| id.parse().ok());
    let context = reading.context;
    let members = members(context, reading.typed);
    let mut roles = Vec::new();
    for member in members {
        if let Some(role) = reading.text(&role_name(&member.value)) {
            roles.push((member.value, role));
        } else if !splits {
            reading.wrong::<()>(&role_name(&member.value), "wrong-required");
        }
    }
    if splits {
        if roles.is_empty() {
            reading.wrong::<()>("0/data/persons", "wrong-nobody");
        } else {
            data["persons"] = roles.iter().map(|(person, _)| Value::from(person.as_str())).collect();
        }
    }
    let own = Sent::about(event, &StreamId::Household(here), kind, on.clone(), data);
    let mut together = Together { reading, splits, here, there, event, on, facts: vec![own] };
    together.opens();
    let persons: Vec<String> = roles.iter().map(|(person, _)| person.clone()).collect();
    let joined = together.joined();
    for (person, role) in roles {
        together.joins(&person, &role, joined.as_ref());
    }
    together.continues(&persons);
    together.facts
}

impl Together<'_, '_> {
    /// An event of its own, the same whenever the form is sent.
    fn named(&self, name: &str) -> EventId {
        EventId(Uuid::new_v5(&self.event.0, name.as_bytes()))
    }

    /// A fact in the other household; what is wrong with it is told at a field of this form.
    fn add(&mut self, kind: FactKind, event: EventId, data: Value, beside: String) {
        // Where the other household is not known, that is what is told.
        let there = self.there.unwrap_or(self.here);
        let stream = StreamId::Household(there);
        let sent = Sent::about(event, &stream, kind, self.on.clone(), data);
        self.facts.push(Sent { beside: Some(beside), ..sent });
    }

    /// The file of the household that those who leave form.
    fn opens(&mut self) {
        if !self.splits {
            return;
        }
        let context = self.reading.context;
        let organisation = match &context.organisation {
            Some(organisation) => Some(organisation.clone()),
            None => self.reading.text("organisation").map(|code| code.to_lowercase()),
        };
        let data = json!({ "opened_by": organisation, "from_household": self.here.to_string() });
        self.add(FactKind::HouseholdOpened, self.named("opened"), data, "organisation".to_owned());
    }

    fn joins(&mut self, person: &str, role: &str, episodes: Option<&Value>) {
        let context = self.reading.context;
        let mut data = told(context.arrival(person));
        if !data.contains_key("birth") {
            let name = birth_name(person);
            match self.reading.date(&name) {
                Some(birth) => drop(data.insert("birth".to_owned(), birth.to_string().into())),
                None if self.reading.faults.iter().any(|(at, _)| *at == name) => {}
                None => drop(self.reading.wrong::<()>(&name, "wrong-required")),
            }
        }
        let reason = if self.splits { "split" } else { "merge" };
        let own = [("person", person), ("role", role), ("reason", reason)];
        data.extend(own.map(|(name, value)| (name.to_owned(), value.into())));
        data.extend(episodes.map(|episodes| ("episodes".to_owned(), episodes.clone())));
        self.add(FactKind::MemberJoined, arrives(self.event, person), data.into(), role_name(person));
    }

    /// What those who come join of what goes on in the household that takes them in: everything but what is like what they
    /// bring along.
    fn joined(&mut self) -> Option<Value> {
        let context = self.reading.context;
        let other = context.other.as_ref().filter(|_| !self.splits)?;
        let brought: Vec<Lasting> = self
            .lasting()
            .into_iter()
            .filter_map(|(one, fate)| (fate == Fate::Moves.code()).then_some(one))
            .collect();
        let is_like = |kind: Shared, code: &str| {
            brought.iter().any(|one| one.kind == kind && (kind == Shared::Stay || one.code == code))
        };
        let goes_on = other.episodes().iter().filter(|one| one.until.is_none());
        let joined = goes_on.filter(|one| match Shared::of(one.kind) {
            Some(kind @ (Shared::Enrolment | Shared::Stay)) => !is_like(kind, &one.code),
            Some(Shared::Lease) | None => false,
        });
        Some(joined.map(|one| Value::from(one.subject.as_str())).collect())
    }

    /// What may go on at the date, and what was chosen to become of it.
    fn lasting(&self) -> Vec<(Lasting, String)> {
        let typed = self.reading.typed;
        let lasting = self.reading.context.lasting(date_of(typed)).into_iter();
        let chosen = |one: Lasting| {
            let fate = typed.one(&fate_name(FATES, &one.id)).to_owned();
            (one, fate)
        };
        lasting.map(chosen).collect()
    }

    /// What moves, or goes on in both households, is opened again in the other one.
    fn continues(&mut self, persons: &[String]) {
        let context = self.reading.context;
        let mut moved = self.lasting();
        moved.retain(|(_, fate)| *fate == Fate::Moves.code() || self.splits && *fate == BOTH);
        moved.sort_by_key(|(one, _)| one.kind);
        let new: BTreeMap<String, String> =
            moved.iter().map(|(one, _)| (one.id.clone(), new_id(self.event, &one.id))).collect();
        for (one, _) in moved {
            let mut those = one.persons.clone();
            those.retain(|person| persons.contains(person));
            let those = if those.is_empty() { persons.to_vec() } else { those };
            let Some((kind, payload)) = context.opening(&one.id) else { continue };
            let beside = fate_name(FATES, &one.id);
            let mut data = again(kind, payload, &one, &new, &those);
            if let Some(lease) = signed(context, kind, payload) {
                carry(&mut data, lease, &["landlord_kind", "intermediary", "monthly_charge_eur"]);
                let stay = lease["occupancy"].as_str().and_then(|stay| new.get(stay));
                match stay {
                    Some(stay) => data["occupancy"] = stay.as_str().into(),
                    None => drop(self.reading.wrong::<()>(&beside, "wrong-lease-alone")),
                }
                data["starts_on"] = self.on.clone().into();
            }
            let opening = match one.kind {
                Shared::Enrolment => FactKind::EnrolmentStarted,
                Shared::Stay => FactKind::OccupancyStarted,
                Shared::Lease => FactKind::LeaseSigned,
            };
            self.add(opening, self.named(&format!("continues/{}", one.id)), data, beside);
        }
    }
}

/// The signature behind a lease: its own, or that of the sublease that slid into it.
fn signed<'c>(context: &'c Context, kind: FactKind, payload: &'c Value) -> Option<&'c Value> {
    if kind == FactKind::LeaseTransferred {
        return context.opening(payload["lease"].as_str()?).map(|(_, signed)| signed);
    }
    (kind == FactKind::LeaseSigned).then_some(payload)
}

/// The payload that opens something again in the other household, of what its opening tells.
fn again(
    kind: FactKind,
    payload: &Value,
    one: &Lasting,
    new: &BTreeMap<String, String>,
    persons: &[String],
) -> Value {
    let own = new.get(&one.id);
    let persons: Value = persons.iter().map(String::as_str).collect();
    let mut data = json!({ "continues": one.id });
    match one.kind {
        Shared::Enrolment => {
            (data["enrolment"], data["persons"]) = (json!(own), persons);
            carry(&mut data, payload, &["programme", "cohort", "planned_end_on", "funding"]);
        }
        Shared::Stay => {
            (data["occupancy"], data["persons"]) = (json!(own), persons);
            data["kind"] = one.code.as_str().into();
            carry(&mut data, payload, &["dwelling", "commune", "host", "planned_end_on"]);
            let enrolment = payload["enrolment"].as_str().and_then(|enrolment| new.get(enrolment));
            if let Some(enrolment) = enrolment {
                data["enrolment"] = enrolment.as_str().into();
            }
        }
        Shared::Lease => {
            (data["lease"], data["signatories"]) = (json!(own), persons);
            data["kind"] = one.code.as_str().into();
            if kind == FactKind::LeaseSigned {
                carry(&mut data, payload, &["planned_end_on"]);
            }
        }
    }
    data
}

/// The field at which a fault is shown that is told at a place of the arguments.
pub(super) fn field(name: &str, facts: &[Sent], context: &Context, typed: &Typed) -> String {
    let (at, rest) = name.split_once('/').unwrap_or((name, ""));
    let Some(fact) = at.parse::<usize>().ok().and_then(|at| facts.get(at)) else { return name.to_owned() };
    if rest == "occurredOn" {
        return "0/occurredOn".to_owned();
    }
    if let Some(beside) = &fact.beside {
        return beside.clone();
    }
    if rest.starts_with("data/persons") {
        let first = members(context, typed).into_iter().next();
        return first.map_or_else(|| name.to_owned(), |first| role_name(&first.value));
    }
    let place = rest.strip_prefix("data/episodes/").and_then(|rest| rest.split('/').next()?.parse().ok());
    let episode = place.and_then(|place: usize| fact.data["episodes"][place]["episode"].as_str());
    episode.map_or_else(|| name.to_owned(), |episode| fate_name(FATES, episode))
}

/// Takes over fields whose values are known.
fn carry(data: &mut Value, from: &Value, names: &[&str]) {
    for name in names {
        let value = from.get(*name).filter(|value| !value.is_object());
        if let Some(value) = value {
            data[*name] = value.clone();
        }
    }
}
