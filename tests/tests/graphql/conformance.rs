//! GraphQL over HTTP, over server-sent events and over sockets as suites of others check it, against the real server with
//! sign-in.

use std::path::Path;
use std::process::{Command, Stdio};

use application::sight::Role;

use super::sight::{Caller, locked};
use crate::store::{Place, contracts};

contracts![every_check_of_graphql_holds];

async fn every_check_of_graphql_holds(place: Place) {
    let server = locked(place).await;
    crate::faults::record(&server.application, crate::faults::facts::programme().1).await.unwrap();
    let token = Caller::new(&server, "elia", Role::Caseworker).await.token;
    let url = format!("http://{}/graphql", server.address);
    let socket = format!("ws://{}/graphql", server.address);
    let audited = tokio::task::spawn_blocking(move || {
        let folder = tests::node::with(
            &tests::workspace::root().join("tests/audit"),
            Path::new(env!("CARGO_TARGET_TMPDIR")),
        );
        let run = |arguments: &[&str]| {
            let mut node = Command::new("node");
            let node = node.args(arguments).env("AUDIT_TOKEN", &token).current_dir(&folder);
            let out = node.stdin(Stdio::null()).output().unwrap();
            let told = String::from_utf8_lossy(&out.stdout).into_owned();
            assert!(out.status.success(), "{told}{}", String::from_utf8_lossy(&out.stderr));
            told
        };
        let subscription = "subscription { events(after: 0) { position } }";
        run(&["audit.mjs", &url, "--auth-required", "--require", "may"])
            + &run(&["sse-audit.mjs", &url, "--subscription", subscription])
            + &run(&["ws-audit.mjs", &socket, "--auth-required", "--subscription", subscription])
    });
    let told = audited.await.unwrap();
    for passed in [
        "61 checks: 61 ok -> PASS",
        "16 checks: 14 ok, 2 info -> PASS",
        "# GraphQL over SSE\n5 checks: 5 ok -> PASS",
        "# graphql-transport-ws\n20 checks: 20 ok -> PASS",
    ] {
        assert!(told.contains(passed), "{passed}: {told}");
    }
    server.stop().await;
}
