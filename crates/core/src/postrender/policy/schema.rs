//! The JSON Schema of the policy format, made from the types that read it; where a type is read by hand, its part is
//! spelled here beside the others.
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};

use super::emulate::Ignored;
use super::{Expect, File, Hook, Limit, LimitRange, Match, MatchLabelKeys, OneOrMany, Policy};
use crate::quantity::Quantity;

/// The file name under which a policy's first comment names the schema.
pub const SCHEMA_FILE: &str = "evenkeel.schema.json";

impl Policy {
    /// The JSON Schema of a policy file, as text; ends with a newline.
    #[must_use]
    pub fn schema() -> String {
        let generator = SchemaSettings::draft07().into_generator();
        let mut schema = generator.into_root_schema_for::<File>();
        schema.insert("title".to_owned(), "PostRenderPolicy".into());
        // Only a map with keys that are no text could fail.
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}

macro_rules! by_hand {
    ($type:ty, $name:literal, |$generator:ident| $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

by_hand!(Match, "Match", |generator| {
    let conditions = generator.subschema_for::<super::Conditions>();
    json_schema!({
        "description": "`all`, or conditions that all hold.",
        "anyOf": [{"const": "all"}, conditions],
    })
});
by_hand!(Hook, "Hook", |_generator| json_schema!({
    "description": "true: only Helm hooks; false: only objects that are none; any: both.",
    "enum": [true, false, "any"],
}));
by_hand!(Expect, "Expect", |_generator| json_schema!({
    "description": "A number of objects: \">=1\", \"<=3\" or 2.",
    "anyOf": [
        {"type": "string", "pattern": "^(>=|<=)? *[0-9]+$"},
        {"type": "integer", "minimum": 0},
    ],
}));
by_hand!(Limit, "Limit", |generator| {
    let quantity = generator.subschema_for::<Quantity>();
    json_schema!({
        "description": "`none`, `request` for a limit equal to the request, or a quantity.",
        "anyOf": [{"enum": ["none", "request"]}, quantity],
    })
});
by_hand!(Ignored, "Anything", |_generator| json_schema!(true));
by_hand!(LimitRange, "LimitRange", |generator| {
    let quantity = generator.subschema_for::<Quantity>();
    let quantities = json_schema!({"type": "object", "additionalProperties": quantity});
    json_schema!({
        "description": "A Kubernetes LimitRange.",
        "type": "object",
        "required": ["spec"],
        "properties": {
            "kind": {"const": "LimitRange"},
            "spec": {
                "type": "object",
                "required": ["limits"],
                "properties": {"limits": {"type": "array", "items": {
                    "type": "object",
                    "required": ["type"],
                    "properties": {
                        "type": {"enum": ["Container", "Pod", "PersistentVolumeClaim"]},
                        "default": quantities,
                        "defaultRequest": quantities,
                        "max": quantities,
                        "min": quantities,
                        "maxLimitRequestRatio": quantities,
                    },
                }}},
            },
        },
    })
});
by_hand!(
    MatchLabelKeys,
    "MatchLabelKeys",
    |_generator| json_schema!({
        "description": "`by-kind`, the label that the kind's controller puts on pods of one revision, or a list of label keys.",
        "anyOf": [{"const": "by-kind"}, {"type": "array", "items": {"type": "string"}}],
    })
);

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({
            "description": "One value or a list of them.",
            "anyOf": [one, {"type": "array", "items": one, "minItems": 1}],
        })
    }
}
