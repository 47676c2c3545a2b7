//! Who asks for too much in too little time is told to wait, before anything is executed.

use std::num::NonZeroU32;

use api::server::{Options, Rate, Rates};
use application::sight::Role;
use serde_json::{Value, json};

use super::{ANY, Caller, Server};
use crate::store::{Place, contracts};

contracts![what_is_spent_is_told_and_runs_out];

async fn what_is_spent_is_told_and_runs_out(place: Place) {
    let of = |saved| Rate { restored: NonZeroU32::MIN, saved: NonZeroU32::new(saved).unwrap() };
    let rates = Rates { token: of(25), association: of(40) };
    let options = Options { sign_in: true, rates, ..Options::new(ANY) };
    let server = Server::start_with(place, options).await;
    let query = "{ households(first: 10) { nodes { uuid } } }";
    let [one, other] = [
        Caller::new(&server, "elia", Role::Caseworker).await,
        Caller::new(&server, "elia", Role::Partner).await,
    ];
    let answer = one.ask(query, json!({})).await;
    let cost = answer.json()["extensions"]["cost"].clone();
    assert_eq!((&cost["requested"], &cost["restoreRate"]), (&json!(11), &json!(1)), "{}", answer.body);
    let left = cost["remaining"].as_u64().unwrap();
    assert!((13..=15).contains(&left), "{cost}");
    assert!(answer.head.contains(&format!("ratelimit-remaining: {left}")), "{}", answer.head);
    assert_eq!(one.ask(query, json!({})).await.status, 200);
    let refused = one.ask(query, json!({})).await;
    assert_eq!((refused.status, refused.codes()), (429, vec!["RATE_LIMITED".to_owned()]), "{}", refused.body);
    assert_eq!(refused.json()["data"], Value::Null);
    let head = refused.head.to_lowercase();
    let wait = head.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap();
    assert!((1..=11).contains(&wait.trim().parse::<u64>().unwrap()), "{wait}");
    // Another token of the association has its own budget, within that of all; others have theirs.
    assert_eq!(other.ask(query, json!({})).await.status, 200);
    assert_eq!(other.ask(query, json!({})).await.status, 429, "the association has spent what it may");
    let elsewhere = Caller::new(&server, "ailleurs", Role::Caseworker).await;
    assert_eq!(elsewhere.ask(query, json!({})).await.status, 200);
    server.stop().await;
}
