//! Every address of the server, asked as everybody, in both languages, on both engines: what a page is made of holds nothing
//! that its reader may not see. What each is told instead, with which status, is in `told.txt`; `PARCOURS_ACCEPT=1` writes it
//! anew. What may be told never follows from that file, but from the table of `docs/VISIBILITY.md`.

mod addresses;
mod files;
mod readers;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use application::sight::Role;
use serde_json::json;
use tests::workspace::root;
use uuid::Uuid;

use crate::graphql::Server;
use crate::graphql::client::{self, Answer};
use crate::graphql::sight::Caller;
use crate::pages::readers::read;
use crate::pages::recording::browser::{Form, encoded, location};
use crate::store::{Place, contracts};
use addresses::ADDRESSES;
use readers::{ANONYMOUS, Reader, Table, readers};
use world::{ERASED, Marked};

contracts![no_page_holds_what_its_reader_may_not_see];

/// What an answer comes to: its status, and the names of what it tells.
type Told = (u16, BTreeSet<&'static str>);

const LANGUAGES: [&str; 2] = ["fr", "en"];

/// The name of a programme that is sensitive.
const SENSITIVE: &str = "CANARI-SOIN";

async fn no_page_holds_what_its_reader_may_not_see(place: Place) {
    // One engine writes what was agreed on, and the other one agrees.
    let accepts = matches!(place, Place::Sqlite(_)) && std::env::var_os("PARCOURS_ACCEPT").is_some();
    let server = Server::patient(place, true).await;
    let marked = Box::pin(Marked::new(&server)).await;
    let table = Table::published();
    super::charts::followed(&server).await;
    let mut told: BTreeMap<&str, BTreeMap<Told, Vec<&str>>> = BTreeMap::new();
    for (number, reader) in readers().into_iter().enumerate() {
        let walk = Walk::new(&server, &marked, &table, &reader).await;
        for address in ADDRESSES {
            // Comparing takes seconds: each is asked in one language by everybody, and in both by everybody together.
            let languages =
                if address.contains("/compare?") { &LANGUAGES[number % 2..][..1] } else { &LANGUAGES };
            let mut answers = Vec::new();
            for language in languages {
                answers.push(walk.ask(address, language).await);
            }
            let answer = answers.pop().unwrap();
            assert!(
                answers.iter().all(|other| *other == answer),
                "{} {address}: {answers:?}, {answer:?}",
                reader.name
            );
            told.entry(address).or_default().entry(answer).or_default().push(reader.name);
        }
    }
    agreed(&told, accepts);
    // The log and the numbers name every route, and what is none of them is not found.
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let numbers = read(&server, &auditor, "/metrics").await.body;
    let answered =
        numbers.lines().filter(|line| line.starts_with("parcours_http_requests_total{route=\"none\","));
    let nameless: Vec<&str> = answered.filter(|line| !line.contains("status=\"404\"")).collect();
    assert!(nameless.is_empty(), "routes without a name: {nameless:?}");
    server.stop().await;
}

/// One who asks for everything.
struct Walk<'w> {
    server: &'w Server,
    marked: &'w Marked,
    table: &'w Table,
    reader: &'w Reader,
    token: Option<String>,
    /// Events of the household that the schema does not tell this reader.
    hidden: Vec<Uuid>,
    /// The version of the household, with which this reader forges forms.
    version: u64,
}

impl<'w> Walk<'w> {
    async fn new(server: &'w Server, marked: &'w Marked, table: &'w Table, reader: &'w Reader) -> Self {
        let mut seen = BTreeSet::new();
        let (mut token, mut version) = (None, 1);
        if let Some((organisation, role)) = reader.account {
            let mut caller = Caller::new(server, organisation, role).await;
            caller.reason = reader.reason;
            let query = "query ($id: ID!) { household(id: $id) { version history { id } } }";
            let id = marked.world.household.to_string();
            let answer = caller.data(query, json!({ "id": id })).await;
            version = answer["household"]["version"].as_u64().unwrap_or(version);
            let history = answer["household"]["history"].as_array().into_iter().flatten();
            seen.extend(history.map(|entry| entry["id"].as_str().unwrap().parse::<Uuid>().unwrap()));
            token = Some(caller.token);
        }
        let hidden = marked.events.iter().copied().filter(|event| !seen.contains(event)).collect();
        Self { server, marked, table, reader, token, hidden, version }
    }

    async fn ask(&self, address: &str, language: &str) -> Told {
        let (method, template) = address.split_once(' ').unwrap();
        let path = self.marked.address(template);
        let (answer, sent) = match method {
            "GET" => (self.get(&path, language).await, String::new()),
            "POST" => self.post(&path, language).await,
            other => panic!("{other}"),
        };
        let text = files::text(&answer);
        (answer.status, self.told(&path, &sent, &text))
    }

