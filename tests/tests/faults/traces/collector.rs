//! A collector of traces as OTLP has it over HTTP, and three that are none.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

/// What it does with whoever sends it something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Takes,
    /// It takes the connection, and never answers.
    Silent,
    /// Its answer has no end.
    Endless,
    /// It answers that it cannot now, as often as it is asked.
    Refuses,
}

/// Heads and bodies of requests.
type Taken = Mutex<Vec<(String, Vec<u8>)>>;

pub(super) struct Collector {
    pub(super) address: String,
    taken: Arc<Taken>,
}

impl Collector {
    pub(super) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::<Taken>::default();
        let keep = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, keep) = (stream.unwrap(), Arc::clone(&keep));
                std::thread::spawn(move || answer(stream, manner, &keep));
            }
        });
        Self { address, taken }
    }

    /// How many batches came.
    pub(super) fn batches(&self) -> usize {
        self.taken.lock().unwrap().len()
    }

    /// All that came, as it came.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.taken.lock().unwrap().iter().flat_map(|(_, body)| body.clone()).collect()
    }

    /// What was sent, each to be read by whoever knows the format.
    pub(super) fn requests(&self) -> Vec<ExportTraceServiceRequest> {
        let taken = self.taken.lock().unwrap();
        let read = |(head, body): &(String, Vec<u8>)| {
            assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
            assert!(head.to_lowercase().contains("content-type: application/x-protobuf"), "{head}");
            ExportTraceServiceRequest::decode(body.as_slice()).unwrap()
        };
        taken.iter().map(read).collect()
    }

    pub(super) fn spans(&self) -> Vec<Span> {
        let resources = self.requests().into_iter().flat_map(|request| request.resource_spans);
        let scopes = resources.flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).collect()
    }
}

fn answer(stream: TcpStream, manner: Manner, keep: &Taken) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let from = head.len();
        if stream.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
        if let Some(value) = head[from..].to_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    if stream.read_exact(&mut body).is_err() {
        return;
    }
    keep.lock().unwrap().push((head, body));
    let mut stream = stream.into_inner();
    // An error means that nobody waits for the answer any more.
    let _ = match manner {
        Manner::Takes => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
        Manner::Refuses => stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"),
        Manner::Silent => {
            std::thread::park();
            Ok(())
        }
        Manner::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
            Ok(())
        }
    };
}

/// The text or number of an attribute.
pub(super) fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.clone()? {
        AnyValue { value: Some(any_value::Value::StringValue(text)) } => Some(text),
        AnyValue { value: Some(any_value::Value::IntValue(number)) } => Some(number.to_string()),
        other => panic!("{key} is {other:?}"),
    }
}
