//! The proof that one event is part of what was signed.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Checkpoint, ServerInfo};
use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::frame::Frame;
use super::respond::html;

const DOCUMENT: &str = include_str!("query.graphql");

/// The page.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(position): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let page = async {
        // The ledger counts no further than signed numbers of 64 bits go.
        let position = position.parse::<i64>().ok().and_then(|position| u64::try_from(position).ok());
        let position = position.ok_or(Failure::NotFound)?;
        let variables = json!({ "position": position });
        let Answer { server_info, proof } = ask(&desk, &parts, frame.texts.0, DOCUMENT, variables).await?;
        if !(1..=server_info.position).contains(&position) {
            return Err(Failure::NotFound);
        }
        Ok(Page::of(&frame, position, proof, &desk))
    };
    match page.await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    server_info: ServerInfo,
    proof: Option<Proof>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proof {
    leaf_hash: String,
    hashes: Vec<String>,
    checkpoint: Checkpoint,
    text: String,
}

#[derive(Template)]
#[template(path = "proof/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    /// What is proved, in a sentence; none when no checkpoint covers the event yet, or there is none.
    told: Option<String>,
    leaf_hash: String,
    hashes: Vec<String>,
    root: String,
    text: String,
}

impl<'a> Page<'a> {
    fn of(frame: &'a Frame, position: u64, proof: Option<Proof>, desk: &Desk) -> Self {
        let position = position.to_string();
        let title = frame.texts.with("proof-title", &[("position", &position)]);
        let Some(Proof { leaf_hash, hashes, checkpoint, text }) = proof else {
            let (told, leaf_hash, hashes, root, text) = Default::default();
            return Self { frame, title, told, leaf_hash, hashes, root, text };
        };
        let at = frame.texts.instant(checkpoint.created_at.0, &desk.time_zone());
        let args = [("position", position.as_str()), ("size", &checkpoint.size.to_string()), ("at", &at)];
        let told = Some(frame.texts.with("proof-told", &args));
        Self { frame, title, told, leaf_hash, hashes, root: checkpoint.root, text }
    }
}
