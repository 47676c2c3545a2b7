//! An import is tried by whoever may record what it holds.

use application::sight::Role;
use serde_json::{Value, json};

use super::attacks::{line, opened};
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::id;
use crate::graphql::client;
use crate::graphql::importing::IMPORT;
use crate::store::{Place, contracts};

contracts![
    the_lines_of_others_are_refused,
    a_refusal_names_no_hidden_fact,
    what_publishing_states_is_left_to_it,
    a_name_stands_in_no_address,
];

async fn the_lines_of_others_are_refused(place: Place) {
    let server = locked(place).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let (_, facts) = opened("elia", id());
    let own = operator.import(&facts).await.unwrap();
    assert_eq!((&own["accepted"], &own["refused"]), (&json!(2), &json!([])), "{own}");
    let text: Vec<String> =
        facts.iter().map(|fact| super::interchange("ailleurs", fact).to_string()).collect();
    let data = operator.data(IMPORT, json!({ "lines": text.join("\n") })).await;
    let refused = data["importDryRun"]["refused"].as_array().unwrap();
    assert_eq!(refused.len(), 2, "{data}");
    assert_eq!(
        (&refused[1]["code"], &refused[1]["path"], &refused[1]["value"]),
        (&json!("S-format"), &json!(["source"]), &json!("ailleurs"))
    );
    for (organisation, role) in
        [("drihl", Role::Analyst), ("drihl", Role::Auditor), ("elia", Role::Administrator)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        assert_eq!(caller.import(&facts).await.unwrap_err(), "ROLE", "{role}");
    }
    server.stop().await;
}

async fn a_refusal_names_no_hidden_fact(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let housing = Caller::new(&server, "housing", Role::Partner).await;
    let contract = json!({
        "contract": world.permit, "person": world.person, "kind": "cdi", "starts_on": "2021-06-01",
    });
    let contract = line(&world.stream, "contract_signed", "2021-06-01", contract);
    let stay = [world.attempt("accommodation")];
    // Its identifier is that of a permit, which whoever sees no papers is not told.
    let employment = Caller::new(&server, "employment", Role::Partner).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    for (caller, fact, tells) in [
        (&operator, &contract, Some(json!("permit_issued"))),
        (&employment, &contract, None),
        (&operator, &stay[0], None),
        (&housing, &stay[0], None),
    ] {
        let fact = std::slice::from_ref(fact);
        let answers = [caller.record(fact).await.unwrap(), caller.import(fact).await.unwrap()];
        let told = |answer: &Value, list: &str| {
            let all = answer[list].as_array().unwrap().iter();
            all.map(|one| (one["code"].clone(), one["message"].clone(), one["other"].clone()))
                .collect::<Vec<_>>()
        };
        let [recorded, tried] = [told(&answers[0], "contradictions"), told(&answers[1], "refused")];
        assert_eq!(recorded, tried);
        let other = recorded.first().unwrap_or_else(|| panic!("{answers:?}")).2["type"].clone();
        assert_eq!((other != Value::Null).then_some(other), tells, "{answers:?}");
    }
    // It hides a programme that is sensitive from both of them.
    let told = housing.import(&stay).await.unwrap();
    assert_eq!(told["warnings"], Value::Null, "{told}");
    let (_, facts) = opened("housing", world.foreign.person);
    assert_eq!(housing.import(&facts).await.unwrap_err(), "PERSON");
    let left = json!({ "person": world.foreign.person, "reason": "separation" });
    let foreign = line(&world.foreign.stream, "member_left", "2024-01-07", left);
    assert_eq!(housing.import(&[foreign]).await.unwrap_err(), "HOUSEHOLD");
    server.stop().await;
}

async fn what_publishing_states_is_left_to_it(place: Place) {
    let server = locked(place).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let figure = json!({
        "figure": "exited.households", "value": 30, "unit": "household", "qualifier": "exact", "source": "computed",
        "rule": { "rule_set": "para", "version": 1 }, "known_at": "2024-01-01T00:00:00Z",
    });
    let text = super::interchange("elia", &line("programme/para", "figure_declared", "2024-01-01", figure));
    let answer = operator.ask(IMPORT, json!({ "lines": text.to_string() })).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"], "{}", answer.body);
    assert!(answer.body.contains("line 1 states what publishing alone states"), "{}", answer.body);
    server.stop().await;
}

async fn a_name_stands_in_no_address(place: Place) {
    let server = locked(place).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let bearer = format!("Bearer {}", operator.token);
    let path = "/graphql?query=mutation%7BimportDryRun(input%3A%7Blines%3A%22%22%7D)%7Blines%7D%7D";
    let answer = client::get(server.address, path, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, 405, "{}", answer.body);
    server.stop().await;
}
