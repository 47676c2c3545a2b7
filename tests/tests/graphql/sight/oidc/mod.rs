//! Sign-in by the word of an issuer: what opens, as whom, and what does not.

mod issuer;
mod keys;
mod wrong;

use std::time::Duration;

use api::oidc::Settings;
use api::server::Options;
use application::sight::Role;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::following::Stream;
use super::world::World;
use super::{ANY, Caller, Server, client};
use crate::store::{NOON, Place, contracts};
use issuer::{Issuer, Signer};

contracts![
    who_is_vouched_for_is_who_has_a_token,
    a_pseudonym_is_recorded_and_logged,
    a_token_that_expires_ends_what_it_opened,
];

/// A server that believes an issuer, and asks it again at once.
async fn believing(place: Place, issuer: &Issuer) -> Server {
    let settings = Settings { rest: Duration::from_millis(50), ..Settings::new(&issuer.address, "parcours") };
    Server::start_with(place, Options { issuer: Some(settings), ..Options::new(ANY) }).await
}

/// Somebody with a token of the issuer.
fn vouched(server: &Server, token: String) -> Caller<'_> {
    Caller { server, token, id: String::new(), organisation: String::new(), reason: None }
}

/// Every key of every kind opens the same; what is seen is what a token of the role and organisation sees.
async fn who_is_vouched_for_is_who_has_a_token(place: Place) {
    let signers = [
        Signer::rsa("rsa", Algorithm::RS256),
        Signer::rsa("pss", Algorithm::PS256),
        Signer::p256("ec"),
        Signer::ed25519("ed"),
    ];
    let issuer = Issuer::start(Some(&signers.each_ref())).await;
    let server = believing(place, &issuer).await;
    World::new(&server).await;
    let query = "{ households(first: 10) { nodes { uuid state { members { person birth } } } } }";
    let mut seen = Vec::new();
    for (role, organisation, signer) in [
        (Role::Caseworker, "elia", &signers[0]),
        (Role::Partner, "housing", &signers[1]),
        (Role::Partner, "social", &signers[2]),
        (Role::Analyst, "drihl", &signers[3]),
        (Role::Caseworker, "nulle-part", &signers[0]),
    ] {
        let own = Caller::new(&server, organisation, role).await.data(query, json!({})).await;
        let claims = issuer.claims(&format!("parcours-{role}"), organisation);
        let caller = vouched(&server, signer.sign(&claims));
        assert_eq!(caller.data(query, json!({})).await, own, "{role} of {organisation}");
        seen.push(own["households"]["nodes"].to_string());
    }
    assert!(seen[0].contains("birth") && seen[0] != seen[3], "who looks does make a difference: {seen:?}");
    assert_eq!(seen[4], "[]");
    let administrator = vouched(&server, signers[0].sign(&issuer.claims("parcours-administrator", "drihl")));
    let bearer = format!("Bearer {}", administrator.token);
    let metrics = client::get(server.address, "/metrics", &[("authorization", &bearer)]).await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains("parcours_oidc_issuer_reached 1"), "{}", metrics.body);
    server.stop().await;
}

/// The same person under each of their tokens, and nothing of what the issuer calls them.
async fn a_pseudonym_is_recorded_and_logged(place: Place) {
    let signer = Signer::p256("ec");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(place, &issuer).await;
    let world = World::new(&server).await;
    let mut claims = issuer.claims("parcours-caseworker", "elia");
    let mut users = Vec::new();
    for (subject, day) in
        [("jeanne@elia.example", "2024-01-01"), ("jeanne@elia.example", "2024-01-02"), ("paul", "2024-01-03")]
    {
        claims["sub"] = json!(subject);
        claims["jti"] = json!(day);
        let caller = vouched(&server, signer.sign(&claims));
        let status = json!({ "person": world.person, "status": "refugee" });
        let fact = super::attacks::line(&world.stream, "legal_status_recorded", day, status);
        let at = caller.record(&[fact]).await.unwrap();
        assert_eq!(at["recorded"].as_array().unwrap().len(), 1, "{at}");
        let head = server.application.ledger().head().await.unwrap().position;
        let stored = server.application.ledger().read_positions(head - 1, 1).await.unwrap().remove(0);
        assert_eq!(
            (stored.actor.organisation.as_str(), stored.actor.role.as_deref()),
            ("elia", Some("caseworker"))
        );
        users.push(stored.actor.user.unwrap());
    }
    assert_eq!(users[0], users[1]);
    assert_ne!(users[0], users[2]);
    assert!(users[0].starts_with("oidc-") && users[0].len() == 37, "{users:?}");
    let household =
        format!("{{ household(id: \"{}\") {{ state {{ members {{ birth }} }} }} }}", world.household);
    vouched(&server, signer.sign(&claims)).data(&household, json!({})).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let log = auditor.data("{ accessLog(first: 5) { nodes { reader } } }", json!({})).await;
    assert!(log.to_string().contains(&format!("elia/{}", users[2])), "{log}");
    server.stop().await;
}

async fn a_token_that_expires_ends_what_it_opened(place: Place) {
    let signer = Signer::ed25519("ed");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(place, &issuer).await;
    let world = World::new(&server).await;
    let caller = vouched(&server, signer.sign(&issuer.claims("parcours-caseworker", "elia")));
    let query =
        format!("subscription {{ events(after: 0, household: \"{}\") {{ position }} }}", world.household);
    let mut stream = Stream::open(&caller, &query, None).await;
    let (first, _) = stream.next().await.unwrap();
    assert!(first.is_some());
    server.clock.set(NOON + 329_000_000);
    assert_eq!(
        caller.ask("{ __typename }", json!({})).await.status,
        200,
        "a clock may be wrong by 30 seconds"
    );
    server.clock.set(NOON + 330_000_000);
    let refused = loop {
        let (position, answer) = stream.next().await.unwrap();
        if position.is_none() {
            break answer;
        }
    };
    assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{refused}");
    assert!(stream.next().await.is_none(), "and nothing comes after");
    let late = caller.ask("{ __typename }", json!({})).await;
    assert_eq!((late.status, late.codes()), (401, vec!["UNAUTHENTICATED".to_owned()]), "{}", late.body);
    assert!(
        late.head.contains("error=\"invalid_token\", error_description=\"the token expired\""),
        "{}",
        late.head
    );
    server.stop().await;
}

/// The status of a question asked with a token, the code of its error, and what is said of it.
async fn told(server: &Server, token: &str) -> (u16, String, String) {
    let answer = vouched(server, token.to_owned()).ask("{ __typename }", json!({})).await;
    let error = &answer.json()["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (answer.status, text(&error["extensions"]["code"]), text(&error["message"]))
}
