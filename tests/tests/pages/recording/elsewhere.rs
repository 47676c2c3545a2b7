//! Somebody who joins and is known already: of which household, and in what that person takes part.

use serde_json::json;

use super::browser::{Browser, Form, told};
use super::{filled, household, opened};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_of_a_person_is_filled_in_and_may_be_changed() {
    let server = Server::start(Place::sqlite()).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let (from, to) = (household(&browser).await, household(&browser).await);
    let form = browser.form(&format!("/households/{from}/record/member_joined")).await;
    let form = filled(
        form,
        "ftda",
        "2021",
        &[
            ("person", "=Une nouvelle personne"),
            ("birth", "mai 2001"),
            ("role", "=enfant"),
            ("reason", "="),
            ("identity", "M. Essai"),
            ("sex", "=masculin"),
            ("nationality/0", "Guinée"),
        ],
    );
    browser.record(&form).await;
    for person in ["Mme Essai", "M. Essai"] {
        let form = browser.form(&format!("/households/{from}/record/member_left")).await;
        let form = filled(form, "ftda", "2022", &[("reason", "=")]).choose("0/data/person", person);
        browser.record(&form).await;
    }

    let form = browser.form(&format!("/households/{to}/record/member_joined")).await;
    let own = browser.press(&form.clone().set("elsewhere", &to[..8]), "look").await;
    assert_eq!(own.status, 422, "{}", own.body);
    assert!(told(&own.body).contains("Ce numéro est celui de ce dossier"), "{}", told(&own.body));
    let found = browser.press(&form.set("elsewhere", &from), "look").await;
    let form = Form::of(&found.body);
    assert_eq!(form.value("0/data/birth"), "", "nobody is chosen yet");
    let form = form.choose("0/data/person", "M. Essai (parti").set("0/data/identity", "M. É. Essai");
    let shown = Form::of(&browser.press(&form, "look").await.body);
    let of = |form: &Form, field: &str| form.value(&format!("0/data/{field}")).to_owned();
    assert_eq!((of(&shown, "birth"), of(&shown, "nationality/0")), ("mai 2001".into(), "Guinée".into()));
    assert_eq!((of(&shown, "sex"), of(&shown, "identity")), ("m".into(), "M. É. Essai".into()));
    // What was filled in follows whom one chooses; what is typed stays.
    let other = shown.clone().choose("0/data/person", "Mme Essai");
    let other = Form::of(&browser.press(&other, "look").await.body);
    assert_eq!((of(&other, "birth"), of(&other, "identity")), ("mars 1985".into(), "M. É. Essai".into()));
    assert_eq!((of(&other, "sex"), of(&other, "nationality/0")), (String::new(), String::new()));
    let new =
        shown.clone().choose("0/data/person", "Une nouvelle personne").set("0/data/birth", "12/03/1990");
    let new = Form::of(&browser.press(&new, "look").await.body);
    assert_eq!((of(&new, "birth"), of(&new, "nationality/0")), ("12/03/1990".into(), String::new()));
    let form = filled(shown, "ftda", "mars 2023", &[("role", "=conjoint"), ("reason", "=mise en couple")]);
    let preview = browser.press(&form.set("0/data/nationality/0", ""), "preview").await;
    assert_eq!(preview.status, 200, "{}", told(&preview.body));
    assert!(preview.body.contains("mai 2001") && !preview.body.contains("Guinée"), "{}", preview.body);
    let saved = browser.press(&Form::of(&preview.body), "save").await;
    assert_eq!(saved.status, 303, "{}", told(&saved.body));

    let form = browser.form(&format!("/households/{to}/record/household_merged")).await;
    let own = browser.press(&form.set("0/data/into", &to), "preview").await;
    assert_eq!(own.status, 422, "{}", own.body);
    assert_eq!(told(&own.body).matches("Ce numéro").count(), 1, "{}", told(&own.body));
    server.stop().await;
}
