//! Every page has a picture in `snapshots`, and so has every reason for which there is none: integrity, proofs, an erased
//! person, what is empty and what fails are here, all others where they are tested.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::Path;

use api::server::{Options, Rate, Rates};
use application::erase::Erasure;
use application::sight::Role;
use domain::codes::{ErasureBasis, ErasureLevel};
use domain::ids::PersonId;
use serde_json::json;
use tests::workspace::{files, root};

use super::charts::followed;
use super::readers::read_in;
use super::recording::browser::{encoded, location};
use super::snapshots::agreed;
use super::{FAMILLE_K, page, server_with};
use crate::graphql::sight::Caller;
use crate::graphql::{ANY, Server, client};
use crate::proofs::unlock;
use crate::store::Place;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

const MME_K: &str = "860cf63d-b415-5256-ae34-0c82dcb7299f";

/// Templates of whole pages, and the pictures of each. Those of `failure.html` are found by their titles.
const PICTURES: &[(&str, &[&str])] = &[
    ("behind/page.html", &["behind", "behind-why"]),
    ("compare/page.html", &["compare", "compare-refused", "compare-busy", "compare-empty"]),
    (
        "failure.html",
        &[
            "not-found",
            "bad-date",
            "bad-request",
            "sign-in",
            "sign-in-again",
            "wrong-token",
            "forbidden",
            "not-signed",
            "spent",
            "unavailable",
            "failed",
        ],
    ),
    ("household/page.html", &["household", "household-beliefs", "household-permits", "household-erased"]),
    ("households/page.html", &["list", "list-empty", "list-of-nothing"]),
    ("integrity/page.html", &["integrity", "integrity-empty"]),
    ("programme/page.html", &["programme", "programme-busy"]),
    ("programmes/page.html", &["programmes", "programmes-empty"]),
    ("proof/page.html", &["proof", "proof-none"]),
    ("record/choose.html", &["record-choose"]),
    ("record/form.html", &["record-form", "record-new", "record-wrong"]),
    ("record/preview.html", &["record-preview"]),
    ("rules/page.html", &["rules"]),
    (
        "search/page.html",
        &["search", "search-found", "search-none", "search-vague", "search-long", "search-reason"],
    ),
];

/// The names of files in a folder with an ending, without it.
fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let inside = files().into_iter().filter_map(|file| file.strip_prefix(folder).map(Path::to_path_buf).ok());
    let names = inside.filter_map(|file| Some(file.to_str()?.strip_suffix(ending)?.to_owned()));
    names.collect()
}

#[test]
fn every_page_has_a_picture() {
    let pages = stems("api/src/pages", ".html").into_iter().filter(|page| {
        let text = std::fs::read_to_string(root().join(format!("api/src/pages/{page}.html"))).unwrap();
        text.starts_with("{% extends \"layout.html\" %}")
    });
    let listed: BTreeSet<String> = PICTURES.iter().map(|(page, _)| page.replace(".html", "")).collect();
    assert_eq!(pages.collect::<BTreeSet<_>>(), listed, "pages");
    let pictures = PICTURES.iter().flat_map(|(_, pictures)| *pictures).map(|name| (*name).to_owned());
    assert_eq!(stems("tests/tests/pages/snapshots", ".html"), pictures.collect(), "pictures");
    // A picture of a failure has the title of the message of its name.
    let texts = ["fr", "en"].map(|language| {
        std::fs::read_to_string(root().join(format!("api/messages/{language}.ftl"))).unwrap()
    });
    let mut titles = BTreeSet::new();
    for (name, title) in
        texts.iter().flat_map(|texts| texts.lines()).filter_map(|line| line.split_once("-title = "))
    {
        let Some(failure) = name.strip_prefix("failure-") else { continue };
        let picture = root().join(format!("tests/tests/pages/snapshots/{failure}.html"));
        let body = std::fs::read_to_string(picture).unwrap_or_else(|error| panic!("{failure}: {error}"));
        if body.contains(&format!("<h1>{title}</h1>")) {
            titles.insert(failure.to_owned());
        }
    }
    let (_, failures) = PICTURES.iter().find(|(page, _)| *page == "failure.html").unwrap();
    assert_eq!(titles, failures.iter().map(|name| (*name).to_owned()).collect(), "failures");
}

