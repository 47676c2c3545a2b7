//! A household that is divided, and one that joins another: everybody and everything that goes on has its place in both.

use serde_json::{Value, json};

use super::browser::{Browser, Form, location, told};
use super::{Typed, filled, household, opened};
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts! {
    a_couple_separates_and_comes_together_again,
    what_moves_goes_on_in_the_other_household,
}

pub(super) async fn state(server: &Server, id: &str) -> Value {
    let query = "query($id: ID!) { household(id: $id) { history { type payload }
        state { members { person roleLabel } enrolments { enrolment programme persons } occupancies { occupancy persons }
        leases { lease signatories } } } }";
    server.data(query, json!({ "id": id })).await["household"].clone()
}

/// The field of a form whose label begins so.
pub(super) fn named(form: &Form, label: &str) -> String {
    let (before, _) =
        form.body.split_once(&format!(">{label}")).unwrap_or_else(|| panic!("{label}: {}", form.body));
    let (_, id) = before.rsplit_once("<label for=\"").unwrap();
    let id = id.split('"').next().unwrap();
    let (_, rest) = form.body.split_once(&format!("id=\"{id}\" name=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// M. Essai, a programme, and a sublease that slides.
const COUPLE: &[Typed] = &[
    (
        "member_joined",
        "février 2021",
        &[
            ("person", "=Une nouvelle personne"),
            ("birth", "1980"),
            ("role", "=conjoint"),
            ("reason", "="),
            ("identity", "M. Essai"),
        ],
    ),
    ("enrolment_started", "mars 2021", &[("programme", "=Essai"), ("persons", "*")]),
    (
        "occupancy_started",
        "avril 2021",
        &[("kind", "=bail glissant"), ("persons", "*"), ("dwelling", "=Un autre"), ("enrolment", "=")],
    ),
    (
        "lease_signed",
        "avril 2021",
        &[
            ("kind", "=sous-location avec"),
            ("signatories", "*"),
            ("occupancy", "="),
            ("intermediary", "elia"),
            ("starts_on", "avril 2021"),
        ],
    ),
];

/// Mme Essai with all of that.
pub(super) async fn couple(browser: &Browser<'_>) -> String {
    let id = household(browser).await;
    for (kind, on, fields) in COUPLE {
        let form = browser.form(&format!("/households/{id}/record/{kind}")).await;
        browser.record(&filled(form, "ftda", on, fields)).await;
    }
    id
}

async fn a_couple_separates_and_comes_together_again(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = couple(&browser).await;
    let page = format!("/households/{id}");

    let form = browser.form(&format!("{page}/record/household_split")).await;
    let form =
        form.set("0/occurredOn", "1er juin 2022").choose("0/data/reason", "").set("organisation", "ftda");
    // Nobody leaves, and nothing is said of what goes on: all of it is told beside its field.
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422);
    let list = told(&refused.body);
    assert!(list.contains("Dites qui part") && list.matches("À remplir").count() == 3, "{list}");
    assert!(list.contains("sous-location avec glissement"), "{list}");
    let form = Form::of(&refused.body);
    let (enrolment, stay, lease) =
        (named(&form, "Essai · "), named(&form, "bail glissant"), named(&form, "sous-location"));
    let leaves = named(&form, "M. Essai");
    let form = form
        .choose(&leaves, "personne de référence")
        .choose(&enrolment, "reste, et continue aussi")
        .choose(&stay, "reste dans")
        .choose(&lease, "passe dans");
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422, "a lease does not move without its stay: {}", refused.body);
    assert!(told(&refused.body).contains("celui d’un séjour qui ne part pas"), "{}", told(&refused.body));
    let form = Form::of(&refused.body).choose(&lease, "reste dans");
    let preview = browser.press(&form, "preview").await;
    assert_eq!(preview.status, 200, "{}", told(&preview.body));
    assert!(preview.body.contains("<dt>M. Essai</dt><dd>personne de référence</dd>"), "{}", preview.body);
    assert!(preview.body.contains("tout le ménage</dt><dd>reste dans le ménage</dd>"), "{}", preview.body);
    let path = browser.record(&form).await;
    let shown = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(shown.contains("C’est enregistré : scission du ménage"), "{shown}");
    let here = state(&server, &id).await;
    assert_eq!(here["state"]["members"].as_array().unwrap().len(), 1);
    assert_eq!(here["state"]["leases"].as_array().unwrap().len(), 1);
    let split = here["history"].as_array().unwrap().last().unwrap()["payload"].clone();
    let new = split["new_household"].as_str().unwrap();
    let there = state(&server, new).await;
    assert_eq!(there["state"]["members"][0]["roleLabel"], "personne de référence");
    assert_eq!(there["state"]["enrolments"][0]["programme"], "essai");
    let kinds: Vec<&str> =
        there["history"].as_array().unwrap().iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["household_opened", "member_joined", "enrolment_started"]);
    assert_eq!(there["history"][1]["payload"]["identity"], "M. Essai", "what is known of him goes along");
    assert_eq!(there["history"][2]["payload"]["continues"], here["state"]["enrolments"][0]["enrolment"]);

    let form = browser.form(&format!("/households/{new}/record/household_merged")).await;
    let form =
        form.set("0/occurredOn", "mars 2023").set("organisation", "ftda").set("0/data/into", "00000000");
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422);
    assert!(told(&refused.body).contains("Ce numéro ne désigne aucun ménage"), "{}", told(&refused.body));
    let form = Form::of(&refused.body);
    let (joins, enrolment) = (named(&form, "M. Essai"), named(&form, "Essai · "));
    let form = form.set("0/data/into", &id[..8]).choose(&joins, "conjoint").choose(&enrolment, "prend fin");
    let saved = browser.press(&form, "save").await;
    assert_eq!(saved.status, 303, "{}", told(&saved.body));
    let path = location(&saved);
    assert!(path.starts_with(&format!("{page}?recorded=")), "to the household that goes on: {path}");
    let shown = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(shown.contains("C’est enregistré : arrivée d’un membre"), "{shown}");
    assert!(
        shown
            .contains(&format!("A reçu : <a href=\"/households/{new}\">Ménage {}</a>, mars 2023", &new[..8])),
        "{shown}"
    );
    let again = browser.press(&form, "save").await;
    assert_eq!((again.status, location(&again)), (303, path), "sent twice");
    let shown = browser.get(&format!("/households/{new}")).await.body;
    for how in ["Séparé de", "Dossier joint à"] {
        assert!(shown.contains(&format!("{how} : <a href=\"{page}\">Ménage {}</a>", &id[..8])), "{shown}");
    }
    let here = state(&server, &id).await;
    assert_eq!(here["state"]["members"].as_array().unwrap().len(), 2);
    let enrolments = here["state"]["enrolments"].as_array().unwrap();
    assert_eq!((enrolments.len(), enrolments[0]["persons"].as_array().unwrap().len()), (1, 2), "{here}");
    let gone = state(&server, new).await;
    assert_eq!(gone["state"]["members"], json!([]));
    server.stop().await;
}

