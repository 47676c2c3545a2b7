//! Texts that would like to be markup, typed into forms.

use super::browser::{Browser, Form};
use super::household;
use crate::graphql::Server;
use crate::store::Place;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_never_markup_and_never_in_an_address() {
    let server = Server::start(Place::sqlite()).await;
    let browser = Browser::new(&server);
    let id = household(&browser).await;
    let form = browser.form(&format!("/households/{id}/record/member_joined")).await;
    let form = form
        .choose("0/data/person", "Une nouvelle personne")
        .set("0/occurredOn", HOSTILE)
        .set("0/data/birth", "2022")
        .choose("0/data/role", "enfant")
        .choose("0/data/reason", "naissance")
        .set("0/data/identity", HOSTILE);
    let refused = browser.press(&form, "preview").await;
    assert_eq!(refused.status, 422);
    let kept = Form::of(&refused.body);
    assert_eq!(
        (kept.value("0/data/identity"), kept.value("0/occurredOn")),
        (HOSTILE, HOSTILE),
        "kept as it was typed"
    );
    let preview = browser.press(&kept.set("0/occurredOn", "2022"), "preview").await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    let saved = browser.press(&Form::of(&preview.body), "save").await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let next = browser.form(&format!("/households/{id}/record/contract_signed")).await;
    let listed = next.body.clone();
    for body in [&refused.body, &preview.body, &listed] {
        assert!(body.contains("alert(1)"), "{body}");
        for markup in ["<script>", "<img", "onerror='"] {
            assert!(!body.contains(markup), "{markup} in {body}");
        }
    }
    assert!(!saved.head.contains("alert"), "{}", saved.head);
    server.stop().await;
}
