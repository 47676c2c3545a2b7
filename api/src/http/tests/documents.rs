use std::{
    io,
    sync::{Arc, Mutex},
};

use super::*;

#[tokio::test]
async fn refusals_repeat_nothing_of_the_document_and_suggest_no_name() {
    for (document, code, message) in [
        ("{ Ngozi(", "GRAPHQL_PARSE_FAILED", "syntax error at line 1, column 9"),
        ("{ Ngozi }", "GRAPHQL_VALIDATION_FAILED", "unknown field at line 1, column 3"),
        ("{\n  householdNgozi }", "GRAPHQL_VALIDATION_FAILED", "unknown field at line 2, column 3"),
        (
            "{ echo(text: \"\", Ngozi: 1) }",
            "GRAPHQL_VALIDATION_FAILED",
            "unknown argument at line 1, column 18",
        ),
        (
            "{ echo(text: [\"Ngozi\"]) }",
            "GRAPHQL_VALIDATION_FAILED",
            "argument of the wrong type at line 1, column 8",
        ),
        ("{ echo }", "GRAPHQL_VALIDATION_FAILED", "required argument missing at line 1, column 3"),
        ("{ household }", "GRAPHQL_VALIDATION_FAILED", "field that needs a selection at line 1, column 3"),
        ("{ ...Ngozi }", "GRAPHQL_VALIDATION_FAILED", "unknown fragment at line 1, column 3"),
        ("{ __typename @Ngozi }", "GRAPHQL_VALIDATION_FAILED", "directive misplaced at line 1, column 3"),
        (
            "{ __typename @include(if: \"Ngozi\") }",
            "GRAPHQL_VALIDATION_FAILED",
            "directive misplaced at line 1, column 3",
        ),
        (
            "query($a: [Ngozi!] = [1]) { __typename }",
            "GRAPHQL_VALIDATION_FAILED",
            "variable of an unknown type, or not an input type, at line 1, column 7",
        ),
    ] {
        let answer = query(document).await;
        assert_eq!(answer.message(), message, "{document}");
        assert_eq!(answer.code(), code, "{document}");
        assert!(!answer.body.to_string().contains(SECRET), "{document}");
        assert!(answer.body["errors"][0]["locations"].is_array(), "{document}");
    }
}

#[tokio::test]
async fn variables_are_refused_before_anything_is_executed() {
    let document = "mutation($facts: [Fact!]!) { record(facts: $facts) }";
    for (variables, message) in [
        (json!({}), "expected a value"),
        (json!({ "facts": null }), "expected a value that is not null"),
        (json!({ "facts": [null] }), ", at [0]: expected a value that is not null"),
        (
            json!({ "facts": [{ "lease": { "rooms": 1 } }, { "lease": { "rooms": SECRET } }] }),
            ", at [1].lease.rooms: expected Int",
        ),
        (json!({ "facts": [{ "lease": {} }] }), ", at [0].lease.rooms: expected a value"),
        (
            json!({ "facts": [{ "lease": { "rooms": 1, "kind": SECRET } }] }),
            ", at [0].lease.kind: expected Kind",
        ),
        (
            json!({ "facts": [{ "lease": { "rooms": 1, SECRET: 1 } }] }),
            ", at [0].lease: expected only fields of Lease",
        ),
        (json!({ "facts": [{}] }), ", at [0]: expected Fact with exactly one field"),
        (
            json!({ "facts": [{ "note": "a", "lease": { "rooms": 1 } }] }),
            ", at [0]: expected Fact with exactly one field",
        ),
        (json!({ "facts": SECRET }), ": expected Fact"),
    ] {
        let answer = post(GRAPHQL, json!({ "query": document, "variables": variables })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{variables}");
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{variables}");
        assert!(answer.message().starts_with("variable declared at line 1, column 10"));
        assert!(answer.message().ends_with(message), "{}", answer.message());
        assert_eq!(answer.body["errors"][0].get("path"), None);
        assert!(!answer.body.to_string().contains(SECRET), "{variables}");
    }
}

#[tokio::test]
async fn good_variables_are_accepted_with_their_defaults() {
    let document = "mutation($facts: [Fact!]! = [{ note: \"a\" }]) { record(facts: $facts) }";
    for (variables, recorded) in [
        (json!({}), 1),
        (json!({ "facts": [] }), 0),
        (json!({ "facts": { "note": "a single value stands for a list" } }), 1),
        (
            json!({ "facts": [{ "lease": { "rooms": 2, "kind": "LEASE" } }, { "lease": { "rooms": 2, "kind": null } }] }),
            2,
        ),
    ] {
        let answer = post(GRAPHQL, json!({ "query": document, "variables": variables })).await;
        assert_eq!(answer.body["data"]["record"], recorded, "{}", answer.body);
    }
}

#[tokio::test]
async fn an_operation_is_chosen_by_name() {
    let document = "query A { echo(text: \"a\") } query B { echo(text: \"b\") }";
    for (name, echo) in [("A", json!("a")), ("B", json!("b")), ("C", Value::Null)] {
        let answer = post(GRAPHQL, json!({ "query": document, "operationName": name })).await;
        assert_eq!(answer.body["data"]["echo"], echo);
    }
}

#[tokio::test]
async fn values_nested_deeply_are_refused_and_do_not_end_the_process() {
    let (open, close) = ("[".repeat(800), "]".repeat(800));
    let answer = query(&format!("{{ echo(text: {open}{close}) }}")).await;
    assert_eq!(answer.code(), "OPERATION_TOO_COMPLEX");
    let json = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let query = "query($t: String!) { echo(text: $t) }";
        format!(r#"{{"query":"{query}","variables":{{"t":{open}{close}}}}}"#)
    };
    for depth in [100, 5_000] {
        let answer = post_text(GRAPHQL, JSON, json(depth)).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn the_cost_is_told_and_too_much_is_refused() {
    let document = "query($n: Int!) { household { neighbours(first: $n) { members { size } } } }";
    let ask = |n: i64| post(GRAPHQL, json!({ "query": document, "variables": { "n": n } }));
    let answer = ask(100).await;
    assert_eq!(answer.body["extensions"]["cost"]["requested"], 1 + 100 * (1 + 10));
    let answer = ask(1_000_000).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.code(), "OPERATION_TOO_COMPLEX");
    assert_eq!(answer.body["extensions"]["cost"]["requested"], 11_000_001);
    assert_eq!(answer.body["errors"][0]["locations"], json!([{ "line": 1, "column": 19 }]));
}

/// What a subscriber of `tracing` would write.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_fault_is_logged_once_with_its_chain_and_shown_as_an_internal_error() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let answer = query("{ a: broken b: broken }").await;
    drop(guard);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.code(), "INTERNAL");
    assert_eq!(answer.message(), "internal error");
    assert_eq!(answer.body["data"], json!({ "a": null, "b": null }));
    let id = answer.body["errors"][0]["extensions"]["requestId"].as_str().unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.matches("the ledger cannot be read: ").count(), 1, "{log}");
    assert!(log.contains(id), "{log}");
}

#[tokio::test]
async fn an_error_without_a_code_is_a_fault() {
    let answer = query("{ uncoded }").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["data"], Value::Null);
    assert_eq!(answer.code(), "INTERNAL");
    assert!(!answer.body.to_string().contains(SECRET));
}
