//! What files that leave the machine tell of a birth: its year, in whatever column it stands; and of a permit: its months,
//! whatever they are joined with.

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
    told_in(folder, table, ("person", of), when)
}

/// The same of the row in which a column names this.
fn told_in(folder: &Path, table: &str, (name, of): (&str, Uuid), when: &str) -> (String, String, String) {
    let rows = rows(folder, table);
    let column = |end: &str| rows.column_by_name(&format!("{when}_{end}")).unwrap();
    let names = rows.column_by_name(name).unwrap().as_string::<i32>();
    let at = names.iter().position(|name| name == Some(of.to_string().as_str())).unwrap();
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

/// A parent who asks for a permit and for an aid on one day, and is granted both on another one in one session; the permit
/// runs from that day.
fn requests(household: Uuid, [permit, aid]: [Uuid; 2]) -> String {
    let [parent, session] = [new_event_id().0, new_event_id().0];
    let line = |subject: &str, kind: &str, on: &str, data: Value| {
        let line = json!({
            "specversion": "1.0", "id": new_event_id().0, "source": "urn:parcours:org:adoma",
            "type": format!("parcours.{kind}.v1"), "subject": subject, "occurredon": on, "data": data,
        });
        format!("{line}\n")
    };
    let of_household =
        |kind: &str, on: &str, data: Value| line(&format!("household/{household}"), kind, on, data);
    let decided = json!({ "request": permit, "outcome": "accepted", "session": session });
    [
        line(
            &format!("programme/{PROGRAMME}"),
            "activity_held",
            GRANTED,
            json!({ "activity": session, "kind": "commission" }),
        ),
        of_household("household_opened", "2019-01-02", json!({ "opened_by": "adoma" })),
        of_household("member_joined", "2019-01-02", json!({
            "person": parent, "birth": "1990-03-08", "role": "reference_person", "reason": "initial",
        })),
        of_household("request_submitted", "2019-02-05", json!({
            "request": permit, "kind": "permit", "persons": [parent], "permit_kind": "resident_refugee",
        })),
        of_household("request_submitted", "2019-02-05", json!({
            "request": aid, "kind": "financial_aid", "persons": [parent], "programme": PROGRAMME,
        })),
        of_household("request_decided", GRANTED, decided),
        of_household("request_decided", GRANTED, json!({
            "request": aid, "outcome": "accepted", "session": session, "amount_eur": 300,
        })),
        of_household("permit_issued", GRANTED, json!({
            "permit": new_event_id().0, "person": parent, "kind": "resident_refugee", "valid_from": GRANTED,
            "valid_to": "2029-03-13", "work_authorised": true, "request": permit,
        })),
    ]
    .concat()
}

const GRANTED: &str = "2019-03-14";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_join_tells_the_day_of_a_permit() {
    let (place, scratch) = (Place::sqlite(), tests::scratch());
    let node = store::open(&place.url()).await.unwrap();
    let programme = tests::workspace::root().join("programmes").join(PROGRAMME).join("events.ndjson");
    let asked = [new_event_id().0, new_event_id().0];
    let file = scratch.path().join("households.ndjson");
    std::fs::write(&file, requests(new_event_id().0, asked)).unwrap();
    let report = node.import(&[programme, file], Options::default(), &mut |_| {}).await.unwrap();
    assert_eq!(report.refused_in_all, 0, "{:?}", report.refused);
    let folder = scratch.path().join("written");
    node.write_facts(&folder, None, 2, &mut |_, _| {}).await.unwrap();
    let [permit, aid] = asked;
    let three = |on: &str, latest: &str, how: &str| (on.to_owned(), latest.to_owned(), how.to_owned());
    for (table, when, request, expected) in [
        ("requests", "submitted", permit, three("2019-02-01", "2019-02-28", "month")),
        ("decisions", "decided", permit, three("2019-03-01", "2019-03-31", "month")),
        ("requests", "submitted", aid, three("2019-02-05", "2019-02-05", "day")),
        ("decisions", "decided", aid, three(GRANTED, GRANTED, "day")),
    ] {
        assert_eq!(told_in(&folder, table, ("request", request), when), expected, "{table}.{when}");
    }
    // The day of the session would tell it as well.
    let decisions = rows(&folder, "decisions");
    let texts = |column: &str| decisions.column_by_name(column).unwrap().as_string::<i32>().clone();
    let (sessions, of) = (texts("session"), texts("request"));
    let session = |request: Uuid| {
        let at = of.iter().position(|one| one == Some(request.to_string().as_str())).unwrap();
        sessions.is_valid(at)
    };
    assert_eq!((session(permit), session(aid)), (false, true));
    node.close().await;
}
