//! Documents that are small to write and large to execute.

use std::time::{Duration, Instant};

use async_graphql::{Variables, value};

use super::*;

const SDL: &str = r"
type Household { size: Int! members: [Person!]! leases(first: Int, last: Int): Leases! }
type Person { name: String household: Household! }
type Leases { nodes: [Lease!]! edges: [Edge!]! totalCount: Int }
type Edge { node: Lease! }
interface Node { id: ID! }
type Lease implements Node { id: ID! household: Household! }
type FigureBehind { explanation: Lease }
type Query { behind: FigureBehind report: Lease ruleComparison: Lease household: Household! node(id: ID!): Node feed(first: Int = 5): [Lease!]! }
schema { query: Query }
";

fn weigh_with(document: &str, mut variables: Variables) -> Result<u64, Refusal> {
    let guard = Guard::new(SDL, Limits::default()).unwrap();
    let parsed = guard.parse(document)?;
    let operation = select(&parsed, None)?;
    guard.admit(&parsed, operation, &mut variables)
}

fn weigh(document: &str) -> Result<u64, Refusal> {
    weigh_with(document, Variables::default())
}

/// The reason of a refusal that must not take long, even unoptimised on a busy machine.
fn refused(document: &str) -> Reason {
    let start = Instant::now();
    let reason = weigh(document).unwrap_err().reason;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    reason
}

fn each(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect::<Vec<_>>().concat()
}

/// Fragments of which each spreads the next twice: 2^count fields from `count` lines.
fn doubling(count: usize) -> String {
    let fragments = each(count, |n| {
        let next = n + 1;
        format!("fragment F{n} on Household {{ ...F{next} ...F{next} }} ")
    });
    format!("{{ household {{ ...F0 }} }} {fragments} fragment F{count} on Household {{ size }}")
}

#[test]
fn objects_cost_one_and_scalars_nothing() {
    assert_eq!(weigh("{ __typename }"), Ok(0));
    assert_eq!(weigh("{ household { size } }"), Ok(1));
    assert_eq!(weigh("{ household { members { name household { size } } } }"), Ok(21));
}

#[test]
fn a_connection_costs_its_page_however_it_is_asked_for() {
    let nodes =
        |arguments: &str| format!("{{ household {{ leases{arguments} {{ totalCount nodes {{ id }} }} }} }}");
    assert_eq!(weigh(&nodes("(first: 3)")), Ok(2 + 3));
    assert_eq!(weigh(&nodes("(last: 7)")), Ok(2 + 7));
    assert_eq!(weigh(&nodes("")), Ok(2 + 100));
    assert_eq!(weigh(&nodes("(first: -1)")), Ok(2));
    assert_eq!(weigh("{ household { leases(first: 3) { edges { node { id } } } } }"), Ok(2 + 6));
    assert_eq!(weigh("{ feed { id } }"), Ok(5));
    assert_eq!(weigh("{ feed(first: 8) { household { size } } }"), Ok(16));
    assert_eq!(
        weigh(
            "{ household { ...F } } fragment F on Household { leases(first: 4) { ...G } } fragment G on Leases { nodes { id } }"
        ),
        Ok(2 + 4)
    );
    assert_eq!(
        weigh("{ node(id: 1) { ... on Lease { household { leases(first: 4) { nodes { id } } } } } }"),
        Ok(3 + 4)
    );
}

#[test]
fn variables_and_their_defaults_size_a_page() {
    let document = "query($n: Int = 9) { feed(first: $n) { id } }";
    assert_eq!(weigh(document), Ok(9));
    let given = Variables::from_value(value!({ "n": 40 }));
    assert_eq!(weigh_with(document, given), Ok(40));
}

#[test]
fn variables_that_no_operation_declares_are_not_kept() {
    let guard = Guard::new(SDL, Limits::default()).unwrap();
    let parsed = guard.parse("query($n: Int) { feed(first: $n) { id } }").unwrap();
    let mut variables = Variables::from_value(value!({ "n": 4, "other": [1, 2, 3] }));
    guard.admit(&parsed, select(&parsed, None).unwrap(), &mut variables).unwrap();
    assert_eq!(variables.into_value(), value!({ "n": 4 }));
}

#[test]
fn what_is_counted_costs_more_and_rules_are_compared_once() {
    assert_eq!(weigh("{ report { id } }"), Ok(5_001));
    assert_eq!(weigh("{ ruleComparison { id } }"), Ok(5_001));
    assert_eq!(weigh("{ a: report { id } ...R } fragment R on Query { b: report { id } }"), Ok(10_002));
    assert_eq!(weigh("{ behind { explanation { id } } }"), Ok(5_002));
    for document in [
        "{ a: ruleComparison { id } b: ruleComparison { id } }",
        "{ ...A ...A } fragment A on Query { ruleComparison { id } }",
        "{ ... on Query { ruleComparison { id } } b: ruleComparison { id } }",
        "{ behind { explanation { id } other: explanation { id } } }",
        "{ a: behind { explanation { id } } b: behind { explanation { id } } }",
    ] {
        assert_eq!(refused(document), Reason::TooComplex, "{document}");
    }
}

#[test]
fn huge_pages_are_refused_without_overflow() {
    for first in ["50001", "9223372036854775807", "18446744073709551615", "99999999999999999999999"] {
        let nested = format!(
            "{{ feed(first: {first}) {{ household {{ leases(first: {first}) {{ nodes {{ id }} }} }} }} }}"
        );
        assert_eq!(refused(&nested), Reason::TooComplex, "{first}");
    }
}

