//! The published table of who sees and records what, made by asking the server as everybody.

use std::collections::{BTreeMap, BTreeSet};

use application::sight::Role;
use domain::sight::Group;
use serde_json::{Value, json};
use uuid::Uuid;

use super::erasing::erased;
use super::world::{PARTNERS, Place as Where, World};
use super::{Caller, locked};
use crate::store::{Place, contracts};

contracts![the_published_table_is_what_the_server_does];

/// The page with the table.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/VISIBILITY.md");

const BEGINS: &str = "<!-- begin: made by the tests -->\n";
const ENDS: &str = "<!-- end -->";

async fn the_published_table_is_what_the_server_does(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    let mut callers = vec![
        ("operator", "elia", Role::Caseworker, None),
        ("operator, as a partner", "elia", Role::Partner, None),
    ];
    callers.extend(PARTNERS.map(|partner| (partner, partner, Role::Partner, None)));
    callers.extend([
        ("consent of a member", "associe", Role::Partner, None),
        ("nobody", "tiers", Role::Caseworker, None),
        ("analyst", "drihl", Role::Analyst, None),
        ("auditor", "drihl", Role::Auditor, None),
        ("auditor, with a reason", "drihl", Role::Auditor, Some("contrôle")),
        ("administrator", "drihl", Role::Administrator, None),
    ]);
    for (name, organisation, role, reason) in callers {
        let mut caller = Caller::new(&server, organisation, role).await;
        caller.reason = reason;
        columns.push((name.to_owned(), column(&caller, &world).await));
    }
    let table = table(&columns);
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGINS).unwrap();
    let (published, after) = rest.split_once(ENDS).unwrap();
    if std::env::var_os("PARCOURS_ACCEPT").is_some() {
        std::fs::write(PAGE, format!("{before}{BEGINS}{table}{ENDS}{after}")).unwrap();
    } else {
        assert_eq!(table, published, "PARCOURS_ACCEPT=1 publishes it");
    }
    server.stop().await;
}

/// What a caller sees and records, by group.
async fn column(caller: &Caller<'_>, world: &World) -> Vec<String> {
    let query = "query ($id: ID!) { household(id: $id) { personalDataShown history { id } } }";
    let found = caller.data(query, json!({ "id": world.household.to_string() })).await;
    let history = found["household"]["history"].as_array().into_iter().flatten();
    let seen: BTreeSet<Uuid> = history.map(|entry| entry["id"].as_str().unwrap().parse().unwrap()).collect();
    let mut by_group: BTreeMap<(&str, Where), (usize, usize)> = BTreeMap::new();
    for (event, group, place) in &world.facts {
        let (visible, all) = by_group.entry((*group, *place)).or_default();
        *visible += usize::from(seen.contains(event));
        *all += 1;
    }
    let shown = found["household"]["personalDataShown"].as_bool();
    let mut cells = vec![shown.map_or("–", |shown| if shown { "yes" } else { "no" }).to_owned()];
    cells.extend(figures(caller, world).await);
    cells.push(if erased(caller, world.person, true).await.is_ok() { "yes" } else { "–" }.to_owned());
    for group in Group::ALL {
        let mut cell = Vec::new();
        for (place, word) in
            [(Where::Here, "here"), (Where::Elsewhere, "elsewhere"), (Where::Sensitive, "sensitive")]
        {
            match by_group.get(&(group.name(), place)) {
                Some((0, _)) | None => {}
                Some((visible, all)) if visible == all => cell.push(word.to_owned()),
                Some(_) => cell.push(format!("{word} (some)")),
            }
        }
        let attempt = [world.attempt(group.name())];
        let recorded = caller.record(&attempt).await;
        // An import is tried by whoever may record it.
        let imported = caller.import(&attempt).await;
        assert_eq!(recorded.as_ref().err(), imported.as_ref().err(), "{}", group.name());
        if recorded.is_ok() {
            cell.push("**records**".to_owned());
        }
        cells.push(if cell.is_empty() { "–".to_owned() } else { cell.join(", ") });
    }
    cells
}

/// Which figures of the programme a caller is told, and whether other rules are tried on them.
async fn figures(caller: &Caller<'_>, world: &World) -> [String; 2] {
    let programme = world.here.to_string().replace("programme/", "");
    let query = "query ($code: String!) {
        programme(code: $code) { figuresTold rulesTried }
        report(programme: $code, year: 2021) { threshold behindTold behind(id: \"hosted.households\") { id } }
    }";
    let answer = caller.ask(query, json!({ "code": programme })).await.json();
    let data = &answer["data"];
    // One after the other: one question is counted at a time.
    let query = "query ($code: String!) { ruleComparison(programme: $code, year: 2021) { untouched } }";
    let compared = caller.ask(query, json!({ "code": programme })).await.json();
    let figures = match (&data["report"], &data["report"]["threshold"]) {
        (Value::Null, _) => "–",
        (_, Value::Null) => "all",
        (_, least) => {
            assert_eq!(*least, 5, "{answer}");
            "from 5"
        }
    };
    let tries = if compared["data"]["ruleComparison"].is_null() { "–" } else { "yes" };
    // What is announced is what happens.
    let announced = match data["programme"]["figuresTold"].as_str() {
        Some("EVERYTHING") => "all",
        Some("FROM_FIVE") => "from 5",
        _ => "–",
    };
    assert_eq!(announced, figures, "{answer}");
    assert_eq!(data["programme"]["rulesTried"], tries == "yes", "{answer}");
    // Who is behind a figure is told to the same.
    if figures != "–" {
        let told = data["report"]["behindTold"].as_array().unwrap();
        assert_eq!(!told.is_empty(), tries == "yes", "{answer}");
        assert_eq!(data["report"]["behind"]["id"] != Value::Null, tries == "yes", "{answer}");
    }
    [figures.to_owned(), tries.to_owned()]
}

fn table(columns: &[(String, Vec<String>)]) -> String {
    let heads =
        ["personal data", "figures", "other rules", "erases"].into_iter().chain(Group::ALL.map(Group::name));
    let head = format!("| | {} |\n", heads.clone().collect::<Vec<_>>().join(" | "));
    let rule = format!("|---{}|\n", "|---".repeat(heads.count()));
    let rows = columns.iter().map(|(name, cells)| format!("| {name} | {} |\n", cells.join(" | ")));
    [head, rule].into_iter().chain(rows).collect()
}
