//! Rule changes and late facts: which units move, and what moves each. The effects are those that the rule changes of
//! the sources are known to have.

use application::{Application, Coordinates, FigureComparison};
use projections::comparison::{Compared, Move, Mover};
use projections::explanation::Change;
use projections::figures::{FigureFile, Otherwise, bundled};
use projections::rules::{Changes, Files, Given, RuleSets};

use crate::projections::with_programmes;
use crate::store::{Place, contracts};

contracts![
    one_parameter_moves_the_relay_flats,
    what_was_recorded_late_is_found_event_by_event,
    a_household_is_told_why_it_is_not_counted,
    an_earlier_end_and_what_was_known_before_may_be_why,
];

fn rule_sets() -> RuleSets {
    let (rule_sets, problems) = RuleSets::load(&Files::bundled());
    assert!(problems.is_empty(), "{problems:#?}");
    rule_sets
}

/// These figures alone.
fn figures(ids: &[&str]) -> Vec<FigureFile> {
    let mut files = bundled().unwrap();
    for file in &mut files {
        file.figures.retain(|figure| ids.contains(&figure.id.as_str()));
    }
    files
}

fn set(id: &str, value: &str) -> Coordinates {
    let changes = Changes::from([(id.to_owned(), (0, Given::of_text(value)))]);
    Coordinates { rules: Otherwise { rule_set: None, changes }, known_at: None }
}

async fn compared(
    node: &Application,
    ids: &[&str],
    before: &Coordinates,
    after: &Coordinates,
) -> Vec<FigureComparison> {
    let compared =
        node.compare(&figures(ids), &rule_sets(), (before, after), 2, &mut |_, _| {}).await.unwrap();
    assert_eq!(compared.len(), ids.len());
    for one in &compared {
        let compared = one.compared.as_ref().unwrap();
        let numerator = |side: &projections::comparison::Side| side.answer.outcomes[0].numerator.unwrap();
        let (before, after) = (numerator(&compared.before), numerator(&compared.after));
        assert!((compared.movers.balance().0 - (after - before)).abs() < 1e-9, "{}", one.figure.id);
    }
    compared
}

fn of(one: &FigureComparison) -> &Compared {
    one.compared.as_ref().unwrap()
}

/// A relay flat that is a transfer and no exit: 30 exits become 27, and three households are still hosted.
async fn one_parameter_moves_the_relay_flats(place: Place) {
    let node = with_programmes(&place, &["para"]).await;
    let after = set("RP29", "transfer");
    let ids = ["F000-05", "F000-06", "F000-09"];
    let all = compared(&node, &ids, &Coordinates::default(), &after).await;
    node.close().await;
    let numbers = |one: &FigureComparison| {
        let side = |side: &projections::comparison::Side| side.answer.outcomes[0].numerator.unwrap();
        (one.figure.id.clone(), side(&of(one).before), side(&of(one).after), of(one).movers.moved.len())
    };
    let told: Vec<_> = all.iter().map(numbers).collect();
    let figure = |id: &str, before, after, moved| (id.to_owned(), before, after, moved);
    assert_eq!(
        told,
        [
            figure("F000-05", 90.0, 90.0, 0),
            figure("F000-06", 93.0, 84.0, 9),
            figure("F000-09", 30.0, 27.0, 3),
        ]
    );
    let households = |one: &FigureComparison| -> std::collections::BTreeSet<String> {
        of(one).movers.moved.iter().filter_map(Mover::household).map(str::to_owned).collect()
    };
    assert_eq!(
        households(&all[1]),
        households(&all[2]),
        "the nine persons are those of the three households"
    );
    let cause = vec![vec![Move::Parameter("RP29".into())]];
    assert!(of(&all[2]).movers.moved.iter().all(|mover| mover.cause.any_of == cause));
    assert_eq!(of(&all[2]).movers.table, [[0, 0, 0], [0, 0, 0], [3, 0, 27]]);
}

