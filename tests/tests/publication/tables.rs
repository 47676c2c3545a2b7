//! Random tables: what is hidden follows from nothing that is printed.

use std::collections::BTreeMap;

use projections::publication::{Count, Name, Number, Why, protect};
use proptest::prelude::*;

use super::solver::{Groups, follows};

/// A table of three rows and three columns with their totals, and some counts across it.
#[derive(Debug, Clone)]
struct Table {
    /// Of each unit, its row and its column.
    units: Vec<(usize, usize)>,
    /// Further counts: those units whose bit is set.
    across: Vec<u16>,
}

fn table() -> impl Strategy<Value = Table> {
    let units = prop::collection::vec((0..3_usize, 0..3_usize), 1..14);
    (units, prop::collection::vec(any::<u16>(), 0..3)).prop_map(|(units, across)| Table { units, across })
}

impl Table {
    /// Its counts; each name with the publication.
    fn counts(&self, publication: &str) -> Vec<Count> {
        let count = |figure: String, has: &dyn Fn(usize, (usize, usize)) -> bool| {
            let units = self.units.iter().enumerate().filter(|(unit, place)| has(*unit, **place));
            let units = units.map(|(unit, _)| unit.to_string()).collect();
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
            counts.push(count(format!("across {at}"), &|unit, _| bits >> unit & 1 == 1));
        }
        counts
    }

    /// Some units elsewhere, some gone: what was learnt later.
    fn later(&self, moves: &[(usize, usize)]) -> Self {
        let mut later = self.clone();
        for (unit, (row, column)) in moves.iter().enumerate() {
            let place = later.units.get_mut(unit * 2);
            if let Some(place) = place {
                *place = (*row, *column);
            }
        }
        later
    }
}

/// What a release hides must not follow from what it prints, with what was printed before, unless it did already.
fn holds(counts: &[Count], before: &[Count], threshold: u64) -> Result<BTreeMap<Name, Why>, TestCaseError> {
    let hidden = protect(counts, before, threshold).unwrap();
    let all: Vec<&Count> = counts.iter().chain(before).collect();
    let groups = Groups::of(&all);
    let printed = |at: &usize| all.get(*at).is_some_and(|count| !hidden.contains_key(&count.name));
    let equations: Vec<Vec<u8>> = (0..all.len()).filter(printed).map(|at| groups.equation(at)).collect();
    let known: Vec<Vec<u8>> = (counts.len()..all.len()).map(|at| groups.equation(at)).collect();
    let mut wanted = groups.small(threshold);
    wanted.extend((0..counts.len()).filter(|at| !printed(at)).map(|at| groups.equation(at)));
    for one in wanted {
        let is_told = follows(&one, &equations) && !follows(&one, &known);
        prop_assert!(!is_told, "{one:?} of {hidden:?} follows");
    }
    // And nothing is hidden that need not be: each further count, printed alone, would tell a small number.
    for (name, why) in &hidden {
        let at = counts.iter().position(|count| count.name == *name).unwrap();
        let size = u64::try_from(counts[at].units.len()).unwrap();
        if *why == Why::Primary {
            prop_assert!((1..threshold).contains(&size));
            continue;
        }
        let with = [equations.as_slice(), &[groups.equation(at)]].concat();
        let tells = |one: &Vec<u8>| follows(one, &with) && !follows(one, &known);
        prop_assert!(groups.small(threshold).iter().any(tells), "{name} is hidden for nothing");
    }
    Ok(hidden)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_hidden_follows_from_what_is_printed(table in table(), threshold in 2..6_u64) {
        holds(&table.counts("first"), &[], threshold)?;
    }

    #[test]
    fn nor_from_two_releases_together(
        table in table(),
        moves in prop::collection::vec((0..3_usize, 0..3_usize), 0..4),
        threshold in 2..6_u64,
    ) {
        let mut first = table.counts("first");
        let hidden = holds(&first, &[], threshold)?;
        first.retain(|count| !hidden.contains_key(&count.name));
        holds(&table.later(&moves).counts("second"), &first, threshold)?;
    }
}
