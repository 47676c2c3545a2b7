//! Integrity: what was signed, whether it still holds, whether the lists are complete, and who has read what.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Checkpoint, PageInfo, ServerInfo};
use super::ask::{Desk, ask};
use super::failure;
use super::frame::Frame;
use super::households::short;
use super::parsed::Parsed;
use super::respond::html;

const DOCUMENT: &str = include_str!("query.graphql");
const VERIFY: &str = include_str!("verify.graphql");

/// The page.
pub(super) async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let variables = json!({ "after": frame.parameter("after") });
    match ask(&desk, &parts, frame.texts.0, DOCUMENT, variables).await {
        Ok(answer) => html(&frame, StatusCode::OK, &Page::of(&frame, answer, &desk)),
        Err(failure) => failure::page(&frame, failure),
    }
}

/// Begins to verify, and goes back to the page.
pub(super) async fn verify(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    match ask::<Value>(&desk, &parts, frame.texts.0, VERIFY, json!({})).await {
        Ok(_begun) => Redirect::to("/integrity#verification").into_response(),
        Err(failure) => failure::page(&frame, failure),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    server_info: ServerInfo,
    checkpoint: Option<Checkpoint>,
    access_checkpoint: Option<Checkpoint>,
    verifier_key: Option<String>,
    verification: Verification,
    projections: Vec<Projection>,
    access_log: AccessLog,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verification {
    state: Found,
    at: Option<Parsed<Timestamp>>,
    events: Option<u64>,
    of: Option<u64>,
    checkpoints: Option<u64>,
    accesses: Option<u64>,
    access_checkpoints: Option<u64>,
    first_bad: Option<u64>,
    first_bad_access: Option<u64>,
    first_bad_key: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Found {
    None,
    Running,
    Right,
    Altered,
    Failed,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Projection {
    name: String,
    version: u64,
    position: u64,
    lag: u64,
    state: String,
    complete: bool,
    stopped_at: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessLog {
    nodes: Vec<Access>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Access {
    number: u64,
    read_at: Parsed<Timestamp>,
    reader: String,
    household: Option<String>,
    via: String,
    reason: Option<String>,
}

#[derive(Template)]
#[template(path = "integrity/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    signed: Option<Signed>,
    signed_log: Option<Signed>,
    key: Option<String>,
    is_running: bool,
    is_wrong: bool,
    /// What the verification has come to, in sentences.
    verified: Vec<String>,
    lists: Vec<List>,
    accesses: Vec<Read>,
    newest: Option<String>,
    older: Option<String>,
}

struct Signed {
    told: String,
    root: String,
    note: String,
}

struct List {
    name: String,
    position: u64,
    lag: u64,
    is_right: bool,
    state: String,
}

struct Read {
    number: u64,
    at: String,
    reader: String,
    household: Option<(String, String)>,
    via: String,
    reason: Option<String>,
}

impl<'a> Page<'a> {
    fn of(frame: &'a Frame, answer: Answer, desk: &Desk) -> Self {
        let Answer {
            server_info,
            checkpoint,
            access_checkpoint,
            verifier_key,
            verification,
            projections,
            access_log,
        } = answer;
        let texts = frame.texts;
        let at = |instant: Parsed<Timestamp>| texts.instant(instant.0, &desk.time_zone());
        let told = |id: &str, kept: &Checkpoint| {
            let at = texts.instant(kept.created_at.0, &desk.time_zone());
            texts.with(id, &[("n", &kept.size.to_string()), ("at", &at)])
        };
        let signed = checkpoint.map(|kept| {
            let since = texts.count("signed-since", server_info.position.saturating_sub(kept.size));
            Signed {
                told: format!("{} {since}", told("signed-told", &kept)),
                root: kept.root,
                note: kept.note,
            }
        });
        let signed_log = access_checkpoint.map(|kept| Signed {
            told: told("signed-log-told", &kept),
            root: kept.root,
            note: kept.note,
        });
        let PageInfo { has_next_page, has_previous_page, end_cursor } = access_log.page_info;
        let older = end_cursor.filter(|_| has_next_page);
        Self {
            frame,
            signed,
            signed_log,
            key: verifier_key,
            is_running: verification.state == Found::Running,
            is_wrong: matches!(verification.state, Found::Altered | Found::Failed),
            verified: verified(frame, &verification, verification.at.map(at)),
            lists: projections.iter().map(|one| list(frame, one)).collect(),
            accesses: access_log.nodes.into_iter().map(|one| read(frame, one, at)).collect(),
            newest: has_previous_page.then(|| frame.here_with(&[("after", None)])),
            older: older.map(|cursor| frame.here_with(&[("after", Some(&cursor))])),
        }
    }
}

/// What a verification has come to.
fn verified(frame: &Frame, found: &Verification, at: Option<String>) -> Vec<String> {
    let texts = frame.texts;
    let number = |number: Option<u64>| number.unwrap_or_default().to_string();
    let (events, of) = (number(found.events), number(found.of));
    let at = at.unwrap_or_default();
    match found.state {
        Found::None => vec![texts.say("verified-none")],
        Found::Running => vec![texts.with("verified-running", &[("n", &events), ("of", &of)])],
        Found::Failed => vec![texts.with("verified-failed", &[("at", &at)])],
        Found::Right => {
            let (signed, read) = (number(found.checkpoints), number(found.accesses));
            let read_signed = number(found.access_checkpoints);
            let told = [
                ("at", at.as_str()),
                ("n", &events),
                ("signed", &signed),
                ("read", &read),
                ("read_signed", &read_signed),
            ];
            vec![texts.with("verified-right", &told)]
        }
        Found::Altered => {
            let mut told = Vec::new();
            if let Some(position) = found.first_bad {
                let args = [("at", at.as_str()), ("position", &position.to_string())];
                told.push(texts.with("verified-altered", &args));
            }
            if let Some(access) = found.first_bad_access {
                let args = [("at", at.as_str()), ("number", &access.to_string())];
                told.push(texts.with("verified-altered-access", &args));
            }
            if let Some(key) = &found.first_bad_key {
                let args = [("at", at.as_str()), ("key", key.as_str())];
                told.push(texts.with("verified-altered-key", &args));
            }
            told
        }
    }
}

fn list(frame: &Frame, one: &Projection) -> List {
    let texts = frame.texts;
    let state = match (one.stopped_at, one.complete) {
        (Some(position), _) => texts.with("list-stopped", &[("position", &position.to_string())]),
        (None, true) => texts.of("list-state", &one.state),
        (None, false) => texts.say("list-incomplete"),
    };
    List {
        name: format!("{} v{}", texts.of("list-name", &one.name), one.version),
        position: one.position,
        lag: one.lag,
        is_right: one.complete && one.stopped_at.is_none(),
        state,
    }
}

fn read(frame: &Frame, one: Access, at: impl Fn(Parsed<Timestamp>) -> String) -> Read {
    Read {
        number: one.number,
        at: at(one.read_at),
        reader: one.reader,
        household: one.household.map(|id| (format!("/households/{id}"), short(&id))),
        via: frame.texts.of("via", &one.via),
        reason: one.reason,
    }
}
