//! What answers, and how far its ledger goes.

use application::sight::Sight;
use application::{Engine, Fault};
use async_graphql::SimpleObject;

use super::scalars::{DateTime, Position};

/// The program that answers, and the end of its ledger.
#[derive(SimpleObject)]
pub(crate) struct ServerInfo {
    /// Version of the program.
    version: &'static str,
    /// Position of the last event; 0 when nothing is recorded.
    position: Position,
    /// When the last event was recorded; null when nothing is.
    recorded_at: Option<DateTime>,
    /// The database underneath: `sqlite` or `postgresql`.
    engine: &'static str,
}

impl ServerInfo {
    pub(super) async fn read(sight: &Sight) -> Result<Self, Fault> {
        let head = sight.ledger().head().await?;
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            position: Position(head.position),
            recorded_at: head.recorded_at.map(DateTime),
            engine: match sight.ledger().engine() {
                Engine::Sqlite => "sqlite",
                Engine::Postgres => "postgresql",
            },
        })
    }
}
