//! The yearly report, on both engines: its numbers are those that the sources print.

use std::collections::BTreeMap;
use std::sync::Arc;

use application::{Application, Report, ReportError, ReportOf};
use jiff::civil::date;
use projections::publication::Secrecy;
use projections::rules::{Changes, Files, RuleSets, Told, Window};

use crate::projections::with_programmes;
use crate::store::{Place, contracts};

contracts![a_report_prints_what_the_source_prints];

async fn report(node: &Application, programme: &str, secrecy: Secrecy) -> Result<Report, ReportError> {
    let (rule_sets, _) = RuleSets::load(&Files::bundled());
    let of = ReportOf {
        programme: programme.to_owned(),
        rule_set: Arc::clone(rule_sets.find("PARA-2017@1").unwrap()),
        changes: Changes::new(),
        window: Window { from: Some(date(2017, 1, 1)), to: Some(date(2017, 12, 31)) },
        known_at: None,
        secrecy,
    };
    node.report(of, 2, &mut |_, _| {}).await
}

/// The first value of each line as it is printed.
fn printed(report: &Report) -> BTreeMap<&str, Option<f64>> {
    let value = |cell: &application::Cell| {
        let printed = cell.printed.as_ref().unwrap_or_else(|error| panic!("{}: {error}", cell.line.id));
        let outcome = printed.shown.outcomes.first()?;
        match &outcome.told {
            Some(Told::Number(number)) => Some(printed.side.instance.printed(*number)),
            Some(Told::Text(_) | Told::None(_)) | None => None,
        }
    };
    report.cells.iter().map(|cell| (cell.line.id.as_str(), value(cell))).collect()
}

async fn a_report_prints_what_the_source_prints(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let all = report(&node, "para", Secrecy::Auditor).await.unwrap();
    let partner = report(&node, "para", Secrecy::Partner).await.unwrap();
    let unknown = report(&node, "elan", Secrecy::Auditor).await.unwrap_err();
    node.close().await;
    assert!(matches!(unknown, ReportError::NoProgramme { programme } if programme == "elan"));

    assert_eq!((all.position, all.threshold), (all.proof.count, None));
    let values = printed(&all);
    let of_source = [
        ("hosted.households", 90.0),
        ("hosted.persons", 276.0),
        ("hosted.adults", 111.0),
        ("hosted.children", 165.0),
        ("exited.households", 30.0),
        ("exited.persons", 93.0),
        ("exited.social_housing", 27.0),
        ("exited.transitional", 3.0),
        ("exited.other_department", 5.0),
        ("stays.leavers", 21.0),
        ("stays.present", 24.0),
        ("training.language", 6.0),
    ];
    for (line, value) in of_source {
        assert_eq!(values[line], Some(value), "{line}");
    }
    let seen = printed(&partner);
    assert_eq!((seen["exited.transitional"], seen["exited.social_housing"]), (None, None));
    assert_eq!((seen["exited.households"], seen["training.language"]), (Some(30.0), Some(6.0)));
}
