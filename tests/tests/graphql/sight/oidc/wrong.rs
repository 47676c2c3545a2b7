//! Tokens that open nothing, and why not.

use api::oidc::Settings;
use api::server::{Options, ServeError, serve};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use super::issuer::{Issuer, Signer, unsigned};
use super::{ANY, Server, believing, client, told, vouched};
use crate::store::{NOON, Place};

const CASEWORKER: &str = "parcours-caseworker";

/// The claims of a right token, with one of them as it should not be; without it when null.
fn but(issuer: &Issuer, name: &str, value: Value) -> Value {
    let mut claims = issuer.claims(CASEWORKER, "elia");
    let members = claims.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    claims
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_the_issuer_says_of_this_server_and_now_opens() {
    let signer = Signer::rsa("rsa", Algorithm::RS256);
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let now = NOON / 1_000_000;
    let right = signer.sign(&issuer.claims(CASEWORKER, "elia"));
    assert_eq!(told(&server, &right).await.0, 200);
    for (name, value) in [
        ("iss", json!("https://id.example.org/realms/asile")),
        ("iss", json!(format!("{}/", issuer.address))),
        ("iss", json!([issuer.address])),
        ("iss", Value::Null),
        ("aud", json!("account")),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("typ", json!("ID")),
        ("typ", json!("Refresh")),
        ("typ", json!(["Bearer"])),
        ("cnf", json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" })),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("exp", Value::Null),
        ("exp", json!("2100-01-01")),
        ("exp", json!(1e300)),
        ("exp", json!(now - 31)),
        ("nbf", json!(now + 31)),
        ("nbf", json!("now")),
        ("iat", json!(now + 31)),
    ] {
        let token = signer.sign(&but(&issuer, name, value.clone()));
        let (status, code, message) = told(&server, &token).await;
        assert_eq!((status, code.as_str()), (401, "UNAUTHENTICATED"), "{name}: {value}: {message}");
    }
    for (name, value) in [
        ("aud", json!("parcours")),
        ("exp", json!(now - 29)),
        ("exp", json!(1_709_294_400.5)),
        ("nbf", json!(now + 29)),
        ("iat", Value::Null),
        ("typ", Value::Null),
    ] {
        let token = signer.sign(&but(&issuer, name, value.clone()));
        assert_eq!(told(&server, &token).await.0, 200, "{name}: {value}");
    }
    server.stop().await;
}

/// Issuers that do not say what a token is for tell by what else stands in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_tells_a_program_who_somebody_is_opens_nothing() {
    let signer = Signer::rsa("rsa", Algorithm::RS256);
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let mut claims = but(&issuer, "typ", Value::Null);
    claims["nonce"] = json!("4f1c");
    assert_eq!(told(&server, &signer.sign(&claims)).await.0, 401);
    let header = json!({ "alg": "RS256", "kid": "rsa", "typ": "at+jwt" });
    assert_eq!(told(&server, &signer.sign_under(&header, &claims)).await.0, 200);
    claims["typ"] = json!("Bearer");
    assert_eq!(told(&server, &signer.sign(&claims)).await.0, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_key_of_the_issuer_signs() {
    let signer = Signer::rsa("rsa", Algorithm::RS256);
    let issuer = Issuer::start(Some(&[&signer])).await;
    let server = believing(Place::sqlite(), &issuer).await;
    let claims = issuer.claims(CASEWORKER, "elia");
    let header = |algorithm: &str| json!({ "alg": algorithm, "typ": "JWT", "kid": "rsa" });
    let right = signer.sign(&claims);
    let signature = right.rsplit('.').next().unwrap();
    let other = signer.sign(&issuer.claims(CASEWORKER, "un-autre"));
    let swapped = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    let hmac = |secret: &[u8]| {
        let text = unsigned(&header("HS256"), &claims);
        let key = EncodingKey::from_secret(secret).unwrap();
        format!("{text}.{}", crypto::sign(text.as_bytes(), &key, Algorithm::HS256).unwrap())
    };
    let modulus = signer.public()["n"].as_str().unwrap().to_owned();
    let mut own_key = header("RS256");
    own_key["jwk"] = Signer::rsa("rsa", Algorithm::RS256).public();
    own_key["jku"] = json!("http://127.0.0.1:9/keys");
    for (name, token) in [
        ("none", format!("{}.", unsigned(&header("none"), &claims))),
        ("None", format!("{}.{signature}", unsigned(&header("None"), &claims))),
        ("without a signature", format!("{}.", right.rsplit_once('.').unwrap().0)),
        ("a shared secret that is public", hmac(modulus.as_bytes())),
        ("a shared secret that is the key as told", hmac(signer.public().to_string().as_bytes())),
        ("another key of the name", Signer::rsa("rsa", Algorithm::RS256).sign(&claims)),
        ("a key in the header", Signer::rsa("rsa", Algorithm::RS256).sign_under(&own_key, &claims)),
        ("another kind of key of the name", Signer::p256("rsa").sign(&claims)),
        ("an algorithm that is not that of the key", signer.sign_under(&header("PS256"), &claims)),
        ("an algorithm that is not allowed", signer.sign_under(&header("RS512"), &claims)),
        ("a name of no key", Signer::rsa("inconnue", Algorithm::RS256).sign(&claims)),
        ("the key for encryption", signer.sign_under(&json!({ "alg": "RS256", "kid": "chiffre" }), &claims)),
        ("no name", signer.sign_under(&json!({ "alg": "RS256" }), &claims)),
        (
            "what must be understood",
            signer
                .sign_under(&json!({ "alg": "RS256", "kid": "rsa", "crit": ["b64"], "b64": false }), &claims),
        ),
        (
            "an identity token",
            signer.sign_under(&json!({ "alg": "RS256", "kid": "rsa", "typ": "id+jwt" }), &claims),
        ),
        ("the claims of another token", swapped),
        ("nothing", "..".to_owned()),
        ("noise", "a.b.c".to_owned()),
        ("four parts", format!("{right}.")),
        ("very long", format!("{}.{}.{}", "A".repeat(3000), "A".repeat(3000), "A".repeat(3000))),
    ] {
        let (status, code, message) = told(&server, &token).await;
        assert_eq!((status, code.as_str()), (401, "UNAUTHENTICATED"), "{name}: {message}");
    }
    assert_eq!(told(&server, &right).await.0, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_nothing_to_do_here_is_told_why() {
    let signer = Signer::p256("ec");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let mut settings = Settings::new(&issuer.address, "parcours");
    settings.mapping.organisations = ["elia", "housing"].map(|code| code.parse().unwrap()).into();
    settings.mapping.organisation_claim = "/organization".to_owned();
    let server =
        Server::start_with(Place::sqlite(), Options { issuer: Some(settings), ..Options::new(ANY) }).await;
    let with = |roles: Value, organisation: Value| {
        let mut claims = but(&issuer, "realm_access", json!({ "roles": roles }));
        claims["organization"] = organisation;
        signer.sign(&claims)
    };
    let one = json!([CASEWORKER]);
    for (token, why) in [
        (with(json!([]), json!("elia")), "no role"),
        (with(json!(["caseworker", "parcours-", "parcours-king"]), json!("elia")), "no role"),
        (with(json!([CASEWORKER, "parcours-auditor"]), json!("elia")), "several roles"),
        (with(one.clone(), Value::Null), "no organisation"),
        (with(one.clone(), json!(["elia", "housing"])), "several organisations"),
        (with(one.clone(), json!("un-autre")), "none for which the issuer may vouch"),
        (with(one.clone(), json!("Not a code")), "none for which the issuer may vouch"),
    ] {
        let (status, code, message) = told(&server, &token).await;
        assert_eq!((status, code.as_str()), (403, "FORBIDDEN"), "{why}: {message}");
        assert!(message.contains(why), "{why}: {message}");
    }
    for organisation in [json!("elia"), json!(["housing"]), json!({ "elia": { "id": "42" } })] {
        assert_eq!(told(&server, &with(one.clone(), organisation)).await.0, 200);
    }
    // What stands in the way is no reason to ask for a token again, in the header or in a browser.
    let token = with(json!([]), json!("elia"));
    let refused = vouched(&server, token.clone()).ask("{ __typename }", json!({})).await;
    assert!(refused.head.contains("insufficient_scope"), "{}", refused.head);
    let cookie = format!("__Host-parcours={token}");
    assert_eq!(client::get(server.address, "/", &[("cookie", &cookie)]).await.status, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_believes_an_issuer_may_be_reached_and_answers_nobody_else() {
    let signer = Signer::p256("ec");
    let issuer = Issuer::start(Some(&[&signer])).await;
    let settings = Settings::new(&issuer.address, "parcours");
    let listen = "0.0.0.0:0".parse().unwrap();
    let options = Options { issuer: Some(settings), ..Options::new(listen) };
    let server = Server::start_with(Place::sqlite(), options).await;
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], server.address.port()));
    let headers = [("content-type", "application/json"), ("host", "parcours.example.org")];
    let query = r#"{"query":"{ __typename }"}"#;
    assert_eq!(client::post(address, "/graphql", &headers, query).await.status, 401);
    let bearer = format!("Bearer {}", signer.sign(&issuer.claims(CASEWORKER, "elia")));
    let with_token = [headers[0], headers[1], ("authorization", bearer.as_str())];
    assert_eq!(client::post(address, "/graphql", &with_token, query).await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_cannot_be_believed_is_no_issuer() {
    let place = Place::sqlite();
    let application = crate::store::open(&place.url()).await.unwrap();
    let with = |change: fn(&mut Settings)| {
        let mut settings = Settings::new("https://id.example.org/realms/asile", "parcours");
        change(&mut settings);
        Options { issuer: Some(settings), ..Options::new(ANY) }
    };
    for options in [
        with(|settings| settings.issuer = "http://id.example.org/realms/asile".to_owned()),
        with(|settings| settings.issuer = "id.example.org".to_owned()),
        with(|settings| settings.issuer = "https://".to_owned()),
        with(|settings| settings.keys = Some("http://id.example.org/keys".to_owned())),
        with(|settings| settings.keys = Some("file:///etc/passwd".to_owned())),
        with(|settings| settings.audience = " ".to_owned()),
        with(|settings| settings.signatures.clear()),
        with(|settings| settings.mapping.role_claim = "realm_access.roles".to_owned()),
    ] {
        let ready = |_| panic!("served");
        let refused = serve(application.clone(), options, ready, std::future::pending()).await;
        assert!(matches!(refused, Err(ServeError::Issuer(_))), "{refused:?}");
    }
    application.close().await;
}
