//! Traces of the program that is shipped: whole, of the caller, without a word of what was said; and what a collector
//! that is none does to it.

mod collector;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use application::verify::hex;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::Value;

use self::collector::{Collector, Manner, attribute};
use crate::scenarios::{Caller, Served, Told, household};
use crate::store::Place;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// The spans of this name below one.
fn below<'s>(spans: &'s [Span], parent: &Span, name: &str) -> Vec<&'s Span> {
    spans.iter().filter(|span| span.parent_span_id == parent.span_id && span.name == name).collect()
}

fn only<'s>(spans: &'s [Span], parent: &Span, name: &str) -> &'s Span {
    let found = below(spans, parent, name);
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(found.len(), 1, "{name} below {}: {names:?}", parent.name);
    found[0]
}

/// What the table for operators says of spans: their attributes.
fn documented() -> BTreeSet<String> {
    let text = std::fs::read_to_string(tests::workspace::root().join("docs/OPERATIONS.md")).unwrap();
    let (_, table) = text.split_once("| Span | Attributes |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let attributes = rows.map(|row| row.split('|').nth(2).unwrap());
    attributes.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_is_followed_from_its_caller_to_its_commit() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let url = place.url();
        tokio::task::spawn_blocking(move || followed(&url)).await.unwrap();
        drop(place);
    }
}

fn followed(url: &str) {
    let collector = Collector::start(Manner::Takes);
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address.as_str()),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=tests"),
        ("RUST_LOG", "trace"),
        ("PARCOURS_LOG_FORMAT", "json"),
    ];
    let served = Served::start(url, &environment);
    let address = &served.address;
    let named = format!("traceparent: 00-{TRACE}-{PARENT}-01");
    let mut caller =
        Caller::new(address).saying(&named).saying("tracestate: other=Moussa").saying("x-request-id: mine-1");
    let (mut facts, _) = household();
    facts[1]["data"]["identity"] = "Moussa DIALLO, dossier 75-2011-0042".into();
    facts[1]["data"]["birth"] = "1979-11-23".into();
    assert!(caller.record(&facts).recorded().is_some());
    // Seen as a page, not found, refused, of another form, and of a caller who does not want to be followed.
    let household = facts[0]["stream"].as_str().unwrap().strip_prefix("household/").unwrap().to_owned();
    let mut reader = Caller::new(address);
    assert!(matches!(reader.get(&format!("/households/{household}?x=Moussa")), Told::Answer(200, _)));
    assert!(matches!(reader.get("/households/Moussa/DIALLO"), Told::Answer(404 | 400 | 200, _)));
    assert!(matches!(reader.get("/Moussa"), Told::Answer(404, _)));
    let mut again = facts.clone();
    for fact in &mut again {
        fact["id"] = super::id().to_string().into();
    }
    let mut wrong = Caller::new(address).saying("traceparent: 00-1-2-01").saying("x-request-id: mine-2");
    assert!(wrong.record(&again).recorded().is_none());
    let unwanted = format!("traceparent: 00-{}-{PARENT}-00", "5".repeat(32));
    assert!(matches!(Caller::new(address).saying(&unwanted).get("/healthz"), Told::Answer(200, _)));
    served.signal("TERM");
    let (code, log) = served.ended();
    assert_eq!(code, Some(0));

    let spans = collector.spans();
    whole(&spans);
    let refused: Vec<&Span> = spans
        .iter()
        .filter(|span| attribute(&span.attributes, "request_id").as_deref() == Some("mine-2"))
        .collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].parent_span_id.is_empty() && hex(&refused[0].trace_id) != TRACE);
    let operation = only(&spans, refused[0], "graphql");
    let outcome = attribute(&only(&spans, operation, "record").attributes, "outcome");
    assert_eq!(outcome.as_deref(), Some("refused"));
    assert!(
        !spans.iter().any(|span| span.trace_id == [0x55; 16]),
        "a caller who does not want it is followed"
    );
    let page = spans.iter().find(|span| span.name == "GET /households/{id}").unwrap();
    let asked = below(&spans, page, "graphql");
    assert!(!asked.is_empty() && below(&spans, asked[0], "read").len() + asked.len() > 1, "{asked:?}");
    let batch = spans.iter().find(|span| span.name == "project" && span.parent_span_id.is_empty()).unwrap();
    assert!(attribute(&batch.attributes, "events").is_some());

    private(&collector, &facts, &household);
    identified(&log);
}

