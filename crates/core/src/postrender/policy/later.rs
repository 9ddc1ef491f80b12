//! A part of the policy format that has its place but no meaning yet: present, it is an error, never ignored.
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A key that this version knows and does not carry out. It can't be made by reading: only an empty list or null passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later(());

const MESSAGE: &str = "not supported yet: this key is reserved for a later version";

impl<'de> Deserialize<'de> for Later {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LaterVisitor)
    }
}

struct LaterVisitor;

impl<'de> Visitor<'de> for LaterVisitor {
    type Value = Later;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing: this key is not supported yet")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Later, E> {
        Err(E::custom(MESSAGE))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Later, E> {
        Err(E::custom(MESSAGE))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Later, E> {
        Err(E::custom(MESSAGE))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Later, E> {
        Err(E::custom(MESSAGE))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Later, E> {
        Err(E::custom(MESSAGE))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Later, A::Error> {
        Err(A::Error::custom(MESSAGE))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Later, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Later(())),
            Some(_) => Err(A::Error::custom(MESSAGE)),
        }
    }
}
