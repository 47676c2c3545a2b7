//! Tokens: what opens, and what does not.

use application::sight::Role;
use application::tokens::NewToken;
use jiff::SignedDuration;
use serde_json::json;

use super::{Caller, client, locked};
use crate::graphql::Server;
use crate::store::{NOON, Place, contracts};

contracts![only_a_token_that_holds_signs_in, a_token_is_kept_as_a_hash_alone];

const QUERY: &str = r#"{"query":"{ __typename }"}"#;

async fn status(server: &Server, authorization: &[&str]) -> (u16, String) {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(authorization.iter().map(|value| ("authorization", *value)));
    let answer = client::post(server.address, "/graphql", &headers, QUERY).await;
    let challenge = answer.head.lines().find(|line| line.to_lowercase().starts_with("www-authenticate"));
    (answer.status, challenge.unwrap_or_default().to_owned())
}

async fn only_a_token_that_holds_signs_in(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let good = format!("Bearer {}", caller.token);
    assert_eq!(status(&server, &[&good]).await.0, 200);
    let mut other = caller.token.clone();
    let last = other.pop().unwrap();
    other.push(if last == 'A' { 'B' } else { 'A' });
    let unknown = format!("Bearer parcours_00000000_{}", "A".repeat(43));
    let long = format!("Bearer {}", "x".repeat(10_000));
    for wrong in [
        "",
        "Bearer",
        "Bearer ",
        &format!("Basic {}", caller.token),
        &format!("Bearer {other}"),
        &unknown,
        &long,
        &format!("Bearer {} x", caller.token),
        "Bearer parcours__",
        "Bearer é",
    ] {
        let (status, challenge) = status(&server, &[wrong]).await;
        assert_eq!(status, 401, "{wrong}");
        assert!(challenge.contains("invalid_token"), "{wrong}: {challenge}");
    }
    let (unsigned, challenge) = status(&server, &[]).await;
    assert_eq!((unsigned, challenge.ends_with("bearer")), (401, true), "{challenge}");
    assert_eq!(status(&server, &[&good, &good]).await.0, 401, "two are none");

    assert!(server.application.revoke_token(&caller.id).await.unwrap());
    assert_eq!(status(&server, &[&good]).await.0, 401, "revoked");
    let late = Caller::new(&server, "elia", Role::Caseworker).await;
    server.clock.set(NOON + 3_600_000_000);
    assert_eq!(status(&server, &[&format!("Bearer {}", late.token)]).await.0, 401, "expired");
    assert_eq!(client::get(server.address, "/healthz", &[]).await.status, 200);
    assert_eq!(client::get(server.address, "/metrics", &[]).await.status, 401);
    let watcher = Caller::new(&server, "drihl", Role::Administrator).await;
    let bearer = format!("Bearer {}", watcher.token);
    assert_eq!(client::get(server.address, "/metrics", &[("authorization", &bearer)]).await.status, 200);
    let partner = Caller::new(&server, "housing", Role::Partner).await;
    let bearer = format!("Bearer {}", partner.token);
    assert_eq!(client::get(server.address, "/metrics", &[("authorization", &bearer)]).await.status, 403);
    let told = partner.ask("{ projections { name } }", json!({})).await;
    assert_eq!(told.codes(), ["FORBIDDEN"]);
    server.stop().await;
}

async fn a_token_is_kept_as_a_hash_alone(place: Place) {
    let application = crate::store::open(&place.url()).await.unwrap();
    let new = NewToken {
        label: "essai".to_owned(),
        organisation: "elia".parse().unwrap(),
        role: Role::Partner,
        user: Some("u-1".to_owned()),
        expires_at: application.clock().now() + SignedDuration::from_hours(1),
    };
    let (token, text) = application.create_token(new.clone()).await.unwrap();
    let (_, second) = application.create_token(new).await.unwrap();
    assert_ne!(text, second);
    assert_eq!(text.len(), "parcours_".len() + 8 + 1 + 43, "256 bits");
    let stored = application.ledger().token(&token.id).await.unwrap().unwrap();
    assert_eq!(stored.hash, event_store::sha256(text.as_bytes()));
    let account = application.sign_in(&text).await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.role), ("elia/u-1", Role::Partner));
    assert_eq!(application.tokens().await.unwrap().len(), 2);
    assert!(!application.revoke_token("nothing").await.unwrap());
    application.close().await;
}
