//! What shows that nothing was altered, and that it shows when something was.

use application::sight::Role;
use serde_json::json;

use super::readers::read_in;
use super::{FAMILLE_K, page, server_with};
use crate::graphql::sight::world::World;
use crate::graphql::sight::{Caller, locked};
use crate::graphql::{Server, client};
use crate::proofs::unlock;
use crate::store::{NOON, Place, contracts};

contracts![
    what_is_proved_and_who_read_it_is_told_to_those_who_watch,
    a_ledger_that_was_altered_is_told,
    an_access_log_that_was_altered_is_told,
    a_key_that_was_taken_away_is_told,
];

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn read(server: &Server, caller: &Caller<'_>, path: &str) -> client::Answer {
    read_in(server, caller, path, "fr").await
}

/// Asks for a bundle, as the button of a page does.
async fn take(server: &Server, caller: &Caller<'_>, path: &str) -> client::Answer {
    let bearer = format!("Bearer {}", caller.token);
    let mut headers = vec![FORM, ("authorization", bearer.as_str())];
    headers.extend(caller.reason.map(|reason| ("parcours-reason", reason)));
    client::post(server.address, path, &headers, "").await
}

async fn verify(server: &Server, headers: &[(&str, &str)]) -> client::Answer {
    client::post(server.address, "/integrity/verify", &[&[FORM], headers].concat(), "").await
}

