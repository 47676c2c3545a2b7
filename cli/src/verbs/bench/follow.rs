use std::time::{Duration, Instant};

use application::{Submitted, new_event_id};
use domain::Submission;
use domain::ids::HouseholdId;
use indicatif::{ProgressBar, ProgressStyle};
use projections::household_list::Query;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::failed;
use super::measure::{Report, Series};
use super::place::Place;
use crate::failure::Failure;
use crate::texts::Texts;

/// What is measured.
const MILLISECONDS: &str = "ms";

/// Between two facts: long enough for everything to be idle again.
const IDLE: Duration = Duration::from_millis(150);

/// Follow an idle ledger: how long a fact takes from being recorded to being in a list
///
/// Two nodes on one ledger, each of which opens households in turn. One of them keeps the projections: its own
/// facts wake it, those of the other node it finds by polling. Measured from the answer to `record` to the first
/// list with the fact in it.
#[derive(clap::Args)]
pub(super) struct FollowArgs {
    /// Facts recorded by each node
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    facts: u32,
}

pub(super) async fn measure(args: FollowArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let (following, other) = (place.open().await?, place.open().await?);
    let setting = place.setting(&following).await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let projecting = {
        let following = following.clone();
        tokio::spawn(async move { following.project(async { drop(stopped.await) }).await })
    };
    let bar = ProgressBar::new(u64::from(args.facts) * 2);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(texts.say("bench-measuring", &[]));
    let names = ["follow: recorded by this node", "follow: recorded by another node"];
    let mut series = names.map(|name| Series::new(name.to_owned(), MILLISECONDS));
    let list = Query { limit: 1, ..Query::default() };
    for _ in 0..args.facts {
        for (series, node) in series.iter_mut().zip([&following, &other]) {
            tokio::time::sleep(IDLE).await;
            let facts = vec![opening()?];
            let recorded = node.record(Submitted { facts, batch: None, expected: Vec::new() }).await;
            let since = Instant::now();
            let position = recorded.map_err(failed)?.positions.last().copied();
            following.household_list(&list, position).await?;
            let elapsed = since.elapsed();
            series.values.push(elapsed.as_secs_f64() * 1000.0);
            series.latencies.push(elapsed);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    drop(stop);
    projecting.await.map_err(failed)?;
    other.close().await;
    following.close().await;
    Ok(Report { setting, series: series.into() })
}

/// A household is opened.
fn opening() -> Result<Submission, Failure> {
    let household = HouseholdId(Uuid::from_u128(new_event_id().0.as_u128()));
    let line = serde_json::json!({
        "specversion": "1.0", "id": new_event_id().to_string(), "source": "urn:parcours:org:elia",
        "type": "parcours.household_opened.v1", "subject": format!("household/{household}"),
        "occurredon": "2020", "data": { "opened_by": "elia" },
    });
    let read = application::interchange::read_line(line.to_string().as_bytes());
    read.map(|line| line.submission).map_err(|_faults| failed("the fact is not as facts are written"))
}
