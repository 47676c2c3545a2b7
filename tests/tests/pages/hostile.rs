//! Texts that would like to be markup.

use serde_json::json;

use super::{page, settle};
use crate::graphql::Server;
use crate::graphql::facts::{AMINATA, HOUSEHOLD, fact, id, moved_in, opened};
use crate::store::Place;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_never_markup() {
    let server = Server::start(Place::sqlite()).await;
    let joined = json!({
        "person": AMINATA, "birth": "1985-04", "role": "reference_person", "reason": "initial",
        "identity": HOSTILE,
    });
    let mut programme = fact(
        40,
        HOUSEHOLD,
        "programme_registered",
        "2019",
        json!({
            "programme": "hostile", "name": HOSTILE, "kind": "housing_support", "level": "scheme", "operator": "ftda",
                "sensitive": false,
        }),
    );
    programme["stream"] = "programme/hostile".into();
    let mut open = fact(41, HOUSEHOLD, "programme_status_set", "2019", json!({ "state": "open" }));
    open["stream"] = "programme/hostile".into();
    let enrolled = json!({ "enrolment": id(43), "programme": "hostile", "persons": [AMINATA] });
    server
        .recorded(&[
            programme,
            open,
            opened(),
            fact(2, HOUSEHOLD, "member_joined", "2020-01-06", joined),
            moved_in(),
            fact(42, HOUSEHOLD, "enrolment_started", "2020-02", enrolled),
        ])
        .await;
    settle(&server).await;
    let household = format!("/households/{HOUSEHOLD}?as-of=2021-01-01&since=2020-01-01");
    // What is shown of an address is the address itself: language, dates, filters.
    let address = "/?programme=%22%3E%3Cscript%3E&lang=fr";
    for (path, told) in [("/", true), (household.as_str(), true), (address, false)] {
        let answer = page(&server, path, "fr").await;
        assert_eq!(answer.body.contains("alert(1)"), told, "{path}: {}", answer.body);
        for markup in ["<script>", "<img", "onerror='"] {
            assert!(!answer.body.contains(markup), "{path}: {markup} in {}", answer.body);
        }
    }
    // Attributes of the picture hold the name as well.
    let answer = page(&server, &household, "fr").await;
    let labels = answer.body.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next());
    assert!(labels.clone().any(|label| label.contains("alert(1)")), "{}", answer.body);
    assert!(!answer.head.contains("alert"), "{}", answer.head);
    server.stop().await;
}