/// The page, once the verification has ended.
async fn verified(server: &Server, caller: &Caller<'_>) -> String {
    let bearer = format!("Bearer {}", caller.token);
    let begun = verify(server, &[("authorization", &bearer)]).await;
    assert_eq!(begun.status, 303, "{}", begun.body);
    loop {
        let shown = read(server, caller, "/integrity").await.body;
        if !shown.contains("Vérification en cours") {
            return shown;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn what_is_proved_and_who_read_it_is_told_to_those_who_watch(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let household = format!("/households/{}", world.household.0);
    let bundle = format!("{household}/bundle");

    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    for role in [Role::Caseworker, Role::Partner, Role::Analyst] {
        let caller = Caller::new(&server, "elia", role).await;
        assert_eq!(read(&server, &caller, "/integrity").await.status, 403, "{role}");
        assert_eq!(take(&server, &caller, &bundle).await.status, 403, "{role}");
        let bearer = format!("Bearer {}", caller.token);
        assert_eq!(verify(&server, &[("authorization", &bearer)]).await.status, 403, "{role}");
    }
    assert_eq!(read(&server, &operator, &household).await.status, 200);

    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    assert!(read(&server, &auditor, "/integrity").await.body.contains("pas encore été vérifié"));
    let bearer = format!("Bearer {}", auditor.token);
    let foreign = [("authorization", bearer.as_str()), ("origin", "https://example.org")];
    assert_eq!(verify(&server, &foreign).await.status, 403, "another site lets nobody do anything");
    let shown = verified(&server, &auditor).await;
    assert!(shown.contains("Tout est intact") && shown.contains("complet"), "{shown}");
    assert!(shown.contains("elia/") && shown.contains(&household), "{shown}");

    assert_eq!(take(&server, &auditor, &bundle).await.status, 403, "no reason was told");
    auditor.reason = Some("réclamation");
    let file = take(&server, &auditor, &bundle).await;
    if file.status == 409 {
        // A ledger on a server has no signing key beside it.
        assert!(file.body.contains("<h1>Pas encore signé</h1>"), "{}", file.body);
    } else {
        assert_eq!(file.status, 200, "{}", file.body);
        assert!(file.head.contains("attachment; filename=\"parcours-"), "{}", file.head);
        let newest = server.application.newest_accesses(None, None, 1).await.unwrap().remove(0);
        assert_eq!(newest.access.via, "audit-bundle");
        assert_eq!(newest.access.reason.as_deref(), Some("réclamation"));
        let proof = read(&server, &operator, "/proofs/1").await;
        assert!(proof.body.contains("c2sp.org/tlog-proof@v1"), "{}", proof.body);
    }
    for path in ["/proofs/0", "/proofs/99999999", "/proofs/18446744073709551615", "/proofs/-1"] {
        assert_eq!(read(&server, &operator, path).await.status, 404, "{path}");
    }
    assert_eq!(read(&server, &auditor, &bundle).await.status, 405, "a link makes no bundle");
    let unknown = "/households/0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11/bundle";
    assert_eq!(take(&server, &auditor, unknown).await.status, 404);
    server.stop().await;
}

async fn a_ledger_that_was_altered_is_told(place: Place) {
    let server = locked(place).await;
    World::new(&server).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    unlock(&server.place).await;
    let alter = "UPDATE event SET occurred_on = '2009' WHERE position = 3";
    server.place.execute(alter).await.unwrap();
    let shown = verified(&server, &auditor).await;
    assert!(shown.contains("Le registre a été altéré") && shown.contains("à la position 3"), "{shown}");
    server.stop().await;
}

async fn an_access_log_that_was_altered_is_told(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let operator = Caller::new(&server, "elia", Role::Caseworker).await;
    let household = format!("/households/{}", world.household.0);
    assert_eq!(read(&server, &operator, &household).await.status, 200);
    let folder = tests::scratch();
    let named = Some(folder.path().join("key"));
    let signed = server.application.checkpoint(named.clone()).await.unwrap().accesses.unwrap();
    let shown = read(&server, &auditor, "/integrity").await.body;
    let told = format!("il couvre {} lignes", signed.size);
    assert!(shown.contains("Celui du journal des accès") && shown.contains(&told), "{shown}");
    assert!(shown.contains(&format!("/access-log\n{}\n", signed.size)), "{shown}");
    let alter = match &server.place {
        Place::Sqlite(_) => "DROP TRIGGER access_log_no_delete; DELETE FROM access_log",
        Place::Postgres(_) => "ALTER TABLE access_log DISABLE TRIGGER ALL; DELETE FROM access_log",
    };
    server.place.execute_log(alter).await.unwrap();
    let shown = verified(&server, &auditor).await;
    assert!(
        shown.contains("Le journal des accès a été altéré") && shown.contains("à la ligne 1."),
        "{shown}"
    );
    server.stop().await;
}

async fn a_key_that_was_taken_away_is_told(place: Place) {
    let server = locked(place).await;
    World::new(&server).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let there = match &server.place {
        Place::Sqlite(_) => format!("ATTACH '{}-keys' AS parcours_keys; ", server.place.path().display()),
        Place::Postgres(_) => String::new(),
    };
    let taken = "DELETE FROM parcours_keys.sealing_key WHERE class = 'identity'";
    server.place.execute(&(there + taken)).await.unwrap();
    let shown = verified(&server, &auditor).await;
    assert!(shown.contains("Une clé qui scelle") && shown.contains(" identity"), "{shown}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_auditor_tells_a_browser_why_for_a_working_day() {
    let server = locked(Place::sqlite()).await;
    let world = World::new(&server).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let household = format!("/households/{}", world.household.0);
    let signed_in = format!("__Host-parcours={}", auditor.token);
    let tell = async |reason: &str, back: &str| {
        let body = format!("reason={reason}&back={back}");
        client::post(server.address, "/reason", &[FORM, ("cookie", &signed_in)], &body).await
    };
    let told = tell("plainte+n%C2%B0%204", &household).await;
    assert_eq!(told.status, 303, "{}", told.body);
    let head = told.head.to_lowercase();
    assert!(head.contains(&format!("location: {household}")), "{head}");
    let until = NOON / 1_000_000 + 28_800;
    let cookie = format!(
        "__host-parcours-reason={until}.plainte%20n%c2%b0%204; path=/; max-age=28800; secure; httponly"
    );
    assert!(head.contains(&cookie), "{head}");
    let kept = format!("{signed_in}; __Host-parcours-reason={until}.plainte%20n%C2%B0%204");
    let shown = client::get(server.address, &household, &[("cookie", &kept)]).await.body;
    assert!(shown.contains("CANARI-NOM") && shown.contains("pour ce motif : plainte n° 4"), "{shown}");
    let newest = server.application.newest_accesses(None, None, 1).await.unwrap().remove(0);
    assert_eq!(newest.access.reason.as_deref(), Some("plainte n° 4"));

    let ended = tell("", "https://example.org/").await.head.to_lowercase();
    assert!(ended.contains("location: /\r\n") && ended.contains("max-age=0"), "{ended}");
    assert_eq!(tell(&"x".repeat(201), "/").await.status, 400);
    let foreign = [FORM, ("cookie", signed_in.as_str()), ("sec-fetch-site", "cross-site")];
    let foreign = client::post(server.address, "/reason", &foreign, "reason=x&back=/").await;
    assert_eq!(foreign.status, 403, "another site tells no reason");
    // Whoever signs in next has no reason yet.
    let next = client::post(server.address, "/sign-in", &[FORM], &format!("token={}", auditor.token)).await;
    assert!(next.head.to_lowercase().contains("__host-parcours-reason=; path=/; max-age=0"), "{}", next.head);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn integrity_is_told_in_both_languages() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    server.data("mutation { verifyLedger { state } }", json!({})).await;
    for (language, title, reader) in [("fr", "Journal des accès", "Qui"), ("en", "Access log", "Who")] {
        page(&server, &format!("/households/{FAMILLE_K}"), language).await;
        let shown = page(&server, "/integrity", language).await.body;
        assert!(
            shown.contains(title) && shown.contains(&format!("<th scope=\"col\">{reader}</th>")),
            "{shown}"
        );
        let listed = shown.split("id=\"lists\"").nth(1).unwrap();
        assert!(!listed.contains('_'), "a list without a name: {listed}");
        assert!(!shown.contains("integrity-") && !shown.contains("list-name-"), "{shown}");
    }
    server.stop().await;
}
