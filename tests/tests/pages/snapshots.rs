//! Every page with sample data, as agreed. `PARCOURS_ACCEPT=1` writes them anew; a difference is looked at in a browser.

use tests::workspace::root;

use super::{FAMILLE_D, FAMILLE_K, page, server_with};

/// Bytes that no page passes.
const BYTES_MAX: usize = 100_000;

/// Households under way, with deadlines.
const OPEN: [&str; 3] = [
    "efcacaf7-5a67-5a22-9079-3d54f9c9aa32",
    "b1982c96-d60d-5d59-bc7e-afc2c1cf7ebf",
    "8881bc36-da96-5a6a-896c-65f9aeab91c8",
];

/// A page without what is another one in every ledger: the digest of events holds what was sealed by chance.
fn masked(body: &str) -> String {
    let mut out = String::new();
    for word in body.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = word.chars().take_while(char::is_ascii_hexdigit).count();
        out += if digits == 64 { &word[64..] } else { word };
    }
    out
}

/// Compares a page with the one agreed on.
pub(super) fn agreed(name: &str, body: &str) {
    let body = masked(body);
    assert!(body.len() < BYTES_MAX, "{name}: {} bytes", body.len());
    let path = root().join(format!("tests/tests/pages/snapshots/{name}.html"));
    if std::env::var_os("PARCOURS_ACCEPT").is_some() {
        std::fs::write(&path, &body).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(agreed == body, "{name}.html differs; PARCOURS_ACCEPT=1 writes it anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_as_agreed() {
    let [first, second, third] = OPEN;
    let server = server_with("plateforme-regularises", &[FAMILLE_K, FAMILLE_D, first, second, third]).await;
    let household = format!("/households/{FAMILLE_K}");
    let at = format!("{household}?as-of=2010-12-31");
    let beliefs = format!("{household}?as-of=2011-03-31&known-at=2011-04-04&since=2010-04-10&scale=even");
    for (name, path, language, status) in [
        ("list", "/?state=all", "fr", 200),
        ("list-empty", "/?due=30&sort=entered&state=closed", "en", 200),
        ("household", at.as_str(), "fr", 200),
        ("household-beliefs", beliefs.as_str(), "en", 200),
        ("not-found", "/households/0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11", "fr", 404),
        ("bad-date", "/households/0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11?as-of=2010-02-30", "en", 400),
    ] {
        let answer = page(&server, path, language).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        agreed(name, &answer.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pathway_with_permits_a_correction_and_a_retraction_is_as_agreed() {
    let household = "ca9bd483-d5dd-579b-b76a-d917d2bda179";
    let server = server_with("para", &[household]).await;
    let path = format!("/households/{household}?as-of=2018-12-31&since=2017-06-30");
    let answer = page(&server, &path, "fr").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    agreed("household-permits", &answer.body);
    server.stop().await;
}
