//! What a partner who means harm would try.

use application::sight::Role;
use domain::StreamId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::id;
use crate::store::{Place, contracts};

contracts![
    nobody_widens_the_own_sight,
    nobody_changes_what_others_recorded,
    a_refusal_names_no_hidden_fact,
    households_of_others_do_not_exist,
    a_programme_is_told_about_by_whoever_runs_it,
    nobody_puts_a_programme_below_one_of_others,
];

#[expect(clippy::needless_pass_by_value, reason = "made in place")]
pub(super) fn line(stream: impl std::fmt::Display, kind: &str, on: &str, data: Value) -> Value {
    json!({ "id": id(), "stream": stream.to_string(), "type": kind, "occurredOn": on, "data": data })
}

fn code(stream: &StreamId) -> String {
    stream.to_string().replace("programme/", "")
}

/// Opens a household for somebody; answers its stream.
pub(super) fn opened(organisation: &str, person: Uuid) -> (String, Vec<Value>) {
    let stream = format!("household/{}", id());
    let joined = json!({ "person": person, "birth": "1990", "role": "reference_person", "reason": "return" });
    let facts = vec![
        line(&stream, "household_opened", "2024-01-06", json!({ "opened_by": organisation })),
        line(&stream, "member_joined", "2024-01-06", joined),
    ];
    (stream, facts)
}

async fn nobody_widens_the_own_sight(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let denied = async |caller: &Caller<'_>, facts: &[Value]| caller.record(facts).await.unwrap_err();
    let social = Caller::new(&server, "social", Role::Partner).await;
    let consent = |recipient: &str| {
        line(
            &world.stream,
            "consent_given",
            "2024-01-01",
            json!({
                "consent": id(), "person": world.person, "purpose": "partner_sharing", "recipient": recipient,
            }),
        )
    };
    assert_eq!(denied(&social, &[consent("social")]).await, "OWN_CONSENT");
    social.record(&[consent("un-autre")]).await.unwrap();
    let housing = Caller::new(&server, "housing", Role::Caseworker).await;
    assert_eq!(denied(&housing, &[consent("housing")]).await, "OWN_CONSENT");
    assert_eq!(denied(&housing, &[consent("un-autre")]).await, "GROUP");

    // A programme of one’s own, and then whoever one sees in part, or not at all, is enrolled in it.
    let own = format!("programme/p-{}", id().simple());
    let registered = json!({
        "programme": own.replace("programme/", ""), "level": "scheme", "name": "À moi", "operator": "housing",
        "kind": "training", "sensitive": false,
    });
    housing
        .record(&[
            line(&own, "programme_registered", "2005", registered.clone()),
            line(&own, "programme_status_set", "2005", json!({ "state": "open" })),
        ])
        .await
        .unwrap();
    let enrolment = |stream: &dyn std::fmt::Display, person: Uuid| {
        line(
            stream,
            "enrolment_started",
            "2024-01-08",
            json!({
                "enrolment": id(), "programme": own.replace("programme/", ""), "persons": [person],
            }),
        )
    };
    assert_eq!(denied(&housing, &[enrolment(&world.stream, world.person)]).await, "GROUP");
    assert_eq!(
        denied(&housing, &[enrolment(&world.foreign.stream, world.foreign.person)]).await,
        "HOUSEHOLD"
    );
    let mut for_others = registered;
    for_others["operator"] = "elia".into();
    for_others["programme"] = "p-autre".into();
    let taken = line("programme/p-autre", "programme_registered", "2005", for_others);
    assert_eq!(denied(&housing, &[taken]).await, "RUNS");

    // A file for somebody whose pathway is elsewhere; a merger into a household of others.
    let (_, facts) = opened("housing", world.foreign.person);
    assert_eq!(denied(&housing, &facts).await, "PERSON");
    let (stream, facts) = opened("housing", id());
    housing.record(&facts).await.unwrap();
    let StreamId::Household(foreign) = &world.foreign.stream else { panic!() };
    let merged = line(
        &stream,
        "household_merged",
        "2024-02-01",
        json!({ "into": foreign.to_string(), "episodes": [] }),
    );
    assert_eq!(denied(&housing, &[merged]).await, "PERSON");
    let joined = json!({ "person": world.spouse, "birth": "1990", "role": "relative", "reason": "return" });
    assert_eq!(denied(&housing, &[line(&stream, "member_joined", "2024-01-07", joined)]).await, "PERSON");
    let to_foreign = Uuid::parse_str(facts[1]["id"].as_str().unwrap()).unwrap();
    let payload = json!({
        "person": world.foreign.person, "birth": "1990", "role": "reference_person", "reason": "return",
    });
    let corrected = json!({
        "target": to_foreign, "occurred_on": "2024-01-06", "payload": payload, "reason": "wrong_person",
    });
    assert_eq!(
        denied(&housing, &[line(&stream, "event_corrected", "2024-01-06", corrected)]).await,
        "PERSON"
    );
    // Whoever sees all groups as somebody’s partner does not answer for the household.
    let both = Caller::new(&server, "social", Role::Caseworker).await;
    let other = format!("programme/p-{}", id().simple());
    let registered = json!({
        "programme": other.replace("programme/", ""), "level": "scheme", "name": "À nous", "operator": "social",
        "kind": "training", "sensitive": false,
    });
    let enrolled = json!({
        "enrolment": id(), "programme": other.replace("programme/", ""), "persons": [world.person],
    });
    both.record(&[
        line(&other, "programme_registered", "2005", registered),
        line(&other, "programme_status_set", "2005", json!({ "state": "open" })),
    ])
    .await
    .unwrap();
    let enrolled = line(&world.stream, "enrolment_started", "2024-01-08", enrolled);
    assert_eq!(denied(&both, std::slice::from_ref(&enrolled)).await, "PROGRAMME");
    server.stop().await;
}

