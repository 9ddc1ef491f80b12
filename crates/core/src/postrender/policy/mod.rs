//! The policy file `evenkeel.yaml`: reading it, changing single values of it, and choosing which one applies.
//! Refuses keys it does not know and keys whose meaning is not built yet; nothing in a policy is ignored.
use evenkeel_yaml::{Route, Tree};

mod amounts;
mod check;
mod custom;
mod emulate;
mod error;
mod expect;
mod fields;
mod matching;
mod read;
#[cfg(feature = "schema")]
mod schema;
mod set;
mod spread;

use emulate::Ignored;
use error::Flaw;

pub(crate) use amounts::RESOURCE_NAMES;
pub use amounts::{
    Amounts, Conflict, Limit, Limits, Mode, Profile, RequestFromDefault, Resources, WhenNull,
};
pub use custom::CustomKind;
pub use emulate::{Emulate, LimitRange, LimitRangeItem, Quantities};
pub use error::PolicyError;
pub use expect::Expect;
pub use fields::{Field, FieldPath, FieldPlace, FieldValue, FieldWhenPresent};
pub use matching::{Candidate, Conditions, Glob, Hook, Match, Named, OneOrMany};
#[cfg(feature = "schema")]
pub use schema::SCHEMA_FILE;
pub use spread::{
    Constraint, MatchLabelKeys, NodePolicy, Preset, TopologySpread, WhenEmpty, WhenPresent,
    WhenReplicasUnknown, WhenUnsatisfiable,
};

const BUILT_IN: &str = include_str!("built-in.yaml");

/// What the post-renderer adds to which objects: a checked policy file.
#[derive(Debug, Clone)]
pub struct Policy {
    text: String,
    kinds: Vec<CustomKind>,
    rules: Vec<Rule>,
}

/// The places a policy can come from, as the shells found them; see [`Policy::resolve`].
#[derive(Debug, Clone, Default)]
pub struct PolicySources<'a> {
    /// Name and text of the file given with `-f`.
    pub file: Option<(&'a str, &'a str)>,
    /// Text of the policy in the plugin's own configuration.
    pub plugin_config: Option<&'a str>,
    /// `PATH=VALUE` assignments in their order.
    pub sets: &'a [String],
}

/// A policy file as it is written.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct File {
    #[serde(rename = "apiVersion")]
    _api_version: ApiVersion,
    #[serde(rename = "kind")]
    _kind: Kind,
    /// A name and annotations, as KRM functions have; read by others, not by the post-renderer.
    #[serde(default, rename = "metadata")]
    _metadata: Option<Ignored>,
    /// Kinds of operators' objects that hold pods.
    #[serde(default, rename = "kinds")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<CustomKind>"))]
    _kinds: Option<Ignored>,
    /// The rules. Of several that speak of one field the first decides it.
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum ApiVersion {
    #[serde(rename = "evenkeel.dev/v1alpha1")]
    V1Alpha1,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum Kind {
    PostRenderPolicy,
}

/// One rule: which objects it is for and what it adds there. Of several rules the first that says something wins.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rule {
    /// The name in reports; without one the rule goes by its position, `rules[0]`.
    #[serde(default)]
    pub name: String,
    /// Which objects the rule is for.
    #[serde(rename = "match")]
    pub matches: Match,
    /// Which of those it is not for.
    pub exclude: Option<Conditions>,
    /// How many objects the rule must be for, e.g. `">=1"`; the run fails otherwise.
    pub expect: Option<Expect>,
    /// The spread over zones and nodes.
    pub topology_spread: Option<TopologySpread>,
    /// Requests and limits of containers.
    pub resources: Option<Resources>,
    /// Any other fields.
    #[serde(default)]
    pub fields: Vec<Field>,
}

impl Rule {
    /// Whether the rule is for an object, its containers left aside.
    #[must_use]
    pub fn covers(&self, object: &Candidate<'_>) -> bool {
        let is_excluded = self
            .exclude
            .as_ref()
            .is_some_and(|exclude| !exclude.speak_of_containers() && exclude.covers(object));
        self.matches.covers(object) && !is_excluded
    }

    /// Whether the rule, being for an object, is for its container of this name and image.
    #[must_use]
    pub fn covers_container(
        &self,
        object: &Candidate<'_>,
        name: Option<&str>,
        image: Option<&str>,
    ) -> bool {
        let is_excluded = self.exclude.as_ref().is_some_and(|exclude| {
            exclude.speak_of_containers()
                && exclude.covers(object)
                && exclude.hold_for_container(name, image)
        });
        let conditions = self.matches.conditions();
        !is_excluded && conditions.is_none_or(|one| one.hold_for_container(name, image))
    }

    /// Whether the rule chooses among containers.
    #[must_use]
    pub fn speaks_of_containers(&self) -> bool {
        let conditions = self.matches.conditions().into_iter().chain(&self.exclude);
        conditions.into_iter().any(Conditions::speak_of_containers)
    }
}

