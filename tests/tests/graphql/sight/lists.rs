//! Lists show exactly what the households show that they are made of.

use std::collections::{BTreeMap, BTreeSet};

use application::sight::Role;
use serde_json::{Value, json};

use super::world::{PARTNERS, World};
use super::{Caller, locked};
use crate::store::{Place, contracts};

contracts![a_deadline_is_listed_where_its_fact_is_seen, what_is_derived_from_hidden_facts_is_not_told];

const DEADLINES: &str = "{ deadlines(first: 100) { nodes { kind subject household } } }";

/// The identifier that a fact opens, as its payload names it.
const OPENED: [&str; 5] = ["permit", "right", "contract", "training", "enrolment"];

async fn a_deadline_is_listed_where_its_fact_is_seen(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let everybody = PARTNERS.iter().copied().chain(["elia", "ailleurs", "soin", "associe", "tiers"]);
    for organisation in everybody {
        for role in [Role::Caseworker, Role::Partner] {
            let caller = Caller::new(&server, organisation, role).await;
            let query = "query ($id: ID!) { household(id: $id) { history { type payload } } }";
            let found = caller.data(query, json!({ "id": world.household.to_string() })).await;
            let mut seen: BTreeSet<String> = BTreeSet::new();
            for entry in found["household"]["history"].as_array().into_iter().flatten() {
                let opens = [
                    "permit_issued",
                    "right_opened",
                    "contract_signed",
                    "training_started",
                    "enrolment_started",
                ];
                if opens.iter().any(|kind| entry["type"] == *kind) {
                    let named = |name: &&str| entry["type"].as_str().unwrap().starts_with(*name);
                    let name = OPENED.iter().copied().find(|name| named(name)).unwrap();
                    seen.insert(entry["payload"][name].as_str().unwrap().to_owned());
                }
            }
            let listed = caller.data(DEADLINES, json!({})).await;
            let own = listed["deadlines"]["nodes"].as_array().unwrap().iter();
            let own = own.filter(|node| node["household"] == world.household.to_string());
            let listed: BTreeSet<String> =
                own.map(|node| node["subject"].as_str().unwrap().to_owned()).collect();
            assert_eq!(listed, seen, "{organisation} as {role}");
        }
    }
    let overseer = Caller::new(&server, "drihl", Role::Analyst).await;
    let listed = overseer.data(DEADLINES, json!({})).await;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for node in listed["deadlines"]["nodes"].as_array().unwrap() {
        *kinds.entry(node["kind"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    // Of the three programmes the sensitive one is hidden, and so is the day of the permit.
    let expected = [("contract", 2), ("enrolment_planned_end", 2), ("right", 3), ("training", 2)];
    assert_eq!(kinds, expected.map(|(kind, count)| (kind.to_owned(), count)).into());
    server.stop().await;
}

async fn what_is_derived_from_hidden_facts_is_not_told(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let query = "query ($order: HouseholdOrder!, $filter: HouseholdFilter) {
        households(first: 10, orderBy: $order, filter: $filter) { nodes { uuid overview {
            enteredOn lastEventOn members housingKind open programmes nextDeadlineOn } } } }";
    let code = |stream: &domain::StreamId| stream.to_string().replace("programme/", "");
    let rows = async |caller: &Caller<'_>, order: &str, filter: Value| {
        let found = caller.data(query, json!({ "order": order, "filter": filter })).await;
        let nodes = found["households"]["nodes"].as_array().unwrap().clone();
        let own = nodes.into_iter().filter(|node| node["uuid"] == world.household.to_string());
        own.map(|node| node["overview"].clone()).next()
    };
    // Enrolled in a sensitive programme, so that even the operator is not told what follows from everything.
    for organisation in ["elia", "social", "housing"] {
        let caller = Caller::new(&server, organisation, Role::Caseworker).await;
        let row = rows(&caller, "ID", json!({})).await.unwrap();
        for hidden in ["enteredOn", "lastEventOn", "housingKind", "nextDeadlineOn"] {
            assert_eq!(row[hidden], Value::Null, "{organisation} {hidden}: {row}");
        }
        assert_eq!((&row["members"], &row["open"]), (&json!(2), &json!(true)), "{organisation}: {row}");
        let programmes: BTreeSet<&str> =
            row["programmes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
        let (here, elsewhere) = (code(&world.here), code(&world.elsewhere));
        let mut expected = BTreeSet::from([here.as_str()]);
        if organisation != "housing" {
            expected.insert(elsewhere.as_str());
        }
        assert_eq!(programmes, expected, "{organisation}");
        for order in ["ENTERED_ON", "LAST_EVENT_ON", "NEXT_DEADLINE"] {
            assert_eq!(rows(&caller, order, json!({})).await, None, "{organisation} {order}");
        }
        for filter in [json!({ "open": true }), json!({ "deadlineBefore": "2099-01-01" })] {
            assert_eq!(rows(&caller, "ID", filter.clone()).await, None, "{organisation} {filter}");
        }
        let by_programme = |stream| json!({ "programme": code(stream) });
        assert!(rows(&caller, "ID", by_programme(&world.here)).await.is_some());
        let found = rows(&caller, "ID", by_programme(&world.elsewhere)).await.is_some();
        assert_eq!(found, organisation != "housing", "{organisation}");
        assert_eq!(rows(&caller, "ID", by_programme(&world.sensitive)).await, None);
    }
    let soin = Caller::new(&server, "soin", Role::Caseworker).await;
    let row = rows(&soin, "NEXT_DEADLINE", json!({})).await.unwrap();
    assert!(row["enteredOn"] != Value::Null && row["nextDeadlineOn"] != Value::Null, "{row}");
    let overseer = Caller::new(&server, "drihl", Role::Analyst).await;
    let asked = overseer.ask(query, json!({ "order": "NEXT_DEADLINE" })).await;
    assert_eq!(asked.codes(), ["FORBIDDEN"], "the order would tell days of permits");
    server.stop().await;
}
