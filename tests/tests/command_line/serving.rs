//! `serve` and `demo`: where they listen, and that they stop when asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::{FAMILLE_K, Folder};

/// A program that serves, stopped when dropped.
struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Served {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::start_as(folder, arguments, tests::binary::parcours())
    }

    fn start_as(folder: &Folder, arguments: &[&str], mut command: Command) -> Self {
        command.args(arguments).current_dir(folder.0.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// Asks it to stop; answers its exit code and what it said.
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        let _watch = tests::binary::watch(&self.child);
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone when it was stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts a body to `/graphql` and reads the answer.
fn ask(address: &str, body: &str) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).unwrap()
}

#[test]
fn the_first_line_is_the_address_listened_on() {
    let folder = Folder::with_families();
    let mut served = Served::start(&folder, &["serve", "--listen", "127.0.0.1:0"]);
    let line = served.line();
    let address = line.strip_prefix("http://").unwrap().trim_end();
    let query = format!(r#"{{ household(id: "{FAMILLE_K}") {{ version }} }}"#);
    let answer = ask(address, &json!({ "query": query }).to_string());
    assert_eq!(answer["data"], json!({ "household": { "version": 20 } }));
    let (code, _) = served.stop("-INT");
    assert_eq!(code, Some(0));
}

#[test]
fn the_demonstration_fills_its_ledger_once_and_its_queries_work() {
    let folder = Folder::new();
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--lang", "en"];
    let mut served = Served::start(&folder, &arguments);
    let mut tried = 0;
    loop {
        let line = served.line();
        if let Some(curl) = line.strip_prefix("curl -s http://") {
            let (address, _) = curl.split_once('/').unwrap();
            let (_, body) = curl.split_once("-d '").unwrap();
            let answer = ask(address, body.trim_end().trim_end_matches('\''));
            assert!(answer["errors"].is_null() && answer["data"].is_object(), "{line}{answer}");
            tried += 1;
        }
        if line.contains(" replay ") && !line.starts_with('#') {
            // As a shell reads it: with the path of the program.
            let mut shell = Command::new("sh");
            shell.args(["-c", &line]).current_dir(folder.0.path()).env("LC_ALL", "fr_FR.UTF-8");
            shell.env("PARCOURS_MASTER_KEY_FILE", tests::master_key());
            let out = String::from_utf8(shell.output().unwrap().stdout).unwrap();
            assert!(out.contains("au 31 décembre 2010"), "{line}{out}");
            break;
        }
        assert!(!line.is_empty(), "the replay is missing");
    }
    assert_eq!(tried, 3);
    let (code, said) = served.stop("-TERM");
    assert_eq!(code, Some(0));
    assert!(said.contains("received 2879 events"), "{said}");

    let mut again = Served::start(&folder, &arguments);
    assert!(again.line().starts_with("http://127.0.0.1:"));
    let (code, said) = again.stop("-INT");
    assert_eq!(code, Some(0));
    assert!(said.contains("already holds 2879 events"), "{said}");
}

#[test]
fn the_demonstration_takes_another_port_when_its_own_is_taken() {
    // Whoever has the port, it is taken.
    let _taken = TcpListener::bind("127.0.0.1:8080");
    let folder = Folder::new();
    let mut served = Served::start(&folder, &["demo", "--lang", "en"]);
    let line = served.line();
    let address = line.strip_prefix("http://").and_then(|rest| rest.split('/').next()).unwrap();
    assert_ne!(address, "127.0.0.1:8080");
    let (code, said) = served.stop("-INT");
    assert_eq!(code, Some(0));
    assert!(said.contains("port 8080 is taken"), "{said}");
}

#[test]
fn the_demonstration_leaves_the_ledger_of_the_environment_alone() {
    let folder = Folder::new();
    let mut command = tests::binary::parcours();
    command.args(["demo", "--listen", "127.0.0.1:0"]).current_dir(folder.0.path());
    command.env("PARCOURS_DATABASE", "sqlite:work.db").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut served = Served { out: BufReader::new(child.stdout.take().unwrap()), child };
    assert!(served.line().starts_with("http://"));
    assert!(folder.path("parcours-demo.db").exists() && !folder.path("work.db").exists());
}

/// Not even what the libraries below say of themselves repeats a token.
#[test]
fn nothing_of_a_token_is_logged() {
    // Nobody listens there any more.
    let away = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = Folder::new();
    let mut command = tests::binary::parcours();
    command.env("RUST_LOG", "trace").env("PARCOURS_OIDC_ISSUER", format!("http://{away}/realms/asile"));
    let mut served =
        Served::start_as(&folder, &["serve", "--listen", "127.0.0.1:0", "--lang", "en"], command);
    let line = served.line();
    let address = line.strip_prefix("http://").unwrap().trim_end().to_owned();
    // {"alg":"RS256","kid":"marie"}, {"sub":"jeanne"}
    let parts = ["eyJhbGciOiJSUzI1NiIsImtpZCI6Im1hcmllIn0", "eyJzdWIiOiJqZWFubmUifQ", "c2lnbmF0dXJl"];
    for (bearer, status) in [(parts.join("."), "503"), (format!("{}.x.y", parts[1]), "401")] {
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!("GET / HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {bearer}\r\n");
        write!(stream, "{head}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(parts.iter().all(|part| !answer.contains(part)), "{answer}");
    }
    let (code, said) = served.stop("-TERM");
    assert_eq!(code, Some(0));
    assert!(said.contains("the keys of the issuer of identities cannot be fetched"), "{said}");
    assert!(said.contains("a token of the issuer is refused"), "{said}");
    for secret in parts.into_iter().chain(["marie", "jeanne"]) {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[test]
fn trusted_documents_are_read_from_a_folder_or_a_list() {
    // printf '{ serverInfo { engine } }' | sha256sum
    const TEXT: &str = "{ serverInfo { engine } }";
    const DIGEST: &str = "fd6cd97a92f0fd6e78ebe082a81d4843b397012c784915c45c5349e39eeb8d31";
    let folder = Folder::new();
    std::fs::create_dir(folder.path("documents")).unwrap();
    folder.write("documents/info.graphql", TEXT);
    folder.write("documents/notes.txt", "query {");
    folder.write("list.json", json!({ DIGEST: TEXT }).to_string());
    folder.write("prefixed.json", json!({ format!("sha256:{DIGEST}"): TEXT }).to_string());
    for place in ["documents", "list.json", "prefixed.json"] {
        let mut served =
            Served::start(&folder, &["serve", "--listen", "127.0.0.1:0", "--trusted-documents", place]);
        let line = served.line();
        let address = line.strip_prefix("http://").unwrap().trim_end();
        let answer = ask(address, &json!({ "documentId": format!("sha256:{DIGEST}") }).to_string());
        assert_eq!(answer["data"], json!({ "serverInfo": { "engine": "sqlite" } }), "{place}");
    }
    folder.write("altered.json", json!({ DIGEST: "{ serverInfo { version } }" }).to_string());
    folder.write("none.json", "{}");
    folder.write("array.json", "[]");
    folder.write("documents/wrong.graphql", "query {");
    for (place, said) in [
        ("altered.json", "another SHA-256"),
        ("none.json", "holds no document"),
        ("array.json", "is not a JSON object"),
        ("documents", "wrong.graphql could never be executed: syntax error at line 1"),
    ] {
        let ran = folder.run(&["serve", "--lang", "en", "--trusted-documents", place]);
        assert_eq!(ran.code, Some(2), "{place}: {ran:?}");
        assert!(ran.stderr.contains(said), "{place}: {ran:?}");
    }
    let missing = folder.run(&["serve", "--lang", "en", "--trusted-documents", "missing"]);
    assert_eq!(missing.code, Some(3), "{missing:?}");
}
