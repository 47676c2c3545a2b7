//! Somebody who joins and is known already: of which household, and in what that person takes part.

use serde_json::json;

use super::browser::{Browser, Form, told};
use super::{household, opened};
use crate::graphql::Server;
use crate::store::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_known_elsewhere_is_chosen_and_joins_what_is_ticked() {
    let server = Server::start(Place::sqlite()).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let (from, to) = (household(&browser).await, household(&browser).await);
    let form = browser.form(&format!("/households/{from}/record/member_left")).await;
    let form =
        form.set("0/occurredOn", "2022").choose("0/data/person", "Mme Essai").choose("0/data/reason", "");
    browser.record(&form).await;
    for kind in ["enrolment_started", "occupancy_started"] {
        let form = browser.form(&format!("/households/{to}/record/{kind}")).await.set("0/occurredOn", "2021");
        let form = if kind == "enrolment_started" {
            form.choose("0/data/programme", "Essai")
        } else {
            form.choose("0/data/kind", "hôtel")
        };
        browser.record(&form).await;
    }

    let form = browser.form(&format!("/households/{to}/record/member_joined")).await;
    let unknown = browser.press(&form.clone().set("elsewhere", "ffffffff"), "look").await;
    assert_eq!(unknown.status, 422, "{}", unknown.body);
    assert!(told(&unknown.body).contains("href=\"#elsewhere\""), "{}", told(&unknown.body));
    let found = browser.press(&form.set("elsewhere", &from), "look").await;
    assert_eq!(found.status, 200, "{}", found.body);
    let form = Form::of(&found.body);
    assert!(form.body.contains(&format!("<optgroup label=\"Ménage {}\">", &from[..8])), "{}", form.body);
    let form = form
        .set("0/occurredOn", "mars 2023")
        .choose("0/data/person", "Mme Essai (partie ou parti")
        .set("0/data/birth", "mars 1985")
        .choose("0/data/role", "conjoint")
        .choose("0/data/reason", "mise en couple")
        .tick("0/data/episodes");
    // Of everything that goes on, the stay alone.
    let stay = form.body.split("value=\"").find(|rest| rest.contains("hôtel · ")).unwrap();
    let stay = stay.split('"').next().unwrap().to_owned();
    let path = browser.record(&form.set("0/data/episodes", &stay)).await;
    assert!(path.starts_with(&format!("/households/{to}?recorded=")), "{path}");
    let query = "query($id: ID!) { household(id: $id) { history { type payload } } }";
    let history = server.data(query, json!({ "id": to })).await["household"]["history"].clone();
    let joined = &history.as_array().unwrap().last().unwrap()["payload"];
    assert_eq!(joined["episodes"], json!([stay]), "{joined}");
    let before = server.data(query, json!({ "id": from })).await["household"]["history"].clone();
    assert_eq!(joined["person"], before[1]["payload"]["person"], "the same person");
    server.stop().await;
}
