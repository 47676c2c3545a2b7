//! What is recorded is corrected and retracted from the history, and both stay there.

use serde_json::{Value, json};

use super::browser::{Browser, Form, told};
use super::{household, opened};
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts! {
    a_date_is_corrected_and_a_fact_retracted,
    what_was_erased_stays_so_when_the_rest_is_corrected,
}

/// The history of a household.
async fn history(server: &Server, id: &str) -> Vec<Value> {
    let query = "query($id: ID!) { household(id: $id) { history {
        id type believed believedOccurredOn believedPayload correctedBy { reason } retractedBy { reason }
    } } }";
    let data = server.data(query, json!({ "id": id })).await;
    data["household"]["history"].as_array().unwrap().clone()
}

async fn a_date_is_corrected_and_a_fact_retracted(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/occupancy_started")).await;
    let form =
        form.set("0/occurredOn", "mars 2021").choose("0/data/kind", "hôtel").set("0/data/commune", "69123");
    let path = browser.record(&form).await;
    let page = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(page.contains("C’est enregistré : entrée dans les lieux"), "{page}");
    assert!(page.contains("<a class=\"item added\""), "{page}");

    let (_, event) = path.split_once('#').unwrap();
    let event = event.strip_prefix("fact-").unwrap();
    let correct = format!("/households/{id}/events/{event}/correct");
    assert!(page.contains(&format!("href=\"{correct}\"")), "{page}");
    let form = browser.form(&correct).await;
    // What was recorded stands there as it is said.
    assert_eq!(form.value("0/data/occurred_on"), "mars 2021");
    assert_eq!(form.value("0/data/payload/kind"), "hotel");
    assert_eq!(form.value("0/data/payload/commune"), "69123");
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422);
    assert!(told(&refused.body).contains("href=\"#0-data-reason\""), "{}", told(&refused.body));
    let form = form.set("0/data/occurred_on", "avril 2021").choose("0/data/reason", "");
    let preview = browser.press(&form, "preview").await;
    assert_eq!(preview.status, 200, "{}", told(&preview.body));
    assert!(
        preview.body.contains("class=\"item corrected\"")
            && preview.body.contains("aria-label=\"modifié · hôtel"),
        "{}",
        preview.body
    );
    let saved = browser.press(&Form::of(&preview.body), "save").await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let entries = history(&server, &id).await;
    let stay = entries.iter().find(|entry| entry["id"] == event).unwrap();
    assert_eq!(stay["believedOccurredOn"], "2021-04");
    assert_eq!(stay["believedPayload"]["commune"], "69123", "what was not changed stays");
    assert_eq!(stay["believedPayload"]["occupancy"].as_str().map(str::len), Some(36));

    let form = browser.form(&format!("/households/{id}/events/{event}/retract")).await;
    let path = browser.record(&form.choose("0/data/reason", "doublon")).await;
    let page = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(page.contains("L’annulation est enregistrée"), "{page}");
    assert!(!page.contains(&format!("/events/{event}/correct")), "what is retracted is not corrected");
    let entries = history(&server, &id).await;
    let stay = entries.iter().find(|entry| entry["id"] == event).unwrap();
    assert_eq!((&stay["believed"], &stay["retractedBy"]["reason"]), (&json!(false), &json!("duplicate")));
    let again = browser.get(&format!("/households/{id}/events/{event}/retract")).await;
    assert_eq!(again.status, 404, "{}", again.body);
    server.stop().await;
}

async fn what_was_erased_stays_so_when_the_rest_is_corrected(place: Place) {
    let server = Server::start(place).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/personal_data_erased")).await;
    let form = form.set("0/occurredOn", "2024").choose("0/data/person", "").choose("0/data/basis", "");
    browser.record(&form.choose("0/data/level", "données d’identité")).await;
    let before = history(&server, &id).await;
    let arrival = before.iter().find(|entry| entry["type"] == "member_joined").unwrap();
    assert_eq!(arrival["believedPayload"]["identity"], json!({ "erased": true }));
    let event = arrival["id"].as_str().unwrap();
    let form = browser.form(&format!("/households/{id}/events/{event}/correct")).await;
    assert!(form.body.contains("Effacé, ou caché pour vous : reste tel quel."), "{}", form.body);
    let form = form.choose("0/data/reason", "").set("0/data/payload/birth", "1986");
    browser.record(&form.choose("0/data/payload/arrival_route", "régularis")).await;
    let after = history(&server, &id).await;
    let payload = &after.iter().find(|entry| entry["id"] == event).unwrap()["believedPayload"];
    assert_eq!((&payload["birth"], &payload["identity"]), (&json!("1986"), &json!({ "erased": true })));
    assert_eq!(payload["arrival_route"], "regularised");
    server.stop().await;
}