async fn nobody_changes_what_others_recorded(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let target = |group: &str| world.facts.iter().find(|(_, of, _)| *of == group).unwrap().0;
    let retraction = |event: Uuid| {
        line(
            &world.stream,
            "event_retracted",
            "2024-01-01",
            json!({ "target": event, "reason": "typing_error" }),
        )
    };
    let employment = Caller::new(&server, "employment", Role::Partner).await;
    let contract = target("employment");
    assert_eq!(employment.record(&[retraction(contract)]).await.unwrap_err(), "TARGET", "elia recorded it");
    assert_eq!(employment.record(&[retraction(target("leases"))]).await.unwrap_err(), "TARGET", "hidden");
    assert_eq!(employment.record(&[retraction(id())]).await.unwrap_err(), "TARGET", "unknown");
    let signed = line(
        &world.stream,
        "contract_signed",
        "2024-01-01",
        json!({
            "contract": id(), "person": world.spouse, "kind": "cdi", "starts_on": "2024-01-02",
        }),
    );
    let own = Uuid::parse_str(signed["id"].as_str().unwrap()).unwrap();
    assert_eq!(employment.record(&[signed]).await.unwrap()["recorded"].as_array().unwrap().len(), 1);
    let other = Caller::new(&server, "training", Role::Partner).await;
    assert_eq!(other.record(&[retraction(own)]).await.unwrap_err(), "TARGET");
    let moved = json!({
        "target": own, "occurred_on": "2024-01-02", "reason": "typing_error",
        "payload": { "contract": id(), "person": world.spouse, "kind": "cdd", "starts_on": "2024-01-02" },
    });
    let corrected = employment.record(&[line(&world.stream, "event_corrected", "2024-01-02", moved)]).await;
    corrected.expect("one’s own may be corrected, if the rules let it");
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let retracted = operator.record(&[retraction(own)]).await.unwrap();
    assert_eq!(retracted["recorded"].as_array().unwrap().len(), 1, "the operator corrects all: {retracted}");
    let erased = json!({ "person": world.spouse, "basis": "request", "level": "all" });
    let erased = line(&world.stream, "personal_data_erased", "2024-01-03", erased);
    let social = Caller::new(&server, "social", Role::Partner).await;
    assert_eq!(social.record(std::slice::from_ref(&erased)).await.unwrap_err(), "RUNS");
    for (organisation, role) in
        [("drihl", Role::Analyst), ("drihl", Role::Auditor), ("drihl", Role::Administrator)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        assert_eq!(caller.record(std::slice::from_ref(&erased)).await.unwrap_err(), "ROLE");
    }
    assert_eq!(operator.record(&[erased]).await.unwrap()["recorded"].as_array().unwrap().len(), 1);
    server.stop().await;
}

/// An identifier that a hidden fact has taken is refused, and of that fact nothing is told.
async fn a_refusal_names_no_hidden_fact(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let contract = line(
        &world.stream,
        "contract_signed",
        "2021-06-01",
        json!({
            "contract": world.permit, "person": world.person, "kind": "cdi", "starts_on": "2021-06-01",
        }),
    );
    let told = async |organisation: &str| {
        let caller = Caller::new(&server, organisation, Role::Caseworker).await;
        let refused = caller.record(std::slice::from_ref(&contract)).await.unwrap();
        refused["contradictions"].as_array().unwrap().clone()
    };
    let [one] = told("elia").await.try_into().unwrap();
    assert_eq!(one["other"]["type"], "permit_issued", "{one}");
    let [one] = told("employment").await.try_into().unwrap();
    assert_eq!(one["other"], Value::Null, "{one}");
    let message = one["message"].as_str().unwrap();
    assert!(!message.contains("permit") && !message.contains("2020"), "{message}");
    server.stop().await;
}

