//! From a figure of a year to its units, and to why a household is counted in it or not.

use std::collections::BTreeSet;

use application::sight::Role;
use domain::StreamId;
use serde_json::{Value, json};

use super::Server;
use super::batched::reads;
use super::sight::Caller;
use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::record;
use crate::pages::import;
use crate::store::{NOON, Place, contracts};

contracts![
    the_units_of_a_line_are_as_many_as_it_says_and_each_place_is_explained,
    who_is_behind_a_figure_is_told_to_those_who_may_try_rules,
    a_household_that_may_not_be_looked_into_is_counted_and_not_named,
];

const LINES: &str = "{ report(programme: \"para\", year: 2017) {
    behindTold
    sections { lines { id measure failed values { number numerator denominator hidden } leftOut { units } } }
    printed { id measure values { number numerator denominator } }
} }";

const BEHIND: &str = "query ($id: String!, $standing: String, $first: Int, $after: String) {
    report(programme: \"para\", year: 2017) { behind(id: $id) {
        id told position counts { standing units }
        units(standing: $standing, first: $first, after: $after) {
            nodes { unit household standing leftOut } pageInfo { hasNextPage endCursor }
        }
    } }
}";

const WHY: &str = "query ($id: String!, $household: ID!) {
    report(programme: \"para\", year: 2017) { behind(id: $id) { explanation(household: $household) {
        household standing explained units { unit standing leftOut }
        changes { standing parameter argument value from to always knownAt }
        events { position type label occurredOn recordedAt }
    } } }
}";

/// Who is behind a figure, and the first page of its units.
async fn behind(caller: &Caller<'_>, id: &str, standing: Option<&str>, first: u32) -> Value {
    let asked = json!({ "id": id, "standing": standing, "first": first });
    caller.data(BEHIND, asked).await["report"]["behind"].take()
}

async fn behind_told(caller: &Caller<'_>, line: &Value) -> Value {
    behind(caller, line["id"].as_str().unwrap(), None, 1).await["told"].take()
}

