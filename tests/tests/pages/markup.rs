//! What every page keeps to: headers, nothing inline, nothing from elsewhere, and structure that can be heard.

use std::collections::BTreeSet;

use super::{FAMILLE_D, FAMILLE_K, page, server_with};
use crate::graphql::client;

/// The values of an attribute, wherever it stands.
fn values<'b>(body: &'b str, attribute: &str) -> Vec<&'b str> {
    let start = format!(" {attribute}=\"");
    body.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The opening tags of an element.
fn tags<'b>(body: &'b str, element: &str) -> Vec<&'b str> {
    let start = format!("<{element}");
    let tags = body.split(start.as_str()).skip(1).filter(|rest| rest.starts_with([' ', '>']));
    tags.filter_map(|rest| rest.split('>').next()).collect()
}

/// A page of everything: list, frieze, beliefs, programmes, those behind a figure, rules, forms, and a failure.
fn paths() -> [String; 15] {
    [
        "/programmes".to_owned(),
        "/programmes/plateforme-regularises?year=2010".to_owned(),
        "/programmes/plateforme-regularises/figures/hosted.households?year=2010".to_owned(),
        format!(
            "/programmes/plateforme-regularises/figures/exited.households?year=2010&household={FAMILLE_K}"
        ),
        "/rules?set=PARA-2017".to_owned(),
        "/rules/compare?programme=plateforme-regularises&year=2010&RP06.set=D-STRICT".to_owned(),
        "/rules/compare?programme=plateforme-regularises&RP01=99".to_owned(),
        "/".to_owned(),
        format!("/households/{FAMILLE_K}?as-of=2010-12-31&known-at=2011-01-05&since=2010-04-10"),
        format!("/households/{FAMILLE_D}"),
        "/nowhere".to_owned(),
        format!("/households/{FAMILLE_K}/record"),
        format!("/households/{FAMILLE_K}/record/occupancy_started"),
        format!("/households/{FAMILLE_K}/record/resources_declared"),
        "/households/new".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K, FAMILLE_D]).await;
    for path in paths() {
        let answer = page(&server, &path, "fr").await;
        for header in [
            "content-security-policy: default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
             connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
            "content-type: text/html; charset=utf-8",
            "content-language: fr",
        ] {
            assert!(answer.head.contains(header), "{path}: {header} in {}", answer.head);
        }
        assert!(!answer.head.contains("unsafe"), "{}", answer.head);
        for inline in ["<style", " style=", "<script>", "javascript:", " onclick=", " onload="] {
            assert!(!answer.body.contains(inline), "{path}: {inline}");
        }
        // What one person typed is not offered to the next one at the same machine.
        for field in tags(&answer.body, "input").into_iter().filter(|tag| tag.contains("type=\"text\"")) {
            assert!(field.contains("autocomplete=\"off\""), "{path}: {field}");
        }
        for name in ["href", "src", "action"] {
            for target in values(&answer.body, name) {
                let own = target.starts_with("data:image/svg+xml,") || target.starts_with(['/', '#']);
                assert!(own && !target.starts_with("//"), "{path}: {name}={target}");
            }
        }
    }
    for (file, kind) in [("page.css", "text/css"), ("page.js", "text/javascript")] {
        let answer = client::get(server.address, &format!("/assets/{file}"), &[]).await;
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.head.contains(&format!("content-type: {kind}; charset=utf-8")), "{}", answer.head);
        assert!(answer.head.contains("x-content-type-options: nosniff"), "{}", answer.head);
        for outside in ["http:", "https:", "@import", "url("] {
            assert!(!answer.body.contains(outside), "{file}: {outside}");
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_can_be_heard() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K, FAMILLE_D]).await;
    for (path, language) in paths().iter().zip(["fr", "en", "en", "fr"].into_iter().cycle()) {
        let body = page(&server, path, language).await.body;
        assert_eq!(tags(&body, "html"), [format!(" lang=\"{language}\"")], "{path}");
        for (element, count) in [("main", 1), ("h1", 1), ("header", 1), ("footer", 1)] {
            assert_eq!(tags(&body, element).len(), count, "{path}: {element}");
        }
        assert!(
            !body.contains("<h3") || body.find("<h2") < body.find("<h3"),
            "{path}: headings are in order"
        );
        assert_eq!(tags(&body, "table").len(), tags(&body, "caption").len(), "{path}: captions");
        let ids = values(&body, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{path}: {ids:?}");
        for name in ["for", "aria-labelledby", "aria-describedby"] {
            let named = values(&body, name).into_iter().flat_map(str::split_whitespace);
            for id in named {
                assert!(distinct.contains(id), "{path}: {name}={id}");
            }
        }
        let labelled: BTreeSet<&str> = values(&body, "for").into_iter().collect();
        let controls = tags(&body, "input").into_iter().chain(tags(&body, "select"));
        for control in controls.filter(|control| !control.contains("type=\"hidden\"")) {
            let id = values(control, "id");
            assert!(id.iter().any(|id| labelled.contains(id)), "{path}: {control}");
        }
        // Whatever leads somewhere on the page leads there.
        for target in values(&body, "href").into_iter().filter_map(|target| target.strip_prefix('#')) {
            assert!(distinct.contains(target), "{path}: #{target}");
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_thing_of_the_picture_is_told_and_stands_in_the_table() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let path = format!("/households/{FAMILLE_K}?as-of=2010-12-31");
    let body = page(&server, &path, "fr").await.body;
    let (_, plot) = body.split_once("<svg class=\"plot\"").unwrap();
    let (plot, after) = plot.split_once("</svg>").unwrap();
    let items: Vec<&str> = tags(plot, "a")
        .into_iter()
        .chain(tags(plot, "g"))
        .filter(|tag| tag.contains("class=\"item"))
        .collect();
    let (_, table) = after.split_once("<tbody>").unwrap();
    let (table, _) = table.split_once("</tbody>").unwrap();
    assert_eq!(items.len(), table.matches("<tr>").count());
    assert_eq!(items.len(), 10, "{items:?}");
    for item in &items {
        assert!(item.contains("href=\"#fact-") || item.contains("tabindex=\"0\""), "{item}");
        assert!(values(item, "aria-label").iter().all(|label| label.contains(" · ")), "{item}");
    }
    for told in [
        "hôtel · depuis : 2002 ; jusqu’à : avril 2010 · tout le ménage",
        "temps partiel, 12 h par semaine · depuis : au plus tard en septembre 2009 ; jusqu’à : novembre 2010",
        "temps partiel, 20 h par semaine · depuis : novembre 2010, en cours",
        "mission d’intérim · depuis : entre septembre 2009 et mars 2010",
    ] {
        assert!(plot.contains(told), "{told} in {items:?}");
    }
    server.stop().await;
}
