//! The keys of an issuer: fetched, kept, and fetched again when there is a reason to, but never more often than agreed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use application::operations::metrics::{Collect, Counter, Exposition};
use hyper::Uri;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use tokio::sync::Mutex;

use super::fetch::{FetchError, Fetcher};

/// How often keys are fetched again though nobody brings an unknown one: what the issuer withdrew is forgotten then.
const REFRESH: Duration = Duration::from_mins(5);

/// How long keys are believed while the issuer cannot be asked.
const BELIEVED: Duration = Duration::from_hours(24);

/// Keys looked at; issuers have a handful.
const KEYS_MOST: usize = 64;

/// A key that may have signed tokens, and by which algorithm when the issuer says so.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) key: DecodingKey,
    pub(super) algorithm: Option<Algorithm>,
}

/// Why there is no key of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The issuer has none of that name, or had none a moment ago.
    Unknown,
    /// The issuer could not be asked for any.
    Unreachable,
}

/// Why keys were not fetched.
#[derive(Debug, thiserror::Error)]
enum NotFetched {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the document at {address} is none of this issuer")]
    OtherIssuer { address: Uri },
    #[error("the document at {address} names no address of keys that is as safe as its own")]
    NoAddress { address: Uri },
    #[error("there is no key at {address} that signs tokens")]
    NoKeys { address: Uri },
}

/// Where the keys are.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Here.
    At(Uri),
    /// Where the issuer’s own description says.
    Discovered {
        /// Of the description.
        description: Uri,
        /// What it must say it is of.
        issuer: String,
    },
}

struct Kept {
    by_name: HashMap<String, Key>,
    fetched: Instant,
}

/// The keys of an issuer.
pub(super) struct Keys {
    source: Source,
    fetcher: Fetcher,
    /// Shortest time between two fetches.
    rest: Duration,
    kept: RwLock<Option<Arc<Kept>>>,
    /// When the last fetch began; whoever holds it fetches, the others wait for what it brings.
    last: Mutex<Option<Instant>>,
    /// Whether the last one brought keys.
    is_reached: RwLock<Option<bool>>,
    done: Counter,
    failed: Counter,
}

impl Keys {
    pub(super) fn new(source: Source, fetcher: Fetcher, rest: Duration) -> Self {
        Self {
            source,
            fetcher,
            rest,
            kept: RwLock::default(),
            last: Mutex::default(),
            is_reached: RwLock::default(),
            done: Counter::default(),
            failed: Counter::default(),
        }
    }

    /// The key of a name. One that is not known may be new: the issuer is asked, unless it was a moment ago, so that
    /// whoever makes up names does not make this server ask for each.
    pub(super) async fn named(&self, name: &str) -> Result<Key, NoKey> {
        if let Some(key) = self.known(name) {
            return Ok(key);
        }
        let mut last = self.last.lock().await;
        if let Some(key) = self.known(name) {
            return Ok(key);
        }
        if last.is_none_or(|last| last.elapsed() >= self.rest) {
            self.fetch(&mut last).await;
        }
        self.known(name).ok_or(if self.kept().is_some() { NoKey::Unknown } else { NoKey::Unreachable })
    }

    /// Fetches the keys now and then, for as long as it is polled.
    pub(super) async fn keep(&self) {
        loop {
            let mut last = self.last.lock().await;
            if last.is_none_or(|last| last.elapsed() >= self.rest) {
                self.fetch(&mut last).await;
            }
            drop(last);
            // An issuer that was away is asked again soon: nobody may come who makes it be asked.
            let pause = if self.is_reached() == Some(true) { REFRESH.max(self.rest) } else { self.rest };
            tokio::time::sleep(pause).await;
        }
    }

    /// Whether the issuer was reached when it was last asked; `None` before.
    pub(super) fn is_reached(&self) -> Option<bool> {
        *self.is_reached.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> Option<Arc<Kept>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        kept.filter(|kept| kept.fetched.elapsed() < BELIEVED)
    }

    fn known(&self, name: &str) -> Option<Key> {
        self.kept()?.by_name.get(name).cloned()
    }

    async fn fetch(&self, last: &mut Option<Instant>) {
        *last = Some(Instant::now());
        let fetched = self.fetched().await;
        *self.is_reached.write().unwrap_or_else(PoisonError::into_inner) = Some(fetched.is_ok());
        match fetched {
            Ok(by_name) => {
                self.done.count();
                let kept = Kept { by_name, fetched: Instant::now() };
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(kept));
            }
            Err(error) => {
                self.failed.count();
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the keys of the issuer of identities cannot be fetched");
            }
        }
    }

    async fn fetched(&self) -> Result<HashMap<String, Key>, NotFetched> {
        let address = match &self.source {
            Source::At(address) => address.clone(),
            Source::Discovered { description, issuer } => {
                let told = self.fetcher.json(description).await?;
                if told.get("issuer").and_then(Value::as_str) != Some(issuer) {
                    return Err(NotFetched::OtherIssuer { address: description.clone() });
                }
                let keys = told.get("jwks_uri").and_then(Value::as_str).and_then(|text| text.parse().ok());
                let as_safe = |keys: &Uri| keys.scheme() == description.scheme();
                keys.filter(as_safe).ok_or_else(|| NotFetched::NoAddress { address: description.clone() })?
            }
        };
        let told = self.fetcher.json(&address).await?;
        let keys = told.get("keys").and_then(Value::as_array).into_iter().flatten().take(KEYS_MOST);
        let by_name: HashMap<String, Key> = keys.filter_map(read).collect();
        if by_name.is_empty() { Err(NotFetched::NoKeys { address }) } else { Ok(by_name) }
    }
}

/// A key and its name; `None` for one that signs no tokens, or has no name, or is of no kind that is known.
fn read(value: &Value) -> Option<(String, Key)> {
    let jwk = <Jwk as serde::Deserialize>::deserialize(value).ok()?;
    let signs = jwk.common.public_key_use.as_ref().is_none_or(|meant| *meant == PublicKeyUse::Signature);
    let algorithm = match jwk.common.key_algorithm {
        None => None,
        Some(algorithm) => Some(Algorithm::try_from(algorithm).ok()?),
    };
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let is_public = key.family() != jsonwebtoken::AlgorithmFamily::Hmac;
    (signs && is_public).then_some((jwk.common.key_id?, Key { key, algorithm }))
}

impl Collect for Keys {
    fn collect(&self, out: &mut Exposition) {
        let outcomes =
            [([("outcome", "done")], self.done.get()), ([("outcome", "failed")], self.failed.get())];
        let samples = outcomes.iter().map(|(labels, count)| (labels.as_slice(), *count));
        out.counters("parcours_oidc_fetches_total", "Fetches of the keys of the issuer.", samples);
        let reached = u8::from(self.is_reached() == Some(true));
        let help = "Whether the issuer of identities was reached when it was last asked.";
        out.gauge("parcours_oidc_issuer_reached", help, &[], reached);
    }
}
