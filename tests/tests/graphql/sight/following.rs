//! What is recorded is told as it is recorded: to those who may see it, in order, each once.

use std::net::SocketAddr;
use std::time::Duration;

use application::sight::Role;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::world::World;
use super::{Caller, Server, client, locked};
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![
    what_is_recorded_is_told_in_order_and_once,
    only_what_may_be_seen_is_told,
    a_revoked_token_ends_what_it_opened,
    a_stream_ends_with_the_server,
    a_token_has_so_many_streams_and_no_more,
];

/// A stream of answers.
pub(crate) struct Stream {
    connection: TcpStream,
    text: String,
}

impl Stream {
    pub(super) async fn open(caller: &Caller<'_>, query: &str, resumed: Option<u64>) -> Self {
        let bearer = format!("Bearer {}", caller.token);
        Self::ask(caller.server.address, Some(&bearer), query, resumed).await.unwrap()
    }

    /// Asks as somebody, or as nobody.
    pub(crate) async fn ask(
        address: SocketAddr,
        bearer: Option<&str>,
        query: &str,
        resumed: Option<u64>,
    ) -> std::io::Result<Self> {
        let resumed = resumed.map(|position| position.to_string());
        let mut headers = vec![("content-type", "application/json"), ("accept", "text/event-stream")];
        headers.extend(bearer.map(|bearer| ("authorization", bearer)));
        headers.extend(resumed.as_deref().map(|position| ("last-event-id", position)));
        let body = json!({ "query": query }).to_string();
        let request = client::request("POST", address, "/graphql", &headers, &body);
        let mut connection = TcpStream::connect(address).await?;
        connection.write_all(request.as_bytes()).await?;
        Ok(Self { connection, text: String::new() })
    }

    /// The next answer, with the id of its event.
    pub(super) async fn next(&mut self) -> Option<(Option<u64>, Value)> {
        self.try_next().await.unwrap_or_else(|error| panic!("the connection ended: {error}: {}", self.text))
    }

    /// The same; an error when the connection ends.
    pub(crate) async fn try_next(&mut self) -> std::io::Result<Option<(Option<u64>, Value)>> {
        loop {
            if let Some(at) = self.text.find("event: ").filter(|at| self.text[*at..].contains("\n\n")) {
                let (event, rest) = self.text[at..].split_once("\n\n").unwrap();
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if event.starts_with("event: complete") {
                    return Ok(None);
                }
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let id = line("id: ").map(|id| id.parse().unwrap());
                return Ok(Some((id, serde_json::from_str(line("data: ").unwrap()).unwrap())));
            }
            let mut bytes = [0; 4096];
            let read = timeout(Duration::from_secs(30), self.connection.read(&mut bytes)).await;
            let read = read.expect("something is told within half a minute")?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.text += std::str::from_utf8(&bytes[..read]).unwrap();
        }
    }

    /// The positions of the next so many events.
    async fn positions(&mut self, count: usize) -> Vec<u64> {
        let mut positions = Vec::new();
        while positions.len() < count {
            let (id, answer) = self.next().await.unwrap();
            let position =
                answer["data"]["events"]["position"].as_u64().unwrap_or_else(|| panic!("{answer}"));
            assert_eq!(id, Some(position));
            positions.push(position);
        }
        positions
    }
}

const EVENTS: &str = "subscription { events(after: 0) { position } }";

async fn what_is_recorded_is_told_in_order_and_once(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "soin", Role::Caseworker).await;
    let mut first = Stream::open(&caller, EVENTS, None).await;
    let told = first.positions(20).await;
    assert!(told.is_sorted_by(|one, next| one < next), "{told:?}");
    drop(first);
    // Cut off, it goes on where it was.
    let mut again = Stream::open(&caller, EVENTS, told.get(9).copied()).await;
    assert_eq!(again.positions(10).await, told[10..]);
    // And from now on alone.
    let mut live = Stream::open(&caller, "subscription { events { position stream type } }", None).await;
    // The subscription begins when it is first asked.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let status = world.fact(
        "legal_status_recorded",
        "2024-01-01",
        json!({ "person": world.person, "status": "refugee" }),
    );
    record(&server.application, [status]).await.unwrap();
    let (_, answer) = live.next().await.unwrap();
    let event = &answer["data"]["events"];
    assert_eq!(
        (&event["type"], &event["stream"]),
        (&json!("legal_status_recorded"), &json!(world.stream.to_string()))
    );
    drop((again, live));
    server.stop().await;
}

async fn only_what_may_be_seen_is_told(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    for (organisation, role) in
        [("housing", Role::Partner), ("social", Role::Partner), ("drihl", Role::Analyst)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        let query = "query ($id: ID!) { household(id: $id) { history { position } } }";
        let seen = caller.data(query, json!({ "id": world.household.to_string() })).await;
        let seen: Vec<u64> = seen["household"]["history"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["position"].as_u64().unwrap())
            .collect();
        let query =
            format!("subscription {{ events(after: 0, household: \"{}\") {{ position }} }}", world.household);
        let mut stream = Stream::open(&caller, &query, None).await;
        assert_eq!(stream.positions(seen.len()).await, seen, "{organisation}");
    }
    server.stop().await;
}

async fn a_revoked_token_ends_what_it_opened(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut stream = Stream::open(&caller, "subscription { events { position } }", None).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.application.revoke_token(&caller.id).await.unwrap();
    let status = world.fact(
        "legal_status_recorded",
        "2024-01-01",
        json!({ "person": world.person, "status": "refugee" }),
    );
    record(&server.application, [status]).await.unwrap();
    let (_, answer) = stream.next().await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
    assert!(stream.next().await.is_none());
    server.stop().await;
}

/// The server does not wait for the streams that nobody ends.
async fn a_stream_ends_with_the_server(place: Place) {
    let server = Server::patient(place, true).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let query =
        format!("subscription {{ events(after: 0, household: \"{}\") {{ position }} }}", world.household);
    let mut stream = Stream::open(&caller, &query, None).await;
    stream.positions(1).await;
    let (connection, text) = (stream.connection, stream.text);
    let stopped = timeout(Duration::from_mins(1), server.stop()).await;
    assert!(stopped.is_ok(), "a request has four minutes here, and the stream took them");
    let mut rest = Stream { connection, text };
    // It is cut, not complete: the client is to ask for the rest.
    while let Ok(told) = rest.try_next().await {
        assert!(told.is_some());
    }
}

async fn a_token_has_so_many_streams_and_no_more(place: Place) {
    const MOST: usize = 32;
    let server = locked(place).await;
    World::new(&server).await;
    let caller = Caller::new(&server, "soin", Role::Caseworker).await;
    let mut open = Vec::new();
    for _ in 0..MOST {
        let mut stream = Stream::open(&caller, EVENTS, None).await;
        stream.positions(1).await;
        open.push(stream);
    }
    let code = async || {
        let (_, answer) = Stream::open(&caller, EVENTS, None).await.next().await.unwrap();
        answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
    };
    assert_eq!(code().await.as_deref(), Some("RATE_LIMITED"));
    // Somebody else has their own; and who leaves makes room, as soon as the server notices.
    let other = Caller::new(&server, "soin", Role::Caseworker).await;
    Stream::open(&other, EVENTS, None).await.positions(1).await;
    open.pop();
    let room = async {
        while code().await.is_some() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(Duration::from_mins(1), room).await.expect("a stream that ended keeps its place");
    drop(open);
    server.stop().await;
}
