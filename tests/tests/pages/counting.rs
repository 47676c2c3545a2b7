//! Pages for which figures are counted: whoever asks twice is told to come again, and whoever goes leaves no place taken.

use application::sight::Role;
use futures_util::future::{Either, select};

use super::charts::followed;
use super::import;
use super::readers::{read, read_in};
use super::snapshots::agreed;
use crate::graphql::Server;
use crate::graphql::sight::Caller;
use crate::store::Place;

/// Some thirty figures counted twice: it takes seconds.
const LONG: &str = "/rules/compare?programme=plateforme-regularises&year=2010&RP01=17";

/// A year that takes a question of its own.
const YEAR: &str = "/programmes/plateforme-regularises?year=2010";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_twice_is_told_to_come_again_and_who_goes_leaves_the_place() {
    let server = Server::patient(Place::sqlite(), true).await;
    import(&server, "plateforme-regularises", None).await;
    followed(&server).await;
    let analyst = Caller::new(&server, "drihl", Role::Analyst).await;
    // So that facts are in memory, and only counting takes its time.
    assert_eq!(read(&server, &analyst, "/programmes/plateforme-regularises?year=2009").await.status, 200);

    // Of two questions at once one is counted, and the other is told so while it is.
    let asked = || Box::pin(read_in(&server, &analyst, LONG, "fr"));
    let (busy, counted) = match select(asked(), asked()).await {
        Either::Left((busy, counted)) | Either::Right((busy, counted)) => (busy, counted),
    };
    assert_eq!(busy.status, 503, "{}", busy.body);
    assert!(busy.head.contains("retry-after: 5"), "{}", busy.head);
    assert!(busy.body.contains("D’autres calculs sont en cours"), "{}", busy.body);
    agreed("compare-busy", &busy.body);
    let year = read(&server, &analyst, YEAR).await;
    assert_eq!(year.status, 503, "{}", year.body);
    agreed("programme-busy", &year.body);
    let workbook = read(&server, &analyst, &YEAR.replace('?', "/report.xlsx?")).await;
    assert_eq!(workbook.status, 503, "{}", workbook.body);
    assert!(workbook.body.contains("<h1>Unavailable for the moment</h1>"), "{}", workbook.body);

    drop(counted);
    // What was being counted ends with whoever asked; the server finds out within a moment.
    loop {
        let answer = read(&server, &analyst, YEAR).await;
        if answer.status == 200 {
            assert!(answer.body.contains("Figures of the report"), "{}", answer.body);
            break;
        }
        assert_eq!(answer.status, 503, "{}", answer.body);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let auditor = Caller::new(&server, "drihl", Role::Auditor).await;
    let numbers = read(&server, &auditor, "/metrics").await.body;
    let answered = |status: u16| {
        let line = format!("parcours_http_requests_total{{route=\"/rules/compare\",status=\"{status}\"}} ");
        numbers.lines().find_map(|answered| answered.strip_prefix(&line).map(str::to_owned))
    };
    assert_eq!((answered(503).as_deref(), answered(200)), (Some("1"), None), "it was not counted to its end");
    server.stop().await;
}
