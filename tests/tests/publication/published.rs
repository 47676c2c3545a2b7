//! Published rules and figures: never overwritten, and rebuilt from what was recorded of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use application::publication::{
    Mode, Planned, Publication, PublicationOf, PublishError, PublishRulesError, RebuiltFigure, Standing,
    Verdict,
};
use application::{Application, BeliefError, RecordError, ReportError, ReportOf, Submitted};
use domain::StreamId;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use projections::figures::bundled;
use projections::publication::Secrecy;
use projections::rules::{Changes, Files, RuleSet, RuleSets, Value, Window};

use super::earlier::declared;
use crate::projections::with_programmes;
use crate::store::{Place, contracts};

contracts![
    a_published_figure_stays,
    other_rules_begin_another_series,
    a_restated_series_is_restated_whole,
    everybody_may_read_what_is_published,
    whoever_was_overtaken_does_not_publish,
    nobody_knows_the_future,
    a_published_rate_says_what_it_counts,
    a_published_version_does_not_change,
];

/// The rule sets of the program, and one of two versions whose second one says so.
pub(super) fn rule_sets(second: &str) -> RuleSets {
    let folder = tests::scratch();
    for (version, text) in [(1, ""), (2, second), (3, "")] {
        let of_version = folder.path().join(format!("OWN/{version}"));
        std::fs::create_dir_all(&of_version).unwrap();
        let rules = format!(
            "code = \"OWN\"\nversion = {version}\nbase = \"PARA-2017/1\"\nlabel = \"Own\"\n[values]\nRP22 = 5\n{text}\n"
        );
        std::fs::write(of_version.join("rules.toml"), rules).unwrap();
    }
    let (sets, problems) = RuleSets::load(&Files::bundled().under(Files::of_folder(folder.path()).unwrap()));
    assert!(problems.is_empty(), "{problems:#?}");
    sets
}

pub(super) const SECOND: &str = "RP29 = \"transfer\"";

pub(super) fn of(sets: &RuleSets, rules: &str, year: i16, mode: Mode) -> PublicationOf {
    let report = ReportOf {
        programme: "para".into(),
        rule_set: Arc::clone(sets.find(rules).unwrap()),
        changes: Changes::new(),
        window: Window { from: Some(date(year, 1, 1)), to: Some(date(year, 12, 31)) },
        known_at: None,
        secrecy: Secrecy::Public,
    };
    PublicationOf { report, mode, organisation: None }
}

pub(super) async fn publish(
    node: &Application,
    of: PublicationOf,
    sets: &RuleSets,
) -> Result<Publication, PublishError> {
    node.publish(of, sets, false, 2, &mut |_, _| {}).await
}

pub(super) async fn trial(
    node: &Application,
    of: PublicationOf,
    sets: &RuleSets,
) -> Result<Publication, PublishError> {
    node.publish(of, sets, true, 2, &mut |_, _| {}).await
}

pub(super) async fn publish_rules(
    node: &Application,
    sets: &RuleSets,
    rules: &str,
) -> Result<(), PublishRulesError> {
    let set = sets.find(rules).unwrap();
    node.publish_rules(set, "a test", "ftda".parse().unwrap()).await.map(drop)
}

pub(super) async fn rebuilt(node: &Application, sets: &RuleSets) -> Vec<RebuiltFigure> {
    node.rebuild_figures(Some("para"), sets, 2, &mut |_, _| {}).await.unwrap()
}

pub(super) fn figures(publication: &Publication) -> BTreeSet<&str> {
    publication.figures.iter().map(|planned| planned.figure.as_str()).collect()
}

