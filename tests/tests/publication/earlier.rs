//! What earlier figures tell, and what is at fault when one is not found again.

use std::collections::BTreeSet;

use application::erase::Erasure;
use application::publication::{Doubt, Mode, Publication, PublishError, RebuiltFigure, Verdict};
use application::{Submitted, new_event_id};
use domain::codes::{ErasureBasis, ErasureLevel, FigureSource, Qualifier};
use domain::facts::Fact;
use domain::facts::figure_declared::{FigureDeclared, Period, RuleVersion, Window as Days};
use domain::facts::rule_published::RulePublished;
use domain::facts::values::TextCode;
use domain::wire::{Object, Text};
use domain::{Actor, Origin, PartialDate, StreamId, Submission};
use jiff::Timestamp;
use jiff::civil::date;
use projections::rules::{Files, RuleSets};

use super::published::{SECOND, figures, of, publish, publish_rules, rebuilt, rule_sets};
use crate::projections::with_programmes;
use crate::store::{Place, contracts};

contracts![
    a_figure_that_was_not_published_is_no_key,
    a_version_without_its_files_is_not_published,
    what_is_at_fault_is_told,
    an_erasure_is_no_fault,
    what_was_published_before_is_no_key_to_what_is_hidden,
];

/// A figure recorded by hand, as another program might have.
pub(super) fn declared(figure: &str, value: u32, rules: (&str, u32), known_at: Timestamp) -> Submission {
    let period = Period { from: date(2017, 1, 1), to: date(2017, 12, 31) };
    let fact = FigureDeclared {
        figure: TextCode::parse(figure).unwrap(),
        value: value.into(),
        unit: TextCode::parse("household").unwrap(),
        numerator: None,
        denominator: None,
        qualifier: Qualifier::Exact,
        window: Some(Days::Period(period)),
        source: FigureSource::Computed,
        rule: Some(RuleVersion { rule_set: TextCode::parse(rules.0).unwrap(), version: rules.1 }),
        known_at: Some(known_at),
    };
    Submission {
        id: new_event_id(),
        stream: StreamId::Programme("para".parse().unwrap()),
        on: PartialDate::day(date(2020, 1, 1)),
        actor: Actor { organisation: "ftda".parse().unwrap(), role: None, user: None },
        origin: Origin::Manual,
        source_recorded_at: None,
        fact: Fact::FigureDeclared(fact),
    }
}

/// The same number, said to be one of others than households.
fn counting(unit: &str, mut submission: Submission) -> Submission {
    if let Fact::FigureDeclared(figure) = &mut submission.fact {
        figure.unit = TextCode::parse(unit).unwrap();
    }
    submission
}

async fn what_is_at_fault_is_told(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    let late: Timestamp = "2019-12-31T23:59:59Z".parse().unwrap();
    let early: Timestamp = "1990-01-01T00:00:00Z".parse().unwrap();
    let facts = vec![
        declared("exited.households", 30, ("OWN", 1), late),
        declared("exited.households", 31, ("OWN", 1), late),
        declared("exited.households", 27, ("OWN", 2), late),
        declared("exited.households", 30, ("GONE", 1), late),
        declared("exited.dragons", 30, ("OWN", 1), late),
        declared("exited.households", 30, ("OWN", 1), early),
        counting("person", declared("exited.households", 30, ("OWN", 1), late)),
    ];
    node.record(Submitted { facts, batch: None, expected: Vec::new() }).await.unwrap();
    let codes = |all: &[RebuiltFigure]| all.iter().map(|one| one.verdict.code()).collect::<Vec<_>>();
    let all = rebuilt(&node, &sets).await;
    let faults =
        ["same", "differs", "same", "rules_missing", "line_missing", "events_missing", "line_missing"];
    assert_eq!(codes(&all), faults);
    let Verdict::Differs { found: Some(found) } = &all[1].verdict else { panic!("{:?}", all[1]) };
    assert_eq!((all[1].published.numbers.value, found.value), (31.into(), 30.into()));

    // Of the second version, other files: what was published is told beside what is there.
    let altered = rule_sets("RP29 = \"exit\"");
    let all = rebuilt(&node, &altered).await;
    let Verdict::RulesDiffer { published, found } = &all[2].verdict else { panic!("{:?}", all[2]) };
    let digest = |sets: &RuleSets| sets.find("OWN@2").unwrap().digest.clone();
    assert_eq!((published, found), (&digest(&sets), &digest(&altered)));
    // A new figure beside one that cannot be rebuilt here might tell anything.
    let (bundled, _) = RuleSets::load(&Files::bundled());
    let next = of(&sets, "OWN@1", 2015, Mode::Continue);
    let refused = publish(&node, next.clone(), &bundled).await.unwrap_err();
    assert!(matches!(refused, PublishError::Unknown { .. }), "{refused}");
    // What was not published here is no reason not to publish, and is told.
    let published = publish(&node, next, &sets).await.unwrap();
    node.close().await;
    let absent = Doubt::NoSuchFigure;
    let doubts = [Doubt::OtherNumbers, Doubt::RulesNotPublished, absent, absent, absent];
    assert_eq!(published.doubtful.iter().map(|one| one.doubt).collect::<Vec<_>>(), doubts);
}

