//! Payloads as typed inputs, one for each kind of fact, made of what the domain declares: a new field of a fact is in the
//! schema without a line here.

use std::borrow::Cow;

use async_graphql::registry::{Deprecation, MetaEnumValue, MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use domain::messages::{Language, fact_label, label};
use domain::wire::{CodeShape, ObjectShape, Shape};
use domain::{FactKind, FieldSpec};
use serde_json::{Map, Value as Json};

use super::super::scalars;

/// The input with one field for each kind of fact.
const NAME: &str = "FactPayloadInput";

/// A fact of one kind: its payload as the wire has it.
pub(crate) struct FactPayload {
    pub(super) kind: FactKind,
    pub(super) data: Json,
}

impl InputType for FactPayload {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            for scalar in
                [scalars::Uuid::create_type_info, scalars::Date::create_type_info, scalars::Json::create_type_info]
            {
                scalar(registry);
            }
            scalars::PartialDay::create_type_info(registry);
            scalars::DateTime::create_type_info(registry);
            let fields = FactKind::ALL.iter().map(|kind| {
                let shape = kind.shape();
                declare_object(registry, &shape);
                let about = format!("{} ({}).", fact_label(Language::English, *kind), fact_label(Language::French, *kind));
                value(&camel(kind.name()), &input_name(shape.name), &about)
            });
            let fields = fields.collect::<Vec<_>>();
            let about = "The payload of a fact: exactly one of these, named like its kind. What must be there is required \
                         by the schema; everything else that is wrong is told as contradictions.";
            object(NAME, about, fields, true)
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let wrong = || InputValueError::custom("exactly one kind of fact is expected");
        let json = value.unwrap_or_default().into_json().map_err(|_| wrong())?;
        let Json::Object(object) = json else { return Err(wrong()) };
        let mut given = object.into_iter();
        let (Some((name, data)), None) = (given.next(), given.next()) else { return Err(wrong()) };
        let kind = FactKind::ALL.iter().copied().find(|kind| camel(kind.name()) == name).ok_or_else(wrong)?;
        Ok(Self { kind, data: on_the_wire(&Shape::Object(kind.shape()), data) })
    }

    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// The payload of an erasure, as the wire has it.
pub(crate) struct ErasurePayload(pub(in crate::schema) Json);

impl ErasurePayload {
    const KIND: FactKind = FactKind::PersonalDataErased;
}

impl InputType for ErasurePayload {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        input_name(Self::KIND.shape().name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        declare_object(registry, &Self::KIND.shape())
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let wrong = || InputValueError::custom("an object is expected");
        let json = value.unwrap_or_default().into_json().map_err(|_| wrong())?;
        Ok(Self(on_the_wire(&Shape::Object(Self::KIND.shape()), json)))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// `LeaseTransferredInput`.
fn input_name(name: &str) -> String {
    format!("{name}Input")
}

/// `new_lease` as the schema writes it: `newLease`.
pub(super) fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    first + &parts.map(capital).collect::<String>()
}

/// `simple_sublease` as the schema writes it: `SIMPLE_SUBLEASE`.
fn capital(code: &str) -> String {
    code.to_uppercase().replace('-', "_")
}

/// The type of a field in the schema, declared if it is one of ours.
fn type_of(registry: &mut Registry, shape: &Shape) -> String {
    match shape {
        Shape::Id => "UUID".to_owned(),
        Shape::Text(_) => "String".to_owned(),
        Shape::Day => "Date".to_owned(),
        Shape::PartialDay => "PartialDate".to_owned(),
        Shape::Instant => "DateTime".to_owned(),
        Shape::Flag => "Boolean".to_owned(),
        Shape::Whole => "Int".to_owned(),
        Shape::Number => "Float".to_owned(),
        Shape::Json => "JSON".to_owned(),
        Shape::List(item) => format!("[{}!]", type_of(registry, item)),
        Shape::Code(codes) => declare_codes(registry, codes),
        Shape::Object(object) => declare_object(registry, object),
    }
}

fn declare_object(registry: &mut Registry, shape: &ObjectShape) -> String {
    let name = input_name(shape.name);
    if !registry.types.contains_key(&name) {
        let field = |spec: &FieldSpec| {
            let ty = type_of(registry, &spec.shape);
            let ty = if spec.optional { ty } else { format!("{ty}!") };
            value(&camel(spec.name), &ty, spec.about)
        };
        let fields = shape.fields.iter().map(field).collect::<Vec<_>>();
        // The source of the fact in the catalogue is for those who read the program.
        let about = shape.about.split("Source:").next().unwrap_or_default();
        let declared = object(&name, about, fields, false);
        registry.types.insert(name.clone(), declared);
    }
    name
}

fn declare_codes(registry: &mut Registry, codes: &CodeShape) -> String {
    let name = codes.name.to_owned();
    if !registry.types.contains_key(&name) {
        let values = codes.all().map(|code| {
            let [english, french] =
                [Language::English, Language::French].map(|language| label(language, codes.name, code));
            let mut value = MetaEnumValue::new(capital(code));
            value.description = Some(format!("{english} ({french})."));
            (capital(code), value)
        });
        let declared = MetaType::Enum {
            name: name.clone(),
            description: Some("Codes of the event catalogue, in capitals.".to_owned()),
            enum_values: values.collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        registry.types.insert(name.clone(), declared);
    }
    name
}

fn object(name: &str, about: &str, fields: Vec<MetaInputValue>, oneof: bool) -> MetaType {
    MetaType::InputObject {
        name: name.to_owned(),
        description: Some(about.trim().to_owned()),
        input_fields: fields.into_iter().map(|field| (field.name.clone(), field)).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        oneof,
        directive_invocations: Vec::new(),
    }
}

fn value(name: &str, ty: &str, about: &str) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(about.trim().to_owned()),
        ty: ty.to_owned(),
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

/// A value as the wire has it. What does not fit is left as it is: whoever reads the wire says what is wrong with it.
fn on_the_wire(shape: &Shape, value: Json) -> Json {
    match (shape, value) {
        (Shape::Object(object), Json::Object(given)) => {
            let member = |(name, value): (String, Json)| {
                if value.is_null() {
                    return None;
                }
                let Some(field) = object.fields.iter().find(|field| camel(field.name) == name) else {
                    return Some((name, value));
                };
                Some((field.name.to_owned(), on_the_wire(&field.shape, value)))
            };
            Json::Object(given.into_iter().filter_map(member).collect::<Map<_, _>>())
        }
        (Shape::List(item), Json::Array(items)) => {
            Json::Array(items.into_iter().map(|value| on_the_wire(item, value)).collect())
        }
        // A single value stands for a list of one.
        (Shape::List(item), single) => Json::Array(vec![on_the_wire(item, single)]),
        (Shape::Code(codes), Json::String(name)) => {
            let code = codes.all().find(|code| capital(code) == name);
            Json::String(code.map_or(name, str::to_owned))
        }
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::wire::Shape;
    use domain::{FactKind, FieldSpec};

    use super::{camel, capital};

    /// Every code of every field, under its enumeration.
    fn each(fields: &[FieldSpec], visit: &mut impl FnMut(&'static str, &'static str)) {
        for field in fields {
            let mut shape = &field.shape;
            while let Shape::List(item) = shape {
                shape = item;
            }
            if let Shape::Code(codes) = shape {
                codes.all().for_each(|code| visit(codes.name, code));
            } else if let Shape::Object(object) = shape {
                each(object.fields, visit);
            }
        }
    }

    #[test]
    fn names_of_the_schema_lead_back_to_one_name_of_the_wire() {
        let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
        let mut codes: BTreeSet<(&str, &str)> = BTreeSet::new();
        for kind in FactKind::ALL {
            each(kind.fields(), &mut |name, code| {
                if codes.insert((name, code)) {
                    assert!(seen.insert((name, capital(code))), "{name} {code}");
                    assert!(capital(code).starts_with(|c: char| c.is_ascii_uppercase()), "{name} {code}");
                }
            });
            let fields: BTreeSet<String> = kind.fields().iter().map(|field| camel(field.name)).collect();
            assert_eq!(fields.len(), kind.fields().len(), "{}", kind.name());
        }
        assert_eq!(camel("amount_eur"), "amountEur");
        assert_eq!(camel("lease"), "lease");
    }
}
