//! A split, a merger and the opening of a file are undone with all that was recorded with them, and with nothing less.

use application::sight::Role;
use serde_json::{Value, json};

use super::browser::{Browser, Form, location, told};
use super::roles::signed_in;
use super::tied::{couple, named, state};
use super::{filled, household, opened};
use crate::faults::facts::{Family, id};
use crate::faults::record;
use crate::graphql::Server;
use crate::graphql::sight::world::World;
use crate::graphql::sight::{Caller, locked};
use crate::store::{Place, contracts};

contracts! {
    a_split_is_undone_in_both_files,
    a_merger_is_undone_from_either_file,
    a_file_opened_by_mistake_is_undone,
    whoever_sees_a_part_undoes_nothing,
}

/// What a household is and what is believed of it, whatever was recorded besides.
async fn believed(server: &Server, id: &str) -> Value {
    let query = "query($id: ID!) { household(id: $id) { version history { id type believed } } }";
    let history = server.data(query, json!({ "id": id })).await["household"]["history"].clone();
    let history = history.as_array().unwrap().iter().filter(|entry| entry["believed"] == true);
    json!({ "state": state(server, id).await["state"], "history": history.collect::<Vec<_>>() })
}

async fn version(server: &Server, id: &str) -> Value {
    let query = "query($id: ID!) { household(id: $id) { version } }";
    server.data(query, json!({ "id": id })).await["household"]["version"].clone()
}

/// The fact of a kind that is believed of a household.
async fn event(server: &Server, id: &str, kind: &str) -> String {
    let told = believed(server, id).await;
    let entry = told["history"].as_array().unwrap().iter().rfind(|entry| entry["type"] == kind);
    entry.unwrap_or_else(|| panic!("no {kind} in {told}"))["id"].as_str().unwrap().to_owned()
}

/// M. Essai leaves with all that goes on; answers the household that he forms.
async fn split(browser: &Browser<'_>, id: &str) -> String {
    let form = browser.form(&format!("/households/{id}/record/household_split")).await;
    let form = form.set("0/occurredOn", "juin 2022").choose("0/data/reason", "").set("organisation", "ftda");
    let [enrolment, stay, lease, who] =
        ["Essai · ", "bail glissant", "sous-location", "M. Essai"].map(|label| named(&form, label));
    let form = form
        .choose(&who, "personne de référence")
        .choose(&enrolment, "reste, et continue aussi")
        .choose(&stay, "passe dans")
        .choose(&lease, "passe dans");
    browser.record(&form).await;
    let here = state(browser.server, id).await;
    let split = here["history"].as_array().unwrap().last().unwrap()["payload"].clone();
    split["new_household"].as_str().unwrap().to_owned()
}

async fn retracting(browser: &Browser<'_>, id: &str, event: &str) -> Form {
    let form = browser.form(&format!("/households/{id}/events/{event}/retract")).await;
    form.choose("0/data/reason", "doublon").set("organisation", "ftda")
}

async fn a_split_is_undone_in_both_files(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = couple(&browser).await;
    let before = believed(&server, &id).await;
    let new = split(&browser, &id).await;
    let left = event(&server, &id, "household_split").await;
    let page = browser.get(&format!("/households/{id}")).await.body;
    assert!(page.contains(&format!("/events/{left}/retract")), "{page}");
    assert!(page.contains(&format!("S’en est séparé : <a href=\"/households/{new}\">")), "{page}");

    let about = format!("/households/{id}/events/{left}/retract");
    let shown = browser.get(&about).await.body;
    for fact in ["scission du ménage", "ouverture du dossier", "Essai", "bail glissant", "sous-location"] {
        assert!(shown.split("class=\"notice undone\"").nth(1).unwrap().contains(fact), "{fact}: {shown}");
    }
    for file in [&id, &new] {
        assert!(shown.contains(&format!("<strong>Ménage {}</strong>", &file[..8])), "{shown}");
    }

    // Something recorded there since stands in the way, and is named.
    let form = browser.form(&format!("/households/{new}/record/contract_signed")).await;
    let signed = &[("person", "="), ("kind", "=contrat à durée indéterminée"), ("starts_on", "mars 2023")];
    browser.record(&filled(form, "ftda", "mars 2023", signed)).await;
    let form = retracting(&browser, &id, &left).await;
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let why = told(&refused.body);
    assert!(why.contains(&format!("Ménage {}", &new[..8])) && why.contains("mars 2023"), "{why}");
    assert!(why.contains("1 point à revoir"), "{why}");
    let contract = event(&server, &new, "contract_signed").await;
    browser.record(&retracting(&browser, &new, &contract).await).await;

    // What was recorded there meanwhile is told.
    let moved = browser.press(&form, "save").await;
    assert_eq!(moved.status, 409, "{}", moved.body);
    assert!(moved.body.contains(" : annulation d’un fait"), "{}", moved.body);

    let form = Form::of(&moved.body).choose("0/data/reason", "doublon").set("organisation", "ftda");
    let preview = browser.press(&form, "preview").await;
    assert_eq!(preview.status, 200, "{}", told(&preview.body));
    assert!(preview.body.contains("class=\"notice undone\""), "{}", preview.body);
    let form = Form::of(&preview.body);
    let saved = browser.press(&form, "save").await;
    assert_eq!(saved.status, 303, "{}", told(&saved.body));
    assert_eq!(location(&saved), format!("/households/{id}?recorded={left}#fact-{left}"));
    assert_eq!(believed(&server, &id).await, before, "as if nobody had left");
    let gone = believed(&server, &new).await;
    assert_eq!((&gone["history"], &gone["state"]["members"]), (&json!([]), &json!([])), "{gone}");
    let page = browser.get(&format!("/households/{id}?recorded={left}")).await.body;
    assert!(page.contains("L’annulation est enregistrée : scission"), "{page}");
    assert!(!page.contains(&format!("href=\"/households/{new}\"")), "{page}");

    let versions = (version(&server, &id).await, version(&server, &new).await);
    let again = browser.press(&form, "save").await;
    assert_eq!((again.status, location(&again)), (303, location(&saved)));
    assert_eq!((version(&server, &id).await, version(&server, &new).await), versions, "once");
    server.stop().await;
}

