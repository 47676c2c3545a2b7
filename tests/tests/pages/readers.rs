//! Who reads decides what a page shows: as everywhere else, for it asks as everybody does.

use application::sight::Role;

use super::page;
use crate::graphql::Server;
use crate::graphql::client::{self, Answer};
use crate::graphql::sight::world::{SECRETS, World};
use crate::graphql::sight::{Caller, locked};
use crate::store::Place;

/// Personal data as pages write it.
const WORDS: [&str; 2] = ["7 March 1971", "19 August 2031"];

/// A page as somebody who signed in sees it, in English.
pub(super) async fn read(server: &Server, caller: &Caller<'_>, path: &str) -> Answer {
    read_in(server, caller, path, "en").await
}

/// The same in a language.
pub(super) async fn read_in(server: &Server, caller: &Caller<'_>, path: &str, language: &str) -> Answer {
    let bearer = format!("Bearer {}", caller.token);
    let mut headers = vec![("accept-language", language), ("authorization", bearer.as_str())];
    headers.extend(caller.reason.map(|reason| ("parcours-reason", reason)));
    client::get(server.address, path, &headers).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reads_without_signing_in_where_everybody_must() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    for path in ["/".to_owned(), format!("/households/{}", world.household.0)] {
        let answer = page(&server, &path, "fr").await;
        assert_eq!(answer.status, 401, "{path}: {}", answer.body);
        assert!(answer.head.contains("www-authenticate: bearer"), "{}", answer.head);
        assert!(answer.body.contains("<h1>Un jeton est nécessaire</h1>"), "{}", answer.body);
        assert!(!answer.body.contains("CANARI"), "{}", answer.body);
    }
    assert_eq!(page(&server, "/assets/page.css", "fr").await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_holds_personal_data_that_its_reader_may_not_see() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let household = format!("/households/{}", world.household.0);
    let paths = [
        "/?state=all".to_owned(),
        household.clone(),
        format!("{household}?since=2020-01-01&known-at=2030-01-01"),
    ];
    let secrets = async |caller: &Caller<'_>| {
        let mut found = Vec::new();
        for path in &paths {
            let answer = read(&server, caller, path).await;
            assert!([200, 404].contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
            found.extend(SECRETS.iter().chain(&WORDS).filter(|secret| answer.body.contains(**secret)));
        }
        found
    };
    for (organisation, role) in [
        ("drihl", Role::Analyst),
        ("drihl", Role::Auditor),
        ("drihl", Role::Administrator),
        ("tiers", Role::Caseworker),
        ("funder", Role::Partner),
        ("other", Role::Caseworker),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        assert_eq!(secrets(&caller).await, Vec::<&&str>::new(), "{organisation} as {role}");
    }
    let partner = Caller::new(&server, "employment", Role::Partner).await;
    let found = secrets(&partner).await;
    assert!(found.contains(&&"CANARI-NOM") && !found.contains(&&"19 August 2031"), "{found:?}");
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let found = secrets(&operator).await;
    assert!(WORDS.iter().all(|word| found.contains(&word)), "{found:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_oversees_without_a_reason_sees_pathways_and_no_persons() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let list = read(&server, &auditor, "/?state=all").await;
    assert_eq!(list.status, 200, "{}", list.body);
    let household = format!("/households/{}", world.household.0);
    assert!(list.body.contains(&format!("href=\"{household}\"")), "{}", list.body);
    assert!(
        list.body.contains("<option value=\"id\" selected>"),
        "not by deadlines, which are days of permits"
    );
    let chosen = read(&server, &auditor, "/?state=all&sort=deadline").await;
    assert_eq!(chosen.status, 403, "an order that was chosen is not changed");
    assert!(chosen.body.contains("<h1>Access refused</h1>"), "{}", chosen.body);
    let shown = read(&server, &auditor, &household).await.body;
    assert!(shown.contains("personal data of this household are not shown to you"), "{shown}");
    assert!(shown.contains("<th scope=\"row\">reference person</th>"), "{shown}");
    auditor.reason = Some("complaint");
    let shown = read(&server, &auditor, &household).await.body;
    assert!(shown.contains("CANARI-NOM") && shown.contains("7 March 1971"), "{shown}");
    server.stop().await;
}
