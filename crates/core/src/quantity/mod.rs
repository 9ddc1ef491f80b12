//! Kubernetes resource quantities (`100m`, `0.5`, `128Mi`, `1e3`), exact to the nano as the API server keeps them.
//!
//! Refuses floating point, and refuses to guess: what the API server would reject is an error here, what it would
//! take but nobody means (`128m` of memory) is a [`Quantity::suspicion`].
//! Grammar and rounding follow `apimachinery/pkg/api/resource`.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

mod spelling;

use spelling::canonical;

const NANOS: u128 = 1_000_000_000;
/// The API server cuts every larger value down to this one, in nanos.
const MAX: u128 = i64::MAX as u128 * NANOS;

/// What a quantity is an amount of, as far as that changes how it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    /// Cores.
    Cpu,
    /// Bytes of RAM.
    Memory,
    /// Bytes of the node's disk: writable layers, logs and `emptyDir` volumes.
    EphemeralStorage,
}

/// The suffix family a quantity was written in; the API server keeps it when it prints the canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// `n u m k M G T P E` or no suffix.
    Decimal,
    /// `Ki Mi Gi Ti Pi Ei`.
    Binary,
    /// `1e3`.
    Exponent,
}

/// One amount. Equal and ordered by value (`1000m` is `1`), shown as it was written.
#[derive(Debug, Clone)]
pub struct Quantity {
    source: Box<str>,
    nanos: i128,
    family: Family,
}

/// Why a text is no quantity: one line that says what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{shown:?} is not a Kubernetes quantity: {expected}")]
pub struct QuantityError {
    shown: String,
    expected: &'static str,
}

/// What is odd about a quantity the API server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// Memory or disk written in thousandths of a byte or smaller.
    FractionOfByte,
    /// Memory or disk below one mebibyte, usually a forgotten suffix.
    FewBytes,
    /// 64 cores or more, usually millicores without their `m`.
    ManyCores,
    /// A byte suffix on CPU.
    BytesOfCpu,
    /// Below zero; rejected later by validation.
    Negative,
}

impl Quantity {
    /// The value in billionths of its unit.
    #[must_use]
    pub const fn nanos(&self) -> i128 {
        self.nanos
    }

    /// The value in thousandths, rounded up as the scheduler does for CPU.
    #[must_use]
    pub fn millis(&self) -> i128 {
        ceil_div(self.nanos, 1_000_000)
    }

    /// The value in whole units (bytes, cores), rounded up.
    #[must_use]
    pub fn units(&self) -> i128 {
        ceil_div(self.nanos, NANOS as i128)
    }

    /// The suffix family it was written in.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// A quantity of so many nanos, spelled canonically in `family`; values beyond the API server's range are cut to it.
    #[must_use]
    pub fn from_nanos(nanos: i128, family: Family) -> Self {
        let nanos = nanos.clamp(-(MAX as i128), MAX as i128);
        Self {
            source: canonical(nanos, family).into(),
            nanos,
            family,
        }
    }

    /// The spelling the API server answers with: no fraction, the largest suffix that fits (`0.5` → `500m`, `1024Mi` → `1Gi`).
    #[must_use]
    pub fn canonical(&self) -> String {
        canonical(self.nanos, self.family)
    }

    /// Whether YAML reads the spelling as text without quotes: it ends in a suffix letter.
    #[must_use]
    pub fn reads_as_text(&self) -> bool {
        self.source.ends_with(|c: char| c.is_ascii_alphabetic())
    }

    /// What nobody means by this amount of `resource`, if so.
    #[must_use]
    pub fn suspicion(&self, resource: Resource) -> Option<Suspicion> {
        let whole = NANOS as i128;
        match resource {
            _ if self.nanos < 0 => Some(Suspicion::Negative),
            _ if self.nanos == 0 => None,
            Resource::Cpu if self.family == Family::Binary => Some(Suspicion::BytesOfCpu),
            Resource::Cpu => {
                let bare = self
                    .source
                    .ends_with(|c: char| c.is_ascii_digit() || c == '.');
                let many = if bare { 64 } else { 1024 };
                (self.nanos >= many * whole).then_some(Suspicion::ManyCores)
            }
            Resource::Memory | Resource::EphemeralStorage => {
                if self.source.ends_with(['n', 'u', 'm']) {
                    Some(Suspicion::FractionOfByte)
                } else {
                    (self.nanos < 1024 * 1024 * whole).then_some(Suspicion::FewBytes)
                }
            }
        }
    }

    /// Whether this is an amount of memory nobody means (`128m`, a bare `512`).
    #[must_use]
    pub fn is_suspicious_memory(&self) -> bool {
        self.suspicion(Resource::Memory).is_some()
    }

    /// Whether this is an amount of CPU nobody means (`100` is 100 cores).
    #[must_use]
    pub fn is_suspicious_cpu(&self) -> bool {
        self.suspicion(Resource::Cpu).is_some()
    }
}

impl Suspicion {
    /// One sentence for a person about `quantity`.
    #[must_use]
    pub fn sentence(self, quantity: &Quantity) -> String {
        let units = quantity.units();
        match self {
            Self::FractionOfByte => format!(
                "{quantity} means {units} {}: the suffix m is a thousandth; write Mi or M.",
                if units == 1 { "byte" } else { "bytes" }
            ),
            Self::FewBytes => format!("{quantity} means {units} bytes; write a suffix such as Mi."),
            Self::ManyCores => {
                format!("{quantity} means {units} cores; write an m for thousandths of a core.")
            }
            Self::BytesOfCpu => {
                format!("{quantity} means {units} cores: Ki, Mi and Gi are suffixes for bytes.")
            }
            Self::Negative => format!("{quantity} is below zero, which Kubernetes rejects."),
        }
    }
}

/// Division rounded towards positive infinity.
const fn ceil_div(value: i128, by: i128) -> i128 {
    value.div_euclid(by) + if value.rem_euclid(by) == 0 { 0 } else { 1 }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

/// Takes text, whole numbers and decimal numbers. A format that hands decimal numbers over as `f64` loses their
/// spelling (`0.10` becomes `0.1`) but not their value up to 15 digits; who holds the raw token uses [`std::str::FromStr`].
impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAME, QuantityVisitor)
    }
}

/// What a deserializer is told that a quantity is wanted; one that has the text of a number hands that over.
pub(crate) const NAME: &str = "Quantity";

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "number"],
            "description": "A Kubernetes quantity: 100m, 0.5, 128Mi."
        })
    }
}

struct QuantityVisitor;

impl<'de> Visitor<'de> for QuantityVisitor {
    type Value = Quantity;

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Quantity, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes quantity such as 100m, 0.5 or 128Mi")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Quantity, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests;
