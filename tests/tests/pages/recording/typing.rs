//! What is offered and understood while one types, and what is asked before something that cannot be undone.

use super::browser::{Browser, Form, told};
use super::{household, opened};
use crate::graphql::Server;
use crate::store::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_is_offered_in_words() {
    let server = Server::start(Place::sqlite()).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/request_submitted")).await;
    assert!(form.body.contains("list=\"known-organisations\""), "{}", form.body);
    assert!(form.body.contains("<option value=\"ftda\" label=\"mène Essai\">"), "{}", form.body);
    let form = browser.form("/households/new").await;
    assert!(form.body.contains("<option value=\"Guinée\" label=\"GIN\">"), "{}", form.body);
    let form = form.set("members/0/nationality/0", "gin").set("0/occurredOn", "hier");
    let refused = browser.press(&form, "preview").await.body;
    assert!(refused.contains("Compris : Guinée"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_another_form_is_told_what_is_expected_with_an_example() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let wrong =
        |form: Form| form.set("0/occurredOn", "2022").choose("0/data/kind", "").set("0/data/commune", "Lyon");
    let path = format!("/households/{id}/record/occupancy_started");
    let french = browser.press(&wrong(browser.form(&path).await), "preview").await;
    assert_eq!(french.status, 422);
    let sentence = "Il faut ici le code INSEE d’une commune, à cinq caractères, par exemple 51454 (et non le code postal).";
    assert!(told(&french.body).contains(sentence), "{}", told(&french.body));
    let english = Browser { language: "en", ..Browser::new(&server) };
    let answer = english.press(&wrong(english.form(&path).await), "preview").await;
    let sentence =
        "Expected here: the INSEE code of a commune, five characters, such as 51454 (not the postcode).";
    assert!(told(&answer.body).contains(sentence), "{}", told(&answer.body));
    server.stop().await;
}

/// What the button of a language sends, and where.
fn turn(body: &str) -> (String, String) {
    let (_, button) = body.split_once("<nav class=\"languages\"").unwrap().1.split_once("<button ").unwrap();
    let of = |name: &str| {
        button.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().to_owned()
    };
    assert_eq!(of("form"), "fact");
    (of("value"), of("formaction"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_turned_into_another_language_keeps_what_was_typed() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/occupancy_started")).await;
    let form = form.choose("0/data/kind", "hôtel").set("0/data/commune", "Lyon");
    let refused = browser.press(&form, "preview").await.body;
    let (step, there) = turn(&refused);
    assert!(there.ends_with("/record/occupancy_started?lang=en"), "{there}");
    let turned = Form { action: there, ..Form::of(&refused) };
    let english = browser.press(&turned, &step).await;
    assert_eq!(english.status, 422);
    assert!(
        english.body.contains("<html lang=\"en\">") && english.head.contains("lang=en;"),
        "{}",
        english.head
    );
    let kept = Form::of(&english.body);
    assert_eq!((kept.value("0/data/kind"), kept.value("0/data/commune")), ("hotel", "Lyon"));
    assert!(told(&english.body).contains("Expected here"), "{}", english.body);
    // One that was not sent yet is not found wrong by that, and what is looked at stays what it is.
    let fresh = browser.get(&form.action).await.body;
    let (step, there) = turn(&fresh);
    let turned = Form { action: there, ..form.clone() };
    let answer = browser.press(&turned, &step).await;
    assert_eq!((answer.status, Form::of(&answer.body).value("0/data/commune")), (200, "Lyon"));
    let right = form.set("0/occurredOn", "mars 2021").set("0/data/commune", "69123");
    let preview = browser.press(&right, "preview").await.body;
    let (step, there) = turn(&preview);
    let turned = Form { action: there, ..Form::of(&preview) };
    let answer = browser.press(&turned, &step).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("What you are about to record"), "{}", answer.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_undone_is_confirmed_first() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/personal_data_erased")).await;
    assert!(form.body.contains("Relire avant d’effacer"), "{}", form.body);
    let form = form.set("0/occurredOn", "2024").choose("0/data/person", "").choose("0/data/basis", "");
    let form = form.choose("0/data/level", "données d’identité");
    let preview = browser.press(&form, "preview").await.body;
    assert!(preview.contains("<button class=\"final\""), "{preview}");
    assert!(preview.contains("Cela ne peut pas être défait"), "{preview}");
    let version = async || {
        let query = "query($id: ID!) { household(id: $id) { version } }";
        server.data(query, serde_json::json!({ "id": id })).await["household"]["version"].clone()
    };
    let unconfirmed = browser.press(&Form::of(&preview), "save").await;
    assert_eq!(unconfirmed.status, 422);
    assert!(unconfirmed.body.contains("id=\"confirmed-error\""), "{}", unconfirmed.body);
    assert_eq!(version().await, 2, "nothing is erased until that is confirmed");
    let confirmed = Form::of(&unconfirmed.body).set("confirmed", "yes");
    assert_eq!(browser.press(&confirmed, "save").await.status, 303);
    assert_eq!(version().await, 3);
    server.stop().await;
}
