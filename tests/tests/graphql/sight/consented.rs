//! What a member consents to share is that member’s own: of the others one is told that they are there.

use application::sight::Role;
use domain::Submission;
use serde_json::{Value, json};
use uuid::Uuid;

use super::following::Stream;
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::id;
use crate::faults::record;
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts![
    a_consent_opens_the_data_of_whoever_gave_it_and_of_nobody_else,
    each_consent_opens_its_own,
    a_mistaken_person_is_told_to_nobody_by_a_consent,
    whoever_looks_back_is_told_no_more_by_a_consent,
];

/// What is sealed of an adult, and of a child that is born, as recorded and as corrected.
const ADULT: [&str; 3] = ["CANARI-TIERS", "1969-12-24", "BTN"];
const CHILD: [&str; 4] = ["CANARI-BÉBÉ", "2021-04-17", "CANARI-BÉBÉE", "2021-04-19"];

/// All that tells of an arrival.
const TOLD: &str = "query ($id: ID!, $then: Date!) {
    household(id: $id) {
        state { members { person role birth } }
        history { type occurredOn believedOccurredOn payload believedPayload details believedDetails persons }
        episodes { kind subject from until persons code label }
        changes(since: \"2000-01-01T00:00:00Z\") { occurredOnBefore occurredOn detailsBefore details }
    }
    then: household(id: $id, asOf: $then) { state { members { person role birth } } }
}";

/// Two more persons in the household.
struct Others {
    adult: Uuid,
    child: Uuid,
}

impl Others {
    async fn come(server: &Server, world: &World) -> Self {
        let others = Self { adult: id(), child: id() };
        let adult = others.adult(world);
        let born = |birth: &str, name: &str, sex: Value| {
            json!({
                "person": others.child, "birth": birth, "sex": sex, "role": "child", "reason": "birth", "episodes": [],
                "identity": name,
            })
        };
        let child = world.fact("member_joined", CHILD[1], born(CHILD[1], CHILD[0], json!("m")));
        let corrected = json!({
            "target": child.id.0, "occurred_on": CHILD[3], "reason": "typing_error",
            "payload": born(CHILD[3], CHILD[2], json!({ "unchanged": true })),
        });
        record(&server.application, [adult, child]).await.unwrap();
        let corrected = world.fact("event_corrected", CHILD[3], corrected);
        record(&server.application, [corrected]).await.unwrap();
        others
    }

    fn adult(&self, world: &World) -> Submission {
        let joined = json!({
            "person": self.adult, "birth": ADULT[1], "sex": "m", "role": "relative", "reason": "other",
            "nationality": [ADULT[2]], "identity": ADULT[0], "episodes": [],
        });
        world.fact("member_joined", "2020-01-07", joined)
    }
}

async fn consents(server: &Server, world: &World, person: Uuid, recipient: &str) {
    let consent = json!({
        "consent": id(), "person": person, "purpose": "partner_sharing", "recipient": recipient,
    });
    record(&server.application, [world.fact("consent_given", "2024-01-02", consent)]).await.unwrap();
}

async fn told(caller: &Caller<'_>, world: &World) -> Value {
    caller.data(TOLD, json!({ "id": world.household.to_string(), "then": "2021-06-01" })).await
}

fn holds(told: &Value, words: &[&str]) -> Vec<bool> {
    let text = told.to_string();
    words.iter().map(|word| text.contains(word)).collect()
}

/// The payloads of the arrivals of a person, as recorded, as believed and as corrected.
fn arrivals(told: &Value, person: Uuid) -> Vec<Value> {
    let person = json!(person.to_string());
    let history = told["household"]["history"].as_array().unwrap();
    let payloads = history.iter().flat_map(|entry| {
        let corrected = &entry["payload"]["payload"];
        [&entry["payload"], &entry["believedPayload"], corrected]
    });
    payloads.filter(|payload| payload["person"] == person && !payload["role"].is_null()).cloned().collect()
}

async fn a_consent_opens_the_data_of_whoever_gave_it_and_of_nobody_else(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let others = Others::come(&server, &world).await;
    let erased = json!({ "erased": true });
    let caller = Caller::new(&server, "associe", Role::Partner).await;
    let seen = told(&caller, &world).await;
    assert_eq!(holds(&seen, &ADULT), [false; 3], "{seen}");
    assert_eq!(holds(&seen, &CHILD), [false; 4], "{seen}");
    for (person, role, count) in
        [(world.person, "reference_person", 2), (others.adult, "relative", 2), (others.child, "child", 3)]
    {
        let told = arrivals(&seen, person);
        assert_eq!(told.len(), count, "{seen}");
        for payload in told {
            assert_eq!(payload["role"], role, "that somebody is there, as whom and why, stays");
            assert!(!payload["reason"].is_null(), "{payload}");
            for name in ["birth", "sex", "nationality", "identity"] {
                assert!(payload[name].is_null() || payload[name] == erased, "{name}: {payload}");
            }
            assert_eq!(payload["birth"], erased, "{payload}");
        }
    }
    let own = arrivals(&seen, world.spouse);
    assert!(own.iter().all(|payload| payload["identity"] == "CANARI-NOM"), "{own:?}");
    for at in ["household", "then"] {
        let members = seen[at]["state"]["members"].as_array().unwrap();
        assert_eq!(members.len(), 4, "{seen}");
        let born = |member: &&Value| !member["birth"].is_null();
        let known: Vec<&Value> = members.iter().filter(born).map(|member| &member["person"]).collect();
        assert_eq!(known, [&json!(world.spouse.to_string())], "{seen}");
    }
    // As it is recorded, too.
    let query = format!(
        "subscription {{ events(after: 0, household: \"{}\") {{ position type occurredOn }} }}",
        world.household
    );
    let mut stream = Stream::open(&caller, &query, None).await;
    for _ in 0..seen["household"]["history"].as_array().unwrap().len() {
        let (_, event) = stream.next().await.unwrap();
        assert!(event["errors"].is_null(), "{event}");
        assert!(!holds(&event, &ADULT).contains(&true) && !holds(&event, &CHILD).contains(&true), "{event}");
    }
    // Whoever may see more than by the consent is told more.
    consents(&server, &world, world.spouse, "housing").await;
    let housing = Caller::new(&server, "housing", Role::Partner).await;
    let seen = told(&housing, &world).await;
    assert_eq!((holds(&seen, &ADULT), holds(&seen, &CHILD)), (vec![true; 3], vec![true; 4]), "{seen}");
    server.stop().await;
}