/// A contract that had ended was recorded as ended after the figure was printed: 23 of 27 become 22.
async fn what_was_recorded_late_is_found_event_by_event(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises"]).await;
    let known =
        |instant: &str| Coordinates { known_at: Some(instant.parse().unwrap()), ..Coordinates::default() };
    let (early, late) = (known("2011-01-05T23:59:59Z"), known("2012-01-01T00:00:00Z"));
    let all = compared(&node, &["F003-14"], &early, &late).await;
    node.close().await;
    let [mover] = of(&all[0]).movers.moved.as_slice() else { panic!("{:?}", of(&all[0]).movers) };
    assert_eq!((mover.from().code(), mover.to().code()), ("kept", "base"));
    assert_eq!(mover.cause.any_of, [vec![Move::Belief]]);
    let witness = &all[0].witnesses[&mover.key];
    let [events] = witness.any_of.as_slice() else { panic!("{witness:?}") };
    let told: Vec<_> = events.iter().map(|event| (event.kind, event.on.as_str())).collect();
    assert_eq!(told, [("CO-", "2010-11-20")]);
    let day = events[0].recorded_at.to_string();
    assert!(day.starts_with("2011-02-10"), "{day}");
}

/// Famille K. is housed permanently in March 2011, after the window.
async fn a_household_is_told_why_it_is_not_counted(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises"]).await;
    let family = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b".parse().unwrap();
    let files = figures(&["F003-14"]);
    let (file, figure) =
        files.iter().find_map(|file| Some((file.file.as_ref(), file.figures.first()?))).unwrap();
    let asked = async |coordinates: &Coordinates| {
        let told = node.explain(family, (file, figure), &rule_sets(), coordinates, 2).await.unwrap();
        told.unwrap().unwrap()
    };
    let told = asked(&Coordinates::default()).await;
    assert_eq!(told.explanation.standing.code(), "outside");
    let changes: Vec<_> =
        told.explanation.alternatives.iter().map(|one| (&one.change, one.standing.code())).collect();
    assert!(matches!(changes.first(), Some((Change::To(_), "kept"))), "{changes:?}");
    let kinds: Vec<_> = told.events.iter().map(|event| event.kind).collect();
    assert!(kinds.contains(&"CO~") && kinds.contains(&"EN-") && kinds.first() == Some(&"HO"), "{kinds:?}");
    // What was not known yet is not behind it.
    let early =
        Coordinates { known_at: Some("2011-01-05T23:59:59Z".parse().unwrap()), ..Coordinates::default() };
    assert!(asked(&early).await.events.iter().all(|event| event.kind != "EN-"));
    let nobody = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    let unknown = node.explain(nobody, (file, figure), &rule_sets(), &early, 2).await.unwrap();
    assert!(unknown.is_none());
    node.close().await;
}

/// The contract that was recorded as ended afterwards: a window that ends before that, or what was known before that.
async fn an_earlier_end_and_what_was_known_before_may_be_why(place: Place) {
    let node = with_programmes(&place, &["plateforme-regularises"]).await;
    let household = "74fbf7ba-caad-52da-813a-f76f987a813b".parse().unwrap();
    let files = figures(&["F003-14"]);
    let (file, figure) =
        files.iter().find_map(|file| Some((file.file.as_ref(), file.figures.first()?))).unwrap();
    let told = node.explain(household, (file, figure), &rule_sets(), &Coordinates::default(), 2).await;
    node.close().await;
    let explanation = told.unwrap().unwrap().unwrap().explanation;
    assert_eq!(explanation.standing.code(), "base");
    let (mut ends, mut known) = (Vec::new(), Vec::new());
    for one in explanation.alternatives.iter().filter(|one| one.standing.code() == "kept") {
        if let Change::To(day) = one.change {
            ends.push(day.to_string());
        } else if let Change::Known(instant) = one.change {
            known.push(instant.to_string());
        }
    }
    // The job ended on 20 November 2010, which was recorded on 10 February 2011.
    assert_eq!(ends, ["2010-11-19"]);
    assert!(matches!(known.as_slice(), [instant] if instant.as_str() < "2011-02-10"), "{known:?}");
}
