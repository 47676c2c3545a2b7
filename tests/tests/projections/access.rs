//! Who may read whom, and how full programmes are.

use domain::StreamId;
use domain::sight::Grant;
use projections::access::Reader;
use serde_json::json;

use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::{node_at, record};
use crate::store::{Clock, NOON, Place, contracts};

contracts![
    partners_and_consents_open_a_household_and_a_withdrawal_acts_from_its_recording,
    more_than_the_capacity_is_told
];

/// Organisations that may read a household, with how.
fn told(readers: Vec<Reader>) -> Vec<(String, String)> {
    let one = |Reader { organisation, grant }| {
        let why = match grant {
            Grant::Programme { standing, .. } => standing.code(),
            Grant::Consent { .. } => "consent",
            Grant::Former { .. } => "former",
            Grant::Opener => "opener",
            Grant::Oversight => "oversight",
        };
        (organisation.to_string(), why.to_owned())
    };
    readers.into_iter().map(one).collect()
}

async fn partners_and_consents_open_a_household_and_a_withdrawal_acts_from_its_recording(place: Place) {
    const HOUR: i64 = 3_600_000_000;
    let clock = Clock::at(NOON);
    let node = node_at(&place, &clock).await;
    let (scheme, opened) = programme();
    record(&node, opened).await.unwrap();
    for (partner, role) in [("emploi", "employment"), ("logement", "housing")] {
        let data = json!({ "partner": partner, "role": role });
        record(&node, [fact(&scheme, "partner_joined", "2021", &data)]).await.unwrap();
    }
    let data = json!({ "partner": "logement", "role": "housing" });
    record(&node, [fact(&scheme, "partner_left", "2023", &data)]).await.unwrap();
    let (family, elsewhere) = (Family::new(), Family::new());
    record(&node, family.opened()).await.unwrap();
    record(&node, elsewhere.opened()).await.unwrap();
    record(&node, [family.enrolled(id(), &scheme, "2020-02-01")]).await.unwrap();
    let consent = id();
    let given = json!({
        "consent": consent, "person": family.person, "purpose": "partner_sharing", "recipient": "sante",
    });
    record(&node, [fact(&family.stream, "consent_given", "2024-01", &given)]).await.unwrap();
    node.catch_up().await.unwrap();
    let StreamId::Household(household) = family.stream else { panic!() };
    let readers = async || told(node.readers_of(household, None).await.unwrap().answer);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let both = [pair("elia", "operator"), pair("emploi", "employment"), pair("sante", "consent")];
    assert_eq!(readers().await, both);

    // Dated long before, and it acts from now on.
    clock.set(NOON + HOUR);
    let withdrawn = json!({ "consent": consent });
    record(&node, [fact(&family.stream, "consent_withdrawn", "2024-02", &withdrawn)]).await.unwrap();
    node.catch_up().await.unwrap();
    assert_eq!(readers().await, both[..2]);
    clock.set(NOON);
    assert_eq!(readers().await, both, "an hour ago it still held");
    node.close().await;
}

async fn more_than_the_capacity_is_told(place: Place) {
    let node = node_at(&place, &Clock::at(NOON)).await;
    let (scheme, opened) = programme();
    let StreamId::Programme(code) = &scheme else { panic!() };
    record(&node, opened).await.unwrap();
    for (on, unit, value) in [("2020", "household", 5), ("2021", "household", 1), ("2021", "dwelling", 9)] {
        let data = json!({ "unit": unit, "value": value, "basis": "funded" });
        record(&node, [fact(&scheme, "capacity_set", on, &data)]).await.unwrap();
    }
    let (first, second) = (Family::new(), Family::new());
    let ended = id();
    for (family, enrolment, on) in [(&first, ended, "2020-02-01"), (&second, id(), "2020-03-01")] {
        record(&node, family.opened()).await.unwrap();
        record(&node, [family.enrolled(enrolment, &scheme, on)]).await.unwrap();
    }
    node.catch_up().await.unwrap();
    let occupancy = async |on| node.occupancy(code, on, None).await.unwrap().answer;
    let now = occupancy(None).await;
    assert_eq!((now.counted.households, now.counted.persons, now.counted.measures), (2, 2, 2));
    let capacities: Vec<_> = now
        .capacities
        .iter()
        .map(|one| (one.unit.to_string(), one.value, one.counted, one.is_exceeded()))
        .collect();
    assert_eq!(
        capacities,
        [("dwelling".to_owned(), 9, None, false), ("household".to_owned(), 1, Some(2), true),]
    );
    let then = occupancy(Some(jiff::civil::date(2020, 2, 15))).await;
    assert_eq!((then.counted.households, then.capacities[0].value), (1, 5));
    record(&node, [first.enrolment_ended(ended, "2022-06-01")]).await.unwrap();
    node.catch_up().await.unwrap();
    let days: Vec<_> = occupancy(None)
        .await
        .changes
        .iter()
        .map(|change| (change.on.to_string(), change.counted.households))
        .collect();
    let expected = [("2020-02-01", 1), ("2020-03-01", 2), ("2022-06-01", 1)];
    assert_eq!(days, expected.map(|(day, count)| (day.to_owned(), count)));
    node.close().await;
}
