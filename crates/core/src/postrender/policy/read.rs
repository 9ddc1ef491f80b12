//! A policy's types out of the tree that edits are made on: one parser, one reading of scalars, and each error has its
//! place. Refuses tags and keys that are no text; follows aliases, but not merges, which are an unknown key `<<`.
use evenkeel_yaml::{Kind, Node, Scalar, Step};
use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::Flaw;
use crate::quantity;

/// What the node holds, as a `T`.
pub(super) fn read<'de, T: Deserialize<'de>>(node: Node<'de>) -> Result<T, Flaw> {
    T::deserialize(Reader(node)).map_err(|flaw| flaw.pointing_at(node.span().start))
}

struct Reader<'de>(Node<'de>);

impl<'de> Reader<'de> {
    /// What the node holds, by kind; a mapping and a list are told apart by the caller.
    fn scalar(&self) -> Scalar {
        self.0.scalar().unwrap_or(Scalar::Null)
    }

    fn kind(&self) -> Kind {
        self.0.resolved().kind()
    }

    fn map(&self) -> Entries<'de> {
        Entries {
            entries: self.0.entries().into_iter(),
            value: None,
        }
    }

    fn list(&self) -> Items<'de> {
        Items(self.0.items().into_iter().enumerate())
    }

    /// The error for a node of a kind that `expected` does not take.
    #[inline(never)]
    fn misfit(&self, expected: &dyn serde::de::Expected) -> Flaw {
        let scalar = self.scalar();
        let found = match (self.kind(), &scalar) {
            (Kind::Mapping, _) => Unexpected::Map,
            (Kind::Sequence, _) => Unexpected::Seq,
            (_, Scalar::Null) => Unexpected::Other("null"),
            (_, Scalar::Bool(flag)) => Unexpected::Bool(*flag),
            (_, Scalar::Int(_) | Scalar::Float(_)) => {
                let number = format!("number `{}`", self.0.resolved().token());
                return Flaw::invalid_type(Unexpected::Other(&number), expected);
            }
            (_, Scalar::Str(text)) => Unexpected::Str(text),
        };
        Flaw::invalid_type(found, expected)
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Flaw;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        match self.kind() {
            Kind::Mapping => return visitor.visit_map(self.map()),
            Kind::Sequence => return visitor.visit_seq(self.list()),
            Kind::Scalar | Kind::Alias => {}
        }
        match self.scalar() {
            Scalar::Null => visitor.visit_unit(),
            Scalar::Bool(flag) => visitor.visit_bool(flag),
            Scalar::Int(number) => match (u64::try_from(number), i64::try_from(number)) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => Err(self.misfit(&visitor)),
            },
            // No part of a policy is a number with a fraction; a quantity is asked for by its name.
            Scalar::Float(_) => Err(self.misfit(&visitor)),
            Scalar::Str(text) => visitor.visit_str(&text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        match self.scalar() {
            Scalar::Int(number) => match u64::try_from(number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => Err(self.misfit(&visitor)),
            },
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        match self.scalar() {
            Scalar::Str(text) => visitor.visit_str(&text),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        self.deserialize_str(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        match self.scalar() {
            Scalar::Str(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        match self.scalar() {
            // A number goes by its spelling, never through floating point.
            Scalar::Int(_) | Scalar::Float(_) if name == quantity::NAME => {
                visitor.visit_str(self.0.resolved().token())
            }
            Scalar::Str(text) if name == quantity::NAME => visitor.visit_str(&text),
            _ if name == quantity::NAME => Err(self.misfit(&visitor)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        match self.kind() {
            Kind::Sequence => visitor.visit_seq(self.list()),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        match self.kind() {
            Kind::Mapping => visitor.visit_map(self.map()),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier
    }
}

struct Entries<'de> {
    entries: std::vec::IntoIter<(Node<'de>, Node<'de>)>,
    value: Option<(&'de str, Node<'de>)>,
}

impl<'de> Entries<'de> {
    fn next(&mut self) -> Result<Option<(&'de str, usize)>, Flaw> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        let start = key.span().start;
        let text = key
            .text()
            .ok_or_else(|| Flaw::custom("a key that is no text").pointing_at(start))?;
        self.value = Some((text, value));
        Ok(Some((text, start)))
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Flaw;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Flaw> {
        let Some((key, start)) = self.next()? else {
            return Ok(None);
        };
        match seed.deserialize(StrDeserializer::<Flaw>::new(key)) {
            Ok(key) => Ok(Some(key)),
            Err(flaw) => Err(flaw.pointing_at(start)),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Flaw> {
        let (key, node) = self
            .value
            .take()
            .ok_or_else(|| Flaw::custom("a value without its key"))?;
        let read = untagged(node).and_then(|node| seed.deserialize(Reader(node)));
        read.map_err(|flaw| flaw.below(node.span().start, Step::Key(key.to_owned())))
    }
}

struct Items<'de>(std::iter::Enumerate<std::vec::IntoIter<Node<'de>>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Flaw;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Flaw> {
        let Some((index, node)) = self.0.next() else {
            return Ok(None);
        };
        match untagged(node).and_then(|node| seed.deserialize(Reader(node))) {
            Ok(item) => Ok(Some(item)),
            Err(flaw) => Err(flaw.below(node.span().start, Step::Index(index))),
        }
    }
}

/// A tag changes what a value is, and no part of a policy has a use for one of its own.
fn untagged(node: Node<'_>) -> Result<Node<'_>, Flaw> {
    match node.resolved().tag() {
        None
        | Some("!" | "!!str" | "!!map" | "!!seq" | "!!int" | "!!bool" | "!!null" | "!!float") => {
            Ok(node)
        }
        Some(tag) => Err(Flaw::custom(format_args!("a policy has no tag `{tag}`"))),
    }
}
