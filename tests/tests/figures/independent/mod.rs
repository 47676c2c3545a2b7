//! Indicators counted a second time, from the events, by plain code that shares nothing with the facts tables and the
//! rules in SQL: unit by unit, over random histories and random parameters. `PARCOURS_SEEDS=1000` tries more of them.

mod chosen;
mod counted;
mod episodes;
mod history;
mod homes;
mod known;
mod random;
mod stays;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use projections::rules::{Answer, Given, Measure, Member, RuleSets, What, Window};

use self::chosen::Chosen;
use self::counted::{Units, by_unit};
use self::stays::Known;
use super::memory::{Memory, Question, day_of, rule_sets};

const SEEDS: u64 = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn indicators_counted_from_the_events_are_the_same() {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (first, seeds) = (read("PARCOURS_SEED").unwrap_or(0), read("PARCOURS_SEEDS").unwrap_or(SEEDS));
    let rule_sets = Arc::new(rule_sets());
    let checking = (first..first + seeds).map(|seed| {
        let rule_sets = Arc::clone(&rule_sets);
        async move { tokio::spawn(async move { check(seed, &rule_sets).await }).await.unwrap() }
    });
    let (mut wrong, mut compared) = (Vec::new(), BTreeMap::<&str, usize>::new());
    let mut checked = stream::iter(checking).buffered(2);
    while let Some((differences, units)) = checked.next().await {
        wrong.extend(differences);
        for (indicator, units) in units {
            *compared.entry(indicator).or_default() += units;
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    // A comparison of nothing with nothing would prove nothing.
    let idle: Vec<_> = compared.iter().filter(|(_, units)| **units == 0).collect();
    assert!(seeds < SEEDS || idle.is_empty(), "nothing was compared by {idle:?}");
}

/// An indicator with its arguments, and what it should come to.
type Claim = (&'static str, Vec<(&'static str, What)>, Units);

async fn check(seed: u64, rule_sets: &RuleSets) -> (Vec<String>, Vec<(&'static str, usize)>) {
    let (lines, chosen) = (history::history(seed), Chosen::of(seed));
    let memory = Memory::of(&lines);
    let instant = chosen.known_at.as_ref().map(|instant| instant.parse().unwrap());
    let engine = memory.engine(instant);
    let known_on = day_of(instant.unwrap_or_else(|| memory.last()));
    let known = Known::of(&lines, chosen);
    let (mut differences, mut compared) = (Vec::new(), Vec::new());
    for (indicator, arguments, expected) in claims(&known, known_on) {
        let chosen = &known.chosen;
        let question = Question {
            rule_set: String::new(),
            indicator: indicator.to_owned(),
            arguments: arguments
                .iter()
                .map(|(name, what)| ((*name).to_owned(), Given::new(what.clone())))
                .collect(),
            window: Window { from: Some(chosen.from), to: Some(chosen.to) },
            known_on: Some(known_on),
            changes: changes(chosen),
        };
        let (_, answer) = question.answer(&engine, rule_sets).await;
        let found = units(&answer);
        compared.push((indicator, expected.len()));
        if found != expected {
            let (found, expected) = (by_unit(&found), by_unit(&expected));
            let other = |unit: &&&str| found.get(**unit) != expected.get(**unit);
            let which: Vec<_> = found.keys().chain(expected.keys()).filter(other).collect();
            let unit = which[0];
            differences.push(format!(
                "seed {seed}: {indicator} {arguments:?}: {unit} is {:?}, not {:?} ({} units)\n  {chosen:?}",
                found.get(unit),
                expected.get(unit),
                which.len(),
            ));
        }
    }
    (differences, compared)
}

fn claims(known: &Known, known_on: jiff::civil::Date) -> Vec<Claim> {
    let code = |code: &str| What::Text(code.to_owned());
    let codes = |codes: &[&str]| What::List(codes.iter().map(|text| Given::new(code(text))).collect());
    let programme = || ("programme", code(known.chosen.programme));
    let mut claims: Vec<Claim> = Vec::new();
    for unit in ["household", "person", "adult", "child"] {
        let of_unit = || vec![programme(), ("unit", code(unit))];
        claims.push(("T01", of_unit(), known.present_units(unit)));
        claims.push(("T02", of_unit(), known.entered_units(unit, false)));
        claims.push(("T03", of_unit(), known.exited_units(unit, &[])));
        let classes = ["permanent", "adapted"];
        let arguments = [of_unit(), vec![("classes", codes(&classes))]].concat();
        claims.push(("T05", arguments, known.housed_units(unit, &classes)));
    }
    for unit in ["household", "person"] {
        let of_unit = || vec![programme(), ("unit", code(unit))];
        let to = ["social_housing", "shared_flat", "hotel"];
        let arguments = [of_unit(), vec![("destinations", codes(&to))]].concat();
        claims.push(("T03", arguments, known.exited_units(unit, &to)));
        claims.push((
            "T04",
            [of_unit(), vec![("ends", code("exit"))]].concat(),
            known.months_of_stays(unit, false),
        ));
        let elapsed = vec![("ends", code("elapsed")), ("base", code("present"))];
        claims.push(("T04", [of_unit(), elapsed].concat(), known.months_of_stays(unit, true)));
    }
    let protected = vec![programme(), ("unit", code("person")), ("protected", What::Boolean(true))];
    claims.push(("T02", protected, known.entered_units("person", true)));
    for (of, paid) in [("entered", false), ("leavers", true)] {
        let arguments = vec![programme(), ("of", code(of)), ("paid_training", What::Boolean(paid))];
        claims.push(("T08", arguments, known.active_units(of == "leavers", paid)));
    }
    claims.push(("T09", vec![programme()], known.contract_units("contract", None)));
    let durable = vec![programme(), ("unit", code("person")), ("durable", What::Boolean(true))];
    claims.push(("T09", durable, known.contract_units("person", Some(true))));
    let kinds = ["language", "qualifying", "internship"];
    claims.push(("T10", vec![programme(), ("kinds", codes(&kinds))], known.training_units(&kinds)));
    claims.push(("T12", vec![programme()], known.sublease_units()));
    let followed = vec![programme(), ("cohorts", codes(&["c1"])), ("months", What::Integer(6))];
    claims.push(("T15", followed, known.followed_units("c1", 6, known_on)));
    for (unit, outcomes) in [("request", &["accepted", "waitlisted"][..]), ("person", &[]), ("child", &[])] {
        let mut arguments = vec![programme(), ("unit", code(unit)), ("kind", code("programme_place"))];
        if !outcomes.is_empty() {
            arguments.push(("outcomes", codes(outcomes)));
        }
        claims.push(("T16", arguments, known.request_units(unit, outcomes)));
    }
    claims.push(("T19", vec![programme()], known.seen_units()));
    let origins = ["cada", "hotel", "third_party"];
    claims.push(("T23", vec![programme(), ("origins", codes(&origins))], known.origin_units(&origins)));
    let single = vec![programme(), ("unit", code("household")), ("keep", code("single_parent"))];
    claims.push(("T24", single, known.single_parents()));
    claims
}

/// The parameters as a question changes them.
fn changes(chosen: &Chosen) -> BTreeMap<String, Given> {
    let code = |code: &str| Given::new(What::Text(code.to_owned()));
    let number = |number: i64| Given::new(What::Integer(number));
    let table = |members: Vec<(&str, Given)>| {
        let member = |(name, given): (&str, Given)| (name.to_owned(), Member { named_at: 0, given });
        Given::new(What::Table(members.into_iter().map(member).collect()))
    };
    let all = [
        ("RP01", number(chosen.majority)),
        ("RP02", code(chosen.age_day)),
        ("RP04", code(chosen.presence)),
        ("RP05", code(chosen.basis)),
        ("RP06", table(vec![("set", code(chosen.durable)), ("min_weekly_hours", number(chosen.min_hours))])),
        ("RP07", code(chosen.test)),
        ("RP08", code(chosen.classes)),
        ("RP09", code(chosen.positive)),
        ("RP10", code(chosen.months)),
        ("RP13", number(chosen.gap)),
        ("RP14", code(chosen.slide)),
        ("RP15", code(chosen.housing)),
        ("RP16", code(chosen.denominator)),
        ("RP21", code(chosen.lineage)),
        ("RP23", code(chosen.erased)),
        ("RP24", code(chosen.missing)),
        ("RP25", table(vec![("anchor", code(chosen.anchor)), ("tolerance", number(chosen.tolerance))])),
        ("RP26", Given::new(What::List(chosen.protected.iter().map(|status| code(status)).collect()))),
        ("RP27", code(chosen.single)),
        ("RP28", number(chosen.active_months)),
        ("RP29", code(chosen.transfer)),
        ("RP30", code(chosen.partial)),
    ];
    all.into_iter().map(|(name, given)| (name.to_owned(), given)).collect()
}

fn units(answer: &Answer) -> Units {
    let standing = |row: &projections::rules::Row| {
        let standing = match (&row.left_out, row.kept, row.value) {
            (Some(why), _, _) => format!("left out: {why}"),
            (None, true, Some(value)) if answer.measure == Measure::Mean => format!("kept: {value:.6}"),
            (None, true, _) => "kept".to_owned(),
            (None, false, _) => "counted".to_owned(),
        };
        (row.unit.clone(), standing)
    };
    let mut units: Units = answer.population.rows.iter().map(standing).collect();
    units.sort();
    units
}