    async fn get(&self, path: &str, language: &str) -> Answer {
        let headers = self.headers(language);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client::get(self.server.address, path, &headers).await
    }

    fn headers(&self, language: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![("accept-language", language.to_owned())];
        headers.extend(self.token.as_ref().map(|token| ("authorization", format!("Bearer {token}"))));
        headers.extend(self.reader.reason.map(|reason| ("parcours-reason", reason.to_owned())));
        headers
    }

    /// Sends the form of a page, to look at what it would do; forged, where there is none for this reader.
    async fn post(&self, path: &str, language: &str) -> (Answer, String) {
        let own = self.reader.account.map_or("elia", |(organisation, _)| organisation);
        let given = files::given(path, &self.marked.world, own);
        let mut fields = vec![
            ("event".to_owned(), Uuid::from_u128(u128::MAX).to_string()),
            ("version".to_owned(), self.version.to_string()),
            ("step".to_owned(), "preview".to_owned()),
        ];
        let page = self.get(path, language).await;
        if page.status == 200 && page.body.contains("name=\"version\"") {
            let form = given.iter().fold(Form::of(&page.body), |form, (name, value)| form.set(name, value));
            fields = form.fields;
            fields.push(("step".to_owned(), "preview".to_owned()));
        } else {
            fields.extend(given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        }
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let sent = given.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ");
        let mut headers = self.headers(language);
        headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut answer = client::post(self.server.address, path, &headers, &body.join("&")).await;
        if path == "/search" && answer.status == 303 {
            // What was found stands behind a number of its own.
            answer = self.get(&location(&answer), language).await;
        }
        (answer, sent)
    }

    /// What an answer tells beside what was asked and sent, all of which this reader may know.
    fn told(&self, path: &str, sent: &str, text: &str) -> BTreeSet<&'static str> {
        let (name, world) = (self.reader.name, &self.marked.world);
        let mut told = BTreeSet::new();
        for mark in &self.marked.marks {
            if let Some(word) = mark.words.iter().find(|word| holds(text, word)) {
                assert!(
                    self.reader.may_read(mark, self.table),
                    "{name} {path} tells {}: {word}\n{text}",
                    mark.name
                );
                told.insert(mark.name);
            }
        }
        for erased in ERASED {
            assert!(!text.contains(erased), "{name} {path} tells what was erased: {erased}\n{text}");
        }
        // What somebody asks for stands in the answer, whether there is such a thing or not.
        let tells = |word: &str| !path.contains(word) && !sent.contains(word) && text.contains(word);
        for event in &self.hidden {
            assert!(!tells(&event.to_string()), "{name} {path} tells of {event}\n{text}");
        }
        let code = world.sensitive.to_string().replace("programme/", "");
        if text.contains(SENSITIVE) || tells(&code) {
            assert!(
                self.reader.knows_the_sensitive(),
                "{name} {path} tells of the sensitive programme\n{text}"
            );
            told.insert("sensitive programme");
        }
        if tells(&world.foreign.stream.to_string().replace("household/", "")) {
            assert!(self.reader.sees_the_foreign(), "{name} {path} tells of another household\n{text}");
            told.insert("another household");
        }
        if tells(&world.household.to_string()) {
            assert!(
                self.hidden.len() < self.marked.events.len(),
                "{name} {path} tells of the household\n{text}"
            );
            told.insert("household");
        }
        told
    }
}

/// Whether a text holds a word; a short one by itself, for longer ones hold it by chance.
fn holds(text: &str, word: &str) -> bool {
    let is_apart = |one: Option<char>| one.is_none_or(|one| !one.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        word.len() > 6 || (is_apart(before) && is_apart(after))
    })
}

/// Compares what everybody was told with what was agreed on.
fn agreed(told: &BTreeMap<&str, BTreeMap<Told, Vec<&str>>>, accepts: bool) {
    let mut text = String::new();
    let everybody: usize = told["GET /"].values().map(Vec::len).sum();
    for address in ADDRESSES {
        let _ = writeln!(text, "{address}");
        for ((status, names), readers) in &told[address] {
            let names = names.iter().copied().collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "  {status} {}", if names.is_empty() { "–" } else { &names });
            let readers = match everybody - readers.len() {
                0 => "everybody".to_owned(),
                1 if !readers.contains(&ANONYMOUS) => "everybody who has signed in".to_owned(),
                _ => readers.join("; "),
            };
            let _ = writeln!(text, "      {readers}");
        }
        text.push('\n');
    }
    let path = root().join("tests/tests/pages/matrix/told.txt");
    if accepts {
        std::fs::write(&path, &text).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == agreed, "told.txt differs; PARCOURS_ACCEPT=1 writes it anew\n{text}");
}
