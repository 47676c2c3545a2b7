mod asking;
mod oidc;

use std::net::SocketAddr;
use std::time::Duration;

use api::server::{self, Options, ServeError};
use api::traces::TracesError;
use application::Application;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::arguments::LogFormat;
use crate::failure::{Failure, Outcome};
use crate::interrupt;
use crate::output::{print, tell};
use crate::session::Session;
use crate::verbs::verify::{key_file, named_key_file};
use asking::AskingArgs;
use oidc::OidcArgs;

/// How often a checkpoint is signed while there is something new.
const CHECKPOINT_INTERVAL: Duration = Duration::from_mins(1);

/// How often everything is verified, which takes seconds for a million events.
const VERIFICATION_INTERVAL: Duration = Duration::from_hours(24);

/// How often complete blocks are archived.
const ARCHIVE_INTERVAL: Duration = Duration::from_mins(10);

/// Serve the ledger as pages and over GraphQL
///
/// The first line on standard output is the address listened on. Without --sign-in whoever is on this machine sees and
/// records everything, and only loopback addresses are accepted. With it, or with an issuer of identities, nobody is
/// answered without a token: behind what ends TLS it may then listen on any address.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours serve
  parcours serve --listen 127.0.0.1:0
  parcours serve --sign-in --listen 0.0.0.0:8080
  parcours serve --oidc-issuer https://id.example.org/realms/asile --listen 0.0.0.0:8080
  parcours serve --sign-in --trusted-documents documents --trusted-only partner --introspection none
  parcours serve --database postgres://parcours@localhost/parcours")]
pub(crate) struct ServeArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Answer nobody who does not sign in with a token (parcours token create)
    #[arg(long, env = "PARCOURS_SIGN_IN", value_parser = clap::builder::BoolishValueParser::new())]
    sign_in: bool,
    #[command(flatten)]
    oidc: OidcArgs,
    #[command(flatten)]
    asking: AskingArgs,
}

pub(super) async fn run(args: ServeArgs, session: Session) -> Result<Outcome, Failure> {
    let issuer = args.oidc.settings();
    let origins = args.asking.allow_origin.clone();
    let (documents, rules) = args.asking.read()?;
    let options =
        Options { sign_in: args.sign_in, issuer, documents, rules, origins, ..Options::new(args.listen) };
    let is_locked = options.is_locked();
    options.check()?;
    let application = session.open().await?.signing_with(named_key_file());
    if application.master_key_file().is_none() {
        tracing::warn!(
            "no master key file is named (PARCOURS_MASTER_KEY_FILE): personal data can be neither recorded nor shown"
        );
    }
    let ready = |address| {
        let _ = print(&format!("http://{address}"));
        // Whoever reads the log as JSON finds nothing else beside it; the same is logged there.
        if session.log_format == LogFormat::Text {
            tell(&session.texts.say(if is_locked { "serving-signed-in" } else { "serving" }, &[]));
        }
    };
    let beside = Beside::begin(&application);
    let served = until_asked(&application, options, ready).await;
    beside.end(served.is_ok()).await;
    application.close().await;
    served?;
    Ok(Outcome::Done)
}

/// What goes on beside serving: checkpoints are signed, everything is verified and archived, from time to time.
pub(super) struct Beside {
    serving: oneshot::Sender<()>,
    checkpoints: JoinHandle<()>,
    /// Not waited for: what is half done counts for nothing.
    others: [JoinHandle<()>; 2],
}

impl Beside {
    pub(super) fn begin(application: &Application) -> Self {
        let (serving, ended) = oneshot::channel();
        let this = || application.clone();
        let checkpoints = this().keep_checkpoints(key_file(application), CHECKPOINT_INTERVAL, ended);
        let others = [
            tokio::spawn(this().keep_verified(VERIFICATION_INTERVAL)),
            tokio::spawn(this().keep_archive(ARCHIVE_INTERVAL)),
        ];
        Self { serving, checkpoints: tokio::spawn(checkpoints), others }
    }

    /// Ends it. What was recorded up to the end is signed, unless nothing was served.
    pub(super) async fn end(self, served: bool) {
        self.others.iter().for_each(JoinHandle::abort);
        if !served {
            self.checkpoints.abort();
        }
        drop(self.serving);
        let _ = self.checkpoints.await;
    }
}

/// Serves until the user or the system asks to stop.
///
/// # Errors
/// As [`server::serve`].
pub(super) async fn until_asked(
    application: &Application,
    options: impl Into<Options>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    server::serve(application.clone(), options, ready, interrupt::asked()).await
}

/// Asked before a ledger is opened, and perhaps made, for nothing.
///
/// # Errors
/// An address that other machines can reach; `otherwise` says what to do then.
pub(super) fn local_only(listen: SocketAddr, otherwise: &'static str) -> Result<(), Failure> {
    if listen.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    Err(Failure::misuse(otherwise, [("address", listen.to_string())]))
}

impl From<TracesError> for Failure {
    fn from(error: TracesError) -> Self {
        match error {
            TracesError::Endpoint { variable } => {
                Self::misuse("traces-endpoint", [("variable", variable.to_owned())])
            }
            TracesError::Protocol { variable } => {
                Self::misuse("traces-protocol", [("variable", variable.to_owned())])
            }
            error @ (TracesError::Sender(_) | TracesError::Exporter(_)) => {
                Self::fault("fault-start", [], error)
            }
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::NotLoopback { address } => {
                Self::misuse("not-loopback", [("address", address.to_string())])
            }
            ServeError::Listen { address, source } => {
                Self::fault("fault-listen", [("address", address.to_string())], source)
            }
            ServeError::Origins => Self::misuse("origins-without-sign-in", []),
            ServeError::Issuer(error) => error.into(),
            ServeError::Schema(error) => Self::fault("fault-start", [], error),
        }
    }
}