async fn a_merger_is_undone_from_either_file(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = couple(&browser).await;
    let new = split(&browser, &id).await;
    let before = (believed(&server, &id).await, believed(&server, &new).await);
    for (file, kind) in [(&new, "household_merged"), (&id, "member_joined")] {
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
        let merged = event(&server, file, kind).await;
        let form = retracting(&browser, file, &merged).await;
        let path = browser.record(&form).await;
        assert_eq!(path, format!("/households/{file}?recorded={merged}#fact-{merged}"));
        let after = (believed(&server, &id).await, believed(&server, &new).await);
        assert_eq!(after, before, "undone from the {kind}");
    }

    // From the file that the split opened, one comes back to the one that goes on.
    let opening = event(&server, &new, "household_opened").await;
    let left = event(&server, &id, "household_split").await;
    let path = browser.record(&retracting(&browser, &new, &opening).await).await;
    assert_eq!(path, format!("/households/{id}?recorded={left}#fact-{left}"));
    assert_eq!(believed(&server, &id).await["state"]["members"].as_array().unwrap().len(), 2);
    server.stop().await;
}

async fn a_file_opened_by_mistake_is_undone(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/enrolment_started")).await;
    browser.record(&filled(form, "ftda", "mars 2021", &[("programme", "=Essai"), ("persons", "*")])).await;
    let opening = event(&server, &id, "household_opened").await;
    let form = retracting(&browser, &id, &opening).await;
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(told(&refused.body).contains("Un autre fait tient"), "{}", told(&refused.body));
    assert!(told(&refused.body).contains("mars 2021"), "{}", told(&refused.body));
    let enrolled = event(&server, &id, "enrolment_started").await;
    browser.record(&retracting(&browser, &id, &enrolled).await).await;
    browser.record(&retracting(&browser, &id, &opening).await).await;
    assert_eq!(believed(&server, &id).await["history"], json!([]));
    server.stop().await;
}

async fn whoever_sees_a_part_undoes_nothing(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let (family, mut new, spouse) = (Family::new(), Family::new(), id());
    new.person = spouse;
    record(&server.application, family.opened()).await.unwrap();
    record(&server.application, [family.joined(spouse, "partner", "2020-01-06")]).await.unwrap();
    let facts = family.split(&new, spouse);
    let left = facts[0].id;
    record(&server.application, facts).await.unwrap();
    for household in [&family, &new] {
        record(&server.application, [household.enrolled(id(), &world.here, "2022-05-01")]).await.unwrap();
    }
    let [here, there] =
        [&family, &new].map(|of| format!("/{}", of.stream.to_string().replace("household", "households")));
    let about = format!("{here}/events/{left}/retract");

    // Who runs the programme of both may, but for what was recorded since.
    let browser = signed_in(&server, &Caller::new(&server, "elia", Role::Caseworker).await);
    let form = browser.form(&about).await.choose("0/data/reason", "doublon");
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(told(&refused.body).contains("entrée dans le dispositif"), "{}", told(&refused.body));

    // Once a part of one is hidden, not even that is told.
    for programme in [&world.sensitive, &world.elsewhere] {
        record(&server.application, [family.enrolled(id(), programme, "2022-06-01")]).await.unwrap();
    }
    let form = browser.form(&about).await.choose("0/data/reason", "doublon");
    assert!(!form.body.contains("CANARI"), "{}", form.body);
    for step in ["preview", "save"] {
        let refused = browser.press(&form, step).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert!(
            refused.body.contains("une partie du dossier qui ne vous est pas montrée"),
            "{}",
            refused.body
        );
        assert!(!refused.body.contains("CANARI"), "{}", refused.body);
    }

    // Who may not look into the other household is offered nothing, and told nothing of it.
    let browser = signed_in(&server, &Caller::new(&server, "ailleurs", Role::Caseworker).await);
    let page = browser.get(&here).await.body;
    assert!(page.contains(&format!("fact-{left}")), "{page}");
    assert!(!page.contains(&format!("/events/{left}/retract")) && !page.contains(&there), "{page}");
    assert_eq!(browser.get(&about).await.status, 403);
    let pairs = Form { action: about, ..form };
    assert_eq!(browser.press(&pairs, "save").await.status, 403);
    server.stop().await;
}
