//! The small counts of the sources: which of the printed figures are hidden from partners and from the public.

use std::collections::{BTreeMap, BTreeSet};

use application::Application;
use projections::comparison::Side;
use projections::figures::{Class, bundled};
use projections::publication::{Before, Bound, Shown, Why, release};
use projections::rules::{Files, RuleSets};

use crate::projections::with_programmes;
use crate::store::{Place, contracts};

contracts![the_small_counts_of_para_are_hidden, a_share_that_tells_its_complement_is_a_bound];

/// What is printed of the result figures of a programme.
async fn printed(node: &Application, programme: &str, threshold: u64) -> BTreeMap<String, Shown> {
    let (rule_sets, _) = RuleSets::load(&Files::bundled());
    let mut files = bundled().unwrap();
    files.retain(|file| file.programme == programme);
    let reports = node.figures(&files, &rule_sets, 2, &mut |_, _| {}).await.unwrap();
    let results = reports.into_iter().filter(|report| report.figure.class == Class::Result);
    let side = |report: application::FigureReport| {
        let computed = report.computed.unwrap();
        (report.figure.id, Side { instance: computed.instance, answer: computed.answer })
    };
    let sides: Vec<(String, Side)> = results.map(side).collect();
    let figures: Vec<(&str, &Side)> = sides.iter().map(|(id, side)| (id.as_str(), side)).collect();
    let shown = release(&figures, &Before::default(), Some(threshold)).unwrap();
    sides.iter().map(|(id, _)| id.clone()).zip(shown).collect()
}

/// The figures of which something is hidden: those below the threshold, and the others.
fn hidden(printed: &BTreeMap<String, Shown>) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let all = printed.iter().filter(|(_, shown)| !shown.hidden.is_empty());
    let is_small = |shown: &Shown| shown.hidden.iter().any(|(_, why)| *why == Why::Primary);
    let (small, others): (Vec<_>, Vec<_>) = all.partition(|(_, shown)| is_small(shown));
    let ids = |all: Vec<(_, _)>| all.into_iter().map(|(id, _): (&'_ String, &Shown)| id.as_str()).collect();
    (ids(small), ids(others))
}

async fn the_small_counts_of_para_are_hidden(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let of_partners = printed(&node, "para", 5).await;
    let of_public = printed(&node, "para", 11).await;
    node.close().await;

    let (small, others) = hidden(&of_partners);
    let few = ["F000-14", "F000-16", "F000-17", "F000-22", "F000-23", "F000-24", "F000-25"];
    assert_eq!(small, BTreeSet::from(few));
    // 27 = 30 − 3.
    assert_eq!(others, BTreeSet::from(["F000-12"]));
    let told = format!("{:?}", of_partners["F000-12"].hidden);
    assert!(told.contains("Secondary") && told.contains("F000-09") && told.contains("F000-14"), "{told}");

    let (small, others) = hidden(&of_public);
    let further = ["F000-13", "F000-18", "F000-19", "F000-21"];
    assert_eq!(small, few.into_iter().chain(further).collect());
    // 84 = 93 − 9.
    assert_eq!(others, BTreeSet::from(["F000-11", "F000-12"]));
}

/// 23 of 27 tells that 4 are not: more than 80 %.
async fn a_share_that_tells_its_complement_is_a_bound(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises"]).await;
    let (rule_sets, _) = RuleSets::load(&Files::bundled());
    let mut files = bundled().unwrap();
    for file in &mut files {
        file.figures.retain(|figure| figure.id == "F003-14");
        for figure in &mut file.figures {
            figure.known_at = Some("2011-01-05T23:59:59Z".parse().unwrap());
        }
    }
    let reports = node.figures(&files, &rule_sets, 2, &mut |_, _| {}).await.unwrap();
    node.close().await;
    let [report] = reports.as_slice() else { panic!("{} figures", reports.len()) };
    let computed = report.computed.as_ref().unwrap();
    let side = Side { instance: computed.instance.clone(), answer: computed.answer.clone() };
    let of = |threshold| release(&[("F003-14", &side)], &Before::default(), threshold).unwrap().remove(0);
    let all = of(None);
    assert_eq!((all.outcomes[0].numerator, all.outcomes[0].denominator), (Some(23.0), Some(27.0)));
    let shown = of(Some(5));
    let outcome = &shown.outcomes[0];
    assert_eq!((&outcome.told, outcome.numerator, outcome.denominator), (&None, None, Some(27.0)));
    assert_eq!(outcome.bound, Some(Bound::MoreThan(80.0)));
    assert!(matches!(shown.hidden.as_slice(), [(_, Why::Complement { .. })]), "{:?}", shown.hidden);
}
