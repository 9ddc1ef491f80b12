//! `expect: ">=1"`: how many objects a rule must be for, so that a rule which fits nothing is noticed.
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A bound on the number of objects a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expect {
    comparison: Comparison,
    count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Exactly,
}

impl Expect {
    /// Whether so many objects are as expected.
    #[must_use]
    pub fn holds(self, found: usize) -> bool {
        let count = self.count as usize;
        match self.comparison {
            Comparison::AtLeast => found >= count,
            Comparison::AtMost => found <= count,
            Comparison::Exactly => found == count,
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.comparison {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Exactly => "",
        };
        write!(f, "{sign}{}", self.count)
    }
}

impl<'de> Deserialize<'de> for Expect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ExpectVisitor;
        impl Visitor<'_> for ExpectVisitor {
            type Value = Expect;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of objects such as \">=1\", \"<=3\" or 2")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Expect, E> {
                let signs = [
                    (">=", Comparison::AtLeast),
                    ("<=", Comparison::AtMost),
                    ("", Comparison::Exactly),
                ];
                let read = signs.into_iter().find_map(|(sign, comparison)| {
                    let count = text.strip_prefix(sign)?.trim().parse().ok()?;
                    Some(Expect { comparison, count })
                });
                read.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }

            fn visit_u64<E: Error>(self, count: u64) -> Result<Expect, E> {
                let unexpected = serde::de::Unexpected::Unsigned(count);
                let count =
                    u32::try_from(count).map_err(|_| E::invalid_value(unexpected, &self))?;
                Ok(Expect {
                    comparison: Comparison::Exactly,
                    count,
                })
            }
        }
        deserializer.deserialize_any(ExpectVisitor)
    }
}
