//! The examples of `docs/GRAPHQL.md`, asked one after the other.

use application::sight::Role;
use serde_json::{Value, json};

use super::sight::{Caller, locked};
use crate::faults::facts::fact;
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![the_examples_answer_what_they_say];

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/GRAPHQL.md");

/// Who asks, what, with which variables, and what is answered.
struct Example<'p> {
    who: &'p str,
    document: &'p str,
    variables: Value,
    data: Value,
}

/// The text in the next fence of that language, and what stands before and after it.
fn fence<'p>(page: &'p str, language: &str) -> Option<(&'p str, &'p str, &'p str)> {
    let (before, rest) = page.split_once(&format!("```{language}\n"))?;
    let (inside, after) = rest.split_once("```")?;
    Some((before, inside, after))
}

fn examples(mut page: &str) -> Vec<Example<'_>> {
    let mut found = Vec::new();
    while let Some((before, document, rest)) = fence(page, "graphql") {
        // The paragraph before it ends with who asks.
        let paragraph = before.trim_end().rsplit("\n\n").next().unwrap();
        let who = if paragraph.contains("`ecole`:") { "ecole" } else { "elia" };
        assert!(paragraph.ends_with(':') && paragraph.contains(&format!("`{who}`")), "{paragraph}");
        let (between, variables, rest) = fence(rest, "json").unwrap();
        assert_eq!(between.trim(), "", "{document}");
        let (between, data, rest) = fence(rest, "json").unwrap();
        assert_eq!(between.trim(), "", "{document}");
        let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        found.push(Example { who, document, variables: read(variables), data: read(data) });
        page = rest;
    }
    found
}

async fn the_examples_answer_what_they_say(place: Place) {
    let server = locked(place).await;
    let programme = "programme/atelier".parse().unwrap();
    let registered = json!({
        "programme": "atelier", "level": "scheme", "name": "Atelier", "operator": "elia", "kind": "training",
        "sensitive": false,
    });
    let facts = [
        fact(&programme, "programme_registered", "2020", &registered),
        fact(&programme, "programme_status_set", "2020", &json!({ "state": "open" })),
    ];
    record(&server.application, facts).await.unwrap();
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let school = Caller::new(&server, "ecole", Role::Partner).await;
    let page = std::fs::read_to_string(PAGE).unwrap();
    let examples = examples(&page);
    assert!(examples.len() >= 10, "{}", examples.len());
    for example in examples {
        let caller = if example.who == "ecole" { &school } else { &operator };
        let data = caller.data(example.document, example.variables).await;
        assert_eq!(data, example.data, "{}", example.document);
    }
    server.stop().await;
}
