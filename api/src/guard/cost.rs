//! The cost of an operation: how many objects it may return.
//!
//! An object costs 1 and a scalar nothing. What stands under a list counts once per item: the
//! items of a connection are `first` or `last`, those of any other list are taken to be
//! [`LIST`]. Each fragment is weighed once however often it is spread, and sums saturate.
//!
//! What has to be counted from all facts costs [`COUNTED`] besides, and is asked for once in a document
//! where rules are compared or where a household stands in a figure is explained. Interchange lines cost what it takes to decide on them, in lines.

use std::collections::HashMap;

use application::import::work_of;
use async_graphql::{
    Pos, Positioned, Value, Variables,
    parser::types::{
        ExecutableDocument, Field, FragmentSpread, OperationDefinition, OperationType, Selection,
        SelectionSet,
    },
};

use super::{Guard, Reason, Refusal};

/// Size of a page when the document does not tell; also the largest that a resolver grants.
pub(super) const PAGE: u64 = 100;
/// Items counted for a list without pages.
const LIST: u64 = 10;
/// Lists of `__Type` within one another, as in the reference implementation: without a bound,
/// the schema multiplied by itself is a very large answer to a short document.
const INTROSPECTION_LISTS: usize = 2;

/// Cost of a field that counts, beside the objects that it returns.
const COUNTED: u64 = 5_000;
/// Fields of the query root that count.
const COUNTING: [&str; 2] = ["report", COMPARISON];
/// The one that counts most.
const COMPARISON: &str = "ruleComparison";
/// How often an operation may ask for it, under whatever alias.
const COMPARISONS_MAX: usize = 1;
/// The field that asks a figure again and again, with what is otherwise, and its type.
const EXPLANATION: (&str, &str) = ("FigureBehind", "explanation");
/// How often an operation may ask for that.
const EXPLANATIONS_MAX: usize = 1;

/// The field of the mutation root that decides on interchange lines, and where they stand in its argument.
const IMPORT: &str = "importDryRun";
const LINES: [&str; 2] = ["input", "lines"];

/// What a selection set weighs, as a function of the size of the page around it.
#[derive(Debug, Default, Clone, Copy)]
struct Weight {
    /// Objects outside lists.
    once: u64,
    /// Objects per item of the lists directly in this set.
    each: u64,
    selections: u64,
    depth: usize,
    levels: usize,
    introspection: usize,
    /// Comparisons of rules.
    comparisons: usize,
    /// Explanations of where a household stands.
    explanations: usize,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.once = self.once.saturating_add(other.once);
        self.each = self.each.saturating_add(other.each);
        self.selections = self.selections.saturating_add(other.selections);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.introspection = self.introspection.max(other.introspection);
        self.comparisons = self.comparisons.saturating_add(other.comparisons);
        self.explanations = self.explanations.saturating_add(other.explanations);
    }

    fn objects(&self, page: u64) -> u64 {
        self.once.saturating_add(self.each.saturating_mul(page))
    }
}

struct Walk<'a> {
    guard: &'a Guard,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    fragments: HashMap<&'a str, Weight>,
    open: Vec<&'a str>,
}

/// The cost of an operation, or the limit that its document passes.
pub(super) fn weigh(
    guard: &Guard,
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
    variables: &Variables,
) -> Result<u64, Refusal> {
    let mut walk = Walk { guard, document, variables, fragments: HashMap::new(), open: Vec::new() };
    let mut selections = 0_u64;
    for (_, other) in document.operations.iter() {
        let root = guard.types.root_of(other.node.ty);
        let weight = walk.set(&other.node.selection_set, root, 1)?;
        walk.bounded(&weight, other.pos)?;
        selections = selections.saturating_add(weight.selections);
    }
    for (name, fragment) in &document.fragments {
        let weight = walk.fragment(name, fragment.pos, 1)?;
        walk.bounded(&weight, fragment.pos)?;
    }
    if selections > guard.limits.selections {
        return Err(Refusal::over("selections", guard.limits.selections, None));
    }
    walk.charge(operation)
}

