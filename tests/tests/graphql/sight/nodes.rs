//! What belongs to a household is found by whoever may look into it, as far as that goes.

use std::collections::BTreeMap;

use application::sight::Role;
use domain::{Event, StreamId};
use serde_json::{Value, json};

use super::world::{Place as Belongs, World};
use super::{Caller, locked};
use crate::graphql::Server;
use crate::graphql::nodes::{NODE, forged};
use crate::store::{Place, contracts};

contracts![a_part_is_seen_as_its_household_is, looking_at_a_part_is_logged];

/// What the facts of the household opened that belong to a programme, or to none: kind by kind, its identifier.
async fn opened(world: &World, server: &Server, of: Belongs) -> BTreeMap<String, String> {
    let replayed = server.application.replay(world.household, None, None).await.unwrap().unwrap();
    let is_of = |event: &&Event| world.facts.iter().any(|(id, _, place)| event.id().0 == *id && *place == of);
    let opened = replayed.events().iter().filter(is_of).filter_map(|event| event.fact().admissible().opens());
    opened.map(|link| (format!("{:?}", link.kind).to_lowercase(), link.id.to_string())).collect()
}

async fn a_part_is_seen_as_its_household_is(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let here = world.household.to_string();
    let StreamId::Household(foreign) = world.foreign.stream else { panic!() };
    let own = opened(&world, &server, Belongs::Here).await;
    let sensitive = opened(&world, &server, Belongs::Sensitive).await;
    let part = |of: &BTreeMap<String, String>, kind: &str| forged(kind, &here, &of[kind]);
    let ids = [
        forged("member", &here, &world.person.to_string()),
        part(&own, "enrolment"),
        part(&own, "occupancy"),
        part(&own, "lease"),
        part(&own, "permit"),
        part(&own, "contract"),
        part(&own, "training"),
        forged("member", &foreign.to_string(), &world.foreign.person.to_string()),
        part(&sensitive, "occupancy"),
        part(&sensitive, "contract"),
        part(&sensitive, "training"),
    ];
    for (organisation, role, expected) in [
        ("elia", Role::Caseworker, "yes yes yes yes yes yes yes no"),
        ("ailleurs", Role::Caseworker, "yes yes yes yes yes yes yes yes"),
        ("social", Role::Partner, "yes yes yes yes yes yes yes no"),
        ("housing", Role::Partner, "yes yes yes yes no no no no"),
        ("employment", Role::Partner, "yes yes no no no yes yes no"),
        ("associe", Role::Partner, "yes no no no no no no no"),
        ("funder", Role::Partner, "no no no no no no no no"),
        ("tiers", Role::Caseworker, "no no no no no no no no"),
        ("elia", Role::Partner, "no no no no no no no no"),
        ("drihl", Role::Analyst, "yes yes yes yes yes yes yes yes"),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let mut seen = Vec::new();
        for id in &ids {
            let data = caller.data(NODE, json!({ "id": id })).await;
            let node = &data["node"];
            seen.push(if *node == Value::Null { "no" } else { "yes" });
            let is_personal = node["birth"] != Value::Null || node["validTo"] != Value::Null;
            assert!(!is_personal || !matches!(organisation, "associe" | "drihl"), "{organisation}: {data}");
        }
        // What is of the sensitive programme is found by nobody here.
        assert_eq!(seen.join(" "), format!("{expected} no no no"), "{organisation} as {role}");
    }
    // Who is seen less is told what is null as what does not exist is, at the same cost.
    let caller = Caller::new(&server, "tiers", Role::Caseworker).await;
    let stranger = forged("member", &foreign.to_string(), &world.permit.to_string());
    let [theirs, nobodys] = [
        caller.ask(NODE, json!({ "id": ids[7] })).await.json(),
        caller.ask(NODE, json!({ "id": stranger })).await.json(),
    ];
    assert_eq!(
        (&theirs["data"], &theirs["extensions"]["cost"]["requested"]),
        (&nobodys["data"], &nobodys["extensions"]["cost"]["requested"])
    );
    server.stop().await;
}

async fn looking_at_a_part_is_logged(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let before = server.application.accesses(None, 0, 1000).await.unwrap().len();
    let id = forged("member", &world.household.to_string(), &world.person.to_string());
    operator.data(NODE, json!({ "id": id })).await;
    let after = server.application.accesses(None, 0, 1000).await.unwrap();
    assert_eq!(after.len(), before + 1);
    server.stop().await;
}
