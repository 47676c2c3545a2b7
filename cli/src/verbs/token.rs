use application::sight::Role;
use application::tokens::{NewToken, Token};
use application::vouched::PREFIX;
use domain::ids::OrgCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::arguments::{Format, organisation};
use crate::failure::{Failure, Outcome};
use crate::output::{GOOD, NOTICE, plain, print, styled, tell};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;

/// Longest label and pseudonym, in characters.
const WORDS: usize = 100;

const HOURS_A_DAY: i64 = 24;

/// Give programs and people a token to sign in with, list and revoke them
///
/// A token acts for an organisation in a role. It is told once and kept as a hash; whoever has it sends it as
/// `Authorization: Bearer TOKEN`. What it opens follows from the programmes, partners and consents on record.
#[derive(clap::Args)]
#[command(after_help = "\
Roles:
  caseworker     records and reads in the programmes of the organisation, as operator and as partner
  partner        records and reads in the programmes of others, as partner
  analyst        reads everything but personal data and sensitive programmes
  auditor        the same, and personal data with a reason (header Parcours-Reason), which is logged
  administrator  watches over the installation; reads as an analyst does

Examples:
  parcours token create --organisation elia --role caseworker --label 'Agence de Bobigny'
  parcours token create --organisation ccas-nantes --role partner --days 365 --label 'Logiciel du CCAS'
  parcours token list
  parcours token revoke 1f0c9a7e")]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    verb: TokenVerb,
}

#[derive(clap::Subcommand)]
enum TokenVerb {
    /// Make a token and print it, once
    Create {
        /// On whose behalf it acts, by its code
        #[arg(long, value_name = "CODE", value_parser = organisation)]
        organisation: OrgCode,
        /// What it is for: caseworker, partner, analyst, auditor or administrator
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// A pseudonym of the user, never a name; the identifier of the token when absent
        #[arg(long, value_name = "CODE", value_parser = pseudonym)]
        user: Option<String>,
        /// What it is for, for people
        #[arg(long, value_name = "TEXT", value_parser = words)]
        label: String,
        /// How many days it opens anything
        #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=730))]
        days: i64,
    },
    /// List the tokens, expired and revoked ones included
    List,
    /// Revoke a token: the next request with it is refused
    Revoke {
        /// Its identifier, as listed
        #[arg(value_name = "ID")]
        id: String,
    },
}

fn words(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > WORDS || text.chars().any(char::is_control) {
        return Err(format!("expected one line of at most {WORDS} characters"));
    }
    Ok(text.to_owned())
}

/// A pseudonym that is nobody’s for whom an issuer vouches.
fn pseudonym(text: &str) -> Result<String, String> {
    let text = words(text)?;
    if text.starts_with(PREFIX) {
        return Err(format!(
            "{PREFIX} begins the pseudonyms of those for whom an issuer of identities vouches"
        ));
    }
    Ok(text)
}

pub(super) async fn run(args: TokenArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    match args.verb {
        TokenVerb::Create { organisation, role, user, label, days } => {
            let lifetime = SignedDuration::from_hours(days * HOURS_A_DAY);
            let new = NewToken { label, organisation, role, user, lifetime };
            let made =
                session.on_ledger(|application| async move { Ok(application.create_token(new).await?) });
            let (token, secret) = made.await?;
            tell(&styled(NOTICE, texts.say("token-once", &[("id", &token.id)])));
            let mut told = as_json(&token);
            told["token"] = Value::from(secret.as_str());
            print(&match format {
                Format::Json => told.to_string(),
                Format::Table => secret,
            })?;
        }
        TokenVerb::List => {
            let (tokens, now) = session
                .on_ledger(|application| async move {
                    Ok((application.tokens().await?, application.clock().now()))
                })
                .await?;
            print(&match format {
                Format::Json => Value::Array(tokens.iter().map(as_json).collect()).to_string(),
                Format::Table if tokens.is_empty() => texts.say("token-none", &[]),
                Format::Table => as_table(&tokens, now, texts),
            })?;
        }
        TokenVerb::Revoke { id } => {
            let asked = id.clone();
            let revoking =
                session.on_ledger(|application| async move { Ok(application.revoke_token(&id).await?) });
            if !revoking.await? {
                return Err(Failure::refused("token-unknown", [("id", plain(&asked))]));
            }
            print(&styled(GOOD, texts.say("token-revoked", &[("id", &plain(&asked))])))?;
        }
    }
    Ok(Outcome::Done)
}

fn as_json(token: &Token) -> Value {
    json!({
        "id": token.id, "label": token.label, "organisation": token.organisation, "role": token.role,
        "user": token.user, "created_at": token.created_at.to_string(),
        "expires_at": token.expires_at.to_string(),
        "revoked_at": token.revoked_at.map(|at| at.to_string()),
    })
}

fn as_table(tokens: &[Token], now: Timestamp, texts: Texts) -> String {
    let head = ["id", "organisation", "role", "expires", "label"]
        .map(|name| texts.say(&format!("token-{name}"), &[]));
    let rows = tokens.iter().map(|token| {
        let until = match token.revoked_at {
            Some(_) => texts.say("token-is-revoked", &[]),
            None if token.expires_at <= now => texts.say("token-is-expired", &[]),
            None => token.expires_at.strftime("%F").to_string(),
        };
        [&token.id, &token.organisation, &token.role, &until, &token.label].map(|cell| plain(cell)).to_vec()
    });
    table(head.to_vec(), rows.collect(), &[])
}