/// From the caller to the commit nothing is missing.
fn whole(spans: &[Span]) {
    let parent = |span: &&Span| hex(&span.parent_span_id) == PARENT;
    let requests: Vec<&Span> = spans.iter().filter(parent).collect();
    assert_eq!(requests.len(), 1);
    let request = requests[0];
    let told = |span: &Span, key: &str| attribute(&span.attributes, key).unwrap_or_default();
    assert_eq!(request.name, "POST /graphql");
    assert_eq!(request.kind, 2, "of a server");
    for (key, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/graphql"),
        ("http.response.status_code", "200"),
        ("request_id", "mine-1"),
    ] {
        assert_eq!(told(request, key), value, "{key}");
    }
    let operation = only(spans, request, "graphql");
    assert_eq!(told(operation, "graphql.operation.type"), "mutation");
    assert!(told(operation, "cost").parse::<u64>().unwrap() > 0);
    let record = only(spans, operation, "record");
    assert_eq!((told(record, "facts"), told(record, "outcome")), ("2".to_owned(), "recorded".to_owned()));
    assert!(!below(spans, record, "read").is_empty());
    let append = only(spans, record, "append");
    assert_eq!(told(append, "facts"), "2");
    let commit = only(spans, append, "commit");
    assert_eq!((told(commit, "requests"), told(commit, "facts")), ("1".to_owned(), "2".to_owned()));
    for span in [request, operation, record, append, commit] {
        assert_eq!(hex(&span.trace_id), TRACE, "{}", span.name);
        assert!(span.trace_state.is_empty(), "words of others: {}", span.trace_state);
        assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    }
}

/// Nothing that was said is told, nor whom it is about.
fn private(collector: &Collector, facts: &[Value], household: &str) {
    let documented = documented();
    for span in collector.spans() {
        assert!(span.events.is_empty(), "an event of the log in {span:?}");
        for attribute in &span.attributes {
            assert!(
                documented.contains(&attribute.key),
                "{} of {} is not documented",
                attribute.key,
                span.name
            );
        }
    }
    let resource = collector.requests()[0].resource_spans[0].resource.clone().unwrap();
    assert_eq!(attribute(&resource.attributes, "service.name").as_deref(), Some("parcours"));
    assert_eq!(attribute(&resource.attributes, "deployment.environment.name").as_deref(), Some("tests"));
    let bytes = collector.bytes();
    let person = facts[1]["data"]["person"].as_str().unwrap();
    let ids = [household, person, facts[0]["id"].as_str().unwrap(), facts[1]["id"].as_str().unwrap()];
    for id in ids {
        let raw = id.parse::<uuid::Uuid>().unwrap();
        assert!(!contains(&bytes, id.as_bytes()) && !contains(&bytes, raw.as_bytes()), "{id} was sent");
        assert!(!contains(&bytes, raw.simple().to_string().as_bytes()), "{id} was sent");
    }
    for said in
        ["Moussa", "DIALLO", "75-2011", "1979", "contradictions", "RecordInput", "social_worker", "127.0.0.1"]
    {
        assert!(!contains(&bytes, said.as_bytes()), "{said} was sent");
    }
}

/// The log goes on to say to which request a line belongs.
fn identified(log: &str) {
    // That a file was made is said to whoever started it, and is no line of the log.
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let recorded: Vec<Value> = lines.filter(|line| line["message"] == "recorded").collect();
    assert_eq!(recorded.len(), 1, "{log}");
    assert_eq!(recorded[0]["spans"][0]["request_id"], "mine-1", "{}", recorded[0]);
}

