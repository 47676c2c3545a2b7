//! The whole schema, asked for as everybody: no personal data where there must be none.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use application::sight::Role;
use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};

use super::world::{PARTNERS, SECRETS, World};
use super::{Caller, locked};
use crate::store::{Place, contracts};

contracts![no_answer_holds_personal_data_that_its_reader_may_not_see];

/// How deep an object is looked into.
const DEPTH: usize = 8;

/// Every field of a type with everything under it, each argument that is required given.
struct Walk {
    schema: async_graphql::parser::types::ServiceDocument,
    household: String,
    programme: String,
}

impl Walk {
    fn fields(&self, name: &str) -> Option<Vec<&FieldDefinition>> {
        self.schema.definitions.iter().find_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else { return None };
            let of = &ty.node;
            match &of.kind {
                _ if of.name.node != name => None,
                TypeKind::Object(object) => Some(object.fields.iter().map(|field| &field.node).collect()),
                TypeKind::Interface(one) => Some(one.fields.iter().map(|field| &field.node).collect()),
                TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => None,
            }
        })
    }

    fn argument(&self, field: &str, name: &str) -> String {
        match (field, name) {
            ("household", "id") | ("explanation", "household") => format!("\"{}\"", self.household),
            ("programme", "code") | ("report" | "ruleComparison", "programme") => {
                format!("\"{}\"", self.programme)
            }
            ("report" | "ruleComparison", "year") => "2021".to_owned(),
            ("ruleSet", "name") => "\"base\"".to_owned(),
            ("line" | "behind", "id") => "\"hosted.households\"".to_owned(),
            ("node", "id") => "\"x\"".to_owned(),
            ("nodes", "ids") => "[]".to_owned(),
            ("proof", "position") => "1".to_owned(),
            ("changes", "since") => "\"2000-01-01T00:00:00Z\"".to_owned(),
            (_, "first") => "20".to_owned(),
            other => panic!("{other:?}: how is this argument filled in?"),
        }
    }

    /// The selection of everything in a type; empty for a leaf.
    fn selection(&self, name: &str, path: &mut Vec<String>) -> String {
        let Some(fields) = self.fields(name) else { return String::new() };
        let mut text = String::from("{ __typename ");
        for field in fields {
            let ty = field.ty.node.to_string();
            let ty = ty.trim_matches(|c| "[]!".contains(c)).to_owned();
            let is_object = self.fields(&ty).is_some();
            if is_object && (path.len() >= DEPTH || path.contains(&ty)) {
                continue;
            }
            text += &self.call(field);
            path.push(ty.clone());
            let _ = write!(text, " {} ", self.selection(&ty, path));
            path.pop();
        }
        text + "}"
    }

    fn call(&self, field: &FieldDefinition) -> String {
        let name = field.name.node.as_str();
        let required = field.arguments.iter().filter(|argument| {
            let argument = &argument.node;
            let is_page = argument.name.node == "first";
            is_page || (!argument.ty.node.nullable && argument.default_value.is_none())
        });
        let given: Vec<String> = required
            .map(|argument| {
                let argument = argument.node.name.node.as_str();
                format!("{argument}: {}", self.argument(name, argument))
            })
            .collect();
        if given.is_empty() { name.to_owned() } else { format!("{name}({})", given.join(", ")) }
    }

    /// A document for each question.
    fn documents(&self) -> Vec<String> {
        let questions = self.fields("Query").unwrap();
        let document = |field: &&FieldDefinition| {
            let ty = field.ty.node.to_string();
            let ty = ty.trim_matches(|c| "[]!".contains(c)).to_owned();
            format!("{{ {} {} }}", self.call(field), self.selection(&ty, &mut vec![ty.clone()]))
        };
        questions.iter().map(document).collect()
    }

    /// A document for each part of the household that has an identifier of its own.
    fn parts(&self, ids: &Value) -> Vec<String> {
        let parts = [("Member", "members"), ("Enrolment", "enrolments"), ("Lease", "leases")];
        let all = parts.iter().flat_map(|(ty, list)| {
            let selection = self.selection(ty, &mut vec![(*ty).to_owned()]);
            let ids = ids[list].as_array().unwrap().iter();
            assert!(ids.len() > 0, "{list}");
            ids.map(move |part| format!("{{ node(id: {}) {{ ... on {ty} {selection} }} }}", part["id"]))
        });
        all.collect()
    }
}

async fn no_answer_holds_personal_data_that_its_reader_may_not_see(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let walk = Walk {
        schema: async_graphql::parser::parse_schema(api::schema::sdl()).unwrap(),
        household: world.household.to_string(),
        programme: world.here.to_string().replace("programme/", ""),
    };
    let mut everybody = Caller::new(&server, "drihl", Role::Auditor).await;
    everybody.reason = Some("plainte");
    let query = "query ($id: ID!) { household(id: $id, asOf: \"2020-06-01\") { state { members { id } enrolments { id } leases { id } } } }";
    let parts = everybody.data(query, json!({ "id": walk.household })).await;
    let parts = walk.parts(&parts["household"]["state"]);
    let mut documents = walk.documents();
    documents.extend(parts);
    assert!(documents.iter().any(|document| document.contains("believedPayload")), "{documents:?}");
    let secrets = async |caller: &Caller<'_>| {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for document in &documents {
            let answer = caller.ask(document, json!({})).await;
            let codes = if answer.json()["errors"] == Value::Null { Vec::new() } else { answer.codes() };
            assert!(codes.iter().all(|code| code == "FORBIDDEN"), "{document}: {}", answer.body);
            found.extend(SECRETS.iter().filter(|secret| answer.body.contains(**secret)));
        }
        found
    };
    let everything: BTreeSet<&str> = SECRETS.into();
    let names: BTreeSet<&str> = ["CANARI-NOM", "1971-03-07"].into();
    let none = BTreeSet::new();
    let withheld = [
        ("drihl", Role::Analyst),
        ("drihl", Role::Auditor),
        ("drihl", Role::Administrator),
        ("tiers", Role::Caseworker),
        ("funder", Role::Partner),
        ("institutional", Role::Partner),
        ("other", Role::Caseworker),
        ("elia", Role::Partner),
    ];
    for (organisation, role) in withheld {
        let caller = Caller::new(&server, organisation, role).await;
        assert_eq!(secrets(&caller).await, none, "{organisation} as {role}");
    }
    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    auditor.reason = Some("réclamation");
    assert_eq!(secrets(&auditor).await, everything);
    let log = server.application.accesses(None, 0, 1000).await.unwrap();
    let read = log.iter().any(|entry| entry.access.reason.as_deref() == Some("réclamation"));
    assert!(read, "what an auditor reads is logged with the reason");
    for organisation in PARTNERS {
        let caller = Caller::new(&server, organisation, Role::Partner).await;
        let expected = match organisation {
            "social" | "referrer" | "implementer" => &everything,
            // A commune is in the stay; amounts and permits are none of theirs.
            "housing" | "landlord" => &BTreeSet::from(["CANARI-NOM", "1971-03-07", "44109"]),
            "employment" | "training" => &names,
            _ => &none,
        };
        assert_eq!(&secrets(&caller).await, expected, "{organisation}");
    }
    server.stop().await;
}
