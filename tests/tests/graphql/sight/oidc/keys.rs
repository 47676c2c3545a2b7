//! The keys of an issuer: that they are fetched when they are needed, and never more often than agreed.

use std::time::Duration;

use api::oidc::Settings;
use api::server::Options;
use application::sight::Role;
use jsonwebtoken::Algorithm;
use serde_json::json;

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
                    assert_eq!(answer.status, 401, "{}", answer.body);
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
