//! A partner’s program as an integrator would write it (`tests/client`): libraries that others use, types made from the
//! committed schema, against the program as it is shipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tests::workspace::root;

use crate::scenarios::Served;
use crate::store::{Place, contracts};

contracts![a_partner_s_program_signs_in_reads_records_and_follows];

/// What a command said; it must succeed, and end in time.
fn told(command: &mut Command) -> String {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let _watch = tests::binary::watch(&child);
    let out = child.wait_with_output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{command:?}: {stdout}{}", String::from_utf8_lossy(&out.stderr));
    stdout
}

/// The program, its types made from the committed schema and checked.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = tests::node::with(&root().join("tests/client"), Path::new(env!("CARGO_TARGET_TMPDIR")));
        let mut build = Command::new("npm");
        build.args(["run", "build"]).env("PARCOURS_SCHEMA", root().join("api/schema.graphql"));
        told(build.current_dir(&folder));
        folder
    })
}

fn walk(database: &str) -> Vec<(String, Value)> {
    let folder = built();
    let served = Served::start(database, &[("PARCOURS_SIGN_IN", "true")]);
    let mut token = tests::binary::parcours();
    token.args(["token", "create", "--org", "elia", "--role", "caseworker", "--name", "essai"]);
    let token = told(token.args(["--database", database]));
    let url = format!("http://{}", served.address);
    let given = [("URL", url.as_str()), ("TOKEN", token.trim()), ("ORGANISATION", "elia")];
    let mut program = Command::new("node");
    program.arg("dist/main.js").envs(given.map(|(name, value)| (format!("PARCOURS_{name}"), value)));
    let found = told(program.current_dir(folder));
    served.signal("TERM");
    let (code, said) = served.ended();
    assert_eq!(code, Some(0), "{said}");
    let lines = found.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|mut line: Value| (line["step"].as_str().unwrap().to_owned(), line["found"].take())).collect()
}

async fn a_partner_s_program_signs_in_reads_records_and_follows(place: Place) {
    let database = place.url();
    let found = tokio::task::spawn_blocking(move || walk(&database)).await.unwrap();
    let refused = json!([{
        "code": "MJ-one-household", "path": "input.facts.0.fact.memberJoined.person",
    }]);
    let followed = json!({ "sockets": 2, "events": [
        ["household_opened", 1], ["member_joined", 2], ["member_joined", 3], ["member_joined", 4],
    ] });
    let expected = [
        ("a stranger", json!(["UNAUTHENTICATED"])),
        ("recorded", json!(2)),
        ("repeated", json!(true)),
        ("refused", refused),
        ("listed", json!(true)),
        ("today", json!({ "members": 2, "version": 3 })),
        ("on a day before", json!({ "members": 1, "version": 3 })),
        ("as known before", json!({ "members": 1, "version": 2 })),
        ("followed", followed),
    ];
    assert_eq!(found, expected.map(|(step, found)| (step.to_owned(), found)));
}
