//! Which objects and containers a rule is for. Conditions that are given all hold; patterns fit whole texts.
//! A rule is not for Helm's hooks unless its `match` says so.
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// `match: all`, or conditions that all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// Every workload that is no Helm hook.
    All,
    /// Workloads for which each condition holds.
    Conditions(Box<Conditions>),
}

/// Conditions on an object and its containers; those that are given all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Conditions {
    /// One of these kinds, e.g. `Deployment`.
    pub kind: Option<OneOrMany<String>>,
    /// One of these API groups, e.g. `apps`; the core group is empty text.
    pub group: Option<OneOrMany<Glob>>,
    /// One of these patterns fits the whole `metadata.name`.
    pub name: Option<OneOrMany<Glob>>,
    /// One of these patterns fits the namespace: the manifest's own, else the one given with `--namespace`.
    pub namespace: Option<OneOrMany<Glob>>,
    /// Each of these labels is on the object with a fitting value.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<std::collections::BTreeMap<String, OneOrMany<Glob>>>")
    )]
    pub labels: Option<Named>,
    /// Each of these annotations is on the object with a fitting value.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<std::collections::BTreeMap<String, OneOrMany<Glob>>>")
    )]
    pub annotations: Option<Named>,
    /// One of these patterns fits the path of the chart's template, e.g. `gitlab-runner/templates/deployment.yaml`.
    pub source: Option<OneOrMany<Glob>>,
    /// Containers whose image one of these patterns fits.
    pub image: Option<OneOrMany<Glob>>,
    /// Containers whose name one of these patterns fits.
    pub container: Option<OneOrMany<Glob>>,
    /// Whether the object is a Helm hook; a `match` without it is for objects that are none.
    pub hook: Option<Hook>,
}

/// Whether an object is a Helm hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hook {
    /// Only hooks.
    Only,
    /// Only objects that are none.
    No,
    /// Both.
    Any,
}

/// What conditions are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The object's kind.
    pub kind: &'a str,
    /// Its API group.
    pub group: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its namespace, as far as that is known.
    pub namespace: Option<&'a str>,
    /// Its metadata, for labels and annotations.
    pub metadata: Option<evenkeel_yaml::Node<'a>>,
    /// The chart's template.
    pub source: Option<&'a str>,
    /// Whether Helm runs it as a hook.
    pub is_hook: bool,
}

/// One value or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

/// Patterns by the names of what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named(Vec<(String, OneOrMany<Glob>)>);

/// A pattern for a whole text: `*` stands for any characters, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Glob(pub String);

impl Match {
    /// Whether an object is meant, its containers left aside.
    #[must_use]
    pub fn covers(&self, object: &Candidate<'_>) -> bool {
        match self {
            Self::All => !object.is_hook,
            Self::Conditions(conditions) => {
                conditions.hold(object)
                    && conditions.hook.unwrap_or(Hook::No).covers(object.is_hook)
            }
        }
    }

    /// Whether the kind is named, and not only among all.
    #[must_use]
    pub fn names_kind(&self, kind: &str) -> bool {
        let kinds = match self {
            Self::All => None,
            Self::Conditions(conditions) => conditions.kind.as_ref(),
        };
        kinds.is_some_and(|kinds| kinds.0.iter().any(|one| one == kind))
    }

    /// The conditions; none for `all`.
    #[must_use]
    pub fn conditions(&self) -> Option<&Conditions> {
        match self {
            Self::All => None,
            Self::Conditions(conditions) => Some(conditions),
        }
    }
}

impl Hook {
    fn covers(self, is_hook: bool) -> bool {
        match self {
            Self::Only => is_hook,
            Self::No => !is_hook,
            Self::Any => true,
        }
    }
}

impl Conditions {
    /// Whether each given condition on the object holds; those on hooks and containers are asked about by themselves.
    #[must_use]
    pub fn hold(&self, object: &Candidate<'_>) -> bool {
        let below = |wanted: &Option<Named>, key: &str| {
            wanted.as_ref().is_none_or(|wanted| {
                let found = object.metadata.and_then(|metadata| metadata.get(key));
                wanted.0.iter().all(|(name, globs)| {
                    let text = found.and_then(|found| found.get(name)?.text());
                    text.is_some_and(|text| globs.fit(text))
                })
            })
        };
        self.kind
            .as_ref()
            .is_none_or(|kinds| kinds.0.iter().any(|one| one == object.kind))
            && fits(&self.group, Some(object.group))
            && fits(&self.name, Some(object.name))
            && fits(&self.namespace, object.namespace)
            && fits(&self.source, object.source)
            && below(&self.labels, "labels")
            && below(&self.annotations, "annotations")
    }

    /// Whether the conditions on containers hold for one of this name and image.
    #[must_use]
    pub fn hold_for_container(&self, name: Option<&str>, image: Option<&str>) -> bool {
        fits(&self.container, name) && fits(&self.image, image)
    }

    /// Whether there is a condition on containers.
    #[must_use]
    pub fn speak_of_containers(&self) -> bool {
        self.container.is_some() || self.image.is_some()
    }

    /// Whether an object is meant, its containers left aside; without `hook`, both hooks and others.
    #[must_use]
    pub fn covers(&self, object: &Candidate<'_>) -> bool {
        self.hold(object) && self.hook.unwrap_or(Hook::Any).covers(object.is_hook)
    }

    /// Whether no condition is given at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind.is_none()
            && self.group.is_none()
            && self.name.is_none()
            && self.namespace.is_none()
            && self.labels.is_none()
            && self.annotations.is_none()
            && self.source.is_none()
            && !self.speak_of_containers()
            && self.hook.is_none()
    }
}

/// Whether a condition is not given or one of its patterns fits; a text that is not known fits none.
fn fits(globs: &Option<OneOrMany<Glob>>, text: Option<&str>) -> bool {
    globs
        .as_ref()
        .is_none_or(|globs| text.is_some_and(|text| globs.fit(text)))
}

impl OneOrMany<Glob> {
    fn fit(&self, text: &str) -> bool {
        self.0.iter().any(|glob| glob.fits(text))
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
                Ok(Match::Conditions(Box::new(conditions)))
            }
        }
        deserializer.deserialize_any(MatchVisitor)
    }
}

impl<'de> Deserialize<'de> for Hook {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HookVisitor;
        impl Visitor<'_> for HookVisitor {
            type Value = Hook;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or `any`")
            }

            fn visit_bool<E: Error>(self, only: bool) -> Result<Hook, E> {
                Ok(if only { Hook::Only } else { Hook::No })
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Hook, E> {
                match text {
                    "any" => Ok(Hook::Any),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(HookVisitor)
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;
        impl<'de> Visitor<'de> for NamedVisitor {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of patterns")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let mut named = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    named.push(entry);
                }
                Ok(Named(named))
            }
        }
        deserializer.deserialize_map(NamedVisitor)
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
