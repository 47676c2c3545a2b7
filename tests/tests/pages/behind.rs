//! From a number of a report to who is behind it, and to why a household is counted or not.

use application::sight::Role;

use super::import;
use super::readers::{read, read_in};
use crate::graphql::Server;
use crate::graphql::sight::Caller;
use crate::store::Place;

const FIGURES: &str = "/programmes/para/figures";

/// The addresses of the links of a page that begin so.
fn links<'b>(body: &'b str, start: &str) -> Vec<&'b str> {
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    links.map(|(address, _)| address).filter(|address| address.starts_with(start)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_leads_to_who_is_behind_it_and_to_why() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "para", None).await;
    let mut auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    auditor.reason = Some("contrôle");
    let report = read(&server, &auditor, "/programmes/para?year=2017").await.body;
    let hosted = format!("{FIGURES}/hosted.households?year=2017");
    assert!(links(&report, FIGURES).contains(&hosted.as_str()), "{report}");
    let first = read(&server, &auditor, &hosted).await.body;
    assert_eq!(links(&first, "/households/").len(), 50, "{first}");
    assert!(first.contains("counted</a> <strong>90</strong>"), "{first}");
    let next = links(&first, &format!("{hosted}&#38;after="))[0].replace("&#38;", "&");
    assert_eq!(links(&read(&server, &auditor, &next).await.body, "/households/").len(), 40);
    let outside = read(&server, &auditor, &format!("{hosted}&standing=outside")).await.body;
    assert!(outside.contains("Nobody stands there."), "{outside}");
    let why = links(&first, &format!("{hosted}&#38;household="))[0].replace("&#38;", "&");
    let counted = read_in(&server, &auditor, &why, "fr").await.body;
    assert!(counted.contains("Le ménage ") && counted.contains(" est compté."), "{counted}");
    assert!(counted.contains("href=\"/proofs/"), "{counted}");
    let other = why.replace("hosted.households", "exited.transitional");
    let not = read(&server, &auditor, &other).await.body;
    assert!(not.contains(" is outside."), "{not}");
    let sentences = ["It would stand better if one thing alone were changed:", "No single change"];
    assert!(sentences.iter().any(|sentence| not.contains(sentence)), "{not}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_behind_is_shown_to_those_who_are_told_it() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "para", None).await;
    let nobody = "0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11";
    for (organisation, role, status, persons) in [
        ("ftda", Role::Caseworker, 200, true),
        ("drihl", Role::Analyst, 200, false),
        ("habitat-reuni", Role::Partner, 404, false),
        ("tiers", Role::Caseworker, 403, false),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let of = async |rest: &str| read(&server, &caller, &format!("{FIGURES}/{rest}")).await;
        let who = format!("{organisation} as {role}");
        let hosted = of("hosted.households?year=2017").await;
        assert_eq!(hosted.status, status, "{who}: {}", hosted.body);
        assert_eq!(hosted.body.contains("Who is behind this figure"), status == 200, "{who}");
        let report = read(&server, &caller, "/programmes/para?year=2017").await.body;
        assert_eq!(links(&report, FIGURES).is_empty(), status != 200, "{who}");
        if status == 200 {
            let told = of("hosted.persons?year=2017").await.body;
            assert_eq!(told.contains("would tell too much of persons"), !persons, "{who}: {told}");
            assert_eq!(links(&told, "/households/").is_empty(), !persons, "{who}");
            assert_eq!(of("hosted.nobody?year=2017").await.status, 404, "{who}");
            assert_eq!(of("hosted.households").await.status, 400, "{who}");
            let unknown = format!("hosted.households?year=2017&household={nobody}");
            assert_eq!(of(&unknown).await.status, 404, "{who}");
        }
    }
    server.stop().await;
}
