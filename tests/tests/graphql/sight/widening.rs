//! Ways to see more by what is recorded, or to lose what is one’s own.

use application::sight::Role;
use domain::StreamId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attacks::{line, opened};
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::{Family, id};
use crate::faults::record;
use crate::graphql::Server;
use crate::store::{NOON, Place, contracts};

contracts![
    nothing_is_corrected_in_the_breath_that_records_it,
    a_consent_opens_the_household_in_whose_file_it_stands,
    what_was_opened_elsewhere_follows_only_members,
    nobody_ends_what_belongs_to_others,
    a_withdrawal_is_not_taken_back_by_whom_it_shut_out,
    who_ran_a_programme_may_look_back,
    a_place_is_asked_for_before_it_is_given,
    nobody_erases_a_stranger,
    a_person_moves_on_with_a_consent,
];

async fn sees(caller: &Caller<'_>, stream: &StreamId) -> bool {
    let StreamId::Household(household) = stream else { panic!("{stream}") };
    let found = caller
        .data("query ($id: ID!) { household(id: $id) { uuid } }", json!({ "id": household.to_string() }));
    found.await["household"] != Value::Null
}

fn event(fact: &Value) -> Uuid {
    fact["id"].as_str().unwrap().parse().unwrap()
}

async fn nothing_is_corrected_in_the_breath_that_records_it(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let thief = Caller::new(&server, "tiers", Role::Caseworker).await;
    let (stream, mut facts) = opened("tiers", id());
    let other = json!({ "person": id(), "birth": "1990", "role": "relative", "reason": "return" });
    let joined = line(&stream, "member_joined", "2024-01-07", other);
    let payload =
        json!({ "person": world.foreign.person, "birth": "1990", "role": "relative", "reason": "return" });
    let corrected = json!({
        "target": event(&joined), "occurred_on": "2024-01-07", "payload": payload, "reason": "wrong_person",
    });
    facts.extend([joined, line(&stream, "event_corrected", "2024-01-07", corrected)]);
    assert_eq!(thief.record(&facts).await.unwrap_err(), "TARGET");
    server.stop().await;
}

/// The spouse has left for a household of others; the old association would like to follow.
async fn moved(server: &Server, world: &World) -> Family {
    let left = json!({ "person": world.spouse, "reason": "separation" });
    record(&server.application, [world.fact("member_left", "2024-01-10", left)]).await.unwrap();
    let mut other = Family::since("2024-01-11");
    other.person = world.spouse;
    let joined = json!({
        "person": world.spouse, "birth": "1971-03-07", "role": "reference_person", "reason": "other",
    });
    let [opened, _] = other.opened();
    let joined = crate::faults::facts::fact(&other.stream, "member_joined", "2024-01-11", &joined);
    record(&server.application, [opened, joined]).await.unwrap();
    record(&server.application, [other.enrolled(id(), &world.elsewhere, "2024-01-12")]).await.unwrap();
    let permit = json!({
        "permit": id(), "person": world.spouse, "kind": "resident_refugee", "valid_from": "2024-01-15",
        "valid_to": "2034-01-14", "work_authorised": true,
    });
    let permit = crate::faults::facts::fact(&other.stream, "permit_issued", "2024-01-15", &permit);
    record(&server.application, [permit]).await.unwrap();
    other
}

async fn a_consent_opens_the_household_in_whose_file_it_stands(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let new = moved(&server, &world).await;
    let consent = |recipient: &str| {
        line(
            &world.stream,
            "consent_given",
            "2024-01-20",
            json!({
                "consent": id(), "person": world.spouse, "purpose": "partner_sharing", "recipient": recipient,
            }),
        )
    };
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    assert_eq!(operator.record(&[consent("elia")]).await.unwrap_err(), "OWN_CONSENT");
    operator.record(&[consent("complice")]).await.unwrap();
    let accomplice = Caller::new(&server, "complice", Role::Caseworker).await;
    for caller in [&operator, &accomplice] {
        assert!(!sees(caller, &new.stream).await);
    }
    let associate = Caller::new(&server, "associe", Role::Partner).await;
    assert!(!sees(&associate, &world.stream).await, "whoever consented has left");
    server.stop().await;
}

