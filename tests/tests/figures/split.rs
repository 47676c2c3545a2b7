//! A contract that was recorded late in the file of a household from which its holder had gone: persons bring along what
//! was recorded where they were.

use std::sync::Arc;

use application::Coordinates;
use application::import::Options;
use projections::figures::read;
use projections::rules::{File, Files, RuleSets};

use crate::store::{self, Place, contracts};

contracts![the_event_is_named_wherever_it_was_recorded];

/// Who went, and has a home there.
const HOUSEHOLD: &str = "3d03b507-2fa9-5d3a-85ba-0b1e465c2a88";

const FIGURE: &str = r#"
system = "S99"
programme = "tp"

[[figure]]
id = "G1"
class = "result"
quote = "one household"
source = "the story"
indicator = "housed with a durable job"
template = "T07"
unit = "household"
expected = 1
qualifier = "exact"
window = { from = "2016-01-01", to = "2016-12-31" }
args = { unit = "household", programme = "tp", measure = "count" }
"#;

async fn the_event_is_named_wherever_it_was_recorded(place: Place) {
    let node = store::open(&place.url()).await.unwrap();
    let events = tests::workspace::root().join("tests/fixtures/split/events.ndjson");
    let options = Options { as_recorded: true, ..Options::default() };
    let report = node.import(&[events], options, &mut |_| {}).await.unwrap();
    assert_eq!(report.refused_in_all, 0, "{:?}", report.refused);
    let (rule_sets, _) = RuleSets::load(&Files::bundled());
    let file = read(File { name: "figures.toml".to_owned(), text: FIGURE.to_owned() }).unwrap();
    let (source, figure) = (Arc::clone(&file.file), file.figures[0].clone());
    let known =
        |instant: &str| Coordinates { known_at: Some(instant.parse().unwrap()), ..Coordinates::default() };
    let (early, late) = (known("2016-12-31T00:00:00Z"), known("2018-01-01T00:00:00Z"));

    // Whichever belief is first, it is the same event that makes the difference.
    let files = [file];
    for sides in [(&early, &late), (&late, &early)] {
        let compared = node.compare(&files, &rule_sets, sides, 2, &mut |_, _| {}).await.unwrap();
        let moved = &compared[0].compared.as_ref().unwrap().movers.moved;
        assert_eq!(moved.len(), 1);
        let witness = &compared[0].witnesses[&moved[0].key];
        let told: Vec<Vec<&str>> =
            witness.any_of.iter().map(|set| set.iter().map(|event| event.kind).collect()).collect();
        assert_eq!(told, [["CO+"]]);
    }

    let asked = async |coordinates: &Coordinates| {
        let household = HOUSEHOLD.parse().unwrap();
        let told = node.explain(household, (&source, &figure), &rule_sets, coordinates, 2).await.unwrap();
        let told = told.unwrap().unwrap();
        let kinds: Vec<&str> = told.events.iter().map(|event| event.kind).collect();
        (told.explanation.standing.code(), kinds)
    };
    let home = ["HO", "MJ", "EN+", "OC+"];
    assert_eq!(asked(&early).await, ("base", home.to_vec()));
    assert_eq!(asked(&late).await, ("kept", home.into_iter().chain(["CO+"]).collect()));
    node.close().await;
}
