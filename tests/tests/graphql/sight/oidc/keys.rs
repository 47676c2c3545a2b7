//! The keys of an issuer: that they are fetched when they are needed, and never more often than agreed.

use std::time::Duration;

use api::oidc::Settings;
use api::server::Options;
use application::sight::Role;
use jsonwebtoken::Algorithm;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::issuer::{Issuer, Signer};
use super::{ANY, Caller, Server, believing, client, told};
use crate::store::Place;

const CASEWORKER: &str = "parcours-caseworker";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_change_are_noticed() {
    let (old, new) = (Signer::rsa("2023", Algorithm::RS256), Signer::p256("2024"));
    let issuer = Issuer::start(Some(&[&old])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let claims = issuer.claims(CASEWORKER, "elia");
    assert_eq!(told(&server, &old.sign(&claims)).await.0, 200);
    assert_eq!(told(&server, &new.sign(&claims)).await.0, 401, "not yet");
    issuer.tells(&[&new, &old]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(told(&server, &new.sign(&claims)).await.0, 200, "the first token under it is answered");
    assert_eq!(told(&server, &old.sign(&claims)).await.0, 200);
    issuer.tells(&[&new]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(told(&server, &Signer::p256("guess").sign(&claims)).await.0, 401);
    assert_eq!(told(&server, &old.sign(&claims)).await.0, 401, "what was withdrawn is forgotten");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_is_away_takes_nobody_along() {
    let signer = Signer::ed25519("ed");
    let issuer = Issuer::start(None).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let token = signer.sign(&issuer.claims(CASEWORKER, "elia"));
    let (status, code, _) = told(&server, &token).await;
    assert_eq!((status, code.as_str()), (503, "UNAVAILABLE"), "nobody can tell");
    let machine = Caller::new(&server, "elia", Role::Caseworker).await;
    machine.data("{ serverInfo { position } }", json!({})).await;
    let ready = client::get(server.address, "/readyz", &[]).await;
    assert_eq!(ready.status, 200, "{}", ready.body);
    assert!(ready.body.contains("issuer: its keys cannot be fetched"), "{}", ready.body);
    issuer.tells(&[&signer]);
    // Noticed without anybody who asks.
    while !client::get(server.address, "/readyz", &[]).await.body.contains("issuer: ok") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(told(&server, &token).await.0, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_may_withdraw_all_keys() {
    let signer = Signer::ed25519("ed");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let token = signer.sign(&issuer.claims(CASEWORKER, "elia"));
    assert_eq!(told(&server, &token).await.0, 200);
    issuer.tells(&[]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    let guess = Signer::ed25519("guess").sign(&issuer.claims(CASEWORKER, "elia"));
    assert_eq!(told(&server, &guess).await.0, 401);
    assert_eq!(told(&server, &token).await.0, 401);
    server.stop().await;
}

/// Whoever makes keys be fetched and hangs up does not keep the others from what is fetched.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fetch_goes_on_without_whoever_made_it_begin() {
    let (old, new) = (Signer::ed25519("old"), Signer::ed25519("new"));
    let issuer = Issuer::start(Some(&[&old])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    assert_eq!(told(&server, &old.sign(&issuer.claims(CASEWORKER, "elia"))).await.0, 200);
    issuer.tells(&[&new]);
    issuer.delays(Duration::from_millis(300));
    tokio::time::sleep(Duration::from_millis(60)).await;
    let before = issuer.fetches();
    let mut stranger = TcpStream::connect(server.address).await.unwrap();
    let guess = Signer::ed25519("guess").sign(&issuer.claims(CASEWORKER, "elia"));
    let request =
        format!("GET /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {guess}\r\n\r\n");
    stranger.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stranger);
    let fetched = async {
        while issuer.fetches() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(30), fetched).await.expect("nobody else asks for keys");
    server.stop().await;
}

/// Whoever makes up names waits for an issuer that is slow, and for nobody else's place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_wait_for_an_issuer_that_is_slow() {
    const GUESSES: usize = 60;
    const WAITING: usize = 16;
    let signer = Signer::ed25519("ed");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let right = signer.sign(&issuer.claims(CASEWORKER, "elia"));
    assert_eq!(told(&server, &right).await.0, 200);
    issuer.delays(Duration::from_secs(2));
    tokio::time::sleep(Duration::from_millis(60)).await;
    let guess = format!("Bearer {}", Signer::ed25519("guess").sign(&issuer.claims(CASEWORKER, "elia")));
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..GUESSES {
        let (address, guess) = (server.address, guess.clone());
        waiting.spawn(async move {
            client::get(address, "/graphql?query=%7B__typename%7D", &[("authorization", &guess)]).await.status
        });
    }
    for _ in WAITING..GUESSES {
        assert_eq!(waiting.join_next().await.unwrap().unwrap(), 503);
    }
    assert_eq!(told(&server, &right).await.0, 200);
    assert_eq!(waiting.len(), WAITING, "those wait still");
    while let Some(status) = waiting.join_next().await {
        assert_eq!(status.unwrap(), 401);
    }
    server.stop().await;
}

/// What another issuer says of itself is not believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_description_must_be_of_the_issuer() {
    let signer = Signer::ed25519("ed");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let other = issuer.address.replace("asile", "autre");
    let settings = Settings::new(&other, "parcours");
    let server =
        Server::start_with(Place::sqlite(), Options { issuer: Some(settings), ..Options::new(ANY) }).await;
    let mut claims = issuer.claims(CASEWORKER, "elia");
    claims["iss"] = json!(other);
    assert_eq!(told(&server, &signer.sign(&claims)).await.0, 503);
    assert_eq!(issuer.fetches(), 0);
    server.stop().await;
    // Where the keys are named, nothing is discovered.
    let keys = Some(format!("{}/protocol/openid-connect/certs", issuer.address));
    let settings = Settings { keys, ..Settings::new(&other, "parcours") };
    let server =
        Server::start_with(Place::sqlite(), Options { issuer: Some(settings), ..Options::new(ANY) }).await;
    assert_eq!(told(&server, &signer.sign(&claims)).await.0, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_guesses_makes_nobody_ask() {
    const GUESSES: usize = 10_000;
    const AT_ONCE: usize = 50;
    let signer = Signer::p256("ec");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let settings = Settings::new(&issuer.address, "parcours");
    let rest = settings.rest;
    let options = Options { issuer: Some(settings), ..Options::new(ANY) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let claims = issuer.claims(CASEWORKER, "elia");
    let right = signer.sign(&claims);
    assert_eq!(told(&server, &right).await.0, 200);
    let began = std::time::Instant::now();
    let body = right.split_once('.').unwrap().1;
    let guesses: Vec<_> = (0..AT_ONCE)
        .map(|at| {
            let (address, claims, body) = (server.address, claims.clone(), body.to_owned());
            tokio::spawn(async move {
                for guess in (at..GUESSES).step_by(AT_ONCE) {
                    let header = json!({ "alg": "ES256", "kid": format!("guess-{guess}") });
                    let text = super::issuer::unsigned(&header, &claims);
                    let token = format!("Bearer {}.{body}", text.split_once('.').unwrap().0);
                    let path = "/graphql?query=%7B__typename%7D";
                    let answer = client::get(address, path, &[("authorization", &token)]).await;
                    // Few wait while keys are fetched; the others are told to come again.
                    assert!([401, 503].contains(&answer.status), "{}", answer.body);
                }
            })
        })
        .collect();
    for guess in guesses {
        guess.await.unwrap();
    }
    let allowed = 2 + began.elapsed().as_secs() / rest.as_secs();
    let fetches = issuer.fetches();
    assert!(fetches as u64 <= allowed, "{fetches} fetches, where {allowed} are allowed");
    assert_eq!(told(&server, &right).await.0, 200);
    server.stop().await;
}