/// What is counted of spans.
fn metrics(address: &str) -> BTreeMap<String, u64> {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    let lines = told.lines().filter(|line| line.starts_with("parcours_trace_"));
    let counts = lines.filter_map(|line| line.rsplit_once(' '));
    counts.map(|(name, count)| (name.to_owned(), count.parse().unwrap())).collect()
}

#[test]
fn a_collector_that_is_none_holds_up_nobody() {
    let (gone, delay) = ("http://127.0.0.1:1".to_owned(), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
    for manner in [Some(Manner::Silent), Some(Manner::Endless), Some(Manner::Refuses), None] {
        let collector = manner.map(Collector::start);
        let address = collector.as_ref().map_or(&gone, |collector| &collector.address);
        let environment = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address.as_str()),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "16"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "8"),
            delay,
        ];
        let place = Place::sqlite();
        let served = Served::start(&place.url(), &environment);
        let began = Instant::now();
        for _ in 0..3 {
            let mut caller = Caller::new(&served.address);
            for _ in 0..20 {
                assert!(caller.record(&household().0).recorded().is_some(), "{manner:?}");
            }
            std::thread::sleep(Duration::from_millis(300));
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{manner:?}: {:?}", began.elapsed());
        let counted = metrics(&served.address);
        // Of each fact its request, its record, its append and its commit.
        assert!(counted["parcours_trace_spans_total"] > 60, "{manner:?}: {counted:?}");
        assert_eq!(
            counted["parcours_trace_spans_sent_total{outcome=\"taken\"}"], 0,
            "{manner:?}: {counted:?}"
        );
        let refused = counted["parcours_trace_spans_sent_total{outcome=\"refused\"}"];
        let ended = counted["parcours_trace_spans_total"];
        // Whoever says nothing is waited for, and the queue is full meanwhile.
        let is_as_due = if let Some(Manner::Silent) = manner {
            refused + 16 < ended
        } else {
            (1..=ended).contains(&refused)
        };
        assert!(is_as_due, "{manner:?}: {counted:?}");
        let asked = Instant::now();
        served.signal("TERM");
        let (code, log) = served.ended();
        assert_eq!(code, Some(0), "{manner:?}: {log}");
        assert!(
            asked.elapsed() < Duration::from_secs(8),
            "{manner:?}: it took {:?} to stop",
            asked.elapsed()
        );
        let told = log.matches("traces are dropped").count();
        match manner {
            // It is told once nothing was heard for five seconds.
            Some(Manner::Silent) => {
                assert!(told <= 1 && log.contains("the last traces were not taken"), "{log}");
            }
            _ => assert_eq!(told, 1, "{manner:?}: {log}"),
        }
        assert!(!log.contains(address.as_str()), "{log}");
        if let Some(collector) = collector {
            assert!(collector.batches() > 0, "{manner:?}");
        }
    }
}

#[test]
fn what_the_environment_asks_for_is_followed_or_refused() {
    for (variable, value, says) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "ftp://open:sesame@collector",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        ),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "http/protobuf"),
    ] {
        let folder = tests::scratch();
        let mut command = tests::binary::parcours();
        command.args(["serve", "--listen", "127.0.0.1:0", "--lang", "en"]).current_dir(folder.path());
        command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1").env(variable, value);
        let ran = command.output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{variable}: {said}");
        assert!(said.contains(says) && !said.contains("sesame"), "{said}");
    }
    for (variable, value) in [
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_TRACES_SAMPLER", "always_off"),
    ] {
        let collector = Collector::start(Manner::Takes);
        let place = Place::sqlite();
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address.as_str());
        let served = Served::start(&place.url(), &[endpoint, (variable, value)]);
        assert!(Caller::new(&served.address).record(&household().0).recorded().is_some());
        served.signal("TERM");
        assert_eq!(served.ended().0, Some(0));
        assert_eq!(collector.batches(), 0, "{variable}={value}");
    }
}
