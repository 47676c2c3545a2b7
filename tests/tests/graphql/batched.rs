//! What is asked of every item of a page is read for all of them together.

use application::sight::Role;
use serde_json::{Value, json};

use super::facts::{fact, id};
use super::sight::{Caller, locked};
use super::{Server, client};
use crate::store::{Place, contracts};

contracts! {
    a_page_is_read_in_as_many_statements_as_one_household,
}

const HOUSEHOLDS: u128 = 40;

const PAGE: &str = "query($first: Int) { households(first: $first) { nodes {
    uuid latest { type version payload actor { organisation } } history { type correctedBy { id } }
    state { members { person } } ties { __typename } episodes { __typename }
} } }";

/// How often the ledger was read so far, in statements.
pub(super) async fn reads(server: &Server, operator: &Caller<'_>) -> u64 {
    let bearer = format!("Bearer {}", operator.token);
    let numbers = client::get(server.address, "/metrics", &[("authorization", bearer.as_str())]).await.body;
    let count = numbers.lines().find_map(|line| line.strip_prefix("parcours_ledger_read_seconds_count "));
    count.expect("the number is there").parse().unwrap()
}

async fn a_page_is_read_in_as_many_statements_as_one_household(place: Place) {
    let server = locked(place).await;
    let operator = Caller::new(&server, "ftda", Role::Administrator).await;
    let worker = Caller::new(&server, "ftda", Role::Caseworker).await;
    for number in 1..=HOUSEHOLDS {
        let household = id(number << 64);
        let join = json!({
            "person": id(number << 64 | 1), "birth": "1985-04", "role": "reference_person", "reason": "initial",
        });
        let child = json!({
            "person": id(number << 64 | 2), "birth": "2019-04", "role": "child", "reason": "initial",
        });
        let facts = [
            fact(
                number << 8 | 1,
                &household,
                "household_opened",
                "2020-01-06",
                json!({ "opened_by": "ftda" }),
            ),
            fact(number << 8 | 2, &household, "member_joined", "2020-01-06", join),
            fact(number << 8 | 3, &household, "member_joined", "2020-01-06", child),
        ];
        worker
            .data(
                "mutation($input: RecordInput!) { record(input: $input) { recorded { id } } }",
                json!({ "input": { "facts": facts } }),
            )
            .await;
    }
    let mut auditor = Caller::new(&server, "ftda", Role::Auditor).await;
    auditor.reason = Some("contrôle");
    let analyst = Caller::new(&server, "ftda", Role::Analyst).await;
    for caller in [&worker, &auditor, &analyst] {
        let mut counts = Vec::new();
        for first in [3, 30] {
            let before = reads(&server, &operator).await;
            let page = caller.data(PAGE, json!({ "first": first })).await;
            counts.push(reads(&server, &operator).await - before);
            let nodes = page["households"]["nodes"].as_array().unwrap();
            assert_eq!(nodes.len(), first);
            for node in nodes {
                assert_eq!(node["latest"]["type"], "member_joined");
                assert_eq!(node["latest"]["version"], 3);
                assert_eq!(node["latest"]["actor"]["organisation"], "ftda");
                assert_eq!(node["history"].as_array().map(Vec::len), Some(3));
                assert_ne!(node["latest"]["payload"], Value::Null);
            }
        }
        // The lists that follow the ledger read it now and then too; one by one, thirty households take sixty and more.
        assert!(counts[1] < 50, "{counts:?}");
    }
    server.stop().await;
}