/// 30 = 27 + 3, and 3 is never published. Figures recorded by hand, or imported, that claim to have told the 30 and the 27
/// do not make the 3 known.
async fn a_figure_that_was_not_published_is_no_key(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    let late: Timestamp = "2019-12-31T23:59:59Z".parse().unwrap();
    let [all, social, small] = ["exited.households", "exited.social_housing", "exited.transitional"];
    // The true numbers, before there were rules; others after.
    let record =
        async |facts| node.record(Submitted { facts, batch: None, expected: Vec::new() }).await.unwrap();
    record(vec![declared(all, 30, ("OWN", 1), late), declared(social, 27, ("OWN", 1), late)]).await;
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    let wrong = vec![
        declared(all, 29, ("OWN", 1), late),
        declared(social, 26, ("OWN", 1), late),
        declared(small, 3, ("OWN", 1), late),
    ];
    record(wrong).await;
    let published = publish(&node, of(&sets, "OWN@1", 2017, Mode::Restate), &sets).await.unwrap();
    let told = figures(&published);
    assert!(told.contains("hosted.households"), "{told:?}");
    assert!(!told.contains(small), "{told:?}");
    assert!(!told.contains(all) || !told.contains(social), "{told:?}");
    let doubts = [
        Doubt::RulesNotPublished,
        Doubt::RulesNotPublished,
        Doubt::OtherNumbers,
        Doubt::OtherNumbers,
        Doubt::TooFew,
    ];
    assert_eq!(published.doubtful.iter().map(|one| one.doubt).collect::<Vec<_>>(), doubts);
    let all = rebuilt(&node, &sets).await;
    let codes: Vec<_> = all.iter().take(2).map(|one| one.verdict.code()).collect();
    assert_eq!(codes, ["rules_not_published"; 2]);
    node.close().await;
}

/// A version whose publication does not list its files may be anything: nothing is published under it.
async fn a_version_without_its_files_is_not_published(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    let bare = Fact::RulePublished(RulePublished {
        rule_set: TextCode::parse("OWN").unwrap(),
        version: 1,
        supersedes: None,
        parameters: Object(serde_json::Map::new()),
        indicators: Vec::new(),
        document: None,
        rationale: Text::parse("a test").unwrap(),
    });
    let figure = declared("exited.households", 30, ("OWN", 1), "2019-12-31T23:59:59Z".parse().unwrap());
    let rules = Submission { id: new_event_id(), stream: StreamId::Rules, fact: bare, ..figure.clone() };
    let facts = vec![rules, figure];
    node.record(Submitted { facts, batch: None, expected: Vec::new() }).await.unwrap();
    assert!(node.published_rules().await.unwrap().is_empty());
    let refused = publish(&node, of(&sets, "OWN@1", 2017, Mode::Continue), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::RulesNotPublished { .. }), "{refused}");
    assert_eq!(rebuilt(&node, &sets).await[0].verdict.code(), "rules_not_published");
    node.close().await;
}

