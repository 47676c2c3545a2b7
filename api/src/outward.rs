//! How this program reaches others: over TLS where they are asked for by https.

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;

/// Connections that believe the certificates of the machine, or those of `SSL_CERT_FILE`.
///
/// # Errors
/// There are none.
pub(crate) fn connector() -> std::io::Result<HttpsConnector<HttpConnector>> {
    let builder = HttpsConnectorBuilder::new().with_native_roots()?;
    Ok(builder.https_or_http().enable_http1().build())
}
