use super::*;
use crate::http::decode::{BODY_BYTES, URI_BYTES};

#[tokio::test]
async fn data_is_200_in_the_type_that_was_asked() {
    for (accept, content_type) in [
        (GRAPHQL, "application/graphql-response+json; charset=utf-8"),
        (JSON, "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ] {
        let answer = post(accept, json!({ "query": "{ household { size } }" })).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_TYPE), content_type);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let expected = json!({
            "data": { "household": { "size": 4 } },
            "extensions": { "cost": { "requested": 1, "limit": 50_000 } },
        });
        assert_eq!(answer.body, expected);
    }
}

#[tokio::test]
async fn errors_of_fields_come_with_data_and_200() {
    let answer = query("{ household { size } missing }").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["data"], json!({ "household": { "size": 4 }, "missing": null }));
    assert_eq!(answer.code(), "NOT_FOUND");
    assert_eq!(answer.message(), "household 7 is unknown");
    assert_eq!(answer.body["errors"][0]["path"], json!(["missing"]));
}

#[tokio::test]
async fn a_request_error_has_no_data_and_its_status_depends_on_the_type() {
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
        ("query($text: String!) { echo(text: $text) }", "BAD_USER_INPUT"),
        ("subscription { ticks }", "BAD_USER_INPUT"),
    ] {
        for (accept, status) in [(GRAPHQL, 400), (JSON, 200)] {
            let answer = post(accept, json!({ "query": document })).await;
            assert_eq!(answer.status, status, "{document}");
            assert_eq!(answer.code(), code, "{document}");
            assert_eq!(answer.body.get("data"), None, "{document}");
            assert!(answer.body["extensions"]["cost"]["limit"].is_u64(), "{document}");
        }
    }
}

#[tokio::test]
async fn a_malformed_request_is_400_in_both_types() {
    for body in [
        "not json",
        "[]",
        r#"[{"query":"{ __typename }"}]"#,
        r#""{ __typename }""#,
        "{}",
        r#"{"query":1}"#,
        r#"{"query":"{ __typename }","variables":[]}"#,
        r#"{"query":"{ __typename }","variables":"{}"}"#,
        r#"{"query":"{ __typename }","extensions":0}"#,
        r#"{"query":"{ __typename }","operationName":{}}"#,
    ] {
        for accept in [GRAPHQL, JSON] {
            let answer = post_text(accept, JSON, body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
            assert_eq!(answer.code(), "BAD_USER_INPUT", "{body}");
            assert_eq!(answer.body.get("data"), None, "{body}");
        }
    }
}

#[tokio::test]
async fn null_parameters_are_absent_ones() {
    let body =
        json!({ "query": "{ __typename }", "operationName": null, "variables": null, "extensions": null });
    assert_eq!(post(GRAPHQL, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_get_executes_queries() {
    let answer = get("query=query($t:String!)%7Becho(text:$t)%7D&variables=%7B%22t%22:%22a%22%7D").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["data"]["echo"], "a");
}

#[tokio::test]
async fn a_get_does_not_execute_anything_else() {
    for document in ["mutation%7B__typename%7D", "subscription%7B__typename%7D"] {
        let answer = get(&format!("query={document}")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header(header::ALLOW), "POST");
        assert_eq!(answer.body.get("data"), None);
    }
}

#[tokio::test]
async fn a_malformed_address_is_400() {
    for text in [
        "",
        "query=%7B__typename%7D&variables=1",
        "query=%7B__typename%7D&variables=%7B",
        "query=%7B__typename%7D&query=%7B__typename%7D",
    ] {
        assert_eq!(get(text).await.status, StatusCode::BAD_REQUEST, "{text}");
    }
}

#[tokio::test]
async fn other_methods_are_405_and_told_which_are_allowed() {
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let request = Request::builder().method(method).uri("/graphql");
        let answer = call(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header(header::ALLOW), "GET, POST");
    }
}

#[tokio::test]
async fn bodies_that_a_foreign_page_may_send_are_415() {
    let body = r#"{"query":"mutation { __typename }"}"#;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=iso-8859-1",
    ] {
        let answer = post_text(GRAPHQL, content_type, body).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
    let untyped = Request::post("/graphql").body(Body::from(body)).unwrap();
    assert_eq!(call(untyped).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let compressed =
        Request::post("/graphql").header(header::CONTENT_TYPE, JSON).header(header::CONTENT_ENCODING, "gzip");
    let answer = call(compressed.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let stated = post_text(GRAPHQL, "application/json; charset=UTF-8", body).await;
    assert_eq!(stated.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_media_type_is_406() {
    let answer = post("image/png", json!({ "query": "{ __typename }" })).await;
    assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(answer.body.get("data"), None);
}

#[tokio::test]
async fn a_body_over_2_mib_is_413_whether_or_not_it_tells_its_length() {
    let body = json!({ "query": "{ __typename }", "variables": { "a": "a".repeat(BODY_BYTES) } });
    let told = Request::post("/graphql")
        .header(header::CONTENT_TYPE, JSON)
        .header(header::CONTENT_LENGTH, BODY_BYTES + 1)
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(call(told).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(GRAPHQL, body).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let large = json!({ "query": "{ __typename }", "variables": { "a": "a".repeat(BODY_BYTES / 2) } });
    assert_eq!(post(GRAPHQL, large).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_long_address_is_414() {
    let answer = get(&format!("query={}", "a".repeat(URI_BYTES))).await;
    assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
}

#[tokio::test]
async fn a_panic_is_a_500_without_its_text() {
    let answer = query("{ panicking }").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.code(), "INTERNAL");
    assert_eq!(answer.body.get("data"), None);
    assert!(!answer.body.to_string().contains(SECRET));
}

#[tokio::test]
async fn the_id_of_a_request_is_the_callers_where_it_is_plain() {
    let ask = |id: &'static str| {
        let request = Request::post("/graphql").header("x-request-id", id);
        call(request.body(Body::empty()).unwrap())
    };
    let answer = ask("abc-1").await;
    assert_eq!(answer.headers["x-request-id"], "abc-1");
    assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], "abc-1");
    let ours = ask("a b\"c").await.headers["x-request-id"].clone();
    let next = ask("a b\"c").await.headers["x-request-id"].clone();
    assert_ne!(ours, "a b\"c");
    assert_ne!(ours, next);
}
