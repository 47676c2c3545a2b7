//! What files that leave the machine tell of a birth: its year, in whatever column it stands.

use std::fs::File;
use std::path::Path;

use application::import::Options;
use application::new_event_id;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use arrow_array::{Array as _, RecordBatch};
use projections::facts_tables::{described, read_parquet};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::store::{self, Place};

const PROGRAMME: &str = "masi-besancon";
const BORN: &str = "2019-05-17";

/// A household to which a child is born while it is in a programme and in a home.
fn household(child: Uuid, identity: &Value) -> String {
    let ids: [Uuid; 4] = std::array::from_fn(|_| new_event_id().0);
    let [household, parent, enrolment, occupancy] = ids;
    let line = |kind: &str, on: &str, data: Value| {
        json!({
            "specversion": "1.0", "id": new_event_id().0, "source": "urn:parcours:org:adoma",
            "type": format!("parcours.{kind}.v1"), "subject": format!("household/{household}"), "occurredon": on,
            "data": data,
        })
    };
    let joined = |person: Uuid, birth: &Value, role: &str, reason: &str| json!({ "person": person, "birth": birth, "role": role, "reason": reason });
    let lines = [
        line("household_opened", "2019-01-02", json!({ "opened_by": "adoma" })),
        line(
            "member_joined",
            "2019-01-02",
            joined(parent, &json!("1990-03-08"), "reference_person", "initial"),
        ),
        line(
            "enrolment_started",
            "2019-01-03",
            json!({
                "enrolment": enrolment, "programme": PROGRAMME, "persons": [parent],
            }),
        ),
        line(
            "occupancy_started",
            "2019-01-04",
            json!({
                "occupancy": occupancy, "kind": "relay_flat", "persons": [parent],
            }),
        ),
        line("member_joined", BORN, joined(child, identity, "child", "birth")),
    ];
    lines.map(|line| format!("{line}\n")).concat()
}

fn rows(folder: &Path, table: &str) -> RecordBatch {
    let described = described().into_iter().find(|one| one.name == table).unwrap();
    let file = File::open(folder.join(table).with_extension("parquet")).unwrap();
    let (_, parts) = read_parquet(&file, &described.schema).unwrap().unwrap();
    arrow_select::concat::concat_batches(&described.schema, &parts).unwrap()
}

/// What a table tells of the days of a person: the day that stands for it, the latest, and how it was told.
fn told(folder: &Path, table: &str, of: Uuid, when: &str) -> (String, String, String) {
    let rows = rows(folder, table);
    let column = |end: &str| rows.column_by_name(&format!("{when}_{end}")).unwrap();
    let persons = rows.column_by_name("person").unwrap().as_string::<i32>();
    let at = persons.iter().position(|person| person == Some(of.to_string().as_str())).unwrap();
    let day = |end: &str| {
        let days = column(end).as_primitive::<Date32Type>();
        let since = jiff::Span::new().days(days.is_valid(at).then(|| days.value(at)).unwrap());
        jiff::civil::date(1970, 1, 1).saturating_add(since).to_string()
    };
    (day("on"), day("latest"), column("precision").as_string::<i32>().value(at).to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_birth_is_told_by_its_year_wherever_it_stands() {
    let (place, scratch) = (Place::sqlite(), tests::scratch());
    let node = store::open(&place.url()).await.unwrap();
    let programme = tests::workspace::root().join("programmes").join(PROGRAMME).join("events.ndjson");
    let (known, nameless) = (new_event_id().0, new_event_id().0);
    // Of the second child the year of birth is known; the day is told by the arrival alone.
    let households = household(known, &json!(BORN)) + &household(nameless, &json!("2019"));
    let file = scratch.path().join("households.ndjson");
    std::fs::write(&file, households).unwrap();
    let report = node.import(&[programme, file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!(report.refused_in_all, 0, "{:?}", report.refused);
    let folder = scratch.path().join("written");
    node.write_facts(&folder, None, 2, &mut |_, _| {}).await.unwrap();
    let year = ("2019-01-01".to_owned(), "2019-12-31".to_owned(), "year".to_owned());
    for child in [known, nameless] {
        for (table, when) in [
            ("memberships", "birth"),
            ("memberships", "joined"),
            ("enrolments", "entered"),
            ("occupancies", "moved_in"),
        ] {
            assert_eq!(told(&folder, table, child, when), year, "{table}.{when}");
        }
    }
    // Of everybody else the day of an entry is told.
    let enrolments = rows(&folder, "enrolments");
    let how = enrolments.column_by_name("entered_precision").unwrap().as_string::<i32>();
    assert!(how.iter().flatten().filter(|how| *how == "day").count() > 2);
    node.close().await;
}
