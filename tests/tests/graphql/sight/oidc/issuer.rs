//! An issuer of identities: a real server of HTTP with real keys, which can be away and can change its keys.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::store::NOON;

/// What signs tokens.
pub(super) struct Signer {
    pub(super) name: String,
    pub(super) algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    pub(super) fn rsa(name: &str, algorithm: Algorithm) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let wrapped: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
        // What PKCS #8 wraps around a key of 2048 bits.
        let key = EncodingKey::from_rsa_der(&wrapped.as_ref()[26..]);
        Self { name: name.to_owned(), algorithm, key }
    }

    pub(super) fn p256(name: &str) -> Self {
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let key = EncodingKey::from_ec_der(pair.unwrap().as_ref());
        Self { name: name.to_owned(), algorithm: Algorithm::ES256, key }
    }

    pub(super) fn ed25519(name: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap().to_pkcs8v1().unwrap();
        Self {
            name: name.to_owned(),
            algorithm: Algorithm::EdDSA,
            key: EncodingKey::from_ed_der(pair.as_ref()),
        }
    }

    /// Its public half, as issuers tell it.
    pub(super) fn public(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.name.clone());
        let mut told = serde_json::to_value(jwk).unwrap();
        told["use"] = json!("sig");
        told
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let algorithm = format!("{:?}", self.algorithm);
        self.sign_under(&json!({ "alg": algorithm, "typ": "JWT", "kid": self.name }), claims)
    }

    /// Under a header that may say anything.
    pub(super) fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let text = unsigned(header, claims);
        let signature = crypto::sign(text.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{text}.{signature}")
    }
}

/// What a signature is over.
pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64(&header.to_string()), base64(&claims.to_string()))
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let letters = (0..=three.len()).map(|at| LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
        out.extend(letters.map(char::from));
    }
    out
}

/// The issuer.
pub(super) struct Issuer {
    pub(super) address: String,
    told: Arc<Mutex<Option<Vec<Value>>>>,
    /// How often its keys were asked for.
    fetches: Arc<AtomicUsize>,
    /// Milliseconds before each answer.
    delay: Arc<AtomicU64>,
    answering: JoinHandle<()>,
}

impl Issuer {
    /// One that tells these keys; away without any.
    pub(super) async fn start(keys: Option<&[&Signer]>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/realms/asile", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(keys.map(public)));
        let fetches = Arc::new(AtomicUsize::new(0));
        let delay = Arc::new(AtomicU64::new(0));
        let (own, keys, counted) = (address.clone(), Arc::clone(&told), Arc::clone(&fetches));
        let late = Arc::clone(&delay);
        let answering = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::time::sleep(Duration::from_millis(late.load(Ordering::SeqCst))).await;
                let now = keys.lock().unwrap().clone();
                // A connection that is closed at once is what whoever is away looks like.
                let _ = answer(stream, &own, now, &counted).await;
            }
        });
        Self { address, told, fetches, delay, answering }
    }

    pub(super) fn tells(&self, keys: &[&Signer]) {
        *self.told.lock().unwrap() = Some(public(keys));
    }

    /// Each of its documents comes after so long.
    pub(super) fn delays(&self, delay: Duration) {
        self.delay.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(super) fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }

    /// What a token of somebody says, as Keycloak says it.
    pub(super) fn claims(&self, role: &str, organisation: &str) -> Value {
        let now = NOON / 1_000_000;
        json!({
            "iss": self.address, "aud": ["parcours", "account"], "azp": "logiciel", "typ": "Bearer",
            "sub": "9a3c6a52-6f0e-4c1e-8d0a-0c6f3d1f2b11", "iat": now, "exp": now + 300, "jti": "4d0f",
            "realm_access": { "roles": ["offline_access", "uma_authorization", role] },
            "parcours_organisation": organisation,
        })
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

fn public(keys: &[&Signer]) -> Vec<Value> {
    keys.iter().map(|key| key.public()).collect()
}

async fn answer(
    mut stream: TcpStream,
    own: &str,
    keys: Option<Vec<Value>>,
    counted: &AtomicUsize,
) -> std::io::Result<()> {
    let Some(keys) = keys else { return Ok(()) };
    let mut head = [0; 2048];
    let read = stream.read(&mut head).await?;
    let head = String::from_utf8_lossy(&head[..read]).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match path {
        // Whatever is asked for, it says what it is itself.
        "/realms/asile/.well-known/openid-configuration"
        | "/realms/autre/.well-known/openid-configuration" => {
            (200, json!({ "issuer": own, "jwks_uri": format!("{own}/protocol/openid-connect/certs") }))
        }
        "/realms/asile/protocol/openid-connect/certs" => {
            counted.fetch_add(1, Ordering::SeqCst);
            // Keycloak has a key for encryption beside those that sign.
            let mut keys = keys;
            keys.push(json!({ "kty": "RSA", "kid": "chiffre", "use": "enc", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB" }));
            (200, json!({ "keys": keys }))
        }
        _ => (404, json!({})),
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}
