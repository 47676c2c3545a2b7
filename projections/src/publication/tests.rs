//! Tables worked by hand. Random ones, with another solver, are in the tests that cross crates.

use std::collections::BTreeMap;

use super::protect::protect_within;
use super::{Before, Count, Name, Number, TooFine, Why, protect};

fn name(figure: &str) -> Name {
    Name { figure: figure.to_owned(), outcome: 0, number: Number::Kept }
}

/// The units from one number to another, the last one left out.
fn count(figure: &str, units: std::ops::Range<u32>) -> Count {
    Count { name: name(figure), units: units.map(|unit| unit.to_string()).collect() }
}

fn hidden(counts: &[Count], before: &[Count], threshold: u64) -> BTreeMap<String, Why> {
    let hidden = protect(counts, before, threshold).unwrap();
    hidden.into_iter().map(|(name, why)| (name.figure, why)).collect()
}

#[test]
fn a_small_number_is_hidden_and_so_is_what_tells_it() {
    let counts = [count("exits", 0..30), count("social", 0..27), count("relay", 27..30)];
    let told = hidden(&counts, &[], 5);
    let secondary = Why::Secondary { with: vec![name("exits")], reveals: Some(name("relay")) };
    assert_eq!(told, BTreeMap::from([("relay".into(), Why::Primary), ("social".into(), secondary)]));
    assert!(hidden(&counts, &[], 3).is_empty());
}

#[test]
fn a_total_tells_what_is_left() {
    let counts = [count("kept", 0..23), count("base", 0..27)];
    let told = hidden(&counts, &[], 5);
    assert_eq!(told, BTreeMap::from([("kept".into(), Why::Complement { of: name("base") })]));
    assert!(hidden(&[count("all", 0..27), count("base", 0..27)], &[], 5).is_empty(), "nobody is left");
    assert!(hidden(&[count("none", 0..0), count("base", 0..27)], &[], 5).is_empty(), "nobody is counted");
}

#[test]
fn the_same_units_are_hidden_wherever_they_are_counted() {
    let counts = [count("kept", 0..23), count("again", 0..23), count("base", 0..27)];
    assert_eq!(hidden(&counts, &[], 5).keys().collect::<Vec<_>>(), ["again", "kept"]);
}

/// Two small cells whose sum is told are told, when they cannot be anything else.
#[test]
fn small_numbers_are_not_told_together() {
    let counts = [count("all", 0..32), count("most", 0..30), count("one", 30..31), count("other", 31..32)];
    let told = hidden(&counts, &[], 5);
    assert!(told.contains_key("most"), "{told:?}");
    // Eight by themselves are no small number.
    let counts = [count("all", 0..38), count("most", 0..30), count("four", 30..34), count("others", 34..38)];
    assert_eq!(hidden(&counts, &[], 5).len(), 2);
}

#[test]
fn a_sum_of_parts_is_a_total_too() {
    let counts = [
        count("adults", 0..36),
        count("children", 36..93),
        count("persons", 0..93),
        count("social", 0..84),
        count("relay", 84..93),
    ];
    let told = hidden(&counts, &[], 11);
    // Hiding the adults would not do: the persons are printed. One number is enough.
    assert_eq!(told.keys().collect::<Vec<_>>(), ["relay", "social"]);
}

#[test]
fn what_was_printed_before_counts() {
    let before = [count("exits, as known in March", 0..30)];
    let now = [count("exits", 0..32)];
    let told = hidden(&now, &before, 5);
    let why = Why::Complement { of: name("exits, as known in March") };
    assert_eq!(told, BTreeMap::from([("exits".into(), why)]));
    assert!(hidden(&[count("exits", 0..35)], &before, 5).is_empty());
    // What an earlier release tells by itself is told.
    let told_before = [count("exits", 0..30), count("social", 0..27)];
    assert!(hidden(&[count("entries", 40..60)], &told_before, 5).is_empty());
}

/// Of what was perhaps printed the worse is taken each time: that it was, where it helps to tell a small number, and that it
/// was not, where a small number would be known anyway.
#[test]
fn what_was_perhaps_printed_hides_and_excuses_nothing() {
    let hidden = |now: &[Count], told: &[Count], perhaps: &[Count]| {
        let before = Before { told: told.to_vec(), perhaps: perhaps.to_vec() };
        before.hides(now, 5).unwrap().into_keys().map(|name| name.figure).collect::<Vec<_>>()
    };
    let march = [count("exits, as known in March", 0..30)];
    assert_eq!(hidden(&[count("exits", 0..32)], &[], &march), ["exits"]);
    assert!(hidden(&[count("exits", 0..35)], &[], &march).is_empty());

    let earlier = [count("all, before", 0..30), count("most, before", 0..27)];
    let now = [count("all", 0..30), count("most", 0..27)];
    assert!(hidden(&now, &earlier, &[]).is_empty(), "what is known cannot be taken back");
    assert_eq!(hidden(&now, &[], &earlier), ["most"]);
    assert_eq!(hidden(&now, &earlier[..1], &earlier[1..]), ["most"]);
}

