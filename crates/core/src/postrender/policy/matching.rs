//! Which objects a rule is for: kinds, name patterns, and the conditions that are still to come.
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Later;
use crate::postrender::kinds::{self, Support};

/// `match: all`, or conditions that all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// Every workload.
    All,
    /// Workloads for which each condition holds.
    Conditions(Conditions),
}

/// Conditions on an object; those that are given all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Conditions {
    /// One of these kinds.
    pub kind: Option<OneOrMany<KindName>>,
    /// One of these patterns fits the whole `metadata.name`.
    pub name: Option<OneOrMany<Glob>>,
    /// API groups.
    pub group: Option<Later>,
    /// Namespace patterns.
    pub namespace: Option<Later>,
    /// Labels of the object.
    pub labels: Option<Later>,
    /// Annotations of the object.
    pub annotations: Option<Later>,
    /// Patterns of the chart's template path.
    pub source: Option<Later>,
    /// Patterns of a container's image.
    pub image: Option<Later>,
    /// Patterns of a container's name.
    pub container: Option<Later>,
    /// Whether the object is a Helm hook.
    pub hook: Option<Later>,
}

/// One value or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

/// A kind that the post-renderer changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindName(pub String);

/// A pattern for a whole name: `*` stands for any characters, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Glob(pub String);

impl Match {
    /// Whether an object of this kind and name is meant.
    #[must_use]
    pub fn covers(&self, kind: &str, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Conditions(conditions) => conditions.hold(kind, name),
        }
    }
}

impl Conditions {
    /// Whether each given condition holds for an object of this kind and name.
    #[must_use]
    pub fn hold(&self, kind: &str, name: &str) -> bool {
        self.kind
            .as_ref()
            .is_none_or(|kinds| kinds.0.iter().any(|KindName(one)| one == kind))
            && self
                .name
                .as_ref()
                .is_none_or(|names| names.0.iter().any(|glob| glob.fits(name)))
    }

    /// Whether no condition is given at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Glob {
    /// Whether the pattern fits the whole of `text`.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let pattern: Vec<char> = self.0.chars().collect();
        let text: Vec<char> = text.chars().collect();
        let (mut p, mut t) = (0, 0);
        // Where the last `*` stands and where what it swallows ends for now.
        let mut star: Option<(usize, usize)> = None;
        while t < text.len() {
            match pattern.get(p) {
                Some('*') => {
                    star = Some((p, t));
                    p += 1;
                }
                Some(&c) if c == '?' || Some(&c) == text.get(t) => {
                    p += 1;
                    t += 1;
                }
                _ => match star {
                    Some((at, end)) => {
                        star = Some((at, end + 1));
                        p = at + 1;
                        t = end + 1;
                    }
                    None => return false,
                },
            }
        }
        pattern
            .get(p..)
            .unwrap_or_default()
            .iter()
            .all(|&c| c == '*')
    }
}

impl<'de> Deserialize<'de> for Match {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MatchVisitor;
        impl<'de> Visitor<'de> for MatchVisitor {
            type Value = Match;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`all` or conditions such as `kind: Deployment`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Match, E> {
                if text == "all" {
                    return Ok(Match::All);
                }
                Err(E::custom(format_args!(
                    "unknown value `{text}`, expected `all` or conditions such as `kind: Deployment`"
                )))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Match, A::Error> {
                let conditions = Conditions::deserialize(MapAccessDeserializer::new(map))?;
                if conditions.is_empty() {
                    return Err(A::Error::custom(
                        "no condition is given; a rule for every workload says `match: all`",
                    ));
                }
                Ok(Match::Conditions(conditions))
            }
        }
        deserializer.deserialize_any(MatchVisitor)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(OneOrMany(vec![T::deserialize(StrDeserializer::new(text))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                if list.is_empty() {
                    return Err(A::Error::custom(
                        "an empty list matches nothing; leave the key out",
                    ));
                }
                Ok(OneOrMany(list))
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for KindName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KindVisitor;
        impl Visitor<'_> for KindVisitor {
            type Value = KindName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the kind of a workload")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<KindName, E> {
                let rows = || kinds::TABLE.iter().filter(|row| row.kind == text);
                if rows().any(|row| row.support == Support::Now) {
                    return Ok(KindName(text.to_owned()));
                }
                let known: Vec<String> =
                    kinds::supported().map(|kind| format!("`{kind}`")).collect();
                let known = known.join(", ");
                Err(if rows().next().is_some() {
                    E::custom(format_args!(
                        "not supported yet: kind `{text}`; supported are {known}"
                    ))
                } else {
                    E::custom(format_args!(
                        "unknown kind `{text}`, expected one of {known}"
                    ))
                })
            }
        }
        deserializer.deserialize_str(KindVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn globs_fit_the_whole_name() {
        for (pattern, text, expected) in [
            ("web", "web", true),
            ("web", "web-1", false),
            ("web*", "web", true),
            ("*-canary", "web-canary", true),
            ("*-canary", "web-canary-2", false),
            ("a*b*c", "a-b-b-c", true),
            ("w?b", "wéb", true),
            ("?", "", false),
            ("*", "", true),
        ] {
            assert_eq!(
                Glob(pattern.to_owned()).fits(text),
                expected,
                "{pattern} {text}"
            );
        }
        let stars = Glob("*a".repeat(200));
        assert!(!stars.fits(&"a".repeat(10_000).replace('a', "ab")));
    }
}
