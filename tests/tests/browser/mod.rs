//! What people do on the pages, done in a real browser by keyboard alone, against the real server.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use application::sight::Role;
use serde_json::{Value, json};
use tests::workspace::root;

use crate::graphql::Server;
use crate::graphql::sight::Caller;
use crate::pages::{FAMILLE_D, FAMILLE_K, HEAD, SETTLED, import};
use crate::store::Place;

/// Runs a journey; `given` is what its script finds under that name, beside the browser and the server.
async fn journey(server: &Server, script: &str, given: Value) {
    let url = format!("http://{}", server.address);
    let script = script.to_owned();
    let travelled = tokio::task::spawn_blocking(move || {
        let packages = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tests::node::with(&root().join("tests/browser"), packages);
        let mut given = given;
        given["url"] = json!(url);
        given["chromium"] = json!(tests::chromium::program());
        given["pictures"] = json!(pictures());
        let mut node = Command::new("node");
        let node = node.arg(&script).env("PARCOURS_GIVEN", given.to_string()).current_dir(&folder);
        let out = node.stdin(Stdio::null()).output().unwrap();
        let told = [out.stdout, out.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
        (out.status.success(), format!("{script}: {}", told.concat()))
    });
    let (arrived, told) = travelled.await.unwrap();
    assert!(arrived, "{told}");
}

/// Where pictures of the pages go, when they are asked for.
fn pictures() -> Option<PathBuf> {
    std::env::var_os("PARCOURS_PICTURES").map(PathBuf::from)
}

/// Households under way, with deadlines.
const OPEN: [&str; 2] = ["efcacaf7-5a67-5a22-9079-3d54f9c9aa32", "b1982c96-d60d-5d59-bc7e-afc2c1cf7ebf"];

/// A server where everybody signs in, that knows some households.
async fn opened() -> Server {
    let server = Server::patient(Place::sqlite(), true).await;
    let households = [FAMILLE_K, FAMILLE_D, OPEN[0], OPEN[1]];
    import(&server, "plateforme-regularises", Some(&households)).await;
    settle(&Caller::new(&server, "drihl", Role::Auditor).await).await;
    server
}

/// Waits until the lists tell everything recorded.
async fn settle(auditor: &Caller<'_>) {
    let position = auditor.data(HEAD, json!({})).await["serverInfo"]["position"].take();
    auditor.data(SETTLED, json!({ "p": position })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_auditor_replays_a_household() {
    let server = opened().await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let scratch = tests::scratch();
    let bundle = scratch.path().join("bundle.ndjson");
    let household = format!("/households/{FAMILLE_K}");
    let given = json!({ "token": auditor.token, "household": household, "bundle": bundle });
    journey(&server, "auditor.mjs", given).await;
    server.stop().await;
    let bundle = bundle.display().to_string();
    let replayed = tokio::task::spawn_blocking(move || {
        let verified = tests::binary::run(["verify", &bundle]);
        assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
        tests::binary::run(["replay", &bundle, "--as-of", "2010-12-31"])
    });
    let replayed = replayed.await.unwrap();
    assert!(replayed.stdout.contains("CDI"), "{}{}", replayed.stdout, replayed.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_records_a_lease_that_slides() {
    let server = opened().await;
    let caseworker = Caller::new(&server, "mep", Role::Caseworker).await;
    let household = format!("/households/{}", OPEN[1]);
    let persons = [
        "Personne 0339",
        "Personne 0340",
        "Personne 0341",
        "Personne 0342",
        "Personne 0343",
        "Personne 0344",
    ];
    let given = json!({ "token": caseworker.token, "household": household, "persons": persons });
    journey(&server, "partner.mjs", given).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_sets_a_capacity_and_divides_a_household() {
    let server = opened().await;
    let caseworker = Caller::new(&server, "mep", Role::Caseworker).await;
    let given = json!({
        "token": caseworker.token,
        "programme": "/programmes/plateforme-regularises",
        "household": format!("/households/{}", OPEN[1]),
        "leaves": "Personne 0340",
        "called": "0340 personne",
    });
    journey(&server, "operator.mjs", given).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_social_worker_opens_a_file_in_english_on_a_telephone() {
    let server = opened().await;
    let caseworker = Caller::new(&server, "mep", Role::Caseworker).await;
    journey(&server, "english.mjs", json!({ "token": caseworker.token })).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_analyst_moves_a_rule_and_reads_who_moved() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "plateforme-regularises", None).await;
    let analyst = Caller::new(&server, "drihl", Role::Analyst).await;
    settle(&analyst).await;
    journey(&server, "analyst.mjs", json!({ "token": analyst.token })).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_can_be_printed() {
    let server = opened().await;
    let caseworker = Caller::new(&server, "mep", Role::Caseworker).await;
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let household = format!("/households/{FAMILLE_K}");
    // One that is supported still.
    let compared = format!("/households/{}?as-of=2010-12-31&since=2010-06-10", OPEN[1]);
    let programme = "/programmes/plateforme-regularises?year=2010";
    let tried = "/rules/compare?programme=plateforme-regularises&year=2010&RP06.set=D-STRICT";
    let behind = "/programmes/plateforme-regularises/figures/hosted.households?year=2010";
    let told = ["/?state=all", &compared, "/programmes", programme, behind, "/rules?set=PARA-2017", tried];
    let readers = json!([
        { "token": caseworker.token, "paths": told },
        { "token": auditor.token, "paths": [&household, "/integrity", "/proofs/1"] },
    ]);
    journey(&server, "printed.mjs", json!({ "readers": readers })).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_accessible_in_both_themes_and_on_a_telephone() {
    let server = opened().await;
    let caseworker = Caller::new(&server, "mep", Role::Caseworker).await;
    // The one that is supported still: another is shown to nobody who supported it once.
    let household = format!("/households/{}", OPEN[1]);
    let forms = ["record", "record/lease_signed", "record/member_joined", "record/household_merged"];
    let [record, lease, joins, merges] = forms.map(|page| format!("{household}/{page}"));
    let erases = format!("{household}/record/personal_data_erased");
    let about = "/programmes/plateforme-regularises/record";
    let terms = format!("{about}/terms_set");
    let compared = format!("{household}?as-of=2010-12-31&since=2010-06-10");
    let programme = "/programmes/plateforme-regularises?year=2010";
    let tried = "/rules/compare?programme=plateforme-regularises&year=2010&RP06.set=D-STRICT";
    let wrong = "/rules/compare?programme=plateforme-regularises&RP01=99";
    let behind = "/programmes/plateforme-regularises/figures/hosted.households?year=2010";
    let why = format!("{behind}&household={}", OPEN[1]);
    let paths = [
        "/",
        "/?state=all",
        &household,
        &compared,
        &record,
        &lease,
        &joins,
        &merges,
        &erases,
        about,
        &terms,
        "/new-programme",
        "/households/new",
        "/search",
        "/programmes",
        programme,
        behind,
        &why,
        "/rules",
        tried,
        wrong,
        "/nowhere",
    ];
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let watched = [&household, "/integrity", "/proofs/1"];
    let readers = json!([
        { "token": caseworker.token, "paths": paths },
        { "token": auditor.token, "paths": watched },
    ]);
    journey(&server, "accessible.mjs", json!({ "readers": readers, "refused": ["/nowhere", wrong] })).await;
    server.stop().await;
}
