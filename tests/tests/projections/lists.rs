//! The list of households: filters, order, pages.

use domain::StreamId;
use domain::codes::AccommodationKind;
use projections::household_list::{Query, Sort};
use serde_json::json;

use crate::faults::facts::{Family, fact, id, programme};
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![every_filter_and_every_order_of_the_list];

fn household(family: &Family) -> domain::ids::HouseholdId {
    let StreamId::Household(id) = family.stream else { panic!("{} is no household", family.stream) };
    id
}

async fn every_filter_and_every_order_of_the_list(place: Place) {
    let node = node(&place).await;
    let (scheme, opened) = programme();
    record(&node, opened).await.unwrap();
    let families = [Family::since("2020-01-06"), Family::since("2019-01-06"), Family::since("2021-01-06")];
    for family in &families {
        record(&node, family.opened()).await.unwrap();
    }
    let [a, b, c] = &families;
    record(&node, [a.enrolled(id(), &scheme, "2022-02-01")]).await.unwrap();
    record(&node, [b.housed(id())]).await.unwrap();
    for (family, on) in [(c, "2024-06-30"), (b, "2024-09-30")] {
        let right = json!({ "right": id(), "holders": [family.person], "kind": "rsa", "valid_to": on });
        record(&node, [fact(&family.stream, "right_opened", "2022-03", &right)]).await.unwrap();
    }
    node.catch_up().await.unwrap();
    let list = async |query: Query| -> Vec<domain::ids::HouseholdId> {
        let read = node.household_list(&Query { limit: 10, ..query }, None).await.unwrap();
        read.answer.iter().map(|row| row.id).collect()
    };
    let [a, b, c] = [household(a), household(b), household(c)];
    let StreamId::Programme(code) = scheme else { panic!() };
    assert_eq!(list(Query::default()).await, [a, b, c], "identifiers grow");
    assert_eq!(list(Query { programme: Some(code), ..Query::default() }).await, [a]);
    assert_eq!(list(Query { is_open: Some(true), ..Query::default() }).await, [a]);
    assert_eq!(list(Query { is_open: Some(false), ..Query::default() }).await, [b, c]);
    let kind = Some(AccommodationKind::SharedFlat);
    assert_eq!(list(Query { housing_kind: kind, ..Query::default() }).await, [b]);
    let before = Some(jiff::civil::date(2024, 7, 1));
    assert_eq!(list(Query { deadline_before: before, ..Query::default() }).await, [c]);
    assert_eq!(list(Query { id_prefix: Some(b.to_string()), ..Query::default() }).await, [b]);
    assert_eq!(list(Query { id_prefix: Some("zz".into()), ..Query::default() }).await, []);
    for (sort, order) in [
        (Sort::Id, [a, b, c]),
        // The first is entered when it enrols.
        (Sort::Entered, [b, c, a]),
        (Sort::LastEvent, [a, b, c]),
        (Sort::Deadline, [c, b, a]),
    ] {
        assert_eq!(list(Query { sort, ..Query::default() }).await, order, "{sort:?}");
        // One at a time, forwards and backwards.
        for descending in [false, true] {
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let query = Query { sort, descending, after, limit: 1, ..Query::default() };
                let page = node.household_list(&query, None).await.unwrap().answer;
                let Some(row) = page.first() else { break };
                seen.push(row.id);
                after = Some(row.place(sort));
            }
            if descending {
                seen.reverse();
            }
            assert_eq!(seen, order, "{sort:?} {descending}");
        }
    }
    let row = node.listed_household(b, None).await.unwrap().answer.unwrap();
    assert_eq!((row.members, row.version, row.housing_class.as_deref()), (1, 4, Some("transitional")));
    node.close().await;
}
