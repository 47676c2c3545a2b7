//! Every rule that the domain checks is broken by some test of this binary.

use std::collections::BTreeSet;

use domain::Rule;

/// Checked where lines are read and streams are appended, outside the domain.
const CHECKED_BY_THE_APPLICATION: [Rule; 5] =
    [Rule::Json, Rule::Type, Rule::IdReused, Rule::RecordedOrder, Rule::CapacityExceeded];

fn sources() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invariants");
    let files = std::fs::read_dir(folder).expect("the folder of these tests");
    let read =
        |file: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(file.expect("a file").path());
    files.map(|file| read(file).expect("a source")).collect()
}

fn broken_in(sources: &str) -> BTreeSet<String> {
    let codes = [r#".refused(""#, r#".refused_among(""#, r#".warned(""#].into_iter().flat_map(|call| {
        sources
            .split(call)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    // The calls spelt above are found too, with nothing between their quotes.
    codes.filter(|code| !code.is_empty()).collect()
}

#[test]
fn every_rule_is_broken_by_a_test() {
    let broken = broken_in(&sources());
    let expected = Rule::ALL.iter().filter(|rule| !CHECKED_BY_THE_APPLICATION.contains(rule));
    let missing: Vec<&str> =
        expected.map(|rule| rule.code()).filter(|code| !broken.contains(*code)).collect();
    assert!(missing.is_empty(), "no test breaks {missing:?}");
}

#[test]
fn no_test_expects_a_rule_that_does_not_exist() {
    let known: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    let unknown: Vec<String> =
        broken_in(&sources()).into_iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(unknown.is_empty(), "unknown rules {unknown:?}");
}
