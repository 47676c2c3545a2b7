//! PostGraphile over the same facts.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::raw_sql;
use tokio::net::TcpStream;

use super::super::failed;
use super::super::place::Place;
use crate::failure::Failure;

/// How long it may take to start.
const START: Duration = Duration::from_mins(1);

/// Its tables: what is asked has a foreign key and an index.
const TABLES: &str = "
CREATE SCHEMA IF NOT EXISTS parcours_bench;
CREATE TABLE parcours_bench.household (id uuid PRIMARY KEY);
INSERT INTO parcours_bench.household
SELECT substr(stream, 11)::uuid FROM parcours.stream_head WHERE stream LIKE 'household/%';
CREATE TABLE parcours_bench.event AS
SELECT position, substr(stream, 11)::uuid AS household, version, event_id, type, occurred_on,
       to_timestamp(recorded_at / 1000000.0) AS recorded_at, organisation, role, username, origin,
       convert_from(payload, 'UTF8')::jsonb AS payload
FROM parcours.event WHERE stream LIKE 'household/%';
ALTER TABLE parcours_bench.event ADD PRIMARY KEY (position), ADD UNIQUE (household, version),
    ADD FOREIGN KEY (household) REFERENCES parcours_bench.household, ALTER household SET NOT NULL;
ANALYZE parcours_bench.household, parcours_bench.event;
";

/// A server of it, for as long as something is measured.
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Peer {
    /// Copies the facts into tables of its own, and starts it.
    pub(super) async fn start(
        program: &Path,
        place: &Place,
        options: &PgConnectOptions,
    ) -> Result<Self, Failure> {
        let mut connection = Place::connect(options).await?;
        raw_sql(TABLES).execute(&mut connection).await.map_err(failed)?;
        let port = free_port().map_err(failed)?;
        let mut command = Command::new(program);
        command.args(["-P", "postgraphile/presets/amber", "-s", "parcours_bench", "-n", "127.0.0.1"]);
        command.args(["-p", &port.to_string(), "-c", &place.address]);
        command.env("NODE_ENV", "production").env("GRAPHILE_ENV", "production");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let peer = Self { address, child: command.spawn().map_err(failed)? };
        let since = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            if since.elapsed() > START {
                return Err(failed("PostGraphile did not start"));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(peer)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
