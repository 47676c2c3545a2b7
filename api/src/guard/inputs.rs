//! Variables against the types that the operation declares for them.
//!
//! The library reports a missing or wrong variable as an error of a field, after the operation
//! has begun; here it is an error of the request. Messages name the path inside the variable
//! by the schema's own names, never the value.

use async_graphql::{
    Name, Value, Variables,
    parser::types::{BaseType, OperationDefinition, Type},
};

use super::{
    Reason, Refusal,
    schema::{Input, InputField, Types, bottom},
};

/// A value of the wrong type: what was expected, and where, innermost step first.
struct Problem {
    expected: String,
    path: Vec<String>,
}

/// Refuses variables of types that are not input types of the schema.
pub(super) fn known_types(types: &Types, operation: &OperationDefinition) -> Result<(), Refusal> {
    let definitions = operation.variable_definitions.iter();
    let unknown = definitions
        .filter(|definition| types.input(bottom(&definition.node.var_type.node)).is_none())
        .map(|definition| definition.pos)
        .next();
    unknown.map_or(Ok(()), |at| {
        let message = format!(
            "variable of an unknown type, or not an input type, at line {}, column {}",
            at.line, at.column
        );
        Err(Refusal::new(Reason::Invalid, message, Some(at)))
    })
}

/// Checks the variables of an operation and fills in its defaults. What it does not declare is dropped: it would be kept
/// for as long as a stream lives.
pub(super) fn coerce(
    types: &Types,
    operation: &OperationDefinition,
    variables: &mut Variables,
) -> Result<(), Refusal> {
    let declared = |name: &Name| {
        operation.variable_definitions.iter().any(|definition| definition.node.name.node == *name)
    };
    variables.retain(|name, _| declared(name));
    for definition in &operation.variable_definitions {
        let node = &definition.node;
        if let (false, Some(default)) = (variables.contains_key(&node.name.node), &node.default_value) {
            variables.insert(node.name.node.clone(), default.node.clone());
        }
        let ty = &node.var_type.node;
        let checked = match variables.get(&node.name.node) {
            Some(value) => check(types, ty, value),
            None if ty.nullable => Ok(()),
            None => Err(expected("a value")),
        };
        checked.map_err(|problem| {
            let at = definition.pos;
            let path: String = problem.path.into_iter().rev().collect();
            let path = if path.is_empty() { path } else { format!(", at {}", path.trim_start_matches('.')) };
            let message = format!(
                "variable declared at line {}, column {}{path}: expected {}",
                at.line, at.column, problem.expected
            );
            Refusal::new(Reason::Input, message, Some(at))
        })?;
    }
    Ok(())
}

fn expected(what: impl Into<String>) -> Problem {
    Problem { expected: what.into(), path: Vec::new() }
}

fn within(step: String) -> impl FnOnce(Problem) -> Problem {
    move |mut problem| {
        problem.path.push(step);
        problem
    }
}

fn check(types: &Types, ty: &Type, value: &Value) -> Result<(), Problem> {
    match (&ty.base, value) {
        (_, Value::Null) if ty.nullable => Ok(()),
        (_, Value::Null) => Err(expected("a value that is not null")),
        (BaseType::List(item), Value::List(values)) => {
            for (index, value) in values.iter().enumerate() {
                check(types, item, value).map_err(within(format!("[{index}]")))?;
            }
            Ok(())
        }
        // A single value stands for a list of one.
        (BaseType::List(item), single) => check(types, item, single),
        (BaseType::Named(name), value) => named(types, name, value),
    }
}

fn named(types: &Types, name: &str, value: &Value) -> Result<(), Problem> {
    let fits = match (types.input(name), value) {
        (Some(Input::Object { one_of, fields }), Value::Object(values)) => {
            if *one_of && (values.len() != 1 || values.values().any(|v| *v == Value::Null)) {
                return Err(expected(format!("{name} with exactly one field")));
            }
            if values.keys().any(|key| fields.iter().all(|field| field.name != key.as_str())) {
                return Err(expected(format!("only fields of {name}")));
            }
            return fields.iter().try_for_each(|field| {
                let found = values.get(field.name.as_str());
                member(types, field, found, *one_of).map_err(within(format!(".{}", field.name)))
            });
        }
        (Some(Input::Enum(known)), Value::Enum(name)) => known.contains(name.as_str()),
        (Some(Input::Enum(known)), Value::String(name)) => known.contains(name),
        (Some(Input::Scalar), value) => scalar(name, value),
        (Some(Input::Object { .. } | Input::Enum(_)) | None, _) => false,
    };
    if fits { Ok(()) } else { Err(expected(name)) }
}

fn member(types: &Types, field: &InputField, value: Option<&Value>, one_of: bool) -> Result<(), Problem> {
    match value {
        Some(value) => check(types, &field.ty, value),
        None if one_of || field.ty.nullable || field.has_default => Ok(()),
        None => Err(expected("a value")),
    }
}

fn scalar(name: &str, value: &Value) -> bool {
    match name {
        "Int" => matches!(value, Value::Number(number) if number.is_i64() || number.is_u64()),
        "Float" => matches!(value, Value::Number(_)),
        "String" => matches!(value, Value::String(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => match value {
            Value::String(_) => true,
            Value::Number(number) => number.is_i64() || number.is_u64(),
            Value::Null
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_)
            | Value::Object(_) => false,
        },
        _ => true,
    }
}
