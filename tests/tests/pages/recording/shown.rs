//! Forms with sample data, as agreed; and what a preview shows.

use super::browser::Browser;
use super::tied::couple;
use super::{filled, opened};
use crate::graphql::Server;
use crate::pages::snapshots::agreed;
use crate::pages::{FAMILLE_K, server_with};
use crate::store::Place;

/// The same page with identifiers that are made for each form left out.
fn steady(browser: &str) -> String {
    let made = browser.split("name=\"event\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    made.map_or_else(
        || browser.to_owned(),
        |made| browser.replace(made, "00000000-0000-7000-8000-000000000000"),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_a_form_is_as_agreed() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let french = Browser::new(&server);
    let english = Browser { language: "en", ..Browser::new(&server) };
    let page = format!("/households/{FAMILLE_K}");
    let choose = french.get(&format!("{page}/record")).await;
    agreed("record-choose", &choose.body);
    let form = french.form(&format!("{page}/record/contract_signed")).await;
    agreed("record-form", &steady(&french.get(&format!("{page}/record/contract_signed")).await.body));
    let wrong = form.clone().set("0/occurredOn", "mars 201").set("0/data/weekly_hours", "26,5");
    agreed("record-wrong", &steady(&french.press(&wrong, "preview").await.body));
    let right = form
        .choose("0/data/person", "Mme K.")
        .choose("0/data/kind", "CDD d’insertion")
        .choose("0/data/employer_kind", "entreprise privée")
        .set("0/occurredOn", "avril 2011")
        .set("0/data/starts_on", "mai 2011")
        .set("0/data/planned_end_on", "mai 2012");
    let preview = french.press(&right, "preview").await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    // New, late, and against usage: all of it is said before anything is recorded.
    for told in [
        "class=\"item added\"",
        "appris tard",
        "un CDD d’insertion se signe avec",
        "ajouté · CDD d’insertion (CDDI)",
    ] {
        assert!(preview.body.contains(told), "{told}: {}", preview.body);
    }
    agreed("record-preview", &steady(&preview.body));
    agreed("record-new", &steady(&english.get("/households/new").await.body));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departure_that_leaves_no_reference_person_says_so() {
    let server = Server::start(Place::sqlite()).await;
    opened(&server).await;
    let browser = Browser::new(&server);
    let id = couple(&browser).await;
    let hint = "le ménage a des membres et pas de personne de référence";
    for (person, reason, says) in [("M. Essai", "=séparation", false), ("Mme Essai", "=décès", true)] {
        let form = browser.form(&format!("/households/{id}/record/member_left")).await;
        let form = filled(form, "ftda", "2023", &[("reason", reason)]).choose("0/data/person", person);
        let preview = browser.press(&form, "preview").await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        assert_eq!(preview.body.contains(hint), says, "{person}: {}", preview.body);
        assert!(
            !preview.body.contains("n’aurait plus de personne de référence"),
            "said once: {}",
            preview.body
        );
        let page = browser.get(&format!("/households/{id}")).await.body;
        assert!(!page.contains("n’a pas de personne de référence"), "{page}");
    }
    let form = browser.form(&format!("/households/{id}/record/member_left")).await;
    let form = filled(form, "ftda", "2023", &[("reason", "=décès")]).choose("0/data/person", "Mme Essai");
    let path = browser.record(&form).await;
    let page = browser.get(path.split('#').next().unwrap()).await.body;
    assert!(page.contains("le ménage n’a pas de personne de référence"), "{page}");
    server.stop().await;
}
