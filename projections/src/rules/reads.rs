//! How many tables a query reads once its `WITH` parts are written out where they are named: the planner writes them out,
//! so that twenty parts of which each names the one before it twice are a million tables to plan.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{ObjectName, ObjectNamePart, Query, Visit as _, Visitor};

use super::sql::spoken;

/// More than any rule needs, and planned in a moment.
pub(super) const READS_MAX: u64 = 256;

/// What each name of a part stands for, in tables.
type Parts = BTreeMap<String, u64>;

/// How many tables a query reads.
pub(super) fn reads(query: &Query) -> u64 {
    of(query, &Parts::new())
}

fn of(query: &Query, around: &Parts) -> u64 {
    let mut parts = around.clone();
    for part in query.with.iter().flat_map(|with| &with.cte_tables) {
        // Within itself, a part that names itself is a table.
        let name = spoken(&part.alias.name);
        parts.insert(name.clone(), 1);
        let reads = of(&part.query, &parts);
        parts.insert(name, reads);
    }
    let mut counted = Counted { parts, inside: 0, reads: 0 };
    // Everything but the parts, which count where they are named.
    let rest = Query { with: None, ..query.clone() };
    let _ = rest.visit(&mut counted);
    counted.reads
}

/// Counts what one query reads by itself; queries within it are counted as a whole.
struct Counted {
    parts: Parts,
    /// How deep it is in queries within the query, from 1 on for the query itself.
    inside: usize,
    reads: u64,
}

impl Visitor for Counted {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.inside += 1;
        if self.inside == 2 {
            self.reads = self.reads.saturating_add(of(query, &self.parts));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.inside -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if self.inside == 1 {
            let part = match relation.0.as_slice() {
                [ObjectNamePart::Identifier(name)] => self.parts.get(&spoken(name)).copied(),
                _ => None,
            };
            self.reads = self.reads.saturating_add(part.unwrap_or(1));
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::ast::Statement;
    use datafusion::sql::sqlparser::dialect::GenericDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    use super::*;

    fn read(text: &str) -> u64 {
        let statements = Parser::parse_sql(&GenericDialect {}, text).unwrap();
        let [Statement::Query(query)] = statements.as_slice() else { panic!("{text}") };
        reads(query)
    }

    #[test]
    fn parts_count_where_they_are_named() {
        assert_eq!(read("SELECT 1"), 0);
        assert_eq!(read("SELECT * FROM a JOIN b ON TRUE WHERE a.x IN (SELECT x FROM c)"), 3);
        assert_eq!(read("WITH a AS (SELECT * FROM t, u) SELECT * FROM a, A, b"), 5);
        assert_eq!(read("WITH a AS (SELECT * FROM t, u) SELECT 1"), 0);
        assert_eq!(read("WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT * FROM a) SELECT * FROM a"), 1);
        // A part hides one of the same name around it, within its own query only.
        let inner = "(WITH a AS (SELECT * FROM t) SELECT * FROM a, a)";
        assert_eq!(read(&format!("WITH a AS (SELECT * FROM t, u, v) SELECT * FROM {inner} AS i, a")), 5);
    }

    #[test]
    fn parts_that_double_are_counted_without_being_written_out() {
        let part = |at: i32| format!("c{} AS (SELECT a.x FROM c{at} AS a, c{at} AS b)", at + 1);
        let parts: Vec<String> = (0..99).map(part).collect();
        let text = format!("WITH c0 AS (SELECT x FROM t), {}", parts.join(", "));
        assert_eq!(read(&format!("{text} SELECT x FROM c8")), 256);
        assert_eq!(read(&format!("{text} SELECT x FROM c99")), u64::MAX);
    }
}
