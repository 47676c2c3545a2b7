//! What is wrong is told beside the field that it is about, and in a list that leads there.

use serde_json::json;

use super::browser::{Browser, Form, told};
use super::household;
use crate::graphql::Server;
use crate::graphql::client;
use crate::graphql::facts::{HOUSEHOLD, housed};
use crate::pages::import;
use crate::store::Place;

/// What stands beside a field, as far as it is wrong.
fn beside<'b>(body: &'b str, id: &str) -> &'b str {
    let from = format!("id=\"{id}-error\"");
    let (_, rest) = body.split_once(&from).unwrap_or_else(|| panic!("nothing wrong at {id}: {body}"));
    rest.split_once("</p>").unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_does_not_slide_is_refused_beside_the_lease() {
    let server = Server::start(Place::sqlite()).await;
    server.recorded(&housed()).await;
    let browser = Browser::new(&server);
    let form = browser.form(&format!("/households/{HOUSEHOLD}/record/lease_transferred")).await;
    // The only lease is chosen already, and named in words.
    assert!(
        form.body
            .contains("sous-location sans glissement · 1er février 2020 · personne de référence</option>"),
        "{}",
        form.body
    );
    let form = form
        .set("0/occurredOn", "janvier 2020")
        .choose("0/data/new_kind", "")
        .set("0/data/starts_on", "mars 2021");
    let answer = browser.press(&form, "preview").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("<title>À revoir :"), "{}", answer.body);
    assert!(
        answer.body.contains("role=\"alert\" tabindex=\"-1\" autofocus"),
        "the list of faults has the focus"
    );
    assert!(
        beside(&answer.body, "0-data-lease").contains("seul un bail glissant peut glisser"),
        "{}",
        answer.body
    );
    let list = told(&answer.body);
    assert!(list.contains("<a href=\"#0-data-lease\">Bail</a>"), "{list}");
    // Every contradiction is told, and everything typed is still there.
    assert!(list.matches("<li>").count() >= 2, "{list}");
    let kept = Form::of(&answer.body);
    assert_eq!((kept.value("0/occurredOn"), kept.value("0/data/starts_on")), ("janvier 2020", "mars 2021"));
    assert_eq!(server.data("{ serverInfo { position } }", json!({})).await["serverInfo"]["position"], 4);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_are_still_in_a_programme_some_are_told() {
    let server = Server::start(Place::sqlite()).await;
    import(&server, "plateforme-regularises", None).await;
    let browser = Browser::new(&server);
    let form = browser.form("/programmes/plateforme-regularises/record/programme_status_set").await;
    let closed = form.set("0/occurredOn", "juin 2011").choose("0/data/state", "fermé");
    let answer = browser.press(&closed, "preview").await;
    assert_eq!(answer.status, 422);
    let list = told(&answer.body);
    assert_eq!(list.matches("tant qu’une prise en charge y est en cours").count(), 8, "{list}");
    assert!(list.contains("74 points à revoir") && list.contains("<li>Et 65 autres points.</li>"), "{list}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_cannot_be_read_is_told_at_once() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/contract_signed")).await;
    let long = "é".repeat(501);
    let form = form
        .set("0/occurredOn", "un jour de mars")
        .set("0/data/weekly_hours", "beaucoup")
        .set("0/data/starts_on", &long)
        .set("0/data/kind", "esclavage")
        .set("0/data/full_time", "peut-être")
        .set("0/data/planned_end_on", "31/02/2020");
    let answer = browser.press(&form, "save").await;
    assert_eq!(answer.status, 422);
    for (field, sentence) in [
        ("occurredOn", "Cette date n’est pas comprise"),
        ("data-weekly_hours", "Il faut ici un nombre"),
        ("data-starts_on", "500 caractères au plus"),
        ("data-kind", "À choisir dans la liste"),
        ("data-full_time", "À choisir dans la liste"),
        ("data-planned_end_on", "Cette date n’est pas comprise"),
    ] {
        let beside = beside(&answer.body, &format!("0-{field}"));
        assert!(beside.contains(sentence), "{field}: {beside}");
    }
    let absent = browser.press(&browser.form(&form.action).await, "preview").await;
    assert!(beside(&absent.body, "0-occurredOn").contains("À remplir"), "{}", absent.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_who_cannot_be_is_told_beside_the_member() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let more = browser.press(&browser.form("/households/new").await, "more/members").await;
    let form = Form::of(&more.body).set("0/occurredOn", "2021").set("0/data/opened_by", "ftda");
    let form = form
        .set("members/0/birth", "1985")
        .set("members/1/birth", "mars 2023")
        .choose("members/1/role", "personne de référence");
    let answer = browser.press(&form, "preview").await;
    assert_eq!(answer.status, 422);
    assert!(beside(&answer.body, "members-1-birth").contains("précède la naissance"), "{}", answer.body);
    assert!(beside(&answer.body, "members-1-role").contains("personne de référence"), "{}", answer.body);
    let blank = browser.press(&browser.form("/households/new").await, "preview").await;
    assert!(beside(&blank.body, "0-data-opened_by").contains("À remplir"), "{}", blank.body);
    assert_eq!(told(&blank.body).matches("<li><a href=\"#").count(), 3, "{}", told(&blank.body));
    // Room for somebody of whom nothing is said is no member.
    let form = browser.form("/households/new").await;
    let form =
        form.set("0/occurredOn", "2021").set("0/data/opened_by", "ftda").set("members/0/birth", "1985");
    let more = Form::of(&browser.press(&form, "more/members").await.body);
    assert!(browser.record(&more).await.starts_with("/households/"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_our_own_pages_send_forms_and_none_without_end() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let path = format!("/households/{id}/record/consent_given");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for elsewhere in [
        ("origin", "http://example.org"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for path in [path.as_str(), "/households/new"] {
            let answer = client::post(server.address, path, &[form[0], elsewhere], "step=save").await;
            assert_eq!(answer.status, 403, "{elsewhere:?}: {}", answer.body);
        }
        let read = client::get(server.address, &format!("/households/{id}"), &[elsewhere]).await;
        assert_eq!(read.status, 200, "another page may lead to one of ours");
    }
    let huge = format!("step=save&a={}", "x".repeat(300 * 1024));
    for body in ["", "step=save", "event=1&version=x", "%00=1", &huge, &"a=&".repeat(500)] {
        let answer = client::post(server.address, &path, &form, body).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(answer.body.contains("<h1>Demande incomprise</h1>"), "{}", answer.body);
    }
    for nowhere in ["record/capacity_set", "record/nothing", "record/event_corrected", "events/x/correct"] {
        assert_eq!(browser.get(&format!("/households/{id}/{nowhere}")).await.status, 404, "{nowhere}");
    }
    server.stop().await;
}