impl<'a> Walk<'a> {
    fn bounded(&self, weight: &Weight, at: Pos) -> Result<(), Refusal> {
        let limits = &self.guard.limits;
        if weight.depth > limits.depth {
            return Err(Refusal::over("fields within fields", limits.depth, Some(at)));
        }
        if weight.levels > limits.levels {
            return Err(Refusal::over("levels of selection", limits.levels, Some(at)));
        }
        if weight.introspection > INTROSPECTION_LISTS {
            let what = "lists of introspection within lists";
            return Err(Refusal::over(what, INTROSPECTION_LISTS, Some(at)));
        }
        if weight.comparisons > COMPARISONS_MAX {
            return Err(Refusal::over("comparison of rules", COMPARISONS_MAX, Some(at)));
        }
        if weight.explanations > EXPLANATIONS_MAX {
            return Err(Refusal::over("explanation of a figure", EXPLANATIONS_MAX, Some(at)));
        }
        Ok(())
    }

    /// Sums the operation and points at the selection that costs most when that is too much.
    fn charge(&mut self, operation: &'a Positioned<OperationDefinition>) -> Result<u64, Refusal> {
        let root = self.guard.types.root_of(operation.node.ty);
        let (mut total, mut dearest) = (0_u64, (0, operation.pos));
        for selection in &operation.node.selection_set.node.items {
            let cost = self.selection(selection, root, 1)?.objects(LIST);
            total = total.saturating_add(cost);
            if cost > dearest.0 {
                dearest = (cost, selection.pos);
            }
        }
        let limit = self.guard.limits.cost;
        if total <= limit {
            return Ok(total);
        }
        let message = format!(
            "the operation costs {total} and may cost {limit}: the dearest part is at line {}, column {}",
            dearest.1.line, dearest.1.column
        );
        let mut refusal = Refusal::new(Reason::TooComplex, message, Some(dearest.1));
        refusal.cost = total;
        Err(refusal)
    }

