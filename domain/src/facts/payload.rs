//! What every payload can do, and the macro that declares one.

use serde_json::Value;

use crate::wire::{At, FieldSpec, Json, ShapeFaults};

/// The payload of a fact, or a structure inside one.
pub trait Payload: Sized {
    /// What it is, as its documentation says.
    const ABOUT: &'static str;

    /// Its fields in the catalogue's order.
    const FIELDS: &'static [FieldSpec];

    /// Reads it, or notes every fault of its shape.
    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self>;

    /// Writes it as a JSON object; absent fields are left out.
    #[must_use]
    fn write(&self) -> Value;
}

/// Declares a payload: each field with its privacy class, its name and its type.
///
/// Reading notes every fault at once and refuses unknown fields. Debug output hides sealed classes, so that
/// no log line can carry them.
macro_rules! payload {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $($(#[doc = $field_doc:literal])* [$class:ident] $field:ident: $type:ty,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $crate::facts::Payload for $name {
            const ABOUT: &'static str = concat!($($doc, "\n",)*);
            const FIELDS: &'static [$crate::wire::FieldSpec] = &[$(
                $crate::wire::FieldSpec {
                    name: stringify!($field),
                    class: $crate::wire::PrivacyClass::$class,
                    optional: <$type as $crate::wire::Wire>::OPTIONAL,
                    shape: <$type as $crate::wire::Wire>::SHAPE,
                    about: concat!($($field_doc,)*),
                },
            )*];

            fn read(
                value: &dyn $crate::wire::Json,
                at: &$crate::wire::At<'_>,
                faults: &mut $crate::wire::ShapeFaults,
            ) -> Option<Self> {
                $crate::wire::object(value, Self::FIELDS, at, faults)?;
                $(
                    let before = faults.0.len();
                    let $field = $crate::wire::field::<$type>(value, stringify!($field), at, faults);
                    if $crate::wire::PrivacyClass::$class == $crate::wire::PrivacyClass::N {
                        faults.hide_from(before);
                    }
                )*
                Some(Self { $($field: $field?,)* })
            }

            fn write(&self) -> serde_json::Value {
                let mut object = serde_json::Map::new();
                $(
                    if let Some(value) = $crate::wire::Wire::write(&self.$field) {
                        object.insert(stringify!($field).to_owned(), value);
                    }
                )*
                serde_json::Value::Object(object)
            }
        }

        impl $crate::wire::Wire for $name {
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Object($crate::wire::ObjectShape {
                name: stringify!($name),
                about: <Self as $crate::facts::Payload>::ABOUT,
                fields: <Self as $crate::facts::Payload>::FIELDS,
            });

            fn read(
                value: &dyn $crate::wire::Json,
                at: &$crate::wire::At<'_>,
                faults: &mut $crate::wire::ShapeFaults,
            ) -> Option<Self> {
                <Self as $crate::facts::Payload>::read(value, at, faults)
            }

            fn write(&self) -> Option<serde_json::Value> {
                Some($crate::facts::Payload::write(self))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                $(
                    match $crate::wire::PrivacyClass::$class {
                        $crate::wire::PrivacyClass::S => shown.field(stringify!($field), &self.$field),
                        $crate::wire::PrivacyClass::Q | $crate::wire::PrivacyClass::N => {
                            shown.field(stringify!($field), &format_args!("‹hidden›"))
                        }
                    };
                )*
                shown.finish()
            }
        }
    };
}

pub(crate) use payload;