/// On a day when the spouse was still a member the old household would carry what was recorded since in the new one.
async fn what_was_opened_elsewhere_follows_only_members(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let new = moved(&server, &world).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let left = server.application.replay(
        match world.stream {
            StreamId::Household(id) => id,
            StreamId::Programme(_) | StreamId::Rules => panic!(),
        },
        None,
        None,
    );
    let left = left.await.unwrap().unwrap();
    let left = left.events().iter().find(|event| event.fact().kind().name() == "member_left").unwrap().id();
    let payload = json!({ "person": world.spouse, "reason": "separation" });
    let later = json!({
        "target": left.0, "occurred_on": "../2024-02-28", "payload": payload, "reason": "typing_error",
    });
    // Whether or not the rules let it be said: nothing of the new household shows.
    let _ = operator.record(&[line(&world.stream, "event_corrected", "../2024-02-28", later)]).await;
    let query =
        "query ($id: ID!, $day: Date) { household(id: $id, asOf: $day) { state { permits { validTo } } } }";
    let StreamId::Household(household) = &world.stream else { panic!() };
    let variables = json!({ "id": household.to_string(), "day": "2024-01-20" });
    let found = operator.data(query, variables).await;
    let permits = found["household"]["state"]["permits"].as_array().unwrap();
    assert!(permits.iter().all(|permit| permit["validTo"] != "2034-01-14"), "{found}");
    let there = Caller::new(&server, "ailleurs", Role::Caseworker).await;
    let StreamId::Household(household) = &new.stream else { panic!() };
    let found = there.data(query, json!({ "id": household.to_string(), "day": "2024-01-20" })).await;
    assert_eq!(found["household"]["state"]["permits"][0]["validTo"], "2034-01-14", "{found}");
    server.stop().await;
}

async fn nobody_ends_what_belongs_to_others(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let query = "query ($id: ID!) { household(id: $id) { history { type payload } } }";
    let social = Caller::new(&server, "social", Role::Partner).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let StreamId::Household(household) = &world.stream else { panic!() };
    let found = operator.data(query, json!({ "id": household.to_string() })).await;
    let history = found["household"]["history"].as_array().unwrap();
    let enrolments = history.iter().filter(|entry| entry["type"] == "enrolment_started");
    let fates: Vec<Value> =
        enrolments.map(|entry| json!({ "episode": entry["payload"]["enrolment"], "fate": "ends" })).collect();
    assert_eq!(fates.len(), 2, "the sensitive one is hidden");
    let split = |episodes: &[Value]| {
        let new = format!("household/{}", id());
        let split = json!({
            "new_household": new.replace("household/", ""), "persons": [world.spouse], "episodes": episodes,
            "reason": "separation",
        });
        let joined = json!({
            "person": world.spouse, "birth": "1971-03-07", "role": "reference_person", "reason": "split",
        });
        let opened = json!({ "opened_by": "social", "from_household": household.to_string() });
        vec![
            line(&world.stream, "household_split", "2024-01-20", split),
            line(&new, "household_opened", "2024-01-20", opened),
            line(&new, "member_joined", "2024-01-20", joined),
        ]
    };
    assert_eq!(social.record(&split(&fates)).await.unwrap_err(), "RUNS");
    assert_eq!(operator.record(&split(&fates)).await.unwrap_err(), "PROGRAMME");
    // What must be said of the hidden enrolment is not asked for: that would tell since when there is one.
    assert_eq!(operator.record(&split(&[])).await.unwrap_err(), "PART");
    server.stop().await;
}

