//! Two people at one household: nothing typed is lost, nothing is recorded unseen, nothing twice.

use super::browser::{Browser, Form, location};
use super::{household, opened};
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts! {
    what_somebody_else_records_meanwhile_is_shown_and_what_was_typed_is_kept,
    a_form_sent_twice_records_one_fact,
}

async fn moving_in(browser: &Browser<'_>, id: &str, kind: &str) -> Form {
    let form = browser.form(&format!("/households/{id}/record/occupancy_started")).await;
    form.set("0/occurredOn", "mars 2021").choose("0/data/kind", kind)
}

async fn what_somebody_else_records_meanwhile_is_shown_and_what_was_typed_is_kept(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let (one, other) = (Browser::new(&server), Browser::new(&server));
    let id = household(&one).await;
    let mine = moving_in(&one, &id, "appartement passerelle").await.set("0/data/places", "3");
    let preview = one.press(&mine, "preview").await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    other.record(&moving_in(&other, &id, "hôtel").await).await;
    // Both what is looked at and what is saved meets it.
    for answer in [one.press(&mine, "preview").await, one.press(&Form::of(&preview.body), "save").await] {
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert!(answer.body.contains("Le dossier a changé pendant votre saisie"), "{}", answer.body);
        assert!(answer.body.contains("entrée dans les lieux · hôtel · mars 2021"), "{}", answer.body);
        let kept = Form::of(&answer.body);
        assert_eq!((kept.value("0/data/kind"), kept.value("0/data/places")), ("gateway_flat", "3"));
        assert_eq!(kept.value("event"), mine.value("event"));
        assert_eq!((mine.value("version"), kept.value("version")), ("2", "3"));
    }
    let kept = Form::of(&one.press(&mine, "preview").await.body);
    let preview = one.press(&kept, "preview").await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert!(preview.body.contains("occupe déjà un autre lieu à cette date"), "{}", preview.body);
    assert_eq!(one.press(&Form::of(&preview.body), "save").await.status, 303);
    server.stop().await;
}

async fn a_form_sent_twice_records_one_fact(place: Place) {
    let server = Server::start(place).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let preview = browser.press(&moving_in(&browser, &id, "hôtel").await, "preview").await;
    let form = Form::of(&preview.body);
    let (first, second) = tokio::join!(browser.press(&form, "save"), browser.press(&form, "save"));
    let third = browser.press(&form, "save").await;
    for answer in [&second, &third] {
        assert_eq!((answer.status, location(answer)), (303, location(&first)), "{}", answer.body);
    }
    let page = browser.get(&format!("/households/{id}")).await.body;
    assert!(page.contains("3 faits enregistrés"), "{page}");
    server.stop().await;
}
