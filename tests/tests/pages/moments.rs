//! The controls that move a page: the day, the belief, the language, the filters.

use serde_json::json;

use super::{FAMILLE_D, FAMILLE_K, page, server_with, settle};
use crate::graphql::facts::{AMINATA, HOUSEHOLD, fact, housed, id};
use crate::graphql::{Server, client};
use crate::store::{NOON, Place};

const DAY: i64 = 86_400_000_000;

/// What stands between two texts of a page.
fn between<'b>(body: &'b str, from: &str, to: &str) -> &'b str {
    let (_, rest) = body.split_once(from).unwrap_or_else(|| panic!("{from} in {body}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} in {rest}")).0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_day_and_the_belief_move_the_whole_page() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let on = async |query: &str| page(&server, &format!("/households/{FAMILLE_K}{query}"), "fr").await.body;
    let now = |body: &str| between(body, "<h2 id=\"now\">", "</section>").to_owned();
    let hotel = on("?as-of=2009-12-31").await;
    assert!(now(&hotel).contains("hôtel") && now(&hotel).contains("12 h par semaine"), "{}", now(&hotel));
    let transitional = on("?as-of=2010-12-31").await;
    assert!(now(&transitional).contains("logement transitoire"), "{}", now(&transitional));
    assert!(now(&transitional).contains("20 h par semaine"), "{}", now(&transitional));
    let permanent = on("").await;
    assert!(now(&permanent).contains("logement pérenne"), "{}", now(&permanent));
    // The move of April was learnt on 3 May: the day before, the family was still in the hotel.
    let believed = on("?as-of=2010-12-31&known-at=2010-05-02").await;
    assert!(now(&believed).contains("hôtel"), "{}", now(&believed));
    assert!(believed.contains("d’après ce qu’on savait le 2 mai 2010"), "{believed}");
    assert!(!believed.contains("20 h par semaine"), "learnt in November");
    let learnt = on("?as-of=2010-12-31&known-at=2010-05-03").await;
    assert!(now(&learnt).contains("logement transitoire"), "what was recorded in the course of a day counts");
    let nothing = on("?known-at=2000-01-01").await;
    assert!(nothing.contains("Rien n’était connu de ce parcours"), "{nothing}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_beliefs_are_compared_whichever_is_named_first() {
    let server = Server::start(Place::sqlite()).await;
    server.recorded(&housed()).await;
    server.clock.set(NOON + DAY);
    let corrected = json!({
        "target": id(3), "occurred_on": "2020-03", "reason": "typing_error",
        "payload": {
            "occupancy": housed()[2]["data"]["occupancy"], "kind": "gateway_flat", "persons": [AMINATA],
        },
    });
    let retracted = json!({ "target": id(4), "reason": "wrong_person" });
    let status = json!({ "person": AMINATA, "status": "refugee" });
    server
        .recorded(&[
            fact(30, HOUSEHOLD, "event_corrected", "2020-03", corrected),
            fact(31, HOUSEHOLD, "event_retracted", "2020-02-01", retracted),
            fact(32, HOUSEHOLD, "legal_status_recorded", "2020-06", status),
        ])
        .await;
    settle(&server).await;
    let path = |query: &str| format!("/households/{HOUSEHOLD}{query}");
    let mut pages = Vec::new();
    for query in ["?known-at=2024-03-02&since=2024-03-01", "?known-at=2024-03-01&since=2024-03-02"] {
        pages.push(page(&server, &path(query), "en").await.body);
    }
    let changes = |body: &str| between(body, "<h2 id=\"changes\">", "</section>").to_owned();
    assert_eq!(changes(&pages[0]), changes(&pages[1]));
    let told = changes(&pages[0]);
    for expected in [
        "3 facts believed otherwise",
        "<del>February 2020, shared flat</del>",
        "<ins>March 2020, gateway flat</ins>",
        "<del>1 February 2020, sublease without sliding</del>",
        "<ins>June 2020, refugee</ins>",
        "Retracted on 2 March 2024 by ftda",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let history = between(&pages[0], "<h2 id=\"history\">", "</section>");
    assert!(history.contains("class=\"retracted\"") && history.contains("class=\"corrected\""), "{history}");
    assert!(history.contains("Before: February 2020, shared flat"), "{history}");
    let picture = between(&pages[0], "<svg class=\"plot\"", "</svg>");
    assert!(
        picture.contains("class=\"item corrected\"") && picture.contains("class=\"item added\""),
        "{picture}"
    );
    assert!(!picture.contains("sublease"), "a lease that was retracted is not drawn");
    let same = page(&server, &path("?since=2024-03-02"), "en").await.body;
    assert!(changes(&same).contains("Nothing: what was believed then is believed now."), "{same}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_is_chosen_once() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let path = format!("/households/{FAMILLE_K}?as-of=2010-12-31");
    let french = page(&server, &path, "fr").await;
    assert!(!french.head.contains("set-cookie"), "{}", french.head);
    let there = format!("{path}&#38;lang=en");
    assert!(french.body.contains(&format!("href=\"{there}\"")), "{there} in {}", french.body);
    let chosen = page(&server, &format!("{path}&lang=en"), "fr").await;
    assert!(
        chosen.head.contains("set-cookie: lang=en; path=/; max-age=31536000; samesite=lax; httponly"),
        "{}",
        chosen.head
    );
    assert!(chosen.body.contains("<html lang=\"en\">"), "{}", chosen.body);
    let headers = [("accept-language", "fr"), ("cookie", "lang=en")];
    let kept = client::get(server.address, &path, &headers).await;
    assert!(
        kept.body.contains("<html lang=\"en\">") && kept.body.contains("agency assignment"),
        "{}",
        kept.body
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_filtered_and_turned_over() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K, FAMILLE_D]).await;
    let listed = async |query: &str| {
        let body = page(&server, &format!("/{query}"), "en").await.body;
        [FAMILLE_K, FAMILLE_D]
            .map(|family| body.contains(&format!("<th scope=\"row\"><a href=\"/households/{family}\">")))
    };
    assert_eq!(listed("?state=all").await, [true, true]);
    assert_eq!(
        listed("?state=all&programme=plateforme-regularises&sort=last").await,
        [false, false],
        "both have left"
    );
    assert_eq!(listed("?state=all&id=dbbf").await, [true, false]);
    assert_eq!(listed(&format!("?state=all&id=household/{FAMILLE_D}")).await, [false, true]);
    assert_eq!(listed("?state=open").await, [false, false]);
    assert_eq!(listed("?state=closed&sort=entered").await, [true, true]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_looks_at_a_household_is_logged_and_whoever_lists_is_not() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    page(&server, "/?state=all", "fr").await;
    assert_eq!(server.application.accesses(None, 0, 10).await.unwrap().len(), 0);
    page(&server, &format!("/households/{FAMILLE_K}"), "fr").await;
    let accesses = server.application.accesses(None, 0, 10).await.unwrap();
    assert_eq!(accesses.len(), 1, "{accesses:?}");
    server.stop().await;
}