impl Policy {
    /// The policy that applies when none is given.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN, "built-in policy")
            .expect("the built-in policy is part of the program and has a test")
    }

    /// The text of [`Policy::built_in`], a commented example of a policy file.
    #[must_use]
    pub const fn built_in_text() -> &'static str {
        BUILT_IN
    }

    /// The policy that `text` spells; `name` stands in front of errors (a file name).
    ///
    /// # Errors
    /// One line with line, column and, for an unknown key, the known ones.
    pub fn parse(text: &str, name: &str) -> Result<Self, PolicyError> {
        let tree = Tree::parse(text).map_err(|error| PolicyError::unreadable(name, &error))?;
        let (kinds, rules) = read_file(&tree).map_err(|flaw| flaw.in_text(name, &tree))?;
        Ok(Self {
            text: text.to_owned(),
            kinds,
            rules,
        })
    }

    /// Changes one value, `PATH=VALUE`: `rules[0].topologySpread.minReplicas=3`. VALUE is YAML; `null` takes a key away.
    ///
    /// # Errors
    /// A path that leads nowhere, an unknown key (with the known ones), a value of another type, or a policy that no
    /// longer makes sense. The policy is unchanged then.
    pub fn set(&mut self, assignment: &str) -> Result<(), PolicyError> {
        let name = format!("--policy-set {assignment}");
        let text = set::assigned(&self.text, assignment)
            .map_err(|message| PolicyError::new(&name, message))?;
        let tree = Tree::parse(text.as_str()).map_err(|error| PolicyError::new(&name, error))?;
        let (kinds, rules) = read_file(&tree).map_err(|flaw| flaw.without_text(&name))?;
        *self = Self { text, kinds, rules };
        Ok(())
    }

    /// The policy that applies: the file given, else the plugin's, else the built-in one; each assignment on top.
    ///
    /// # Errors
    /// As [`Policy::parse`] and [`Policy::set`].
    pub fn resolve(sources: &PolicySources<'_>) -> Result<Self, PolicyError> {
        let mut policy = match (sources.file, sources.plugin_config) {
            (Some((name, text)), _) => Self::parse(text, name)?,
            (None, Some(text)) => Self::parse(text, "policy in the plugin's config")?,
            (None, None) => Self::built_in(),
        };
        for assignment in sources.sets {
            policy.set(assignment)?;
        }
        Ok(policy)
    }

    /// The kinds it declares.
    #[must_use]
    pub fn kinds(&self) -> &[CustomKind] {
        &self.kinds
    }

    /// The rules in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

/// The declared kinds and the rules, checked; each rule with a name, its preset's constraints and its fields' values.
fn read_file(tree: &Tree) -> Result<(Vec<CustomKind>, Vec<Rule>), Flaw> {
    let root = tree.root().ok_or_else(|| {
        Flaw::new(
            Route::root(),
            "the policy is empty; it begins with `apiVersion: evenkeel.dev/v1alpha1`",
        )
    })?;
    let File { mut rules, .. } = read::read(root)?;
    let kinds = match root.get("kinds") {
        Some(list) => CustomKind::read_all(list, &Route::root().key("kinds"))?,
        None => Vec::new(),
    };
    for (index, rule) in rules.iter_mut().enumerate() {
        if rule.name.is_empty() {
            rule.name = format!("rules[{index}]");
        }
        let at = Route::root().key("rules").index(index);
        if let Some(emulate) = rule
            .resources
            .as_mut()
            .and_then(|given| given.emulate.as_mut())
        {
            let at = at.key("resources").key("emulate").key("limitrange");
            if let Some(node) = root.at(&at) {
                emulate.limitrange = LimitRange::read(node, &at)?;
            }
        }
        for (number, field) in rule.fields.iter_mut().enumerate() {
            let at = at.key("fields").index(number).key("value");
            let value = root.at(&at).and_then(written);
            field.value.0 = value.ok_or_else(|| {
                Flaw::new(
                    at,
                    "a value has no tag, and its anchors and aliases stay outside",
                )
            })?;
        }
    }
    check::kinds(&kinds)?;
    check::rules(&rules, &kinds)?;
    for rule in &mut rules {
        if let Some(spread) = &mut rule.topology_spread
            && let Some(preset) = spread.preset
        {
            spread.constraints = preset.constraints();
        }
        if let Some(resources) = &mut rule.resources
            && let Some(emulate) = &resources.emulate
        {
            let profile = emulate.limitrange.profile();
            resources.init = Some(profile.clone());
            resources.app = Some(profile);
        }
    }
    Ok((kinds, rules))
}

/// A node as a value to write, each scalar as it is spelled; none where it has a tag or is repeated elsewhere.
fn written(node: evenkeel_yaml::Node<'_>) -> Option<evenkeel_yaml::Value> {
    use evenkeel_yaml::{Kind, Value};
    if node.is_alias() || node.anchor().is_some() {
        return None;
    }
    match node.kind() {
        Kind::Mapping if !node.has_merge() => {
            let entries = node.entries().into_iter();
            let entries = entries.map(|(key, value)| Some((written(key)?, written(value)?)));
            entries.collect::<Option<_>>().map(Value::Map)
        }
        Kind::Sequence => {
            let items = node.items().into_iter().map(written);
            items.collect::<Option<_>>().map(Value::Seq)
        }
        Kind::Scalar if node.tag().is_none() => {
            // What can't be copied token by token is text over several lines.
            node.copy().or_else(|| node.text().map(Value::from))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