async fn a_published_figure_stays(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    let first = of(&sets, "OWN@1", 2017, Mode::Continue);
    let refused = publish(&node, first.clone(), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::RulesNotPublished { rule_set } if rule_set == "OWN/1"));
    publish_rules(&node, &sets, "OWN@1").await.unwrap();

    let trial = node.publish(first.clone(), &sets, true, 2, &mut |_, _| {}).await.unwrap();
    assert!(trial.positions.is_none() && node.published_figures().await.unwrap().is_empty());
    let published = publish(&node, first.clone(), &sets).await.unwrap();
    assert_eq!(published.positions.as_ref().map(Vec::len), Some(published.figures.len()));
    let told = figures(&published);
    assert!(told.contains("exited.households") && told.contains("stays.leavers"), "{told:?}");
    assert!(!told.contains("exited.transitional") && !told.contains("exited.social_housing"), "{told:?}");

    // The same figures as known at the same instant are the same publication.
    let mut same = first.clone();
    same.report.known_at = published.report.known_at;
    let same = publish(&node, same, &sets).await.unwrap();
    assert!(same.figures.iter().all(|one| matches!(one.standing, Standing::Same(_))));
    assert_eq!(same.positions, Some(vec![]));

    let mut later = first;
    later.report.known_at = Some("2019-12-31T23:59:59Z".parse().unwrap());
    let again = publish(&node, later.clone(), &sets).await.unwrap_err();
    assert!(matches!(again, PublishError::Published { .. }), "{again}");
    let restated = publish(&node, PublicationOf { mode: Mode::Restate, ..later }, &sets).await.unwrap();
    assert!(restated.figures.iter().all(|one| matches!(one.standing, Standing::Restated(_))));
    let all = rebuilt(&node, &sets).await;
    node.close().await;
    assert_eq!(all.len(), published.figures.len() + restated.figures.len());
    assert!(all.iter().all(|one| matches!(one.verdict, Verdict::Same)), "{all:#?}");
    let stays = all.iter().filter(|one| one.restated_at.is_some()).count();
    assert_eq!(stays, published.figures.len());
}

/// A new version of rules on one period is one on all: no series has an old period among new ones.
async fn a_restated_series_is_restated_whole(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    for year in [2015, 2016] {
        publish(&node, of(&sets, "OWN@1", year, Mode::Continue), &sets).await.unwrap();
    }
    let before = node.published_figures().await.unwrap();
    let restated = publish(&node, of(&sets, "OWN@2", 2017, Mode::Restate), &sets).await.unwrap();
    let years: Vec<_> = restated.further.iter().map(|one| one.report.of.window.to.unwrap().year()).collect();
    assert_eq!(years, [2015, 2016]);
    let known = restated.report.known_at;
    assert!(restated.further.iter().all(|one| one.report.known_at == known), "one belief");
    let is_restated = |one: &Planned| matches!(one.standing, Standing::Restated(_));
    assert!(restated.further.iter().flat_map(|one| &one.figures).any(is_restated));
    let further: usize = restated.further.iter().map(|one| one.figures.len()).sum();
    assert_eq!(restated.positions.map(|all| all.len()), Some(restated.figures.len() + further));
    let all = rebuilt(&node, &sets).await;
    assert_eq!(
        all[..before.len()].iter().map(|one| one.published.position).collect::<Vec<_>>(),
        before.iter().map(|one| one.position).collect::<Vec<_>>(),
        "the old figures stay"
    );
    assert!(all.iter().all(|one| matches!(one.verdict, Verdict::Same)), "{all:#?}");
    assert!(all.iter().filter(|one| one.published.version == 2).all(|one| one.broken_from.is_none()));
    // A period restated under the same rules is one period.
    let mut again = of(&sets, "OWN@2", 2017, Mode::Restate);
    again.report.known_at = Some("2019-12-31T23:59:59Z".parse().unwrap());
    assert!(trial(&node, again, &sets).await.unwrap().further.is_empty());
    node.close().await;
}