async fn what_moves_goes_on_in_the_other_household(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = couple(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/household_split")).await;
    let form = form.set("0/occurredOn", "juin 2022").choose("0/data/reason", "").set("organisation", "ftda");
    let (_, legend) = form.body.split_once("Ce que devient ce qui est en cours").unwrap();
    assert!(!legend.split("</legend>").next().unwrap().contains("facultatif"), "it must be said: {legend}");
    let [enrolment, stay, lease, who] =
        ["Essai · ", "bail glissant", "sous-location", "M. Essai"].map(|label| named(&form, label));
    let form = form
        .choose(&who, "personne de référence")
        .choose(&enrolment, "reste, et continue aussi")
        .choose(&stay, "passe dans")
        .choose(&lease, "passe dans");
    browser.record(&form).await;
    let here = state(&server, &id).await;
    assert_eq!((&here["state"]["occupancies"], &here["state"]["leases"]), (&json!([]), &json!([])));
    let split = here["history"].as_array().unwrap().last().unwrap()["payload"].clone();
    let new = split["new_household"].as_str().unwrap();
    let there = state(&server, new).await;
    let stays = there["state"]["occupancies"].as_array().unwrap();
    let leases = there["state"]["leases"].as_array().unwrap();
    assert_eq!((stays.len(), leases.len()), (1, 1), "{there}");
    assert_eq!(leases[0]["signatories"], stays[0]["persons"]);
    let payload = |kind: &str| {
        let history = there["history"].as_array().unwrap();
        history.iter().find(|entry| entry["type"] == kind).unwrap()["payload"].clone()
    };
    let (enrolled, moved, signed) =
        (payload("enrolment_started"), payload("occupancy_started"), payload("lease_signed"));
    assert_eq!(moved["enrolment"], enrolled["enrolment"], "the stay is of the enrolment that goes on");
    assert_eq!((&signed["occupancy"], &signed["intermediary"]), (&moved["occupancy"], &json!("elia")));

    // Those who come back bring their measure along, and have that one only.
    let form = browser.form(&format!("/households/{new}/record/household_merged")).await;
    let form = form.set("0/occurredOn", "mars 2023").set("organisation", "ftda").set("0/data/into", &id);
    let [joins, enrolment, stay, lease] =
        ["M. Essai", "Essai · ", "bail glissant", "sous-location"].map(|label| named(&form, label));
    let form = form
        .choose(&joins, "conjoint")
        .choose(&enrolment, "passe dans")
        .choose(&stay, "passe dans")
        .choose(&lease, "passe dans");
    let saved = browser.press(&form, "save").await;
    assert_eq!(saved.status, 303, "{}", told(&saved.body));
    let here = state(&server, &id).await;
    let enrolments = here["state"]["enrolments"].as_array().unwrap();
    let persons = enrolments.iter().map(|one| one["persons"].as_array().unwrap().len());
    assert_eq!(persons.collect::<Vec<_>>(), [1, 1], "{here}");
    assert_eq!(here["state"]["leases"].as_array().unwrap().len(), 1, "{here}");
    server.stop().await;
}
