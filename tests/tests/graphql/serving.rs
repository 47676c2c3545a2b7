//! Whom the server answers, and how it ends.

use std::net::SocketAddr;
use std::time::Duration;

use api::server::{Options, ServeError, serve};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::facts::{RECORD, housed, input};
use super::{ANY, Server, client};
use crate::store::Place;

const QUESTION: &str = "/graphql?query=%7B__typename%7D";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_loopback_addresses_are_listened_on() {
    let place = Place::sqlite();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:192.0.2.1]:0"] {
        let application = crate::store::open(&place.url()).await.unwrap();
        let ready = |_| panic!("{address} is served");
        let listen: std::net::SocketAddr = address.parse().unwrap();
        let refused = serve(application.clone(), listen, ready, std::future::pending()).await;
        let error = refused.unwrap_err();
        assert!(matches!(error, ServeError::NotLoopback { .. }), "{error:?}");
        assert!(error.to_string().contains("without sign-in"), "{error}");
        application.close().await;
    }
}

/// The usual reader of JSON would keep the last of two births, and tell nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_stands_twice_is_refused() {
    let server = Server::start(Place::sqlite()).await;
    let headers = [("content-type", "application/json")];
    let body = r#"{"query":"{ __typename }","variables":{"a":{"birth":"1975","birth":"1980"}}}"#;
    let answer = client::post(server.address, "/graphql", &headers, body).await;
    assert_eq!((answer.status, answer.codes()), (400, vec!["BAD_USER_INPUT".to_owned()]), "{}", answer.body);
    assert!(answer.body.contains("a key stands twice"), "{}", answer.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_in_use_is_named() {
    let server = Server::start(Place::sqlite()).await;
    let application = server.application.clone();
    let second = serve(application, server.address, |_| {}, std::future::pending()).await;
    let error = second.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {}", server.address));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_name_for_this_machine_is_not_served() {
    let server = Server::start(Place::sqlite()).await;
    let port = server.address.port();
    for own in
        ["localhost".to_owned(), format!("LOCALHOST:{port}"), "127.0.0.1".to_owned(), "[::1]:80".to_owned()]
    {
        let answer = client::get(server.address, QUESTION, &[("host", &own)]).await;
        assert_eq!(answer.status, 200, "{own}: {}", answer.body);
    }
    for foreign in ["example.org", "localhost.example.org", "127.0.0.1.example.org", "0.0.0.0", "[::]"] {
        for path in [QUESTION, "/graphiql", "/healthz", "/"] {
            let answer = client::get(server.address, path, &[("host", foreign)]).await;
            assert_eq!(answer.status, 421, "{foreign}{path}");
            assert_eq!(answer.codes(), ["FORBIDDEN"]);
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_origins_are_not_answered() {
    let server = Server::start(Place::sqlite()).await;
    let own = format!("http://{}", server.address);
    let elsewhere = format!("http://localhost:{}", server.address.port());
    let answer =
        client::get(server.address, QUESTION, &[("origin", &own), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for header in [
        ("origin", "null"),
        ("origin", "http://example.org"),
        ("origin", elsewhere.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let facts = input(&housed(), json!({}));
        let body = json!({ "query": RECORD, "variables": facts }).to_string();
        let headers = [("content-type", "application/json"), header];
        let answer = client::post(server.address, "/graphql", &headers, &body).await;
        assert_eq!(answer.status, 403, "{header:?}");
        assert_eq!(answer.codes(), ["FORBIDDEN"]);
        assert!(!answer.head.contains("access-control"), "{}", answer.head);
    }
    let data = server.data("{ serverInfo { position } }", json!({})).await;
    assert_eq!(data["serverInfo"]["position"], 0, "nothing was recorded");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_tells_what_it_is() {
    let server = Server::start(Place::sqlite()).await;
    let query = "{ serverInfo { version position recordedAt engine } }";
    let data = server.data(query, json!({})).await;
    let version = env!("CARGO_PKG_VERSION");
    let empty = json!({ "version": version, "position": 0, "recordedAt": null, "engine": "sqlite" });
    assert_eq!(data["serverInfo"], empty);
    let healthy = client::get(server.address, "/healthz", &[]).await;
    assert_eq!((healthy.status, healthy.body.as_str()), (200, "ok\n"));
    let start = client::get(server.address, "/", &[]).await;
    assert!(start.status == 200 && start.body.contains("<h1>Ménages</h1>"), "{}", start.body);
    let page = client::get(server.address, "/graphiql", &[]).await;
    assert!(page.body.contains("dbbf675a-0ce3-55c1-9667-ec123fe0da3b"), "the replay of Famille K.");
    assert_eq!(client::get(server.address, "/famille", &[]).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_ledger_is_gone_lives_and_is_not_ready() {
    let server = Server::start(Place::sqlite()).await;
    let ready = client::get(server.address, "/readyz", &[]).await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ledger: ok\nschema: ok\n"));
    server.application.clone().close().await;
    assert_eq!(client::get(server.address, "/healthz", &[]).await.status, 200);
    let ready = client::get(server.address, "/readyz", &[]).await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "ledger: the ledger cannot be read\n"));
    let answer =
        server.ask("{ serverInfo { position } households(first: 1) { nodes { uuid } } }", json!({})).await;
    assert_eq!(answer.codes(), ["UNAVAILABLE", "UNAVAILABLE"], "{}", answer.body);
    assert!(answer.body.contains("cannot be reached now: try again"), "{}", answer.body);
    server.stop().await;
}

/// The examples of the page are queries that the schema answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_of_the_page_are_answered() {
    let server = Server::start(Place::sqlite()).await;
    let page = client::get(server.address, "/graphiql", &[]).await.body;
    let unescape = |text: &str| {
        text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    let attribute = |option: &str, name: &str| {
        let (_, rest) = option.split_once(&format!("{name}=\"")).unwrap();
        unescape(rest.split('"').next().unwrap())
    };
    let options: Vec<&str> = page.split("<option ").skip(1).collect();
    assert_eq!(options.len(), 3);
    for option in options {
        let variables = attribute(option, "data-variables");
        let variables = if variables.is_empty() { "{}".to_owned() } else { variables };
        let variables = serde_json::from_str(&variables).unwrap();
        server.data(&attribute(option, "data-query"), variables).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_under_way_is_answered_before_the_end() {
    let server = Server::start(Place::sqlite()).await;
    let address = server.address;
    let body = json!({ "query": "{ serverInfo { engine } }" }).to_string();
    let headers = [("content-type", "application/json")];
    let request = client::request("POST", address, "/graphql", &headers, &body);
    let (first, rest) = request.split_at(request.len() - 10);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    // Accepted for certain: an answer came on a connection made later.
    assert_eq!(client::get(address, "/healthz", &[]).await.status, 200);

    server.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!server.served.is_finished(), "half a request is waited for");
    stream.write_all(rest.as_bytes()).await.unwrap();
    let answer = client::read(stream).await;
    assert_eq!(answer.json()["data"]["serverInfo"]["engine"], "sqlite");
    server.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    server.application.close().await;
}

/// A thousand of them would keep everybody else out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_on_which_nothing_moves_is_closed() {
    let options = Options { quiet_limit: Duration::from_millis(300), ..Options::new(ANY) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let mut half = TcpStream::connect(server.address).await.unwrap();
    half.write_all(b"POST /graphql HTTP/1.1\r\nhost: localhost\r\n").await.unwrap();
    let mut told = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(30), half.read_to_end(&mut told)).await;
    // Closed or reset, but not left open.
    drop(closed.expect("the connection is still open"));
    assert!(!told.starts_with(b"HTTP/1.1 200"), "{told:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_does_not_end_is_given_up() {
    let options = Options { request_limit: Duration::from_millis(300), ..Options::new(ANY) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let address = server.address;
    let headers = [("content-type", "application/json"), ("content-length", "100")];
    let answer = client::post(address, "/graphql", &headers, "{").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.codes(), ["UNAVAILABLE"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_numbers_of_a_server_can_be_scraped() {
    for place in [Place::sqlite(), Place::postgres().await] {
        let server = Server::start(place).await;
        server.recorded(&housed()).await;
        let again = housed();
        server.record(&again).await;
        client::get(server.address, "/somebody/private", &[]).await;
        let scraped = client::get(server.address, "/metrics", &[]).await;
        assert_eq!(scraped.status, 200);
        assert!(scraped.head.contains("content-type: text/plain; version=0.0.4"), "{}", scraped.head);
        let events = housed().len();
        for line in [
            "parcours_appends_total{outcome=\"accepted\"} 1".to_owned(),
            "parcours_records_total{outcome=\"recorded\"} 1".to_owned(),
            "parcours_records_total{outcome=\"repeated\"} 1".to_owned(),
            "parcours_append_seconds_count 1".to_owned(),
            "parcours_append_commit_seconds_count 1".to_owned(),
            "parcours_append_batch_requests_sum 1".to_owned(),
            format!("parcours_append_batch_events_sum {events}"),
            "parcours_append_queue_length 0".to_owned(),
            format!("parcours_ledger_head_position {events}"),
            "parcours_ledger_reachable 1".to_owned(),
            "parcours_http_requests_total{route=\"/graphql\",status=\"200\"} 2".to_owned(),
            "parcours_http_requests_total{route=\"none\",status=\"404\"} 1".to_owned(),
            "parcours_graphql_cost_count 2".to_owned(),
        ] {
            assert!(scraped.body.lines().any(|told| told == line), "{line} in\n{}", scraped.body);
        }
        assert!(!scraped.body.contains("private"), "{}", scraped.body);
        server.stop().await;
    }
}

/// The first answer of some that is a refusal.
async fn refused(address: SocketAddr) -> Option<client::Answer> {
    for _ in 0..50 {
        let answer = client::get(address, QUESTION, &[]).await;
        if answer.status != 200 {
            return Some(answer);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_there_is_no_room_for_is_told_to_come_again() {
    let options = Options { requests_max: 1, ..Options::new(ANY) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let address = server.address;
    // Half a request takes the only place; unless a question holds it just then, and then it is sent again.
    let (half, answer) = loop {
        let mut half = TcpStream::connect(address).await.unwrap();
        let headers = [("content-type", "application/json"), ("content-length", "100")];
        half.write_all(client::request("POST", address, "/graphql", &headers, "{").as_bytes()).await.unwrap();
        if let Some(answer) = refused(address).await {
            break (half, answer);
        }
    };
    assert_eq!((answer.status, answer.codes()), (503, vec!["RATE_LIMITED".to_owned()]));
    assert!(
        answer.head.contains("retry-after: 1") && answer.head.contains("x-request-id: "),
        "{}",
        answer.head
    );
    assert_eq!(client::get(address, "/healthz", &[]).await.status, 200);
    drop(half);
    while client::get(address, QUESTION, &[]).await.status != 200 {}
    server.stop().await;
}
