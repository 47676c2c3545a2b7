//! Documents that are asked by their names, and who may ask what.

use api::http::Documents;
use api::server::{Options, Roles, Rules};
use application::sha256;
use application::sight::{Role, UnknownRole};
use application::verify::hex;
use serde_json::json;

use super::sight::Caller;
use super::{ANY, Server, client};
use crate::store::Place;

const INFO: &str = "query Info { serverInfo { position } }";
const PAGE: &str = "query Page($first: Int!) { households(first: $first) { nodes { uuid } } }";
const RECORD: &str = "mutation Record($input: RecordInput!) { record(input: $input) { recorded { id } } }";
const SCHEMA: &str = "query Schema { __schema { queryType { name } } }";
const GRAPHQL: &str = "application/graphql-response+json";

fn id(text: &str) -> String {
    format!("sha256:{}", hex(&sha256(text.as_bytes())))
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

async fn holding(rules: Rules) -> Server {
    let documents = Documents::of([INFO, PAGE, RECORD, SCHEMA]).unwrap();
    let options = Options { sign_in: true, documents, rules, ..Options::new(ANY) };
    Server::start_with(Place::sqlite(), options).await
}

async fn send(
    caller: &Caller<'_>,
    server: &Server,
    accept: &str,
    body: &serde_json::Value,
) -> client::Answer {
    let bearer = format!("Bearer {}", caller.token);
    let headers =
        [("content-type", "application/json"), ("accept", accept), ("authorization", bearer.as_str())];
    client::post(server.address, "/graphql", &headers, &body.to_string()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_document_is_asked_by_its_name() {
    let server = holding(Rules::default()).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let by_name = json!({ "documentId": id(PAGE), "variables": { "first": 3 } });
    let by_text = json!({ "query": PAGE, "variables": { "first": 3 } });
    let (named, spelled) =
        (send(&caller, &server, GRAPHQL, &by_name).await, send(&caller, &server, GRAPHQL, &by_text).await);
    assert_eq!(named.status, 200, "{}", named.body);
    assert_eq!(named.json()["data"], spelled.json()["data"]);
    assert_eq!(
        named.json()["extensions"]["cost"]["requested"],
        spelled.json()["extensions"]["cost"]["requested"]
    );
    let upper = json!({ "documentId": id(INFO).to_uppercase().replace("SHA256", "sha256"), "query": null });
    assert_eq!(send(&caller, &server, GRAPHQL, &upper).await.status, 200);

    let bearer = format!("Bearer {}", caller.token);
    let headers = [("accept", GRAPHQL), ("authorization", bearer.as_str())];
    let got = |text: &str, variables: &str| {
        format!("/graphql?documentId={}&variables={}", encoded(&id(text)), encoded(variables))
    };
    let read = client::get(server.address, &got(PAGE, r#"{"first":3}"#), &headers).await;
    assert_eq!(
        (read.status, read.json()["data"].clone()),
        (200, named.json()["data"].clone()),
        "{}",
        read.body
    );
    let changed = client::get(server.address, &got(RECORD, r#"{"input":{"facts":[]}}"#), &headers).await;
    assert_eq!(changed.status, 405, "a GET changes nothing, whatever its name: {}", changed.body);

    // The limits are those of every document.
    let much = json!({ "documentId": id(PAGE), "variables": { "first": 100_000 } });
    let refused = send(&caller, &server, GRAPHQL, &much).await;
    assert_eq!(
        (refused.status, refused.codes()),
        (400, vec!["OPERATION_TOO_COMPLEX".to_owned()]),
        "{}",
        refused.body
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_of_no_document_is_not_found() {
    let server = holding(Rules::default()).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    for accept in [GRAPHQL, "application/json"] {
        let unknown = send(&caller, &server, accept, &json!({ "documentId": id("{ __typename }") })).await;
        assert_eq!(
            (unknown.status, unknown.codes()),
            (404, vec!["NOT_FOUND".to_owned()]),
            "{}",
            unknown.body
        );
        assert!(unknown.json().get("data").is_none());
        for wrong in [
            json!({ "documentId": id(INFO).replace("sha256:", "") }),
            json!({ "documentId": id(INFO).replace("sha256:", "md5:") }),
            json!({ "documentId": "sha256:00" }),
            json!({ "documentId": format!("{}0", id(INFO)) }),
            json!({ "documentId": 7 }),
            json!({ "documentId": id(INFO), "query": INFO }),
            json!({ "documentId": null, "query": null }),
        ] {
            let answer = send(&caller, &server, accept, &wrong).await;
            assert_eq!((answer.status, answer.codes()), (400, vec!["BAD_USER_INPUT".to_owned()]), "{wrong}");
        }
    }
    server.stop().await;
}

#[test]
fn what_could_never_be_executed_is_not_trusted() {
    let (at, why) = Documents::of([INFO, "query {"]).unwrap_err();
    assert_eq!((at, why.to_string().starts_with("syntax error at line 1")), (1, true), "{why}");
    assert!(Documents::of([format!("{{ a{} }}", "a".repeat(20_000)).as_str()]).is_err());
    assert_eq!(Documents::of([INFO, INFO, PAGE]).unwrap().count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_may_be_held_to_trusted_documents() {
    let trusted_only = "partner,auditor".parse().unwrap();
    let server = holding(Rules { trusted_only, ..Rules::default() }).await;
    let partner = Caller::new(&server, "housing", Role::Partner).await;
    let free = Caller::new(&server, "elia", Role::Caseworker).await;
    let (text, name) = (json!({ "query": INFO }), json!({ "documentId": id(INFO) }));
    for accept in [GRAPHQL, "application/json"] {
        let refused = send(&partner, &server, accept, &text).await;
        assert_eq!(
            (refused.status, refused.codes()),
            (403, vec!["FORBIDDEN".to_owned()]),
            "{}",
            refused.body
        );
        assert!(refused.body.contains("trusted documents alone"), "{}", refused.body);
        assert_eq!(send(&partner, &server, accept, &name).await.status, 200);
        assert_eq!(send(&free, &server, accept, &text).await.status, 200);
    }
    // Pages are documents of this server, whoever reads them; streams are documents like all others.
    let bearer = format!("Bearer {}", partner.token);
    let page = client::get(server.address, "/", &[("authorization", &bearer)]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let subscription = json!({ "query": "subscription { events { position } }" });
    let stream = send(&partner, &server, "text/event-stream", &subscription).await;
    assert!(stream.body.contains("FORBIDDEN") && stream.body.contains("event: complete"), "{}", stream.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_told_to_roles_that_may_ask_for_it() {
    let introspect = "caseworker,administrator".parse().unwrap();
    let server = holding(Rules { introspect, ..Rules::default() }).await;
    let may = Caller::new(&server, "elia", Role::Caseworker).await;
    let may_not = Caller::new(&server, "housing", Role::Partner).await;
    for query in [
        "{ __schema { queryType { name } } }",
        "{ __type(name: \"Query\") { name } }",
        "{ serverInfo { position } ... on Query { of: __type(name: \"Query\") { name } } }",
        "query { ...A } fragment A on Query { ...B } fragment B on Query { __schema { queryType { name } } }",
    ] {
        let body = json!({ "query": query });
        assert_eq!(send(&may, &server, GRAPHQL, &body).await.status, 200, "{query}");
        let refused = send(&may_not, &server, GRAPHQL, &body).await;
        assert_eq!((refused.status, refused.codes()), (403, vec!["FORBIDDEN".to_owned()]), "{query}");
        assert!(refused.json().get("data").is_none());
    }
    let named = send(&may_not, &server, GRAPHQL, &json!({ "documentId": id(SCHEMA) })).await;
    assert_eq!(named.status, 403, "trusted or not");
    // What a value is may be asked by everybody.
    let plain = json!({ "query": "{ __typename serverInfo { __typename } }" });
    assert_eq!(send(&may_not, &server, GRAPHQL, &plain).await.status, 200);
    server.stop().await;
    let server = holding(Rules::default()).await;
    for role in Role::ALL {
        let caller = Caller::new(&server, "elia", role).await;
        assert_eq!(send(&caller, &server, GRAPHQL, &json!({ "query": SCHEMA })).await.status, 200, "{role}");
    }
    server.stop().await;
}

#[test]
fn roles_are_all_none_or_some() {
    assert_eq!("all".parse(), Ok(Roles::all()));
    assert_eq!("none".parse(), Ok(Roles::none()));
    assert_eq!("caseworker,partner,analyst,auditor,administrator".parse(), Ok(Roles::all()));
    assert_eq!("partner,king".parse::<Roles>(), Err(UnknownRole));
    assert_eq!("".parse::<Roles>(), Err(UnknownRole));
}
