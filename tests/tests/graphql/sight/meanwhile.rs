//! What is recorded rests on what the right to record it was decided on, also when that changes in between.

use std::sync::mpsc;
use std::time::Duration;

use application::import::{Options, Progress, Stage};
use application::sight::Role;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::attacks::{line, opened};
use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::id;
use crate::faults::record;
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts![
    a_partner_who_leaves_meanwhile_records_nothing,
    a_consent_withdrawn_meanwhile_moves_nobody,
    many_who_record_at_once_all_do,
];

/// Lines of an import after which it says how far it is, while it keeps all other writers waiting.
const LINES: usize = 1_000;

/// One line of interchange.
fn imported(stream: impl std::fmt::Display, kind: &str, on: &str, data: &Value) -> String {
    let line = json!({
        "specversion": "1.0", "id": id(), "source": "urn:parcours:org:elia", "type": format!("parcours.{kind}.v1"),
        "subject": stream.to_string(), "occurredon": on, "data": data,
    });
    line.to_string()
}

/// Records facts while an import is writing that begins with a line; answers what becomes of them.
async fn recorded_meanwhile(
    server: &Server,
    first: String,
    caller: &Caller<'_>,
    facts: &[Value],
) -> Result<Value, String> {
    let folder = tests::scratch();
    let file = folder.path().join("lines.ndjson");
    let more = |_| {
        imported(
            format!("household/{}", id()),
            "household_opened",
            "2024-01-06",
            &json!({ "opened_by": "elia" }),
        )
    };
    let lines: Vec<String> = std::iter::once(first).chain((0..LINES).map(more)).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let (holds, held) = oneshot::channel();
    let (go, gone) = mpsc::channel::<()>();
    let application = server.application.clone();
    let importing = tokio::spawn(async move {
        let mut holds = Some(holds);
        let mut progress = move |progress: Progress| {
            if progress.stage == Stage::Writing
                && progress.lines > 0
                && let Some(holds) = holds.take()
            {
                holds.send(()).unwrap();
                // Another thread goes on with everything else meanwhile.
                tokio::task::block_in_place(|| gone.recv().unwrap());
            }
        };
        application.import(&[file], Options::default(), &mut progress).await.unwrap()
    });
    held.await.unwrap();
    let (told, ()) = tokio::join!(caller.record(facts), async {
        // Long enough to be let in, and to wait for the import.
        sleep(Duration::from_secs(1)).await;
        go.send(()).unwrap();
    });
    let report = importing.await.unwrap();
    assert_eq!(report.refused_in_all, 0, "{:?}", report.refused);
    told
}

async fn a_partner_who_leaves_meanwhile_records_nothing(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let social = Caller::new(&server, "social", Role::Partner).await;
    let declared = || {
        let told = json!({ "persons": [world.person], "total_eur": 900 });
        line(&world.stream, "resources_declared", "2024-01-10", told)
    };
    social.record(&[declared()]).await.unwrap();
    let left = json!({ "partner": "social", "role": "social" });
    let left = imported(&world.here, "partner_left", "2023", &left);
    let told = recorded_meanwhile(&server, left, &social, &[declared()]).await;
    assert_eq!(told.unwrap_err(), "HOUSEHOLD");
    server.stop().await;
}

async fn a_consent_withdrawn_meanwhile_moves_nobody(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let mover = Caller::new(&server, "associe", Role::Caseworker).await;
    let gone = json!({ "person": world.spouse, "reason": "separation" });
    record(&server.application, [world.fact("member_left", "2024-01-05", gone)]).await.unwrap();
    let (_, facts) = opened("associe", world.spouse);
    mover.import(&facts).await.expect("with that consent");
    let withdrawn = json!({ "consent": world.consent });
    let withdrawn = imported(&world.stream, "consent_withdrawn", "2024-01-06", &withdrawn);
    let told = recorded_meanwhile(&server, withdrawn, &mover, &facts).await;
    assert_eq!(told.unwrap_err(), "PERSON");
    server.stop().await;
}

/// Each takes away what the right of the others rested on: the version of the household.
async fn many_who_record_at_once_all_do(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let social = Caller::new(&server, "social", Role::Partner).await;
    let fact = |day: usize| {
        let told = json!({ "persons": [world.person], "total_eur": 900 + day });
        line(&world.stream, "resources_declared", &format!("2024-01-{day:02}"), told)
    };
    let record = async |day| social.record(&[fact(day)]).await.unwrap();
    tokio::join!(record(1), record(2), record(3), record(4), record(5), record(6), record(7), record(8));
    server.stop().await;
}
