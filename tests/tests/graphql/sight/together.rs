//! Households that are read together tell no more than each by itself.

use application::sight::Role;
use serde_json::{Value, json};

use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{Family, fact, id};
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![a_page_tells_of_each_household_what_it_tells_by_itself,];

const PARTS: &str = "uuid version latest { type } history { type payload } state { enrolments { programme } } \
                     episodes { kind subject from }";

/// One of them attended an activity of a sensitive programme that it is not in, and another one is in that programme.
async fn a_page_tells_of_each_household_what_it_tells_by_itself(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let family = Family::new();
    record(&server.application, family.opened()).await.unwrap();
    record(&server.application, [family.enrolled(id(), &world.here, "2020-02-01")]).await.unwrap();
    let activity = id();
    let held = json!({ "activity": activity, "kind": "consultation" });
    record(&server.application, [fact(&world.sensitive, "activity_held", "2020-08-01", &held)])
        .await
        .unwrap();
    let attended = json!({ "activity": activity, "persons": [family.person] });
    record(&server.application, [fact(&family.stream, "activity_attended", "2020-08-01", &attended)])
        .await
        .unwrap();

    let mut told = 0;
    for (organisation, role) in [
        ("elia", Role::Analyst),
        ("elia", Role::Administrator),
        ("elia", Role::Caseworker),
        ("ailleurs", Role::Caseworker),
        ("soin", Role::Caseworker),
        ("implementer", Role::Partner),
        ("social", Role::Partner),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let page = format!("{{ households(first: 50) {{ nodes {{ {PARTS} }} }} }}");
        let page = caller.data(&page, json!({})).await["households"]["nodes"].take();
        for listed in page.as_array().unwrap() {
            let single = format!("query($id: ID!) {{ household(id: $id) {{ {PARTS} }} }}");
            let single = caller.data(&single, json!({ "id": listed["uuid"] })).await;
            assert_eq!(single["household"], *listed, "{organisation} {role:?}");
            let attends = |entry: &&Value| entry["type"] == "activity_attended";
            let own = family.stream.to_string().ends_with(listed["uuid"].as_str().unwrap());
            let shown = listed["history"].as_array().unwrap().iter().filter(attends).count();
            assert!(!own || shown == 0 || organisation == "soin", "{organisation} {role:?}: {listed}");
            told += 1;
        }
    }
    assert!(told > 10, "{told}");
    server.stop().await;
}
