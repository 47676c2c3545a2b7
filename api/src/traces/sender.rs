//! Sends batches to the collector, one after the other, with bounds on everything.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use opentelemetry_http::{HttpClient, HttpError};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::outward::connector;

/// Longest time for one batch.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of an answer, of which nothing is used.
const BYTES_MOST: usize = 64 * 1024;

/// Why a batch was not taken. Neither tells the address, in which a password may stand, nor a word of the collector.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("the collector does not answer within {} s", PATIENCE.as_secs())]
    Slow,
    #[error("the collector answers {0}")]
    Status(StatusCode),
}

/// Sends what the exporter hands over, on the thread of the exporter: whoever serves requests has no part in it. It
/// follows no redirection and keeps no connection.
#[derive(Debug)]
pub(super) struct Sender {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Lives as long as the program: to end it would wait for a name that is still being looked up.
    runtime: &'static Runtime,
    /// Whether it has been told that the collector takes nothing.
    is_told: AtomicBool,
}

impl Sender {
    /// One that believes the certificates of the machine, or those of `SSL_CERT_FILE`.
    ///
    /// # Errors
    /// There are none, or the system has nothing left for it.
    pub(super) fn new() -> std::io::Result<Self> {
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector()?);
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        Ok(Self { client, runtime: Box::leak(Box::new(runtime)), is_told: AtomicBool::new(false) })
    }

    async fn sent(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = self.client.request(request.map(Full::new)).await?.into_parts();
        if !parts.status.is_success() {
            return Err(NotTaken::Status(parts.status).into());
        }
        let body = Limited::new(body, BYTES_MOST).collect().await?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    }

    /// Tells when it begins and when it is over, and not each time.
    fn tell(&self, error: Option<&(dyn Error + Send + Sync + 'static)>) {
        let was_told = self.is_told.swap(error.is_some(), Ordering::Relaxed);
        match error {
            Some(error) if !was_told => {
                let error = error as &(dyn Error + 'static);
                tracing::warn!(error, "traces are dropped: the collector does not take them");
            }
            None if was_told => tracing::info!("the collector takes traces again"),
            Some(_) | None => {}
        }
    }
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Nothing else is done on this thread, which knows no other runtime.
        let sent = self.runtime.block_on(async { timeout(PATIENCE, self.sent(request)).await });
        let sent = sent.unwrap_or_else(|_elapsed| Err(NotTaken::Slow.into()));
        self.tell(sent.as_ref().err().map(AsRef::as_ref));
        sent
    }
}
