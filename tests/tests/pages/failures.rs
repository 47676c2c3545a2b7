//! What is said when a page cannot be shown: in the reader’s language, with no text of the inside.

use application::sight::Role;

use super::readers::read;
use super::{FAMILLE_K, page, server_with};
use crate::graphql::sight::{Caller, locked};
use crate::graphql::{Server, client};
use crate::store::Place;

/// No page quotes what the inside says.
fn assert_plain(body: &str) {
    for inside in ["error", "sqlite", "SELECT", "extensions", "cursor", "panicked"] {
        assert!(!body.contains(inside), "{inside}: {body}");
    }
    assert_eq!(body.matches("<h1>").count(), 1, "{body}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_shown_is_told_in_both_languages() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let known = format!("/households/{FAMILLE_K}");
    let of = |query: &str| format!("{known}{query}");
    for (path, status, french, english) in [
        ("/nowhere".to_owned(), 404, "Page introuvable", "Page not found"),
        ("/households/dbbf675a".to_owned(), 404, "Page introuvable", "Page not found"),
        ("/households/%3Cb%3E".to_owned(), 404, "Page introuvable", "Page not found"),
        (of("?as-of=2010-02-30"), 400, "Date illisible", "Unreadable date"),
        (of("?known-at=hier"), 400, "Date illisible", "Unreadable date"),
        (of("?known-at=-009999-01-01"), 400, "Date illisible", "Unreadable date"),
        (of("?since=2010"), 400, "Date illisible", "Unreadable date"),
        ("/?due=never".to_owned(), 400, "Demande incomprise", "Request not understood"),
        ("/?after=xyz".to_owned(), 400, "Demande incomprise", "Request not understood"),
        ("/?programme=Not+A+Code".to_owned(), 400, "Demande incomprise", "Request not understood"),
        ("/?id=zz".to_owned(), 400, "Demande incomprise", "Request not understood"),
    ] {
        for (language, title) in [("fr", french), ("en", english)] {
            let answer = page(&server, &path, language).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
            assert!(answer.body.contains(&format!("<h1>{title}</h1>")), "{path}: {}", answer.body);
            assert!(answer.body.contains(&format!("<html lang=\"{language}\">")), "{}", answer.body);
            assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{}", answer.head);
            assert_plain(&answer.body);
        }
    }
    let answer = client::post(server.address, "/", &[], "").await;
    assert_eq!(answer.status, 405);
    assert!(answer.body.contains("<h1>Demande incomprise</h1>"), "{}", answer.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_is_away_is_told_as_something_that_passes() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    server.application.clone().close().await;
    for path in ["/".to_owned(), format!("/households/{FAMILLE_K}")] {
        let answer = page(&server, &path, "fr").await;
        assert_eq!(answer.status, 503, "{path}: {}", answer.body);
        assert!(answer.body.contains("<h1>Momentanément indisponible</h1>"), "{}", answer.body);
        assert_plain(&answer.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_ledger_has_a_page_too() {
    let server = Server::start(Place::sqlite()).await;
    let answer = page(&server, "/?state=all", "fr").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("Aucun ménage ici"), "{}", answer.body);
    assert!(answer.body.contains("aucune n’est dépassée"), "{}", answer.body);
    assert!(!answer.body.contains("<table"), "{}", answer.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_not_there_keeps_the_navigation_of_who_signed_in() {
    let server = locked(Place::sqlite()).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    for path in ["/nowhere", "/households/x/y/z", "/programmes/nothing"] {
        let answer = read(&server, &auditor, path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
        for told in ["href=\"/programmes\"", "href=\"/integrity\"", "action=\"/sign-out\""] {
            assert!(answer.body.contains(told), "{path}: {told} in {}", answer.body);
        }
    }
    let nobody = page(&server, "/nowhere", "fr").await;
    assert_eq!(nobody.status, 404);
    assert!(!nobody.body.contains("href=\"/programmes\""), "{}", nobody.body);
    server.stop().await;
}
