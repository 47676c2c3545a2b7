//! The HTTP server: the endpoint, the page to try it, and an orderly end.
//!
//! Where nobody signs in it listens on loopback addresses only and answers only requests that were meant for it
//! (`gate`); where everybody does (`signin`), anywhere.

mod door;
mod examples;
mod gate;
mod host;
mod numbers;
mod origins;
mod patience;
mod rates;
mod reason;
mod rules;
mod signin;
mod traced;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use application::Application;
use axum::extract::State;
use axum::handler::Handler as _;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::guard::{Guard, Limits, SchemaError};
use crate::http::{Documents, graphiql, graphql_with};
use crate::oidc::{Issuer, Settings, SettingsError};
use crate::pages::{self, Desk};
use crate::schema::{Streams, schema};
use crate::traces::Spans;
use door::Door;
use host::Serving;
pub use origins::{NoOrigin, Origin};
use patience::Patient;
pub(crate) use rates::Counter;
pub use rates::{Rate, Rates};
pub(crate) use reason::MOST as REASON_MOST;
pub use rules::{Roles, Rules};
pub(crate) use signin::TOKEN_MOST;

/// Where to listen, and how long to work on a request.
#[derive(Debug, Clone)]
pub struct Options {
    /// A loopback address, or any where everybody signs in; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether nobody is answered who has not signed in.
    pub sign_in: bool,
    /// Whose word is taken for who somebody is, beside tokens of ours: then everybody signs in.
    pub issuer: Option<Settings>,
    /// Longest time for a request, from its headers to its answer.
    pub request_limit: Duration,
    /// Longest time in which nothing arrives on a connection and nothing leaves; longer than that of a request.
    pub quiet_limit: Duration,
    /// GraphQL requests worked on at once; more are told to come again, before anything of them is read.
    pub requests_max: usize,
    /// How much may be asked in a time by those who sign in.
    pub rates: Rates,
    /// Documents that may be asked for by their names.
    pub documents: Documents,
    /// Who may ask what.
    pub rules: Rules,
    /// Origins of pages that may ask over GraphQL, each reader with a token; none but this server’s own when empty.
    pub origins: Vec<Origin>,
}

impl Options {
    /// That address, twenty seconds for a request (who waits for the ledger is told within eighteen), thirty of quiet,
    /// and 512 requests at once.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            sign_in: false,
            issuer: None,
            request_limit: Duration::from_secs(20),
            quiet_limit: Duration::from_secs(30),
            requests_max: 512,
            rates: Rates::default(),
            documents: Documents::default(),
            rules: Rules::default(),
            origins: Vec::new(),
        }
    }

    /// Whether nobody is answered who has not signed in.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.sign_in || self.issuer.is_some()
    }

    /// Whether these can be served, before anything is opened.
    ///
    /// # Errors
    /// What would answer somebody who must not be answered.
    pub fn check(&self) -> Result<(), ServeError> {
        // An IPv4 address inside an IPv6 one is judged by what it stands for.
        if !self.is_locked() && !self.listen.ip().to_canonical().is_loopback() {
            return Err(ServeError::NotLoopback { address: self.listen });
        }
        if !self.is_locked() && !self.origins.is_empty() {
            return Err(ServeError::Origins);
        }
        self.issuer.as_ref().map_or(Ok(()), Settings::check)?;
        Ok(())
    }
}