async fn a_withdrawal_is_not_taken_back_by_whom_it_shut_out(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let social = Caller::new(&server, "social", Role::Partner).await;
    let consent = id();
    let given = world.fact(
        "consent_given",
        "2024-01-02",
        json!({
            "consent": consent, "person": world.person, "purpose": "partner_sharing", "recipient": "social",
        }),
    );
    record(&server.application, [given]).await.unwrap();
    let withdrawn = line(&world.stream, "consent_withdrawn", "2024-01-03", json!({ "consent": consent }));
    social.record(std::slice::from_ref(&withdrawn)).await.unwrap();
    let revived = json!({ "target": event(&withdrawn), "reason": "typing_error" });
    let revived = line(&world.stream, "event_retracted", "2024-01-03", revived);
    assert_eq!(social.record(&[revived]).await.unwrap_err(), "OWN_CONSENT");
    server.stop().await;
}

async fn who_ran_a_programme_may_look_back(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let ended = line(
        &world.stream,
        "enrolment_ended",
        "2024-01-31",
        json!({
            "enrolment": world.enrolment, "reason": "goal_reached", "destination": "unknown",
        }),
    );
    operator.record(std::slice::from_ref(&ended)).await.unwrap();
    let again = operator.record(std::slice::from_ref(&ended)).await.unwrap();
    assert_eq!(again["contradictions"], json!([]), "a call repeated is answered as it was");
    let since = world.fact(
        "resources_declared",
        "2024-02-02",
        json!({ "persons": [world.person], "total_eur": 987_654 }),
    );
    let mut since = since;
    since.actor.organisation = "ailleurs".parse().unwrap();
    record(&server.application, [since]).await.unwrap();
    let query = "query ($id: ID!) { household(id: $id) { history { type payload } } }";
    let StreamId::Household(household) = &world.stream else { panic!() };
    let found = operator.data(query, json!({ "id": household.to_string() })).await;
    let told = found.to_string();
    assert!(told.contains("enrolment_ended") && told.contains("CANARI-NOM"), "{told}");
    assert!(!told.contains("987654"), "what others recorded since is theirs: {told}");
    let retracted = json!({ "target": event(&ended), "reason": "typing_error" });
    let retracted = line(&world.stream, "event_retracted", "2024-01-31", retracted);
    let told = operator.record(&[retracted]).await.unwrap();
    assert_eq!(told["recorded"].as_array().map(Vec::len), Some(1), "one’s own mistake is mended: {told}");
    assert!(sees(&operator, &world.stream).await);
    // Two years later, and long after, the file is closed.
    let ended = line(
        &world.stream,
        "enrolment_ended",
        "2024-01-30",
        json!({
            "enrolment": world.enrolment, "reason": "goal_reached", "destination": "unknown",
        }),
    );
    operator.record(&[ended]).await.unwrap();
    server.clock.set(NOON + 3 * 366 * 86_400 * 1_000_000);
    let later = Caller::new(&server, "elia", Role::Caseworker).await;
    assert!(!sees(&later, &world.stream).await);
    server.stop().await;
}

async fn a_place_is_asked_for_before_it_is_given(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let asked = |stream: &dyn std::fmt::Display, person: Uuid, programme: &StreamId| {
        line(
            stream,
            "request_submitted",
            "2024-01-08",
            json!({
                "request": id(), "kind": "programme_place", "persons": [person],
                "programme": programme.to_string().replace("programme/", ""),
            }),
        )
    };
    let recorded = |told: &Value| told["recorded"].as_array().map(Vec::len);
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let told = operator.record(&[asked(&world.stream, world.person, &world.elsewhere)]).await.unwrap();
    assert_eq!(recorded(&told), Some(1), "{told}");
    // A file just opened, before anybody has enrolled it.
    let person = id();
    let (stream, facts) = opened("tiers", person);
    let stranger = Caller::new(&server, "tiers", Role::Caseworker).await;
    stranger.record(&facts).await.unwrap();
    let status = json!({ "person": person, "status": "refugee" });
    let told = stranger
        .record(&[
            asked(&stream, person, &world.here),
            line(&stream, "legal_status_recorded", "2024-01-08", status),
        ])
        .await
        .unwrap();
    assert_eq!(recorded(&told), Some(2), "{told}");
    server.stop().await;
}