async fn households_of_others_do_not_exist(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let overseer = Caller::new(&server, "drihl", Role::Analyst).await;
    let answer = overseer.data("{ households(first: 10) { nodes { id uuid } } }", json!({})).await;
    let nodes = answer["households"]["nodes"].as_array().unwrap().clone();
    let StreamId::Household(foreign) = &world.foreign.stream else { panic!() };
    let node = nodes.iter().find(|node| node["uuid"] == foreign.to_string()).unwrap();
    let caller = Caller::new(&server, "housing", Role::Partner).await;
    let query = "query ($id: ID!, $uuid: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id }
        household(id: $uuid) { uuid } }";
    let found = caller.data(query, json!({ "id": node["id"], "uuid": node["uuid"] })).await;
    assert_eq!(found, json!({ "node": null, "nodes": [null], "household": null }));
    let sensitive = code(&world.sensitive);
    let query =
        "query ($code: String!) { programme(code: $code) { name } programmes(first: 100) { nodes { code } }
        households(first: 10, filter: { programme: $code }) { nodes { uuid } }
        deadlines(first: 100) { nodes { programme } } }";
    for organisation in ["housing", "social", "elia", "ailleurs", "tiers"] {
        let caller = Caller::new(&server, organisation, Role::Caseworker).await;
        let found = caller.data(query, json!({ "code": sensitive })).await;
        assert_eq!(found["programme"], Value::Null, "{organisation}");
        assert_eq!(found["households"]["nodes"], json!([]), "{organisation}");
        assert!(!found.to_string().contains(&sensitive), "{organisation}: {found}");
    }
    let soin = Caller::new(&server, "soin", Role::Caseworker).await;
    let found = soin.data(query, json!({ "code": sensitive })).await;
    assert_eq!(found["households"]["nodes"][0]["uuid"], world.household.to_string(), "{found}");
    server.stop().await;
}

async fn a_programme_is_told_about_by_whoever_runs_it(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let partner = |who: &str, role: &str| {
        line(&world.here, "partner_joined", "2024-01-01", json!({ "partner": who, "role": role }))
    };
    let capacity = || {
        line(
            &world.here,
            "capacity_set",
            "2024-01-01",
            json!({ "unit": "place", "value": 3, "basis": "funded" }),
        )
    };
    for organisation in ["housing", "social", "funder", "ailleurs", "tiers"] {
        let caller = Caller::new(&server, organisation, Role::Caseworker).await;
        assert_eq!(caller.record(&[partner(organisation, "implementer")]).await.unwrap_err(), "RUNS");
        assert_eq!(caller.record(&[capacity()]).await.unwrap_err(), "RUNS");
    }
    let as_partner = Caller::new(&server, "elia", Role::Partner).await;
    assert_eq!(as_partner.record(&[capacity()]).await.unwrap_err(), "RUNS");
    for organisation in ["elia", "implementer"] {
        let caller = Caller::new(&server, organisation, Role::Caseworker).await;
        let told = caller.record(&[capacity()]).await.unwrap();
        assert_eq!(told["contradictions"].as_array().map(Vec::len), Some(0), "{told}");
    }
    server.stop().await;
}

/// What stands below a programme counts in its figures, and hides them when it is sensitive. Neither is for others to do,
/// and whether a programme exists is told to nobody who may not see it.
async fn nobody_puts_a_programme_below_one_of_others(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "ailleurs", Role::Caseworker).await;
    let own = format!("p-{}", id().simple());
    let stream = format!("programme/{own}");
    let registered = |parent: Option<&str>| {
        let mut data = json!({
            "programme": own, "level": "strand", "name": "En dessous", "operator": "ailleurs",
            "kind": "training", "sensitive": true,
        });
        if let Some(parent) = parent {
            data["parent"] = parent.into();
        }
        data
    };
    let (here, sensitive, elsewhere) = (code(&world.here), code(&world.sensitive), code(&world.elsewhere));
    let foreign = [here.as_str(), &sensitive, "p-qui-n-existe-pas"];
    for parent in foreign {
        let fact = line(&stream, "programme_registered", "2005", registered(Some(parent)));
        assert_eq!(caller.record(&[fact]).await.unwrap_err(), "RUNS", "{parent}");
    }
    let fact = line(&stream, "programme_registered", "2005", registered(None));
    caller.record(std::slice::from_ref(&fact)).await.unwrap();
    let corrected = |parent: Option<&str>| {
        let payload = registered(parent);
        let data = json!({
            "target": fact["id"], "occurred_on": "2005", "payload": payload, "reason": "typing_error",
        });
        line(&stream, "event_corrected", "2024-01-06", data)
    };
    for parent in foreign {
        assert_eq!(caller.record(&[corrected(Some(parent))]).await.unwrap_err(), "RUNS", "{parent}");
    }
    // Below one’s own it may stand; and once it does, it is corrected like any other.
    for parent in [Some(elsewhere.as_str()), Some(&elsewhere), None] {
        let told = caller.record(&[corrected(parent)]).await.unwrap();
        assert_eq!(told["recorded"].as_array().map(Vec::len), Some(1), "{parent:?}: {told}");
    }
    server.stop().await;
}
