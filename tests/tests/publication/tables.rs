//! Random tables: what is hidden follows from nothing that is printed.

use std::collections::BTreeSet;

use projections::publication::{Count, Name, Number, Why, protect};
use proptest::prelude::*;

use super::solver::{Groups, follows};

/// A table of three rows and three columns with their totals, and some counts across it. A household that leaves three
/// times stands in it three times.
#[derive(Debug, Clone)]
struct Table {
    /// Of each stay, its unit, its row and its column.
    stays: Vec<(usize, usize, usize)>,
    /// Further counts: those stays whose bit is set.
    across: Vec<u16>,
}

/// Of so many units; of few of them, most have several stays.
fn table(units: usize) -> impl Strategy<Value = Table> {
    let stays = prop::collection::vec((0..units, 0..3_usize, 0..3_usize), 1..14);
    (stays, prop::collection::vec(any::<u16>(), 0..3)).prop_map(|(stays, across)| Table { stays, across })
}

/// Units are told apart, or their stays are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Unit,
    Stay,
}

impl Table {
    /// Its counts; each name with the publication.
    fn counts(&self, publication: &str, by: By) -> Vec<Count> {
        let count = |figure: String, has: &dyn Fn(usize, (usize, usize)) -> bool| {
            let stays = self.stays.iter().enumerate();
            let stays = stays.filter(|(stay, (_, row, column))| has(*stay, (*row, *column)));
            let units = stays.map(|(stay, (unit, _, _))| match by {
                By::Unit => unit.to_string(),
                By::Stay => format!("{unit}/{stay}"),
            });
            let units = units.collect();
            let figure = format!("{publication} {figure}");
            Count { name: Name { figure, outcome: 0, number: Number::Kept }, units }
        };
        let mut counts = vec![count("all".into(), &|_, _| true)];
        for one in 0..3 {
            counts.push(count(format!("row {one}"), &|_, (row, _)| row == one));
            counts.push(count(format!("column {one}"), &|_, (_, column)| column == one));
            for other in 0..3 {
                counts.push(count(format!("cell {one} {other}"), &|_, place| place == (one, other)));
            }
        }
        for (at, bits) in self.across.iter().enumerate() {
            counts.push(count(format!("across {at}"), &|stay, _| bits >> stay & 1 == 1));
        }
        counts
    }

    /// Some stays elsewhere: what was learnt later.
    fn later(&self, moves: &[(usize, usize)]) -> Self {
        let mut later = self.clone();
        for (stay, (row, column)) in moves.iter().enumerate() {
            if let Some(stay) = later.stays.get_mut(stay * 2) {
                (stay.1, stay.2) = (*row, *column);
            }
        }
        later
    }
}

/// A release, beside those before it.
struct Release {
    /// What is printed or hidden; each count of units, and the same count of stays.
    counts: [Vec<Count>; 2],
    /// What was printed before, in the same two ways.
    before: [Vec<Count>; 2],
    threshold: u64,
}

impl Release {
    fn of(table: &Table, publication: &str, before: [Vec<Count>; 2], threshold: u64) -> Self {
        Self { counts: [By::Unit, By::Stay].map(|by| table.counts(publication, by)), before, threshold }
    }

    /// What a release hides must not follow from what it prints, with what was printed before, unless it did already;
    /// neither for who adds up units nor for who tells their stays apart. Answers what is printed.
    fn holds(self) -> Result<[Vec<Count>; 2], TestCaseError> {
        let hidden = protect(&self.counts[0], &self.before[0], self.threshold).unwrap();
        let all = [0, 1].map(|by| self.counts[by].iter().chain(&self.before[by]).collect::<Vec<_>>());
        let groups = all.each_ref().map(|counts| Groups::of(counts));
        let printed = |at: &usize| !hidden.contains_key(&all[0][*at].name);
        let equations = groups.each_ref().map(|groups| {
            (0..all[0].len()).filter(printed).map(|at| groups.equation(at)).collect::<Vec<Vec<u8>>>()
        });
        let [units, stays] = &groups;
        let number = self.counts[0].len();
        let known: Vec<Vec<u8>> = (number..all[0].len()).map(|at| units.equation(at)).collect();
        let is_known = |one: &Vec<u8>| follows(one, &known);
        for one in units.small(self.threshold) {
            prop_assert!(!follows(&one, &equations[0]) || is_known(&one), "{one:?} of {hidden:?} follows");
        }
        for one in stays.small(self.threshold) {
            let is_known = stays.of_units(&one, units).is_some_and(|one| is_known(&one));
            prop_assert!(!follows(&one, &equations[1]) || is_known, "stays {one:?} of {hidden:?} follow");
        }
        for at in (0..number).filter(|at| !printed(at)) {
            let one = units.equation(at);
            prop_assert!(!follows(&one, &equations[0]) || is_known(&one), "{at} of {hidden:?} follows");
        }
        // And nothing is hidden that need not be: each further count, printed alone, would tell a small number.
        for (name, why) in &hidden {
            let at = self.counts[0].iter().position(|count| count.name == *name).unwrap();
            if *why == Why::Primary {
                let units: BTreeSet<&String> = self.counts[0][at].units.iter().collect();
                prop_assert!((1..self.threshold).contains(&u64::try_from(units.len()).unwrap()));
                continue;
            }
            let with = [equations[0].as_slice(), &[units.equation(at)]].concat();
            let tells = |one: &Vec<u8>| follows(one, &with) && !is_known(one);
            prop_assert!(units.small(self.threshold).iter().any(tells), "{name} is hidden for nothing");
        }
        let printed = |counts: Vec<Count>| {
            counts.into_iter().filter(|count| !hidden.contains_key(&count.name)).collect::<Vec<_>>()
        };
        Ok(self.counts.map(printed))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_hidden_follows_from_what_is_printed(
        table in (4..30_usize).prop_flat_map(table),
        threshold in 2..6_u64,
    ) {
        Release::of(&table, "first", [vec![], vec![]], threshold).holds()?;
    }

    #[test]
    fn nor_from_two_releases_together(
        table in (4..30_usize).prop_flat_map(table),
        moves in prop::collection::vec((0..3_usize, 0..3_usize), 0..4),
        threshold in 2..6_u64,
    ) {
        let first = Release::of(&table, "first", [vec![], vec![]], threshold).holds()?;
        Release::of(&table.later(&moves), "second", first, threshold).holds()?;
    }
}
