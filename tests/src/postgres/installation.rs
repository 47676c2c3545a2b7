//! Where PostgreSQL is on this machine, and as whom it runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::system;

/// The oldest major version Parcours supports.
const OLDEST: u32 = 15;

/// The folder with `initdb` and `postgres`, of the newest installation that is recent enough.
///
/// Installs PostgreSQL when there is none, this process is root and the system has `apt-get`.
pub(super) fn programs() -> Result<PathBuf, String> {
    // One search, and at most one installation, however many servers start at once.
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FOUND.get_or_init(find_or_install).clone()
}

fn find_or_install() -> Result<PathBuf, String> {
    if let Some(found) = newest() {
        return Ok(found);
    }
    if system::installs() {
        install()?;
        if let Some(found) = newest() {
            return Ok(found);
        }
    }
    Err(format!(
        "the tests need the PostgreSQL server, version {OLDEST} or later (initdb and postgres), \
         and found none: install it (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf \
         install postgresql-server; macOS: brew install postgresql), or give the URL of a server \
         on which databases may be created in PARCOURS_TEST_POSTGRES"
    ))
}

/// The words before a command that make it run as a user PostgreSQL accepts, and that user's id.
///
/// None when this process is not root: it runs the server itself.
pub(super) fn server_user() -> Result<Option<(Vec<String>, u32)>, String> {
    if !system::is_root() {
        return Ok(None);
    }
    let (user, uid) = ["postgres", "nobody"]
        .into_iter()
        .find_map(|user| Some((user, system::id(&["-u", user])?)))
        .ok_or("PostgreSQL refuses to run as root, and neither postgres nor nobody is a user")?;
    let group = system::id(&["-g", user]).unwrap_or(uid);
    let ways = [
        vec![
            "setpriv".to_owned(),
            format!("--reuid={uid}"),
            format!("--regid={group}"),
            "--clear-groups".to_owned(),
        ],
        ["runuser", "-u", user, "--"].map(str::to_owned).to_vec(),
    ];
    ways.into_iter()
        .find(|way| succeeds(Command::new(&way[0]).args(&way[1..]).arg("true")))
        .map(|way| Some((way, uid)))
        .ok_or_else(|| {
            format!("PostgreSQL refuses to run as root, and neither setpriv nor runuser could run a command as {user}")
        })
}

fn newest() -> Option<PathBuf> {
    candidates()
        .into_iter()
        .filter_map(|folder| Some((major(&folder)?, folder)))
        .filter(|(major, _)| *major >= OLDEST)
        // The first of equals: the system's own before what the search path adds.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, folder)| folder)
}

fn candidates() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for parent in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        let children = std::fs::read_dir(parent).into_iter().flatten().flatten();
        found.extend(children.map(|child| child.path().join("bin")));
    }
    // Where the packages of the PostgreSQL project go on Fedora and its relatives.
    let others = std::fs::read_dir("/usr").into_iter().flatten().flatten();
    found.extend(
        others
            .filter(|child| child.file_name().to_string_lossy().starts_with("pgsql-"))
            .map(|child| child.path().join("bin")),
    );
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path));
    if let Some(folder) = stdout(Command::new("pg_config").arg("--bindir")) {
        found.push(PathBuf::from(folder.trim()));
    }
    found.retain(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    found
}

/// The major version, from a line such as `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn major(folder: &Path) -> Option<u32> {
    let line = stdout(Command::new(folder.join("postgres")).arg("--version"))?;
    let version = line.split("(PostgreSQL) ").nth(1)?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Installs the distribution's server without the cluster it would set up and start.
fn install() -> Result<(), String> {
    let settings = Path::new("/etc/postgresql-common/createcluster.conf");
    if !settings.exists() {
        std::fs::create_dir_all("/etc/postgresql-common")
            .and_then(|()| std::fs::write(settings, "create_main_cluster = false\n"))
            .map_err(|error| format!("could not write {}: {error}", settings.display()))?;
    }
    system::install("PostgreSQL server", &["postgresql"])
        .map_err(|why| format!("{why}install PostgreSQL by hand, or set PARCOURS_TEST_POSTGRES"))
}

fn stdout(command: &mut Command) -> Option<String> {
    let out = command.stdin(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

fn succeeds(command: &mut Command) -> bool {
    stdout(command).is_some()
}
