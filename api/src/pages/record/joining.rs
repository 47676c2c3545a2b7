//! Whoever joins a household and is known already, there or in another one: what is known of that person is filled in, and
//! may be changed.

use domain::FactKind;
use serde_json::{Map, Value};

use super::act::{ELSEWHERE, Section};
use super::context::Context;
use super::form::Filling;
use super::other::Other;
use super::read::typed_of;
use super::tied::{TOLD, told};
use super::typed::Typed;

const DATA: &str = "0/data";
/// The field with who joins.
pub(super) const PERSON: &str = "0/data/person";

/// The person of whom it was filled in what is known: what is changed afterwards stays so.
pub(super) const FILLED: &str = "filled";

/// Who joins, the other household in which that person is known, and the button that looks there.
pub(super) fn section(filling: &Filling<'_>) -> Section {
    let context = filling.context;
    let elsewhere = filling.text(ELSEWHERE, "elsewhere", None, false);
    let field = filling.kind.fields().iter().find(|field| field.name == "person");
    let person = field.map(|field| filling.control(field, PERSON));
    let is_known = context.other.is_some() || context.persons().len() > context.members().len();
    let look = context.texts.say(if is_known { "elsewhere-fill" } else { "elsewhere-look" });
    let title = context.texts.say("elsewhere-title");
    let controls = std::iter::once(elsewhere).chain(person).collect();
    Section { title, look: Some(look), ..Section::plain(controls) }
}

/// Fills in what the reader may see of the person who was chosen, once: at first where nothing was typed, and instead of what
/// was filled in of somebody else, unless that was changed.
pub(super) fn fill(context: &Context, typed: &mut Typed) {
    let person = typed.one(PERSON).to_owned();
    let before = typed.one(FILLED).to_owned();
    let known = known(context, &person);
    if person == before || known.is_empty() && before.is_empty() {
        return;
    }
    let written = |of: Map<String, Value>, typed: &mut Typed| {
        typed_of(FactKind::MemberJoined, DATA, &Value::Object(of), context.texts, typed);
    };
    let was = self::known(context, &before);
    // What was filled in from a household that the form no longer names is nobody’s any more.
    let is_gone = was.is_empty();
    let mut filled_before = Typed::default();
    written(was, &mut filled_before);
    let mut filled = Map::new();
    for field in TOLD {
        let name = format!("{DATA}/{field}");
        if !before.is_empty() && (is_gone || typed.is_as_in(&filled_before, &name)) {
            typed.clear(&name);
        }
        if typed.is_blank(&name)
            && let Some(value) = known.get(field)
        {
            typed.clear(&name);
            filled.insert(field.to_owned(), value.clone());
        }
    }
    written(filled, typed);
    typed.set(FILLED, if known.is_empty() { String::new() } else { person });
}

/// What arrivals tell of a person that the reader may see, the last ones before the others.
fn known(context: &Context, person: &str) -> Map<String, Value> {
    let mut known = told(context.arrival(person));
    let elsewhere = context.other.iter().flat_map(Other::history);
    let arrivals = elsewhere.filter(|entry| entry.kind == FactKind::MemberJoined.name());
    let arrivals = arrivals.filter_map(|entry| entry.believed_payload.as_ref());
    for arrival in arrivals.filter(|payload| payload["person"] == person) {
        known.extend(told(Some(arrival)));
    }
    known
}