/// A page without what a key that was just made says: its name, its signatures, its hashes.
fn without_keys(body: &str) -> String {
    let mut out = String::new();
    for word in body.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))) {
        let letters = word.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c)));
        let is_key = letters.starts_with("parcours/") || letters.len() >= 40;
        out += if is_key { &word[letters.len()..] } else { word };
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_proved_is_as_agreed() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let unsigned = page(&server, "/proofs/1", "fr").await;
    agreed("proof-none", &unsigned.body);
    page(&server, &format!("/households/{FAMILLE_K}"), "fr").await;
    let key = server.application.signing_key_file(None);
    server.application.checkpoint(key).await.unwrap();
    followed(&server).await;
    server.data("mutation { verifyLedger { state } }", json!({})).await;
    let shown = loop {
        let shown = page(&server, "/integrity", "fr").await.body;
        if !shown.contains("Vérification en cours") {
            break shown;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    agreed("integrity", &without_keys(&shown));
    agreed("proof", &without_keys(&page(&server, "/proofs/1", "en").await.body));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_household_with_somebody_erased_is_as_agreed() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let erasure = Erasure {
        person: PersonId(MME_K.parse().unwrap()),
        basis: ErasureBasis::Request,
        level: ErasureLevel::All,
        residue: None,
        actor: None,
    };
    server.application.erase(erasure, false).await.unwrap().unwrap();
    followed(&server).await;
    let query = format!("{{ household(id: \"{FAMILLE_K}\") {{ history {{ id type }} }} }}");
    let answer = server.data(&query, json!({})).await;
    let history = answer["household"]["history"].as_array().unwrap();
    let erased = history.iter().find(|entry| entry["type"] == "personal_data_erased").unwrap();
    let shown = page(&server, &format!("/households/{FAMILLE_K}?as-of=2010-12-31"), "fr").await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    for gone in ["Mme K.", "1973"] {
        assert!(!shown.body.contains(gone), "{gone} in {}", shown.body);
    }
    // The event of the erasure is made with it.
    let event = erased["id"].as_str().unwrap();
    agreed("household-erased", &shown.body.replace(event, "00000000-0000-7000-8000-000000000000"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_looked_for_by_name_is_as_agreed() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    followed(&server).await;
    agreed("search", &page(&server, "/search", "fr").await.body);
    let headers = [FORM, ("accept-language", "en")];
    for (name, body) in [("search-found", "name=mme+k"), ("search-none", "name=diallo")] {
        let there = location(&client::post(server.address, "/search", &headers, body).await);
        // A number, another one each time.
        let number = there.strip_prefix("/search?find=").unwrap();
        assert_eq!(number.len(), 36, "{there}");
        let found = page(&server, &there, "en").await;
        assert_eq!(found.status, 200, "{body}: {}", found.body);
        agreed(name, &found.body.replace(number, "01900000-0000-7000-8000-000000000000"));
        assert!(page(&server, &there, "en").await.body == found.body, "one can come back to it");
    }
    let long = format!("name={}", "a".repeat(101));
    for (name, body) in [("search-vague", "name=k"), ("search-long", &long)] {
        let answer = client::post(server.address, "/search", &headers, body).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.body);
        agreed(name, &answer.body);
    }
    let old = page(&server, "/search?find=01900000-0000-7000-8000-000000000000", "fr").await;
    assert!(old.status == 200 && !old.body.contains("id=\"found\""), "{}", old.body);
    let by_get =
        format!("/graphql?query={}", encoded("{households(first:1,filter:{name:\"diallo\"}){position}}"));
    let refused = client::get(server.address, &by_get, &[("accept", "application/json")]).await;
    assert!(refused.body.contains("a name is sent by POST"), "{}", refused.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_empty_is_as_agreed() {
    let server = Server::start(Place::sqlite()).await;
    followed(&server).await;
    for (name, path, language) in [
        ("list-of-nothing", "/", "fr"),
        ("programmes-empty", "/programmes", "en"),
        ("integrity-empty", "/integrity", "en"),
        ("compare-empty", "/rules/compare", "fr"),
    ] {
        let answer = page(&server, path, language).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        agreed(name, &answer.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_shown_is_as_agreed() {
    let server = crate::graphql::sight::locked(Place::sqlite()).await;
    let analyst = Caller::new(&server, "drihl", Role::Analyst).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let posted = async |path: &str, body: &str| {
        client::post(server.address, path, &[FORM, ("accept-language", "fr")], body).await
    };
    for (name, status, answer) in [
        ("sign-in", 401, page(&server, "/programmes", "fr").await),
        ("sign-in-again", 401, posted("/integrity/verify", "").await),
        ("wrong-token", 401, posted("/sign-in", "token=none&back=/").await),
        ("forbidden", 403, read_in(&server, &analyst, "/households/new", "en").await),
        ("search-reason", 403, read_in(&server, &auditor, "/search", "fr").await),
        ("bad-request", 400, read_in(&server, &analyst, "/?due=never", "fr").await),
    ] {
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        agreed(name, &answer.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_answered_is_as_agreed() {
    let server = server_with("plateforme-regularises", &[FAMILLE_K]).await;
    let key = server.application.signing_key_file(None);
    server.application.checkpoint(key).await.unwrap();
    unlock(&server.place).await;
    server.place.execute("UPDATE event SET occurred_on = '2009' WHERE position = 3").await.unwrap();
    let failed = page(&server, "/proofs/3", "fr").await;
    assert_eq!(failed.status, 500, "what was altered is no proof: {}", failed.body);
    agreed("failed", &failed.body);
    server.application.clone().close().await;
    let away = page(&server, "/", "en").await;
    assert_eq!(away.status, 503, "{}", away.body);
    agreed("unavailable", &away.body);
    server.stop().await;

    let one = Rate { restored: NonZeroU32::MIN, saved: NonZeroU32::MIN };
    let rates = Rates { token: one, association: one };
    let options = Options { sign_in: true, rates, ..Options::new(ANY) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    assert_eq!(read_in(&server, &caller, "/programmes", "fr").await.status, 200, "once");
    let spent = read_in(&server, &caller, "/programmes", "fr").await;
    assert_eq!(spent.status, 429, "{}", spent.body);
    agreed("spent", &spent.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_signs_is_as_agreed() {
    // Beside a server there is no key.
    let server = Server::start(Place::postgres().await).await;
    server.recorded(&crate::graphql::facts::housed()).await;
    let path = format!("/households/{}/bundle", crate::graphql::facts::HOUSEHOLD);
    let headers = [FORM, ("accept-language", "fr")];
    let answer = client::post(server.address, &path, &headers, "").await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    agreed("not-signed", &answer.body);
    server.stop().await;
}
