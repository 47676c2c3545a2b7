//! What belongs to a household is found by whoever may look into it, as far as that goes.

use application::sight::Role;
use domain::Fact;
use domain::StreamId;
use serde_json::{Value, json};

use super::world::World;
use super::{Caller, locked};
use crate::graphql::nodes::{NODE, forged};
use crate::store::{Place, contracts};

contracts![a_part_is_seen_as_its_household_is, looking_at_a_part_is_logged];

/// The lease of the programme looked from.
fn lease(world: &World, server: &crate::graphql::Server) -> impl Future<Output = String> {
    let StreamId::Household(household) = world.stream else { panic!() };
    let replayed = server.application.replay(household, None, None);
    async move {
        let replayed = replayed.await.unwrap().unwrap();
        let lease = replayed.events().iter().find_map(|event| {
            let Fact::LeaseSigned(signed) = event.fact() else { return None };
            Some(signed.lease.to_string())
        });
        lease.unwrap()
    }
}

async fn a_part_is_seen_as_its_household_is(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let here = world.household.to_string();
    let lease = lease(&world, &server).await;
    let StreamId::Household(foreign) = world.foreign.stream else { panic!() };
    let ids = [
        forged("member", &here, &world.person.to_string()),
        forged("enrolment", &here, &world.enrolment.to_string()),
        forged("lease", &here, &lease),
        forged("member", &foreign.to_string(), &world.foreign.person.to_string()),
    ];
    for (organisation, role, expected) in [
        ("elia", Role::Caseworker, [true, true, true, false]),
        ("ailleurs", Role::Caseworker, [true, true, true, true]),
        ("social", Role::Partner, [true, true, true, false]),
        ("housing", Role::Partner, [true, true, true, false]),
        ("employment", Role::Partner, [true, true, false, false]),
        ("associe", Role::Partner, [true, false, false, false]),
        ("funder", Role::Partner, [false, false, false, false]),
        ("tiers", Role::Caseworker, [false, false, false, false]),
        ("elia", Role::Partner, [false, false, false, false]),
        ("drihl", Role::Analyst, [true, true, true, true]),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let mut seen = [false; 4];
        for (at, id) in ids.iter().enumerate() {
            let data = caller.data(NODE, json!({ "id": id })).await;
            seen[at] = data["node"] != Value::Null;
            let tells_birth = data["node"]["birth"] != Value::Null;
            assert!(!tells_birth || !matches!(organisation, "associe" | "drihl"), "{organisation}: {data}");
        }
        assert_eq!(seen, expected, "{organisation} as {role}");
    }
    // Who is seen less is told what is null as what does not exist is, at the same cost.
    let caller = Caller::new(&server, "tiers", Role::Caseworker).await;
    let stranger = forged("member", &foreign.to_string(), &world.permit.to_string());
    let [theirs, nobodys] = [
        caller.ask(NODE, json!({ "id": ids[3] })).await.json(),
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
