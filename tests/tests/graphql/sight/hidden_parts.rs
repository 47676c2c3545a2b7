//! What is hidden of a household or a programme stays so, whatever is asked or taken back.

use application::sight::Role;
use domain::StreamId;
use event_store::StreamName;
use serde_json::json;

use super::attacks::line;
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{fact, id};
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![
    dividing_a_household_tells_nothing_of_what_is_hidden,
    a_sensitive_programme_stays_so_when_its_registration_is_retracted,
];

/// A division must say what becomes of everything that goes on at its date: what contradicts it would tell since when
/// something goes on that is hidden.
async fn dividing_a_household_tells_nothing_of_what_is_hidden(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    for on in ["2020-01-20", "2021-06-01", "2024-01-01"] {
        let new = id();
        let split = json!({
            "new_household": new, "persons": [world.spouse], "reason": "separation", "episodes": [],
        });
        let opened = json!({ "opened_by": "elia", "from_household": world.household.to_string() });
        let facts = [
            line(&world.stream, "household_split", on, split),
            line(format!("household/{new}"), "household_opened", on, opened),
        ];
        assert_eq!(operator.record(&facts).await.unwrap_err(), "PART", "{on}");
    }
    server.stop().await;
}

async fn a_sensitive_programme_stays_so_when_its_registration_is_retracted(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let name = StreamName::new(world.sensitive.to_string()).unwrap();
    let stored = server.application.ledger().read_streams(&[name], 0).await.unwrap();
    for event in stored.iter().rev() {
        let retracted = json!({ "target": event.event_id, "reason": "typing_error" });
        let retracted = fact(&world.sensitive, "event_retracted", "2024-02-01", &retracted);
        record(&server.application, [retracted]).await.unwrap();
    }
    let StreamId::Programme(code) = &world.sensitive else { panic!() };
    let query = "query ($id: ID!) { household(id: $id) { history { about details } } programmes(first: 100) { nodes { code } } }";
    for (organisation, role) in
        [("elia", Role::Caseworker), ("drihl", Role::Analyst), ("housing", Role::Partner)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        let told = caller.data(query, json!({ "id": world.household.to_string() })).await.to_string();
        assert!(!told.contains(code.as_str()) && !told.contains("CANARI-SOIN"), "{organisation}: {told}");
        assert!(told.contains("history"), "{told}");
    }
    server.stop().await;
}
