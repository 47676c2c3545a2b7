//! What is withdrawn acts on the next question: nothing is kept between two, and no projection is waited for in vain.

use application::sight::Role;
use serde_json::{Value, json};

use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::fact;
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![
    a_withdrawn_consent_opens_nothing_any_more,
    a_partner_who_has_left_sees_nothing_any_more,
    a_household_that_leaves_the_programme_is_out_of_sight,
    a_household_just_opened_is_in_the_list_of_whoever_opened_it,
];

/// Whether the household is found by its identifier and in the list, which must agree.
async fn sees(caller: &Caller<'_>, world: &World) -> bool {
    let (one, listed) = found(caller, world).await;
    assert_eq!(one, listed);
    one
}

/// Whether the household is found by its identifier, and whether it is in the list.
async fn found(caller: &Caller<'_>, world: &World) -> (bool, bool) {
    let id = world.household.to_string();
    let one = caller.data("query ($id: ID!) { household(id: $id) { uuid } }", json!({ "id": id })).await;
    let list = caller.data("{ households(first: 100) { nodes { uuid } } }", json!({})).await;
    let nodes = list["households"]["nodes"].as_array().unwrap();
    let is_listed = nodes.iter().any(|node| node["uuid"] == id.as_str());
    (one["household"] != Value::Null, is_listed)
}

async fn a_withdrawn_consent_opens_nothing_any_more(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "associe", Role::Partner).await;
    assert!(sees(&caller, &world).await);
    server.clock.set(crate::store::NOON + 1_000_000);
    let withdrawn = world.fact("consent_withdrawn", "2020-03-01", json!({ "consent": world.consent }));
    record(&server.application, [withdrawn]).await.unwrap();
    assert!(!sees(&caller, &world).await);
    server.stop().await;
}

async fn a_partner_who_has_left_sees_nothing_any_more(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "housing", Role::Partner).await;
    assert!(sees(&caller, &world).await);
    let data = json!({ "partner": "housing", "role": "housing" });
    record(&server.application, [fact(&world.here, "partner_left", "2023", &data)]).await.unwrap();
    assert!(!sees(&caller, &world).await);
    server.stop().await;
}

async fn a_household_that_leaves_the_programme_is_out_of_sight(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let [operator, other] = [("elia", Role::Caseworker), ("ailleurs", Role::Caseworker)];
    let operator = Caller::new(&server, operator.0, operator.1).await;
    let other = Caller::new(&server, other.0, other.1).await;
    assert!(sees(&operator, &world).await && sees(&other, &world).await);
    let data = json!({ "enrolment": world.enrolment, "reason": "goal_reached", "destination": "unknown" });
    record(&server.application, [world.fact("enrolment_ended", "2024-01-31", data)]).await.unwrap();
    let (one, listed) = found(&operator, &world).await;
    assert!(one && !listed, "who ran the programme may look back, and lists what is under way");
    assert!(sees(&other, &world).await);
    server.stop().await;
}

async fn a_household_just_opened_is_in_the_list_of_whoever_opened_it(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let stranger = Caller::new(&server, "tiers", Role::Caseworker).await;
    let facts = super::super::facts::housed();
    caller.record(&facts[..2]).await.unwrap();
    let list = "{ households(first: 10) { nodes { uuid overview { members } } } }";
    let listed = caller.data(list, json!({})).await;
    assert_eq!(listed["households"]["nodes"][0]["overview"]["members"], 1, "{listed}");
    assert_eq!(stranger.data(list, json!({})).await["households"]["nodes"], json!([]));
    server.stop().await;
}
