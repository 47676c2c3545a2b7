//! The program that is attacked: `serve` as a process of its own, and what it spends.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::super::failed;
use super::super::memory::{held_mebibytes, peak_mebibytes};
use super::super::place::Place;
use super::tokens::ISSUER;
use crate::failure::Failure;

/// What a variable of this program begins with: none of the caller’s reaches the server.
const OWN: &str = "PARCOURS_";

/// Ticks of the kernel’s accounts of processor time in a second, on every architecture that Linux tells them of.
const TICKS: f64 = 100.0;

/// `parcours serve`, where everybody signs in; killed when dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    child: Child,
    /// A pipe that is closed would end whoever writes to it.
    _out: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it on the ledger of a place, and waits until it answers. It believes the issuer whose keys are at an address.
    pub(super) async fn start(place: &Place, keys: SocketAddr) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(failed)?;
        let mut command = Command::new(program);
        command.args(["serve", "--sign-in", "--listen", "127.0.0.1:0"]);
        command.args(["--oidc-issuer", ISSUER, "--oidc-keys", &format!("http://{keys}/keys")]);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(OWN)) {
            command.env_remove(name);
        }
        // Not on the command line, which everybody on the machine can read.
        command.env("PARCOURS_DATABASE", &place.address);
        for (name, file) in [
            ("PARCOURS_MASTER_KEY_FILE", "master-key"),
            ("PARCOURS_SIGNING_KEY_FILE", "signing-key"),
            ("PARCOURS_FACTS_FOLDER", "facts"),
            ("PARCOURS_ARCHIVE_FOLDER", "archive"),
        ] {
            command.env(name, place.file(file));
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = Ended(Some(command.spawn().map_err(failed)?));
        let out = child.0.as_mut().and_then(|child| child.stdout.take());
        let mut out = BufReader::new(out.ok_or_else(|| failed("the server says nothing"))?);
        let reading = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            out.read_line(&mut line).map(|_| (line, out))
        });
        let (line, out) = reading.await.map_err(failed)?.map_err(failed)?;
        let address = line.trim_end().strip_prefix("http://").and_then(|address| address.parse().ok());
        let address = address.ok_or_else(|| failed("the server did not start"))?;
        let child = child.0.take().ok_or_else(|| failed("the server did not start"))?;
        Ok(Self { address, child, _out: out })
    }

    /// Processor time that it has spent, of all its threads; none where the system does not tell.
    pub(super) fn spent(&self) -> Option<Duration> {
        ticks(&self.file("stat")?).map(|ticks| Duration::from_secs_f64(ticks / TICKS))
    }

    /// MiB that it holds now.
    pub(super) fn held(&self) -> Option<f64> {
        held_mebibytes(&self.file("status")?)
    }

    /// MiB that it has held at once at most, since the last [`forget_peak`](Self::forget_peak).
    pub(super) fn peak(&self) -> Option<f64> {
        peak_mebibytes(&self.file("status")?)
    }

    /// Takes what it holds now for the most that it has held.
    pub(super) fn forget_peak(&self) {
        // Where the system does not let us, the peak is that of the whole run: more, and never less.
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    fn file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A child that is ended unless it is taken.
struct Ended(Option<Child>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(end);
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// Time in user mode and in the kernel, of `/proc/PID/stat`: the 12th and 13th number after the name, which may hold anything.
fn ticks(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn processor_time_is_read_whatever_a_program_is_called() {
        let stat = "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9 0 1234";
        assert_eq!(super::ticks(stat), Some(300.0));
        assert_eq!(super::ticks("7 (a) S 1"), None);
    }
}
