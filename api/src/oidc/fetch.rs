//! What is asked of an issuer: a document of JSON, over TLS, with bounds on everything.

use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri, header};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::timeout;

use crate::outward::connector;

/// Longest time for one document.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of a document: keys with their certificates take some thousand.
const BYTES_MOST: usize = 256 * 1024;

/// Why a document was not had. Tells addresses of the issuer and nothing of a token.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("{address} does not answer within {} s", PATIENCE.as_secs())]
    Slow { address: Uri },
    #[error("{address} cannot be asked")]
    Away { address: Uri, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{address} answers {status}")]
    Status { address: Uri, status: StatusCode },
    #[error("{address} answers no JSON of at most {BYTES_MOST} bytes")]
    Unreadable { address: Uri },
}

/// Asks issuers. It follows no redirection and keeps no connection: it is asked every few minutes.
#[derive(Debug, Clone)]
pub(super) struct Fetcher(Client<HttpsConnector<HttpConnector>, Empty<Bytes>>);

impl Fetcher {
    /// One that believes the certificates of the machine, or those of `SSL_CERT_FILE`.
    ///
    /// # Errors
    /// There are none.
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector()?)))
    }

    pub(super) async fn json(&self, address: &Uri) -> Result<Value, FetchError> {
        let asked = timeout(PATIENCE, self.asked(address)).await;
        asked.unwrap_or_else(|_elapsed| Err(FetchError::Slow { address: address.clone() }))
    }

    async fn asked(&self, address: &Uri) -> Result<Value, FetchError> {
        let away = |source: Box<dyn std::error::Error + Send + Sync>| FetchError::Away {
            address: address.clone(),
            source,
        };
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = address.clone();
        request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
        let response = self.0.request(request).await.map_err(|error| away(error.into()))?;
        let status = response.status();
        if status != StatusCode::OK {
            return Err(FetchError::Status { address: address.clone(), status });
        }
        let unreadable = || FetchError::Unreadable { address: address.clone() };
        let body =
            Limited::new(response.into_body(), BYTES_MOST).collect().await.map_err(|_| unreadable())?;
        serde_json::from_slice(&body.to_bytes()).map_err(|_| unreadable())
    }
}
