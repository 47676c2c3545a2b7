//! The schema is committed, and every part of it is described.

use serde_json::{Value, json};
use tests::workspace::root;

use super::Server;
use crate::store::Place;

#[test]
fn the_committed_schema_is_that_of_the_program() {
    let path = root().join("api/schema.graphql");
    let printed = api::schema::sdl();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == printed,
        "api/schema.graphql is not the schema of the program; UPDATE_SNAPSHOTS=1 cargo test -p tests writes it"
    );
}

const INTROSPECTION: &str = "{ __schema { types {
    kind name description specifiedByURL
    fields { name description args { name description } }
    inputFields { name description }
    enumValues { name description }
} } }";

/// The names of those parts of a type that have no description.
fn undescribed(ty: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |path: String, part: &Value| {
        let name = format!("{path}{}", part["name"].as_str().unwrap());
        if part["description"].as_str().is_none_or(str::is_empty) {
            found.push(name.clone());
        }
        format!("{name}.")
    };
    let path = look(String::new(), ty);
    for members in ["fields", "inputFields", "enumValues"] {
        for member in ty[members].as_array().into_iter().flatten() {
            let path = look(path.clone(), member);
            for argument in member["args"].as_array().into_iter().flatten() {
                look(path.clone(), argument);
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_part_of_the_schema_is_described() {
    let server = Server::start(Place::sqlite()).await;
    let data = server.data(INTROSPECTION, json!({})).await;
    let types = data["__schema"]["types"].as_array().unwrap();
    // What every schema has: the specification describes it.
    let standard = ["Int", "Float", "String", "Boolean", "ID"];
    let is_own = |name: &str| !name.starts_with("__") && !standard.contains(&name);
    let own = types.iter().filter(|ty| is_own(ty["name"].as_str().unwrap()));
    let missing: Vec<String> = own.clone().flat_map(undescribed).collect();
    assert!(missing.is_empty(), "without a description: {}", missing.join(", "));
    let scalars = own.filter(|ty| ty["kind"] == "SCALAR");
    let unspecified: Vec<&Value> = scalars.filter(|ty| ty["specifiedByURL"].is_null()).collect();
    assert!(unspecified.is_empty(), "{unspecified:?}");
    server.stop().await;
}
