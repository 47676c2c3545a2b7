//! What is hidden of a household or a programme stays so, whatever is asked or taken back.

use application::sight::Role;
use domain::StreamId;
use event_store::StreamName;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attacks::{line, opened};
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{Family, fact, id};
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![
    dividing_a_household_tells_nothing_of_what_is_hidden,
    a_division_is_not_corrected_where_something_is_hidden,
    a_sensitive_programme_stays_so_when_its_registration_is_retracted,
    no_warning_tells_of_a_birth_that_is_hidden,
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

/// What contradicts a division corrected would tell the same.
async fn a_division_is_not_corrected_where_something_is_hidden(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let (person, spouse, new, enrolment) = (id(), id(), id(), id());
    let record = async |facts: &[Value]| {
        let told = operator.record(facts).await?;
        assert_eq!(told["contradictions"], json!([]), "{told}");
        Ok::<_, String>(())
    };
    let (stream, mut facts) = opened("elia", person);
    let joined = json!({ "person": spouse, "birth": "1991", "role": "partner", "reason": "initial" });
    facts.push(line(&stream, "member_joined", "2024-01-06", joined));
    let enrolled = |enrolment: Uuid, programme: &StreamId| {
        let code = programme.to_string().replace("programme/", "");
        json!({ "enrolment": enrolment, "programme": code, "persons": [person] })
    };
    facts.push(line(&stream, "enrolment_started", "2024-01-08", enrolled(enrolment, &world.here)));
    record(&facts).await.unwrap();
    let split = |reason: &str| {
        let stays = json!({ "episode": enrolment, "fate": "stays" });
        json!({ "new_household": new, "persons": [spouse], "reason": reason, "episodes": [stays] })
    };
    let divided = line(&stream, "household_split", "2024-01-20", split("separation"));
    let other = format!("household/{new}");
    let there = json!({ "person": spouse, "birth": "1991", "role": "reference_person", "reason": "split" });
    let from = json!({ "opened_by": "elia", "from_household": stream.replace("household/", "") });
    let facts = [
        divided.clone(),
        line(&other, "household_opened", "2024-01-20", from),
        line(&other, "member_joined", "2024-01-20", there),
    ];
    record(&facts).await.unwrap();
    let correction = || {
        let corrected = json!({
            "target": divided["id"], "occurred_on": "2024-01-20", "reason": "typing_error", "payload": split("other"),
        });
        line(&stream, "event_corrected", "2024-01-20", corrected)
    };
    record(&[correction()]).await.unwrap();
    let hidden =
        fact(&stream.parse().unwrap(), "enrolment_started", "2024-01-22", &enrolled(id(), &world.sensitive));
    crate::faults::record(&server.application, [hidden]).await.unwrap();
    assert_eq!(record(&[correction()]).await.unwrap_err(), "PART");
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

/// That somebody was below sixteen follows from a birth, which is opened for nobody who only oversees.
async fn no_warning_tells_of_a_birth_that_is_hidden(place: Place) {
    let server = locked(place).await;
    let (family, child) = (Family::new(), id());
    let joined = json!({ "person": child, "birth": "2010", "role": "child", "reason": "initial" });
    let signed = json!({ "contract": id(), "person": child, "kind": "cdi", "starts_on": "2021-06-01" });
    record(&server.application, family.opened()).await.unwrap();
    let facts = [
        fact(&family.stream, "member_joined", "2020-01-06", &joined),
        fact(&family.stream, "contract_signed", "2021-06-01", &signed),
        family.left(family.person, "2022"),
    ];
    record(&server.application, facts).await.unwrap();
    let household = family.stream.to_string().replace("household/", "");
    let told = async |role, reason| {
        let mut caller = Caller::new(&server, "drihl", role).await;
        caller.reason = reason;
        let query = "query($id: ID!) { household(id: $id) { history { warnings } } }";
        let data = caller.data(query, json!({ "id": household })).await;
        let history = data["household"]["history"].as_array().unwrap().clone();
        history.iter().flat_map(|entry| entry["warnings"].as_array().unwrap().clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(Role::Analyst, None).await, ["ML-reference"]);
    assert_eq!(told(Role::Auditor, None).await, ["ML-reference"]);
    assert_eq!(told(Role::Auditor, Some("contrôle annuel")).await, ["CO-under-16", "ML-reference"]);
    server.stop().await;
}
