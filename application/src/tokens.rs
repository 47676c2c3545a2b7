//! Tokens that programs sign in with: 256 bits of chance, told once and kept as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::OrgCode;
use event_store::{SealError, StoredToken, hex, sha256};
use jiff::{SignedDuration, Timestamp};

use crate::Application;
use crate::error::Fault;
use crate::sight::{Account, Role};

/// How every token begins, so that scanners of leaks know one.
const PREFIX: &str = "parcours_";

/// Bytes of the secret, and of the identifier.
const SECRET: usize = 32;
const ID: usize = 4;

/// Whom a new token is for.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for, for people.
    pub label: String,
    /// On whose behalf.
    pub organisation: OrgCode,
    /// The role of whoever has it.
    pub role: Role,
    /// A pseudonymous user.
    pub user: Option<String>,
    /// How long it opens anything.
    pub lifetime: SignedDuration,
}

/// A token as lists tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Names it.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// On whose behalf.
    pub organisation: String,
    /// The role of whoever has it.
    pub role: String,
    /// A pseudonymous user.
    pub user: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it opens nothing.
    pub expires_at: Timestamp,
    /// From then on it opens nothing either.
    pub revoked_at: Option<Timestamp>,
}

impl From<StoredToken> for Token {
    fn from(stored: StoredToken) -> Self {
        let StoredToken { id, hash: _, label, organisation, role, user, created_at, expires_at, revoked_at } =
            stored;
        Self { id, label, organisation, role, user, created_at, expires_at, revoked_at }
    }
}

impl Application {
    /// Makes a token; answers it and its secret text, which nobody can tell again.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn create_token(&self, new: NewToken) -> Result<(Token, String), Fault> {
        let mut random = zeroize::Zeroizing::new([0; SECRET + ID]);
        getrandom::fill(random.as_mut_slice()).map_err(|error| Fault::from(SealError::Randomness(error)))?;
        let (id, secret) = random.split_at(ID);
        let id = hex(id);
        let text = format!("{PREFIX}{id}_{}", URL_SAFE_NO_PAD.encode(secret));
        let now = self.clock().now();
        let stored = StoredToken {
            hash: sha256(text.as_bytes()),
            id,
            label: new.label,
            organisation: new.organisation.to_string(),
            role: new.role.code().to_owned(),
            user: new.user,
            created_at: now,
            expires_at: now.checked_add(new.lifetime).unwrap_or(Timestamp::MAX),
            revoked_at: None,
        };
        self.ledger().add_token(&stored).await?;
        Ok((stored.into(), text))
    }

    /// Every token, expired and revoked ones included, the newest first.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn tokens(&self) -> Result<Vec<Token>, Fault> {
        Ok(self.ledger().tokens().await?.into_iter().map(Token::from).collect())
    }

    /// Revokes a token: the next request with it is refused. Answers whether there is one of that identifier.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn revoke_token(&self, id: &str) -> Result<bool, Fault> {
        Ok(self.ledger().revoke_token(id, self.clock().now()).await?)
    }

    /// Whoever signs in with a token; `None` when it is none, expired or revoked.
    ///
    /// # Errors
    /// Faults of the store: then nobody is signed in.
    pub async fn sign_in(&self, text: &str) -> Result<Option<Account>, Fault> {
        let id = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).map(|(id, _)| id);
        let Some(id) = id.filter(|id| id.len() == 2 * ID) else { return Ok(None) };
        let Some(stored) = self.ledger().token(id).await? else { return Ok(None) };
        let now = self.clock().now();
        // Hashes of secrets nobody knows: how long comparing them takes tells nothing of use.
        let is_right = stored.hash == sha256(text.as_bytes());
        let is_open = now < stored.expires_at && stored.revoked_at.is_none();
        let (Ok(organisation), Ok(role)) = (stored.organisation.parse(), stored.role.parse()) else {
            return Ok(None);
        };
        let name = format!("{organisation}/{}", stored.user.as_deref().unwrap_or(&stored.id));
        Ok((is_right && is_open).then_some(Account { organisation, role, user: stored.user, name }))
    }
}
