//! Lists are read page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Server;
use super::facts::{fact, id};
use crate::store::{Place, contracts};

contracts! {
    every_household_stands_on_one_page,
}

const PAGE: &str = "query($first: Int, $after: String, $min: Position) {
    households(first: $first, after: $after, minPosition: $min) {
    nodes { uuid version } edges { cursor node { uuid } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }";

async fn every_household_stands_on_one_page(place: Place) {
    let server = Server::start(place).await;
    // Spread over all first digits, and recorded in another order than they are listed.
    let households: Vec<String> =
        (1..=250_u128).map(|n| id(n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))).collect();
    let opening = |(n, household): (u128, &String)| {
        fact(n, household, "household_opened", "2020", json!({ "opened_by": "ftda" }))
    };
    let facts: Vec<Value> = (1..).zip(&households).map(opening).collect();
    for batch in facts.chunks(100) {
        server.recorded(batch).await;
    }

    let mut seen: Vec<String> = Vec::new();
    let mut after = Value::Null;
    for (size, is_last) in [(100, false), (100, false), (50, true)] {
        let variables = json!({ "first": 100, "after": after, "min": 250 });
        let page = server.data(PAGE, variables).await["households"].take();
        let nodes = page["nodes"].as_array().unwrap();
        let edges = page["edges"].as_array().unwrap();
        assert_eq!((nodes.len(), edges.len()), (size, size));
        let info = &page["pageInfo"];
        assert_eq!(info["hasNextPage"], !is_last);
        assert_eq!(info["hasPreviousPage"], !seen.is_empty());
        assert_eq!(info["startCursor"], edges[0]["cursor"]);
        assert_eq!(info["endCursor"], edges[size - 1]["cursor"]);
        assert!(nodes.iter().zip(edges).all(|(node, edge)| node["uuid"] == edge["node"]["uuid"]));
        seen.extend(nodes.iter().filter_map(|node| Some(node["uuid"].as_str()?.to_owned())));
        after = info["endCursor"].clone();
    }
    assert!(seen.is_sorted());
    assert_eq!(seen.iter().collect::<BTreeSet<_>>(), households.iter().collect::<BTreeSet<_>>());
    assert_eq!(seen.len(), households.len());

    let beyond = server.data(PAGE, json!({ "first": 1, "after": after })).await["households"].take();
    assert_eq!(beyond["nodes"], json!([]));
    assert_eq!(beyond["pageInfo"]["endCursor"], Value::Null);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_has_bounds_and_a_cursor_of_its_list() {
    let server = Server::start(Place::sqlite()).await;
    let opened = fact(1, &id(1), "household_opened", "2020", json!({ "opened_by": "ftda" }));
    server.recorded(&[opened]).await;
    let variables = json!({ "first": 1, "min": 1 });
    let page = server.data(PAGE, variables).await["households"].take();
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();

    for first in [json!(null), json!(0), json!(-1), json!(101)] {
        let answer = server.ask(PAGE, json!({ "first": first })).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{first}");
        assert!(answer.body.contains("first is required, from 1 to 100"), "{}", answer.body);
    }
    for after in ["", "x", &cursor[1..], &id(1)] {
        let answer = server.ask(PAGE, json!({ "first": 1, "after": after })).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{after}");
    }
    let programmes = "query($after: String) { programmes(first: 1, after: $after) { nodes { code } } }";
    let answer = server.ask(programmes, json!({ "after": cursor })).await;
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "a cursor of another list");
    server.stop().await;
}
