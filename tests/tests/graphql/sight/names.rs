//! Households found by a name, by those who may read that name there.

use application::erase::Erasure;
use application::sight::Role;
use domain::codes::{ErasureBasis, ErasureLevel};
use domain::ids::PersonId;
use domain::{StreamId, Submission};
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{Family, fact, id};
use crate::faults::record;
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts! {
    a_name_leads_to_those_who_may_be_seen_to_have_it,
    a_name_that_was_corrected_still_leads_there,
    an_erased_name_leads_nowhere,
}

const CALLED: &str = "query ($name: String!, $first: Int!, $after: String) {
    households(first: $first, after: $after, filter: { name: $name }) {
        nodes { uuid } pageInfo { hasNextPage endCursor } position } }";

/// The households that a name leads to, or the code of the refusal.
async fn called(caller: &Caller<'_>, name: &str) -> Result<Vec<String>, String> {
    let answer = caller.ask(CALLED, json!({ "name": name, "first": 100 })).await.json();
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return Err(code.to_owned());
    }
    let nodes = answer["data"]["households"]["nodes"].as_array().unwrap();
    Ok(nodes.iter().map(|node| node["uuid"].as_str().unwrap().to_owned()).collect())
}

/// The arrival of somebody.
fn joined(stream: &StreamId, person: Uuid, name: &str) -> Submission {
    let data = json!({
        "person": person, "birth": "1990", "role": "co_resident", "reason": "other", "identity": name,
    });
    fact(stream, "member_joined", "2021-01-06", &data)
}

/// Another household, in the programme of `ailleurs`, with somebody in it who is called so.
async fn another(server: &Server, world: &World, name: &str) -> String {
    let family = Family::new();
    record(&server.application, family.opened()).await.unwrap();
    let enrolled = family.enrolled(id(), &world.elsewhere, "2020-02-01");
    record(&server.application, [enrolled, joined(&family.stream, id(), name)]).await.unwrap();
    family.stream.to_string().replace("household/", "")
}

async fn a_name_leads_to_those_who_may_be_seen_to_have_it(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let other = joined(&world.stream, id(), "M. Éloi Nguyễn-Œuvrard");
    record(&server.application, [other]).await.unwrap();
    let own = world.household.to_string();
    let here = vec![own.clone()];
    for (organisation, role, both) in [
        ("elia", Role::Caseworker, true),
        ("housing", Role::Partner, true),
        ("tiers", Role::Caseworker, false),
        ("parti", Role::Partner, false),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let expected = if both { here.clone() } else { Vec::new() };
        for name in ["canari", "NOM canari", "oeuvrard eloi", "nguyen"] {
            assert_eq!(called(&caller, name).await.unwrap(), expected, "{organisation} {name}");
        }
        assert_eq!(called(&caller, "anari").await.unwrap(), Vec::<String>::new());
        for vague in ["", "c", " é ", "--"] {
            assert_eq!(called(&caller, vague).await.unwrap_err(), "BAD_USER_INPUT", "{vague}");
        }
    }
    // Who sees a household by the consent of one of its members finds it by the name of that one, and of nobody else.
    let consent = Caller::new(&server, "associe", Role::Partner).await;
    assert_eq!(called(&consent, "canari").await.unwrap(), here);
    assert_eq!(called(&consent, "oeuvrard eloi").await.unwrap(), Vec::<String>::new());
    for role in [Role::Analyst, Role::Administrator, Role::Auditor] {
        let caller = Caller::new(&server, "drihl", role).await;
        assert_eq!(called(&caller, "canari").await.unwrap_err(), "FORBIDDEN", "{role}");
    }
    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    auditor.reason = Some("plainte 12");
    assert_eq!(called(&auditor, "oeuvrard").await.unwrap(), here);
    // Whoever is shown a household by a name is in the log, with the reason.
    let log = "query ($id: ID!) { accessLog(first: 10, household: $id) { nodes { reader reason } } }";
    let told = auditor.ask(log, json!({ "id": own })).await.body;
    assert!(told.contains("plainte 12"), "{told}");
    // Of several who are called so, one page after the other.
    let elsewhere = Caller::new(&server, "ailleurs", Role::Caseworker).await;
    let mut both = vec![own, another(&server, &world, "Mme Canarina Nom").await];
    both.sort();
    let all = called(&elsewhere, "canari nom").await.unwrap();
    assert_eq!(all, both);
    let mut paged: Vec<String> = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "name": "canari nom", "first": 1, "after": after });
        let page = elsewhere.data(CALLED, variables).await["households"].take();
        paged.extend(
            page["nodes"].as_array().unwrap().iter().map(|node| node["uuid"].as_str().unwrap().to_owned()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(paged, all);
    server.stop().await;
}

async fn a_name_that_was_corrected_still_leads_there(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let person = id();
    let wrong = joined(&world.stream, person, "Mme Kouassi");
    let target = wrong.id.0;
    record(&server.application, [wrong]).await.unwrap();
    assert_eq!(called(&operator, "kouassi").await.unwrap().len(), 1);
    let right = json!({
        "target": target, "occurred_on": "2021-01-06", "reason": "typing_error",
        "payload": { "person": person, "birth": "1990", "role": "co_resident", "reason": "other", "identity": "Mme Kouamé" },
    });
    record(&server.application, [world.fact("event_corrected", "2021-01-06", right)]).await.unwrap();
    for name in ["kouassi", "kouame"] {
        assert_eq!(called(&operator, name).await.unwrap(), [world.household.to_string()], "{name}");
    }
    server.stop().await;
}

async fn an_erased_name_leads_nowhere(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let (person, stays) = (id(), id());
    let both = [joined(&world.stream, person, "M. Effacé"), joined(&world.stream, stays, "Mme Restée")];
    record(&server.application, both).await.unwrap();
    assert_eq!(called(&operator, "efface").await.unwrap().len(), 1);
    let erasure = Erasure {
        person: PersonId(person),
        basis: ErasureBasis::Request,
        level: ErasureLevel::Identity,
        residue: None,
        actor: None,
    };
    server.application.erase(erasure, false).await.unwrap().unwrap();
    assert_eq!(called(&operator, "efface").await.unwrap(), Vec::<String>::new());
    assert_eq!(called(&operator, "restee").await.unwrap().len(), 1);
    server.stop().await;
}