impl From<SocketAddr> for Options {
    fn from(listen: SocketAddr) -> Self {
        Self::new(listen)
    }
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from elsewhere.
    #[error("{address} is not a loopback address: without sign-in only this machine is served")]
    NotLoopback {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Pages of other origins would see and record everything.
    #[error("pages of other origins may ask only where everybody signs in")]
    Origins,
    /// The schema cannot be guarded.
    #[error("the schema cannot be served")]
    Schema(#[from] SchemaError),
    /// The issuer of identities cannot be believed.
    #[error("the issuer of identities cannot be believed")]
    Issuer(#[from] SettingsError),
}

/// How long sockets have to be closed, once nothing else is served.
const PARTING: Duration = Duration::from_secs(3);

/// Serves and keeps the projections up to date until `shutdown`, then answers what was accepted. `on_ready` is told the address once
/// requests are answered there.
///
/// # Errors
/// An address that is not loopback or cannot be listened on.
pub async fn serve(
    application: Application,
    options: impl Into<Options>,
    on_ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let options = options.into();
    let address = options.listen;
    options.check()?;
    let issuer = options.issuer.clone().map(|settings| Issuer::new(settings, application.clock().clone()));
    let issuer = issuer.transpose()?;
    let projected = application.clone();
    let (ending, serving) = watch::channel(());
    let routes = routes(application, &options, issuer.clone(), Streams::until(serving))?;
    let cannot_listen = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(cannot_listen)?;
    let bound = listener.local_addr().map_err(cannot_listen)?;
    tracing::info!(address = %bound, "serving");
    on_ready(bound);
    let (serving, ended) = oneshot::channel::<()>();
    let projecting = tokio::spawn(async move {
        // An error means that serving has ended, too.
        projected.project(async { drop(ended.await) }).await;
    });
    let asking = issuer.map(|issuer| tokio::spawn(issuer.keep()));
    let listener = Patient::new(listener, options.quiet_limit);
    let shutdown = {
        let ending = ending.clone();
        async move {
            shutdown.await;
            ending.send_replace(());
        }
    };
    run(listener, routes, shutdown, &ending, options.request_limit).await;
    // Those that had not ended are closed, too.
    let _ = tokio::time::timeout(PARTING, ending.closed()).await;
    drop(serving);
    asking.inspect(JoinHandle::abort);
    // The leases are given back before the program ends, so that another node goes on at once.
    let _ = projecting.await;
    tracing::info!("stopped serving");
    Ok(())
}

/// Requests under way have their time, those of sockets too; a connection that sent half a request does not keep the server
/// for ever.
async fn run(
    listener: Patient,
    routes: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
    open: &watch::Sender<()>,
    request_limit: Duration,
) {
    let (ending, ended) = oneshot::channel();
    let signal = async move {
        shutdown.await;
        // The receiver waits for as long as anything is served.
        let _ = ending.send(());
    };
    let patience = async move {
        let _ = ended.await;
        tokio::time::sleep(request_limit + Duration::from_secs(1)).await;
    };
    let served = async {
        let _end = axum::serve(listener, routes).with_graceful_shutdown(signal).await;
        // A socket is no request any more: each tells what comes of what it was asked, is closed, and lets go of what it has
        // of this.
        open.closed().await;
    };
    tokio::select! {
        () = served => {}
        () = patience => tracing::warn!("connections were closed that had not ended"),
    }
}

/// Everything that is answered.
fn routes(
    application: Application,
    options: &Options,
    issuer: Option<Issuer>,
    streams: Streams,
) -> Result<Router, SchemaError> {
    let is_locked = options.is_locked();
    if let Some(issuer) = &issuer {
        application.register_metrics(issuer.numbers());
    }
    if let Some(spans) = Spans::collected() {
        application.register_metrics(spans);
    }
    let ready = {
        let issuer = issuer.clone();
        move |State(application)| async move { numbers::ready(application, issuer).await }
    };
    let numbers = numbers::registered(&application);
    let counter = Arc::new(Counter::new(options.rates));
    let schema = schema();
    let guard = Guard::new(&schema.sdl(), Limits::default())?;
    let desk = Desk::new(schema.clone(), guard, application.clone(), Arc::clone(&counter));
    let room = gate::Room::new(options.requests_max, Arc::clone(&numbers));
    let door = Door { application: application.clone(), is_locked, issuer };
    let serving = Serving {
        counter,
        rules: options.rules.clone(),
        streams,
        door: door.clone(),
        room: room.clone(),
        request_limit: options.request_limit,
        quiet_limit: options.quiet_limit,
    };
    let endpoint = graphql_with(schema, Limits::default(), options.documents.clone(), serving)?;
    let entrance = Router::new()
        .route("/sign-in", post(signin::enter))
        .route("/sign-out", post(signin::leave))
        .route("/reason", post(reason::keep))
        .layer(middleware::from_fn_with_state(is_locked, gate::same_origin))
        .with_state(door.clone());
    let signed_in = middleware::from_fn_with_state(door.clone(), signin::signed_in);
    let signed_in_or_socket = middleware::from_fn_with_state(door.clone(), signin::signed_in_or_socket);
    let nothing = pages::nothing
        .layer(middleware::from_fn_with_state(door, signin::recognised))
        .layer(middleware::from_fn_with_state(room.clone(), gate::roomy));
    let pages = pages::routes(desk)
        .layer(signed_in.clone())
        .layer(middleware::from_fn_with_state(room.clone(), gate::roomy))
        .layer(middleware::from_fn_with_state(is_locked, gate::same_origin_to_change))
        .merge(pages::files());
    let allowed: (bool, Arc<[Origin]>) = (is_locked, options.origins.clone().into());
    let endpoint = endpoint
        .layer(signed_in_or_socket)
        .layer(middleware::from_fn_with_state(room, gate::roomy))
        .layer(middleware::from_fn_with_state(allowed, gate::allowed_origin));
    let endpoint = match options.origins.as_slice() {
        [] => endpoint,
        origins => endpoint.layer(origins::cors(origins)),
    };
    let metrics = get(numbers::metrics).layer(middleware::from_fn(signin::watching)).layer(signed_in);
    let own_host = middleware::from_fn_with_state(is_locked, gate::own_host);
    Ok(Router::new()
        .route("/graphql", endpoint)
        .route("/healthz", get(numbers::alive))
        .route("/readyz", get(ready))
        .route("/metrics", metrics)
        .with_state(application)
        .merge(graphiql(examples::EXAMPLES))
        .merge(entrance)
        .merge(pages)
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(options.request_limit, gate::bounded))
        .layer(middleware::from_fn(pages::told))
        .layer(origins::compression())
        .layer(middleware::from_fn(origins::uncompressed_for_others))
        .layer(middleware::from_fn(gate::protected))
        .layer(own_host)
        .layer(middleware::from_fn_with_state(numbers, gate::logged)))
}
