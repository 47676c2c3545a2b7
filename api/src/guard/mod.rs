//! What a GraphQL document may ask for.
//!
//! The library expands fragments in place before its own limits act, and follows nested values
//! on the stack, so a small document can cost much or end the process. Everything here runs
//! first, in time linear in the size of the document: sizes, nesting, fragment cycles, cost and
//! the types of the variables. A refusal never quotes the document, which may hold personal
//! data.

mod cost;
mod inputs;
mod lexical;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use async_graphql::{
    Pos, Positioned, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, Selection},
    },
};

pub use schema::SchemaError;
use schema::Types;

/// Bounds on one document. The defaults are those of the public endpoint.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the document.
    pub document_bytes: usize,
    /// Brackets open at once, of any kind, strings and comments left out.
    pub brackets: usize,
    /// Operations in the document.
    pub operations: usize,
    /// Aliases in the document.
    pub aliases: usize,
    /// Fields within fields, fragments expanded.
    pub depth: usize,
    /// Selection sets within selection sets, whether of fields or of fragments.
    pub levels: usize,
    /// Selections of the whole document once fragments are expanded.
    pub selections: u64,
    /// Cost of the operation, in objects that it may return.
    pub cost: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 20_000,
            brackets: 40,
            operations: 10,
            aliases: 50,
            depth: 15,
            levels: 30,
            selections: 2_000,
            cost: 50_000,
        }
    }
}

/// Why a document is refused, for the choice of an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is not GraphQL.
    Syntax,
    /// It is GraphQL that no execution could give a meaning to.
    Invalid,
    /// A limit is passed.
    TooComplex,
    /// The operation name or a variable does not fit the document.
    Input,
}

/// A document that will not be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The family of the refusal.
    pub reason: Reason,
    /// Words of ours and of the schema, none of the document's.
    pub message: String,
    /// Where in the document.
    pub locations: Vec<Pos>,
    /// The cost, when it was computed.
    pub cost: u64,
}

impl Refusal {
    fn new(reason: Reason, message: impl Into<String>, at: Option<Pos>) -> Self {
        Self { reason, message: message.into(), locations: at.into_iter().collect(), cost: 0 }
    }

    fn over(what: &str, limit: impl std::fmt::Display, at: Option<Pos>) -> Self {
        let message = format!("the document has more than {limit} {what}");
        Self::new(Reason::TooComplex, message, at)
    }
}

/// The limits, and what they need to know of the schema.
#[derive(Debug)]
pub struct Guard {
    limits: Limits,
    types: Types,
}

impl Guard {
    /// Reads the types of a schema printed as SDL.
    ///
    /// # Errors
    /// The text is not a schema.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, SchemaError> {
        let types = Types::read(sdl)?;
        Ok(Self { limits, types })
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Parses a document of acceptable size.
    ///
    /// # Errors
    /// It is too long, nested too deeply, not GraphQL, or has too many operations or aliases.
    pub fn parse(&self, query: &str) -> Result<ExecutableDocument, Refusal> {
        let limits = &self.limits;
        if query.len() > limits.document_bytes {
            return Err(Refusal::over("bytes", limits.document_bytes, None));
        }
        if lexical::brackets(query) > limits.brackets {
            return Err(Refusal::over("levels of brackets", limits.brackets, None));
        }
        let document = parse_query(query).map_err(|error| syntax(&error))?;
        if document.operations.iter().len() > limits.operations {
            return Err(Refusal::over("operations", limits.operations, None));
        }
        if aliases(&document) > limits.aliases {
            return Err(Refusal::over("aliases", limits.aliases, None));
        }
        Ok(document)
    }

    /// Checks an operation of the document with its variables, fills in their defaults, and
    /// answers its cost.
    ///
    /// # Errors
    /// A limit is passed, fragments are cyclic, or a variable is missing or of the wrong type.
    pub fn admit(
        &self,
        document: &ExecutableDocument,
        operation: &Positioned<OperationDefinition>,
        variables: &mut Variables,
    ) -> Result<u64, Refusal> {
        for (_, other) in document.operations.iter() {
            inputs::known_types(&self.types, &other.node)?;
        }
        inputs::coerce(&self.types, &operation.node, variables)?;
        cost::weigh(self, document, operation, variables)
    }
}

/// The operation that a request names, or the only one.
///
/// # Errors
/// There is none of that name, or there are several and none is named.
pub fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Refusal> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            let message = "the document has several operations: operationName is required";
            return Err(Refusal::new(Reason::Input, message, None));
        }
    };
    found.ok_or_else(|| Refusal::new(Reason::Input, "operationName is not in the document", None))
}

/// Whether an operation asks for the schema itself.
#[must_use]
pub fn introspects(document: &ExecutableDocument, operation: &Positioned<OperationDefinition>) -> bool {
    let mut sets = vec![&operation.node.selection_set];
    let mut followed = HashSet::new();
    while let Some(set) = sets.pop() {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) if matches!(field.node.name.node.as_str(), "__schema" | "__type") => {
                    return true;
                }
                // It is at the root alone that the schema can be asked for.
                Selection::Field(_) => {}
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = document.fragments.get(name).filter(|_| followed.insert(name));
                    sets.extend(fragment.map(|fragment| &fragment.node.selection_set));
                }
            }
        }
    }
    false
}

fn syntax(error: &async_graphql::parser::Error) -> Refusal {
    let at = error.positions().next();
    let message = at.map_or_else(
        || "the document has no operation".to_owned(),
        |at| format!("syntax error at line {}, column {}", at.line, at.column),
    );
    Refusal::new(Reason::Syntax, message, at)
}

fn aliases(document: &ExecutableDocument) -> usize {
    let mut sets: Vec<_> = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set)
        .chain(document.fragments.values().map(|f| &f.node.selection_set))
        .collect();
    let mut aliases = 0;
    while let Some(set) = sets.pop() {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => {
                    aliases += usize::from(field.node.alias.is_some());
                    sets.push(&field.node.selection_set);
                }
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    aliases
}
