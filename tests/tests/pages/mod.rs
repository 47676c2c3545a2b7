//! The pages, as a browser gets them from the real server.

mod behind;
mod charts;
mod counting;
mod every_page;
mod failures;
mod hostile;
mod integrity;
mod markup;
mod matrix;
mod moments;
mod readers;
mod recording;
mod rules_tried;
mod snapshots;
mod workbook;

use std::io::Write as _;

use application::import::Options;
use serde_json::json;
use tests::workspace::root;

use crate::graphql::Server;
use crate::graphql::client::{self, Answer};
use crate::store::Place;

/// How far the ledger is.
pub(crate) const HEAD: &str = "{ serverInfo { position } }";

/// Answers once the lists are as far as that.
pub(crate) const SETTLED: &str = "query($p: Position) {
    households(first: 1, minPosition: $p) { position }
    deadlines(first: 1, minPosition: $p) { position }
}";

pub(crate) const FAMILLE_K: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
pub(crate) const FAMILLE_D: &str = "34f7bc8b-0862-53fb-aef5-f2bb3dd39689";

/// A page in a language.
async fn page(server: &Server, path: &str, language: &str) -> Answer {
    client::get(server.address, path, &[("accept-language", language)]).await
}

/// A server that knows some households of a programme.
async fn server_with(programme: &str, households: &[&str]) -> Server {
    let server = Server::start(Place::sqlite()).await;
    import(&server, programme, Some(households)).await;
    settle(&server).await;
    server
}

/// Records a programme with all of its households, or some.
pub(crate) async fn import(server: &Server, programme: &str, households: Option<&[&str]>) {
    let events = root().join(format!("programmes/{programme}/events.ndjson"));
    let events = std::fs::read_to_string(events).unwrap();
    let wanted = |line: &&str| {
        let of = |household: &str| line.contains(&format!("\"household/{household}\""));
        let some = households.is_none_or(|households| households.iter().any(|one| of(one)));
        line.contains("\"subject\":\"programme/") || some
    };
    let lines: Vec<&str> = events.lines().filter(wanted).collect();
    import_lines(server, &lines, Options { as_recorded: true, ..Options::default() }).await;
}

async fn import_lines(server: &Server, lines: &[&str], options: Options) {
    let mut file = tempfile::Builder::new().suffix(".ndjson").tempfile().unwrap();
    file.write_all(lines.join("\n").as_bytes()).unwrap();
    let files = [file.path().to_path_buf()];
    let report = server.application.import(&files, options, &mut |_| {}).await.unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
}

/// Waits until the lists tell everything recorded.
async fn settle(server: &Server) {
    let position = server.data(HEAD, json!({})).await["serverInfo"]["position"].take();
    server.data(SETTLED, json!({ "p": position })).await;
}
