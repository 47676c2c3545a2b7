//! The keys of an issuer: fetched, kept, and fetched again when there is a reason to, but never more often than agreed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use application::operations::metrics::{Collect, Counter, Exposition};
use hyper::Uri;
use jsonwebtoken::jwk::{Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};

use super::fetch::{FetchError, Fetcher};
use super::settings::safe;

/// How often keys are fetched again though nobody brings an unknown one: what the issuer withdrew is forgotten then.
const REFRESH: Duration = Duration::from_mins(5);

/// How long keys are believed while the issuer cannot be asked.
const BELIEVED: Duration = Duration::from_hours(24);

/// Those who may wait for a fetch at once: whoever makes up names must not take the places of everybody else while an
/// issuer is slow to answer.
const WAITING_MOST: usize = 16;

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
    #[error("there is no list of keys at {address}")]
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
    /// Whoever holds it fetches; the others wait for what it brings.
    fetching: Mutex<()>,
    /// When the last fetch ended.
    last: RwLock<Option<Instant>>,
    /// Places of those who wait.
    waiting: Arc<Semaphore>,
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
            fetching: Mutex::default(),
            last: RwLock::default(),
            waiting: Arc::new(Semaphore::new(WAITING_MOST)),
            is_reached: RwLock::default(),
            done: Counter::default(),
            failed: Counter::default(),
        }
    }

    /// The key of a name. One that is not known may be new: the issuer is asked, unless it was a moment ago, so that
    /// whoever makes up names does not make this server ask for each.
    pub(super) async fn named(self: &Arc<Self>, name: &str) -> Result<Key, NoKey> {
        if let Some(key) = self.known(name) {
            return Ok(key);
        }
        if self.rests().is_none() {
            let Ok(place) = Arc::clone(&self.waiting).try_acquire_owned() else {
                return Err(NoKey::Unreachable);
            };
            let (this, asked) = (Arc::clone(self), name.to_owned());
            // A task of its own: whoever asks may hang up, and the others rely on what it brings.
            let looked = tokio::spawn(async move {
                let _fetching = this.fetching.lock().await;
                if this.known(&asked).is_none() && this.rests().is_none() {
                    this.fetch().await;
                }
                drop(place);
            });
            let _ = looked.await;
        }
        let none = if self.kept().is_some() { NoKey::Unknown } else { NoKey::Unreachable };
        self.known(name).ok_or(none)
    }

    /// Fetches the keys now and then, for as long as it is polled.
    pub(super) async fn keep(&self) {
        loop {
            let fetching = self.fetching.lock().await;
            let pause = if let Some(left) = self.rests() {
                left
            } else {
                self.fetch().await;
                // An issuer that was away is asked again soon: nobody may come who makes it be asked.
                if self.is_reached() == Some(true) { REFRESH.max(self.rest) } else { self.rest }
            };
            drop(fetching);
            tokio::time::sleep(pause).await;
        }
    }

    /// How long the issuer is not asked again yet.
    fn rests(&self) -> Option<Duration> {
        let last = *self.last.read().unwrap_or_else(PoisonError::into_inner);
        self.rest.checked_sub(last?.elapsed()).filter(|left| !left.is_zero())
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

    async fn fetch(&self) {
        let fetched = self.fetched().await;
        *self.is_reached.write().unwrap_or_else(PoisonError::into_inner) = Some(fetched.is_ok());
        match fetched {
            Ok(by_name) => {
                self.done.count();
                if by_name.is_empty() {
                    tracing::warn!("the issuer of identities has no key that signs tokens");
                }
                let kept = Kept { by_name, fetched: Instant::now() };
                *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(kept));
            }
            Err(error) => {
                self.failed.count();
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the keys of the issuer of identities cannot be fetched");
            }
        }
        // After what it brought: whoever sees that it has ended sees that, too.
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
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
                let as_safe = |keys: &Uri| {
                    safe(&keys.to_string()).is_ok()
                        && (keys.scheme_str() == Some("https") || keys.scheme() == description.scheme())
                };
                keys.filter(as_safe).ok_or_else(|| NotFetched::NoAddress { address: description.clone() })?
            }
        };
        let told = self.fetcher.json(&address).await?;
        let keys = told.get("keys").and_then(Value::as_array).ok_or(NotFetched::NoKeys { address })?;
        // None at all is an answer too: whatever they were, they were withdrawn.
        Ok(keys.iter().take(KEYS_MOST).filter_map(read).collect())
    }
}

/// A key and its name; `None` for one that signs no tokens, or has no name, or is of no kind that is known.
fn read(value: &Value) -> Option<(String, Key)> {
    let jwk = <Jwk as serde::Deserialize>::deserialize(value).ok()?;
    let signs = jwk.common.public_key_use.as_ref().is_none_or(|meant| *meant == PublicKeyUse::Signature);
    let verifies = |operations: &Vec<KeyOperations>| operations.contains(&KeyOperations::Verify);
    let verifies = jwk.common.key_operations.as_ref().is_none_or(verifies);
    let algorithm = match jwk.common.key_algorithm {
        None => None,
        Some(algorithm) => Some(Algorithm::try_from(algorithm).ok()?),
    };
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let is_public = key.family() != jsonwebtoken::AlgorithmFamily::Hmac;
    let name = jwk.common.key_id.filter(|name| !name.is_empty())?;
    (signs && verifies && is_public).then_some((name, Key { key, algorithm }))
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
