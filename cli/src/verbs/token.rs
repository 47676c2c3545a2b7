use application::Clock;
use application::sight::Role;
use application::tokens::{NewToken, Token};
use application::vouched::PREFIX;
use domain::facts::values::TextCode;
use domain::ids::OrgCode;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::arguments::{Format, day, instant, organisation};
use crate::failure::{Failure, Outcome};
use crate::output::{GOOD, NOTICE, plain, print, styled, tell};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;

/// Longest name, in characters.
const WORDS: usize = 100;

/// How long a token opens anything when nobody says, and at most.
const USUAL: SignedDuration = SignedDuration::from_hours(90 * 24);
const LONGEST: SignedDuration = SignedDuration::from_hours(731 * 24);

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
  parcours token create --org elia --role caseworker --name 'Agence de Bobigny'
  parcours token create --org ccas-nantes --role partner --expires 2027-06-30
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
        org: OrgCode,
        /// What it is for: caseworker, partner, analyst, auditor or administrator
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// A pseudonym of the user, never a name; the identifier of the token when absent
        #[arg(long, value_name = "CODE", value_parser = pseudonym)]
        user: Option<String>,
        /// What it is called in the list, for people
        #[arg(long, value_name = "TEXT", value_parser = words)]
        name: Option<String>,
        /// Last day on which it opens anything, or the instant from which on it does not: two years ahead at most; 90 days
        /// from now when absent
        #[arg(long, value_name = "DAY|INSTANT", value_parser = expiry)]
        expires: Option<Expiry>,
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

/// When a token ends.
#[derive(Debug, Clone, Copy)]
enum Expiry {
    After(Date),
    At(Timestamp),
}

fn expiry(text: &str) -> Result<Expiry, String> {
    let read = day(text).map(Expiry::After).or_else(|_| instant(text).map(Expiry::At));
    read.map_err(|_| "expected a day or an instant, such as 2027-06-30 or 2027-06-30T18:00:00Z".to_owned())
}

impl Expiry {
    /// The instant, where the ledger’s days are those of `clock`; nothing for a day after the last of the calendar.
    fn instant(self, clock: &Clock) -> Option<Timestamp> {
        match self {
            Self::At(instant) => Some(instant),
            Self::After(day) => Some(
                clock
                    .time_zone()
                    .to_timestamp(day.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()))
                    .ok()?,
            ),
        }
    }
}

/// When a token ends that is made now.
///
/// # Errors
/// What is past, or too far ahead.
fn end(expires: Option<Expiry>, clock: &Clock) -> Result<Timestamp, Failure> {
    let now = clock.now();
    let Some(expires) = expires else { return Ok(now + USUAL) };
    let ends = expires.instant(clock).filter(|at| now < *at && at.duration_since(now) <= LONGEST);
    ends.ok_or_else(|| Failure::misuse("token-expiry", []))
}

fn words(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > WORDS || text.chars().any(char::is_control) {
        return Err(format!("expected one line of at most {WORDS} characters"));
    }
    Ok(text.to_owned())
}

/// A pseudonym that is nobody’s for whom an issuer vouches, and no name: it stands in events for ever.
fn pseudonym(text: &str) -> Result<String, String> {
    if TextCode::parse(text).is_none() {
        return Err("expected a code, at most 64 of A-Z a-z 0-9 _ . : / -".to_owned());
    }
    if text.starts_with(PREFIX) {
        return Err(format!(
            "{PREFIX} begins the pseudonyms of those for whom an issuer of identities vouches"
        ));
    }
    Ok(text.to_owned())
}

pub(super) async fn run(args: TokenArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    match args.verb {
        TokenVerb::Create { org, role, user, name, expires } => {
            let expires_at = end(expires, &Clock::system())?;
            let label = name.unwrap_or_default();
            let new = NewToken { label, organisation: org, role, user, expires_at };
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
        "id": token.id, "name": token.label, "org": token.organisation, "role": token.role,
        "user": token.user, "created_at": token.created_at.to_string(),
        "expires_at": token.expires_at.to_string(),
        "revoked_at": token.revoked_at.map(|at| at.to_string()),
    })
}

fn as_table(tokens: &[Token], now: Timestamp, texts: Texts) -> String {
    let head = ["id", "organisation", "role", "expires", "name"]
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