/// Households that leave more than once: as many exits as rows, as few people as they are.
#[test]
fn a_household_that_is_counted_twice_is_one() {
    let twice = |figure: &str, once: std::ops::Range<u32>, again: std::ops::Range<u32>| {
        let mut counted = count(figure, once);
        counted.units.extend(count(figure, again).units);
        counted
    };
    // Six exits of three households.
    let told = hidden(&[twice("exits", 0..3, 0..3)], &[], 5);
    assert_eq!(told, BTreeMap::from([("exits".into(), Why::Primary)]));
    // Household 40 left twice, once for each place: 21 + 21 − 39 are its two exits and that of household 39.
    let counts = [
        twice("exits", 0..200, 40..41),
        twice("first", 0..20, 40..41),
        twice("second", 20..40, 40..41),
        count("before July", 0..39),
    ];
    let told = hidden(&counts, &[], 5);
    let why = Why::Secondary { with: vec![name("first"), name("before July")], reveals: None };
    assert_eq!(told, BTreeMap::from([("second".into(), why)]));
    // What is twice a hidden number tells it.
    let counts = [twice("exits", 0..3, 0..3), count("all", 0..30), count("others", 3..30)];
    let told = hidden(&counts, &[], 5);
    let why = Why::Secondary { with: vec![name("all")], reveals: Some(name("exits")) };
    assert_eq!(told.get("others"), Some(&why));
}

#[test]
fn too_many_atoms_are_refused() {
    let one = |unit: u32| count(&unit.to_string(), unit..unit + 1);
    let counts: Vec<Count> = (0..4097).map(one).collect();
    assert_eq!(protect(&counts, &[], 5), Err(TooFine { atoms: 4097 }));
    let why = TooFine { atoms: 4097 }.to_string();
    assert!(why.contains("4097 groups, more than 4096"), "{why}");
}

/// Every third of 1500 units, thirty times: each unit is an atom of its own, and no few of them are told.
#[test]
fn counts_across_each_other_hide_nothing_for_want_of_time() {
    let mut seed = 7_u64;
    let mut is_in = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.is_multiple_of(3)
    };
    let mut counts: Vec<Count> = (0..30)
        .map(|figure: u32| {
            let units = (0..1500).filter(|_| is_in()).map(|unit: u32| unit.to_string()).collect();
            Count { name: name(&figure.to_string()), units }
        })
        .collect();
    assert!(hidden(&counts, &[], 11).is_empty());
    // One of them less four units: both together would tell the four.
    let mut less = counts[29].clone();
    (less.name, less.units) = (name("less"), less.units.split_off(4));
    counts.push(less);
    assert_eq!(hidden(&counts, &[], 11).keys().collect::<Vec<_>>(), ["less"]);
}

/// Tables with more combinations than are tried: nothing that might be told is printed.
#[test]
fn what_cannot_be_looked_through_is_hidden() {
    // Each has twenty units of forty, five of each combination of three.
    let across = |figures: [&str; 3]| {
        let units = |bit: usize| (0..40_u32).filter(move |unit| unit >> bit & 1 == 1);
        let count = |(bit, figure): (usize, &str)| Count {
            name: name(figure),
            units: units(bit).map(|unit| unit.to_string()).collect(),
        };
        figures.into_iter().enumerate().map(count).collect::<Vec<_>>()
    };
    let (now, before) = (across(["a", "b", "c"]), across(["x", "y", "z"]));
    let names = |hidden: BTreeMap<Name, Why>| hidden.into_keys().collect::<Vec<_>>();
    let all: Vec<Name> = now.iter().map(|count| count.name.clone()).collect();
    assert!(protect(&now, &[], 15).unwrap().is_empty());
    assert_eq!(names(protect_within(&now, &[], 15, 0).unwrap()), all);
    // Not even beside what cannot be looked through by itself, whatever it has in common with it.
    let apart = [count("others", 100..200)];
    assert!(protect(&apart, &before, 15).unwrap().is_empty());
    assert_eq!(names(protect_within(&apart, &before, 15, 0).unwrap()), [name("others")]);
}
