//! The programme tree, as pairs.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;

use super::programme_rows::{BranchRow, ProgrammeTree};
use super::table::Table as _;

/// Deeper than any tree; a circle ends there.
const DEEPEST: usize = 32;

/// Each programme with each of those above it, and with itself.
pub(super) fn branches(
    parents: &BTreeMap<String, Option<String>>,
) -> Result<(&'static str, RecordBatch), ArrowError> {
    let mut table = ProgrammeTree::default();
    for programme in parents.keys() {
        let above = |code: &&String| parents.get(*code).and_then(Option::as_ref);
        let ancestors = std::iter::successors(Some(programme), above).take(DEEPEST);
        for ancestor in ancestors {
            table.push(BranchRow { ancestor, programme, positions: &[] });
        }
    }
    Ok((ProgrammeTree::NAME, table.batch()?))
}
