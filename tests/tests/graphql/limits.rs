//! What is published of limits is what the program has.

#[test]
fn the_published_limits_are_those_of_the_code() {
    let path = tests::workspace::root().join("docs/OPERATIONS.md");
    let text = std::fs::read_to_string(path).unwrap();
    let table = api::limits::table();
    assert!(text.contains(&table), "docs/OPERATIONS.md has not this table:\n{table}");
}
