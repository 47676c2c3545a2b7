//! Stored payloads as they are read: texts stay where they lie, and objects are lists of fields.

use std::borrow::Cow;
use std::fmt;

use domain::wire::Json;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A stored JSON value.
pub(crate) enum Tree<'j> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'j, str>),
    List(Vec<Self>),
    /// In the order in which they were stored.
    Object(Vec<(Cow<'j, str>, Self)>),
    /// One that stands in place of a sealed value, and was not stored like that.
    Told(Value),
}

impl Tree<'_> {
    /// What is stored under a name.
    pub(super) fn under(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The same, to put something else in its place.
    pub(super) fn under_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The only field of an object that has one.
    pub(super) fn only_field(&self) -> Option<(&str, &Self)> {
        let Self::Object(fields) = self else { return None };
        if let [(name, value)] = fields.as_slice() { Some((name, value)) } else { None }
    }
}

impl Json for Tree<'_> {
    fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Told(value) => value.as_str(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Told(value) => value.as_bool(),
            Self::Null | Self::Text(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Told(value) => value.as_number(),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    fn length(&self) -> Option<usize> {
        match self {
            Self::List(items) => Some(items.len()),
            Self::Told(value) => value.length(),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Number(_) | Self::Object(_) => None,
        }
    }

    fn item(&self, index: usize) -> Option<&dyn Json> {
        match self {
            Self::List(items) => items.get(index).map(|item| item as &dyn Json),
            Self::Told(value) => value.item(index),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Number(_) | Self::Object(_) => None,
        }
    }

    fn names(&self, each: &mut dyn FnMut(&str)) -> bool {
        match self {
            Self::Object(fields) => {
                for (name, _) in fields {
                    each(name);
                }
                true
            }
            Self::Told(value) => value.names(each),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Number(_) | Self::List(_) => false,
        }
    }

    fn field(&self, name: &str) -> Option<&dyn Json> {
        if let Self::Told(value) = self {
            return value.field(name);
        }
        self.under(name).map(|value| value as &dyn Json)
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.as_ref().to_owned()),
            Self::List(items) => items.iter().map(Json::to_value).collect(),
            Self::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_ref().to_owned(), value.to_value()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            Self::Told(value) => value.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree<'de>, E> {
        Ok(Number::from_f64(value).map_or(Tree::Null, Tree::Number))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree<'de>, A::Error> {
        let mut fields = Vec::with_capacity(8);
        while let Some(Name(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Tree::Object(fields))
    }
}

/// The name of a field, borrowed where no escape stands in it.
struct Name<'j>(Cow<'j, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(AsName).map(Self)
    }
}

struct AsName;

impl<'de> Visitor<'de> for AsName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_stored() {
        let texts = [
            r#"{"a":[1,-2,2.5,true,null,"Zo\u00e9 \"x\"",[]],"b":{"c":{},"d\n":"e"}}"#,
            "18446744073709551615",
            "[]",
            r#""seul""#,
        ];
        for text in texts {
            let tree: Tree<'_> = serde_json::from_str(text).unwrap();
            assert_eq!(tree.to_value(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn texts_without_escapes_stay_where_they_lie() {
        let tree: Tree<'_> = serde_json::from_str(r#"{"kind":"a2","told":"l\u0027autre"}"#).unwrap();
        let Tree::Object(fields) = &tree else { panic!("an object") };
        assert!(matches!(&fields[0], (Cow::Borrowed("kind"), Tree::Text(Cow::Borrowed("a2")))));
        assert!(
            matches!(&fields[1], (Cow::Borrowed("told"), Tree::Text(Cow::Owned(text))) if text == "l'autre")
        );
    }

    #[test]
    fn what_is_told_in_place_of_a_value_reads_like_one_that_was_stored() {
        let text = r#"{"list":["x"],"flag":false,"number":7,"text":"y"}"#;
        let stored: Tree<'_> = serde_json::from_str(text).unwrap();
        let told = Tree::Told(serde_json::from_str(text).unwrap());
        for tree in [&stored, &told] {
            let mut names = Vec::new();
            assert!(tree.names(&mut |name| names.push(name.to_owned())));
            assert_eq!(names.len(), 4);
            let list = tree.field("list").unwrap();
            assert_eq!((list.length(), list.item(0).and_then(Json::as_str)), (Some(1), Some("x")));
            assert!(list.item(1).is_none() && tree.field("other").is_none() && tree.length().is_none());
            assert_eq!(tree.field("flag").and_then(Json::as_bool), Some(false));
            assert_eq!(tree.field("number").and_then(Json::as_number), Some(&7.into()));
        }
    }
}
