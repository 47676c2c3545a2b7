//! The `parcours` program, built once and run as a user would.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

use crate::workspace;

/// What a run of `parcours` left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The exit code; none when a signal ended the program.
    pub code: Option<i32>,
    /// Everything printed on standard output.
    pub stdout: String,
    /// Everything printed on standard error.
    pub stderr: String,
}

/// A command that runs `parcours`, built from this tree with the profile of the tests.
///
/// The environment names no database: `PARCOURS_DATABASE` is removed. It names the master key of the tests.
/// Without `--database` the program writes to its working folder, so choose one.
///
/// # Panics
/// When the program does not build; the message is cargo's.
#[must_use]
pub fn parcours() -> Command {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match BUILT.get_or_init(build) {
        Ok(program) => {
            let mut command = Command::new(program);
            command.env_remove("PARCOURS_DATABASE");
            command.env("PARCOURS_MASTER_KEY_FILE", crate::master_key());
            command
        }
        Err(why) => panic!("{why}"),
    }
}

/// Runs `parcours` to its end in a new empty folder, without input.
///
/// # Panics
/// As [`parcours`], or when the program cannot be started or prints something else than UTF-8.
pub fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    run_in(crate::scratch().path(), arguments)
}

/// Runs `parcours` to its end in this folder, without input.
///
/// # Panics
/// As [`run`].
pub fn run_in(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    let out = parcours()
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Ran {
        code: out.status.code(),
        stdout: String::from_utf8(out.stdout).expect("standard output in UTF-8"),
        stderr: String::from_utf8(out.stderr).expect("standard error in UTF-8"),
    }
}

/// Longest time that a program takes to end once it was asked to, on a slow and busy machine.
const LONGEST: Duration = Duration::from_mins(2);

/// Kills a program that does not end in time, unless dropped before: who waits for its end sees that it was killed.
#[must_use]
#[derive(Debug)]
pub struct Watch {
    _ended: mpsc::Sender<()>,
}

/// Watches over the end of a program.
pub fn watch(child: &Child) -> Watch {
    let (sender, ended) = mpsc::channel::<()>();
    let id = child.id().to_string();
    std::thread::spawn(move || {
        if ended.recv_timeout(LONGEST) == Err(mpsc::RecvTimeoutError::Timeout) {
            // Whoever waits for it reports what became of it.
            let _ = Command::new("kill").args(["-KILL", &id]).status();
        }
    });
    Watch { _ended: sender }
}

fn build() -> Result<PathBuf, String> {
    let mut cargo = workspace::cargo();
    // Of the workspace, not of its package alone: features as the tests have them, nothing rebuilt.
    cargo.args(["build", "--workspace", "--bin", "parcours"]);
    cargo.arg("--message-format=json");
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let out = cargo
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("could not start cargo to build parcours: {error}"))?;
    let messages = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        return Err(format!(
            "parcours does not build\n{}\n{}",
            String::from_utf8_lossy(&out.stderr),
            rendered(&messages)
        ));
    }
    executable(&messages).ok_or_else(|| format!("cargo built no program named parcours\n{messages}"))
}

/// The path of the program among cargo's messages, one JSON object per line.
fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "parcours" && message["target"]["kind"][0] == "bin")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The compiler's complaints as a person reads them.
fn rendered(messages: &str) -> String {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn the_program_is_found_among_other_artifacts() {
        let messages = concat!(
            r#"{"target":{"name":"api","kind":["lib"]},"executable":null}"#,
            "\n",
            r#"{"target":{"name":"parcours","kind":["bin"]},"executable":"out/parcours"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages), Some("out/parcours".into()));
    }
}