/// An erasure destroys keys wherever the person has been.
async fn nobody_erases_a_stranger(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let thief = Caller::new(&server, "tiers", Role::Caseworker).await;
    let own = format!("programme/p-{}", id().simple());
    let code = own.replace("programme/", "");
    let registered = json!({
        "programme": code, "level": "scheme", "name": "À moi", "operator": "tiers", "kind": "training", "sensitive": false,
    });
    let person = id();
    let (stream, mut facts) = opened("tiers", person);
    let enrolled = json!({ "enrolment": id(), "programme": code, "persons": [person] });
    let open = line(&own, "programme_status_set", "2005", json!({ "state": "open" }));
    thief.record(&[line(&own, "programme_registered", "2005", registered), open]).await.unwrap();
    facts.push(line(&stream, "enrolment_started", "2024-01-08", enrolled));
    thief.record(&facts).await.unwrap();
    let erased = |person: Uuid| json!({ "person": person, "basis": "request", "level": "all" });
    let own_erasure = line(&stream, "personal_data_erased", "2024-01-09", erased(person));
    thief.record(std::slice::from_ref(&own_erasure)).await.unwrap();
    // Under the name of one’s own erasure, again and again, while that is repeated.
    let mut other = own_erasure.clone();
    other["data"] = erased(world.person);
    for _ in 0..5 {
        let (again, refused) = tokio::join!(
            thief.record(std::slice::from_ref(&own_erasure)),
            thief.record(std::slice::from_ref(&other))
        );
        again.unwrap();
        assert_eq!(refused.unwrap_err(), "PERSON");
    }
    // Whoever is on the machine is asked for the same care by the ledger itself.
    let submitted = |line: &Value| {
        let StreamId::Household(household) = stream.parse().unwrap() else { panic!() };
        let stream = StreamId::Household(household);
        let mut fact =
            crate::faults::facts::fact(&stream, "personal_data_erased", "2024-01-09", &line["data"]);
        fact.id = domain::ids::EventId(event(line));
        fact.actor = domain::Actor {
            organisation: "tiers".parse().unwrap(),
            role: Some("caseworker".to_owned()),
            user: None,
        };
        fact.origin = domain::Origin::Partner;
        fact
    };
    for _ in 0..5 {
        let (_, reused) = tokio::join!(
            record(&server.application, [submitted(&own_erasure)]),
            record(&server.application, [submitted(&other)])
        );
        assert!(reused.is_err());
    }
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let query = "query ($id: ID!) { household(id: $id) { history { payload } } }";
    let StreamId::Household(household) = &world.stream else { panic!() };
    let told = operator.data(query, json!({ "id": household.to_string() })).await.to_string();
    assert!(told.contains("CANARI-NOM") && !told.contains("erased"), "{told}");
    server.stop().await;
}

async fn a_person_moves_on_with_a_consent(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let new = Caller::new(&server, "tiers", Role::Caseworker).await;
    let (_, facts) = opened("tiers", world.spouse);
    assert_eq!(new.record(&facts).await.unwrap_err(), "PERSON");
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let consent = line(
        &world.stream,
        "consent_given",
        "2024-01-02",
        json!({
            "consent": id(), "person": world.spouse, "purpose": "partner_sharing", "recipient": "tiers",
        }),
    );
    let left = json!({ "person": world.spouse, "reason": "separation" });
    operator.record(&[consent, line(&world.stream, "member_left", "2024-01-03", left)]).await.unwrap();
    let mut facts = facts;
    for fact in &mut facts {
        fact["data"]["reason"] = if fact["type"] == "member_joined" { "other".into() } else { Value::Null };
        if fact["data"]["reason"].is_null() {
            fact["data"].as_object_mut().unwrap().remove("reason");
        }
    }
    let told = new.record(&facts).await.unwrap();
    assert_eq!(told["recorded"].as_array().map(Vec::len), Some(2), "{told}");
    assert!(!sees(&new, &world.stream).await, "the old household stays closed");
    server.stop().await;
}
