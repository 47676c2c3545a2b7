//! What is asked in different units, or with an argument and its opposite, fits together: adults, children and those of
//! unknown age are the persons; there are no more households than persons, and some where there are persons; what holds,
//! what does not and what nobody knows are all. Every indicator is asked with every unit and with the values of its
//! other arguments, over programmes in which some births are not known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use jiff::civil::{Date, date};
use projections::rules::{Engine, Fault, Given, Indicator, Kind, Row, RuleSets, Value, What, Window, Wrong};
use serde_json::json;

use super::memory::{Memory, Question, day_of, rule_sets};
use super::perturbed::lines;

/// Programmes, each with its folder and a window in which much happens.
const PROGRAMMES: [(&str, &str, Date, Date); 4] = [
    ("para", "para", date(2017, 1, 1), date(2017, 12, 31)),
    ("elan", "elan", date(2016, 6, 1), date(2019, 3, 31)),
    ("conjugaison", "conjugaison", date(2018, 9, 1), date(2019, 3, 31)),
    ("prir-63-iml", "prir-63", date(2015, 1, 1), date(2017, 3, 31)),
];

/// Codes of an argument that are tried: some are those of a long enumeration.
const MOST: usize = 8;

/// One birth of so many is not known.
const UNKNOWN: usize = 11;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_in_different_ways_fits_together() {
    let rule_sets = Arc::new(rule_sets());
    let checking =
        PROGRAMMES.map(|programme| {
            let rule_sets = Arc::clone(&rule_sets);
            async move {
                tokio::spawn(async move { Asking::of(programme, rule_sets).check().await }).await.unwrap()
            }
        });
    let told = stream::iter(checking).buffered(2).collect::<Vec<_>>().await;
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for (differences, relations) in told {
        wrong.extend(differences);
        seen.extend(relations);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    // A comparison of nothing with nothing would prove nothing.
    for which in [
        "T02 protected",
        "T03 mobility",
        "T05 of=moved adult",
        "T06 satisfied",
        "T06 signatory",
        "T24 keep=protected household",
        "T24 keep=single_parent household",
    ] {
        assert!(seen.contains(which), "{which} was not compared: {seen:?}");
    }
}

/// Arguments by name.
type Arguments = BTreeMap<String, Given>;

/// A programme that is asked.
struct Asking {
    programme: &'static str,
    window: Window,
    known_on: Date,
    engine: Engine,
    rule_sets: Arc<RuleSets>,
    wrong: Vec<String>,
    seen: BTreeSet<String>,
}

impl Asking {
    fn of((programme, folder, from, to): (&'static str, &str, Date, Date), rule_sets: Arc<RuleSets>) -> Self {
        let mut lines = lines(folder);
        let births = lines.iter_mut().filter(|line| line["data"].get("birth").is_some());
        for line in births.step_by(UNKNOWN) {
            line["data"]["birth"] = json!({ "erased": true });
        }
        let memory = Memory::of(&lines);
        let (engine, known_on) = (memory.engine(None), day_of(memory.last()));
        let window = Window { from: Some(from), to: Some(to) };
        Self { programme, window, known_on, engine, rule_sets, wrong: Vec::new(), seen: BTreeSet::new() }
    }

    async fn check(mut self) -> (Vec<String>, BTreeSet<String>) {
        let rule_sets = Arc::clone(&self.rule_sets);
        for indicator in rule_sets.find("base").unwrap().indicators.values() {
            let Some(unit) = indicator.arguments.get("unit") else { continue };
            let has = |code: &str| unit.domain.allowed.iter().any(|one| one == code);
            for (says, arguments) in self.variants(indicator) {
                if has("adult") && has("child") && has("person") {
                    self.ages(indicator, &says, &arguments).await;
                }
                if has("household") && has("person") {
                    self.households(indicator, &says, &arguments).await;
                }
            }
            for unit in &unit.domain.allowed {
                self.opposites(indicator, unit).await;
            }
        }
        (self.wrong, self.seen)
    }

    /// What must be given, alone and with each value of each argument that has some.
    fn variants(&self, indicator: &Indicator) -> Vec<(String, Arguments)> {
        let needed = self.needed(indicator);
        let mut all = vec![(String::new(), needed.clone())];
        for (name, argument) in indicator.arguments.iter().filter(|(name, _)| *name != "unit") {
            let codes =
                argument.domain.allowed.iter().take(MOST).filter(|_| argument.domain.kind == Kind::Code);
            let codes = codes.map(|code| (code.clone(), What::Text(code.clone())));
            let truth =
                (argument.domain.kind == Kind::Boolean).then(|| ("true".to_owned(), What::Boolean(true)));
            all.extend(codes.chain(truth).map(|(code, what)| {
                let mut arguments = needed.clone();
                arguments.insert(name.clone(), Given::new(what));
                (format!(" {name}={code}"), arguments)
            }));
        }
        all
    }

    fn needed(&self, indicator: &Indicator) -> Arguments {
        let text = |text: &str| What::Text(text.to_owned());
        let list = |code: &str| What::List(vec![Given::new(text(code))]);
        let value = |name: &str| match name {
            "programme" => text(self.programme),
            "departments" => list("75"),
            "origins" => list("hotel"),
            "cohorts" => list("2018"),
            "months" => What::Integer(6),
            "kind" if indicator.id == "T16" => text("programme_place"),
            "kind" => text("satisfaction"),
            "figure" | "household" => text("none"),
            name => text(&indicator.arguments[name].domain.allowed[0]),
        };
        let needed = indicator.arguments.iter().filter(|(name, one)| one.required && *name != "unit");
        needed.map(|(name, _)| (name.clone(), Given::new(value(name)))).collect()
    }

    /// The rows of a question; none when the arguments do not go together.
    async fn rows(&self, indicator: &Indicator, unit: &str, arguments: &Arguments) -> Option<Vec<Row>> {
        let mut arguments = arguments.clone();
        arguments.insert("unit".to_owned(), Given::new(What::Text(unit.to_owned())));
        let question = Question {
            indicator: indicator.id.clone(),
            arguments,
            window: self.window,
            known_on: Some(self.known_on),
            ..Question::default()
        };
        match question.tried(&self.rule_sets) {
            Ok(_) => Some(question.answer(&self.engine, &self.rule_sets).await.1.population.rows),
            Err(wrong) => {
                let refused = |one: &Wrong| matches!(one, Wrong::Asked(_, _, Fault::NotTogether { .. }));
                assert!(wrong.iter().all(refused), "{}: {wrong:?}", indicator.id);
                None
            }
        }
    }

    async fn ages(&mut self, indicator: &Indicator, says: &str, arguments: &Arguments) {
        let mut parts = Vec::new();
        for unit in ["adult", "child", "person"] {
            let Some(rows) = self.rows(indicator, unit, arguments).await else { return };
            parts.push(rows);
        }
        let [adults, children, persons] = <[Vec<Row>; 3]>::try_from(parts).unwrap();
        let unknown = |row: &&Row| row.left_out.as_deref() == Some("age_unknown");
        let of_unknown: BTreeSet<&str> = adults.iter().filter(unknown).map(|row| row.unit.as_str()).collect();
        let standing = |row: &Row| (row.unit.clone(), row.rank, row.kept);
        let known = |row: &&Row| !of_unknown.contains(row.unit.as_str());
        let mut parts: Vec<_> = adults.iter().chain(&children).filter(known).map(standing).collect();
        let mut whole: Vec<_> = persons.iter().filter(known).map(standing).collect();
        parts.sort();
        whole.sort();
        let of_children: BTreeSet<&str> =
            children.iter().filter(unknown).map(|row| row.unit.as_str()).collect();
        if parts != whole || of_unknown != of_children {
            let (adults, children, persons) = (kept(&adults), kept(&children), kept(&persons));
            self.wrong.push(format!(
                "{} {}{says}: {adults} adults and {children} children are not {persons} persons",
                self.programme, indicator.id
            ));
        }
        if kept(&adults) > 0 && kept(&children) > 0 {
            self.seen.insert(format!("{}{says} adult", indicator.id));
        }
    }

    async fn households(&mut self, indicator: &Indicator, says: &str, arguments: &Arguments) {
        let Some(households) = self.rows(indicator, "household", arguments).await else { return };
        let Some(persons) = self.rows(indicator, "person", arguments).await else { return };
        let (households, persons) = (kept(&households), kept(&persons));
        if households > persons || (households == 0) != (persons == 0) {
            self.wrong.push(format!(
                "{} {}{says}: {households} households and {persons} persons",
                self.programme, indicator.id
            ));
        }
        if households > 0 {
            self.seen.insert(format!("{}{says} household", indicator.id));
        }
    }

    /// What holds and what does not are all, but for those of whom it is not known. Of a person who has two contracts
    /// both may be said.
    async fn opposites(&mut self, indicator: &Indicator, unit: &str) {
        let is_free = |(_, one): &(&String, &projections::rules::Argument)| {
            one.domain.kind == Kind::Boolean && one.default == Value::Absent
        };
        if (indicator.id.as_str(), unit) == ("T09", "person") {
            return;
        }
        for (name, _) in indicator.arguments.iter().filter(is_free) {
            let mut found = Vec::new();
            for value in [Some(true), Some(false), None] {
                let mut arguments = self.needed(indicator);
                arguments.extend(value.map(|truth| (name.clone(), Given::new(What::Boolean(truth)))));
                let Some(rows) = self.rows(indicator, unit, &arguments).await else { return };
                let unknown = rows.iter().filter(|row| row.left_out.is_some()).map(|row| row.unit.clone());
                found.push((kept(&rows), unknown.collect::<BTreeSet<_>>()));
            }
            let [(yes, of_yes), (no, of_no), (all, of_all)] = &found[..] else { unreachable!() };
            let (yes, unknown) = (*yes, of_yes.union(of_no).count());
            if yes + no + unknown != all + of_all.len() {
                self.wrong.push(format!(
                    "{} {} {name} of {unit}: {yes} and {no}, {unknown} left out, of {all} and {}",
                    self.programme,
                    indicator.id,
                    of_all.len()
                ));
            }
            if yes > 0 {
                self.seen.insert(format!("{} {name}", indicator.id));
            }
        }
    }
}

/// How many count.
fn kept(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.kept && row.left_out.is_none()).count()
}
