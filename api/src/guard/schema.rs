//! What the guard knows of the schema: which fields return lists or pages, and the input types.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Value,
    parser::{
        parse_schema,
        types::{
            BaseType, FieldDefinition, InputObjectType, OperationType, Type, TypeKind, TypeSystemDefinition,
        },
    },
};

use super::cost::PAGE;

/// The printed schema cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the printed schema cannot be parsed")]
pub struct SchemaError(#[from] async_graphql::parser::Error);

/// Types by name.
#[derive(Debug, Default)]
pub(super) struct Types {
    roots: HashMap<&'static str, String>,
    fields: HashMap<String, HashMap<String, Shape>>,
    inputs: HashMap<String, Input>,
}

/// What a field returns, as far as cost goes.
#[derive(Debug)]
pub(super) struct Shape {
    /// The named type at the bottom.
    pub(super) target: String,
    /// Whether it is a list of these.
    pub(super) list: bool,
    /// For a field with `first` or `last`, the size of a page when neither is given.
    pub(super) page: Option<u64>,
}

/// A type that a variable may have.
#[derive(Debug)]
pub(super) enum Input {
    /// A scalar of the schema's own: only its resolver can judge a value.
    Scalar,
    Enum(HashSet<String>),
    Object {
        one_of: bool,
        fields: Vec<InputField>,
    },
}

#[derive(Debug)]
pub(super) struct InputField {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) has_default: bool,
}

impl Types {
    pub(super) fn read(sdl: &str) -> Result<Self, SchemaError> {
        let mut types = Self::default();
        for name in ["Int", "Float", "String", "Boolean", "ID"] {
            types.inputs.insert(name.to_owned(), Input::Scalar);
        }
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    types.root("query", schema.query.map(|name| name.node.to_string()));
                    types.root("mutation", schema.mutation.map(|name| name.node.to_string()));
                    let name = schema.subscription.map(|name| name.node.to_string());
                    types.root("subscription", name);
                }
                TypeSystemDefinition::Type(definition) => {
                    let node = definition.node;
                    let one_of = node.directives.iter().any(|d| d.node.name.node == "oneOf");
                    types.add(node.name.node.to_string(), node.kind, one_of);
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(types)
    }

    fn root(&mut self, kind: &'static str, name: Option<String>) {
        self.roots.extend(name.map(|name| (kind, name)));
    }

    fn add(&mut self, name: String, kind: TypeKind, one_of: bool) {
        match kind {
            TypeKind::Object(object) => {
                let fields = object.fields.into_iter().map(|field| shape(&field.node));
                self.fields.insert(name, fields.collect());
            }
            TypeKind::Interface(interface) => {
                let fields = interface.fields.into_iter().map(|field| shape(&field.node));
                self.fields.insert(name, fields.collect());
            }
            TypeKind::Scalar => {
                self.inputs.insert(name, Input::Scalar);
            }
            TypeKind::Enum(definition) => {
                let values = definition.values.into_iter();
                let values = values.map(|value| value.node.value.node.to_string());
                self.inputs.insert(name, Input::Enum(values.collect()));
            }
            TypeKind::InputObject(object) => {
                self.inputs.insert(name, input_object(object, one_of));
            }
            // A union has no field but `__typename`.
            TypeKind::Union(_) => {}
        }
    }

    /// The type at the root of operations of a kind.
    pub(super) fn root_of(&self, kind: OperationType) -> Option<&str> {
        let kind = match kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        self.roots.get(kind).map(String::as_str)
    }

    pub(super) fn shape(&self, parent: Option<&str>, field: &str) -> Option<&Shape> {
        self.fields.get(parent?)?.get(field)
    }

    pub(super) fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.get(name)
    }
}

/// The named type at the bottom of lists.
pub(super) fn bottom(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(item) => bottom(item),
    }
}

fn shape(field: &FieldDefinition) -> (String, Shape) {
    let pages = field.arguments.iter().map(|argument| &argument.node);
    let page = pages
        .filter(|argument| matches!(argument.name.node.as_str(), "first" | "last"))
        .map(|argument| match argument.default_value.as_ref().map(|v| &v.node) {
            Some(Value::Number(number)) => number.as_u64().unwrap_or(PAGE),
            _ => PAGE,
        })
        .min();
    let shape = Shape {
        target: bottom(&field.ty.node).to_owned(),
        list: matches!(field.ty.node.base, BaseType::List(_)),
        page,
    };
    (field.name.node.to_string(), shape)
}

fn input_object(object: InputObjectType, one_of: bool) -> Input {
    let fields = object.fields.into_iter().map(|field| InputField {
        name: field.node.name.node.to_string(),
        has_default: field.node.default_value.is_some(),
        ty: field.node.ty.node,
    });
    Input::Object { one_of, fields: fields.collect() }
}