/// An adult of whom only the household is left is an adult no more: the number of adults differs, and nobody is at fault.
async fn an_erasure_is_no_fault(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    let published = publish(&node, of(&sets, "OWN@1", 2017, Mode::Continue), &sets).await.unwrap();
    let late = published.report.known_at.unwrap();
    let rows = |line: &str| {
        let cell = published.report.cells.iter().find(|cell| cell.line.id == line).unwrap();
        cell.printed.as_ref().unwrap().side.answer.population.rows.clone()
    };
    let adult = rows("exited.adults").into_iter().find(|row| row.kept).unwrap();
    let erasure = Erasure {
        person: adult.unit.parse().unwrap(),
        basis: ErasureBasis::Request,
        level: ErasureLevel::All,
        residue: None,
        actor: None,
    };
    node.erase(erasure, false).await.unwrap().unwrap();
    // Published after the erasure, it was wrong from the start.
    let wrong = counting("adult", declared("exited.adults", 1, ("OWN", 1), late));
    node.record(Submitted { facts: vec![wrong], batch: None, expected: Vec::new() }).await.unwrap();
    let all = rebuilt(&node, &sets).await;
    let doubts = publish(&node, of(&sets, "OWN@1", 2016, Mode::Continue), &sets).await.unwrap().doubtful;
    node.close().await;
    let (wrong, all) = all.split_last().unwrap();
    assert!(matches!(wrong.verdict, Verdict::Differs { .. }), "{wrong:?}");
    let adults = all.iter().find(|one| one.published.figure == "exited.adults").unwrap();
    let Verdict::Erased { found: Some(found) } = &adults.verdict else { panic!("{adults:?}") };
    assert_eq!(found.value + domain::Decimal::from(1), adults.published.numbers.value);
    let household = all.iter().find(|one| one.published.figure == "exited.households").unwrap();
    assert!(matches!(household.verdict, Verdict::Same), "{household:?}");
    assert!(all.iter().all(|one| one.verdict.is_right()), "{all:#?}");
    // What it told is taken for told and for not told: it can no longer be found.
    assert!(doubts.iter().any(|one| one.figure == "exited.adults" && one.doubt == Doubt::OtherNumbers));
}

/// A period published as it was known early, and once more: a number that grew by few would tell who came late.
async fn what_was_published_before_is_no_key_to_what_is_hidden(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    let mut early = of(&sets, "OWN@1", 2017, Mode::Continue);
    early.report.known_at = Some("2018-01-01T00:00:00Z".parse().unwrap());
    let early = publish(&node, early, &sets).await.unwrap();
    let alone = node.report(of(&sets, "OWN@1", 2017, Mode::Restate).report, 2, &mut |_, _| {}).await.unwrap();
    let late = publish(&node, of(&sets, "OWN@1", 2017, Mode::Restate), &sets).await.unwrap();
    node.close().await;
    let hidden = |report: &application::Report| {
        let printed = report.cells.iter().filter_map(|cell| cell.printed.as_ref().ok());
        printed.flat_map(|one| &one.shown.hidden).map(|(name, _)| name.to_string()).collect::<BTreeSet<_>>()
    };
    let (alone, late_hidden) = (hidden(&alone), hidden(&late.report));
    // Alone the 30 exits may be printed; beside the 29 that were, they tell that one household was late.
    let exits = "exited.households";
    assert!(!alone.contains(exits) && late_hidden.contains(exits), "{alone:?} {late_hidden:?}");
    // Exits are only added by what is learnt later: a count that is printed twice grew by none, or by five at least.
    for figure in ["exited.households", "exited.persons", "exited.adults", "exited.children"] {
        let value = |publication: &Publication| {
            publication.figures.iter().find(|one| one.figure == figure).map(|one| one.numbers.value)
        };
        let (Some(before), Some(after)) = (value(&early), value(&late)) else { continue };
        assert!(after == before || (after - before).abs() >= 5.into(), "{figure}: {before} {after}");
    }
}