async fn why(caller: &Caller<'_>, id: &str, household: &Value) -> Value {
    let asked = json!({ "id": id, "household": household });
    caller.data(WHY, asked).await["report"]["behind"]["explanation"].take()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// How many units of a figure stand somewhere.
fn count(behind: &Value, standing: &str) -> f64 {
    let counts = list(&behind["counts"]).iter();
    counts.filter(|one| one["standing"] == standing).filter_map(|one| one["units"].as_f64()).sum()
}

/// Every unit of a figure, from pages of a few.
async fn every_unit(caller: &Caller<'_>, id: &str) -> Vec<Value> {
    let (mut units, mut after) = (Vec::new(), Value::Null);
    loop {
        let asked = json!({ "id": id, "first": 40, "after": after });
        let page = caller.data(BEHIND, asked).await["report"]["behind"]["units"].take();
        units.extend(list(&page["nodes"]).to_vec());
        if page["pageInfo"]["hasNextPage"] != true {
            return units;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn the_units_of_a_line_are_as_many_as_it_says_and_each_place_is_explained(place: Place) {
    let server = Server::patient(place, true).await;
    import(&server, "para", None).await;
    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    auditor.reason = Some("contrôle");
    let told = auditor.data(LINES, json!({})).await["report"].take();
    assert!(list(&told["behindTold"]).len() > 60, "{told}");
    let lines = list(&told["sections"]).iter().flat_map(|section| list(&section["lines"]));
    let mut checked = 0;
    for line in lines.chain(list(&told["printed"])).filter(|line| line["failed"] != true) {
        let id = line["id"].as_str().unwrap();
        let behind = behind(&auditor, id, None, 1).await;
        assert_eq!(behind["told"], true, "{line}");
        let left_out: f64 = list(&line["leftOut"]).iter().filter_map(|one| one["units"].as_f64()).sum();
        if line["leftOut"].is_array() {
            assert_eq!(json!(count(&behind, "outside")), json!(left_out), "{line}: {behind}");
        }
        let Some(value) = list(&line["values"]).first().filter(|_| list(&line["values"]).len() == 1) else {
            continue;
        };
        match line["measure"].as_str().unwrap() {
            "count" => assert_eq!(value["number"], count(&behind, "kept"), "{line}: {behind}"),
            "share" if !value["denominator"].is_null() => {
                assert_eq!(value["numerator"], count(&behind, "kept"), "{line}: {behind}");
                let all = count(&behind, "kept") + count(&behind, "base");
                assert_eq!(value["denominator"], all, "{line}: {behind}");
            }
            _ => continue,
        }
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
    let units = every_unit(&auditor, "hosted.households").await;
    let households: BTreeSet<&str> = units.iter().filter_map(|unit| unit["household"].as_str()).collect();
    assert_eq!((units.len(), households.len()), (90, 90));
    places_are_explained(&auditor).await;
    // A page takes as many statements as another.
    let operator = Caller::new(&server, "ftda", Role::Administrator).await;
    let worker = Caller::new(&server, "ftda", Role::Caseworker).await;
    for caller in [&auditor, &worker] {
        let mut counts = Vec::new();
        for first in [3, 60] {
            let before = reads(&server, &operator).await;
            behind(caller, "hosted.households", None, first).await;
            counts.push(reads(&server, &operator).await - before);
        }
        assert!(counts[1] < 50, "{counts:?}");
    }
    server.stop().await;
}

/// Households that left, in lines that count them or not: each place is explained as it is listed.
async fn places_are_explained(caller: &Caller<'_>) {
    let left = every_unit(caller, "exited.households").await;
    let mut places = BTreeSet::new();
    for unit in left.iter().step_by(15) {
        for id in ["exited.households", "exited.transitional"] {
            let why = why(caller, id, &unit["household"]).await;
            assert_eq!((&why["household"], &why["explained"]), (&unit["household"], &json!(true)), "{why}");
            assert!(!list(&why["events"]).is_empty(), "{why}");
            let (standing, changes) = (why["standing"].as_str().unwrap(), list(&why["changes"]));
            if id == "exited.households" {
                assert_eq!((standing, list(&why["units"]).len()), ("kept", 1), "{why}");
            }
            let is_of_goal =
                |change: &&Value| change["argument"] == "destinations" && change["value"].is_null();
            match (id, standing) {
                (_, "kept") => assert!(changes.is_empty(), "{why}"),
                ("exited.transitional", _) => assert!(changes.iter().any(|one| is_of_goal(&one)), "{why}"),
                _ => {}
            }
            places.insert(standing.to_owned());
        }
    }
    assert!(places.contains("kept") && places.contains("outside"), "{places:?}");
}

async fn who_is_behind_a_figure_is_told_to_those_who_may_try_rules(place: Place) {
    let server = Server::patient(place, true).await;
    import(&server, "para", None).await;
    for (organisation, role, reason, persons) in [
        ("ftda", Role::Caseworker, None, true),
        ("drihl", Role::Auditor, None, false),
        ("drihl", Role::Auditor, Some("réclamation"), true),
        ("drihl", Role::Analyst, None, false),
        ("drihl", Role::Administrator, None, false),
    ] {
        let mut caller = Caller::new(&server, organisation, role).await;
        caller.reason = reason;
        for (id, is_told) in [
            ("hosted.households", true),
            ("work.contracts", true),
            ("exited.transitional", persons),
            ("hosted.persons", persons),
            ("hosted.children", persons),
        ] {
            let behind = behind(&caller, id, None, 100).await;
            assert_eq!(behind["told"], is_told, "{organisation} as {role}: {id}");
            assert_eq!(list(&behind["counts"]).is_empty(), !is_told, "{behind}");
            assert_eq!(list(&behind["units"]["nodes"]).is_empty(), !is_told, "{behind}");
        }
        let first = behind(&caller, "hosted.households", Some("kept"), 100).await;
        let named = list(&first["units"]["nodes"]).iter().find(|unit| !unit["household"].is_null()).unwrap();
        assert_eq!(why(&caller, "hosted.persons", &named["household"]).await.is_null(), !persons);
        let why = why(&caller, "hosted.households", &named["household"]).await;
        assert_eq!((&why["explained"], &why["standing"]), (&json!(true), &json!("kept")), "{why}");
        // Where a number is hidden, those behind it are.
        let report = caller.data(LINES, json!({})).await["report"].take();
        for line in list(&report["sections"]).iter().flat_map(|section| list(&section["lines"])) {
            if list(&line["values"]).iter().any(|value| value["hidden"] == true) {
                assert_eq!(behind_told(&caller, line).await, false, "{organisation} as {role}: {line}");
            }
        }
    }
    let log = server.application.accesses(None, 0, 1000).await.unwrap();
    let read = |reason| log.iter().any(|entry| entry.access.reason.as_deref() == reason);
    assert!(read(Some("réclamation")) && read(None), "who is told personal data is logged");
    assert!(log.iter().all(|entry| !entry.access.reader.contains("analyst")), "{log:?}");
    for (organisation, role) in
        [("habitat-reuni", Role::Partner), ("tiers", Role::Caseworker), ("ftda", Role::Partner)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        let asked = json!({ "id": "hosted.households", "first": 1 });
        let answer = caller.ask(BEHIND, asked).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{organisation} as {role}: {}", answer.body);
        assert!(answer.json()["data"]["report"]["behind"].is_null(), "{}", answer.body);
    }
    let caller = Caller::new(&server, "drihl", Role::Analyst).await;
    for wrong in [
        json!({ "id": "hosted.households", "standing": "gone", "first": 1 }),
        json!({ "id": "hosted.households", "first": 101 }),
        json!({ "id": "hosted.households" }),
        json!({ "id": "hosted.households", "first": 1, "after": "x" }),
    ] {
        assert_eq!(caller.ask(BEHIND, wrong.clone()).await.codes(), ["BAD_USER_INPUT"], "{wrong}");
    }
    assert!(behind(&caller, "hosted.nobody", None, 1).await.is_null());
    server.stop().await;
}

const ONE: &str = "query ($programme: String!, $household: ID!) {
    report(programme: $programme, year: 2021) { behind(id: \"hosted.households\") {
        counts { standing units }
        units(first: 10) { nodes { unit household standing } }
        explanation(household: $household) { standing }
    } }
}";

/// A household that left long ago, which a consent opens again.
async fn a_household_that_may_not_be_looked_into_is_counted_and_not_named(place: Place) {
    let server = Server::patient(place, true).await;
    server.clock.set(NOON - 1_100 * 86_400 * 1_000_000);
    let (stream, opened) = programme();
    record(&server.application, opened).await.unwrap();
    let (family, enrolment, consent) = (Family::new(), id(), id());
    record(&server.application, family.opened()).await.unwrap();
    record(&server.application, [family.enrolled(enrolment, &stream, "2020-02-01")]).await.unwrap();
    record(&server.application, [family.enrolment_ended(enrolment, "2021-02-01")]).await.unwrap();
    server.clock.set(NOON);
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let StreamId::Programme(code) = &stream else { panic!() };
    let household = family.stream.to_string().replace("household/", "");
    let asked = json!({ "programme": code.to_string(), "household": household });
    let told = async || operator.data(ONE, asked.clone()).await["report"]["behind"].take();
    let named = async || {
        let told = told().await;
        assert_eq!(told["counts"][0], json!({ "standing": "kept", "units": 1 }), "{told}");
        let unit = &told["units"]["nodes"][0];
        assert_eq!(unit["standing"], "kept", "{told}");
        let named = [&unit["unit"], &unit["household"]].map(|one| *one == household.as_str());
        let explained = told["explanation"]["standing"] == "kept";
        assert_eq!(named, [explained; 2], "{told}");
        explained
    };
    assert!(!named().await, "it left more than two years ago");
    let given = json!({
        "consent": consent, "person": family.person, "purpose": "partner_sharing", "recipient": "elia",
    });
    record(&server.application, [fact(&family.stream, "consent_given", "2024-01-01", &given)]).await.unwrap();
    assert!(named().await, "somebody in it consents");
    let withdrawn = json!({ "consent": consent });
    let withdrawn = fact(&family.stream, "consent_withdrawn", "2024-02-01", &withdrawn);
    record(&server.application, [withdrawn]).await.unwrap();
    assert!(!named().await, "and no longer does");
    server.stop().await;
}
