//! Tokens that programs sign in with: 256 bits of chance, told once and kept as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::OrgCode;
use event_store::{SealError, hex, sha256};

use jiff::Timestamp;

pub use event_store::StoredToken as Token;

use crate::Application;
use crate::error::Fault;
use crate::sight::{Account, Credential, Role};

/// How every token begins, so that scanners of leaks know one.
const PREFIX: &str = "parcours_";

/// Bytes of the secret, and of the identifier.
const SECRET: usize = 32;
const ID: usize = 4;

/// Whom a new token is for.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is called for people.
    pub label: String,
    /// On whose behalf.
    pub organisation: OrgCode,
    /// The role of whoever has it.
    pub role: Role,
    /// A pseudonymous user.
    pub user: Option<String>,
    /// It opens nothing from this instant on.
    pub expires_at: Timestamp,
}

/// Whether a token opens anything at an instant.
fn is_open(token: &Token, now: Timestamp) -> bool {
    now < token.expires_at && token.revoked_at.is_none()
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
        let stored = Token {
            hash: sha256(text.as_bytes()),
            id,
            label: new.label,
            organisation: new.organisation.to_string(),
            role: new.role.code().to_owned(),
            user: new.user,
            created_at: now,
            expires_at: new.expires_at,
            revoked_at: None,
        };
        self.ledger().add_token(&stored).await?;
        Ok((stored, text))
    }

    /// Every token, expired and revoked ones included, the newest first.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn tokens(&self) -> Result<Vec<Token>, Fault> {
        Ok(self.ledger().tokens().await?)
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
        let is_open = is_open(&stored, now);
        let (Ok(organisation), Ok(role)) = (stored.organisation.parse(), stored.role.parse()) else {
            return Ok(None);
        };
        let name = format!("{organisation}/{}", stored.user.as_deref().unwrap_or(&stored.id));
        let account =
            Account { organisation, role, user: stored.user, name, credential: Credential::Token(stored.id) };
        Ok((is_right && is_open).then_some(account))
    }

    /// Whether what somebody signed in with opens anything still.
    pub(crate) async fn still_holds(&self, credential: &Credential) -> Result<bool, Fault> {
        let id = match credential {
            Credential::Token(id) => id,
            Credential::Vouched { until } => return Ok(self.clock().now() < *until),
        };
        let stored = self.ledger().token(id).await?;
        Ok(stored.is_some_and(|stored| is_open(&stored, self.clock().now())))
    }
}
