//! GraphQL over HTTP as the suite of its working group checks it, against the real server with sign-in.

use std::path::Path;
use std::process::{Command, Stdio};

use application::sight::Role;

use super::sight::{Caller, locked};
use crate::store::{Place, contracts};

contracts![every_check_of_graphql_over_http_holds];

async fn every_check_of_graphql_over_http_holds(place: Place) {
    let server = locked(place).await;
    let token = Caller::new(&server, "elia", Role::Caseworker).await.token;
    let url = format!("http://{}/graphql", server.address);
    let audited = tokio::task::spawn_blocking(move || {
        let folder = tests::node::with(
            &tests::workspace::root().join("tests/audit"),
            Path::new(env!("CARGO_TARGET_TMPDIR")),
        );
        let arguments = ["audit.mjs", &url, "--auth-required", "--require", "may"];
        let mut node = Command::new("node");
        let node = node.args(arguments).env("AUDIT_TOKEN", token).current_dir(folder).stdin(Stdio::null());
        node.output().unwrap()
    });
    let out = audited.await.unwrap();
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{told}{}", String::from_utf8_lossy(&out.stderr));
    assert!(told.contains("61 checks: 61 ok -> PASS"), "{told}");
    assert!(told.contains("16 checks: 14 ok, 2 info -> PASS"), "{told}");
    server.stop().await;
}
