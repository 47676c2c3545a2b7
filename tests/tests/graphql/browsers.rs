//! What browsers are told: which pages may ask, what may be done with an answer; and what is compressed for whom.

use std::io::Read as _;

use api::server::{Options, ServeError, serve};
use application::sight::Role;
use flate2::read::GzDecoder;
use serde_json::json;

use super::sight::Caller;
use super::{ANY, Server, client};
use crate::store::Place;

const APP: &str = "https://app.example.org";
const QUERY: &str = r#"{"query":"{ __typename }"}"#;
const WHOLE_SCHEMA: &str =
    r#"{"query":"{ __schema { types { name description fields { name description } } } }"}"#;

async fn open_to(origins: &[&str]) -> Server {
    let origins = origins.iter().map(|origin| origin.parse().unwrap()).collect();
    Server::start_with(Place::sqlite(), Options { sign_in: true, origins, ..Options::new(ANY) }).await
}

async fn options(server: &Server, path: &str, origin: &str) -> client::Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    client::send(server.address, &client::request("OPTIONS", server.address, path, &headers, "")).await
}

fn header(answer: &client::Answer, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    answer.head.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_an_allowed_origin_ask_with_a_token() {
    let server = open_to(&[APP, "http://localhost:3000"]).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let before = options(&server, "/graphql", APP).await;
    assert_eq!((before.status, header(&before, "access-control-allow-origin").as_deref()), (200, Some(APP)));
    assert!(header(&before, "access-control-allow-headers").unwrap().contains("authorization"));
    assert_eq!(header(&before, "access-control-allow-credentials"), None, "cookies stay at home");
    let bearer = format!("Bearer {}", caller.token);
    let headers = [
        ("content-type", "application/json"),
        ("origin", APP),
        ("sec-fetch-site", "cross-site"),
        ("authorization", bearer.as_str()),
    ];
    let answer = client::post(server.address, "/graphql", &headers, QUERY).await;
    assert_eq!((answer.status, header(&answer, "access-control-allow-origin").as_deref()), (200, Some(APP)));
    assert!(header(&answer, "access-control-expose-headers").unwrap().contains("ratelimit-remaining"));
    assert!(answer.head.contains("vary: "), "{}", answer.head);
    // Why it may not can be read too.
    let nobody = client::post(server.address, "/graphql", &headers[..3], QUERY).await;
    assert_eq!((nobody.status, header(&nobody, "access-control-allow-origin").as_deref()), (401, Some(APP)));
    // A cookie is no token of such a page.
    let cookie = format!("__Host-parcours={}", caller.token);
    let with_cookie = [headers[0], headers[1], headers[2], ("cookie", cookie.as_str())];
    assert_eq!(client::post(server.address, "/graphql", &with_cookie, QUERY).await.status, 401);
    let own = [headers[0], ("cookie", cookie.as_str())];
    assert_eq!(client::post(server.address, "/graphql", &own, QUERY).await.status, 200, "one of our own is");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_origins_are_told_nothing() {
    for allowed in [&[][..], &[APP]] {
        let server = open_to(allowed).await;
        let caller = Caller::new(&server, "elia", Role::Caseworker).await;
        let bearer = format!("Bearer {}", caller.token);
        for origin in
            ["https://evil.example", "http://app.example.org", "https://app.example.org:8443", "null"]
        {
            let before = options(&server, "/graphql", origin).await;
            assert_eq!(header(&before, "access-control-allow-origin"), None, "{origin}: {}", before.head);
            let headers = [
                ("content-type", "application/json"),
                ("origin", origin),
                ("authorization", bearer.as_str()),
            ];
            let answer = client::post(server.address, "/graphql", &headers, QUERY).await;
            assert_eq!((answer.status, answer.codes()), (403, vec!["FORBIDDEN".to_owned()]), "{origin}");
            assert_eq!(header(&answer, "access-control-allow-origin"), None, "{origin}");
        }
        // Pages for people are never shown to others.
        let page = client::get(server.address, "/", &[("origin", APP), ("authorization", &bearer)]).await;
        assert_eq!(header(&page, "access-control-allow-origin"), None);
        assert_eq!(header(&options(&server, "/sign-in", APP).await, "access-control-allow-origin"), None);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_signs_in_no_other_page_may_ask() {
    let place = Place::sqlite();
    let application = crate::store::open(&place.url()).await.unwrap();
    let options = Options { origins: vec![APP.parse().unwrap()], ..Options::new(ANY) };
    let refused = serve(application.clone(), options, |_| panic!("served"), std::future::pending()).await;
    assert!(matches!(refused, Err(ServeError::Origins)), "{refused:?}");
    application.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_large_is_compressed_for_whoever_takes_it() {
    let server = open_to(&[]).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let bearer = format!("Bearer {}", caller.token);
    let with = async |body: &str, encoding: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("accept-encoding", encoding),
        ];
        client::post(server.address, "/graphql", &headers, body).await
    };
    let plain = with(WHOLE_SCHEMA, "identity").await;
    assert_eq!((plain.status, header(&plain, "content-encoding")), (200, None));
    let small = with(WHOLE_SCHEMA, "br, gzip").await;
    assert_eq!(header(&small, "content-encoding").as_deref(), Some("gzip"), "{}", small.head);
    assert!(header(&small, "vary").unwrap().contains("accept-encoding"), "{}", small.head);
    assert!(small.bytes.len() * 3 < plain.bytes.len(), "{} of {}", small.bytes.len(), plain.bytes.len());
    assert_eq!(unchunked(&small), plain.json());
    assert_eq!(header(&with(QUERY, "gzip").await, "content-encoding"), None, "what is small stays as it is");
    // A stream of events comes at once.
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("accept", "text/event-stream"),
        ("accept-encoding", "gzip"),
    ];
    let stream = client::post(server.address, "/graphql", &headers, WHOLE_SCHEMA).await;
    assert_eq!((stream.status, header(&stream, "content-encoding")), (200, None), "{}", stream.head);
    // Pages too, unless another page leads here: it would learn from lengths.
    let cookie = format!("__Host-parcours={}", caller.token);
    for (site, encoding) in [("same-origin", Some("gzip")), ("none", Some("gzip")), ("cross-site", None)] {
        let headers = [("cookie", cookie.as_str()), ("accept-encoding", "gzip"), ("sec-fetch-site", site)];
        let page = client::get(server.address, "/programmes", &headers).await;
        assert_eq!((page.status, header(&page, "content-encoding").as_deref()), (200, encoding), "{site}");
    }
    server.stop().await;
}

/// The JSON of a body that was compressed and sent in chunks.
fn unchunked(answer: &client::Answer) -> serde_json::Value {
    assert_eq!(header(answer, "transfer-encoding").as_deref(), Some("chunked"), "{}", answer.head);
    let (mut rest, mut whole) = (answer.bytes.as_slice(), Vec::new());
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            break;
        }
        whole.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
    let mut text = String::new();
    GzDecoder::new(whole.as_slice()).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Whatever is answered: nobody on the way keeps what may be personal, and nothing is taken for what it is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_what_may_be_done_with_it() {
    let server = open_to(&[]).await;
    let caller = Caller::new(&server, "drihl", Role::Administrator).await;
    let bearer = format!("Bearer {}", caller.token);
    let signed = [("authorization", bearer.as_str())];
    let mut answers = Vec::new();
    for path in [
        "/",
        "/programmes",
        "/integrity",
        "/nowhere",
        "/graphiql",
        "/graphiql/page.js",
        "/healthz",
        "/readyz",
        "/metrics",
        "/graphql?query=%7B__typename%7D",
    ] {
        answers.push((path, client::get(server.address, path, &signed).await));
        answers.push((path, client::get(server.address, path, &[]).await));
    }
    let posted = json!({ "query": "{" }).to_string();
    answers.push(("a refusal", client::post(server.address, "/graphql", &signed, &posted).await));
    for (path, answer) in answers {
        assert_eq!(header(&answer, "x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        let policy = header(&answer, "content-security-policy").unwrap_or_default();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        let kept = header(&answer, "cache-control").unwrap_or_default();
        let is_public = ["/healthz", "/graphiql", "/graphiql/page.js"].contains(&path);
        assert!(kept == "no-store" || is_public, "{path}: {kept}");
    }
    server.stop().await;
}
