//! The server as a process of its own, and callers who keep their connections.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

/// `parcours serve`, killed when dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
    _out: BufReader<ChildStdout>,
    /// Read while it runs: a pipe that is full would hold it up.
    said: Option<JoinHandle<String>>,
}

impl Served {
    /// Starts it on this database, and waits until it listens.
    pub(crate) fn start(database: &str, environment: &[(&str, &str)]) -> Self {
        let mut command = tests::binary::parcours();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        command.envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            stderr.read_to_string(&mut said).unwrap();
            said
        });
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").map(str::to_owned);
        let address = address.unwrap_or_else(|| panic!("not serving: {line}"));
        Self { child, address, _out: out, said: Some(said) }
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; answers its exit code and what it said.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let _watch = tests::binary::watch(&self.child);
        let said = self.said.take().map(|said| said.join().unwrap()).unwrap_or_default();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone when its end was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Told {
    /// It was answered.
    Answer(u16, Value),
    /// The connection ended before a byte of an answer.
    Closed,
    /// The connection ended within an answer.
    Torn,
}

impl Told {
    /// The positions of what was recorded, when it was, and whether it had been before.
    pub(crate) fn recorded(&self) -> Option<(Vec<u64>, bool)> {
        let Self::Answer(200, answer) = self else { return None };
        let recorded = answer["data"]["record"]["recorded"].as_array()?;
        let position = |one: &Value| {
            one["position"].as_str().map_or_else(|| one["position"].as_u64(), |text| text.parse().ok())
        };
        let positions: Vec<u64> = recorded.iter().filter_map(position).collect();
        let repeated = answer["data"]["record"]["repeated"] == true;
        (!positions.is_empty()).then_some((positions, repeated))
    }
}

/// A caller with a connection that it keeps while it can.
pub(crate) struct Caller {
    address: String,
    /// Sent along with each request, each with its line end.
    headers: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Caller {
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), headers: String::new(), stream: None }
    }

    /// The same, saying more of each of its requests.
    pub(crate) fn saying(mut self, header: &str) -> Self {
        self.headers += header;
        self.headers += "\r\n";
        self
    }

    /// Records facts.
    pub(crate) fn record(&mut self, facts: &[Value]) -> Told {
        const RECORD: &str = "mutation Record($input: RecordInput!) { record(input: $input) { \
            recorded { id position } repeated contradictions { code } } }";
        let input = json!({ "organisation": "ftda", "role": "social_worker", "facts": facts });
        let body = json!({ "query": RECORD, "variables": { "input": input } }).to_string();
        let length = body.len();
        self.send(&format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\n{}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}",
            self.address, self.headers
        ))
    }

    /// The text at a path.
    pub(crate) fn get(&mut self, path: &str) -> Told {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{}\r\n", self.address, self.headers))
    }

    fn send(&mut self, request: &str) -> Told {
        let mut begun = false;
        if let Ok((status, body)) = self.ask(request, &mut begun) {
            return Told::Answer(status, body);
        }
        self.stream = None;
        if begun { Told::Torn } else { Told::Closed }
    }

    fn ask(&mut self, request: &str, begun: &mut bool) -> Result<(u16, Value)> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(Duration::from_mins(1)))?;
            BufReader::new(stream)
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length, mut keep) = (0, 0, true);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
            *begun = true;
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest.split(' ').next().and_then(|code| code.parse().ok()).unwrap_or_default();
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap_or_default();
            } else if line == "connection: close" {
                keep = false;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        self.stream = keep.then_some(stream);
        let text = String::from_utf8_lossy(&body);
        Ok((status, serde_json::from_str(&text).unwrap_or_else(|_| text.clone().into_owned().into())))
    }
}

/// The two facts that a new household begins with, and the identifiers of both.
pub(crate) fn household() -> (Vec<Value>, [Uuid; 2]) {
    let ids = [(); 2].map(|()| crate::faults::id());
    let (stream, person) = (format!("household/{}", crate::faults::id()), crate::faults::id());
    let fact = |id: Uuid, kind: &str, data: Value| json!({ "id": id.to_string(), "stream": stream, "type": kind, "occurredOn": "2020-01-06", "data": data });
    let member = json!({
        "person": person, "birth": "1985-04", "role": "reference_person", "reason": "initial",
    });
    let facts = vec![
        fact(ids[0], "household_opened", json!({ "opened_by": "ftda" })),
        fact(ids[1], "member_joined", member),
    ];
    (facts, ids)
}
