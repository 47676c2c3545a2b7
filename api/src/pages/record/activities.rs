//! What programmes held, to say who took part.

use axum::http::request::Parts;
use domain::{FactKind, PartialDate};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use super::context::Choice;
use crate::pages::ask::{Desk, ask};
use crate::pages::failure::Failure;
use crate::pages::household::answer::Entry;
use crate::pages::households::answer::Nodes;
use crate::pages::parsed::Parsed;
use crate::pages::programme::period;
use crate::pages::texts::Texts;

const DOCUMENT: &str = include_str!("activities.graphql");

#[derive(Deserialize)]
struct Answer {
    programmes: Nodes<Programme>,
}

#[derive(Deserialize)]
struct Programme {
    code: String,
    name: Option<String>,
    activities: Vec<Activity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    id: String,
    kind_label: String,
    on: Parsed<PartialDate>,
    ends_on: Option<Parsed<Date>>,
}

/// The activities of the programmes that the reader sees, by programme, the latest first.
///
/// # Errors
/// Faults.
pub(super) async fn held(desk: &Desk, parts: &Parts, texts: Texts) -> Result<Vec<Choice>, Failure> {
    let answer: Answer = ask(desk, parts, texts.0, DOCUMENT, json!({})).await?;
    let of = |programme: Programme| {
        let name = programme.name.unwrap_or(programme.code);
        programme.activities.into_iter().map(move |one| {
            let group = Some(name.clone());
            Choice { group, ..Choice::new(one.id.clone(), told(&one, texts)) }
        })
    };
    Ok(answer.programmes.nodes.into_iter().flat_map(of).collect())
}

/// Says in a history at what somebody took part, where that is known to the reader.
///
/// # Errors
/// Faults.
pub(in crate::pages) async fn tell(
    desk: &Desk,
    parts: &Parts,
    texts: Texts,
    history: &mut [Entry],
) -> Result<(), Failure> {
    let attended = FactKind::ActivityAttended.name();
    if history.iter().all(|entry| entry.kind != attended) {
        return Ok(());
    }
    let held = held(desk, parts, texts).await?;
    for entry in history.iter_mut().filter(|entry| entry.kind == attended) {
        let activity = entry.believed_payload.as_ref().and_then(|payload| payload["activity"].as_str());
        let told = held.iter().find(|one| Some(one.value.as_str()) == activity).map(|one| one.label.clone());
        entry.about = told;
    }
    Ok(())
}

fn told(one: &Activity, texts: Texts) -> String {
    let days = match &one.ends_on {
        Some(last) => period(Some(one.on.0.earliest()), Some(last.0), texts),
        None => texts.date(one.on.0),
    };
    format!("{} · {days}", one.kind_label)
}
