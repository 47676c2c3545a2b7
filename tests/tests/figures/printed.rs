//! Every printed figure, from the events: on both engines, under its rules and its belief.

use application::{Application, FigureReport};
use projections::figures::{Class, Expected, bundled};
use projections::rules::{Files, RuleSets};

use crate::journeys::states::import_everything;
use crate::store::Place;

async fn reports(node: &Application) -> Vec<FigureReport> {
    let (rule_sets, problems) = RuleSets::load(&Files::bundled());
    assert!(problems.is_empty(), "{problems:#?}");
    node.figures(&bundled().unwrap(), &rule_sets, 2, &mut |_, _| {}).await.unwrap()
}

/// What a figure came to: values, numerators, denominators, units left out.
fn numbers(report: &FigureReport) -> String {
    let computed = report.computed.as_ref().unwrap_or_else(|error| panic!("{}: {error}", report.figure.id));
    let answer = &computed.answer;
    format!(
        "{} {:?} {:?} {}",
        report.figure.id,
        answer.outcomes,
        answer.left_out,
        answer.population.rows.len()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_printed_figure_is_what_the_events_give() {
    let mut told = Vec::new();
    for place in [Place::sqlite(), Place::postgres().await] {
        let (node, _) = import_everything(&place.url()).await;
        let reports = reports(&node).await;
        node.close().await;
        let differs = |report: &&FigureReport| {
            let computed = report.computed.as_ref().ok();
            !computed.is_some_and(|computed| computed.verdict.agrees() && computed.verdict.same_numbers)
        };
        let different: Vec<String> = reports.iter().filter(differs).map(numbers).collect();
        assert!(different.is_empty(), "{}", different.join("\n"));
        let results = reports.iter().filter(|report| report.figure.class == Class::Result).count();
        assert_eq!((results, reports.len()), (116, 212));
        told.push(reports.iter().map(numbers).collect::<Vec<_>>());
    }
    assert!(told[0] == told[1], "the figures of the two engines differ");
}

/// Whoever changes every printed value changes no computed one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_printed_has_no_part_in_what_is_computed() {
    let place = Place::sqlite();
    let (node, _) = import_everything(&place.url()).await;
    let (rule_sets, _) = RuleSets::load(&Files::bundled());
    let mut files = bundled().unwrap();
    files.retain(|file| file.programme == "elan");
    let told = node.figures(&files, &rule_sets, 2, &mut |_, _| {}).await.unwrap();
    for figure in files.iter_mut().flat_map(|file| &mut file.figures) {
        figure.expected = vec![Expected::Number(-1.0)];
        (figure.numerator, figure.denominator) = (Some(-1.0), Some(-1.0));
    }
    let untold = node.figures(&files, &rule_sets, 2, &mut |_, _| {}).await.unwrap();
    node.close().await;
    let all = |reports: &[FigureReport]| reports.iter().map(numbers).collect::<Vec<_>>();
    assert_eq!((all(&told), told.len()), (all(&untold), 9));
    let agrees = |report: &FigureReport| report.computed.as_ref().is_ok_and(|one| one.verdict.agrees());
    assert!(told.iter().all(agrees) && !untold.iter().any(agrees));
}
