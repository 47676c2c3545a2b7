//! Every programme’s events, imported into one ledger, replay to the states worked out beside them.

use std::path::PathBuf;

use application::Application;
use application::export::Selection;
use application::import::{Options, Report};
use domain::ids::HouseholdId;
use serde_json::Value;

/// The events of every programme, in the order of their names.
pub(crate) fn programmes() -> Vec<PathBuf> {
    let folder = tests::workspace::root().join("programmes");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("events.ndjson"))
        .filter(|file| file.exists())
        .collect();
    files.sort();
    files
}

/// Every programme, in one ledger.
pub(crate) async fn import_everything(database: &str) -> (Application, Report) {
    let application = crate::store::open(database).await.unwrap();
    let options = Options { as_recorded: true, ..Options::default() };
    let report = application.import(&programmes(), options, &mut |_| {}).await.unwrap();
    (application, report)
}

/// The first thing that `expected` holds and `actual` does not; keys may be added, values must be equal.
fn difference(at: &str, expected: &Value, actual: &Value) -> Option<String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => expected.iter().find_map(|(key, value)| {
            let found = actual.get(key).unwrap_or(&Value::Null);
            difference(&format!("{at}/{key}"), value, found)
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs.find_map(|(index, (one, other))| difference(&format!("{at}/{index}"), one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        (one, other) if one == other => None,
        (one, other) => Some(format!("{at}: expected {one}, found {other}")),
    }
}

async fn check_states(application: &Application) {
    let text = std::fs::read_to_string(tests::workspace::root().join("tests/fixtures/states.json")).unwrap();
    let states: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(states.len(), 104);
    let mut wrong = Vec::new();
    for expected in &states {
        let text = |key: &str| expected.get(key).and_then(Value::as_str);
        let household: HouseholdId = text("household").unwrap().parse().unwrap();
        let as_of = text("as_of").unwrap().parse().unwrap();
        let known_at = text("known_at").map(|instant| instant.parse().unwrap());
        let replayed = application.replay(household, Some(as_of), known_at).await.unwrap().unwrap();
        if let Some(difference) = difference("", expected, &replayed.state.to_json()) {
            wrong.push(format!("{household} as of {as_of}, known at {known_at:?}: {difference}"));
        }
    }
    assert!(wrong.is_empty(), "{} of 104 states differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The whole ledger as lines, without what each ledger stamps itself.
async fn export(application: &Application) -> Vec<Value> {
    let mut out = Vec::new();
    application.export(&Selection::default(), &mut out).await.unwrap();
    let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_programmes_replay_to_the_states_worked_out_on_both_engines() {
    let folder = tests::scratch();
    let sqlite = format!("sqlite:{}", folder.path().join("parcours.db").display());
    let postgres = tests::postgres::database().await;
    let mut exports = Vec::new();
    for database in [sqlite, postgres] {
        let (application, report) = import_everything(&database).await;
        assert_eq!(report.refused_in_all, 0, "{:#?}", report.refused.iter().take(20).collect::<Vec<_>>());
        assert_eq!(report.accepted, 24_332);
        check_states(&application).await;
        exports.push(export(&application).await);
        application.close().await;
    }
    assert_eq!(exports[0].len(), 24_332);
    assert!(exports[0] == exports[1], "the exports of the two engines differ");
}