async fn everybody_may_read_what_is_published(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    for secrecy in [Secrecy::Auditor, Secrecy::Partner] {
        let mut of = of(&sets, "OWN@1", 2017, Mode::Continue);
        of.report.secrecy = secrecy;
        let refused = publish(&node, of, &sets).await.unwrap_err();
        assert!(matches!(refused, PublishError::NotPublic { secrecy: told } if told == secrecy), "{refused}");
    }
    // RP22 has no value below 5 in the rules of the program; other rules than those might have.
    let mut open = of(&sets, "OWN@1", 2017, Mode::Continue);
    let mut set = RuleSet::clone(&open.report.rule_set);
    set.values.insert("RP22".into(), Value::Integer(4));
    open.report.rule_set = Arc::new(set);
    let refused = publish(&node, open, &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::Threshold { threshold: 4, .. }), "{refused}");
    assert!(node.published_figures().await.unwrap().is_empty());
    node.close().await;
}

async fn other_rules_begin_another_series(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    publish(&node, of(&sets, "OWN@1", 2016, Mode::Continue), &sets).await.unwrap();
    let refused = publish(&node, of(&sets, "OWN@2", 2017, Mode::Continue), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::OtherRules { rule_set, .. } if rule_set == "OWN/1"));
    let spliced = publish(&node, of(&sets, "OWN@2", 2017, Mode::Splice), &sets).await.unwrap();
    assert!(spliced.figures.iter().any(|one| one.standing == Standing::NewSeries));
    // It applies to what ends after all that was published under the other rules.
    let refused = publish(&node, of(&sets, "OWN@2", 2015, Mode::Splice), &sets).await.unwrap_err();
    assert!(matches!(&refused, PublishError::NotAfter { to, .. } if to == "2016-12-31"), "{refused}");
    // What ends before goes on under those.
    let refused = publish(&node, of(&sets, "OWN@2", 2015, Mode::Continue), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::OtherRules { .. }), "{refused}");
    assert!(trial(&node, of(&sets, "OWN@1", 2015, Mode::Continue), &sets).await.is_ok());
    assert!(trial(&node, of(&sets, "OWN@2", 2018, Mode::Continue), &sets).await.is_ok());
    // A splice restates nothing.
    let refused = publish(&node, of(&sets, "OWN@2", 2016, Mode::Splice), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::Published { .. }), "{refused}");
    let all = rebuilt(&node, &sets).await;
    node.close().await;
    assert!(all.iter().all(|one| matches!(one.verdict, Verdict::Same)), "{all:#?}");
    // Where a figure has a period before, the series is broken; both periods are shown.
    let (first, second): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.published.version == 1);
    assert!(first.iter().all(|one| one.broken_from.is_none()));
    let mut broken = 0;
    for one in second {
        let has_before = first.iter().any(|before| before.published.figure == one.published.figure);
        assert_eq!(one.broken_from.as_deref(), has_before.then_some("OWN/1"), "{}", one.published.figure);
        broken += usize::from(has_before);
    }
    assert!(broken > 0);
}