async fn each_consent_opens_its_own(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let others = Others::come(&server, &world).await;
    consents(&server, &world, others.child, "associe").await;
    let caller = Caller::new(&server, "associe", Role::Partner).await;
    let seen = told(&caller, &world).await;
    assert_eq!((holds(&seen, &ADULT), holds(&seen, &CHILD)), (vec![false; 3], vec![true; 4]), "{seen}");
    server.stop().await;
}

/// What was told of one person, and is corrected to have been another, is that of the other.
async fn a_mistaken_person_is_told_to_nobody_by_a_consent(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let (gives, other) = (id(), id());
    let joined = |person: Uuid, name: &str| {
        json!({
            "person": person, "birth": "1968", "role": "relative", "reason": "other", "identity": name, "episodes": [],
        })
    };
    let left = |person: Uuid| json!({ "person": person, "reason": "separation" });
    let came = world.fact("member_joined", "2020-01-08", joined(gives, "CANARI-UN"));
    let went = world.fact("member_left", "2020-01-10", left(gives));
    let corrected = |person: Uuid, name: &str| {
        let pairs = [(&came, joined(person, name)), (&went, left(person))];
        pairs.map(|(fact, payload)| {
            let on = fact.on.to_string();
            let data = json!({
                "target": fact.id.0, "occurred_on": on, "reason": "wrong_person", "payload": payload,
            });
            world.fact("event_corrected", &on, data)
        })
    };
    let (elsewhere, back) = (corrected(other, "CANARI-DEUX"), corrected(gives, "CANARI-TROIS"));
    let again = world.fact("member_joined", "2020-01-20", joined(gives, "CANARI-QUATRE"));
    record(&server.application, [came.clone(), went.clone(), again]).await.unwrap();
    consents(&server, &world, gives, "complice").await;
    let caller = Caller::new(&server, "complice", Role::Partner).await;
    let words = ["CANARI-UN", "CANARI-DEUX", "CANARI-TROIS", "CANARI-QUATRE"];
    for (facts, expected) in [
        (Vec::new(), [true, false, false, true]),
        (Vec::from(elsewhere), [false, false, false, true]),
        (Vec::from(back), [false, false, true, true]),
    ] {
        record(&server.application, facts).await.unwrap();
        let seen = told(&caller, &world).await;
        assert_eq!(holds(&seen, &words), expected, "{seen}");
    }
    server.stop().await;
}

async fn whoever_looks_back_is_told_no_more_by_a_consent(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let others = Others { adult: id(), child: id() };
    let mut adult = others.adult(&world);
    adult.actor.organisation = "ailleurs".parse().unwrap();
    let ended = json!({ "enrolment": world.enrolment, "reason": "goal_reached", "destination": "unknown" });
    record(&server.application, [adult, world.fact("enrolment_ended", "2024-01-31", ended)]).await.unwrap();
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let seen = told(&operator, &world).await;
    assert!(arrivals(&seen, others.adult).is_empty(), "what others recorded is theirs: {seen}");
    consents(&server, &world, world.spouse, "elia").await;
    let seen = told(&operator, &world).await;
    assert_eq!((arrivals(&seen, others.adult).len(), holds(&seen, &ADULT)), (2, vec![false; 3]), "{seen}");
    let own = arrivals(&seen, world.person);
    assert!(!own.is_empty() && own.iter().all(|payload| payload["identity"] == "CANARI-NOM"), "{own:?}");
    // Nor by trying what would be recorded.
    let code = world.here.to_string().replace("programme/", "");
    let again = json!({ "enrolment": id(), "programme": code, "persons": [world.person] });
    let again = super::attacks::line(&world.stream, "enrolment_started", "2024-02-20", again);
    let query = "mutation ($input: RecordInput!) { record(input: $input, dryRun: true) {
        contradictions { code } preview { state { members { person birth } } history { payload } } } }";
    let rehearsed = operator.data(query, json!({ "input": { "facts": [again] } })).await;
    let preview = &rehearsed["record"]["preview"][0];
    assert_eq!(preview["state"]["members"].as_array().map(Vec::len), Some(3), "{rehearsed}");
    assert_eq!(holds(&rehearsed, &ADULT), [false; 3], "{rehearsed}");
    server.stop().await;
}
