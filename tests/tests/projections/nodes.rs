//! Two API processes on one PostgreSQL, one of them killed: the other takes over within seconds.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::rows;
use crate::store::Place;

/// `parcours serve`, killed when dropped.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(database: &str) -> Self {
        let mut command = tests::binary::parcours();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        let signing = tests::scratch().keep().join("key");
        command.env("PARCOURS_SIGNING_KEY_FILE", signing);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    fn ask(&self, query: &str, variables: &Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let (address, length) = (&self.address, body.len());
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// Records a new household; answers the position of its last event.
    fn record(&self, number: u128) -> u64 {
        let household = uuid::Uuid::from_u128(0x0d0e_0000_0000_4000_8000_0000_0000_0000 + number);
        let event = uuid::Uuid::from_u128(0x0e0e_0000_0000_4000_8000_0000_0000_0000 + number);
        let data = json!({ "opened_by": "ftda" });
        let fact = json!({
            "id": event.to_string(), "stream": format!("household/{household}"), "type": "household_opened",
            "occurredOn": "2020", "data": data,
        });
        let input = json!({ "input": { "organisation": "ftda", "facts": [fact] } });
        let query = "mutation($input: RecordInput!) { record(input: $input) { recorded { position } } }";
        let answer = self.ask(query, &input);
        answer["data"]["record"]["recorded"][0]["position"].as_u64().unwrap_or_else(|| panic!("{answer}"))
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The position, completeness and state of every projection.
    fn projections(&self) -> Vec<(u64, bool)> {
        let answer = self.ask("{ projections { position complete } }", &json!({}));
        let told = answer["data"]["projections"].as_array().unwrap_or_else(|| panic!("{answer}"));
        told.iter()
            .map(|one| (one["position"].as_u64().unwrap(), one["complete"].as_bool().unwrap()))
            .collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Already gone when it was killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_one_is_killed_and_the_other_takes_over_within_seconds() {
    let place = Place::postgres().await;
    let mut first = Serving::start(&place.url());
    for number in 0..5 {
        first.record(number);
    }
    // The first has the leases: the second comes later.
    let second = Serving::start(&place.url());
    for number in 5..10 {
        second.record(number);
    }
    first.kill();
    let since = Instant::now();
    let head = second.record(10);
    while second.projections().iter().any(|(position, complete)| *position < head || !complete) {
        assert!(since.elapsed() < Duration::from_secs(10), "not taken over: {:?}", second.projections());
        std::thread::sleep(Duration::from_millis(50));
    }
    let followed = rows(&place).await;
    let node = crate::faults::node(&place).await;
    node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(followed, rows(&place).await, "nothing skipped and nothing doubled");
    node.close().await;
}