/// Two who publish at once, even of programmes that have nothing in common but some households, do not see each other:
/// the second is refused.
async fn whoever_was_overtaken_does_not_publish(place: Place) {
    let node = with_programmes(&place, &["para", "elan"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    let late: Timestamp = "2019-12-31T23:59:59Z".parse().unwrap();
    let mut other = declared("exited.households", 30, ("OWN", 1), late);
    other.stream = StreamId::Programme("elan".parse().unwrap());
    let (mut other, recorder) = (Some(other), node.clone());
    let mut while_computing = |_, _| {
        let Some(other) = other.take() else { return };
        let submitted = Submitted { facts: vec![other], batch: None, expected: Vec::new() };
        let recording = recorder.record(submitted);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(recording)).unwrap();
    };
    let first = of(&sets, "OWN@1", 2017, Mode::Continue);
    let refused = node.publish(first.clone(), &sets, false, 2, &mut while_computing).await.unwrap_err();
    assert!(matches!(&refused, PublishError::Overtaken { stream } if stream.contains("elan")), "{refused}");
    assert_eq!(node.published_figures().await.unwrap().len(), 1, "that of the other");
    assert!(!publish(&node, first, &sets).await.unwrap().figures.is_empty());
    drop(recorder);
    node.close().await;
}

/// What will be known is not known: such a figure would be another one when it is rebuilt.
async fn nobody_knows_the_future(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let sets = rule_sets(SECOND);
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    let mut of = of(&sets, "OWN@1", 2017, Mode::Continue);
    of.report.known_at = Some(node.clock().now() + SignedDuration::from_hours(1));
    let refused = node.report(of.report.clone(), 2, &mut |_, _| {}).await.unwrap_err();
    assert!(matches!(refused, ReportError::Future { .. }), "{refused}");
    let refused = publish(&node, of.clone(), &sets).await.unwrap_err();
    assert!(matches!(refused, PublishError::Report(ReportError::Future { .. })), "{refused}");
    of.report.known_at = Some(node.clock().now());
    assert!(publish(&node, of, &sets).await.is_ok());
    node.close().await;
}

/// A rate said of households is one of persons when RP03 says so, and is published as such.
async fn a_published_rate_says_what_it_counts(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises"]).await;
    let sets = rule_sets("RP03 = \"person\"");
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    let mut units = Vec::new();
    for rules in ["OWN@1", "OWN@2"] {
        let mut of = of(&sets, rules, 2010, Mode::Continue);
        of.report.programme = "plateforme-regularises".into();
        of.report.window.from = Some(date(2008, 3, 1));
        let trial = node.publish(of, &sets, true, 2, &mut |_, _| {}).await.unwrap();
        let unit = |figure: &str| trial.figures.iter().find(|one| one.figure == figure).unwrap().unit.clone();
        units.push([unit("housed.permanent_share"), unit("hosted.households"), unit("hosted.persons")]);
    }
    node.close().await;
    assert_eq!(units, [["household", "household", "person"], ["person", "household", "person"]]);
}

async fn a_published_version_does_not_change(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let (sets, altered) = (rule_sets(SECOND), rule_sets("RP29 = \"exit\""));
    let skipped = publish_rules(&node, &sets, "OWN@2").await.unwrap_err();
    assert!(matches!(skipped, PublishRulesError::Record(RecordError::Refused(_))), "{skipped}");
    publish_rules(&node, &sets, "OWN@1").await.unwrap();
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    // Once more the same is the same.
    publish_rules(&node, &sets, "OWN@2").await.unwrap();
    let published = node.published_rules().await.unwrap();
    let digests: Vec<_> = published.values().map(|one| one.digest.as_str()).collect();
    let of_sets = ["OWN@1", "OWN@2"].map(|name| sets.find(name).unwrap().digest.as_str());
    assert_eq!(digests, of_sets);

    let refused = publish_rules(&node, &altered, "OWN@2").await.unwrap_err();
    let is_altered =
        |error: &BeliefError| matches!(error, BeliefError::Altered { rule_set, .. } if rule_set == "OWN/2");
    assert!(matches!(&refused, PublishRulesError::Belief(error) if is_altered(error)), "{refused}");
    let mut files = bundled().unwrap();
    files.retain(|file| file.programme == "para");
    let refused = node.figures(&files, &altered, 2, &mut |_, _| {}).await.unwrap_err();
    assert!(is_altered(&refused), "{refused}");
    let report = of(&altered, "OWN@2", 2017, Mode::Continue).report;
    let refused = node.report(report, 2, &mut |_, _| {}).await.unwrap_err();
    assert!(matches!(&refused, ReportError::Belief(error) if is_altered(error)), "{refused}");
    let report = of(&sets, "OWN@2", 2017, Mode::Continue).report;
    assert!(node.report(report, 2, &mut |_, _| {}).await.is_ok());
    node.close().await;
}
