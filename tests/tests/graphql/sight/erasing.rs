//! A person is erased by whoever answers for every household where the person has been.

use application::sight::Role;
use domain::StreamId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attacks::{line, opened};
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{Family, fact, id};
use crate::faults::record;
use crate::graphql::erasing::ERASE;
use crate::store::{Place, contracts};

contracts![
    who_is_known_is_told_to_nobody_else,
    a_person_is_erased_everywhere_or_not_at_all,
    an_erasure_says_who_asked_for_it,
];

/// What erasing somebody comes to: the payload, or the code under `denied`.
pub(super) async fn erased(caller: &Caller<'_>, person: Uuid, dry_run: bool) -> Result<Value, String> {
    let erasure = json!({ "person": person, "basis": "REQUEST", "level": "ALL" });
    let input = json!({ "erasure": erasure, "confirm": person });
    super::told(&caller.ask(ERASE, json!({ "input": input, "dryRun": dry_run })).await, "erasePerson")
}

async fn who_is_known_is_told_to_nobody_else(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let message = async |caller: &Caller<'_>, person: Uuid| {
        let input = json!({ "erasure": { "person": person, "basis": "ORDER", "level": "IDENTITY" }, "confirm": person });
        let answer = caller.ask(ERASE, json!({ "input": input })).await.json();
        answer["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    };
    for (organisation, role) in [
        ("housing", Role::Partner),
        ("social", Role::Partner),
        ("tiers", Role::Caseworker),
        ("elia", Role::Partner),
        ("associe", Role::Partner),
        ("drihl", Role::Analyst),
        ("drihl", Role::Auditor),
        ("drihl", Role::Administrator),
    ] {
        let mut caller = Caller::new(&server, organisation, role).await;
        caller.reason = (role == Role::Auditor).then_some("contrôle");
        let told = message(&caller, id()).await;
        for person in [world.person, world.foreign.person] {
            assert_eq!(message(&caller, person).await, told, "{organisation} as {role}");
        }
    }
    let analyst = Caller::new(&server, "drihl", Role::Analyst).await;
    assert_eq!(erased(&analyst, id(), true).await.unwrap_err(), "ROLE");
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    assert_eq!(message(&operator, world.foreign.person).await, message(&operator, id()).await);
    // Nobody was.
    let data = operator
        .data(
            "query ($id: ID!) { household(id: $id) { state { members { birth } } } }",
            json!({ "id": world.household.to_string() }),
        )
        .await;
    let members = data["household"]["state"]["members"].as_array().unwrap();
    assert!(members.iter().all(|member| member["birth"] == "1971-03-07"), "{data}");
    server.stop().await;
}

async fn a_person_is_erased_everywhere_or_not_at_all(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let StreamId::Household(here) = &world.stream else { panic!() };
    let told = erased(&operator, world.spouse, true).await.unwrap();
    assert_eq!(
        (&told["households"], &told["householdsErased"]),
        (&json!([here.to_string()]), &json!([])),
        "{told}"
    );
    // In a household of others, too.
    let left = json!({ "person": world.spouse, "reason": "separation" });
    record(&server.application, [world.fact("member_left", "2024-01-10", left)]).await.unwrap();
    let other = Family::since("2024-01-11");
    let joined = json!({ "person": world.spouse, "birth": "1971-03-07", "role": "reference_person", "reason": "other" });
    let [opened, _] = other.opened();
    let joined = fact(&other.stream, "member_joined", "2024-01-11", &joined);
    record(&server.application, [opened, joined]).await.unwrap();
    let enrolment = json!({
        "enrolment": id(), "programme": world.elsewhere.to_string().replace("programme/", ""), "persons": [world.spouse],
    });
    let enrolled = fact(&other.stream, "enrolment_started", "2024-01-12", &enrolment);
    record(&server.application, [enrolled]).await.unwrap();
    for dry_run in [true, false] {
        assert_eq!(erased(&operator, world.spouse, dry_run).await.unwrap_err(), "PERSON");
    }
    // Who is not a member of that one any more is not meant.
    let told = erased(&operator, world.person, false).await.unwrap();
    assert_eq!((&told["repeated"], told["position"].is_number()), (&json!(false), true), "{told}");
    assert_eq!(erased(&operator, world.person, false).await.unwrap()["repeated"], true);
    server.stop().await;
}

async fn an_erasure_says_who_asked_for_it(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let implementer = Caller::new(&server, "implementer", Role::Partner).await;
    let person = id();
    let (stream, facts) = opened("implementer", person);
    implementer.record(&facts).await.unwrap();
    // Whoever opened a file does not run a programme that the household is in.
    assert_eq!(erased(&implementer, person, false).await.unwrap_err(), "PERSON");
    let enrolment = json!({
        "enrolment": id(), "programme": world.here.to_string().replace("programme/", ""), "persons": [person],
    });
    implementer.record(&[line(&stream, "enrolment_started", "2024-01-07", enrolment)]).await.unwrap();
    let told = erased(&implementer, person, false).await.unwrap();
    let household = stream.replace("household/", "");
    assert_eq!(
        (&told["households"], &told["householdsErased"]),
        (&json!([household]), &json!([household])),
        "{told}"
    );
    let query = "query ($id: ID!) { household(id: $id) { history { type actor { organisation role } } } }";
    let data = implementer.data(query, json!({ "id": household })).await;
    let last = data["household"]["history"].as_array().unwrap().last().unwrap();
    let actor = json!({ "organisation": "implementer", "role": "partner" });
    assert_eq!((&last["type"], &last["actor"]), (&json!("personal_data_erased"), &actor), "{data}");
    server.stop().await;
}
