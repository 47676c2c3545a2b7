//! A server like that of `serve`, for as long as something is measured.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use api::server::{Options, ServeError, serve};
use application::Application;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::failed;
use crate::failure::Failure;

/// Longest wait for an answer, far beyond any bound: how slow it is is told, not refused.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// Between two looks at how far the lists are.
const PAUSE: Duration = Duration::from_millis(20);

/// A server on a free port of this machine.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), ServeError>>,
}

impl Served {
    /// Serves, and waits until the lists tell everything.
    pub(super) async fn start(application: &Application) -> Result<Self, Failure> {
        let (ready, address) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let any = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let options = Options { request_limit: PATIENCE, quiet_limit: PATIENCE, ..any };
        let served = application.clone();
        let ready = |address| {
            // Whoever waits for it has not gone.
            let _ = ready.send(address);
        };
        let serving =
            tokio::spawn(async move { serve(served, options, ready, async { drop(stopped.await) }).await });
        let address = address.await.map_err(failed)?;
        while application.projections().await?.iter().any(|list| list.lag > 0) {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(Self { address, stop, serving })
    }

    pub(super) async fn stop(self) -> Result<(), Failure> {
        drop(self.stop);
        Ok(self.serving.await.map_err(failed)??)
    }
}
