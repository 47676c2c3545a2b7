//! Households tied by splits and mergers: what is recorded in one stream is known in the others.

use application::Application;
use domain::ids::{HouseholdId, PersonId};
use projections::pathway_state::PathwayState;
use serde_json::{Value, json};
use uuid::Uuid;

use application::import::Options;

use super::lines::*;
use crate::store::{Place, contracts};

contracts![
    an_end_recorded_in_a_cousin_is_seen,
    an_end_recorded_late_in_the_absorbing_household_is_seen,
    an_exit_within_the_year_of_birth_is_seen,
    nobody_is_in_two_households_after_a_split,
    no_programme_closes_over_the_second_household_of_a_batch,
];

async fn opened_at(place: &Place) -> Application {
    crate::store::open(&place.url()).await.unwrap()
}

async fn state_of(application: &Application, household: Uuid, as_of: &str) -> PathwayState {
    let as_of = Some(as_of.parse().unwrap());
    application.replay(HouseholdId(household), as_of, None).await.unwrap().unwrap().state
}

/// How many contracts run in a household on each day.
async fn contracts_on(application: &Application, household: Uuid, days: [&str; 3]) -> Vec<usize> {
    let mut counts = Vec::new();
    for day in days {
        counts.push(state_of(application, household, day).await.contracts.len());
    }
    counts
}

async fn an_end_recorded_in_a_cousin_is_seen(place: Place) {
    let application = opened_at(&place).await;
    let [home, of_karim, of_awa, mina, karim, awa, contract] = std::array::from_fn(|_| id());
    let mut lines = household(home, [mina, karim, awa]);
    lines.push(hired(home, contract, karim, "2011-01-01"));
    lines.extend(split(home, of_karim, karim, "2012-05-01"));
    lines.extend(split(home, of_awa, awa, "2012-06-01"));
    lines.push(contract_ended(of_awa, contract, "2013-01-01"));
    import_all(&application, &lines).await;
    let days = ["2012-04-30", "2012-12-31", "2013-01-02"];
    assert_eq!(contracts_on(&application, of_karim, days).await, [0, 1, 0]);
    assert_eq!(contracts_on(&application, home, days).await, [1, 0, 0]);
    assert_eq!(contracts_on(&application, of_awa, days).await, [0, 0, 0]);
}

async fn an_end_recorded_late_in_the_absorbing_household_is_seen(place: Place) {
    let application = opened_at(&place).await;
    let [home, absorbed, mina, zoe, contract] = std::array::from_fn(|_| id());
    let mut lines = household(home, [mina]);
    lines.extend(household(absorbed, [zoe]));
    lines.push(hired(absorbed, contract, zoe, "2011-01-01"));
    let merged = json!({ "into": home, "episodes": [] });
    lines.extend(together([
        line(absorbed, "household_merged", "2013-01-01", &merged),
        joined(home, zoe, "co_resident", "merge", "2013-01-01"),
    ]));
    import_all(&application, &lines).await;
    let days = ["2011-06-01", "2012-06-01", "2013-06-01"];
    assert_eq!(contracts_on(&application, absorbed, days).await, [1, 1, 0]);
    assert_eq!(contracts_on(&application, home, days).await, [0, 0, 1]);
    import_all(&application, &[contract_ended(home, contract, "2012-01-01")]).await;
    assert_eq!(contracts_on(&application, absorbed, days).await, [1, 0, 0]);
    assert_eq!(contracts_on(&application, home, days).await, [0, 0, 0]);
}

async fn an_exit_within_the_year_of_birth_is_seen(place: Place) {
    let application = opened_at(&place).await;
    let [home, mina, ali, stay] = std::array::from_fn(|_| id());
    let mut lines: Vec<Value> = open_programme().into();
    lines.extend(household(home, [mina]));
    lines.push(enrolled(home, stay, &[mina], "2010-02-01"));
    let born = json!({ "person": ali, "birth": "2012-03-10", "role": "child", "reason": "birth" });
    lines.push(line(home, "member_joined", "2012-03-10", &born));
    import_all(&application, &lines).await;
    let enrolled_then = async || {
        let state = state_of(&application, home, "2013-01-01").await;
        let [enrolment] = <[_; 1]>::try_from(state.enrolments).unwrap();
        enrolment.persons
    };
    assert_eq!(enrolled_then().await, [PersonId(mina), PersonId(ali)]);
    import_all(&application, &[exited(home, stay, &[ali], "2012")]).await;
    assert_eq!(enrolled_then().await, [PersonId(mina)]);
    let again = import(&application, &[exited(home, stay, &[ali], "2014")], Options::default()).await;
    assert_eq!(refusals(&again), [(1, "EN-once", "/data/persons")]);
}

async fn nobody_is_in_two_households_after_a_split(place: Place) {
    let application = opened_at(&place).await;
    let [home, of_karim, third, mina, karim] = std::array::from_fn(|_| id());
    let mut lines = household(home, [mina, karim]);
    lines.extend(split(home, of_karim, karim, "2012-05-01"));
    import_all(&application, &lines).await;
    let again = [opened(third), joined(third, karim, "reference_person", "union", "2013-01-01")];
    // Whoever recorded the split, and whoever finds it in the ledger.
    for node in [application, opened_at(&place).await] {
        let report = import(&node, &again, Options::default()).await;
        assert_eq!(refusals(&report), [(2, "MJ-one-household", "/data/person")]);
        assert_eq!(node.replay(HouseholdId(third), None, None).await.unwrap().map(|_| ()), None);
    }
}

async fn no_programme_closes_over_the_second_household_of_a_batch(place: Place) {
    let application = opened_at(&place).await;
    let [home, next_door, mina, zoe, stay, of_zoe] = std::array::from_fn(|_| id());
    let mut lines: Vec<Value> = open_programme().into();
    lines.extend(household(home, [mina]));
    lines.extend(household(next_door, [zoe]));
    lines.extend(together([
        enrolled(home, stay, &[mina], "2011-01-01"),
        enrolled(next_door, of_zoe, &[zoe], "2011-01-01"),
    ]));
    lines.push(exited(home, stay, &[], "2012-01-01"));
    import_all(&application, &lines).await;
    let mut closed = state("closed", "2013-01-01");
    closed["data"]["reason"] = "other".into();
    let report = import(&application, std::slice::from_ref(&closed), Options::default()).await;
    assert_eq!(refusals(&report), [(1, "PS-closing", "/occurredon")]);
    import_all(&application, &[exited(next_door, of_zoe, &[], "2012-01-01"), closed]).await;
}