#[test]
fn the_refusal_points_at_the_dearest_part() {
    let refusal = weigh("{ household { size }\n feed(first: 60000) { id } }").unwrap_err();
    assert_eq!(refusal.cost, 60_001);
    assert_eq!(refusal.locations, [Pos { line: 2, column: 2 }]);
}

#[test]
fn fragments_that_double_are_refused_fast() {
    assert_eq!(weigh(&doubling(5)), Ok(1));
    for count in [12, 25, 200, 350] {
        assert_eq!(refused(&doubling(count)), Reason::TooComplex, "{count}");
    }
}

#[test]
fn fragments_within_themselves_are_refused() {
    for document in [
        "{ household { ...A } } fragment A on Household { ...A }",
        "{ household { ...A } } fragment A on Household { ...B } fragment B on Household { members { household { ...A } } }",
        "{ household { size } } fragment A on Household { ...B } fragment B on Household { ...A }",
    ] {
        assert_eq!(refused(document), Reason::Invalid, "{document}");
    }
}

#[test]
fn a_long_chain_of_fragments_does_not_exhaust_the_stack() {
    let chain = each(500, |n| format!("fragment F{n} on Query{{...F{}}} ", n + 1));
    assert_eq!(
        refused(&format!("{{...F0}} {chain} fragment F500 on Query{{__typename}}")),
        Reason::TooComplex
    );
}

#[test]
fn many_aliases_selections_and_operations_are_refused() {
    let aliases = |count| each(count, |n| format!("a{n}:__typename "));
    assert_eq!(weigh(&format!("{{ {} }}", aliases(50))), Ok(0));
    assert_eq!(refused(&format!("{{ {} }}", aliases(51))), Reason::TooComplex);
    assert_eq!(refused(&format!("{{ {} }}", aliases(10_000))), Reason::TooComplex);
    let repeated = |count: usize| format!("{{ {} }}", "__typename ".repeat(count));
    assert_eq!(weigh(&repeated(1_500)), Ok(0));
    let expanded = format!("{{ ...F ...F }} fragment F on Query {}", repeated(1_000));
    assert_eq!(refused(&expanded), Reason::TooComplex);
    let operations = each(11, |n| format!("query Q{n} {{ __typename }} "));
    let guard = Guard::new(SDL, Limits::default()).unwrap();
    assert_eq!(guard.parse(&operations).unwrap_err().reason, Reason::TooComplex);
}

#[test]
fn deep_documents_are_refused_before_they_are_parsed() {
    let nested =
        |depth: usize| format!("{}size{}", "{ household { members ".repeat(depth), "} }".repeat(depth));
    assert_eq!(refused(&nested(8)), Reason::TooComplex);
    assert_eq!(refused(&nested(400)), Reason::TooComplex);
    for open in ["{a", "{a(b:", "{a(b:[", "query($a:[", "{a(b:{c:"] {
        let (head, tail) = open.split_at(open.len() - 1);
        let deep = format!("{head}{}", tail.repeat(19_000 / tail.len()));
        assert_ne!(refused(&deep), Reason::Input, "{open}");
        let deep = open.repeat(19_000 / open.len());
        assert_ne!(refused(&deep), Reason::Input, "{open}");
    }
}

#[test]
fn a_string_hides_its_brackets_and_a_broken_string_hides_none() {
    let brackets = "[".repeat(18_000);
    assert_eq!(weigh(&format!("{{ household(a: \"{brackets}\") {{ size }} }}")), Ok(1));
    assert_eq!(weigh(&format!("{{ household(a: \"\"\"{brackets}\\\"\"\"[[\"\"\") {{ size }} }}")), Ok(1));
    // Three quotes that nothing closes are an empty string and the start of another.
    assert_eq!(refused(&format!("{{a(b:[\"\"\"x\" {brackets}")), Reason::TooComplex);
    assert_eq!(lexical::brackets("# [[[[\n{ # {{{\r{ } }"), 2);
}

#[test]
fn counting_brackets_is_linear() {
    for unit in ["\"", "\\\"", "\"\"\" \"", "\\\"\"\"", "\"\"\"x\"\"\"", "#", "{\"\"}"] {
        let start = Instant::now();
        let brackets = lexical::brackets(&format!("{{ {}", unit.repeat(200_000)));
        assert!(brackets <= 2, "{unit}");
        assert!(start.elapsed() < Duration::from_secs(1), "{unit}");
    }
}

#[test]
fn introspection_passes_but_not_multiplied_by_itself() {
    let graphiql = include_str!("tests/introspection.graphql");
    assert!(weigh(graphiql).is_ok_and(|cost| cost < 1_000));
    let twice = "{ __schema { types { fields { type { fields { name } } } } } }";
    assert!(weigh(twice).is_ok());
    let thrice = "{ __schema { types { fields { type { interfaces { possibleTypes { name } } } } } } }";
    assert_eq!(refused(thrice), Reason::TooComplex);
    let hidden = "{ __schema { types { ...F } } } fragment F on __Type { fields { type { ...G } } } fragment G on __Type { fields { type { fields { name } } } }";
    assert_eq!(refused(hidden), Reason::TooComplex);
}

#[test]
fn a_long_document_is_refused_unread() {
    assert_eq!(refused(&format!("{{ __typename }} {}", " ".repeat(20_000))), Reason::TooComplex);
}
