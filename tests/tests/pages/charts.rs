//! Programmes: charts that say what their tables say, the report of a year, and its workbook.

use std::collections::BTreeMap;

use super::snapshots::agreed;
use super::{import, page};
use crate::graphql::Server;
use crate::graphql::client;
use crate::store::{Place, contracts};

contracts![programmes_and_rules_are_as_agreed];

const PARA: &str = "/programmes/para?year=2017";
const BEHIND: &str = "/programmes/para/figures/exited.transitional?year=2017";
const WHY: &str =
    "/programmes/para/figures/exited.transitional?year=2017&household=6e3fa41f-31be-56d1-907b-facfd347882f";

async fn demo(place: Place, programme: &str) -> Server {
    let server = Server::patient(place, false).await;
    import(&server, programme, None).await;
    followed(&server).await;
    server
}

async fn programmes_and_rules_are_as_agreed(place: Place) {
    let server = demo(place, "para").await;
    for (name, path, language, status) in [
        ("programmes", "/programmes", "fr", 200),
        ("programme", PARA, "fr", 200),
        ("behind", BEHIND, "fr", 200),
        ("behind-why", WHY, "en", 200),
        ("rules", "/rules?set=PARA-2017", "fr", 200),
        ("compare", "/rules/compare?programme=para&year=2017&RP29=transfer", "en", 200),
        ("compare-refused", "/rules/compare?programme=para&RP01=99&RP06.set=D-NONE", "fr", 422),
    ] {
        let answer = page(&server, path, language).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        agreed(name, &answer.body);
    }
    server.stop().await;
}

/// Waits until everything recorded is in every list.
pub(super) async fn followed(server: &Server) {
    let is_behind = async || {
        let all = server.application.projections().await.unwrap();
        all.is_empty() || all.iter().any(|one| one.lag > 0)
    };
    while is_behind().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// What stands between two texts, wherever it does.
fn between<'b>(body: &'b str, start: &str, end: &str) -> Vec<&'b str> {
    body.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chart_and_its_table_say_the_same() {
    let server = demo(Place::sqlite(), "para").await;
    let body = page(&server, PARA, "fr").await.body;
    let charts = between(&body, "<figure class=\"chart\">", "</figure>");
    assert_eq!(charts.len(), 5, "levels, years, months, lengths, destinations");
    let mut seen = BTreeMap::new();
    for chart in charts {
        let (svg, table) = chart.split_once("</svg>").unwrap();
        let id = between(svg, "aria-labelledby=\"", "-t ")[0];
        assert!(
            svg.contains(&format!("<title id=\"{id}-t\">")) && svg.contains(&format!("<desc id=\"{id}-d\">"))
        );
        let (_, rows) = table.split_once("<tbody>").unwrap();
        let cells: Vec<&str> = between(rows, "<td>", "</td>");
        let drawn: Vec<&str> = match id {
            "lengths" | "destinations" => between(svg, "class=\"number\"", "</text>"),
            "levels" => {
                // Two ends of a step for each row.
                let path = between(svg, "<path class=\"level\" d=\"", "\"")[0];
                assert_eq!(path.matches(['M', 'L']).count(), 2 * cells.len(), "{path}");
                Vec::new()
            }
            _ => between(svg, "class=\"small-number\"", "</text>"),
        };
        let drawn: Vec<&str> = drawn.iter().filter_map(|text| text.rsplit('>').next()).collect();
        let told: Vec<&str> = cells.iter().copied().filter(|cell| *cell != "0" || id == "lengths").collect();
        if id != "levels" {
            assert_eq!(drawn, told, "{id}");
        }
        seen.insert(id.to_owned(), cells.len());
    }
    assert!(seen["levels"] > 30 && seen["months"] == 24, "{seen:?}");
    assert_eq!(seen["destinations"], 2, "{seen:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workbook_is_one_and_tells_the_same_year() {
    let server = demo(Place::sqlite(), "para").await;
    let answer = client::get(server.address, "/programmes/para/report.xlsx?year=2017", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for header in [
        "content-type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "content-disposition: attachment; filename=\"para-2017.xlsx\"",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(answer.head.contains(header), "{header} in {}", answer.head);
    }
    assert!(answer.body.starts_with("PK"), "a workbook is a ZIP file");
    let missing = client::get(server.address, "/programmes/none/report.xlsx?year=2017", &[]).await;
    assert_eq!(missing.status, 404, "{}", missing.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_tells_what_was_recorded_after_the_last_one() {
    let server = demo(Place::sqlite(), "para").await;
    let query = "{ report(programme: \"para\", year: 2017) { position } }";
    let before = server.data(query, serde_json::json!({})).await["report"]["position"].as_u64().unwrap();
    server.recorded(&[crate::graphql::facts::opened()]).await;
    let after = server.data(query, serde_json::json!({})).await["report"]["position"].as_u64().unwrap();
    assert_eq!(after, before + 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_addresses_are_refused_and_nothing_breaks() {
    let server = demo(Place::sqlite(), "para").await;
    let long = "x".repeat(3000);
    let cases = [
        ("/programmes/para?year=99999".to_owned(), 400),
        ("/programmes/para?year=-1".to_owned(), 400),
        ("/programmes/para?year=2017%27--".to_owned(), 400),
        ("/programmes/para?rules=%3Cscript%3E".to_owned(), 400),
        ("/programmes/para?year=2017&rules=NONE".to_owned(), 400),
        (format!("/programmes/{long}"), 404),
        ("/programmes/%3Cscript%3E".to_owned(), 404),
        ("/programmes/%ff".to_owned(), 400),
        ("/rules?set=../../etc".to_owned(), 404),
        (format!("/rules?set={long}"), 400),
        ("/rules/compare?programme=none&RP01=16".to_owned(), 400),
        ("/rules/compare?programme=para&before=NONE".to_owned(), 400),
        ("/rules/compare?programme=para&RP06.set=%27%3B%20DROP%20TABLE%20households%3B--".to_owned(), 422),
        ("/rules/compare?programme=para&RP01=1e400".to_owned(), 422),
        ("/rules/compare?programme=para&RP13=-1".to_owned(), 422),
        ("/rules/compare?programme=para&RP26=refugee,%22%3E%3Cscript%3E".to_owned(), 422),
        (format!("/rules/compare?programme=para&RP01={long}"), 400),
        ("/rules/compare?programme=para&year=2017&RP99=1&line=%3Cscript%3E".to_owned(), 400),
        ("/rules/compare?programme=para&RP99=1".to_owned(), 200),
    ];
    for (path, status) in cases {
        let answer = page(&server, &path, "fr").await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(!answer.body.contains("<script>"), "{path}: {}", answer.body);
    }
    server.stop().await;
}