    fn set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        on: Option<&'a str>,
        level: usize,
    ) -> Result<Weight, Refusal> {
        // Refused on the way down, so that the descent itself is bounded.
        if level > self.guard.limits.levels {
            let limit = self.guard.limits.levels;
            return Err(Refusal::over("levels of selection", limit, Some(set.pos)));
        }
        let mut weight = Weight::default();
        for selection in &set.node.items {
            weight.add(self.selection(selection, on, level)?);
        }
        weight.levels += 1;
        Ok(weight)
    }

    fn selection(
        &mut self,
        selection: &'a Positioned<Selection>,
        on: Option<&'a str>,
        level: usize,
    ) -> Result<Weight, Refusal> {
        let mut weight = match &selection.node {
            Selection::Field(field) => self.field(field, on, level)?,
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| Some(condition.node.on.node.as_str()));
                self.set(&inline.node.selection_set, on, level + 1)?
            }
            Selection::FragmentSpread(spread) => self.spread(spread, level)?,
        };
        weight.selections = weight.selections.saturating_add(1);
        Ok(weight)
    }

    fn spread(&mut self, spread: &'a Positioned<FragmentSpread>, level: usize) -> Result<Weight, Refusal> {
        self.fragment(&spread.node.fragment_name.node, spread.pos, level)
    }

    fn fragment(&mut self, name: &'a str, at: Pos, level: usize) -> Result<Weight, Refusal> {
        if let Some(weight) = self.fragments.get(name) {
            return Ok(*weight);
        }
        if self.open.contains(&name) {
            let message = format!("fragment within itself at line {}, column {}", at.line, at.column);
            return Err(Refusal::new(Reason::Invalid, message, Some(at)));
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            let message = format!("unknown fragment at line {}, column {}", at.line, at.column);
            return Err(Refusal::new(Reason::Invalid, message, Some(at)));
        };
        self.open.push(name);
        let on = fragment.node.type_condition.node.on.node.as_str();
        let weight = self.set(&fragment.node.selection_set, Some(on), level + 1)?;
        self.open.pop();
        self.fragments.insert(name, weight);
        Ok(weight)
    }

    fn field(
        &mut self,
        field: &'a Positioned<Field>,
        on: Option<&'a str>,
        level: usize,
    ) -> Result<Weight, Refusal> {
        let node = &field.node;
        if node.name.node == "__typename" {
            plain_directives(field)?;
        }
        if node.selection_set.node.items.is_empty() {
            return Ok(Weight { depth: 1, ..Weight::default() });
        }
        let guard = self.guard;
        let shape = guard.types.shape(on, &node.name.node);
        let target = shape.map(|shape| shape.target.as_str());
        let mut weight = self.set(&node.selection_set, target, level + 1)?;
        weight.depth += 1;
        let Some(shape) = shape else {
            // Only introspection has no place in the printed schema.
            weight.introspection += usize::from(is_introspection_list(&node.name.node));
            weight.once = weight.objects(1).saturating_add(1);
            weight.each = 0;
            return Ok(weight);
        };
        let page = shape.page.map(|page| self.page(node, page));
        let around = if shape.list { LIST } else { page.unwrap_or(LIST) };
        let object = weight.objects(around).saturating_add(1);
        (weight.once, weight.each) = match (shape.list, page) {
            (false, _) => (object, 0),
            (true, Some(page)) => (object.saturating_mul(page), 0),
            (true, None) => (0, object),
        };
        let name = node.name.node.as_str();
        if on == guard.types.root_of(OperationType::Query) && COUNTING.contains(&name) {
            weight.once = weight.once.saturating_add(COUNTED);
            weight.comparisons += usize::from(name == COMPARISON);
        }
        if (on, name) == (Some(EXPLANATION.0), EXPLANATION.1) {
            weight.once = weight.once.saturating_add(COUNTED);
            weight.explanations += 1;
        }
        if on == guard.types.root_of(OperationType::Mutation) && name == IMPORT {
            weight.once = weight.once.saturating_add(self.lines(node));
        }
        Ok(weight)
    }

    /// What it takes to decide on the interchange lines that a field brings along.
    fn lines(&self, field: &Field) -> u64 {
        let [argument, member] = LINES;
        let given = field.get_argument(argument).map(|given| given.node.clone());
        let given =
            given.map(|value| value.into_const_with(|name| self.variables.get(&name).cloned().ok_or(())));
        // What is no text is refused before it is read.
        let Some(Ok(Value::Object(given))) = given else { return 0 };
        let Some(Value::String(lines)) = given.get(member) else { return 0 };
        u64::try_from(work_of(lines)).unwrap_or(u64::MAX)
    }

    /// How many items the document asks of a connection.
    fn page(&self, field: &Field, default: u64) -> u64 {
        let sizes = ["first", "last"].into_iter();
        let given = sizes.filter_map(|name| {
            let value = field.get_argument(name)?.node.clone();
            let value = value.into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
            count(&value.ok()?)
        });
        given.max().unwrap_or(default)
    }
}

/// A page size; none when the value is no number, which validation or the resolver refuses.
fn count(value: &Value) -> Option<u64> {
    let Value::Number(number) = value else {
        return None;
    };
    if number.as_f64().is_some_and(|number| number < 0.0) {
        return Some(0);
    }
    Some(number.as_u64().unwrap_or(u64::MAX))
}

fn is_introspection_list(name: &str) -> bool {
    matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes")
}

/// The library does not validate directives on `__typename`.
fn plain_directives(field: &Positioned<Field>) -> Result<(), Refusal> {
    let plain = field.node.directives.iter().all(|directive| {
        let condition = directive.node.get_argument("if").map(|value| value.node.clone());
        let condition = condition.map(|value| value.into_const_with(|_| Ok::<_, ()>(Value::Boolean(true))));
        matches!(directive.node.name.node.as_str(), "skip" | "include")
            && directive.node.arguments.len() == 1
            && matches!(condition, Some(Ok(Value::Boolean(_))))
    });
    if plain {
        return Ok(());
    }
    let at = field.pos;
    let message = format!("directive misplaced at line {}, column {}", at.line, at.column);
    Err(Refusal::new(Reason::Invalid, message, Some(at)))
}
