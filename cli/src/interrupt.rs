//! Being asked to stop.

use crate::failure::Failure;

/// Does this work unless the user or the system asks to stop; then it is dropped where it is.
///
/// # Errors
/// Those of the work, and the interruption.
pub(crate) async fn unless_asked<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::select! {
        done = work => done,
        () = asked() => Err(Failure::interrupted()),
    }
}

/// Waits until the user (Ctrl-C) or the system (SIGTERM) asks the program to stop.
///
/// It listens from the call on, not only once it is waited for: a signal in between does not kill.
#[cfg(unix)]
pub(crate) fn asked() -> impl Future<Output = ()> + Send + 'static {
    use std::io;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    async fn one(listening: io::Result<Signal>) {
        match listening {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // The system then ends the program itself.
            Err(_) => std::future::pending().await,
        }
    }

    let (user, system) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = one(user) => {}
            () = one(system) => {}
        }
    }
}

/// Waits until the user (Ctrl-C) asks the program to stop.
#[cfg(not(unix))]
pub(crate) async fn asked() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
